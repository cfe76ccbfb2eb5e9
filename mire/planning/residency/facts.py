"""The facts from which a cycle is planned, checked. Weeks count from 0, the cycle's first."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Weeks = tuple[int, int]
"""The first and the last week of a span, both in it."""

TENTHS = 10
"""Agent-days are counted in whole tenths."""
WEEKS_A_MONTH = 52 / 12


@dataclass(frozen=True, slots=True)
class Need:
    """What a phase asks each week: ``days`` of one person who has ``skill`` ("": anyone)."""

    skill: str
    days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One part of a residency: ``weeks`` at work, holidays not counted.

    ``gap`` is the least and the most weeks at work between its end and the next phase.
    """

    name: str
    weeks: int
    needs: tuple[Need, ...] = ()
    gap: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone of the lab, with the days that they can give in a month of 52/12 weeks."""

    name: str
    days_a_month: float
    skills: frozenset[str] = frozenset()

    @property
    def tenths_a_week(self) -> int:
        """What they can give in a week, in whole tenths of a day, rounded down."""
        return int(TENTHS * self.days_a_month / WEEKS_A_MONTH + 1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor:
    """A sponsor and the weeks in which they can open a residency, and close it."""

    name: str
    windows: tuple[Weeks, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department that will host the lab once.

    The whole residency lies in one of ``windows`` (none: any time); no phase is at work in a
    ``blackout`` week; it starts in week ``ready`` at the earliest, exactly in ``fixed`` if
    given, and after those of ``after`` have ended. ``priority`` 0 asks for nothing; a week
    earlier is worth three times as much to a department of priority 3 as to one of 1.
    """

    id: str
    name: str = ""
    pole: str = ""
    windows: tuple[Weeks, ...] = ()
    blackout: tuple[Weeks, ...] = ()
    ready: int = 0
    priority: int = 1
    after: tuple[str, ...] = ()
    sponsor: str = ""
    fixed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a cycle is planned from.

    ``weeks`` is the horizon; ``holidays`` are weeks in which nobody is at work: time stands
    still. ``at_once`` residencies may overlap. ``equity``: no pole is ahead of another by
    more than so many residencies, as long as the other has one to come (None: no rule).
    ``cycle``: all must end by that many weeks (None: the shortest is looked for).
    ``current`` is the plan in force: by department, the week in which each phase starts.
    """

    departments: tuple[Department, ...]
    phases: tuple[Phase, ...]
    people: tuple[Person, ...]
    weeks: int
    sponsors: tuple[Sponsor, ...] = ()
    holidays: frozenset[int] = frozenset()
    at_once: int = 1
    equity: int | None = None
    cycle: int | None = None
    current: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise :class:`BadFacts` with everything that is wrong."""
        if faults := list(_faults(self)):
            raise BadFacts(faults)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. ``what``: the sort of thing ("department", …), ``index`` its place,
    ``field`` its field, ``kind`` what is wrong, ``value`` the value at fault."""  # noqa: D205, D209

    what: str
    index: int
    field: str
    kind: str
    value: str = ""


class BadFacts(ValueError):
    """The facts can't be planned from; ``faults`` lists all that is wrong."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(
            "; ".join(f"{each.what}[{each.index}].{each.field}: {each.kind}" for each in faults)
        )
        self.faults = tuple(faults)


def _faults(facts: Facts) -> Iterator[Fault]:
    for what, given in (
        ("department", facts.departments),
        ("phase", facts.phases),
        ("person", facts.people),
    ):
        if not given:
            yield Fault(what, 0, "", "empty")
    yield from _doubles("department", [each.id for each in facts.departments])
    yield from _doubles("phase", [each.name for each in facts.phases])
    yield from _doubles("person", [each.name for each in facts.people])
    yield from _doubles("sponsor", [each.name for each in facts.sponsors])
    if facts.weeks < 1:
        yield Fault("cycle", 0, "weeks", "too_small", str(facts.weeks))
    if facts.at_once < 1:
        yield Fault("cycle", 0, "at_once", "too_small", str(facts.at_once))
    if facts.equity is not None and facts.equity < 1:
        yield Fault("cycle", 0, "equity", "too_small", str(facts.equity))
    if facts.cycle is not None and not 1 <= facts.cycle <= facts.weeks:
        yield Fault("cycle", 0, "cycle", "out_of_range", str(facts.cycle))
    yield from _phase_faults(facts)
    for index, person in enumerate(facts.people):
        if not 0 <= person.days_a_month < float("inf"):
            yield Fault("person", index, "days", "not_a_number", str(person.days_a_month))
    for index, sponsor in enumerate(facts.sponsors):
        yield from _span_faults("sponsor", index, "windows", sponsor.windows, facts.weeks)
    yield from _department_faults(facts)
    yield from _circles(facts.departments)
    yield from _current_faults(facts)


