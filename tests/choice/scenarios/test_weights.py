"""What is known of the weights: what is left of them, and how it is drawn from."""

from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mire.choice.scenarios import cones
from mire.choice.scenarios.drawing import Floats, weights_drawer
from mire.choice.scenarios.regions import reduction, region
from mire.choice.scenarios.weights import WeightSpace, bounds
from tests.support.drawing import examples

STEP = 20


@st.composite
def spaces(draw: st.DrawFn, most: int = 4) -> WeightSpace:
    n = draw(st.integers(1, most))
    order: list[tuple[int, ...]] = []
    if draw(st.booleans()):
        placed = draw(st.permutations(range(n)))[: draw(st.integers(0, n))]
        while placed:
            size = draw(st.integers(1, len(placed)))
            order.append(tuple(placed[:size]))
            placed = placed[size:]
    ranges = []
    for criterion in draw(st.lists(st.integers(0, n - 1), unique=True)):
        low = draw(st.integers(0, STEP))
        ranges.append((criterion, low / STEP, draw(st.integers(low, STEP)) / STEP))
    return WeightSpace(n=n, order=tuple(order), ranges=tuple(ranges))


def keeps(space: WeightSpace, weights: tuple[Fraction, ...]) -> bool:
    """Whether weights keep all that is said of them, straight from what it means."""
    kept = all(
        Fraction(str(low)) <= weights[c] <= Fraction(str(high)) for c, low, high in space.ranges
    )
    for heavier, lighter in zip(space.order, space.order[1:], strict=False):
        kept = kept and all(weights[a] >= weights[b] for a in heavier for b in lighter)
    return kept


def grid(n: int) -> list[tuple[Fraction, ...]]:
    """All weights in twentieths."""
    return [
        tuple(Fraction(part, STEP) for part in parts)
        for parts in product(range(STEP + 1), repeat=n)
        if sum(parts) == STEP
    ]


@settings(max_examples=examples(60), deadline=None)
@given(spaces(most=3))
def test_what_is_left_is_empty_or_fixed_exactly_when_it_is(space: WeightSpace) -> None:
    kept = [weights for weights in grid(space.n) if keeps(space, weights)]
    left = bounds(space)
    if kept:
        assert not left.is_empty
        for criterion, told in left.fixed().items():
            assert {weights[criterion] for weights in kept} == {told}
        for weights in kept:
            assert all(
                low <= each <= high
                for low, each, high in zip(left.least, weights, left.most, strict=True)
            )
    if left.is_empty:
        assert not kept


@settings(max_examples=examples(60), deadline=None)
@given(spaces(most=4), st.integers(0, 2**32))
def test_draws_keep_what_is_known_and_have_its_centre(space: WeightSpace, seed: int) -> None:
    assume(not bounds(space).is_empty)
    drawn = weights_drawer(space)(np.random.default_rng(seed), 4_000)
    assert drawn.shape == (space.n, 4_000)
    assert drawn.sum(axis=0) == pytest.approx(1)
    for criterion, low, high in space.ranges:
        assert drawn[criterion].min() >= low - 1e-12
        assert drawn[criterion].max() <= high + 1e-12
    for heavier, lighter in zip(space.order, space.order[1:], strict=False):
        for a, b in product(heavier, lighter):
            assert (drawn[a] >= drawn[b] - 1e-12).all()
    reduced = reduction(space)
    if reduced.free:
        _, shares = cones.volume_and_centre(region(space, reduced))
        centre = [float(each) for each in reduced.weights(shares)]
    else:
        centre = [float(each) for each in reduced.weights(())]
    spread = drawn.std(axis=1) / np.sqrt(4_000)
    assert (np.abs(drawn.mean(axis=1) - centre) <= 6 * spread + 1e-9).all()


def test_the_central_weights_of_an_order_are_its_centroid() -> None:
    """Rank-order centroid weights (Barron & Barrett 1996): the k-th is 1/n Σ_{i≥k} 1/i."""
    n = 4
    space = WeightSpace(n=n, order=tuple((index,) for index in range(n)))
    _, centre = cones.volume_and_centre(region(space, reduction(space)))
    expected = [sum(Fraction(1, i) for i in range(k, n + 1)) / n for k in range(1, n + 1)]
    assert list(centre) == expected


def capped_share(n: int, most: float) -> float:
    return sum((-1) ** k * comb(n, k) * max(0.0, 1 - k * most) ** (n - 1) for k in range(n + 1))


@pytest.mark.parametrize("ordered", [False, True])
def test_chains_draw_evenly_where_there_are_many_weights(ordered: bool) -> None:
    """Ten criteria, each between 5 % and 20 %: compared with draws kept or thrown away."""
    n, k, rng = 10, 20_000, np.random.default_rng(5)
    order = ((0, 1), (2,), (3, 4, 5)) if ordered else ()
    space = WeightSpace(n=n, order=order, ranges=tuple((c, 0.05, 0.2) for c in range(n)))
    drawn = weights_drawer(space)(rng, k)
    assert drawn.sum(axis=0) == pytest.approx(1)
    assert drawn.min() >= 0.05 - 1e-12
    assert drawn.max() <= 0.2 + 1e-12

    kept = 0.05 + 0.5 * rng.dirichlet(np.ones(n), 1_000_000).T
    kept = kept[:, kept.max(axis=0) <= 0.2]
    if ordered:
        above = np.minimum(kept[0], kept[1])
        kept = kept[:, (above >= kept[2]) & (kept[2] >= kept[3:6].max(axis=0))]
        assert (np.minimum(drawn[0], drawn[1]) >= drawn[2]).all()
        assert (drawn[2] >= drawn[3:6].max(axis=0)).all()
    else:
        assert kept.shape[1] / 1_000_000 == pytest.approx(capped_share(n, 0.3), abs=0.003)
    assert kept.shape[1] > 3_000
    for statistic in (_mean, _deciles):
        assert statistic(drawn) == pytest.approx(statistic(kept), abs=0.004)


def _mean(weights: Floats) -> Floats:
    return weights.mean(axis=1)


def _deciles(weights: Floats) -> Floats:
    return np.quantile(weights, np.arange(1, 10) / 10, axis=1).ravel()


def test_the_same_seed_draws_the_same() -> None:
    for space in (
        WeightSpace(n=3),
        WeightSpace(n=3, order=((2,), (0, 1))),
        WeightSpace(n=3, ranges=((0, 0.1, 0.5),)),
        WeightSpace(n=9, ranges=((0, 0.1, 0.5),)),
    ):
        first, second = (weights_drawer(space)(np.random.default_rng(1), 50) for _ in range(2))
        assert (first == second).all()
