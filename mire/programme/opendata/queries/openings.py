"""Which meetings are open."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from mire.programme.journal.models import Entry
from mire.programme.meetings.models import Meeting
from mire.programme.opendata.models import Opening as Opening
from mire.programme.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class MayOpen:
    """A meeting that has ended and its opening, None until somebody opened it."""

    meeting: Meeting
    opening: Opening | None
    is_open: bool


def meetings_to_open(programme: Programme) -> Sequence[MayOpen]:
    """Return the meetings that have ended, the last first. One query."""
    found = Meeting.objects.filter(programme=programme, ended_at__isnull=False).exclude(code=None)
    rows = found.select_related("opening", "programme").order_by("-planned_at", "pk")
    openings = [(each, getattr(each, "opening", None)) for each in rows]
    return [
        MayOpen(each, opening, opening is not None and opening.closed_at is None)
        for each, opening in openings
    ]


def open_meetings(programme: Programme) -> Sequence[Opening]:
    """Return what is open in a programme, the first meeting first. One query."""
    return list(_open().filter(meeting__programme=programme))


def all_open() -> Sequence[Opening]:
    """Return what is open here, the last meeting first. One query."""
    return list(_open().order_by("-meeting__planned_at", "pk"))


def open_by_key(key: str) -> Opening | None:
    """Return what an address opens, None where nothing is open. One query."""
    return _open().filter(key=key).first()


def opening_of(meeting: Meeting) -> Opening | None:
    """Return the opening of a meeting while it is open. One query."""
    return _open().filter(meeting=meeting).first()


def who_opened(opening: Opening) -> str:
    """Return the name of who opened a meeting last, "" where the journal holds it no more."""
    line = Entry.objects.filter(
        act="opendata.opened", about_kind="meeting", about_key=opening.meeting.key
    ).first()
    return "" if line is None else line.actor_name


def named_programme(name: str) -> Programme | None:
    """Return the programme of a key or a name, None for none or several. One query."""
    wanted = name.strip().casefold()
    found = [
        each
        for each in Programme.objects.select_related("authority")
        if wanted in (each.key, each.name.casefold())
    ]
    return found[0] if len(found) == 1 else None


def named_meeting(name: str) -> Meeting | None:
    """Return the meeting of a code or a key, None for none. At most two queries."""
    rows = Meeting.objects.select_related("programme__authority")
    wanted = name.strip()
    return rows.filter(code=wanted.upper()).first() or rows.filter(key=wanted).first()


def _open() -> QuerySet[Opening]:
    found = Opening.objects.filter(closed_at=None, meeting__programme__isnull=False)
    return found.select_related("meeting__programme__authority")
