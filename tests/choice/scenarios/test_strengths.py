"""Strengths and weaknesses, by hand and by their definition."""

from hypothesis import given, settings

from mire.choice.scenarios.criteria import Criterion, Direction, Shape
from mire.choice.scenarios.promethee import promethee
from mire.choice.scenarios.strengths import Standing, profiles
from tests.choice.scenarios.given import comparisons, table


def test_a_difference_counts_from_half_a_degree_on() -> None:
    criteria = [
        Criterion(name="cost", direction=Direction.MIN, shape=Shape.LINEAR, q=10, p=30),
        Criterion(name="delay", direction=Direction.MIN, shape=Shape.U, q=2),
    ]
    found = profiles(promethee(criteria, table([[100, 5], [120, 7], [119, 8]])))
    assert found[0].strengths == (Standing(0, (1,)), Standing(1, (2,)))
    assert found[0].weaknesses == ()
    assert found[1].strengths == ()
    assert found[1].weaknesses == (Standing(0, (0,)),)
    assert found[2].weaknesses == (Standing(1, (0,)),)


def test_what_is_in_the_middle_is_neither() -> None:
    criteria = [Criterion(name="a")]
    found = profiles(promethee(criteria, table([[1], [2], [3]])))
    assert found[0].weaknesses == (Standing(0, (1, 2)),)
    assert found[1].strengths == found[1].weaknesses == ()
    assert found[2].strengths == (Standing(0, (0, 1)),)


@settings(deadline=None)
@given(comparisons())
def test_profiles_follow_the_degrees(drawn: tuple[list[Criterion], list[list[float]]]) -> None:
    criteria, rows = drawn
    ranked = promethee(criteria, table(rows))
    for option, profile in enumerate(profiles(ranked)):
        strong = {each.criterion for each in profile.strengths}
        weak = {each.criterion for each in profile.weaknesses}
        assert not strong & weak
        for criterion, degrees in enumerate(ranked.degrees):
            over = [o for o in range(len(rows)) if degrees[option][o] >= 0.5]
            under = [o for o in range(len(rows)) if degrees[o][option] >= 0.5]
            half = (len(rows) - 1) / 2
            assert (criterion in strong) == (not under and len(over) >= half)
            assert (criterion in weak) == (not over and len(under) >= half)
        for each in profile.strengths:
            assert all(ranked.degrees[each.criterion][option][o] >= 0.5 for o in each.others)
