"""Maps of weights: exact areas, who is first in each, how far a first place holds."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mire.choice.scenarios.criteria import Criterion
from mire.choice.scenarios.measures import Exact, Option
from mire.choice.scenarios.smaa import smaa
from mire.choice.scenarios.weight_maps import (
    firsts,
    holds,
    mean_worths,
    merged,
    totals,
    weight_map,
)
from mire.choice.scenarios.weights import WeightSpace

F = Fraction
WORTHS = st.integers(0, 6).map(lambda n: F(n, 6))


def rows(n_things: int) -> st.SearchStrategy[list[tuple[Fraction, ...]]]:
    row = st.tuples(*[WORTHS] * n_things)
    return st.lists(row, min_size=2, max_size=5)


def test_two_options_cut_a_triangle_where_they_are_worth_the_same() -> None:
    one, other = weight_map([(F(1), F(0), F(0)), (F(0), F(1), F(0))])
    assert (one.options, one.share, other.share) == ((0,), F(1, 2), F(1, 2))
    assert set(one.corners) == {(1, 0, 0), (0, 0, 1), (F(1, 2), F(1, 2), 0)}


def test_an_option_that_is_never_first_has_no_area() -> None:
    (area,) = weight_map([(F(1), F(1), F(1)), (F(0), F(1), F(1))])
    assert (area.options, area.share) == ((0,), 1)


def test_options_worth_the_same_share_one_area() -> None:
    (area,) = weight_map([(F(1), F(0), F(1))] * 3)
    assert (area.options, area.share) == ((0, 1, 2), 1)


def test_two_criteria_make_a_line() -> None:
    one, other = weight_map([(F(1), F(0)), (F(1, 2), F(1))])
    assert one.corners == ((1, 0), (F(2, 3), F(1, 3)))
    assert (one.share, other.share) == (F(1, 3), F(2, 3))


@given(rows(3))
def test_areas_fill_the_map_and_their_middles_have_the_winner_said(
    worths: list[tuple[Fraction, ...]],
) -> None:
    areas = weight_map(worths)
    assert sum(area.share for area in areas) == 1
    for area in areas:
        n = len(area.corners)
        middle = [sum(corner[place] for corner in area.corners) / n for place in range(3)]
        assert firsts(totals(worths, middle)) == area.options


@given(rows(3))
def test_areas_are_the_exact_shares_of_weightings(worths: list[tuple[Fraction, ...]]) -> None:
    criteria = [Criterion(name=name, scale=(0.0, 6.0)) for name in "abc"]
    options = [
        Option(name=str(place), measures=[Exact(int(6 * each)) for each in row])
        for place, row in enumerate(worths)
    ]
    found = smaa(criteria, options, space=WeightSpace(n=3), rng=np.random.default_rng(1))
    assert found.is_exact
    for area in weight_map(mean_worths(criteria, options)):
        shared = sum(found.acceptability[option][0] for option in area.options)
        assert abs(shared - area.share) < 1e-12


def test_the_others_keep_their_proportions_in_a_map_of_two() -> None:
    worths = [(F(1), F(0), F(1), F(0)), (F(0), F(1), F(0), F(1))]
    weights = (F(1, 2), F(1, 10), F(3, 10), F(1, 10))
    assert merged(worths, weights, (0, 1)) == ((1, 0, F(3, 4)), (0, 1, F(1, 4)))
    unweighed = (F(1, 2), F(1, 2), F(0), F(0))
    assert merged(worths, unweighed, (0, 1)) == ((1, 0, F(1, 2)), (0, 1, F(1, 2)))


def test_a_first_place_holds_up_to_where_another_is_worth_as_much() -> None:
    worths = [(F(1), F(0), F(1, 2)), (F(0), F(1), F(1, 2))]
    weights = (F(1, 2), F(1, 4), F(1, 4))
    first, second, third = holds(worths, weights)
    assert (first.low, first.high) == (F(1, 3), 1)
    assert (second.low, second.high) == (0, F(2, 5))
    assert third.is_always


@given(rows(4), st.lists(st.integers(0, 5), min_size=4, max_size=4).filter(any), st.integers(0, 3))
def test_inside_what_holds_nobody_overtakes(
    worths: list[tuple[Fraction, ...]], given_weights: list[int], place: int
) -> None:
    weights = [F(each, sum(given_weights)) for each in given_weights]
    hold = holds(worths, weights)[place]
    ahead = firsts(totals(worths, weights))
    rest = 1 - weights[place]
    for share in (hold.low, (hold.low + hold.high) / 2, hold.high):
        moved = [
            share if other == place else (1 - share) * (each / rest if rest else F(1, 3))
            for other, each in enumerate(weights)
        ]
        assert set(ahead) <= set(firsts(totals(worths, moved)))
    for beyond in (hold.low - F(1, 1000), hold.high + F(1, 1000)):
        if 0 <= beyond <= 1:
            moved = [
                beyond if other == place else (1 - beyond) * (each / rest if rest else F(1, 3))
                for other, each in enumerate(weights)
            ]
            assert not set(ahead) <= set(firsts(totals(worths, moved)))
