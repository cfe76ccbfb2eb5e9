"""Bounds: never above what every possible rotation of tiny facts reaches; worked values."""

from itertools import combinations, product
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.planning.rotation.bounds import bounds, spread
from mire.planning.rotation.facts import Facts, Person, Table, Visits, Wish, even_tables
from mire.planning.rotation.plan import NoPlan, plan
from mire.planning.rotation.verify import counted
from tests.support.drawing import examples


def cafe(people: int, stations: int, tables: int, rounds: int, visits: Visits) -> Facts:
    return Facts(
        people=tuple(Person(id=str(n)) for n in range(people)),
        tables=even_tables(stations=stations, tables=tables, people=people),
        rounds=rounds,
        visits=visits,
    )


@given(st.integers(0, 12), st.integers(1, 5))
def test_the_spread_is_the_least_over_all_ways(n: int, places: int) -> None:
    def least(left: int, rest: int) -> int:
        if rest == 1:
            return comb(left, 2)
        return min(comb(k, 2) + least(left - k, rest - 1) for k in range(left + 1))

    assert spread(n, places) == least(n, places)


@pytest.mark.parametrize(
    ("people", "tables", "visits", "repeats", "pairs"),
    [
        (60, 1, Visits.FREE, 504, 1_428),
        (60, 1, Visits.ONCE, 720, 1_320),
        (60, 3, Visits.ONCE, 0, 480),
        (12, 1, Visits.ONCE, 0, 48),  # s = stations − 1
        (16, 1, Visits.ONCE, 24, 84),  # s = stations: one pair of each table, in each two rounds
    ],
)
def test_worked_values_for_four_stations_and_rounds(
    people: int, tables: int, visits: Visits, repeats: int, pairs: int
) -> None:
    found = bounds(cafe(people, 4, tables, 4, visits))
    assert found.repeats == repeats
    assert found.distinct_pairs == pairs


def test_there_are_no_more_meetings_than_pairs() -> None:
    assert bounds(cafe(9, 3, 1, 4, Visits.FREE)).repeats == 0
    assert bounds(cafe(9, 3, 1, 5, Visits.FREE)).repeats == 9


@st.composite
def tiny(draw: st.DrawFn) -> Facts:
    """Three to five people, two tables, two or three rounds: every rotation can be tried."""
    n, rounds = draw(st.integers(3, 5)), draw(st.integers(2, 3))
    ids = [str(i) for i in range(n)]
    pairs = list(combinations(ids, 2))
    spans = st.none() | st.frozensets(st.integers(0, rounds - 1), min_size=1)
    tables = tuple(
        Table(id=f"T{t}", station=draw(st.sampled_from("AB")), capacity=draw(st.integers(2, 4)))
        for t in range(2)
    )
    return Facts(
        people=tuple(
            Person(
                id=id,
                department=draw(st.sampled_from(["", "D", "E"])),
                rounds=draw(spans),
                host=draw(st.sampled_from(["", "", "", "T0"])),
            )
            for id in ids
        ),
        tables=tables,
        rounds=rounds,
        visits=draw(st.sampled_from(Visits)),
        wish=draw(st.sampled_from([Wish.REPEATS, Wish.TWICE])),
        together=tuple(draw(st.lists(st.sampled_from(pairs), max_size=1))),
        apart=tuple(draw(st.lists(st.sampled_from(pairs), max_size=1))),
    )


def every_rotation(facts: Facts) -> list[list[list[list[str]]]]:
    by_round = []
    for r in range(facts.rounds):
        here = [each.id for each in facts.people if each.is_present(r)]
        by_round.append(
            [
                [
                    [id for id, at in zip(here, way, strict=True) if at == t]
                    for t in range(len(facts.tables))
                ]
                for way in product(range(len(facts.tables)), repeat=len(here))
            ]
        )
    return [list(each) for each in product(*by_round)]


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None)
@given(tiny())
def test_no_rotation_beats_a_bound_and_the_plan_is_none_of_the_worse(facts: Facts) -> None:
    whole = [counts for each in every_rotation(facts) if (counts := counted(facts, each)).is_whole]
    if not whole:
        with pytest.raises(NoPlan):
            plan(facts, seconds=60)
        return
    found = plan(facts, seconds=60)
    assert found.counts in whole
    if facts.visits is Visits.EVEN:  # what meetings may be is told of what visits reached
        assert found.bounds.revisits <= min(counts.revisits for counts in whole)
        whole = [counts for counts in whole if counts.revisits <= found.counts.revisits]
    assert found.bounds.repeats <= min(counts.repeats for counts in whole)
    assert found.bounds.same_department <= min(counts.same_department for counts in whole)
    assert found.bounds.revisits <= min(counts.revisits for counts in whole)
    for reached in found.levels:
        assert reached.bound <= reached.value or reached.level == "pairs"
