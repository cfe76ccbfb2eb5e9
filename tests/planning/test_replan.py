"""Re-plans are the best there are: compared with every possible plan of small sheets."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mire.planning.replan import FixedTimesClash, Plan, Remaining, Replan, replan


@st.composite
def activities(draw: st.DrawFn, most: int = 4) -> list[Remaining]:
    made = []
    for index in range(draw(st.integers(0, most))):
        least = draw(st.integers(0, 4))
        planned = least + draw(st.integers(0, 4))
        made.append(
            Remaining(
                id=str(index),
                least=least,
                planned=planned,
                most=planned + draw(st.integers(0, 3)),
                priority=draw(st.integers(1, 3)),
                is_droppable=draw(st.booleans()),
                is_buffer=draw(st.booleans()),
            )
        )
    return made


@st.composite
def fixed_times(draw: st.DrawFn) -> list[Remaining]:
    made, clock = [], 0
    for each in draw(activities()):
        clock += draw(st.integers(0, 9))
        starts_at = clock if draw(st.booleans()) else None
        made.append(
            Remaining(
                id=each.id,
                least=each.least,
                planned=each.planned,
                most=each.most,
                priority=each.priority,
                is_droppable=each.is_droppable and starts_at is None,
                is_buffer=each.is_buffer,
                starts_at=starts_at,
            )
        )
    return made


def bound(remaining: list[Remaining]) -> list[Remaining]:
    """Put each fixed time that no choice can meet where the least before it leads."""
    made: list[Remaining] = []
    for each in remaining:
        wanted = each.starts_at
        choices = [
            [*range(one.least, one.planned + 1), *([None] if one.is_droppable else [])]
            for one in made
        ]
        if wanted is not None and not any(fits(made, some, wanted) for some in product(*choices)):
            wanted = led_to(made)
        made.append(replace(each, starts_at=wanted))
    return made


def led_to(remaining: list[Remaining]) -> int:
    """When all end that last their least, nothing dropped; fixed times are waited for, or late."""
    clock = 0
    for each in remaining:
        clock = max(clock, each.starts_at or 0) + each.least
    return clock


def fits(remaining: list[Remaining], minutes: tuple[int | None, ...], end: int) -> bool:
    """Walk through a plan by the clock, apart from the code under test."""
    clock = 0
    for each, given_ in zip(remaining, minutes, strict=True):
        if given_ is None:
            continue
        if each.starts_at is not None:
            if clock > each.starts_at:
                return False
            clock = each.starts_at
        clock += given_
    return clock <= end


def shortenings(remaining: list[Remaining], end: int) -> list[tuple[int, ...]]:
    """Every way to shorten that keeps the end."""
    ranges = [range(each.least, each.planned + 1) for each in remaining]
    return [minutes for minutes in product(*ranges) if fits(remaining, minutes, end)]


def spread_cost(remaining: list[Remaining], minutes: tuple[int, ...]) -> Fraction:
    return sum(
        (
            Fraction(
                (0 if each.is_buffer else each.priority) * (each.planned - given_) ** 2,
                max(1, each.planned),
            )
            for each, given_ in zip(remaining, minutes, strict=True)
        ),
        start=Fraction(0),
    )


def taken_by_priority(remaining: list[Remaining], minutes: tuple[int, ...]) -> list[int]:
    """Minutes taken of the highest priority first."""
    taken = [0, 0, 0, 0]
    for each, given_ in zip(remaining, minutes, strict=True):
        taken[3 - (0 if each.is_buffer else each.priority)] += each.planned - given_
    return taken


def plan_of(kind: str, found: Replan) -> Plan | None:
    return next((plan for plan in found.plans if plan.kind == kind), None)


def whole(minutes: tuple[int | None, ...]) -> tuple[int, ...]:
    return tuple(given_ or 0 for given_ in minutes)


@given(st.one_of(activities(), fixed_times()), st.integers(0, 30))
def test_every_plan_keeps_its_promises(remaining: list[Remaining], end: int) -> None:
    found = replan(0, remaining, end)
    remaining = bound(remaining)
    for plan in found.plans:
        assert fits(remaining, plan.minutes, end)
        assert plan.end <= end
        for each, given_ in zip(remaining, plan.minutes, strict=True):
            if given_ is None:
                assert each.is_droppable
            else:
                assert each.least <= given_ <= each.most
    assert len({plan.minutes for plan in found.plans}) == len(found.plans)


@given(st.one_of(activities(), fixed_times()), st.integers(0, 30))
def test_spread_is_the_least_weighted_shortening(remaining: list[Remaining], end: int) -> None:
    plan = plan_of("spread", replan(0, remaining, end))
    remaining = bound(remaining)
    assume(not fits(remaining, tuple(each.planned for each in remaining), end))
    every = shortenings(remaining, end)
    assert (plan is None) == (not every)
    if plan is not None:
        best = min(spread_cost(remaining, minutes) for minutes in every)
        assert spread_cost(remaining, whole(plan.minutes)) == best == plan.cost[0]


@given(activities(), st.integers(0, 30))
def test_protect_takes_least_from_the_highest_priorities(
    remaining: list[Remaining], end: int
) -> None:
    assume(not fits(remaining, tuple(each.planned for each in remaining), end))
    found = replan(0, remaining, end)
    plan = plan_of("protect", found) or plan_of("spread", found)
    every = shortenings(remaining, end)
    if every:
        assert plan is not None
        best = min(taken_by_priority(remaining, minutes) for minutes in every)
        assert taken_by_priority(remaining, whole(plan.minutes)) == best


def loss(lost: list[Remaining]) -> tuple[int, int, int]:
    return len(lost), sum(each.priority for each in lost), sum(each.planned for each in lost)


@given(activities(), st.integers(0, 30))
def test_drop_drops_fewest_then_least_important_then_shortest(
    remaining: list[Remaining], end: int
) -> None:
    """What stays is whole if dropping alone can do; else it is shortened."""
    assume(not fits(remaining, tuple(each.planned for each in remaining), end))
    whole_kept, shortened = [], []
    for kept in product(*([True, False] if each.is_droppable else [True] for each in remaining)):
        pairs = list(zip(remaining, kept, strict=True))
        lost = loss([each for each, keep in pairs if not keep])
        if fits(remaining, tuple(each.planned if keep else None for each, keep in pairs), end):
            whole_kept.append(lost)
        if fits(remaining, tuple(each.least if keep else None for each, keep in pairs), end):
            shortened.append(lost)
    plan = plan_of("drop", replan(0, remaining, end))
    best = min(whole_kept or shortened, default=None)
    if best is None:
        assert plan is None
    elif best[0] or plan is not None:  # without a drop it is the same as spread
        assert plan is not None
        assert plan.cost == best
        assert plan.dropped == best[0]
        assert plan.taken == best[2] or not whole_kept


TWO_AT_ONCE = [
    Remaining(id="0", least=1, planned=1, most=1, priority=1, is_droppable=True),
    Remaining(id="1", least=1, planned=1, most=1, priority=1, starts_at=0),
    Remaining(id="2", least=0, planned=0, most=0, priority=1, starts_at=0),
]
"""The second keeps its time if the first is dropped; the third can't, whatever is done."""


