"""Live repair: what never happens, whatever happens."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.planning.rotation.facts import BadFacts, Facts, Person, Visits, even_tables
from mire.planning.rotation.plan import Rotation, plan
from mire.planning.rotation.repair import Repaired, repair
from mire.planning.rotation.verify import counted
from tests.support.drawing import examples

IDS = [str(n) for n in range(24)]
FACTS = Facts(
    people=tuple(
        Person(id=id, department=f"D{int(id) % 3}", host="1" if id == "0" else "") for id in IDS
    ),
    tables=even_tables(stations=4, tables=2, people=24, capacity=4),
    rounds=4,
    visits=Visits.ONCE,
)
FOUND: Rotation = plan(FACTS, seconds=60)


def where(rounds: Any, id: str) -> list[int | None]:
    return [next((t for t, ids in enumerate(one) if id in ids), None) for one in rounds]


@st.composite
def happenings(draw: st.DrawFn) -> dict[str, Any]:
    now = draw(st.integers(-1, 3))
    return {
        "now": now,
        "absent": draw(st.sets(st.sampled_from(IDS[1:]), max_size=4)),
        "leaving": draw(st.dictionaries(st.sampled_from(IDS), st.integers(0, 3), max_size=2)),
        "late": [Person(id=f"late {n}") for n in range(draw(st.integers(0, 3)))],
        "closed": draw(st.sets(st.sampled_from("12345678"), max_size=2)),
    }


@settings(max_examples=examples(60), deadline=None)
@given(happenings())
def test_laws(given_: dict[str, Any]) -> None:
    mended = repair(FACTS, FOUND.rounds, **given_)
    now, first = given_["now"], max(given_["now"], 0)
    tables = [table.id for table in FACTS.tables]
    assert mended.rounds[:first] == FOUND.rounds[:first], "the past stays"
    gone = dict.fromkeys(given_["absent"], first)
    for id, last in given_["leaving"].items():
        gone[id] = min(gone.get(id, 99), max(first, last + 1))
    before = {id: where(FOUND.rounds, id) for id in IDS}
    after = {each.id: where(mended.rounds, each.id) for each in mended.facts.people}
    left_out = set(mended.unseated)
    for id in after:
        for r in range(first, 4):
            seat = after[id][r]
            if r >= gone.get(id, 99):
                assert seat is None, "who is absent has no seat"
            else:
                assert (seat is None) == ((id, r) in left_out), "all others have one, or are told"
    for r in range(first, 4):
        for t, ids in enumerate(mended.rounds[r]):
            assert len(ids) <= FACTS.tables[t].capacity
            assert not ids or tables[t] not in given_["closed"]
    if now >= 0:
        for id in IDS:
            seat = before[id][now]
            if now < gone.get(id, 99) and tables[seat] not in given_["closed"]:
                assert after[id][now] == seat, "who sits stays, unless the table closes"
    assert mended.changed >= mended.least
    assert mended.counts == counted(mended.facts, mended.rounds)
    assert {each.rule for each in mended.counts.broken} <= {"once"}
    assert repair(FACTS, FOUND.rounds, **given_).rounds == mended.rounds, "deterministic"


def test_nothing_happens_nothing_changes() -> None:
    mended = repair(FACTS, FOUND.rounds, now=1)
    assert mended.rounds == FOUND.rounds
    assert mended.moves == ()
    assert mended.counts == FOUND.counts


def test_an_absence_changes_nobodys_seat() -> None:
    mended = repair(FACTS, FOUND.rounds, now=1, absent={"5", "6"})
    assert mended.changed == mended.least == 0
    assert {move.person for move in mended.moves} == {"5", "6"}
    assert all(move.after is None for move in mended.moves)


def test_who_comes_late_has_a_seat_now_and_meets_new_stations() -> None:
    mended = repair(FACTS, FOUND.rounds, now=1, late=[Person(id="x", department="D1")])
    seats = where(mended.rounds, "x")
    assert seats[0] is None
    assert len({seat // 2 for seat in seats[1:] if seat is not None}) == 3
    assert mended.changed == 0
    assert mended.counts.is_whole
    again = repair(mended.facts, mended.rounds, now=2, absent={"x"})
    assert where(again.rounds, "x") == [None, seats[1], None, None]
    back = repair(again.facts, again.rounds, now=3, late=[Person(id="x")])
    assert where(back.rounds, "x")[3] is not None


def test_where_there_is_no_room_one_is_told() -> None:
    full = Facts(
        people=FACTS.people,
        rounds=2,
        tables=even_tables(stations=4, tables=2, people=24, capacity=3),
    )
    found = plan(full, seconds=60)
    mended = repair(full, found.rounds, now=0, late=[Person(id="x")])
    assert mended.unseated == (("x", 0), ("x", 1))
    assert mended.rounds == found.rounds


def test_a_closed_table_moves_its_people_alone() -> None:
    mended = repair(FACTS, FOUND.rounds, now=1, closed={"4"})
    moved = {(move.person, move.number) for move in mended.moves}
    assert moved == {(id, r) for r in (1, 2, 3) for id in FOUND.rounds[r][3]}
    assert mended.changed == mended.least == len(moved)


def test_a_host_whose_table_closes_sits_elsewhere() -> None:
    mended = repair(FACTS, FOUND.rounds, now=2, closed={"1"})
    assert where(mended.rounds, "0")[:2] == [0, 0]
    assert None not in where(mended.rounds, "0")
    assert 0 not in where(mended.rounds, "0")[2:]


def test_apart_and_together_hold_through_repairs() -> None:
    facts = Facts(
        people=FACTS.people,
        tables=FACTS.tables,
        rounds=4,
        visits=Visits.FREE,
        together=(("3", "4"),),
        apart=(("7", "8"), ("7", "9")),
    )
    found = plan(facts, seconds=60)
    rng = np.random.default_rng(1)
    for _ in range(8):
        closed, now = {str(int(rng.integers(1, 9)))}, int(rng.integers(-1, 3))
        mended: Repaired = repair(facts, found.rounds, now=now, closed=closed)
        # Who sits now does not move: a pair whose table closes may find no two seats left.
        assert all(each.number == max(now, 0) for each in mended.counts.broken)
        assert all(each.rule == "together" for each in mended.counts.broken)


@pytest.mark.parametrize(
    ("given_", "refusal"),
    [
        ({"now": 4}, ValueError),
        ({"now": -2}, ValueError),
        ({"now": 0, "absent": {"z"}}, BadFacts),
        ({"now": 0, "closed": {"99"}}, BadFacts),
        ({"now": 0, "leaving": {"z": 1}}, BadFacts),
    ],
)
def test_what_is_unknown_is_refused(given_: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        repair(FACTS, FOUND.rounds, **given_)
