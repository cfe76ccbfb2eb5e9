"""Reading blind: beginning, saying that one is done, comparing, taking up a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mire.analysis.partitions import Agreed
from mire.programme.blind.actions import begin_blind, open_blind, say_done, take_up
from mire.programme.blind.queries import (
    BlindReading,
    Compared,
    blind_reading_in,
    blind_readings_of,
    comparison_of,
    readable_blind,
)
from mire.programme.blind.rules import Different, Pair
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.reading.queries import Reading
from mire.programme.reading.rules import ASIDE, Board
from mire.technique_api.free_text import read_whole
from mire.technique_api.refusal import Refusal
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.pages import GROUP, actor, show
from mire.web.office.reading.views import PLACE, address
from mire.words import words

SEED = 20181
"""Of the draws of an interval: the same page twice says the same."""

MOST_DIFFERENT = 60


class BlindForm(OfficeForm):
    """Beside which reading."""

    beside = forms.ChoiceField(
        label=gettext_lazy("Quelle lecture ?"),
        help_text=gettext_lazy(
            "Vous grouperez les mêmes propos, sans voir son tableau avant que les deux lectures "
            "soient finies."
        ),
        widget=forms.RadioSelect,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A text, or several that say the same, with where each reader put it."""

    text: str
    count: int
    cards: str
    one: str
    other: str
    settled: str


