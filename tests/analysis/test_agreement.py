"""Agreement on ordered grades: published figures, and what must hold for any counts."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mire.analysis.agreement import (
    _agreements,
    _dealt,
    agreement,
    agreement_error,
    consensus,
    differ,
)

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


def left_out(counts: list[int]) -> float:
    """The jackknife person by person, as its definition reads."""
    people = [grade for grade, count in enumerate(counts) for _ in range(count)]
    found = []
    for out in range(len(people)):
        kept = people[:out] + people[out + 1 :]
        value = agreement([kept.count(grade) for grade in range(len(counts))])
        assert value is not None
        found.append(value)
    n, mean = len(people), sum(found) / len(found)
    return ((n - 1) / n * sum((each - mean) ** 2 for each in found)) ** 0.5


@given(st.lists(st.integers(0, 6), min_size=2, max_size=7))
def test_the_error_is_the_jackknifes_and_never_under_one_person(counts: list[int]) -> None:
    error, n = agreement_error(counts), sum(counts)
    if n < 2:
        assert error is None
        return
    assert error == pytest.approx(max(1 / n, left_out(counts)), abs=1e-12)


def test_the_error_is_near_that_of_rooms_drawn_again() -> None:
    rng = np.random.default_rng(4)
    shares = (0.1, 0.2, 0.4, 0.2, 0.1)
    rooms = rng.multinomial(60, shares, 2_000).tolist()
    spread = float(np.std([agreement(room) for room in rooms]))
    told = float(np.mean([agreement_error(room) for room in rooms[:200]]))
    assert told == pytest.approx(spread, rel=0.2)


def test_an_order_is_told_when_neither_errors_nor_chance_leave_room_for_none() -> None:
    alike, spread, split = [0, 0, 0, 20, 0], [4] * 5, [10, 0, 0, 0, 10]
    assert told(alike, spread, spread)
    assert told(split, spread, spread)
    assert not told([0, 0, 0, 8, 0], [1, 0, 0, 7, 0]), "one person of eight"
    assert told([0, 0, 0, 80, 0], [10, 0, 0, 70, 0])
    assert not told([0] * 5, alike)
    assert not told([0, 0, 0, 1, 0], alike)
    assert told([18, 2, 0, 0, 0], spread, [0, 0, 0, 2, 18]), "agreed on opposite sides"


def told(*scales: list[int]) -> bool:
    return differ(scales, np.random.default_rng(0))


def test_scales_that_cannot_be_compared() -> None:
    rng = np.random.default_rng(0)
    for scales in ([[1, 2]], [[1, 2], [1, 2, 3]]):
        with pytest.raises(ValueError, match="scales"):
            differ(scales, rng)
    for level in (0.0, 1.0):
        with pytest.raises(ValueError, match="level"):
            differ([[1, 2], [2, 1]], rng, level=level)


@pytest.mark.parametrize("shares", [(0.3, 0, 0, 0, 0.7), (0.5, 0, 0, 0, 0.5), (0.2,) * 5])
def test_chance_alone_seldom_makes_an_order_of_ten_scales(shares: tuple[float, ...]) -> None:
    """Eight people in two camps: one scale in twenty is answered alike by all of them."""
    rng = np.random.default_rng(3)
    rooms = rng.multinomial(8, shares, (400, 10)).tolist()
    n_told = sum(differ(room, rng) for room in rooms)
    assert n_told <= 32, "5 % of 400, and three standard errors"


@given(st.lists(st.lists(st.integers(0, 30), min_size=5, max_size=5), min_size=1, max_size=6))
def test_many_agreements_at_once_are_those_of_each(rows: list[list[int]]) -> None:
    rows = [row for row in rows if sum(row)]
    found = _agreements(np.array(rows, dtype=np.int64).reshape(len(rows), 5))
    assert found == pytest.approx([agreement(row) for row in rows], abs=1e-12)


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=2, max_size=5))
def test_dealing_keeps_every_size_and_every_grade(scales: list[list[int]]) -> None:
    dealt = _dealt(scales, np.random.default_rng(0))
    assert (dealt >= 0).all()
    assert (dealt.sum(axis=2) == [sum(each) for each in scales]).all()
    assert (dealt.sum(axis=1) == np.sum(scales, axis=0)).all()


def test_nobody_and_nonsense() -> None:
    assert agreement([0, 0, 0]) is None
    assert consensus([0, 0, 0]) is None
    for counts in ([], [3], [3, -1]):
        for measure in (agreement, consensus):
            with pytest.raises(ValueError, match="grades"):
                measure(counts)