@given(st.one_of(activities(), fixed_times()), st.integers(0, 30))
@example(TWO_AT_ONCE, 0)
@example(TWO_AT_ONCE, 2)
def test_a_plan_is_offered_whenever_the_end_can_be_kept(
    remaining: list[Remaining], end: int
) -> None:
    found = replan(0, remaining, end)
    remaining = bound(remaining)
    assume(not fits(remaining, tuple(each.planned for each in remaining), end))
    shortest = tuple(None if each.is_droppable else each.least for each in remaining)
    assert bool(found.plans) == fits(remaining, shortest, end)


@given(st.one_of(activities(), fixed_times()), st.integers(0, 30))
def test_the_honest_end_is_the_earliest_there_is(remaining: list[Remaining], end: int) -> None:
    choices = [
        [*range(each.least, each.planned + 1), *([None] if each.is_droppable else [])]
        for each in remaining
    ]
    ends = []
    for minutes in product(*choices):
        clock = 0
        for each, given_ in zip(remaining, minutes, strict=True):
            if given_ is not None:
                clock = max(clock, each.starts_at or 0) + given_
        ends.append(clock)
    assert replan(0, remaining, end).earliest_end == min(ends)


def test_the_sentence_of_the_issue() -> None:
    """« Tables : 20 → 16 min ; restitution : 12 → 10 min ; fin à 11 h 30 tenue »."""
    tables = Remaining(id="tables", planned=20, least=12, most=25)
    restitution = Remaining(id="restitution", planned=12, least=8, most=15)
    found = replan(11 * 60 + 4, [tables, restitution], 11 * 60 + 30)
    assert found.drift == 6
    assert found.plans[0].minutes == (16, 10)
    assert found.plans[0].end == 11 * 60 + 30


