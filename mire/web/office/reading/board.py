"""The board of a reading: cards to read, themes, and each press of a reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mire.programme.evidence.rules import searched
from mire.programme.keys import new_key
from mire.programme.people.queries import Member
from mire.programme.reading.actions import project_card, read_together
from mire.programme.reading.queries import (
    Card,
    OpenReading,
    Reading,
    open_reading,
    state_of_texts,
)
from mire.programme.reading.rules import (
    ASIDE,
    MOST_WORDS,
    ActKind,
    Theme,
    last_of,
    piles,
    shown_together,
)
from mire.technique_api.free_text import read_whole, tidy, without_unseen
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.kept import drawn
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import GROUP, actor, show, take_typed
from mire.web.office.reading.apart import about_blind
from mire.web.office.reading.near import Proposal, Proposed, proposed
from mire.web.office.reading.views import PLACE, address, closed_to, reading_of
from mire.words import words

MOST_KEYS, MOST_IN_SIGHT = 9, 3
"""Themes that a digit places in; those side by side at the top of a laptop's screen."""

_CARD, _COLUMN = "office/reading_card.html", "office/reading_column.html"
MOST_TO_READ, MOST_IN_COLUMN = 30, 3
"""How many piles the page shows: of those to read, and of each theme that is not open."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Cards that say the same, shown as one."""

    cards: tuple[Card, ...]
    reason: str
    rewording: str
    is_opposed: bool
    by_name: str

    @property
    def drawn(self) -> SafeString:
        """Return what they say, where and how many times, as HTML."""
        return drawn((_CARD, self), lambda: render_to_string(_CARD, {"pile": self}))

    @property
    def first(self) -> Card:
        """Return the card that is shown."""
        return self.cards[0]

    @property
    def keys(self) -> str:
        """Return the keys of all of them, as a form sends them."""
        return " ".join(each.key for each in self.cards)

    @property
    def n_same(self) -> int:
        """Return how many cards say it, 0 for one alone."""
        return len(self.cards) if len(self.cards) > 1 else 0

    @property
    def where(self) -> SafeString:
        """Return where they were said, a line an activity: marks differ from place to place."""
        places: dict[str, list[str]] = {}
        for card in self.cards:
            place = " · ".join(words.translate(each) for each in card.said)
            places.setdefault(card.activity, []).append(place)
        lines = (
            " · ".join(each for each in (activity, " ; ".join(dict.fromkeys(said))) if each)
            for activity, said in places.items()
        )
        return format_html_join(mark_safe("<br>"), "{}", ((each,) for each in lines))


@dataclass(frozen=True, slots=True)
class Group:
    """Piles that say almost the same, most often one alone, and the themes that are nearest."""

    piles: Sequence[Pile]
    near: Sequence[Proposal]

    @property
    def keys(self) -> str:
        """Return the keys of all their cards, as a form sends them."""
        return " ".join(each.keys for each in self.piles)


@require_safe
@evidence_page(*GROUP)
def board(request: HttpRequest, member: Member, *, reading: str) -> HttpResponse:
    """Show a reading; nothing new for who has seen its last act and texts (``?depuis=&dont=``)."""
    found = reading_of(member, reading)
    if away := closed_to(member, found):
        return away
    if request.GET.get("depuis") == str(found.number):
        texts = request.GET.get("dont")
        if texts is None or texts == state_of_texts(found):
            return HttpResponse(status=204)
    return _show(request, member, found)


@evidence_page(*GROUP)
def press(request: HttpRequest, member: Member, *, reading: str) -> HttpResponse:
    """Do what a reader pressed, and show the board again, with why not where it could not be.

    Whoever comes back here after signing in again finds what they had typed.
    """
    found = reading_of(member, reading)
    if away := closed_to(member, found):
        return away
    if request.method != "POST":
        lapsed_form = take_typed(request)
        if lapsed_form is None:
            return redirect(address("office_reading", member, found))
        lapsed = Refusal(text("Votre session avait pris fin : rien n'a été fait, recommencez."))
        return _show(request, member, found, refusal=lapsed, typed=QueryDict(lapsed_form))
    do, _colon, together = request.POST.get("do", "").partition(":")
    if do == "together":
        typed = request.POST.copy()
        typed.setlist("card", [together])
        return _show(request, member, found, typed=typed)
    if do == "project":
        return _project(request, member, found, together)
    try:
        kind, body = _asked(request.POST)
        read_together(
            reading=found,
            kind=kind,
            body=body,
            seen=_number(request.POST.get("seen", "")),
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal, typed=request.POST)
    theme = request.POST.get("open", "")
    query = f"?theme={theme}" if theme and kind is not ActKind.MERGED else ""
    return redirect(address("office_reading", member, found) + query)


