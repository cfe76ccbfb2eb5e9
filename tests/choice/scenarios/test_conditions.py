"""« First only if … »: against the exact corners of the weights, and against draws."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mire.choice.scenarios import cones
from mire.choice.scenarios.conditions import prospects
from mire.choice.scenarios.criteria import Criterion
from mire.choice.scenarios.drawing import weights_drawer
from mire.choice.scenarios.measures import Exact, Normal, Option, Range, mean
from mire.choice.scenarios.regions import reduction, region
from mire.choice.scenarios.values import value_scales, values
from mire.choice.scenarios.weights import WeightSpace, bounds
from mire.choice.scenarios.worths import Worths
from tests.choice.scenarios.given import comparisons, options, plain, table
from tests.choice.scenarios.test_weights import spaces
from tests.support.drawing import examples

STORY = {"C": (8, 7, 1), "A": (2, 2, 9), "B": (1, 1, 1)}


def test_the_sentence_of_the_story() -> None:
    """A is worth 1/7 w₁ + 1/6 w₂ + w₃, C w₁ + w₂: A leads from 6/7 w₁ + 5/6 w₂ ≤ w₃ on."""
    criteria = [Criterion(name=name) for name in ("cost", "speed", "visibility")]
    first, second, third = prospects(criteria, options(STORY), WeightSpace(n=3))
    assert first.may_be_first
    assert second.may_be_first
    best = second.conditions[0]
    assert (best.criterion, best.is_above) == (2, True)
    assert best.share == pytest.approx(5 / 11)
    assert best.tells == pytest.approx(1 - (6 / 11) ** 2)
    assert third.may_be_first is False
    assert third.conditions == ()


@settings(max_examples=examples(40), deadline=None)
@given(comparisons(), st.data())
def test_conditions_are_the_ends_of_the_weights_that_make_it_first(
    drawn: tuple[list[Criterion], list[list[float]]], data: st.DataObject
) -> None:
    criteria, rows = drawn
    n = len(criteria)
    space = data.draw(spaces(n).filter(lambda each: each.n == n) | st.just(WeightSpace(n=n)))
    assume(not bounds(space).is_empty)
    reduced = reduction(space)
    assume(reduced.free)
    left = region(space, reduced)
    given_ = table(rows)
    worths = values(value_scales(criteria, given_), given_, lambda each: (mean(each),))
    spans = corners(left, reduced.weights)
    for option, found in enumerate(prospects(criteria, given_, space)):
        cell: cones.Region | None = left
        for other in range(len(rows)):
            normal = reduced.normal(
                [a - b for a, b in zip(worths[option], worths[other], strict=True)]
            )
            if cell is not None and any(normal):
                cell, _ = cones.cut(cell, normal)
        assert found.may_be_first == (cell is not None)
        if cell is None:
            continue
        ends = corners(cell, reduced.weights)
        expected = {
            (criterion, is_above): (low if is_above else high)
            for criterion, ((low, high), (least, most)) in enumerate(zip(ends, spans, strict=True))
            for is_above, rules_out in ((True, low > least), (False, high < most))
            if rules_out and not found.is_always_first
        }
        told = {(each.criterion, each.is_above): each.share for each in found.conditions}
        assert told.keys() == expected.keys()
        assert told == pytest.approx({key: float(value) for key, value in expected.items()})
        assert found.is_always_first == (
            cones.volume_and_centre(cell)[0] == cones.volume_and_centre(left)[0]
        )
        tells = [each.tells for each in found.conditions]
        assert tells == pytest.approx(sorted(tells, reverse=True))


def corners(part: cones.Region, weights: object) -> list[tuple[Fraction, Fraction]]:
    """Least and greatest of each weight over a region, from its corners."""
    found = [weights([Fraction(each, sum(ray)) for each in ray]) for ray in part.rays]  # type: ignore[operator]
    return [(min(column), max(column)) for column in zip(*found, strict=True)]


@settings(max_examples=examples(40), deadline=None)
@given(st.integers(2, 4), st.integers(1, 6), st.data(), st.integers(0, 2**32))
def test_conditions_hold_whatever_unsure_measures_turn_out_to_be(
    n_options: int, n_criteria: int, data: st.DataObject, seed: int
) -> None:
    cell = st.tuples(st.integers(0, 9), st.integers(0, 4))
    rows = data.draw(
        st.lists(
            st.lists(cell, min_size=n_criteria, max_size=n_criteria),
            min_size=n_options,
            max_size=n_options,
        )
    )
    criteria = plain(n_criteria)
    given_ = [
        Option(name=str(index), measures=[Range(low, low + wide) for low, wide in row])
        for index, row in enumerate(rows)
    ]
    found = prospects(criteria, given_, WeightSpace(n=n_criteria))
    rng, k = np.random.default_rng(seed), 3_000
    weights = weights_drawer(WeightSpace(n=n_criteria))(rng, k)
    worth = np.empty((n_options, k))
    Worths(value_scales(criteria, given_), given_).under(weights, rng, worth)
    for option, prospect in enumerate(found):
        others = np.delete(worth, option, axis=0).max(axis=0)
        alone, at_least = worth[option] > others + 1e-9, worth[option] >= others - 1e-9
        if prospect.may_be_first is False:
            assert not alone.any()
        if prospect.is_always_first:
            assert at_least.all()
        for each in prospect.conditions:
            of_winner = weights[each.criterion, alone]
            if each.is_above:
                assert (of_winner >= each.share - 1e-6).all()
            else:
                assert (of_winner <= each.share + 1e-6).all()


@settings(deadline=None)
@given(st.integers(3, 5), st.integers(1, 9))
def test_what_a_condition_tells_is_the_share_of_weights_it_rules_out(n: int, tenths: int) -> None:
    """Options that differ by w₁ − t alone: the second leads where w₁ > t."""
    share = Fraction(tenths, 10)
    rows = [[float(1 - share)] + [0.0] * (n - 1), [0.0] + [float(share)] * (n - 1)]
    criteria = [Criterion(name=str(index), scale=(0, 1)) for index in range(n)]
    first, second = prospects(criteria, table(rows), WeightSpace(n=n))
    for found, is_above in ((first, True), (second, False)):
        (told,) = [each for each in found.conditions if each.criterion == 0]
        assert told.is_above == is_above
        assert told.share == pytest.approx(float(share))
        cut = cones.cut(
            cones.simplex(n), cones.whole([int(each == 0) - share for each in range(n)])
        )
        ruled_out = cut[1 if is_above else 0]
        assert ruled_out is not None
        assert told.tells == pytest.approx(float(cones.volume_and_centre(ruled_out)[0]))


def test_nothing_is_said_where_a_measure_has_no_ends() -> None:
    pair = [Option(name="x", measures=[Normal(1, 1)]), Option(name="y", measures=[Exact(3)])]
    for found in prospects(plain(1), pair, WeightSpace(n=1)):
        assert found.may_be_first is None
        assert not found.is_always_first
        assert found.conditions == ()
    sure = [Option(name="x", measures=[Normal(1, 0)]), Option(name="y", measures=[Exact(3)])]
    assert [each.may_be_first for each in prospects(plain(1), sure, WeightSpace(n=1))] == [
        False,
        True,
    ]


def test_equal_options_are_both_always_first() -> None:
    for found in prospects(plain(2), table([[1, 2], [1, 2]]), WeightSpace(n=2)):
        assert found.may_be_first
        assert found.is_always_first
