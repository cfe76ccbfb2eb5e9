"""SMAA-2: the worked vector, exact volumes against draws, and its laws."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.choice.scenarios.criteria import Criterion, Direction
from mire.choice.scenarios.measures import (
    Exact,
    Grades,
    Measure,
    Normal,
    Option,
    Range,
    Triangular,
    ends,
)
from mire.choice.scenarios.smaa import Smaa, interval, smaa
from mire.choice.scenarios.values import value_scales, values
from mire.choice.scenarios.weights import WeightSpace
from mire.choice.scenarios.worths import Worths
from tests.choice.scenarios.given import comparisons, options, plain, table
from tests.support.drawing import examples

THREE = options({"A": (1, 0), "B": (0, 1), "C": (0.6, 0.6)})


def run(criteria: list[Criterion], given_: list[Option], **more: object) -> Smaa:
    told: dict[str, object] = {"space": WeightSpace(n=len(criteria)), "n_draws": 20_000, **more}
    return smaa(criteria, given_, rng=np.random.default_rng(7), **told)  # type: ignore[arg-type]


def test_the_worked_vector_exactly() -> None:
    """(1, 0), (0, 1), (.6, .6), free weights: computed by hand on the segment of weights."""
    found = run(plain(2), THREE)
    assert found.is_exact
    assert [row[0] for row in found.acceptability] == [0.4, 0.4, 0.2]
    assert found.central_weights == ((0.8, 0.2), (0.2, 0.8), (0.5, 0.5))
    assert found.confidence == (1, 1, 1)
    assert found.acceptability[2] == (0.2, 0.8, 0)


def test_the_worked_vector_by_draws() -> None:
    found = run(plain(2), THREE, may_be_exact=False, n_draws=100_000)
    assert found.n_draws == 100_000
    for option, (first, centre) in enumerate(
        ((0.4, (0.8, 0.2)), (0.4, (0.2, 0.8)), (0.2, (0.5, 0.5)))
    ):
        error = found.acceptability_error[option][0]
        assert error == pytest.approx(math.sqrt(first * (1 - first) / 100_000), rel=0.02)
        assert found.acceptability[option][0] == pytest.approx(first, abs=5 * error)
        assert found.central_weights[option] == pytest.approx(centre, abs=0.003)
    assert found.confidence == (1, 1, 1)


@settings(max_examples=examples(30), deadline=None)
@given(comparisons(), st.booleans())
def test_exact_volumes_agree_with_draws(
    drawn: tuple[list[Criterion], list[list[float]]], is_ordered: bool
) -> None:
    criteria, rows = drawn
    order = tuple((index,) for index in range(len(criteria))) if is_ordered else ()
    space = WeightSpace(n=len(criteria), order=order)
    exact = run(criteria, table(rows), space=space)
    assert exact.is_exact
    sampled = run(criteria, table(rows), space=space, may_be_exact=False)
    for own, other in zip(exact.acceptability, sampled.acceptability, strict=True):
        assert own == pytest.approx(other, abs=5 * math.sqrt(0.25 / 20_000))
    for own, other, share in zip(
        exact.central_weights, sampled.central_weights, exact.acceptability, strict=True
    ):
        if own is not None and other is not None and share[0] > 0.05:
            assert own == pytest.approx(other, abs=0.06)


@settings(max_examples=examples(30), deadline=None)
@given(comparisons(), st.booleans())
def test_acceptabilities_sum_to_one_by_option_and_by_rank(
    drawn: tuple[list[Criterion], list[list[float]]], may_be_exact: bool
) -> None:
    criteria, rows = drawn
    found = run(criteria, table(rows), may_be_exact=may_be_exact, n_draws=500)
    assert np.sum(found.acceptability, axis=0) == pytest.approx(1)
    assert np.sum(found.acceptability, axis=1) == pytest.approx(1)
    for share, centre in zip(found.acceptability, found.central_weights, strict=True):
        assert (centre is None) == (share[0] == 0)
        if centre is not None:
            assert sum(centre) == pytest.approx(1)


@settings(max_examples=examples(30), deadline=None)
@given(comparisons(), st.data())
def test_permuting_options_or_criteria_permutes_the_shares(
    drawn: tuple[list[Criterion], list[list[float]]], data: st.DataObject
) -> None:
    criteria, rows = drawn
    before = run(criteria, table(rows))
    down = data.draw(st.permutations(range(len(rows))))
    after = run(criteria, table([rows[i] for i in down]))
    assert after.acceptability == tuple(before.acceptability[i] for i in down)
    assert after.central_weights == tuple(before.central_weights[i] for i in down)
    across = data.draw(st.permutations(range(len(criteria))))
    turned = run([criteria[j] for j in across], table([[row[j] for j in across] for row in rows]))
    assert turned.acceptability == before.acceptability
    for own, other in zip(turned.central_weights, before.central_weights, strict=True):
        assert own == (None if other is None else tuple(other[j] for j in across))


@settings(max_examples=examples(30), deadline=None)
@given(comparisons(), st.data())
def test_a_dominated_option_never_comes_first_nor_ranks_as_well(
    drawn: tuple[list[Criterion], list[list[float]]], data: st.DataObject
) -> None:
    criteria, rows = drawn
    over = data.draw(st.integers(0, len(rows) - 1))
    worse = [
        value - 1 if criterion.direction is Direction.MAX else value + 1
        for value, criterion in zip(rows[over], criteria, strict=True)
    ]
    found = run(criteria, table([*rows, worse]))
    assert found.acceptability[-1][0] == 0
    assert found.central_weights[-1] is None
    reached = np.cumsum(found.acceptability, axis=1)
    assert (reached[-1] <= reached[over] + 1e-12).all()


@settings(max_examples=examples(30), deadline=None)
@given(comparisons(), st.sampled_from([0.001, 0.1, 7, 1000]), st.integers(-20, 20))
def test_units_change_nothing(
    drawn: tuple[list[Criterion], list[list[float]]], factor: float, shift: int
) -> None:
    criteria, rows = drawn
    moved = [
        [float(Fraction(str(value)) * Fraction(str(factor)) + shift) for value in row]
        for row in rows
    ]
    assert run(criteria, table(moved)) == run(criteria, table(rows))


def test_equal_options_share_their_ranks() -> None:
    for may_be_exact in (True, False):
        found = run(plain(2), table([[1, 1]] * 3), may_be_exact=may_be_exact)
        assert np.array(found.acceptability) == pytest.approx(1 / 3)
        assert found.confidence == (1, 1, 1)
    twins = run(plain(2), table([[1, 0], [1, 0], [0, 1]]))
    assert twins.acceptability == ((0.25, 0.5, 0.25), (0.25, 0.5, 0.25), (0.5, 0, 0.5))


def test_weights_that_are_all_fixed() -> None:
    space = WeightSpace(n=2, ranges=((0, 0.7, 0.7),))
    for may_be_exact in (True, False):
        found = run(plain(2), THREE, space=space, may_be_exact=may_be_exact)
        assert [row[0] for row in found.acceptability] == [1, 0, 0]
        assert found.central_weights[0] == pytest.approx((0.7, 0.3))
        assert found.central_weights[1:] == (None, None)
    tied = run(plain(2), THREE, space=WeightSpace(n=2, ranges=((0, 0.5, 0.5),)))
    assert [row[0] for row in tied.acceptability] == [0, 0, 1]
    assert tied.acceptability[0] == (0, 0.5, 0.5)


def test_weights_in_ranges_by_hand() -> None:
    """With the first weight between .5 and .9, C leads below .6 and A above."""
    found = run(plain(2), THREE, space=WeightSpace(n=2, ranges=((0, 0.5, 0.9),)))
    assert [row[0] for row in found.acceptability] == pytest.approx([0.75, 0, 0.25])
    assert found.central_weights[0] == pytest.approx((0.75, 0.25))
    assert found.central_weights[2] == pytest.approx((0.55, 0.45))


def test_more_than_four_weights_are_drawn_unless_all_but_four_are_fixed() -> None:
    given_ = table([[1, 0, 1, 0, 1], [0, 1, 0, 1, 0.5]])
    assert not run(plain(5), given_).is_exact
    assert run(plain(5), given_, space=WeightSpace(n=5, ranges=((4, 0.1, 0.1),))).is_exact


@pytest.mark.parametrize(
    ("measure", "chance"),
    [
        # Against an option at .5 on one criterion from 0 to 1, what is above .5?
        (Range(0.2, 0.6), 0.25),
        (Range(0.6, 0.9), 1.0),
        (Normal(0.6, 0.1), 0.8413447460685429),  # Φ(1)
        (Triangular(0, 0.5, 1), 0.5),
        (Triangular(0, 0, 1), 0.25),
        (Triangular(0, 1, 1), 0.75),
        (Triangular(0.2, 0.8, 0.9), 1 - 0.3**2 / (0.7 * 0.6)),
    ],
    ids=str,
)
def test_unsure_measures_come_first_as_often_as_they_should(
    measure: Measure, chance: float
) -> None:
    criterion = Criterion(name="a", scale=(0, 1))
    pair = [Option(name="x", measures=[measure]), Option(name="y", measures=[Exact(0.5)])]
    found = run([criterion], pair, n_draws=40_000)
    assert found.acceptability[0][0] == pytest.approx(chance, abs=0.0125)
    assert found.confidence[0] == pytest.approx(chance, abs=0.025)
    assert found.confidence_error[0] == pytest.approx(
        math.sqrt(chance * (1 - chance) / 10_000), abs=2e-4
    )
    less = replace(criterion, direction=Direction.MIN)
    assert run([less], pair, n_draws=40_000).acceptability[0][0] == pytest.approx(
        1 - chance, abs=0.0125
    )


@pytest.mark.parametrize("times", [1, 1_000_000], ids=["few people", "very many"])
def test_a_distribution_of_grades_is_one_person_drawn_at_random(times: int) -> None:
    graded = Criterion(name="g", grades=("poor", "fair", "good"))
    pair = [
        Option(name="x", measures=[Grades((2 * times, 3 * times, 5 * times))]),
        Option(name="y", measures=[Exact(1)]),
    ]
    found = run([graded], pair, n_draws=40_000)
    # Ahead when « good », half of first place each when « fair ».
    assert found.acceptability[0][0] == pytest.approx(0.5 + 0.15, abs=0.0125)
    assert found.confidence[0] == pytest.approx(0.8, abs=0.025)


def test_normal_worths_are_added_up_before_they_are_drawn() -> None:
    criteria = [Criterion(name=name, scale=(0, 1)) for name in "ab"]
    pair = [
        Option(name="x", measures=[Normal(0.5, 0.1), Normal(0.4, 0.2)]),
        Option(name="y", measures=[Exact(0.5), Exact(0.5)]),
    ]
    worths = Worths(value_scales(criteria, pair), pair)
    weights, out = np.repeat([[0.25], [0.75]], 50_000, axis=1), np.empty((2, 50_000))
    worths.under(weights, np.random.default_rng(1), out)
    assert out[0].mean() == pytest.approx(0.425, abs=0.004)
    assert out[0].std() == pytest.approx(math.hypot(0.025, 0.15), rel=0.02)
    assert (out[1] == 0.5).all()


def test_confidence_is_under_the_central_weights_alone() -> None:
    """One criterion decides for sure under A's central weights, another is a coin."""
    criteria = [Criterion(name="a", scale=(0, 1)), Criterion(name="b", scale=(0, 1))]
    pair = [
        Option(name="A", measures=[Exact(0.6), Range(0, 1)]),
        Option(name="B", measures=[Exact(0.4), Exact(0.5)]),
    ]
    found = run(criteria, pair, n_draws=40_000)
    centre = found.central_weights[0]
    assert centre is not None
    # A is ahead when .2 w₁ + w₂ (x − .5) > 0, x even from 0 to 1.
    assert found.confidence[0] == pytest.approx(
        min(1, 0.5 + 0.2 * centre[0] / centre[1]), abs=0.025
    )