def _project(request: HttpRequest, member: Member, reading: Reading, off: str) -> HttpResponse:
    """Project the first card that is chosen; with ``off``, none. What is chosen stays."""
    chosen = " ".join(request.POST.getlist("card")).split() or [""]
    refusal = None
    try:
        project_card(reading=reading, card="" if off else chosen[0])
    except Refusal as refused:
        refusal = refused
    return _show(request, member, reading, refusal=refusal, typed=request.POST)


def _number(written: str) -> int:
    return read_whole(written) or 0


def _asked(sent: QueryDict) -> tuple[ActKind, dict[str, Any]]:
    """Return the act that a form asks for; raise a Refusal for one that is none."""
    do, _colon, which = sent.get("do", "").partition(":")
    cards = list(dict.fromkeys(without_unseen(" ".join(sent.getlist("card"))).split()))
    theme = which or sent.get("theme", "")
    into, _colon, put = which.partition(":")
    words_of = {
        name: " ".join(without_unseen(sent.get(name, "")).split()) for name in ("name", "reason")
    }
    written = tidy(sent.get("words", ""), limit=MOST_WORDS, path=("words",)) or ""
    asked: Mapping[str, tuple[ActKind, dict[str, Any]]] = {
        "place": (ActKind.PLACED, {"cards": cards, "theme": which}),
        "put": (ActKind.PLACED, {"cards": put.split(), "theme": into}),
        "make": (ActKind.MADE, {"theme": new_key(), "name": words_of["name"], "cards": cards}),
        "aside": (ActKind.SET_ASIDE, {"cards": cards, "reason": words_of["reason"]}),
        "name": (ActKind.NAMED, {"theme": theme, "name": words_of["name"]}),
        "describe": (
            ActKind.DESCRIBED,
            {"theme": theme, "words": written},
        ),
        "merge": (ActKind.MERGED, {"theme": theme, "into": sent.get("into", "")}),
        "first": (ActKind.MOVED, {"theme": theme, "before": sent.get("before", "")}),
        "oppose": (ActKind.OPPOSED, {"cards": cards, "on": which != "0"}),
        "reword": (
            ActKind.REWORDED,
            {"card": cards[0] if cards else "", "words": written},
        ),
        "undo": (ActKind.UNDONE, {}),
    }
    if do == "make" and not words_of["name"] and words_of["reason"]:
        do = "aside"  # Enter in the reason's field presses the form's first button
    if do not in asked:
        raise Refusal(text("Ce geste n'existe pas."), code="unknown")
    return asked[do]


def _show(
    request: HttpRequest,
    member: Member,
    reading: Reading,
    *,
    refusal: Refusal | None = None,
    typed: QueryDict | None = None,
) -> HttpResponse:
    found = open_reading(reading)
    standing = found.board
    asked = typed or request.GET
    wanted = searched(request.GET.get("q", ""))
    left = [each for each in found.cards.values() if each.key not in standing.places]
    shown = [each for each in left if all(word in each.searched for word in wanted.split())]
    texts = state_of_texts(reading)
    to_read = [[found.cards[key] for key in keys] for keys in _same(shown)]
    near = proposed(found, to_read)
    groups, n_more = _groups(found, to_read, near)
    theme = standing.themes.get(asked.get("open" if typed else "theme", ""))
    chosen = {key for value in (typed.getlist("card") if typed else []) for key in value.split()}
    if not chosen and groups:
        chosen = {groups[0].piles[0].first.key}
    aside = {key for key, place in standing.places.items() if place.theme == ASIDE}
    context: dict[str, Any] = {
        "reading": reading,
        "here": address("office_reading", member, reading),
        "press": address("office_reading_press", member, reading),
        "number": standing.number,
        "n_gone": found.n_gone,
        "counts": counts_of(found),
        "n_left": len(left),
        "texts": texts,
        "to_read": groups,
        "n_more": n_more,
        "compared": near.status,
        "formats": ("pdf", "odt", "docx"),
        "blind": about_blind(member, reading),
        "words_sought": request.GET.get("q", ""),
        "chosen": chosen,
        "themes": [
            _drawn_column(found, each, number, has_to_read=bool(groups))
            for number, each in enumerate(standing.themes.values() if theme is None else (), 1)
        ],
        "index": list(enumerate(standing.themes.values(), 1))[:MOST_KEYS]
        if groups and theme is None and len(standing.themes) > MOST_IN_SIGHT
        else [],
        "open": None if theme is None else _column(found, theme, 0, whole=True),
        "open_key": "" if theme is None else theme.key,
        "others": [each for each in standing.themes.values() if each is not theme],
        "aside": _piles(
            found,
            _same(each for each in found.cards.values() if each.key in aside),
        ),
        "may_undo": last_of(found.acts, actor(member).key) is not None,
        "last": found.acts[-1].by_name if found.acts else "",
        "refusal": "" if refusal is None else words.translate(refusal.text),
        "typed": {
            name: typed.get(name, "") if typed else "" for name in ("name", "reason", "words", "do")
        },
    }
    status = 409 if refusal is not None and refusal.code == "moved" else 422 if refusal else 200
    return show(request, member, "office/reading.html", context, place=PLACE, status=status)


