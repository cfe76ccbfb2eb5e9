"""How far two groupings of the same things agree, whatever their groups are called.

The adjusted Rand index: of all pairs of things, those that both groupings put together, beyond what
chance gives to groups of these sizes; 1 for the same groups, 0 for what chance gives. Source:
L. Hubert, P. Arabie, "Comparing partitions", Journal of Classification 2 (1985). Its interval:
percentiles over draws of the things with replacement (B. Efron, R. Tibshirani, An Introduction to
the Bootstrap, 1993), where a thing drawn twice makes no pair with itself: it would count as agreed.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

N_DRAWS = 1_000
LEAST_THINGS = 5
"""Under this many, an interval says nothing."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """An index with its 95 % interval: ``low`` and ``high`` are None for too few things."""

    index: float
    low: float | None
    high: float | None
    n: int


def adjusted_rand(one: Sequence[Hashable], other: Sequence[Hashable]) -> float | None:
    """Return the index of two groupings, by thing in the same order; None under two things.

    1 where neither grouping parts anything, or both part everything: they are the same. Raises
    ValueError for different lengths.
    """
    if len(one) != len(other):
        raise ValueError("two groupings of the same things have one group for each")
    if len(one) < 2:
        return None
    return _index(_numbered(one), _numbered(other), np.ones(len(one)))


def agreement_of(
    one: Sequence[Hashable], other: Sequence[Hashable], *, chance: np.random.Generator
) -> Agreed | None:
    """Return the index of two groupings with its interval; None under two things."""
    index = adjusted_rand(one, other)
    if index is None:
        return None
    n = len(one)
    if n < LEAST_THINGS:
        return Agreed(index, None, None, n)
    first, second = _numbered(one), _numbered(other)
    drawn = chance.multinomial(n, np.full(n, 1 / n), size=N_DRAWS)
    indices = [_index(first, second, weights.astype(float)) for weights in drawn]
    low, high = np.quantile(indices, (0.025, 0.975))
    return Agreed(index, min(float(low), index), max(float(high), index), n)


def matched(one: Sequence[Hashable], other: Sequence[Hashable]) -> dict[Hashable, Hashable]:
    """Return, for groups of ``other``, the group of ``one`` that each goes with, at most one each.

    The pairs hold as many common things as can be; groups with nothing in common are not paired.
    """
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

    rows, columns = list(dict.fromkeys(one)), list(dict.fromkeys(other))
    counts = np.zeros((len(rows), len(columns)))
    np.add.at(counts, (_numbered(one), _numbered(other)), 1)
    pairs = zip(*linear_sum_assignment(-counts), strict=True)
    return {columns[column]: rows[row] for row, column in pairs if counts[row, column]}


def _numbered(groups: Sequence[Hashable]) -> NDArray[np.int64]:
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(each, len(numbers)) for each in groups], np.int64)


def _index(one: NDArray[np.int64], other: NDArray[np.int64], weights: NDArray[np.float64]) -> float:
    """Return the index over pairs of different things, each pair as often as it was drawn."""

    def pairs(groups: NDArray[np.int64]) -> float:
        sums = np.bincount(groups, weights)
        squares = np.bincount(groups, weights**2)
        return float((sums**2 - squares).sum() / 2)

    together = pairs(one * (int(other.max()) + 1) + other)
    first, second = pairs(one), pairs(other)
    everything = pairs(np.zeros_like(one))
    if not everything:
        return 1.0
    expected, most = first * second / everything, (first + second) / 2
    if most - expected <= 1e-9 * everything:
        return 1.0
    return (together - expected) / (most - expected)
