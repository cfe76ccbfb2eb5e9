"""The facts from which a rotation is planned, checked. Rounds count from 0."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil

MOST_PEOPLE = 2_000
MOST_TABLES = 1_000
MOST_ROUNDS = 100

Pair = tuple[str, str]
"""The ids of two people, in either order."""


class Visits(StrEnum):
    """How often somebody may come to the same station. Hosts stay, and are not concerned."""

    ONCE = "once"  # a rule: at most once
    EVEN = "even"  # a goal, before meetings: as often to each as can be
    FREE = "free"  # meetings come first; other stations are chosen where that costs nothing


class Wish(StrEnum):
    """What is meant by few repeat meetings."""

    REPEATS = "repeats"  # the fewest times that two people meet again, summed over pairs
    TWICE = "twice"  # no pair more than twice, then as REPEATS
    PAIRS = "pairs"  # the most distinct pairs that meet at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody to seat. ``department`` "" is nobody's: such people are never of the same one.

    ``attributes`` are carried along for those who print cards. ``rounds``: those in which they
    are present (None: all of them). ``host``: the table where they stay while it is open, ""
    for who moves. A host who has to go elsewhere is bound by no rule on visits. ``first``: the
    table where they sit in the first round, if it is open then.
    """

    id: str
    department: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    rounds: frozenset[int] | None = None
    host: str = ""
    first: str = ""

    def is_present(self, number: int) -> bool:
        """Whether they are there in a round."""
        return self.rounds is None or number in self.rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a station; ``capacity`` counts its host. ``rounds``: when it is open."""

    id: str
    station: str
    capacity: int
    rounds: frozenset[int] | None = None

    def is_open(self, number: int) -> bool:
        """Whether people can sit there in a round."""
        return self.rounds is None or number in self.rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a rotation is planned from.

    ``together``: pairs at the same table in every round where both are there; they are what
    is asked for, so they count neither as repeats nor as of the same department. ``apart``:
    pairs never at the same table.
    """

    people: tuple[Person, ...]
    tables: tuple[Table, ...]
    rounds: int
    visits: Visits = Visits.FREE
    wish: Wish = Wish.REPEATS
    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()

    def __post_init__(self) -> None:
        """Raise :class:`BadFacts` with everything that is wrong."""
        if faults := list(_faults(self)):
            raise BadFacts(faults)

    @property
    def stations(self) -> tuple[str, ...]:
        """The stations, in the order of their first table."""
        return tuple(dict.fromkeys(table.station for table in self.tables))

    def present(self, number: int) -> list[int]:
        """Return the indices of those who are there in a round."""
        return [index for index, each in enumerate(self.people) if each.is_present(number)]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. ``what``: "person", "table", "together", "apart" or "rotation";
    ``index`` its place, ``field`` its field, ``kind`` what is wrong, ``value`` the value at
    fault, ``other`` the place of the first of two that are the same."""  # noqa: D205, D209

    what: str
    index: int
    field: str
    kind: str
    value: str = ""
    other: int | None = None


class BadFacts(ValueError):
    """The facts can't be planned from; ``faults`` lists all that is wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            "; ".join(f"{each.what}[{each.index}].{each.field}: {each.kind}" for each in faults)
        )
        self.faults = tuple(faults)


def even_tables(*, stations: int, tables: int, people: int, capacity: int = 0) -> tuple[Table, ...]:
    """Return ``tables`` tables at each of ``stations`` stations, numbered from 1.

    ``capacity`` 0: the least with which everybody has a seat. Tables are named "1", "2", …
    from station to station, stations too.
    """
    seats = capacity or max(1, ceil(people / max(1, stations * tables)))
    return tuple(
        Table(id=str(station * tables + number + 1), station=str(station + 1), capacity=seats)
        for station in range(stations)
        for number in range(tables)
    )


def _faults(facts: Facts) -> Iterator[Fault]:
    yield from _sizes(facts)
    yield from _names("person", [each.id for each in facts.people])
    yield from _names("table", [each.id for each in facts.tables])
    for index, table in enumerate(facts.tables):
        if table.capacity < 1:
            yield Fault("table", index, "capacity", "too_small", str(table.capacity))
        if not table.station.strip():
            yield Fault("table", index, "station", "empty")
        if table.rounds is not None and not table.rounds <= set(range(facts.rounds)):
            yield Fault("table", index, "rounds", "outside", _listed(table.rounds))
    tables = {each.id for each in facts.tables}
    for index, person in enumerate(facts.people):
        if person.rounds is not None and not person.rounds <= set(range(facts.rounds)):
            yield Fault("person", index, "rounds", "outside", _listed(person.rounds))
        if person.host and person.host not in tables:
            yield Fault("person", index, "host", "unknown", person.host)
        if person.first and person.first not in tables:
            yield Fault("person", index, "first", "unknown", person.first)
    yield from _pair_faults("together", facts.together, facts)
    yield from _pair_faults("apart", facts.apart, facts)


def _sizes(facts: Facts) -> Iterator[Fault]:
    for what, n, most in (
        ("people", len(facts.people), MOST_PEOPLE),
        ("tables", len(facts.tables), MOST_TABLES),
        ("rounds", facts.rounds, MOST_ROUNDS),
    ):
        if n < 1:
            yield Fault("rotation", 0, what, "too_small", str(n))
        elif n > most:
            yield Fault("rotation", most, what, "too_many", str(most))


def _names(what: str, names: Sequence[str]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, name in enumerate(names):
        if not name.strip():
            yield Fault(what, index, "id", "empty")
        elif name in first:
            yield Fault(what, index, "id", "twice", name, first[name])
        first.setdefault(name, index)


def _pair_faults(what: str, pairs: Sequence[Pair], facts: Facts) -> Iterator[Fault]:
    known = Counter(each.id for each in facts.people)
    for index, (one, other) in enumerate(pairs):
        for name in (one, other):
            if name not in known:
                yield Fault(what, index, what, "unknown", name)
        if one == other:
            yield Fault(what, index, what, "self", one)


def _listed(rounds: frozenset[int]) -> str:
    return ", ".join(str(number + 1) for number in sorted(rounds))
