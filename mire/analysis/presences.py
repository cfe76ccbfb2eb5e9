"""Who took part in what, line by line, and everything that can be wrong with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Fault(StrEnum):
    """Why a line is not accepted; stable words, which the edges put into sentences."""

    EMPTY = "empty"
    BLANK = "blank"
    TWICE = "twice"
    OTHER_DEPARTMENT = "other department"
    OTHER_ROLE = "other role"
    OTHER_DATE = "other date"
    NEGATIVE = "negative"
    NO_STAFF = "no staff"
    TOO_FEW_STAFF = "too few staff"
    TOO_MANY_TIES = "too many ties"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """One person at one event.

    ``person`` is a mark that stays the same (a pseudonym will do). ``role`` "" when roles are
    not told. ``contributions``: how many this person made there, 1 where only presence counts.
    ``table``: who was at the same table of the same event worked together; "" is a table too.
    """

    person: str
    department: str
    event: str
    on: date
    role: str = ""
    contributions: int = 1
    table: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: at which line (index), in which field, and what stands there.

    ``other`` is the index of the line that it clashes with. ``row`` is None where the fault is
    the whole's.
    """

    fault: Fault
    row: int | None = None
    field: str = ""
    value: object = None
    other: int | None = None


class ReachRefused(ValueError):
    """The presences can't be read; ``problems`` lists everything that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def checked(presences: Sequence[Presence], staff: Mapping[str, int] | None) -> None:
    """Raise :class:`ReachRefused` listing every problem, or return nothing."""
    problems = [] if presences else [Problem(Fault.EMPTY)]
    for row, presence in enumerate(presences):
        problems += [
            Problem(Fault.BLANK, row, field)
            for field in ("person", "department", "event")
            if not getattr(presence, field).strip()
        ]
        if presence.contributions < 0:
            problems.append(Problem(Fault.NEGATIVE, row, "contributions", presence.contributions))
    problems += _clashes(presences, Fault.OTHER_DEPARTMENT, "department", lambda each: each.person)
    problems += _clashes(presences, Fault.OTHER_ROLE, "role", lambda each: each.person)
    problems += _clashes(presences, Fault.OTHER_DATE, "on", lambda each: each.event)
    problems += _twice(presences)
    if staff is not None:
        problems += _staff(presences, staff)
    if problems:
        raise ReachRefused(sorted(problems, key=lambda each: -1 if each.row is None else each.row))


def _clashes(
    presences: Sequence[Presence], fault: Fault, field: str, of: Callable[[Presence], str]
) -> Iterator[Problem]:
    """Give lines that say of a person or an event something else than the first line did."""
    first: dict[str, int] = {}
    for row, presence in enumerate(presences):
        other = first.setdefault(of(presence), row)
        value = getattr(presence, field)
        if value != getattr(presences[other], field):
            yield Problem(fault, row, field, value, other)


def _twice(presences: Sequence[Presence]) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for row, presence in enumerate(presences):
        other = first.setdefault((presence.person, presence.event), row)
        if other != row:
            yield Problem(Fault.TWICE, row, "person", presence.person, other)


def _staff(presences: Sequence[Presence], staff: Mapping[str, int]) -> Iterator[Problem]:
    came: dict[str, set[str]] = {}
    for row, presence in enumerate(presences):
        if presence.department not in staff:
            yield Problem(Fault.NO_STAFF, row, "department", presence.department)
            continue
        people = came.setdefault(presence.department, set())
        is_new = presence.person not in people
        people.add(presence.person)
        if is_new and len(people) == staff[presence.department] + 1:
            yield Problem(Fault.TOO_FEW_STAFF, row, "department", presence.department)
