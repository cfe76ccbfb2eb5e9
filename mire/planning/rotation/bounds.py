"""What no rotation can beat, each bound with its reason; derived in docs/algorithms/rotation.md."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from math import ceil, comb

import numpy as np

from mire.planning.rotation.facts import Facts, Visits
from mire.planning.rotation.pairs import apart_matrix, together_groups, together_matrix


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of the counts of :class:`mire.planning.rotation.verify.Counts`.

    ``distinct_pairs`` is the most there can be when tables are as even as capacities allow;
    the others are the least there can be. ``by_rounds`` and ``by_people`` are the two bounds
    of ``repeats``: from pairs of rounds, and from how many ``pairs`` can meet. ``again``: of the
    meetings of all rounds, how many at least are not the first of their pair. With EVEN visits
    the bounds of meetings are those of rotations whose visits meet their own bound.
    """

    revisits: int
    repeats: int
    by_rounds: int
    by_people: int
    pairs: int
    again: int
    distinct_pairs: int
    same_department: int


def spread(n: int, places: int) -> int:
    """Return the least number of pairs that share a place, n things over so many places."""
    if n <= 0:
        return 0
    a, b = divmod(n, places)
    return (places - b) * comb(a, 2) + b * comb(a + 1, 2)


def bounds(facts: Facts) -> Bounds:
    """Return the bounds; they hold for every rotation that keeps the rules."""
    together = [
        frozenset(pair) for each in together_groups(facts) for pair in combinations(each, 2)
    ]
    by_rounds = sum(
        max(0, _met_again(facts, r, later) - _kept(facts, together, r, later))
        for r, later in combinations(range(facts.rounds), 2)
    ) + _hosts_again(facts, set(together))
    meetings = sum(_meetings(facts, r) - _kept(facts, together, r) for r in range(facts.rounds))
    pairs = _pairs(facts)
    by_people = spread(meetings, pairs) if pairs else 0
    repeats = max(by_rounds, by_people)
    again = max(0, ceil(2 * by_rounds / facts.rounds), meetings - pairs)
    return Bounds(
        revisits=_revisits(facts),
        repeats=repeats,
        by_rounds=by_rounds,
        by_people=by_people,
        pairs=pairs,
        again=again,
        distinct_pairs=meetings - again,
        same_department=sum(_same_department(facts, r, together) for r in range(facts.rounds)),
    )


def _hosted(facts: Facts, number: int) -> Counter[str]:
    """Return how many hosts sit at each table that is open in a round."""
    open_tables = {table.id for table in facts.tables if table.is_open(number)}
    return Counter(
        each.host for each in facts.people if each.host in open_tables and each.is_present(number)
    )


def _met_again(facts: Facts, one: int, other: int) -> int:
    """Return how many pairs of movers at least share a table in both rounds."""
    both = sum(
        not each.host and each.is_present(one) and each.is_present(other) for each in facts.people
    )
    return max(_from(facts, both, one, other), _from(facts, both, other, one))


def _from(facts: Facts, both: int, one: int, other: int) -> int:
    """Spread the movers over the tables of a round, and each table's over those of another.

    The k-th person of a table that reaches q tables meets at least (k − 1) div q of those
    before again: taking the cheapest places first is the least, as they never get cheaper.
    """
    hosted = _hosted(facts, one)
    is_once = facts.visits is Visits.ONCE or (
        facts.visits is Visits.EVEN and facts.rounds <= len(facts.stations)
    )
    open_later = Counter(table.station for table in facts.tables if table.is_open(other))
    everywhere = open_later.total()
    costs: list[int] = []
    for table in facts.tables:
        if table.is_open(one):
            reached = everywhere - (open_later[table.station] if is_once else 0)
            if reached:
                costs += [k // reached for k in range(table.capacity - hosted[table.id])]
    return sum(sorted(costs)[:both])


def _kept(facts: Facts, together: list[frozenset[int]], *numbers: int) -> int:
    """Return how many pairs kept together are there in all of these rounds."""
    people = facts.people
    return sum(all(people[i].is_present(r) for i in pair for r in numbers) for pair in together)


def _hosts_again(facts: Facts, together: set[frozenset[int]]) -> int:
    """Return how often two hosts of one table meet again."""
    hosts = [i for i, each in enumerate(facts.people) if each.host]
    return sum(
        comb(_hosting(facts, i, j), 2)
        for i, j in combinations(hosts, 2)
        if facts.people[i].host == facts.people[j].host and frozenset((i, j)) not in together
    )


def _hosting(facts: Facts, i: int, j: int) -> int:
    """Return in how many rounds two hosts of one table both sit there."""
    table = next(each for each in facts.tables if each.id == facts.people[i].host)
    return sum(
        table.is_open(r) and facts.people[i].is_present(r) and facts.people[j].is_present(r)
        for r in range(facts.rounds)
    )


def _meetings(facts: Facts, number: int) -> int:
    """Return the meetings of a round whose tables are as even as they can be: the fewest."""
    costs: list[int] = []
    for table in facts.tables:
        if table.is_open(number):
            costs += range(table.capacity)
    return sum(sorted(costs)[: len(facts.present(number))])


def _pairs(facts: Facts) -> int:
    """Return how many pairs can meet at all, those kept together left out."""
    there = np.array([[each.is_present(r) for r in range(facts.rounds)] for each in facts.people])
    able = (there.astype(float) @ there.T.astype(float)) > 0
    able &= (together_matrix(facts) == 0) & (apart_matrix(facts) == 0)
    stays = {each.id for each in facts.tables if each.rounds is None}
    hosts = np.array([each.host if each.host in stays else "" for each in facts.people])
    is_host = hosts != ""
    able &= ~(is_host[:, None] & is_host[None, :] & (hosts[:, None] != hosts[None, :]))
    return int(np.triu(able, 1).sum())


def _revisits(facts: Facts) -> int:
    stations = len(facts.stations)
    return sum(
        spread(sum(each.is_present(r) for r in range(facts.rounds)), stations)
        for each in facts.people
        if not each.host
    )


def _same_department(facts: Facts, number: int, together: list[frozenset[int]]) -> int:
    """Return the fewest meetings of a department, one after the other spread over tables."""
    people = facts.people
    tables = [table.id for table in facts.tables if table.is_open(number)]
    total = 0
    members: dict[str, list[int]] = {}
    for i in facts.present(number):
        if people[i].department:
            members.setdefault(people[i].department, []).append(i)
    for each in members.values():
        at = Counter(people[i].host for i in each if people[i].host in tables)
        filled = sorted(at[table] for table in tables)
        for _ in range(len(each) - at.total()):
            filled[0] += 1
            filled.sort()
        inside = set(each)
        kept = sum(pair <= inside for pair in together)
        total += max(0, sum(comb(n, 2) for n in filled) - kept)
    return total
