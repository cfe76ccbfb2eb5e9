"""Reading one person of a programme, and its group."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mire.analysis.presences import Presence as TookPart
from mire.programme.meetings.models import Meeting
from mire.programme.membership.rules import Reach, joined_spans, reach_of_sessions
from mire.programme.people.models import Department, MissionLetter, Person, Presence, Role
from mire.programme.people.rules import days_granted, is_current, may_want_news
from mire.programme.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds or held. ``left_because`` is None for who may not read it."""

    key: str
    kind: str
    name: str
    right: str
    is_group: bool
    starts_on: date
    ends_on: date | None
    manager_agreed_on: date | None
    left_because: str | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class HeldLetter:
    """A mission letter of somebody."""

    key: str
    days_a_month: Decimal
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class GivenTime:
    """Time given on a day: at a meeting (its key), or noted apart (``what``)."""

    on: date
    days: Decimal
    meeting: str
    what: str


@dataclass(frozen=True, slots=True)
class PersonFile:
    """What a programme knows of somebody. ``granted`` runs up to the day asked for."""

    roles: Sequence[HeldRole]
    letters: Sequence[HeldLetter]
    times: Sequence[GivenTime]
    granted: Decimal
    spent: Decimal


def file_of(
    programme: Programme, person: Person, *, on: date, with_reasons: bool
) -> PersonFile | None:
    """Return what a programme knows of a person on a day, the latest first. Three queries.

    None when they never had a role there. ``with_reasons``: whoever asks may read why they left.
    """
    roles = [
        HeldRole(
            role.key,
            role.kind.slug,
            role.kind.name,
            role.kind.right,
            role.kind.is_group,
            role.starts_on,
            role.ends_on,
            role.manager_agreed_on,
            role.left_because if with_reasons else None,
            is_current(role.starts_on, role.ends_on, on),
        )
        for role in Role.objects.filter(kind__programme=programme, person=person)
        .select_related("kind")
        .order_by("-starts_on", "-pk")
    ]
    if not roles:
        return None
    letters = [
        HeldLetter(each.key, each.days_a_month, each.starts_on, each.ends_on)
        for each in MissionLetter.objects.filter(programme=programme, person=person).order_by(
            "-starts_on", "-pk"
        )
    ]
    times = [
        GivenTime(each.on, each.days, each.meeting, each.what)
        for each in Presence.objects.filter(programme=programme, person=person).order_by(
            "-on", "-pk"
        )
    ]
    granted = days_granted(
        [(each.days_a_month, each.starts_on, each.ends_on) for each in letters],
        start=programme.starts_on,
        end=min(on, programme.ends_on),
    )
    spent = sum((each.days for each in times if each.on <= on), Decimal(0))
    return PersonFile(roles, letters, times, granted, spent)


def role_of(programme: Programme, person: Person, key: str) -> Role | None:
    """Return a role of a person in a programme, None when there is none. One query."""
    return (
        Role.objects.select_related("kind__programme", "person")
        .filter(kind__programme=programme, person=person, key=key)
        .first()
    )


def letter_of(programme: Programme, person: Person, key: str) -> MissionLetter | None:
    """Return a mission letter of a person in a programme, None when there is none. One query."""
    return MissionLetter.objects.filter(programme=programme, person=person, key=key).first()


@dataclass(frozen=True, slots=True)
class InGroup:
    """Somebody who is or was in the group, and when. ``name`` "": they were erased."""

    key: str
    name: str
    spans: Sequence[tuple[date, date | None]]


@dataclass(frozen=True, slots=True)
class Group:
    """The group of a programme, as far as a day.

    ``called``: what they are called, one and several; None if there are several such roles.
    ``shares``: for each session held, the oldest first, the share of the group that came.
    ``news``: who came to none of the last sessions. ``departments``: those (their rows' ids) that
    somebody of today's group comes from.
    """

    people: Sequence[InGroup]
    n: int
    called: tuple[str, str] | None
    shares: Sequence[float]
    news: Sequence[InGroup]
    departments: frozenset[int]


