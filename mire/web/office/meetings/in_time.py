"""The meetings of a programme in time: month by month, or along its timeline."""

import re
from calendar import Calendar
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import override

from mire.documents.builders.timeline import (
    Dot,
    Stretch,
    Timeline,
    Track,
    drawing,
    sentence,
    timeline_document,
)
from mire.programme.meetings.queries import MeetingLine, meetings_between, meetings_of
from mire.programme.meetings.rules import track_of
from mire.programme.people.queries import Member
from mire.programme.programmes.queries import phases_of
from mire.programme.programmes.rules import TRACKS, lanes_of
from mire.web.office.handing_out import asked_format, handed_out
from mire.web.office.pages import show
from mire.words import words

PLACE = "office_meetings"
MONTHS = 12
YEARS = range(1900, 2200)


def month_page(request: HttpRequest, member: Member, context: dict[str, Any]) -> HttpResponse:
    """Show a month: the one that the address names, else today's."""
    today = timezone.localdate()
    first = _month_of(request.GET.get("mois", ""), today)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    start, end = weeks[0][0], weeks[-1][-1] + timedelta(days=1)
    by_day: dict[date, list[MeetingLine]] = {}
    for each in meetings_between(member.programme, _midnight(start), _midnight(end)):
        by_day.setdefault(timezone.localtime(each.planned_at).date(), []).append(each)
    return show(
        request,
        member,
        "office/meetings_month.html",
        {
            **context,
            "view": "mois",
            "month": words.month(first),
            "before": _written(first, -1),
            "after": _written(first, 1),
            "days": [words.weekday_alone(each) for each in weeks[0]],
            "weeks": [
                [
                    {
                        "on": each,
                        "is_other": each.month != first.month,
                        "is_today": each == today,
                        "meetings": [_link(line, member) for line in by_day.get(each, ())],
                    }
                    for each in week
                ]
                for week in weeks
            ],
            "n": sum(len(lines) for on, lines in by_day.items() if on.month == first.month),
        },
        place=PLACE,
    )


def timeline_page(request: HttpRequest, member: Member, context: dict[str, Any]) -> HttpResponse:
    """Show the programme's timeline, or give it as a document."""
    found = meetings_of(member.programme, is_descending=False, most=None).lines
    if kind := asked_format(request):
        with override(member.programme.language):
            return handed_out(request, timeline_document(_timeline(member, found)), kind)
    made = _timeline(member, found)
    return show(
        request,
        member,
        "office/meetings_timeline.html",
        {
            **context,
            "view": "frise",
            "sentence": sentence(made),
            "drawing": SafeString(drawing(made)),
            "tracks": [
                {
                    "title": track.title,
                    "stretches": track.stretches,
                    "meetings": [
                        _link(line, member) for line in found if track_of(line.kind) == slug
                    ],
                }
                for slug, track in zip(TRACKS, made.tracks, strict=True)
            ],
            "has_phases": any(track.stretches for track in made.tracks),
        },
        place=PLACE,
    )


def _timeline(member: Member, found: Sequence[MeetingLine]) -> Timeline:
    programme = member.programme
    phases = phases_of(programme)
    tracks = []
    for slug, title in TRACKS.items():
        held = [each for each in phases if each.track == slug]
        lanes = lanes_of([(each.starts_on, each.ends_on) for each in held])
        tracks.append(
            Track(
                words.translate(title),
                [
                    Stretch(each.name, each.starts_on, each.ends_on, lane)
                    for each, lane in zip(held, lanes, strict=True)
                ],
                [
                    Dot(line.title, timezone.localtime(line.planned_at).date())
                    for line in found
                    if track_of(line.kind) == slug
                ],
            )
        )
    return Timeline(
        programme.name, programme.starts_on, programme.ends_on, timezone.localdate(), tracks
    )


def _link(line: MeetingLine, member: Member) -> dict[str, Any]:
    return {
        "title": line.title,
        "at": timezone.localtime(line.planned_at),
        "href": reverse(
            "office_meeting", kwargs={"programme": member.programme.key, "meeting": line.key}
        ),
    }


def _month_of(written: str, today: date) -> date:
    """Return the first day of a month written 2018-03; of today's for anything else."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", written)
    if found is not None:
        year, month = int(found[1]), int(found[2])
        if year in YEARS and 1 <= month <= MONTHS:
            return date(year, month, 1)
    return today.replace(day=1)


def _written(first: date, step: int) -> str:
    year, month = divmod(first.year * MONTHS + first.month - 1 + step, MONTHS)
    return f"{year:04d}-{month + 1:02d}"


def _midnight(on: date) -> datetime:
    zone = timezone.get_current_timezone()
    return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(str(zone)))