def test_early_minutes_go_where_they_matter() -> None:
    first = Remaining(id="a", planned=10, least=5, most=12, priority=3)
    second = Remaining(id="b", planned=10, least=5, most=20)
    found = replan(0, [first, second], 25)
    assert [plan.kind for plan in found.plans] == ["lengthen"]
    assert found.plans[0].minutes == (12, 13)
    assert replan(0, [first, second], 20).plans == ()


def test_a_fixed_time_bears_no_delay_before_it() -> None:
    before = Remaining(id="before", planned=20, least=10, most=20)
    lunch = Remaining(id="lunch", planned=30, least=30, most=30, starts_at=15)
    found = replan(0, [before, lunch], 100)
    assert found.plans[0].minutes == (15, 30)
    assert found.plans[0].starts == (0, 15)


@pytest.mark.parametrize("now", [58, 60, 65])
def test_a_fixed_time_that_is_missed_leaves_plans_that_keep_the_end(now: int) -> None:
    """A speaker waits since minute 60; the rest can still end at the minute promised."""
    present = Remaining(id="present", planned=8, least=5, most=8)
    speaker = Remaining(id="speaker", planned=10, least=10, most=10, starts_at=60)
    rest = Remaining(id="rest", planned=35, least=10, most=40)
    found = replan(now, [present, speaker, rest], 100)
    assert found.plans
    for plan in found.plans:
        assert plan.minutes == (5, 10, 85 - now)
        assert plan.end == 100


def test_a_speaker_who_waits_is_not_made_to_wait_longer() -> None:
    present = Remaining(id="present", planned=5, least=5, most=30)
    speaker = Remaining(id="speaker", planned=10, least=10, most=10, starts_at=60)
    found = replan(65, [present, speaker], 200)
    assert found.plans == ()


def test_fixed_times_that_go_back_are_refused() -> None:
    late = Remaining(id="late", planned=1, least=1, most=1, starts_at=50)
    early = Remaining(id="early", planned=1, least=1, most=1, starts_at=40)
    with pytest.raises(FixedTimesClash):
        replan(0, [late, early], 100)


@pytest.mark.parametrize(
    "wrong",
    [
        {"least": 6},
        {"most": 4},
        {"least": -1},
        {"priority": 0},
        {"is_droppable": True, "starts_at": 3},
    ],
)
def test_an_activity_that_contradicts_itself_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="x: "):
        Remaining(**{"id": "x", "planned": 5, "least": 2, "most": 9, **wrong})  # type: ignore[arg-type]


@given(activities(), st.integers(0, 30))
def test_each_plan_carries_the_proof_that_it_is_the_best(
    remaining: list[Remaining], end: int
) -> None:
    for plan in replan(0, remaining, end).plans:
        proof = plan.proof
        if plan.kind == "drop":
            if plan.dropped:
                assert proof.needed is not None
                assert proof.freed is not None
                assert proof.freed < proof.needed
            continue
        if plan.taken or plan.added:
            assert proof.taken is not None
            assert proof.left is None or proof.taken <= proof.left


def test_the_proof_names_the_dearest_minute_taken_and_the_cheapest_left() -> None:
    pair = [
        Remaining(id="a", planned=10, least=0, most=10),
        Remaining(id="b", planned=5, least=0, most=5),
    ]
    plan = plan_of("spread", replan(0, pair, 12))
    assert plan is not None
    assert plan.minutes == (8, 4)
    # Minutes of a cost 1/10, 3/10, 5/10; those of b 1/5, 3/5.
    assert plan.proof.taken == (Fraction(3, 10),)
    assert plan.proof.left == (Fraction(5, 10),)
