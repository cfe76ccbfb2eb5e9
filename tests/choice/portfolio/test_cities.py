"""The rules that cities use: greedy without skipping, with overspend, the comparison step."""

from fractions import Fraction

from mire.choice.portfolio.compared import BetterOff, better_off
from mire.choice.portfolio.election import Topic, election
from mire.choice.portfolio.selection import How, choose
from mire.choice.portfolio.terms import Completion, Constraints, Rule

TOPICS = [
    Topic("a", Fraction(50)),
    Topic("b", Fraction(60)),
    Topic("c", Fraction(20)),
    Topic("d", Fraction(30)),
]
BALLOTS = [["a"], ["a"], ["a"], ["a", "b"], ["b"], ["b", "d"], ["c"], ["c", "d"]]
CITY = election(TOPICS, BALLOTS, capacity=100)


def test_greedy_skips_what_does_not_fit_and_strict_greedy_ends_there() -> None:
    assert choose(CITY, rule=Rule.GREEDY).ids == ("a", "c", "d")
    assert choose(CITY, rule=Rule.GREEDY_STRICT).ids == ("a",)


def test_strict_greedy_skips_what_constraints_exclude() -> None:
    kept = Constraints(excludes=(("a", "b"),))
    assert choose(CITY, rule=Rule.GREEDY_STRICT, constraints=kept).ids == ("a", "c", "d")


def test_equal_shares_are_completed_at_once_or_beyond_the_capacity() -> None:
    """12.5 each: nobody but a's supporters, with 50 together, has a price."""
    assert choose(CITY).ids == ("a", "c")
    filled = choose(CITY, completion=Completion.GREEDY)
    assert filled.ids == ("a", "c", "d")
    over = choose(CITY, completion=Completion.GREEDY_OVERSPEND)
    assert over.ids == ("a", "c", "b")
    assert (over.cost, over.taken[-1].how) == (130, How.COMPLETION)


def test_who_is_better_off_under_which() -> None:
    first = choose(CITY, completion=Completion.GREEDY_OVERSPEND)
    second = choose(CITY, rule=Rule.GREEDY)
    # b for d: 4 and 5 gain b; 6 gains 60 and loses 30; 8 loses d.
    assert better_off(first, second) == BetterOff(first=3, second=1, same=4)
    assert better_off(second, first) == BetterOff(first=1, second=3, same=4)
    assert better_off(first, first) == BetterOff(0, 0, 8)
