"""Agreement on ordered grades: published figures, and what must hold for any counts."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mire.analysis.agreement import agreement, consensus

COUNTS = st.lists(st.integers(0, 40), min_size=2, max_size=9)


def test_as_published() -> None:
    """Van der Eijk 2001, p. 331 (and the R package agrmt); Tastle and Wierman 2007, table 2."""
    assert agreement((30, 40, 210, 130, 530, 50, 10)) == pytest.approx(0.6113333, abs=5e-8)
    assert agreement((50, 0, 0, 0, 50)) == -1
    assert consensus((10, 20, 40, 20, 10)) == pytest.approx(0.63399, abs=5e-6)
    assert consensus((7, 7, 7, 7, 7)) == pytest.approx(0.43399, abs=5e-6)


@given(COUNTS)
def test_bounds_mirror_and_scale(counts: list[int]) -> None:
    assume(any(counts))
    found, agreed = agreement(counts), consensus(counts)
    assert found is not None
    assert agreed is not None
    assert -1 <= found <= 1
    assert -1e-9 <= agreed <= 1
    assert agreement(counts[::-1]) == pytest.approx(found)
    assert consensus(counts[::-1]) == pytest.approx(agreed)
    assert agreement([3 * count for count in counts]) == pytest.approx(found)
    assert consensus([3 * count for count in counts]) == pytest.approx(agreed)


@given(st.integers(2, 9), st.integers(1, 50), st.data())
def test_extremes(n: int, people: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, n - 1))
    alone = [people if grade == at else 0 for grade in range(n)]
    assert agreement(alone) == consensus(alone) == 1
    assert agreement([people] * n) == 0
    if n > 2:
        split = [people, *[0] * (n - 2), people]
        assert agreement(split) == -1
    assert consensus([people, *[0] * (n - 2), people]) == pytest.approx(0)


def test_nobody_and_nonsense() -> None:
    assert agreement([0, 0, 0]) is None
    assert consensus([0, 0, 0]) is None
    for counts in ([], [3], [3, -1]):
        for measure in (agreement, consensus):
            with pytest.raises(ValueError, match="grades"):
                measure(counts)
