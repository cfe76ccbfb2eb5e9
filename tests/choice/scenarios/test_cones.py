"""Exact regions of weights against closed formulas and against counting."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.choice.scenarios import cones
from tests.support.drawing import examples


def capped(n: int, most: Fraction) -> Fraction:
    """Share of the weights none of which is above ``most``, by inclusion and exclusion."""
    return sum(
        (
            Fraction((-1) ** k * comb(n, k)) * (1 - k * most) ** (n - 1)
            for k in range(n + 1)
            if k * most <= 1
        ),
        start=Fraction(0),
    )


def ceiling(n: int, index: int, most: Fraction) -> cones.Ray:
    return cones.whole([most - (column == index) for column in range(n)])


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("most", [Fraction(2, 5), Fraction(1, 2), Fraction(9, 10)])
def test_weights_under_a_ceiling_have_the_volume_of_the_formula(n: int, most: Fraction) -> None:
    if n * most <= 1:
        return
    region = cones.simplex(n)
    for index in range(n):
        inside, _ = cones.cut(region, ceiling(n, index, most))
        assert inside is not None
        region = inside
    volume, centre = cones.volume_and_centre(region)
    assert volume == capped(n, most)
    assert centre == (Fraction(1, n),) * n  # by symmetry


@st.composite
def cuts(draw: st.DrawFn) -> tuple[int, list[tuple[int, ...]]]:
    n = draw(st.integers(2, 5))
    normal = st.tuples(*[st.integers(-6, 6)] * n).filter(any)
    return n, draw(st.lists(normal, max_size=4))


@settings(max_examples=examples(60), deadline=None)
@given(cuts())
def test_cells_fill_the_weights_and_keep_their_side(drawn: tuple[int, list[cones.Ray]]) -> None:
    n, normals = drawn
    cells = [(cones.simplex(n), ())]
    for normal in normals:
        parts = []
        for cell, signs in cells:
            above, below = cones.cut(cell, normal)
            parts += [
                (part, (*signs, sign))
                for part, sign in ((above, 1), (below, -1))
                if part is not None
            ]
        cells = parts  # type: ignore[assignment]
    total, moment = Fraction(0), [Fraction(0)] * n
    for cell, signs in cells:
        for ray in cell.rays:
            assert min(ray) >= 0
            for normal, sign in zip(normals, signs, strict=True):
                assert sign * sum(a * b for a, b in zip(normal, ray, strict=True)) >= 0
        volume, centre = cones.volume_and_centre(cell)
        assert volume > 0
        assert sum(centre) == 1
        total += volume
        moment = [m + volume * c for m, c in zip(moment, centre, strict=True)]
    assert total == 1
    assert moment == [Fraction(1, n)] * n


@settings(max_examples=examples(10), deadline=None)
@given(cuts(), st.integers(0, 2**32))
def test_volumes_agree_with_counting(drawn: tuple[int, list[cones.Ray]], seed: int) -> None:
    n, normals = drawn
    region: cones.Region | None = cones.simplex(n)
    weights = np.random.default_rng(seed).dirichlet(np.ones(n), 40_000)
    inside = np.ones(len(weights), bool)
    for normal in normals:
        assert region is not None
        region, _ = cones.cut(region, normal)
        inside &= weights @ np.array(normal) >= 0
        if region is None:
            assert not inside.any()
            return
    assert region is not None
    volume, centre = map(np.array, cones.volume_and_centre(region))
    assert inside.mean() == pytest.approx(float(volume), abs=0.0125)  # five standard errors
    if inside.sum() > 1000:
        assert weights[inside].mean(axis=0) == pytest.approx(centre.astype(float), abs=0.06)


def test_a_cut_that_only_touches_keeps_the_whole_on_one_side() -> None:
    above, below = cones.cut(cones.simplex(3), (0, 0, 1))
    assert below is None
    assert above is not None
    assert cones.volume_and_centre(above)[0] == 1


def test_a_half_space_of_everything_leaves_everything_on_both_sides() -> None:
    region = cones.simplex(3)
    assert cones.cut(region, (0, 0, 0)) == (region, region)


@settings(deadline=None)
@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(
            st.lists(st.integers(-9, 9), min_size=n, max_size=n), min_size=n, max_size=n
        )
    )
)
def test_determinants(rows: list[list[int]]) -> None:
    expected = round(float(np.linalg.det(np.array(rows, float))))
    assert cones._determinant(rows) == expected
