"""First rotations from algebra, for the people and tables at hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import comb

import numpy as np

from mire.planning.rotation.board import AWAY, Places
from mire.planning.rotation.bounds import spread
from mire.planning.rotation.designs import design
from mire.planning.rotation.developed import matrix_of_rows
from mire.planning.rotation.facts import Facts, Visits, Wish
from mire.planning.rotation.pairs import apart_groups
from mire.planning.rotation.starters import developed_starters

MOST_POINTS = 150
TRIES = 600_000
"""How many matrices are drawn, times the square of the number of people: other ones may suit
the departments better."""
LEAST_TRIES, MOST_TRIES = 6, 40


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Where each person would best sit, by round and person (−1: no wish), and what gave it."""

    method: str
    wanted: Places


def skeletons(
    facts: Facts, rng: np.random.Generator, is_over: Callable[[], bool]
) -> Iterator[Skeleton]:
    """Yield constructions for the facts, those that are most often exact first."""
    tables = _tables(facts)
    movers = _movers(facts)
    if not tables or not movers or facts.rounds < 1:
        return
    n = len(tables)
    rows = -(-len(movers) // n)
    is_once = facts.visits is not Visits.FREE
    is_hosted = any(each.host for each in facts.people)
    hosts = np.array(
        [sum(each.host == table.id for each in facts.people) for table in facts.tables]
    )
    if is_once:
        per_station = _per_station(facts, tables)
        shapes = [per_station] if per_station else []
    else:
        shapes = [(1, n)]
    if not is_once and not is_hosted and facts.wish is not Wish.PAIRS and rows > 1:
        found = design(groups=n, size=rows, rounds=facts.rounds)
        if found is not None:
            yield Skeleton(found.method, _placed(facts, tables, movers, found.groups))
    for stations, each in shapes:
        reached = n - each if is_once else n
        least = comb(facts.rounds, 2) * spread(rows, reached) if reached else 0.0
        if facts.wish is Wish.PAIRS:
            least *= 2 / facts.rounds
        tries = int(np.clip(TRIES // len(movers) ** 2, LEAST_TRIES, MOST_TRIES))
        for _ in range(tries):
            matrix, value, over = matrix_of_rows(
                stations=stations,
                tables=each,
                rows=rows + is_hosted,
                rounds=facts.rounds,
                wish=facts.wish,
                is_once=is_once,
                is_hosted=is_hosted,
                least=least,
                rng=rng,
                is_over=is_over,
            )
            routes = np.array(tables)[over.plus[:, matrix[int(is_hosted) :]]]
            wanted = np.full((facts.rounds, len(facts.people)), AWAY)
            for row in range(rows):
                members = movers[row * n : (row + 1) * n]
                busy = [int(hosts[route].sum()) for route in routes[:, row]]
                elements = sorted(range(n), key=busy.__getitem__)[: len(members)]
                for i, element in zip(members, sorted(elements), strict=True):
                    wanted[:, i] = routes[element, row]
            yield Skeleton("developed", wanted)
            if value > least:
                break


def starter_skeleton(
    facts: Facts, rng: np.random.Generator, is_over: Callable[[], bool]
) -> Skeleton | None:
    """Return a rotation without repeats that starters develop, where visits are free."""
    tables, movers = _tables(facts), _movers(facts)
    size = -(-len(movers) // max(1, len(tables)))
    is_apt = facts.visits is Visits.FREE and len(movers) == len(facts.people) and size > 1
    if not is_apt or len(facts.people) > MOST_POINTS:
        return None
    found = developed_starters(
        groups=len(tables), size=size, rounds=facts.rounds, rng=rng, is_over=is_over
    )
    return None if found is None else Skeleton("starter", _placed(facts, tables, movers, found))


def _placed(facts: Facts, tables: list[int], movers: list[int], groups: Places) -> Places:
    """Return people at the places of a design's points; points too many stay empty."""
    wanted = np.full((facts.rounds, len(facts.people)), AWAY)
    wanted[:, movers] = np.array(tables)[groups[:, : len(movers)]]
    return wanted


def _tables(facts: Facts) -> list[int]:
    """Return the tables that are open in every round, station after station."""
    station = {name: number for number, name in enumerate(facts.stations)}
    found = [
        index
        for index, table in enumerate(facts.tables)
        if all(table.is_open(r) for r in range(facts.rounds))
    ]
    return sorted(found, key=lambda index: station[facts.tables[index].station])


def _movers(facts: Facts) -> list[int]:
    """Return who moves: by department, those who are not always there at the end.

    People of one row never meet, so groups that are kept apart come first, the largest at once.
    """
    movers = [index for index, each in enumerate(facts.people) if not each.host]
    groups = sorted(apart_groups(facts), key=len, reverse=True)
    place = {index: number for number, each in enumerate(groups) for index in each}
    return sorted(
        movers,
        key=lambda index: (
            place.get(index, len(groups)),
            sum(not facts.people[index].is_present(r) for r in range(facts.rounds)),
            facts.people[index].department == "",
            facts.people[index].department,
            index,
        ),
    )


def _per_station(facts: Facts, tables: list[int]) -> tuple[int, int] | None:
    """Return how many stations and tables of each, None when they have not as many."""
    names = [facts.tables[index].station for index in tables]
    each = {names.count(name) for name in names}
    return (len(set(names)), each.pop()) if len(each) == 1 else None
