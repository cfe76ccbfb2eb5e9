"""Rotations as the issue asks for them: the cases that must come out, by an independent count."""

from collections import Counter
from itertools import combinations

import pytest

from mire.planning.rotation.facts import Facts, Person, Visits, Wish, even_tables
from mire.planning.rotation.plan import Rotation, plan


def cafe(
    people: int, stations: int, tables: int, rounds: int, *, visits: Visits = Visits.ONCE,
    wish: Wish = Wish.REPEATS, departments: int = 0,
) -> Facts:  # fmt: skip
    """People 0 …, in so many departments turn by turn (0: none), tables just large enough."""
    return Facts(
        people=tuple(Person(id=str(n), department=f"D{n % departments}" if departments else "")
                     for n in range(people)),
        tables=even_tables(stations=stations, tables=tables, people=people),
        rounds=rounds, visits=visits, wish=wish,
    )  # fmt: skip


def meetings(found: Rotation) -> Counter[tuple[str, str]]:
    return Counter(pair for one in found.rounds for ids in one
                   for pair in combinations(sorted(ids), 2))  # fmt: skip


@pytest.mark.parametrize(
    ("people", "stations", "tables", "rounds"),
    [(60, 4, 3, 4), (120, 6, 4, 6), (300, 10, 5, 5), (58, 4, 3, 4)],
)
def test_nobody_meets_twice_and_each_station_is_seen_once(
    people: int, stations: int, tables: int, rounds: int
) -> None:
    facts = cafe(people, stations, tables, rounds)
    found = plan(facts)
    assert max(meetings(found).values()) == 1
    for id in (str(n) for n in range(people)):
        seen = [t // tables for one in found.rounds for t, ids in enumerate(one) if id in ids]
        assert len(seen) == len(set(seen)) == rounds
    for one in found.rounds:
        sizes = [len(ids) for ids in one]
        assert sum(sizes) == people
        assert max(sizes) - min(sizes) <= 1
    assert found.is_proven
    assert found.counts.repeats == found.bounds.repeats == 0


@pytest.mark.parametrize(
    ("visits", "wish", "repeats", "pairs", "most"),
    [
        (Visits.FREE, Wish.TWICE, 504, 1_176, 2),
        (Visits.FREE, Wish.PAIRS, 504, 1_428, 4),
        (Visits.ONCE, Wish.PAIRS, 720, 1_320, 4),
    ],
)
def test_four_tables_of_fifteen(
    visits: Visits, wish: Wish, repeats: int, pairs: int, most: int
) -> None:
    found = plan(cafe(60, 4, 1, 4, visits=visits, wish=wish))
    met = meetings(found)
    assert sum(n * (n - 1) // 2 for n in met.values()) == found.counts.repeats == repeats
    assert len(met) == found.counts.distinct_pairs == pairs
    assert max(met.values()) == most
    assert found.is_proven
