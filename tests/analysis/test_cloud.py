"""The ellipse of a mean: against the definition, and under turns and stretches."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f

from mire.analysis.cloud import mean_ellipse

POINTS = st.lists(st.tuples(st.integers(-10, 10), st.integers(-10, 10)), min_size=6, max_size=20)


@settings(deadline=None)
@given(POINTS, st.floats(0, 2 * math.pi))
def test_the_edge_is_where_hotellings_statistic_meets_f(
    points: list[tuple[int, int]], turn: float
) -> None:
    found = mean_ellipse(points)
    given_ = np.array(points, dtype=float)
    spread = np.cov(given_, rowvar=False)
    if np.linalg.det(spread) < 1e-6:
        return
    assert found is not None
    n, angle = len(points), math.radians(found.angle)
    along, across = found.long * math.cos(turn), found.short * math.sin(turn)
    to_edge = [
        along * math.cos(angle) - across * math.sin(angle),
        along * math.sin(angle) + across * math.cos(angle),
    ]
    edge = np.array(found.centre) + np.array(to_edge)
    away = given_.mean(axis=0) - edge
    statistic = n * away @ np.linalg.solve(spread, away)
    level = 1 - 0.05 / 3 if n < 10 else 0.95
    assert statistic == pytest.approx(2 * (n - 1) / (n - 2) * f.ppf(level, 2, n - 2))
    assert found.holds(found.centre)
    assert found.holds((float(edge[0]), float(edge[1])))
    assert -90 < found.angle <= 90
    assert found.long >= found.short


def test_a_cross_of_twelve_is_a_circle() -> None:
    """Variance 6·9/11 on both axes, F(2, 10) at 95 % is 4.1028: a circle of 1.922."""
    cross = [(3, 0), (-3, 0), (0, 3), (0, -3)] * 3
    found = mean_ellipse(cross)
    assert found is not None
    radius = math.sqrt(2 * 11 / (12 * 10) * 4.102821 * (6 * 9 / 11))
    assert (found.long, found.short) == pytest.approx((radius, radius), rel=1e-6)
    assert found.holds((0.99 * radius, 0))
    assert not found.holds((1.01 * radius, 0))


def test_more_confidence_is_a_larger_ellipse() -> None:
    cloud = [(0, 0), (1, 3), (4, 1), (2, 2), (5, 5), (9, 1), (7, 7), (0, 8)]
    sizes = []
    for level in (0.5, 0.9, 0.95, 0.99):
        found = mean_ellipse(cloud, confidence=level)
        assert found is not None
        sizes.append(found.long)
    assert sizes == sorted(sizes)


def test_there_is_no_ellipse_of_five_of_a_line_or_of_one_point() -> None:
    five = [(0, 0), (1, 3), (4, 1), (2, 2), (5, 5)]
    assert mean_ellipse(five) is None
    assert mean_ellipse([*five, (9, 1)]) is not None
    assert mean_ellipse([(x, 2 * x) for x in range(9)]) is None
    assert mean_ellipse([(3, 3)] * 9) is None
    assert mean_ellipse([]) is None


def test_figures_must_be_finite_and_confidence_a_share() -> None:
    with pytest.raises(ValueError, match="finite"):
        mean_ellipse([(0, float("nan"))] * 8)
    with pytest.raises(ValueError, match="confidence"):
        mean_ellipse([(0, 0)] * 8, confidence=1)


def test_in_three_camps_the_ellipse_fails_as_its_page_says() -> None:
    """A page that says « 74 % of rooms of 12 » is held to it; an even cloud keeps its promise."""
    rng = np.random.default_rng(5)
    middles = np.array([(-7.0, -6.0), (7.0, -6.0), (0.0, 7.0)])
    weights = np.array([0.7, 0.15, 0.15])

    def held(camps: bool) -> float:
        whole = rng.normal(0, 1.5, (100_000, 2))
        if camps:
            whole += middles[rng.choice(3, size=len(whole), p=weights)]
        truth = (float(whole[:, 0].mean()), float(whole[:, 1].mean()))
        found = [mean_ellipse(whole[rng.integers(0, len(whole), 12)].tolist()) for _ in range(1500)]
        return float(np.mean([each.holds(truth) for each in found if each is not None]))

    assert 0.68 < held(camps=True) < 0.80
    assert held(camps=False) > 0.93
