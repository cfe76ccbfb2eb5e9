"""Paired rounds: exact signs against enumeration, drawn ones against exact, and the size."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.analysis.shift import mean_bounds, shift
from tests.support.drawing import examples

ROWS = st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=7)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def slow(rows: list[tuple[int, ...]]) -> float:
    """Count, in whole numbers, the signs that move the mean at least as far."""

    def far(signs: tuple[int, ...]) -> int:
        return sum(
            sum(sign * row[axis] for sign, row in zip(signs, rows, strict=True)) ** 2
            for axis in range(len(rows[0]))
        )

    seen = far((1,) * len(rows))
    every = [far(signs) >= seen for signs in product((1, -1), repeat=len(rows))]
    return sum(every) / len(every)


@given(ROWS)
def test_small_rooms_are_counted_exactly(rows: list[tuple[int, int]]) -> None:
    found = shift(rows, rng())
    assert found is not None
    assert found.is_exact
    assert found.p == pytest.approx(slow(rows))
    assert found.mean == pytest.approx(
        [sum(row[axis] for row in rows) / len(rows) for axis in (0, 1)]
    )
    assert shift([(-x, -y) for x, y in rows], rng()).p == pytest.approx(found.p)  # type: ignore[union-attr]


def test_six_who_all_moved_the_same_way() -> None:
    """Six of six: 2 of the 64 signs are as far."""
    found = shift([(1,), (2,), (1,), (3,), (2,), (1,)], rng())
    assert found is not None
    assert found.p == 2 / 64


def test_nobody_moved_and_nobody_came() -> None:
    still = shift([(0,)] * 8, rng())
    assert still is not None
    assert still.p == 1
    assert shift([], rng()) is None


@settings(deadline=None, max_examples=examples(5))
@given(st.lists(st.integers(-3, 4), min_size=13, max_size=13))
def test_drawn_signs_come_near_the_exact_ones(given_: list[int]) -> None:
    rows = [(each,) for each in given_]
    drawn = shift(rows, rng(), n_draws=4_999)
    assert drawn is not None
    assert not drawn.is_exact
    assert drawn.p == pytest.approx(slow(rows), abs=0.04)
    assert shift(rows, rng(), n_draws=4_999) == drawn, "the same seed, the same answer"


def test_the_test_is_wrong_as_seldom_as_it_says() -> None:
    """With no shift at all, p ≤ .05 in at most .05 of rooms: exact at 8, drawn at 20."""
    draw = rng(7)
    for n, rooms in ((8, 1_500), (20, 400)):
        wrong = sum(
            (found := shift([(each,) for each in draw.integers(-3, 4, n)], draw, n_draws=399))
            is not None
            and found.p <= 0.05
            for _ in range(rooms)
        )
        assert wrong / rooms <= 0.05 + 3 * (0.05 * 0.95 / rooms) ** 0.5


def test_what_is_not_a_difference_is_refused() -> None:
    for rows in ([(1,), (1, 2)], [()], [(float("nan"),)], [(float("inf"),)]):
        with pytest.raises(ValueError, match="dimension"):
            shift(rows, rng())


def test_bounds_are_students() -> None:
    """Student's own sleep data (1908): ten people, mean 1.58, t = 4.0621, 95 % .7001 to 2.4599."""
    hours = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    assert mean_bounds(hours) == pytest.approx((0.7001, 2.4599), abs=1e-4)
    assert mean_bounds([2.0] * 6) == (2.0, 2.0)
    assert mean_bounds([1.0] * 5) is None
    with pytest.raises(ValueError, match="finite"):
        mean_bounds([float("nan")] * 8)
    with pytest.raises(ValueError, match="confidence"):
        mean_bounds([1.0] * 8, confidence=0)
