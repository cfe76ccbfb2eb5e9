"""Checking a rotation, apart from whatever made it: plain counts over plain lists.

Imports the facts and nothing else of this package, so that a fault of a solver can't hide
behind the same fault here.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from mire.planning.rotation.facts import Facts, Visits

Rounds = Sequence[Sequence[Sequence[str]]]
"""By round, by table in the order of the facts: the ids of those who sit there."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that does not hold in a round (None: over all of them), and by whom or what."""

    rule: str
    number: int | None
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a rotation is worth, counted.

    ``repeats``: for each pair, how many pairs of rounds it meets in both of, Σ C(m, 2);
    ``distinct_pairs``: how many pairs meet at all; ``most_meetings`` of one pair;
    ``same_department``: meetings of two people of one department; none of these counts pairs
    that are to be together. ``thrice``: meetings of pairs beyond their second.
    ``revisits``: Σ over people and stations of C(visits, 2);
    ``unevenness``: the largest difference, in a round, between a table and the fullest that
    it could have been level with.
    """

    broken: tuple[Broken, ...]
    repeats: int
    distinct_pairs: int
    thrice: int
    most_meetings: int
    same_department: int
    revisits: int
    unevenness: int

    @property
    def is_whole(self) -> bool:
        """Whether every rule holds."""
        return not self.broken


def counted(facts: Facts, rounds: Rounds) -> Counts:
    """Return what holds and what does not, and the counts."""
    broken: list[Broken] = []
    if len(rounds) != facts.rounds or any(len(one) != len(facts.tables) for one in rounds):
        broken.append(Broken("shape", None, ()))
        return Counts(tuple(broken), 0, 0, 0, 0, 0, 0, 0)
    seats = [{id: t for t, ids in enumerate(one) for id in ids} for one in rounds]
    for number, one in enumerate(rounds):
        broken += _round(facts, number, one)
    broken += _pairs(facts, seats)
    broken += _visits(facts, seats)
    together = _together(facts)
    meetings = Counter(
        pair
        for one in rounds
        for ids in one
        for pair in map(frozenset, combinations(ids, 2))
        if pair not in together
    )
    department = {each.id: each.department for each in facts.people}
    same = sum(
        n
        for pair, n in meetings.items()
        if len(names := {department.get(id, "") for id in pair}) == 1 and names != {""}
    )
    return Counts(
        broken=tuple(broken),
        repeats=sum(n * (n - 1) // 2 for n in meetings.values()),
        distinct_pairs=len(meetings),
        thrice=sum(max(0, n - 2) for n in meetings.values()),
        most_meetings=max(meetings.values(), default=0),
        same_department=same,
        revisits=_revisits(facts, seats),
        unevenness=max(
            (_unevenness(facts, number, one) for number, one in enumerate(rounds)), default=0
        ),
    )


def _together(facts: Facts) -> set[frozenset[str]]:
    """Return the pairs kept together, those too that others link."""
    groups: list[set[str]] = []
    for pair in facts.together:
        linked = [each for each in groups if each & set(pair)]
        groups = [each for each in groups if not each & set(pair)]
        groups.append(set(pair).union(*linked))
    return {frozenset(pair) for each in groups for pair in combinations(each, 2)}


def _round(facts: Facts, number: int, one: Sequence[Sequence[str]]) -> list[Broken]:
    found = []
    sat = Counter(id for ids in one for id in ids)
    there = {each.id for each in facts.people if each.is_present(number)}
    for id, n in sat.items():
        if n > 1:
            found.append(Broken("twice", number, (id,)))
        if id not in there:
            found.append(Broken("absent", number, (id,)))
    found += [Broken("unseated", number, (id,)) for id in sorted(there - sat.keys())]
    for table, ids in zip(facts.tables, one, strict=True):
        if len(ids) > table.capacity:
            found.append(Broken("capacity", number, (table.id,)))
        if ids and not table.is_open(number):
            found.append(Broken("closed", number, (table.id,)))
    places = {id: table for table, ids in zip(facts.tables, one, strict=True) for id in ids}
    open_tables = {table.id for table in facts.tables if table.is_open(number)}
    for each in facts.people:
        is_kept = each.host in open_tables and each.id in places
        if is_kept and places[each.id].id != each.host:
            found.append(Broken("host", number, (each.id, each.host)))
        is_first = number == 0 and each.first in open_tables and each.id in places
        if is_first and places[each.id].id != each.first:
            found.append(Broken("first", number, (each.id, each.first)))
    return found


def _pairs(facts: Facts, seats: Sequence[dict[str, int]]) -> list[Broken]:
    found = []
    for number, where in enumerate(seats):
        for one, other in facts.together:
            if one in where and other in where and where[one] != where[other]:
                found.append(Broken("together", number, (one, other)))
        for one, other in facts.apart:
            if one in where and other in where and where[one] == where[other]:
                found.append(Broken("apart", number, (one, other)))
    return found


def _visits(facts: Facts, seats: Sequence[dict[str, int]]) -> list[Broken]:
    if facts.visits is not Visits.ONCE:
        return []
    found = []
    for each in facts.people:
        if not each.host:
            visited = Counter(
                facts.tables[where[each.id]].station for where in seats if each.id in where
            )
            found += [
                Broken("once", None, (each.id, station)) for station, n in visited.items() if n > 1
            ]
    return found


def _revisits(facts: Facts, seats: Sequence[dict[str, int]]) -> int:
    visits = Counter(
        (each.id, facts.tables[where[each.id]].station)
        for where in seats
        for each in facts.people
        if each.id in where and not each.host
    )
    return sum(n * (n - 1) // 2 for n in visits.values())


def _unevenness(facts: Facts, number: int, one: Sequence[Sequence[str]]) -> int:
    """Return the largest difference between a table with room and a fuller one."""
    worst = 0
    for table, ids in zip(facts.tables, one, strict=True):
        if table.is_open(number) and len(ids) < table.capacity:
            worst = max(worst, *(len(others) - len(ids) for others in one))
    return worst
