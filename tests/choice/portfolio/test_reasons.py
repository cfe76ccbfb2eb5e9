"""What is said of each topic is true: checked by choosing again."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.choice.portfolio import reasons
from mire.choice.portfolio.election import BallotKind, Topic, election
from mire.choice.portfolio.reasons import Why, explain
from mire.choice.portfolio.selection import choose
from mire.choice.portfolio.terms import Completion, Constraints, Rule, Utility
from tests.choice.portfolio.drawn import Drawn, drawn
from tests.support.drawing import examples

TERMS: list[dict[str, Any]] = [
    {},
    {"completion": Completion.ADD1},
    {"completion": Completion.ADD1_GREEDY},
    {"utility": Utility.CARDINALITY},
    {"rule": Rule.PHRAGMEN},
    {"rule": Rule.GREEDY},
    {"rule": Rule.GREEDY_STRICT},
    {"completion": Completion.GREEDY},
    {"completion": Completion.GREEDY_OVERSPEND},
]


def wins(given_: Drawn, topic: int, terms: dict[str, Any], **changes: Any) -> bool:
    return topic in choose(replace(given_, **changes).election, **terms).topics


@settings(max_examples=examples(60))
@given(drawn(topics=4, voters=5, points=False), st.sampled_from(TERMS))
def test_what_would_have_changed_would_have_changed_it(
    given_: Drawn, terms: dict[str, Any]
) -> None:
    found = explain(choose(given_.election, **terms))
    assert found.is_searched

    def costing(topic: int, cost: Fraction) -> list[Fraction]:
        return [cost if each == topic else old for each, old in enumerate(given_.costs)]

    for lost in found.lost:
        topic = lost.topic
        if lost.down_to is not None:
            assert lost.down_to < given_.costs[topic]
            assert wins(given_, topic, terms, costs=costing(topic, lost.down_to))
            assert not wins(given_, topic, terms, costs=costing(topic, lost.down_to + found.grain))
        if lost.voters is not None:
            assert 1 <= lost.voters <= len(given_.ballots)
            for n, is_won in ((lost.voters, True), (lost.voters - 1, False)):
                ballots = [*given_.ballots, *([{topic: Fraction(1)}] * n)]
                assert wins(given_, topic, terms, ballots=ballots) is is_won
    for won in found.won:
        assert won.up_to is not None
        assert won.up_to >= given_.costs[won.topic]
        assert wins(given_, won.topic, terms, costs=costing(won.topic, won.up_to))
        more = costing(won.topic, won.up_to + found.grain)
        assert not wins(given_, won.topic, terms, costs=more)


@given(drawn(), st.sampled_from(TERMS))
def test_who_is_represented_by_what(given_: Drawn, terms: dict[str, Any]) -> None:
    choice = choose(given_.election, **terms)
    found = explain(choice).represented
    mine = [set(ballot) & set(choice.topics) for ballot in given_.ballots]
    assert list(found.by_number) == [
        sum(len(each) == n for each in mine) for n in range(len(choice.topics) + 1)
    ]
    assert found.blank == sum(not ballot for ballot in given_.ballots)
    for topic in choice.topics:
        assert found.alone[topic] == sum(each == {topic} for each in mine)


@given(drawn(points=False))
def test_what_supporters_paid_and_have_left_adds_up(given_: Drawn) -> None:
    choice = choose(given_.election)
    found = explain(choice)
    for won in found.won:
        assert won.each is not None
        assert won.effective is not None
        assert won.payers is not None
        assert 0 < won.effective <= won.payers + 1e-9 <= won.supporters + 1e-9
        assert won.each * won.effective == pytest.approx(float(given_.costs[won.topic]))
    for lost in found.lost:
        assert lost.means is not None
        assert lost.means < float(given_.costs[lost.topic]) or not lost.supporters


def test_each_reason() -> None:
    topics = [
        Topic("taken", Fraction(6)),
        Topic("rival", Fraction(1)),
        Topic("aside", Fraction(1)),
        Topic("huge", Fraction(30)),
        Topic("nobody", Fraction(1)),
        Topic("poor", Fraction(5)),
    ]
    ballots = [["taken", "rival", "aside", "huge"]] * 4 + [["poor", "aside"]]
    constraints = Constraints(
        set_aside=("aside",), excludes=(("taken", "rival"),), must_have=("taken",)
    )
    given_ = election(topics, ballots, capacity=12)

    def why(**terms: Any) -> dict[str, Why]:
        choice = choose(given_, **{"constraints": constraints, **terms})
        return {topics[lost.topic].id: lost.why for lost in explain(choice).lost}

    assert why() == {
        "rival": Why.RIVAL,
        "aside": Why.SET_ASIDE,
        "huge": Why.TOO_COSTLY,
        "nobody": Why.UNSUPPORTED,
        "poor": Why.OUT_OF_REACH,
    }
    few = replace(constraints, most_topics=1)
    assert why(constraints=few)["poor"] is Why.NO_PLACE
    dear = replace(constraints, must_have=())
    tight = election([*topics[:5], Topic("poor", Fraction(7))], ballots, capacity=12)
    choice = choose(tight, rule=Rule.GREEDY, constraints=dear)
    lost = {topics[each.topic].id: each.why for each in explain(choice).lost}
    assert lost["poor"] is Why.NO_ROOM if "taken" in choice.ids else Why.OUT_OF_REACH


def test_phragmen_ends_before_a_turn() -> None:
    given_ = election(
        [Topic("a", Fraction(6)), Topic("b", Fraction(6)), Topic("c", Fraction(2))],
        [["a"]] * 4 + [["b"]] * 3 + [["c"]],
        capacity=9,
    )
    choice = choose(given_, rule=Rule.PHRAGMEN)
    assert choice.ids == ("a",)
    found = {lost.topic: lost.why for lost in explain(choice).lost}
    assert found == {1: Why.NO_ROOM, 2: Why.AFTER_THE_END}
    assert explain(choice).addable == (2,)


def test_a_choice_too_long_to_make_again_is_explained_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reasons, "MOST_WORK", 0)
    given_ = election([Topic("a", Fraction(1)), Topic("b", Fraction(9))], [["a", "b"]], capacity=2)
    found = explain(choose(given_))
    assert not found.is_searched
    assert [won.up_to for won in found.won] == [None]
    assert [(lost.down_to, lost.voters) for lost in found.lost] == [(None, None)]


def test_points_are_paid_in_the_unit_they_were_given_in() -> None:
    given_ = election(
        [Topic("a", Fraction(3))],
        [{"a": Fraction(1, 2)}, {"a": 1}],
        capacity=4,
        kind=BallotKind.SCORING,
    )
    (won,) = explain(choose(given_)).won
    assert won.each == pytest.approx(2)
    assert won.effective == pytest.approx(1.5)