def test_worth_runs_between_the_ends_of_the_scale_or_those_reached() -> None:
    up, down = Criterion(name="up"), Criterion(name="down", direction=Direction.MIN)
    told = Criterion(name="told", scale=(0, 20))
    graded = Criterion(name="graded", grades=("poor", "fair", "good"))
    rows = [
        Option(name="x", measures=[Exact(2), Range(1, 3), Exact(5), Exact(1)]),
        Option(name="y", measures=[Exact(4), Exact(9), Exact(10), Grades((0, 1, 1))]),
    ]
    scales = value_scales([up, down, told, graded], rows)
    assert [(each.worst, each.best) for each in scales] == [(2, 4), (9, 1), (0, 20), (0, 2)]
    assert values(scales, rows, ends, max)[0] == [0, 1, Fraction(1, 4), Fraction(1, 2)]
    assert values(scales, rows, ends, min)[0] == [0, Fraction(3, 4), Fraction(1, 4), Fraction(1, 2)]
    assert values(scales, rows, ends, max)[1] == [1, 0, Fraction(1, 2), 1]


def test_no_criterion_that_tells_options_apart_leaves_all_equal() -> None:
    found = run(plain(1), table([[3], [3]]))
    assert found.acceptability == ((0.5, 0.5), (0.5, 0.5))


@pytest.mark.parametrize(
    ("share", "n", "expected"),
    [(0.5, 100, (0.403832, 0.596168)), (0.0, 100, (0.0, 0.036994)), (0.3, 0, (0.3, 0.3))],
)
def test_wilson_intervals(share: float, n: int, expected: tuple[float, float]) -> None:
    assert interval(share, n) == pytest.approx(expected, abs=1e-6)


def test_draws_are_the_same_for_a_seed() -> None:
    pair = [
        Option(name="x", measures=[Range(0, 1), Normal(1, 1)]),
        Option(name="y", measures=[Triangular(0, 0.5, 2), Exact(1)]),
    ]
    first, second = (run(plain(2), pair, n_draws=30_000) for _ in range(2))
    assert first == second
