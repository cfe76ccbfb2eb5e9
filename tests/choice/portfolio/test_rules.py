"""The rules give what their definitions, written out slowly, give; and their laws hold."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mire.choice.portfolio.equal_shares import run
from mire.choice.portfolio.market import blocs, market
from mire.choice.portfolio.selection import choose
from mire.choice.portfolio.terms import Completion, Constraints, Rule, Utility, bounds
from tests.choice.portfolio import slow
from tests.choice.portfolio.drawn import Drawn, drawn
from tests.support.drawing import examples

WORTH = {Utility.COST: slow.by_cost, Utility.CARDINALITY: slow.by_number}
utilities = st.sampled_from(list(Utility))


@settings(max_examples=examples(200))
@given(drawn(), utilities, st.sampled_from(list(Completion)), st.sampled_from([1, 2, 5]))
def test_equal_shares_is_what_its_definition_says(
    given_: Drawn, utility: Utility, completion: Completion, parts: int
) -> None:
    step = Fraction(1, parts)
    found = choose(given_.election, utility=utility, completion=completion, step=step)
    worth = WORTH[utility](given_.costs)
    expected, endowment = slow.completed(
        given_.costs, given_.ballots, worth, given_.capacity, step, completion.value
    )
    assert (list(found.topics), found.endowment) == (expected, endowment)
    assert found.cost == sum(given_.costs[topic] for topic in expected)
    more = Fraction(0)
    if completion is Completion.GREEDY_OVERSPEND and found.topics:
        more = given_.costs[found.topics[-1]]  # the last may be the one that does not fit
    assert found.cost <= given_.capacity + more


@given(drawn(free=True), st.sampled_from(list(Completion)))
def test_free_topics_that_somebody_supports_come_first(
    given_: Drawn, completion: Completion
) -> None:
    found = choose(given_.election, utility=Utility.CARDINALITY, completion=completion)
    expected, _ = slow.completed(
        given_.costs,
        given_.ballots,
        slow.by_number(given_.costs),
        given_.capacity,
        Fraction(1),
        completion.value,
    )
    assert list(found.topics) == expected
    by_cost = choose(given_.election, utility=Utility.COST, completion=completion).topics
    free = {topic for ballot in given_.ballots for topic in ballot if given_.costs[topic] == 0}
    assert set(by_cost[: len(free)]) == free


@given(drawn(free=True), utilities)
def test_greedy_is_what_its_definition_says(given_: Drawn, utility: Utility) -> None:
    found = choose(given_.election, rule=Rule.GREEDY, utility=utility)
    worth = WORTH[utility](given_.costs)
    assert list(found.topics) == slow.greedy(given_.costs, given_.ballots, worth, given_.capacity)
    assert found.endowment is None


@given(drawn(free=True))
def test_phragmen_is_what_its_definition_says(given_: Drawn) -> None:
    found = choose(given_.election, rule=Rule.PHRAGMEN)
    assert list(found.topics) == slow.phragmen(given_.costs, given_.ballots, given_.capacity)


@given(drawn(points=True), utilities)
def test_what_is_left_to_each_is_the_endowment_less_the_payments(
    given_: Drawn, utility: Utility
) -> None:
    election = given_.election
    voters = blocs(election)
    shop = market(election, voters, bounds(election, Constraints()), utility)
    found = run(shop, Fraction(3))
    money = 3.0 * election.n_voters - float(sum(given_.costs[topic] for topic in found.topics))
    assert found.left @ voters.weights == pytest.approx(money, abs=1e-9)
    assert (found.left >= 0).all()


RULES: list[dict[str, Any]] = [
    *({"completion": completion} for completion in Completion),
    {"rule": Rule.PHRAGMEN},
    {"rule": Rule.GREEDY},
]


@given(drawn(), utilities, st.sampled_from(RULES), st.randoms(use_true_random=False))
def test_the_order_of_voters_does_not_matter(
    given_: Drawn, utility: Utility, terms: dict[str, Any], random: Any
) -> None:
    ballots = list(given_.ballots)
    random.shuffle(ballots)
    before, after = (
        choose(each.election, utility=utility, **terms)
        for each in (given_, replace(given_, ballots=ballots))
    )
    assert (after.topics, after.endowment) == (before.topics, before.endowment)


@given(drawn(), utilities, st.sampled_from(RULES), st.randoms(use_true_random=False))
def test_permuting_topics_permutes_the_outcome_up_to_the_order_in_ties(
    given_: Drawn, utility: Utility, terms: dict[str, Any], random: Any
) -> None:
    before = choose(given_.election, utility=utility, **terms)
    order = list(range(len(given_.costs)))
    random.shuffle(order)
    place = {topic: new for new, topic in enumerate(order)}
    moved = Drawn(
        [given_.costs[topic] for topic in order],
        [{place[topic]: points for topic, points in ballot.items()} for ballot in given_.ballots],
        given_.capacity,
        given_.is_points,
    )
    # The order in the election decides last: where it decided something, more may differ.
    assume(not any(tie.decided_by == "order" for tie in before.ties))
    after = choose(moved.election, utility=utility, **terms)
    assume(not any(tie.decided_by == "order" for tie in after.ties))
    assert [order[topic] for topic in after.topics] == list(before.topics)
    assert after.endowment == before.endowment


@given(drawn(), utilities, st.sampled_from(RULES), st.integers(2, 50))
def test_costs_and_capacity_in_another_unit_change_nothing(
    given_: Drawn, utility: Utility, terms: dict[str, Any], unit: int
) -> None:
    scaled = replace(
        given_, costs=[cost * unit for cost in given_.costs], capacity=given_.capacity * unit
    )
    before = choose(given_.election, utility=utility, **terms)
    after = choose(scaled.election, utility=utility, step=unit, **terms)
    assert after.topics == before.topics
    if before.endowment is not None:
        assert after.endowment == before.endowment * unit


@given(drawn(points=True), utilities, st.sampled_from(RULES), st.integers(2, 50))
def test_points_in_another_unit_change_nothing(
    given_: Drawn, utility: Utility, terms: dict[str, Any], unit: int
) -> None:
    ballots = [
        {topic: points * unit for topic, points in ballot.items()} for ballot in given_.ballots
    ]
    scaled = replace(given_, ballots=ballots)
    before, after = (choose(each.election, utility=utility, **terms) for each in (given_, scaled))
    assert after.topics == before.topics


@given(drawn(points=False), utilities, st.sampled_from([{}, {"rule": Rule.GREEDY}]), st.data())
def test_a_winner_that_costs_less_or_gains_a_supporter_still_wins(
    given_: Drawn, utility: Utility, terms: dict[str, Any], data: st.DataObject
) -> None:
    """At one endowment: until it is bought, nothing but its own rate changes, and that falls."""
    found = choose(given_.election, utility=utility, **terms)
    assume(found.topics)
    topic = data.draw(st.sampled_from(found.topics))
    voter = data.draw(st.integers(0, len(given_.ballots) - 1))
    ballots = [dict(ballot) for ballot in given_.ballots]
    ballots[voter][topic] = Fraction(1)
    assert (
        topic in choose(replace(given_, ballots=ballots).election, utility=utility, **terms).topics
    )
    costs = list(given_.costs)
    costs[topic] /= data.draw(st.integers(1, 4))
    assert topic in choose(replace(given_, costs=costs).election, utility=utility, **terms).topics


@st.composite
def cohesive(draw: st.DrawFn) -> tuple[Drawn, list[int], list[int]]:
    """An election, a group that supports some topics together, those topics.

    The group's share of the capacity is at least what these topics cost.
    """
    given_ = draw(drawn(points=False, topics=7, voters=8))
    wanted = draw(
        st.lists(st.integers(0, len(given_.costs) - 1), min_size=1, max_size=3, unique=True)
    )
    size = draw(st.integers(1, len(given_.ballots)))
    ballots = [dict(ballot) for ballot in given_.ballots]
    for voter in range(size):
        ballots[voter].update(dict.fromkeys(wanted, Fraction(1)))
    cost = sum(given_.costs[topic] for topic in wanted)
    capacity = max(given_.capacity, cost * len(ballots) / size)
    return replace(given_, ballots=ballots, capacity=capacity), list(range(size)), wanted


@settings(max_examples=examples(200))
@given(cohesive(), utilities, st.sampled_from(list(Completion)))
def test_a_cohesive_group_is_represented_up_to_one_topic(
    case: tuple[Drawn, list[int], list[int]], utility: Utility, completion: Completion
) -> None:
    """EJR up to one (Peters, Pierczyński & Skowron 2021), also when completed."""
    given_, group, wanted = case
    chosen = choose(given_.election, utility=utility, completion=completion).topics
    worth = WORTH[utility](given_.costs)

    def gain(topics: list[int]) -> Fraction:
        return sum((worth(topic, Fraction(1)) for topic in topics), Fraction(0))

    assert any(
        gain([t for t in chosen if t in given_.ballots[voter]]) >= gain(wanted)
        or any(
            gain([t for t in {*chosen, more} if t in given_.ballots[voter]]) > gain(wanted)
            for more in wanted
        )
        for voter in group
    )


@given(cohesive())
def test_with_equal_costs_a_cohesive_group_is_fully_represented(
    case: tuple[Drawn, list[int], list[int]],
) -> None:
    """EJR (Peters & Skowron 2020)."""
    given_, group, wanted = case
    size, n = len(group), len(given_.ballots)
    seats = -(-len(wanted) * n // size)
    unit = replace(given_, costs=[Fraction(1)] * len(given_.costs), capacity=Fraction(seats))
    chosen = set(choose(unit.election, utility=Utility.CARDINALITY).topics)
    assert any(len(chosen & set(unit.ballots[voter])) >= len(wanted) for voter in group)
