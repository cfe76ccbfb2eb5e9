"""Moves on an ordered scale: against the sign-flip test, with worked examples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.analysis.moves import moves
from mire.analysis.shift import shift

GRADE = st.integers(1, 5)
PAIRS = st.lists(st.tuples(GRADE, GRADE), min_size=1, max_size=12)


@settings(deadline=None)
@given(PAIRS)
def test_it_is_the_sign_flip_test_on_signs(pairs: list[tuple[int, int]]) -> None:
    found = moves(pairs)
    signs = [(float(np.sign(after - before)),) for before, after in pairs]
    slow = shift(signs, np.random.default_rng(1))
    assert found is not None
    assert slow is not None
    assert found.p == pytest.approx(slow.p)
    assert found.n == len(pairs)
    assert found.net == pytest.approx(slow.mean[0])


@settings(deadline=None)
@given(st.lists(st.tuples(GRADE, GRADE), min_size=1, max_size=60))
def test_bounds_hold_the_share_and_agree_with_the_test(pairs: list[tuple[int, int]]) -> None:
    found = moves(pairs)
    assert found is not None
    assert -1 <= found.low <= found.net <= found.high <= 1
    if found.n_up + found.n_down:
        assert (found.low > 1e-12 or found.high < -1e-12) == (found.p < 0.05)
    turned = moves([(after, before) for before, after in pairs])
    assert turned is not None
    assert (turned.n_up, turned.n_down) == (found.n_down, found.n_up)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))


def test_only_the_order_of_grades_matters() -> None:
    pairs = [(1, 2), (3, 5), (4, 4), (5, 1)]
    assert moves(pairs) == moves([(10 * a, 10 * b) for a, b in pairs])


def test_nine_up_one_down_of_ten() -> None:
    """2·(1 + 10)/1024 = .0215; Clopper–Pearson of 9 in 10 is .5550 to .9975."""
    found = moves([(1, 2)] * 9 + [(2, 1)] + [(3, 3)] * 10)
    assert found is not None
    assert found.p == pytest.approx(22 / 1024)
    assert (found.n_up, found.n_down, found.n_same) == (9, 1, 10)
    assert (found.low, found.high) == pytest.approx((0.0550, 0.4975), abs=1e-4)


def test_nobody_moved_and_nobody_came() -> None:
    found = moves([(2, 2)] * 7)
    assert found is not None
    assert (found.p, found.low, found.high, found.net) == (1.0, 0.0, 0.0, 0.0)
    assert moves([]) is None
    with pytest.raises(ValueError, match="must hold"):
        moves([(1, 2)], confidence=1.0)
