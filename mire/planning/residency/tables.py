"""The facts of a cycle as people write them: days, not weeks. The form of its file.

A week is in a span when most of its five working days are. See ``docs/reference/residency.md``.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

import msgspec

from mire.planning.residency.facts import (
    Department,
    Facts,
    Fault,
    Need,
    Person,
    Phase,
    Sponsor,
    Weeks,
)

MOST_WEEKS = 520
MOST = 200

Name = Annotated[str, msgspec.Meta(max_length=120)]
Number = Annotated[int, msgspec.Meta(ge=-10_000, le=10_000)]
Where = tuple[str | int, ...]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Span(_Strict, rename={"first": "from", "last": "to"}, frozen=True):
    """From one day to another, both in it; what it is called, "" for nothing."""

    first: date
    last: date
    name: Name = ""


Spans = Annotated[tuple[Span, ...], msgspec.Meta(max_length=MOST)]


class CycleTable(_Strict, frozen=True):
    """What holds for all. ``starts`` is the Monday of the first week."""

    starts: date
    weeks: Annotated[int, msgspec.Meta(ge=1, le=MOST_WEEKS)]
    at_once: Number = 1
    equity: Number | None = None
    length: Number | None = None
    holidays: Spans = ()


class NeedTable(_Strict, frozen=True):
    """Days a week of one person with a skill."""

    days: float
    skill: Name = ""


class PhaseTable(_Strict, frozen=True):
    """One part of each residency, in order."""

    name: Name
    weeks: Number
    gap: Annotated[tuple[Number, ...], msgspec.Meta(max_length=2)] = ()
    needs: Annotated[tuple[NeedTable, ...], msgspec.Meta(max_length=20)] = ()


class PersonTable(_Strict, frozen=True):
    """Someone of the lab and the days a month that they can give."""

    name: Name
    days: float
    skills: tuple[Name, ...] = ()


class SponsorTable(_Strict, frozen=True):
    """A sponsor and when they can open and close residencies."""

    name: Name
    windows: Spans


class DepartmentTable(_Strict, frozen=True):
    """A department that hosts once."""

    id: Name
    name: Name = ""
    pole: Name = ""
    windows: Spans = ()
    blackout: Spans = ()
    ready: date | None = None
    priority: Number = 1
    after: tuple[Name, ...] = ()
    sponsor: Name = ""
    fixed: date | None = None


class ResidencyTables(_Strict, frozen=True):
    """The whole file. ``current``: by department, the first day of each phase now planned."""

    format: int
    cycle: CycleTable
    phase: Annotated[tuple[PhaseTable, ...], msgspec.Meta(max_length=12)]
    person: Annotated[tuple[PersonTable, ...], msgspec.Meta(max_length=MOST)]
    department: Annotated[tuple[DepartmentTable, ...], msgspec.Meta(max_length=MOST)]
    sponsor: Annotated[tuple[SponsorTable, ...], msgspec.Meta(max_length=MOST)] = ()
    current: dict[str, tuple[date, ...]] = {}


def monday(tables: ResidencyTables, week: int) -> date:
    """Return the first day of a week of the plan."""
    return tables.cycle.starts + timedelta(weeks=week)


def facts_of(tables: ResidencyTables) -> Facts:
    """Return the facts in weeks from the cycle's first; raise ``BadFacts`` with all that is wrong.

    ``cycle.starts`` must be a Monday: who reads a file or a form says so where it was written.
    """
    weeks = _Weeks(tables.cycle.starts)
    cycle = tables.cycle
    ids = {each.id for each in tables.department}
    return Facts(
        weeks=cycle.weeks,
        at_once=cycle.at_once,
        equity=cycle.equity,
        cycle=cycle.length,
        holidays=frozenset(
            week
            for span in cycle.holidays
            for week in range(
                max(0, weeks.within(span)[0]), min(cycle.weeks, weeks.within(span)[1])
            )
        ),
        phases=tuple(
            Phase(
                name=each.name,
                weeks=each.weeks,
                gap=_gap(each.gap),
                needs=tuple(Need(need.skill, need.days) for need in each.needs),
            )
            for each in tables.phase
        ),
        people=tuple(
            Person(name=each.name, days_a_month=each.days, skills=frozenset(each.skills))
            for each in tables.person
        ),
        sponsors=tuple(
            Sponsor(name=each.name, windows=weeks.all(each.windows)) for each in tables.sponsor
        ),
        departments=tuple(
            Department(
                id=each.id,
                name=each.name,
                pole=each.pole,
                windows=weeks.all(each.windows),
                blackout=weeks.all(each.blackout),
                ready=0 if each.ready is None else max(0, weeks.next(each.ready)),
                priority=each.priority,
                after=each.after,
                sponsor=each.sponsor,
                fixed=None if each.fixed is None else weeks.of(each.fixed),
            )
            for each in tables.department
        ),
        current={
            id: tuple(weeks.of(day) for day in days)
            for id, days in tables.current.items()
            if id in ids
        },
    )


def where_of(fault: Fault, tables: ResidencyTables) -> Where:
    """Return the place of a fault in the tables: a table, a row from 0, a field."""
    if fault.what == "cycle":
        return ("cycle", {"cycle": "length"}.get(fault.field, fault.field))
    if fault.what == "current":
        ids = {each.id for each in tables.department}
        return ("current", [id for id in tables.current if id in ids][fault.index])
    if fault.kind == "empty" and not fault.field:
        return (fault.what,)
    at = (fault.what, fault.index)
    return (*at, _FIELDS.get((fault.what, fault.field), fault.field)) if fault.field else at


_FIELDS: Mapping[tuple[str, str], str] = {("department", "name"): "id"}


class _Weeks:
    """Between days and weeks counted from the Monday on which a cycle starts."""

    def __init__(self, starts: date) -> None:
        self.starts = starts

    def of(self, day: date) -> int:
        return (day - self.starts).days // 7

    def next(self, day: date) -> int:
        """Return the week of a day, or the next one when most of that week is past."""
        return self.of(day) + (1 if day.weekday() > 2 else 0)

    def within(self, span: Span) -> tuple[int, int]:
        """Return the first week of a span and the one after its last."""
        return self.next(span.first), self.of(span.last) + (1 if span.last.weekday() >= 2 else 0)

    def all(self, spans: tuple[Span, ...]) -> tuple[Weeks, ...]:
        return tuple((first, after - 1) for first, after in map(self.within, spans))


def _gap(given: tuple[int, ...]) -> tuple[int, int]:
    """Return the least and the most weeks: one number stands for both, none for 0."""
    return (given[0], given[-1]) if given else (0, 0)