def _same(cards: Iterable[Card]) -> list[list[str]]:
    return piles((each.key, each.searched) for each in cards)


def _piles(found: OpenReading, same: Iterable[Sequence[str]]) -> list[Pile]:
    """Return cards that say the same as the page shows them: made for those that it shows."""
    made = []
    for keys in same:
        place = found.board.places.get(keys[0])
        made.append(
            Pile(
                tuple(found.cards[key] for key in keys),
                "" if place is None else place.reason,
                found.board.reworded.get(keys[0], ""),
                any(key in found.board.opposed for key in keys),
                "" if place is None else place.by_name,
            )
        )
    return made


def _groups(
    found: OpenReading, to_read: Sequence[Sequence[Card]], made: Proposed
) -> tuple[list[Group], int]:
    """Return the first piles as the page shows them, and how many more there are."""
    by_first = {each[0].key: [card.key for card in each] for each in to_read}
    together = shown_together(by_first, made.groups)
    groups = [
        Group(_piles(found, [by_first[key] for key in keys]), made.of(keys[0]))
        for keys in together[:MOST_TO_READ]
    ]
    return groups, sum(len(keys) for keys in together[MOST_TO_READ:])


def _drawn_column(
    found: OpenReading, theme: Theme, number: int, *, has_to_read: bool
) -> SafeString:
    """Return a theme among others, as HTML: most stay as they are from one act to the next."""
    told: dict[str, Any] = {"column": _column(found, theme, number), "has_to_read": has_to_read}
    shown = (_COLUMN, has_to_read, *told["column"].values())
    return drawn(shown, lambda: render_to_string(_COLUMN, told))


def _column(
    found: OpenReading, theme: Theme, number: int, *, whole: bool = False
) -> dict[str, Any]:
    """Return a theme as the board shows it; ``whole``: all its piles."""
    cards = [found.cards[key] for key in theme.cards if key in found.cards]
    same = _same(cards)
    n_opposed = sum(each.key in found.board.opposed for each in cards)
    tables = {each.table for each in cards if each.table}
    return {
        "theme": theme,
        "number": number if 0 < number < 10 else 0,
        "n": len(cards),
        "piles": tuple(_piles(found, same if whole else same[:MOST_IN_COLUMN])),
        "more": _more(len(same) - MOST_IN_COLUMN, len(tables), whole=whole),
        "opposed": ngettext("%(n)s dit le contraire", "%(n)s disent le contraire", n_opposed)
        % {"n": n_opposed}
        if n_opposed
        else "",
    }


def _more(n: int, n_tables: int, *, whole: bool) -> str:
    said = []
    if n > 0 and not whole:
        said.append(ngettext("et %(n)s autre", "et %(n)s autres", n) % {"n": n})
    if n_tables:
        tables = ngettext("%(n)s seule table", "%(n)s tables", n_tables)
        said.append(tables % {"n": n_tables})
    return " · ".join(said)


def counts_of(found: OpenReading) -> str:
    """Say how far a reading is: « 92 propos : 61 placés, 18 mis à part, 13 à lire »."""
    n = len(found.cards)
    places = [place for key, place in found.board.places.items() if key in found.cards]
    n_aside = sum(place.theme == ASIDE for place in places)
    n_placed = len(places) - n_aside
    placed = ngettext("%(n)s placé", "%(n)s placés", n_placed) % {"n": n_placed}
    aside = ngettext("%(n)s mis à part", "%(n)s mis à part", n_aside) % {"n": n_aside}
    left = n - n_placed - n_aside
    to_read = ngettext("%(n)s à lire", "%(n)s à lire", left) % {"n": left}
    of_all = ngettext("%(n)s propos", "%(n)s propos", n) % {"n": n}
    return _("%(of_all)s : %(placed)s, %(aside)s, %(to_read)s") % {
        "of_all": of_all,
        "placed": placed,
        "aside": aside,
        "to_read": to_read,
    }
