"""Every rule comes before even tables: where a rotation is known to hold, one is found."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.planning.rotation import stages
from mire.planning.rotation.facts import Facts, Pair, Person, Table, Visits, even_tables
from mire.planning.rotation.plan import plan
from mire.planning.rotation.verify import counted
from tests.support.drawing import examples


@st.composite
def known(draw: st.DrawFn) -> tuple[Facts, list[list[list[str]]]]:
    """Return a rotation drawn first, and facts with rules that it keeps, often just.

    Tables have no seat to spare or a few; hosts are two at some tables; people come for part of
    the rounds; pairs that always sat together or never may be asked to, hosts as well.
    """
    n, rounds = draw(st.integers(2, 12)), draw(st.integers(1, 4))
    visits = draw(st.sampled_from([Visits.ONCE, Visits.ONCE, Visits.EVEN, Visits.FREE]))
    n_stations = draw(st.integers(rounds if visits is Visits.ONCE else 1, 5))
    each = draw(st.integers(1, 2))
    tables = range(n_stations * each)
    hosts = {i: draw(st.sampled_from(tables)) for i in range(draw(st.integers(0, min(3, n - 1))))}
    at: list[dict[int, int]] = [{} for _ in range(rounds)]
    for i in range(n):
        order = draw(st.permutations(range(n_stations)))
        there = draw(st.sets(st.integers(0, rounds - 1))) if draw(st.booleans()) else None
        for r in range(rounds):
            if there is None or r in there:
                station = order[r] if visits is Visits.ONCE else draw(st.sampled_from(order))
                at[r][i] = hosts.get(i, station * each + draw(st.integers(0, each - 1)))
    always, never = [], []
    for i, j in combinations(range(n), 2):
        met = [where[i] == where[j] for where in at if i in where and j in where]
        if met and all(met):
            always.append((str(i), str(j)))
        elif met and not any(met):
            never.append((str(i), str(j)))
    facts = Facts(
        people=tuple(
            Person(id=str(i), host=str(hosts[i]) if i in hosts else "",
                   department=draw(st.sampled_from(["", "D", "E"])),
                   rounds=frozenset(r for r in range(rounds) if i in at[r]))
            for i in range(n)
        ),
        tables=tuple(
            Table(id=str(t), station=str(t // each), capacity=draw(st.integers(0, 1)) + max(
                1, *(sum(seat == t for seat in where.values()) for where in at)
            ))
            for t in tables
        ),
        rounds=rounds, visits=visits, together=drawn(draw, always), apart=drawn(draw, never),
    )  # fmt: skip
    return facts, [
        [[str(i) for i in range(n) if where.get(i) == t] for t in tables] for where in at
    ]


def drawn(draw: st.DrawFn, pairs: list[Pair]) -> tuple[Pair, ...]:
    most = draw(st.sampled_from([0, 2, 8]))
    return tuple(draw(st.lists(st.sampled_from(pairs), max_size=most))) if pairs else ()


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None)
@given(known())
def test_what_is_known_to_hold_is_found(instance: tuple[Facts, list[list[list[str]]]]) -> None:
    facts, rounds = instance
    assert counted(facts, rounds).is_whole
    assert plan(facts, seconds=30).counts.is_whole, "no clock: it ends as soon as it is found"


@pytest.mark.parametrize("hosts", [{0: "1"}, {0: "1", 1: "1"}, {0: "1", 1: "5", 2: "12"}])
def test_a_host_makes_tables_uneven_and_no_rule_breaks(
    hosts: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Twelve tables of six, 60 people: five at each leave 14 seats a round to those who pass by
    # table 1's station, 56 in all, and 59 have to see it.
    monkeypatch.setattr(stages, "attempt", None)  # no solver: the algebra has it at once
    people = tuple(Person(id=str(n), host=hosts.get(n, "")) for n in range(60))
    found = plan(
        Facts(
            people=people,
            tables=even_tables(stations=4, tables=3, people=60, capacity=6),
            rounds=4,
            visits=Visits.ONCE,
        )
    )
    assert found.counts.is_whole
    assert found.counts.repeats == found.bounds.repeats
    assert found.counts.unevenness == 2


def test_more_seats_than_anybody_needs_take_no_memory() -> None:
    tables = even_tables(stations=2, tables=50, people=20, capacity=2_000)
    people = tuple(Person(id=str(n)) for n in range(20))
    group = tuple((str(n), str(n + 1)) for n in range(15))
    found = plan(
        Facts(people=people, tables=tables, rounds=2, visits=Visits.ONCE, together=group),
        seconds=60.0,
    )
    assert found.counts.is_whole


def test_as_many_kept_apart_as_there_are_tables_are_one_at_each() -> None:
    ids = [str(n) for n in range(0, 120, 5)]
    found = plan(
        Facts(
            people=tuple(Person(id=str(n), department=f"D{n % 7}") for n in range(120)),
            tables=even_tables(stations=6, tables=4, people=120),
            rounds=6,
            visits=Visits.ONCE,
            apart=tuple(combinations(ids, 2)),
        ),
        seconds=60.0,
    )
    assert found.counts.repeats == 0
    assert all(len(set(ids) & set(table)) == 1 for one in found.rounds for table in one)
