"""Raising endowments: what is skipped is what would have come out; and it ends."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.choice.portfolio import raising
from mire.choice.portfolio.selection import choose
from mire.choice.portfolio.terms import Completion, Utility
from tests.choice.portfolio import slow
from tests.choice.portfolio.drawn import Drawn, drawn
from tests.support.drawing import examples

RAISED = [Completion.ADD1, Completion.ADD1_OVERSPEND]


@settings(max_examples=examples(50))
@given(drawn(topics=5, voters=5, dear=40), st.sampled_from(RAISED))
def test_small_steps_lead_where_every_endowment_tried_leads(
    given_: Drawn, completion: Completion
) -> None:
    step = Fraction(1, 7)
    found = choose(given_.election, completion=completion, step=step)
    expected = slow.completed(
        given_.costs,
        given_.ballots,
        slow.by_cost(given_.costs),
        given_.capacity,
        step,
        completion.value,
    )
    assert (list(found.topics), found.endowment) == expected


LAB = Drawn(
    costs=[Fraction(cost) for cost in (20, 15, 12, 30, 8, 10, 10)],
    ballots=[dict.fromkeys(ballot, Fraction(1))
             for ballot in ((0, 1, 4), (0, 1), (0, 3), (0, 2), (2, 5), (2, 5), (3,), (3, 4),
                            (1, 4), (0, 1, 2), (6,), (6, 5))],
    capacity=Fraction(60),
)  # fmt: skip


@pytest.mark.parametrize("utility", Utility)
@pytest.mark.parametrize("completion", RAISED)
def test_steps_a_million_times_smaller_take_few_runs(
    utility: Utility, completion: Completion
) -> None:
    """Euros instead of days, two topics tied for ever: most endowments are skipped."""
    unit = 1_000_000
    euros = replace(LAB, costs=[cost * unit for cost in LAB.costs], capacity=LAB.capacity * unit)
    found = choose(euros.election, utility=utility, completion=completion)
    assert found.n_runs < 1_500
    # One step more and it is full or overspent: the endowment is the last that serves.
    worth = slow.by_cost(euros.costs) if utility is Utility.COST else slow.by_number(euros.costs)
    assert found.endowment is not None
    assert list(found.topics) == slow.equal_shares(
        euros.costs, euros.ballots, worth, found.endowment
    )
    after = slow.equal_shares(euros.costs, euros.ballots, worth, found.endowment + 1)
    is_full = not slow.addable(euros.costs, euros.ballots, euros.capacity, found.topics)
    assert is_full or not slow.fits(euros.costs, euros.capacity, after)


def test_too_many_runs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raising, "MOST_RUNS", 10)
    with pytest.raises(raising.TooManySteps) as caught:
        choose(LAB.election, completion=Completion.ADD1, step=Fraction(1, 100))
    assert caught.value.step == Fraction(1, 100)


def test_past_a_full_outcome_a_later_one_may_spread_better() -> None:
    """Three voters, capacity 10: one supports all topics, one the last alone, one none.

    At 10/3 the first buys the topic of 3, and no topic of 9 fits beside it. At 22/3 the two buy
    a topic of 9 together, which both support, before that.
    """
    given_ = Drawn(
        costs=[Fraction(3), Fraction(9), Fraction(9)],
        ballots=[{}, dict.fromkeys((0, 1, 2), Fraction(1)), {2: Fraction(1)}],
        capacity=Fraction(10),
    )
    full = choose(given_.election, completion=Completion.ADD1)
    assert (full.topics, full.endowment) == ((0,), Fraction(10, 3))
    later = choose(given_.election, completion=Completion.ADD1_OVERSPEND)
    assert (later.topics, later.endowment) == ((2,), Fraction(22, 3))
