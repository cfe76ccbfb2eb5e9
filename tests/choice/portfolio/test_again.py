"""Choosing again from what was kept gives what choosing afresh gives, and buys far less."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mire.choice.portfolio import again, equal_shares
from mire.choice.portfolio.again import Again
from mire.choice.portfolio.election import Topic, election
from mire.choice.portfolio.equal_shares import Run, Shopping
from mire.choice.portfolio.market import Market, market, with_cost, with_supporters
from mire.choice.portfolio.reasons import Explanation, explain
from mire.choice.portfolio.selection import Choice, choose
from mire.choice.portfolio.terms import Completion, Constraints, ConstraintsRefused, Utility
from tests.choice.portfolio.drawn import Drawn, drawn
from tests.choice.portfolio.test_constraints import constrained
from tests.support.drawing import examples

COMPLETIONS = list(Completion)
STEPS = [Fraction(1), Fraction(1, 7)]


def fresh_run(
    _again: Again, changed: Market, endowment: Fraction, _taken: Sequence[int], _topic: int
) -> Run:
    return equal_shares.run(changed, endowment)


def explained_afresh(choice: Choice) -> Explanation:
    with patch.object(Again, "run", fresh_run):
        return explain(choice, most_work=float("inf"))


@settings(max_examples=examples(150))
@given(
    constrained(),
    st.sampled_from(COMPLETIONS),
    st.sampled_from(list(Utility)),
    st.sampled_from(STEPS),
)
def test_a_choice_is_explained_as_by_choosing_afresh(
    case: tuple[Drawn, Constraints], completion: Completion, utility: Utility, step: Fraction
) -> None:
    given_, constraints = case
    try:
        choice = choose(
            given_.election,
            completion=completion,
            utility=utility,
            step=step,
            constraints=constraints,
        )
    except ConstraintsRefused:
        assume(False)
    found = explain(choice, most_work=float("inf"))
    assert found.is_searched
    assert found == explained_afresh(choice)
    with patch.object(again, "MOST_KEPT", 1):  # nothing is kept for long
        assert explain(choice, most_work=float("inf")) == found


@settings(max_examples=examples(200))
@given(drawn(free=True), st.sampled_from(list(Utility)), st.data())
def test_one_run_is_the_fresh_one(given_: Drawn, utility: Utility, data: st.DataObject) -> None:
    choice = choose(given_.election, utility=utility)
    runs, bounds = Again(choice), choice.terms.bounds
    endowments = st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(5), Fraction(2)])
    for _ in range(4):
        topic = data.draw(st.integers(0, len(given_.costs) - 1))
        endowment, n = data.draw(endowments), data.draw(st.integers(0, 9))
        if data.draw(st.booleans()):
            changed = with_cost(choice.election, topic, Fraction(n, 2)), choice.voters
        else:
            changed = choice.election, with_supporters(choice.voters, topic, n)
        shop = market(*changed, bounds, utility)
        found = runs.run(shop, endowment, (), topic)
        expected = equal_shares.run(shop, endowment)
        assert found.topics == expected.topics
        assert found.left == pytest.approx(expected.left, abs=1e-9)
        assert [each.tied for each in found.purchases] == [each.tied for each in expected.purchases]
        # What others cost at least is true of the topic that is bought next.
        for each, following in zip(expected.purchases, expected.purchases[1:], strict=False):
            mine = found.purchases[expected.purchases.index(each)]
            if each.rate and following.topic not in each.tied:
                assert mine.others <= following.at_most + 1e-9


def test_what_was_tied_with_the_topic_is_so_no_more() -> None:
    every = [f"t{topic}" for topic in range(3)]
    topics = [Topic(id, Fraction(cost)) for id, cost in zip(every, (2, 1, 1), strict=True)]
    choice = choose(election(topics, [every] * 3, capacity=2))
    assert choice.run is not None
    assert choice.run.purchases[0].tied == (1, 2, 0)
    for cost, tied in ((Fraction(5, 2), (1, 2)), (Fraction(3, 2), (1, 2, 0))):
        changed = with_cost(choice.election, 0, cost)  # above the capacity, then within it
        shop = market(changed, choice.voters, choice.terms.bounds, choice.terms.utility)
        found = Again(choice).run(shop, Fraction(1), (), 0)
        assert found.purchases[0].tied == tied
        assert found.topics == equal_shares.run(shop, Fraction(1)).topics


def lab() -> Choice:
    """Twelve topics and sixty people, in three groups with their own topics and some in common."""
    chance = np.random.default_rng(3)
    topics = [Topic(f"t{n}", Fraction(int(chance.integers(5, 40)))) for n in range(12)]
    ballots = []
    for person in range(60):
        liking = np.ones(12)
        liking[person % 3 :: 3] += 4
        marked = chance.choice(
            12, int(chance.integers(1, 5)), replace=False, p=liking / sum(liking)
        )
        ballots.append([f"t{topic}" for topic in marked])
    voted = election(topics, ballots, capacity=90)
    return choose(voted, completion=Completion.ADD1_GREEDY, step=Fraction(3, 20))


def test_far_fewer_topics_are_bought_again() -> None:
    choice = lab()
    n_bought: dict[str, Any] = {}
    pay = Shopping.pay

    def counted(name: str) -> Any:
        def count(self: Shopping, *purchase: Any) -> None:
            n_bought[name] = n_bought.get(name, 0) + 1
            pay(self, *purchase)

        return patch.object(Shopping, "pay", count)

    with counted("again"):
        found = explain(choice)
    with counted("afresh"):
        assert explained_afresh(choice) == found
    assert any(each.voters for each in found.lost)
    assert 2 * n_bought["again"] < n_bought["afresh"]


def test_what_is_kept_is_bounded() -> None:
    choice = lab()
    with patch.object(again, "MOST_KEPT", 5_000):
        runs = Again(choice)
        for n in range(1, 60):
            shop = market(
                choice.election,
                with_supporters(choice.voters, 0, n),
                choice.terms.bounds,
                choice.terms.utility,
            )
            runs.run(shop, shop.capacity / shop.n_voters, (), 0)
            assert sum(each.left.size for each in runs._kept.values()) <= 5_000
        assert runs._kept


def test_a_topic_that_must_be_had_is_no_one_s_to_change() -> None:
    choice = lab()
    cheaper = with_cost(choice.election, 0, Fraction(1))
    shop = market(cheaper, choice.voters, choice.terms.bounds, choice.terms.utility, (0,))
    found = Again(choice).run(shop, Fraction(2), (0,), 0)
    assert found.topics == equal_shares.run(replace(shop), Fraction(2)).topics
