"""Drawing weights at random, evenly over what is left of them, many at a time."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from mire.choice.scenarios import cones
from mire.choice.scenarios.regions import Reduction, reduction, region
from mire.choice.scenarios.weights import WeightSpace, bounds

Floats = npt.NDArray[np.float64]
DrawWeights = Callable[[np.random.Generator, int], Floats]
"""From a generator and a number k to k weights, shape (criteria, k), each column summing to 1."""

MOST_CUT = 7
"""Up to how many free weights a region is cut into simplices, from which to draw exactly."""
MOVES_A_WEIGHT = 20
"""How many moves of pairs, for each free weight, a chain makes before its one draw is taken."""


def weights_drawer(space: WeightSpace) -> DrawWeights:
    """Return how to draw weights; draws are independent of each other.

    Where nothing or an order is known, or ranges with up to ``MOST_CUT`` free weights, they are
    exactly uniform. Ranges with more: each draw ends a Markov chain of its own, whose limit is
    uniform.
    """
    reduced = reduction(space)
    if not reduced.free:
        told = np.array([float(each) for each in reduced.weights(())])
        return lambda _rng, k: np.repeat(told[:, None], k, axis=1)
    if not space.ranges:
        return lambda rng, k: _ordered(_uniform(rng, space.n, k), space, rng)
    if len(reduced.free) <= MOST_CUT:
        return _from_simplices(space, reduced)
    return _from_chains(space, reduced)


def _uniform(rng: np.random.Generator, n: int, k: int) -> Floats:
    drawn = rng.standard_exponential((n, k))
    drawn /= drawn.sum(axis=0)
    return drawn


def _ordered(drawn: Floats, space: WeightSpace, rng: np.random.Generator) -> Floats:
    """Put the weights that the order speaks of in that order; inside a group, in any."""
    if len(space.order) < 2:
        return drawn
    placed = [criterion for group in space.order for criterion in group]
    falling = -np.sort(-drawn[placed], axis=0)
    start = 0
    for group in space.order:
        block = falling[start : start + len(group)]
        drawn[list(group)] = rng.permuted(block, axis=0) if len(group) > 1 else block
        start += len(group)
    return drawn


def _from_simplices(space: WeightSpace, reduced: Reduction) -> DrawWeights:
    """Draw a simplex by its volume, then evenly inside it."""
    parts = list(cones.simplices(region(space, reduced)))
    volumes = [cones.share(rays) for rays in parts]
    chances = np.array([float(volume / sum(volumes)) for volume in volumes])
    chances /= chances.sum()

    def corner(ray: cones.Ray) -> list[float]:
        return [float(each) for each in reduced.weights([Fraction(x, sum(ray)) for x in ray])]

    corners = np.array([[corner(ray) for ray in rays] for rays in parts])

    def draw(rng: np.random.Generator, k: int) -> Floats:
        within = _uniform(rng, len(reduced.free), k)
        chosen = rng.choice(len(parts), size=k, p=chances)
        found = np.zeros((space.n, k))
        for index in range(len(reduced.free)):
            found += within[index] * corners[chosen, index].T
        return found

    return draw


def _from_chains(space: WeightSpace, reduced: Reduction) -> DrawWeights:
    """Start each chain inside; move two weights at a time, evenly along what they may share."""
    left = bounds(space)
    least = np.array([float(each) for each in left.least])
    most = np.array([float(each) for each in left.most])
    start = least + (1 - least.sum()) / (most.sum() - least.sum()) * (most - least)
    neighbours = _neighbours(space)
    free = np.array(reduced.free)

    def draw(rng: np.random.Generator, k: int) -> Floats:
        at = np.repeat(start[:, None], k, axis=1)
        for _ in range(MOVES_A_WEIGHT * len(free)):
            up, down = (int(each) for each in rng.choice(free, size=2, replace=False))
            low_up, high_up = _limits(at, up, down, least, most, neighbours)
            low_down, high_down = _limits(at, down, up, least, most, neighbours)
            lowest = np.maximum(low_up - at[up], at[down] - high_down)
            highest = np.minimum(high_up - at[up], at[down] - low_down)
            if down in neighbours[up][1]:
                lowest = np.maximum(lowest, (at[down] - at[up]) / 2)
            if down in neighbours[up][0]:
                highest = np.minimum(highest, (at[down] - at[up]) / 2)
            step = lowest + rng.random(k) * np.maximum(highest - lowest, 0)
            at[up] += step
            at[down] -= step
        return at

    return draw


Neighbours = list[tuple[set[int], set[int]]]
"""For each criterion, those of the group just before its own in the order, and just after."""


def _neighbours(space: WeightSpace) -> Neighbours:
    found: Neighbours = [(set(), set()) for _ in range(space.n)]
    for place, group in enumerate(space.order):
        for criterion in group:
            before = set(space.order[place - 1]) if place else set()
            after = set(space.order[place + 1]) if place + 1 < len(space.order) else set()
            found[criterion] = (before, after)
    return found


def _limits(
    at: Floats, moved: int, other: int, least: Floats, most: Floats, neighbours: Neighbours
) -> tuple[Floats, Floats]:
    """Return between what a weight may move as far as those that stay are concerned."""
    before, after = neighbours[moved]
    low = np.full(at.shape[1], least[moved])
    high = np.full(at.shape[1], most[moved])
    for criterion in after - {other}:
        low = np.maximum(low, at[criterion])
    for criterion in before - {other}:
        high = np.minimum(high, at[criterion])
    return low, high
