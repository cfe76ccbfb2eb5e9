"""Meetings of this installation, read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mire.programme.meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting as lists say it; its state is in its room."""

    code: str
    title: str
    planned_at: datetime


def recent_meetings(*, most: int = 50) -> Sequence[MeetingLine]:
    """Return meetings, the last opened first. One query."""
    return [_line(each) for each in Meeting.objects.all()[:most]]


def meeting_of(code: str) -> MeetingLine | None:
    """Return the meeting of a code, however old; None when there is none."""
    found = Meeting.objects.filter(code=code).first()
    return None if found is None else _line(found)


def _line(meeting: Meeting) -> MeetingLine:
    return MeetingLine(meeting.code or "", meeting.title, meeting.planned_at)
