"""Meetings, read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from mire.live.engine.engine import Engine
from mire.live.engine.rooms import UnknownRoom
from mire.programme.meetings.models import Meeting as Meeting
from mire.programme.meetings.models import SheetTemplate as SheetTemplate
from mire.programme.meetings.rules import Standing, by_department, standing_of
from mire.programme.people.models import Person, Presence, Role
from mire.programme.programmes.models import Programme
from mire.runsheet.editing import Limits, keeps_limits
from mire.runsheet.sheet import Activity
from mire.runsheet.toml_file import read_draft


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting as lists say it; what goes on there is in its room."""

    key: str
    code: str
    title: str
    kind: str
    planned_at: datetime
    standing: Standing
    is_brought_in: bool


@dataclass(frozen=True, slots=True)
class MeetingsPage:
    """Some meetings, and how many there are in all."""

    lines: Sequence[MeetingLine]
    n: int


SORTS = {"jour": "planned_at", "titre": "title", "genre": "kind"}
"""By what a list of meetings is sorted: its name in an address, and the field."""


def recent_meetings(*, most: int = 50) -> Sequence[MeetingLine]:
    """Return the installation's meetings that have a room, last opened first. One query."""
    found = Meeting.objects.exclude(code=None).order_by("-opened_at", "code")
    return [_line(each) for each in found[:most]]


def meetings_called(name: str) -> Sequence[Meeting]:
    """Return the meetings of this code, key or title, whatever its capitals. Two queries."""
    titles = Meeting.objects.values_list("pk", "title")
    named = [pk for pk, title in titles if title.casefold() == name.casefold()]
    found = Meeting.objects.filter(Q(code=name.upper()) | Q(key=name.lower()) | Q(pk__in=named))
    return list(found.order_by("planned_at", "pk"))


def meetings_to_carry(*, most: int = 20) -> Sequence[Meeting]:
    """Return the installation's meetings that have no room yet, the next first. One query."""
    return list(Meeting.objects.filter(code=None).order_by("planned_at", "pk")[:most])


def meeting_of(code: str) -> MeetingLine | None:
    """Return the meeting of a room, however old; None when there is none. One query."""
    found = Meeting.objects.filter(code=code).first()
    return None if found is None else _line(found)


def meetings_with_room(programme: Programme) -> Sequence[Meeting]:
    """Return the meetings of a programme that were opened, in any order. One query."""
    return list(Meeting.objects.filter(programme=programme).exclude(code=None))


def all_with_room() -> Sequence[Meeting]:
    """Return the installation's meetings that were opened, the oldest first. One query."""
    return list(Meeting.objects.exclude(code=None).select_related("programme").order_by("pk"))


def meeting_in_room(code: str) -> Meeting | None:
    """Return the meeting whose room has this code, None for none. One query."""
    return Meeting.objects.filter(code=code).select_related("programme").first()


def meeting_of_key(key: str) -> Meeting | None:
    """Return a meeting of any programme by its key, or None. One query."""
    return Meeting.objects.filter(key=key).first()


def end_of_room(code: str, *, engine: Engine) -> datetime | None:
    """Return when a room's meeting ended, None before, for a rehearsal, or without a room.

    No query but in the live tables. Raises ``StorageUnavailable``.
    """
    try:
        state = engine.room(code).state
    except UnknownRoom:
        return None
    return None if state.is_rehearsal else state.ended_at


def meetings_of(
    programme: Programme,
    *,
    words: str = "",
    kind: str = "",
    sort: str = "jour",
    is_descending: bool = True,
    start: int = 0,
    most: int | None = 25,
) -> MeetingsPage:
    """Return a programme's meetings. Two queries. ``most`` None: all."""
    found = Meeting.objects.filter(programme=programme)
    if kind:
        found = found.filter(kind=kind)
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(place__icontains=word))
    order = SORTS[sort]
    end = None if most is None else start + most
    ordered = found.order_by(f"-{order}" if is_descending else order, "pk")
    return MeetingsPage([_line(each) for each in ordered[start:end]], found.count())


def meeting_in(programme: Programme, key: str) -> Meeting | None:
    """Return a meeting of a programme by its key, None when there is none. One query."""
    return Meeting.objects.filter(programme=programme, key=key).first()