@evidence_page(*GROUP)
def new_blind(request: HttpRequest, member: Member) -> HttpResponse:
    """Begin to read blind beside a reading in which one did nothing."""
    is_sent = request.method == "POST"
    readings = readable_blind(member.programme, actor(member).key, begun=is_sent)

    def save(form: OfficeForm) -> str:
        beside = next(each for each in readings if each.key == form.cleaned_data["beside"])
        blind = begin_blind(
            beside=beside,
            key=form.key,
            title=_("%(title)s, à l'aveugle") % {"title": beside.title[:100]},
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_reading", member, blind.reading)

    return answer_form(
        request,
        member,
        lambda *args, **kwargs: BlindForm(
            *args, choices={"beside": [(each.key, each.title) for each in readings]}, **kwargs
        ),
        save,
        said=FormWords(
            title=_("Lire à l'aveugle"),
            lede=_("Deux lectures faites chacune de son côté se comparent ensuite.")
            if readings
            else _("Il n'y a pas de lecture que vous n'ayez déjà commencée ou aidé à faire."),
            submit=_("Commencer") if readings else "",
            back=reverse("office_readings", kwargs={"programme": member.programme.key}),
            place=PLACE,
        ),
    )


def about_blind(member: Member, reading: Reading) -> list[tuple[str, str]]:
    """Return what a board says of blind readings: words, and where they lead."""
    made = []
    for each in blind_readings_of(reading):
        if each.opened_at is not None:
            said = _("Comparer avec « %(title)s »") % {"title": _other(each, reading).title}
        elif each.reading_id == reading.pk:
            said = _("Vous lisez à l'aveugle : dites quand vous avez fini")
        else:
            said = _("Quelqu'un lit les mêmes propos à l'aveugle : dites quand vous avez fini ici")
        made.append((said, address("office_blind", member, each.reading)))
    return made


def _other(blind: BlindReading, reading: Reading) -> Reading:
    return blind.beside if blind.reading_id == reading.pk else blind.reading


@evidence_page(*GROUP)
def blind_page(request: HttpRequest, member: Member, *, reading: str) -> HttpResponse:
    """Say how far a blind reading is, take « fini » or « ouvrir »; once open, the comparison."""
    blind = blind_reading_in(member.programme, reading)
    if blind is None:
        raise Http404
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    by = actor(member)
    if blind.opened_at is not None:
        return _comparison(request, member, blind)
    may_open = member.may(Right.FACILITATOR)
    if request.method == "POST":
        if request.POST.get("do") == "done":
            say_done(blind=blind, by=by, now=timezone.now())
        elif request.POST.get("do") == "open" and may_open:
            open_blind(blind=blind, by=by, now=timezone.now())
        return redirect(address("office_blind", member, blind.reading))
    is_reader = blind.reader == by.key
    mine = blind.reading if is_reader else blind.beside
    context = {
        "blind": blind,
        "is_reader": is_reader,
        "mine": mine,
        "board": address("office_reading", member, mine),
        "is_done": (blind.done_at if is_reader else blind.beside_done_at) is not None,
        "may_open": may_open,
    }
    return show(request, member, "office/reading_blind.html", context, place=PLACE)


def _comparison(request: HttpRequest, member: Member, blind: BlindReading) -> HttpResponse:
    compared = comparison_of(blind, chance=np.random.default_rng(SEED))
    refusal = ""
    if request.method == "POST" and request.POST.get("do") in ("one", "other"):
        seen = request.POST.get("seen", "")
        try:
            take_up(
                compared=compared,
                cards=tuple(
                    each
                    for each in request.POST.get("cards", "").split()
                    if each in compared.goes_on.cards
                ),
                from_other=request.POST["do"] == "other",
                seen=read_whole(seen) or 0,
                by=actor(member),
                now=timezone.now(),
            )
            return redirect(address("office_blind", member, blind.reading) + "#differents")
        except Refusal as refused:
            refusal = words.translate(refused.text)
    elif request.method == "POST":  # pressed before the opening, and it is open meanwhile
        return redirect(address("office_blind", member, blind.reading))
    found = compared.comparison
    rows = [_row(compared, each, blind.beside_number) for each in found.different]
    rows.sort(key=lambda each: bool(each.settled))
    context: dict[str, Any] = {
        "blind": blind,
        "board": address("office_reading", member, blind.beside),
        "blind_board": address("office_reading", member, blind.reading),
        "number": compared.goes_on.board.number,
        "sentence": _sentence(found.agreed),
        "one_sided": _one_sided(compared),
        "pairs": [_pair(compared, each) for each in found.pairs],
        "different": rows[:MOST_DIFFERENT],
        "n_different": sum(not each.settled for each in rows),
        "n_more": max(0, len(rows) - MOST_DIFFERENT),
        "refusal": refusal,
    }
    status = 409 if refusal else 200
    template = "office/reading_comparison.html"
    return show(request, member, template, context, place=PLACE, status=status)


def _sentence(agreed: Agreed | None) -> str:
    if agreed is None:
        return _("Rien à comparer encore : moins de deux propos sont placés des deux côtés.")
    index = words.number(agreed.index)
    on = ngettext("%(n)s propos placé", "%(n)s propos placés", agreed.n) % {"n": agreed.n}
    if agreed.low is None or agreed.high is None:
        return _("Accord : %(index)s, sur %(on)s des deux côtés : trop peu pour un intervalle.") % {
            "index": index,
            "on": on,
        }
    return _("Accord : %(index)s, entre %(low)s et %(high)s, sur %(on)s des deux côtés.") % {
        "index": index,
        "low": words.number(agreed.low),
        "high": words.number(agreed.high),
        "on": on,
    }


def _one_sided(compared: Compared) -> str:
    n = sum(
        len(each.cards) for each in compared.comparison.different if not (each.one and each.other)
    )
    if not n:
        return ""
    return ngettext(
        "%(n)s propos n'est placé que d'un côté : il ne compte pas dans l'accord.",
        "%(n)s propos ne sont placés que d'un côté : ils ne comptent pas dans l'accord.",
        n,
    ) % {"n": n}


def _named(board: Board, theme: str) -> str:
    if theme == ASIDE:
        return _("Mis à part")
    return board.themes[theme].name if theme else ""


def _pair(compared: Compared, pair: Pair) -> Mapping[str, Any]:
    return {
        "one": _named(compared.one, pair.one) or "—",
        "other": _named(compared.other, pair.other) or "—",
        "n_one": pair.n_one,
        "n_other": pair.n_other,
        "n_both": pair.n_both,
    }


def _row(compared: Compared, each: Different, opened_at: int) -> Row:
    """Say where either reader put cards; and who placed them since the opening, if anybody did."""
    board = compared.goes_on.board
    place = board.places.get(each.cards[0])
    settled = ""
    if place is not None and place.act > opened_at:
        settled = _("%(theme)s, par %(who)s") % {
            "theme": _named(board, place.theme),
            "who": place.by_name,
        }
    return Row(
        compared.goes_on.cards[each.cards[0]].text,
        len(each.cards),
        " ".join(each.cards),
        _named(compared.one, each.one),
        _named(compared.other, each.other),
        settled,
    )
