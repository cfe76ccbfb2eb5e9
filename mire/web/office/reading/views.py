"""The readings of a programme; beginning one; adding lines of before Mire."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from mire.programme.blind.queries import hidden_from
from mire.programme.people.queries import Member
from mire.programme.reading.actions import add_lines, begin_reading
from mire.programme.reading.queries import (
    Reading,
    ReadingLine,
    readable_meetings,
    reading_in,
    readings_of,
)
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.lists import PAGE, Column, Row, listing, read_asked
from mire.web.office.pages import GROUP, actor, show
from mire.words import words

PLACE = "office_said"


class BeginForm(OfficeForm):
    """Of which meetings, under what title."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=120)
    meetings = forms.MultipleChoiceField(
        label=gettext_lazy("Réunions à lire"), widget=forms.CheckboxSelectMultiple
    )


class LinesForm(OfficeForm):
    """Texts of before Mire, one a line."""

    source = forms.CharField(
        label=gettext_lazy("D'où viennent-ils ?"),
        help_text=gettext_lazy("« Notes de la session 4, mai 2017 » : dit à côté de chacun."),
        max_length=160,
    )
    lines = forms.CharField(
        label=gettext_lazy("Les propos, un par ligne"),
        help_text=gettext_lazy("Ils entrent tels quels : rien n'y est corrigé."),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=200_000,
    )


def reading_of(member: Member, key: str) -> Reading:
    """Return a reading of the programme; raise Http404 for none."""
    found = reading_in(member.programme, key)
    if found is None:
        raise Http404
    return found


def closed_to(member: Member, reading: Reading) -> HttpResponse | None:
    """Return where to go instead of a reading that one may not see yet: one of the two is blind."""
    blind = hidden_from(reading, actor(member).key)
    return None if blind is None else redirect(address("office_blind", member, blind.reading))


def address(name: str, member: Member, reading: Reading) -> str:
    """Return the address of one of a reading's pages."""
    return reverse(name, kwargs={"programme": member.programme.key, "reading": reading.key})


@require_safe
@evidence_page(*GROUP)
def readings(request: HttpRequest, member: Member) -> HttpResponse:
    """List the readings of the programme."""
    asked = read_asked(request, sorts=["jour"], is_descending=True)
    lines, n = readings_of(member.programme, words=asked.words, start=asked.start, most=PAGE)
    may_begin = bool(readable_meetings(member.programme))
    shown = listing(
        asked,
        columns=(
            Column(_("Lecture")),
            Column(_("Propos"), is_number=True),
            Column(_("Gestes"), is_number=True),
            Column(_("Commencée")),
        ),
        rows=[_row(member, each) for each in lines],
        n=n,
        count=ngettext("%(n)s lecture", "%(n)s lectures", n) % {"n": n},
        empty=_("Rien ne répond à cette recherche.")
        if asked.words
        else _("Aucune lecture encore : à plusieurs, on groupe ici par thèmes ce qui a été dit.")
        if may_begin
        else _(
            "Une lecture commence quand une réunion est terminée : il n'y a encore rien à lire."
        ),
    )
    context = {"list": shown, "may_begin": may_begin, "may_read_together": True}
    return show(request, member, "office/readings.html", context, place=PLACE)


def _row(member: Member, line: ReadingLine) -> Row:
    day = words.day(timezone.localtime(line.made_at))
    by = _("%(day)s, par %(who)s") % {"day": day, "who": line.made_by}
    named = {"programme": member.programme.key, "reading": line.key}
    return Row(
        (line.title, str(line.n_cards), str(line.n_acts), by if line.made_by else day),
        reverse("office_reading", kwargs=named),
    )


@evidence_page(*GROUP)
def new_reading(request: HttpRequest, member: Member) -> HttpResponse:
    """Begin a reading of some meetings."""
    meetings = readable_meetings(member.programme)
    choices = [
        (each.key, f"{each.title} · {words.day(timezone.localtime(each.held_at))}")
        for each in meetings
    ]

    def save(form: OfficeForm) -> str:
        chosen = [each for each in meetings if each.key in form.cleaned_data["meetings"]]
        reading = begin_reading(
            programme=member.programme,
            key=form.key,
            title=form.cleaned_data["title"],
            meetings=chosen,
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_reading", member, reading)

    return answer_form(
        request,
        member,
        lambda *args, **kwargs: BeginForm(*args, choices={"meetings": choices}, **kwargs),
        save,
        said=FormWords(
            title=_("Commencer une lecture"),
            lede=_("Chaque propos devient une carte, à grouper ensemble par thèmes."),
            submit=_("Commencer"),
            back=reverse("office_readings", kwargs={"programme": member.programme.key}),
            place=PLACE,
        ),
    )


@evidence_page(*GROUP)
def new_lines(request: HttpRequest, member: Member, *, reading: str) -> HttpResponse:
    """Add texts of before Mire to a reading."""
    found = reading_of(member, reading)
    if away := closed_to(member, found):
        return away
    back = address("office_reading", member, found)

    def save(form: OfficeForm) -> str:
        values: dict[str, Any] = form.values()
        lines = [line.strip() for line in values["lines"].splitlines()]
        add_lines(
            reading=found,
            lines=lines,
            source=values["source"],
            by=actor(member),
            now=timezone.now(),
        )
        return back

    return answer_form(
        request,
        member,
        LinesForm,
        save,
        said=FormWords(
            title=_("Ajouter des propos d'avant Mire"),
            submit=_("Ajouter"),
            back=back,
            place=PLACE,
        ),
    )
