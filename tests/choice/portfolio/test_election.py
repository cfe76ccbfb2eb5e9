"""Elections that don't stand are refused, saying where; ballots by grades become points."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from mire.choice.portfolio.election import (
    BallotKind,
    ElectionRefused,
    Topic,
    amount,
    election,
    points_of_grades,
)
from mire.choice.portfolio.market import blocs
from mire.choice.portfolio.selection import choose
from mire.choice.portfolio.terms import Completion, Rule
from tests.choice.portfolio.drawn import Drawn, drawn

A, B = Topic("a", Fraction(2)), Topic("b", Fraction(3))
NAN = float("nan")


@pytest.mark.parametrize(
    ("topics", "ballots", "more", "refused"),
    [
        ([], [["a"]], {}, ("no_topic", "election", None, "topics")),
        ([A], [], {}, ("no_ballot", "election", None, "ballots")),
        ([A, A], [["a"]], {}, ("twice", "topic", 1, "id")),
        ([Topic("", Fraction(1))], [[]], {}, ("no_id", "topic", 0, "id")),
        ([A, Topic("b", Fraction(-3))], [["a"]], {}, ("negative", "topic", 1, "cost")),
        ([A], [["a"]], {"capacity": -1}, ("not_an_amount", "election", None, "capacity")),
        ([A], [["a"]], {"capacity": NAN}, ("not_an_amount", "election", None, "capacity")),
        ([A], [["a"]], {"capacity": "1e3000"}, ("not_an_amount", "election", None, "capacity")),
        ([A], [["a"]], {"voters": ["x", "y"]}, ("wrong_number", "election", None, "voters")),
        ([A, B], [["a"], ["zut"]], {}, ("unknown_topic", "ballot", 1, "vote")),
        ([A, B], [["a", "b", "a"]], {}, ("twice", "ballot", 0, "vote")),
        ([A], [{"a": 1}], {}, ("wrong_kind", "ballot", 0, "vote")),
        ([A], [["a"]], {"kind": BallotKind.SCORING}, ("wrong_kind", "ballot", 0, "vote")),
        *(([A, B], [{"b": 1}, {"a": points}], {"kind": BallotKind.SCORING},
           (reason, "ballot", 1, "points"))
          for points, reason in ((-1, "negative"), (NAN, "not_an_amount"),
                                 (float("inf"), "not_an_amount"), (10**7, "too_large"),
                                 ("deux", "not_an_amount"), (True, "not_an_amount"))),
        ([A], [{"zut": 1}], {"kind": BallotKind.SCORING}, ("unknown_topic", "ballot", 0, "vote")),
        ([A], [{"a": Fraction(1, 1_000_003)}], {"kind": BallotKind.SCORING},
         ("too_fine", "election", None, "points")),
    ],
)  # fmt: skip
def test_what_does_not_stand_is_refused_with_its_place(
    topics: list[Topic], ballots: Any, more: dict[str, Any], refused: tuple[Any, ...]
) -> None:
    with pytest.raises(ElectionRefused) as caught:
        election(topics, ballots, **{"capacity": 10, **more})
    found = caught.value
    assert (found.reason, found.what, found.row, found.field) == refused


@pytest.mark.parametrize(
    ("given_", "expected"),
    [("12.50", Fraction(25, 2)), (0.1, Fraction(1, 10)), (7, Fraction(7)), ("-0", Fraction(0)),
     ("999999999999", Fraction(999999999999)), ("1000000000000", None), ("0.0000001", None),
     ("", None), ("NaN", None), ("Infinity", None), (True, None), (None, None)],
)  # fmt: skip
def test_amounts_are_exact_or_refused(given_: Any, expected: Fraction | None) -> None:
    assert amount(given_) == expected


def test_grades_give_points_by_their_place_and_the_worst_gives_none() -> None:
    grades = ("À rejeter", "Passable", "Bien")
    points = points_of_grades([{"a": "Bien", "b": "À rejeter"}, {"b": "Passable"}], grades)
    assert points == [{"a": 2, "b": 0}, {"b": 1}]
    given_ = election([A, B], points, capacity=5, kind=BallotKind.SCORING)
    assert [each.n for each in blocs(given_).supports] == [1, 1]
    with pytest.raises(ElectionRefused) as caught:
        points_of_grades([{"a": "Bien"}, {"a": "Zut"}], grades)
    assert (caught.value.reason, caught.value.row) == ("unknown_grade", 1)
    with pytest.raises(ElectionRefused):
        points_of_grades([], ("Bien", "Bien"))


@given(drawn())
def test_blocs_hold_every_ballot_once(given_: Drawn) -> None:
    election_ = given_.election
    voters = blocs(election_)
    assert voters.weights.sum() == len(given_.ballots)
    assert len(voters.weights) == len({tuple(sorted(each.items())) for each in given_.ballots})
    for topic, support in enumerate(voters.supports):
        points = [ballot.get(topic, Fraction(0)) for ballot in given_.ballots]
        assert support.n == sum(each > 0 for each in points)
        assert support.total == sum(points) * election_.points_unit
        of = [voter for voter, ballot in enumerate(given_.ballots) if topic in ballot]
        assert set(voters.of[of].tolist()) == set(support.blocs.tolist())


@pytest.mark.parametrize("rule", Rule)
def test_defined_answers(rule: Rule) -> None:
    """A capacity of 0, one topic, blank ballots, all tied, dearer than all there is."""
    completion = Completion.ADD1_GREEDY
    nothing = choose(election([A, B], [["a"], ["b"]], capacity=0), rule=rule, completion=completion)
    assert (nothing.ids, nothing.cost) == ((), 0)
    assert choose(election([A], [["a"]], capacity=2), rule=rule).ids == ("a",)
    assert (
        choose(election([A, B], [[], []], capacity=9), rule=rule, completion=completion).ids == ()
    )
    same = [Topic(id, Fraction(1)) for id in "abc"]
    found = choose(election(same, [list("abc")] * 4, capacity=2), rule=rule)
    assert found.ids[:2] == ("a", "b")[: len(found.ids)]
    assert (
        choose(election([B], [["b"]] * 5, capacity=2), rule=rule, completion=completion).ids == ()
    )


@pytest.mark.parametrize("step", [0, -1, NAN, "zut"])
def test_a_step_is_more_than_nothing(step: Any) -> None:
    with pytest.raises(ElectionRefused) as caught:
        choose(election([A], [["a"]], capacity=2), step=step)
    assert caught.value.field == "step"