def next_meetings(programme: Programme, *, now: datetime, most: int = 3) -> Sequence[MeetingLine]:
    """Return the next meetings that have not ended, the nearest first. One query."""
    found = Meeting.objects.filter(programme=programme, planned_at__gte=now, ended_at=None)
    return [_line(each) for each in found.order_by("planned_at", "pk")[:most]]


def has_meetings(programme: Programme) -> bool:
    """Say whether a programme has any meeting, at any time. One query."""
    return Meeting.objects.filter(programme=programme).exists()


def meetings_held(programme: Programme, *, now: datetime) -> Sequence[Meeting]:
    """Return a programme's meetings that have begun, the last first. One query."""
    return list(Meeting.objects.filter(programme=programme, planned_at__lte=now))


def meetings_between(programme: Programme, start: datetime, end: datetime) -> Sequence[MeetingLine]:
    """Return a programme's meetings planned from a moment to before another, by day. One query."""
    found = Meeting.objects.filter(programme=programme, planned_at__gte=start, planned_at__lt=end)
    return [_line(each) for each in found.order_by("planned_at", "pk")]


def templates_of(programme: Programme) -> Sequence[SheetTemplate]:
    """Return the run sheets that a programme keeps to begin others from. One query."""
    return list(SheetTemplate.objects.filter(programme=programme))


def may_undo(meeting: Meeting) -> bool:
    """Say whether a change of the run sheet can be undone. One query."""
    current = meeting.versions.filter(number=meeting.version).first()
    return bool(current and current.undo_to)


FURTHEST = 40
"""Changes that are looked through: each is a sheet to read."""


def limits_chosen(meeting: Meeting, activity: str) -> Limits:
    """Return the (least, most) minutes chosen for an activity, None where they can't change.

    (None, None) for one that is not there. One query, where its minutes may have widened a limit.
    """
    now = _in(meeting.sheet, activity)
    if now is None:
        return None, None
    if now.planned not in (now.least, now.most):
        return now.least, now.most
    numbers = {each.number: each for each in meeting.versions.all()}
    at = numbers.get(meeting.version)
    for _step in range(FURTHEST):
        earlier = numbers.get(at.undo_to) if at else None
        before = None if earlier is None else _in(earlier.text, activity)
        if before is None or not keeps_limits(before, now):
            break
        at, now = earlier, before
    return now.least, now.most


def _in(text: str, activity: str) -> Activity | None:
    sheet, _problems = read_draft(text.encode())
    return next((each for each in sheet.activity if each.id == activity), None)


def rehearsed_since_change(meeting: Meeting) -> bool:
    """Say whether a meeting was rehearsed as its sheet stands now. One query."""
    if meeting.rehearsed_at is None:
        return False
    current = meeting.versions.filter(number=meeting.version).first()
    return current is None or current.at <= meeting.rehearsed_at


def n_came(meeting: Meeting) -> int:
    """Return how many are noted as having come. One query."""
    return Presence.objects.filter(meeting=meeting.key).count()


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who may come to a meeting: their role, and whether it is noted that they came."""

    person: Person
    role: str
    came: bool


def comers_of(meeting: Meeting, *, on: date) -> Sequence[Comer]:
    """Return who holds a role on a meeting's day, or came, as the attendance sheet has them.

    Two queries.
    """
    came = set(Presence.objects.filter(meeting=meeting.key).values_list("person", flat=True))
    begun = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    roles = (
        Role.objects.filter(begun | Q(person__in=came), kind__programme=meeting.programme)
        .filter(person__erased_at=None)
        .select_related("person__department", "kind")
        .order_by("kind__place", "starts_on")
    )
    found: dict[int, Comer] = {}
    for role in roles:
        comer = Comer(role.person, role.kind.name, role.person_id in came)
        found.setdefault(role.person_id, comer)
    return sorted(found.values(), key=lambda each: by_department(each.person))


def _line(meeting: Meeting) -> MeetingLine:
    return MeetingLine(
        meeting.key,
        meeting.code or "",
        meeting.title,
        meeting.kind,
        meeting.planned_at,
        standing_of(opened_at=meeting.opened_at, ended_at=meeting.ended_at),
        meeting.brought_in_at is not None,
    )
