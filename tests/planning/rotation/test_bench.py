"""Sitting out in turn where seats lack, and a first round that is settled."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.planning.rotation.bench import benched
from mire.planning.rotation.facts import BadFacts, Facts, Person, Visits, even_tables
from mire.planning.rotation.plan import NoPlan, plan
from mire.planning.rotation.verify import counted


def facts(n: int, tables: int, rounds: int, *, capacity: int = 0, **more: object) -> Facts:
    people = more.pop("people", tuple(Person(id=str(i)) for i in range(n)))
    made = even_tables(stations=1, tables=tables, people=n, capacity=capacity)
    return Facts(people=people, tables=made, rounds=rounds, **more)  # type: ignore[arg-type]


@given(st.integers(1, 30), st.integers(1, 5), st.integers(1, 4), st.integers(1, 6))
def test_nobody_sits_out_again_before_all_others(
    n: int, tables: int, capacity: int, rounds: int
) -> None:
    given_facts = facts(n, tables, rounds, capacity=capacity)
    after, bench = benched(given_facts)
    out = Counter(id for ids in bench for id in ids)
    turns = [out[str(i)] for i in range(n)]
    assert max(turns) - min(turns) <= 1
    short = max(0, n - tables * capacity)
    assert [len(ids) for ids in bench] == [short] * rounds
    assert [len(after.present(r)) for r in range(rounds)] == [n - short] * rounds


def test_hosts_stay_and_those_kept_together_sit_out_together() -> None:
    people = tuple(Person(id=str(i), host="1" if i == 0 else "") for i in range(9))
    after, bench = benched(
        facts(9, 2, 3, capacity=3, people=people, together=(("1", "2"), ("2", "3")))
    )
    assert all(len(ids) == 3 and "0" not in ids for ids in bench)
    assert sum({"1", "2", "3"} <= set(ids) for ids in bench) >= 1
    assert plan(after, seconds=5).counts.is_whole


def test_a_settled_first_round_is_kept_and_the_next_ones_follow_from_it() -> None:
    people = tuple(Person(id=str(i), first=str(i // 4 + 1)) for i in range(16))
    found = plan(facts(16, 4, 3, people=people), seconds=5)
    assert found.counts.is_whole
    assert [set(ids) for ids in found.rounds[0]] == [
        {str(4 * t + k) for k in range(4)} for t in range(4)
    ]
    assert found.counts.repeats == 0


def test_a_settled_first_round_that_does_not_fit_is_no_plan() -> None:
    people = tuple(Person(id=str(i), first="1") for i in range(6))
    with pytest.raises(NoPlan):
        plan(facts(6, 2, 2, people=people), seconds=5)
    with pytest.raises(BadFacts):
        facts(1, 1, 1, people=(Person(id="a", first="9"),))


def test_the_checker_sees_who_is_not_at_their_first_table() -> None:
    people = (Person(id="a", first="1"), Person(id="b"))
    given_facts = facts(2, 2, 1, people=people)
    assert counted(given_facts, [[["a"], ["b"]]]).is_whole
    assert [each.rule for each in counted(given_facts, [[["b"], ["a"]]]).broken] == ["first"]


def test_a_search_cut_short_stays_near_the_plan_without_pairs() -> None:
    """Seats that keep the rules used to be left as the solver gave them: 50 repeats and 59."""
    pairs = tuple((str(2 * i), str(2 * i + 1)) for i in range(6))
    cut = Facts(
        people=tuple(Person(id=str(i)) for i in range(60)),
        tables=even_tables(stations=4, tables=3, people=60),
        rounds=4,
        visits=Visits.ONCE,
        together=pairs,
    )
    found = plan(cut, seconds=0.05)
    assert found.counts.is_whole
    assert found.counts.repeats <= 10