def _doubles(what: str, names: list[str]) -> Iterator[Fault]:
    seen: Counter[str] = Counter()
    for index, name in enumerate(names):
        seen[name] += 1
        if not name.strip():
            yield Fault(what, index, "name", "empty")
        elif seen[name] == 2:
            yield Fault(what, index, "name", "twice", name)


def _phase_faults(facts: Facts) -> Iterator[Fault]:
    skills = {skill for person in facts.people for skill in person.skills}
    for index, phase in enumerate(facts.phases):
        if phase.weeks < 1:
            yield Fault("phase", index, "weeks", "too_small", str(phase.weeks))
        if not 0 <= phase.gap[0] <= phase.gap[1]:
            yield Fault("phase", index, "gap", "order", f"{phase.gap[0]}–{phase.gap[1]}")
        for need in phase.needs:
            if not 0 <= need.days <= 7:
                yield Fault("phase", index, "needs", "out_of_range", str(need.days))
            elif need.skill and need.skill not in skills:
                yield Fault("phase", index, "needs", "nobody", need.skill)


def _span_faults(
    what: str, index: int, field: str, spans: tuple[Weeks, ...], weeks: int
) -> Iterator[Fault]:
    for first, last in spans:
        if first > last:
            yield Fault(what, index, field, "order", f"{first}–{last}")
        elif last < 0 or first >= weeks:
            yield Fault(what, index, field, "outside", f"{first}–{last}")


def _department_faults(facts: Facts) -> Iterator[Fault]:
    ids = {each.id for each in facts.departments}
    sponsors = {each.name for each in facts.sponsors}
    shortest = sum(phase.weeks for phase in facts.phases)
    shortest += sum(phase.gap[0] for phase in facts.phases[:-1])
    for index, each in enumerate(facts.departments):
        yield from _span_faults("department", index, "windows", each.windows, facts.weeks)
        if each.windows and all(last - first + 1 < shortest for first, last in each.windows):
            yield Fault("department", index, "windows", "too_short", str(shortest))
        for first, last in each.blackout:
            if first > last:
                yield Fault("department", index, "blackout", "order", f"{first}–{last}")
        if each.priority < 0:
            yield Fault("department", index, "priority", "too_small", str(each.priority))
        if each.sponsor and each.sponsor not in sponsors:
            yield Fault("department", index, "sponsor", "unknown", each.sponsor)
        if each.fixed is not None and not 0 <= each.fixed < facts.weeks:
            yield Fault("department", index, "fixed", "outside", str(each.fixed))
        for other in each.after:
            if other not in ids or other == each.id:
                yield Fault("department", index, "after", "unknown", other)


def _circles(departments: tuple[Department, ...]) -> Iterator[Fault]:
    """Find departments that wait for each other: each is named once."""
    waits = {each.id: set(each.after) for each in departments}
    while free := [id for id, after in waits.items() if not after & waits.keys()]:
        for id in free:
            del waits[id]
    for index, each in enumerate(departments):
        if each.id in waits:
            yield Fault("department", index, "after", "circle", ", ".join(sorted(waits)))
            return


def _current_faults(facts: Facts) -> Iterator[Fault]:
    for index, (_id, starts) in enumerate(facts.current.items()):
        if len(starts) != len(facts.phases):
            yield Fault("current", index, "starts", "phases", str(len(starts)))
