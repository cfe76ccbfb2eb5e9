"""The list of meetings, beginning one from a template, one meeting's page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mire.programme.keys import new_key
from mire.programme.meetings.actions import make_meeting
from mire.programme.meetings.queries import (
    SORTS,
    Meeting,
    MeetingLine,
    MeetingsPage,
    meeting_in,
    meetings_of,
    templates_of,
)
from mire.programme.meetings.rules import KINDS, STANDING_WORDS, Standing, kind_words, standing_on
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.runsheet.shipped import SHIPPED, shipped_sheet
from mire.runsheet.toml_file import read_draft
from mire.web.following import note_end_of
from mire.web.office.exports import asked_export, export_links, exported
from mire.web.office.lists import PAGE, Choice, Column, Filter, Row, listing, read_asked
from mire.web.office.meetings.in_time import month_page, timeline_page
from mire.web.office.pages import EVERYBODY, View, actor, office_page, show
from mire.words import words

PLACE = "office_meetings"
IN_DAYS = 14
"""A meeting begun from a template is first put in two weeks; the day is changed in the editor."""


def meeting_page(*who: Right) -> Callable[[View], View]:
    """Give a view the meeting of its address: ``view(request, member, meeting, …)``."""

    def declare(view: View) -> View:
        @office_page(*who)
        @wraps(view)
        def respond(
            request: HttpRequest, member: Member, *, meeting: str, **named: Any
        ) -> HttpResponse:
            found = meeting_in(member.programme, meeting)
            if found is None:
                raise Http404
            return view(request, member, found, **named)

        return respond

    return declare


def address(name: str, member: Member, meeting: Meeting, **named: Any) -> str:
    """Return the address of one of a meeting's pages."""
    return reverse(
        name, kwargs={"programme": member.programme.key, "meeting": meeting.key, **named}
    )


@require_safe
@office_page(*EVERYBODY)
def meetings(request: HttpRequest, member: Member) -> HttpResponse:
    """List the meetings of the programme, or show them in time."""
    in_time = {"mois": month_page, "frise": timeline_page}.get(request.GET.get("vue", ""))
    if in_time is not None:
        return in_time(request, member, {"may_add": member.may(Right.FACILITATOR)})
    asked = read_asked(request, sorts=list(SORTS), filters=("genre",), is_descending=True)
    kind = asked.filters.get("genre", "")
    file = asked_export(request)

    def read() -> MeetingsPage:
        return meetings_of(
            member.programme,
            words=asked.words,
            kind=kind,
            sort=asked.sort,
            is_descending=asked.is_descending,
            start=0 if file else asked.start,
            most=None if file else PAGE,
        )

    found = read()
    opened = [each.code for each in found.lines if each.standing is Standing.OPEN]
    if sum(map(note_end_of, opened)):
        found = read()
    columns = (
        Column(_("Réunion"), "titre"),
        Column(_("Jour"), "jour"),
        Column(_("Genre"), "genre"),
        Column(_("État")),
    )
    rows = [_row(each, member) for each in found.lines]
    if file:
        return exported(file, _("réunions"), columns, rows)
    kinds = [
        Choice("", _("tous les genres"), not kind),
        *(Choice(each, words.translate(KINDS[each]), each == kind) for each in KINDS),
    ]
    shown = listing(
        asked,
        columns=columns,
        rows=rows,
        n=found.n,
        count=ngettext("%(n)s réunion", "%(n)s réunions", found.n) % {"n": found.n},
        empty=_("Aucune réunion ne répond à cette recherche.")
        if asked.words or kind
        else _("Aucune réunion encore : la première se prépare à partir d'un modèle."),
        filters=(Filter("genre", _("Genre"), kinds),),
        exports=export_links,
    )
    return show(
        request,
        member,
        "office/meetings.html",
        {"list": shown, "may_add": member.may(Right.FACILITATOR)},
        place=PLACE,
    )


def _row(line: MeetingLine, member: Member) -> Row:
    at = timezone.localtime(line.planned_at)
    standing = standing_on(line.standing, at.date(), today=timezone.localdate())
    return Row(
        (
            line.title,
            f"{words.day(at)}, {words.hour(at)}",
            words.translate(kind_words(line.kind)),
            _("apportée") if line.is_brought_in else words.translate(STANDING_WORDS[standing]),
        ),
        reverse("office_meeting", kwargs={"programme": member.programme.key, "meeting": line.key}),
    )


@require_safe
@office_page(Right.FACILITATOR)
def new_meeting(request: HttpRequest, member: Member) -> HttpResponse:
    """Offer the templates: one press begins a meeting from one."""
    own = [
        {"value": each.key, "title": each.name, "purpose": words.translate(kind_words(each.kind))}
        for each in templates_of(member.programme)
    ]
    shipped = [
        {
            "value": name,
            "title": words.translate(each.title),
            "purpose": words.translate(each.purpose),
        }
        for name, each in SHIPPED.items()
    ]
    return show(
        request,
        member,
        "office/new_meeting.html",
        {"own": own, "shipped": shipped, "once": new_key()},
        place=PLACE,
    )


@require_POST
@office_page(Right.FACILITATOR)
def begin_meeting(request: HttpRequest, member: Member) -> HttpResponse:
    """Make a meeting from a template and open its run sheet."""
    chosen = request.POST.get("template", "")
    source = _source(member, chosen)
    if source is None:
        return redirect("office_new_meeting", programme=member.programme.key)
    sheet, _problems = read_draft(source.encode())
    day = timezone.localdate() + timedelta(days=IN_DAYS)
    key = request.POST.get("once", "")
    meeting = make_meeting(
        programme=member.programme,
        key=key if len(key) == len(new_key()) else new_key(),
        source=source,
        title=sheet.meeting.title,
        starts=datetime.combine(day, sheet.meeting.starts.time()),
        by=actor(member),
        now=timezone.now(),
    )
    return redirect(address("office_meeting", member, meeting))


def _source(member: Member, chosen: str) -> str | None:
    if chosen in SHIPPED:
        return shipped_sheet(chosen).decode()
    return next((each.text for each in templates_of(member.programme) if each.key == chosen), None)
