"""SMAA-2 without chance: exact shares of the weights, for sure measures and few free weights.

For each option, the hyperplanes where it is worth as much as another cut what is left of the
weights into cells of one rank. Their volumes are exact fractions.
"""

from collections.abc import Sequence
from fractions import Fraction

from mire.choice.scenarios import cones
from mire.choice.scenarios.regions import reduction, region
from mire.choice.scenarios.weights import WeightSpace

MOST_EXACT = 4
"""Up to how many free weights volumes are computed rather than sampled."""

Shares = tuple[tuple[Fraction, ...], ...]
Centres = tuple[tuple[Fraction, ...] | None, ...]


def n_free(space: WeightSpace) -> int:
    """Return how many weights are not fixed."""
    return len(reduction(space).free)


def exact_acceptability(
    worths: Sequence[Sequence[Fraction]], space: WeightSpace
) -> tuple[Shares, Centres]:
    """Return the rank acceptabilities and the central weights, exactly.

    ``worths[option][criterion]``. Acceptabilities are [option][rank], rank 0 the best; options
    worth the same for all weights share their ranks evenly. Central weights are [option]
    [criterion], None for an option that never comes first.
    """
    reduced = reduction(space)
    if not reduced.free:
        return _at_a_point(worths, reduced.weights(()))
    left = region(space, reduced)
    total, _ = cones.volume_and_centre(left)
    shares, centres = [], []
    for option, own in enumerate(worths):
        normals = [
            reduced.normal([a - b for a, b in zip(own, other, strict=True)])
            for index, other in enumerate(worths)
            if index != option
        ]
        cutting = [normal for normal in normals if any(normal)]
        n_equal = len(normals) - len(cutting)
        share = [Fraction(0)] * len(worths)
        centre = None
        for cell, n_ahead in _cells(left, cutting):
            volume, middle = cones.volume_and_centre(cell)
            for rank in range(n_ahead, n_ahead + n_equal + 1):
                share[rank] += volume / total / (n_equal + 1)
            if n_ahead == 0:
                centre = reduced.weights(middle)
        shares.append(tuple(share))
        centres.append(centre)
    return tuple(shares), tuple(centres)


def _cells(left: cones.Region, normals: Sequence[cones.Ray]) -> list[tuple[cones.Region, int]]:
    """Return the cells, each with how many of the others are ahead in it."""
    cells = [(left, 0)]
    for normal in normals:
        parts = []
        for cell, n_ahead in cells:
            ahead, behind = cones.cut(cell, normal)
            if ahead is not None:
                parts.append((ahead, n_ahead))
            if behind is not None:
                parts.append((behind, n_ahead + 1))
        cells = parts
    return cells


def _at_a_point(
    worths: Sequence[Sequence[Fraction]], weights: tuple[Fraction, ...]
) -> tuple[Shares, Centres]:
    totals = [
        sum((weight * worth for weight, worth in zip(weights, row, strict=True)), Fraction(0))
        for row in worths
    ]
    shares: list[tuple[Fraction, ...]] = []
    for own in totals:
        n_ahead, n_equal = sum(each > own for each in totals), totals.count(own)
        shares.append(
            tuple(
                Fraction(n_ahead <= rank < n_ahead + n_equal, n_equal)
                for rank in range(len(totals))
            )
        )
    best = max(totals)
    return tuple(shares), tuple(weights if own == best else None for own in totals)