def group_of(programme: Programme, *, on: date) -> Group:
    """Return the group of a programme up to a day. Two queries.

    A session counts as held once somebody is noted as having come.
    """
    roles = (
        Role.objects.filter(
            kind__programme=programme,
            kind__is_group=True,
            starts_on__lte=on,
        )
        .order_by("starts_on", "person__family_name", "person__given_name", "pk")
        .values_list(
            "person",
            "person__key",
            "person__given_name",
            "person__family_name",
            "person__department",
            "kind__name",
            "kind__plural",
            "starts_on",
            "ends_on",
        )
    )
    names: dict[int, tuple[str, str, int | None]] = {}
    spans: dict[int, list[tuple[date, date | None]]] = {}
    called = set()
    for pk, key, given, family, department, name, plural, starts_on, ends_on in roles:
        names[pk] = (key, f"{given} {family}".strip(), department)
        spans.setdefault(pk, []).append((starts_on, ends_on))
        called.add((name, plural))
    people = {
        pk: InGroup(key, name, joined_spans(spans[pk])) for pk, (key, name, _) in names.items()
    }
    here = {pk: each for pk, each in people.items() if _is_in(each, on)}
    came: dict[str, set[int]] = {}
    days: dict[str, date] = {}
    sessions = Meeting.objects.filter(programme=programme, kind="session").values("key")
    for meeting, day, person_id in Presence.objects.filter(
        programme=programme, meeting__in=sessions, on__lte=on
    ).values_list("meeting", "on", "person"):
        came.setdefault(meeting, set()).add(person_id)
        days[meeting] = min(day, days.get(meeting, day))
    held = sorted(days, key=lambda meeting: (days[meeting], meeting))
    held_on = [days[meeting] for meeting in held]
    inside: list[set[int]] = [set() for _ in held]
    for pk, each in people.items():
        for begun, over in each.spans:
            first = bisect_left(held_on, begun)
            for n in range(first, len(held) if over is None else bisect_right(held_on, over)):
                inside[n].add(pk)
    here_then = [(there, came[meeting]) for there, meeting in zip(inside, held, strict=True)]
    news = [
        each
        for pk, each in here.items()
        if may_want_news([pk in came_in for there, came_in in here_then if pk in there])
    ]
    return Group(
        list(people.values()),
        len(here),
        called.pop() if len(called) == 1 else None,
        [len(there & came_in) / len(there) for there, came_in in here_then if there],
        news,
        frozenset(names[pk][2] or 0 for pk in here) - {0},
    )


def _is_in(person: InGroup, day: date) -> bool:
    return any(is_current(starts_on, ends_on, day) for starts_on, ends_on in person.spans)


def took_part(
    programme: Programme, *, on: date
) -> tuple[list[TookPart], dict[str, int], dict[str, str]]:
    """Return who took part in which meeting up to a day, how many people departments have, titles.

    A meeting is told by its key; the third value gives each one's title.

    Somebody counts for the department above their service, under their last role and department,
    as they are today; who has none is left out. Departments without a headcount, or whose
    headcount is under those who came, are left out of the second. Four queries.
    """
    rows = list(Department.objects.filter(authority=programme.authority_id))
    by_id = {each.pk: each for each in rows}
    roles = dict(
        Role.objects.filter(kind__programme=programme, starts_on__lte=on)
        .order_by("starts_on", "pk")
        .values_list("person", "kind__name")
    )
    days: dict[str, date] = {}
    came = []
    for meeting, day, person, department in (
        Presence.objects.filter(programme=programme, on__lte=on)
        .exclude(meeting="")
        .values_list("meeting", "on", "person", "person__department")
    ):
        top = _department_over(by_id, department)
        if top is not None:
            days[meeting] = min(day, days.get(meeting, day))
            came.append((meeting, person, top))
    titles = dict(Meeting.objects.filter(programme=programme).values_list("key", "title"))
    found = [
        TookPart(
            person=str(person),
            department=top,
            event=meeting,
            on=days[meeting],
            role=roles.get(person, ""),
        )
        for meeting, person, top in came
    ]
    people = {(each.person, each.department) for each in found}
    staff = {
        each.name: each.headcount
        for each in rows
        if each.kind == "department"
        and each.headcount
        and each.headcount >= sum(of == each.name for _person, of in people)
    }
    known = {of for _person, of in people}
    return found, staff if known <= staff.keys() else {}, titles


def _department_over(by_id: Mapping[int, Department], department: int | None) -> str | None:
    """Return the name of the department that one is part of, or its own where there is none."""
    row = by_id.get(department or 0)
    own = row
    while row is not None and row.kind != "department":
        row = by_id.get(row.merged_into_id or row.parent_id or 0)
    found = row or own
    return None if found is None else found.name


def reach_of(programme: Programme, *, on: date) -> Reach:
    """Return which departments the sessions of a programme reached, up to a day. Three queries.

    Somebody of a service counts for its department, of one that was merged for the one it went
    into. A session counts as held once somebody is noted as having come.
    """
    rows = list(Department.objects.filter(authority=programme.authority_id))
    by_id = {each.pk: each for each in rows}
    current = [each for each in rows if each.ends_on is None or each.ends_on >= on]
    kinds = {each.key: each.kind for each in current}
    asked = [key for key, kind in kinds.items() if kind == "department"] or list(kinds)
    titles = dict(
        Meeting.objects.filter(programme=programme, kind="session").values_list("key", "title")
    )
    came: dict[str, set[str]] = {}
    days: dict[str, date] = {}
    for meeting, day, department in Presence.objects.filter(
        programme=programme, meeting__in=titles, on__lte=on
    ).values_list("meeting", "on", "person__department"):
        found = came.setdefault(meeting, set())
        days[meeting] = min(day, days.get(meeting, day))
        row = by_id.get(department or 0)
        while row is not None:
            found.add(row.key)
            row = by_id.get(row.merged_into_id or row.parent_id or 0)
    sessions = [(titles[key], days[key], came[key]) for key in days]
    return reach_of_sessions(sessions, asked, on)
