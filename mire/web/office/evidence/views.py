"""The list of what was said."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mire.programme.evidence.queries import (
    Figure,
    MeetingCount,
    Verbatim,
    figures_of,
    meetings_read,
    verbatims_of,
)
from mire.programme.evidence.rules import FIGURE, VERBATIM, searched
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.exports import asked_export, export_links, exported
from mire.web.office.lists import PAGE, Asked, Choice, Column, Filter, Row, listing, read_asked
from mire.web.office.pages import GROUP, show
from mire.words import words

PLACE = "office_said"
FIGURES = "chiffres"


@require_safe
@evidence_page(Right.FACILITATOR, Right.AMBASSADOR, Right.MANAGEMENT)
def said(request: HttpRequest, member: Member) -> HttpResponse:
    """List the texts, or the figures, of the meetings that have ended."""
    asked = read_asked(request, sorts=["jour"], filters=("reunion", "quoi"), is_descending=True)
    meetings = meetings_read(member.programme)
    has_figures = asked.filters.get("quoi") == FIGURES
    file = asked_export(request)
    most = None if file else PAGE
    columns = _columns(has_figures=has_figures)
    read = _figures if has_figures else _verbatims
    rows, n = read(member, asked, most=most)
    if file:
        name = _("chiffres") if has_figures else _("propos")
        return exported(file, name, columns, rows)
    shown = listing(
        asked,
        columns=columns,
        rows=rows,
        n=n,
        count=_count(n, has_figures=has_figures),
        empty=_("Rien ne répond à cette recherche.")
        if asked.words or asked.filters
        else _("Rien encore : à la fin d'une réunion, ce qui y a été dit vient ici de lui-même."),
        filters=_filters(asked, meetings, has_figures=has_figures),
        exports=export_links,
    )
    n_gone = sum(
        each.n_gone
        for each in meetings
        if asked.filters.get("reunion", each.key) == each.key and not has_figures
    )
    context = {"list": shown, "n_gone": n_gone, "may_read_together": member.may(*GROUP)}
    return show(request, member, "office/said.html", context, place=PLACE)


def _columns(*, has_figures: bool) -> tuple[Column, ...]:
    first = Column(_("Chiffre")) if has_figures else Column(_("Propos"))
    return first, Column(_("Réunion")), Column(_("Séquence")), Column(_("Où"))


def _count(n: int, *, has_figures: bool) -> str:
    if has_figures:
        return ngettext("%(n)s chiffre", "%(n)s chiffres", n) % {"n": n}
    return ngettext("%(n)s propos", "%(n)s propos", n) % {"n": n}


def _filters(
    asked: Asked, meetings: Sequence[MeetingCount], *, has_figures: bool
) -> tuple[Filter, ...]:
    chosen = asked.filters.get("reunion", "")
    return (
        Filter(
            "quoi",
            _("Quoi"),
            [
                Choice("", _("les propos"), not has_figures),
                Choice(FIGURES, _("les chiffres"), has_figures),
            ],
        ),
        Filter(
            "reunion",
            _("Réunion"),
            [
                Choice("", _("toutes les réunions"), not chosen),
                *(
                    Choice(
                        each.key,
                        f"{each.title} ({words.day(timezone.localtime(each.planned_at))})",
                        each.key == chosen,
                    )
                    for each in meetings
                ),
            ],
        ),
    )


def _verbatims(member: Member, asked: Asked, *, most: int | None) -> tuple[list[Row], int]:
    found = verbatims_of(
        member.programme,
        words=asked.words,
        meeting=asked.filters.get("reunion", ""),
        start=asked.start if most else 0,
        most=most,
    )
    return [_row(member, each) for each in found.verbatims], found.n


def _row(member: Member, row: Verbatim) -> Row:
    where = [words.translate(each) for each in (row.about, row.beside) if each]
    return Row(
        (row.text, row.meeting.title, row.activity_title, ", ".join(where)),
        thread_address(member, VERBATIM, row.key),
    )


def _figures(member: Member, asked: Asked, *, most: int | None) -> tuple[list[Row], int]:
    rows = [
        _figure_row(member, each)
        for each in figures_of(member.programme, meeting=asked.filters.get("reunion", ""))
    ]
    wanted = searched(asked.words).split()
    found = [each for each in rows if all(word in searched(each.cells[0]) for word in wanted)]
    start = asked.start if most else 0
    return found[start : None if most is None else start + most], len(found)


def _figure_row(member: Member, row: Figure) -> Row:
    answers = ngettext("%(n)s réponse", "%(n)s réponses", row.n_answers) % {"n": row.n_answers}
    return Row(
        (words.translate(row.sentence), row.meeting.title, row.activity_title, answers),
        thread_address(member, FIGURE, row.key),
    )


def thread_address(member: Member, kind: str, key: str) -> str:
    """Return the address of the page of something that can be cited."""
    named = {"programme": member.programme.key, "kind": kind, "key": key}
    return reverse("office_thread", kwargs=named)
