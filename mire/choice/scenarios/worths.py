"""What options are worth under given weights, their unsure measures drawn at random."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from mire.choice.scenarios.drawing import Floats
from mire.choice.scenarios.measures import (
    Exact,
    Grades,
    Measure,
    Normal,
    Option,
    Range,
    Triangular,
    decimal,
    is_certain,
    mean,
)
from mire.choice.scenarios.products import product
from mire.choice.scenarios.values import ValueScale

Drawn = npt.NDArray[np.float64] | npt.NDArray[np.float32]
Draw = Callable[[np.random.Generator, int], Drawn]
"""From a generator and a number k to k worths of one option on one criterion, less its start."""

# Counts up to this many people are drawn one person at a time, from a list of their grades.
MOST_LISTED = np.iinfo(np.uint16).max


class Worths:
    """What options are worth: a sure part, a normal part, and what is drawn cell by cell.

    Given the weights, normal measures add up to one normal worth an option, which one draw
    gives. Arrays are [option, criterion].
    """

    def __init__(self, scales: Sequence[ValueScale], options: Sequence[Option]) -> None:
        shape = (len(options), len(scales))
        self.sure, self.spread = np.zeros(shape), np.zeros(shape)
        self.drawn: list[list[tuple[int, Draw]]] = [[] for _ in options]
        for row, option in enumerate(options):
            for column, (scale, measure) in enumerate(zip(scales, option.measures, strict=True)):
                assert measure is not None
                if is_certain(measure) or scale.best == scale.worst:
                    self.sure[row, column] = float(scale.worth(mean(measure)))
                elif isinstance(measure, Normal):
                    self.sure[row, column] = float(scale.worth(mean(measure)))
                    spread = decimal(measure.sd) / abs(scale.best - scale.worst)
                    self.spread[row, column] = float(spread)
                else:
                    self.sure[row, column], draw = _draw(scale, measure)
                    self.drawn[row].append((column, draw))

    @property
    def is_sure(self) -> bool:
        """Whether nothing is left to chance."""
        return not self.spread.any() and not any(self.drawn)

    def under(self, weights: Floats, rng: np.random.Generator, out: Floats) -> None:
        """Draw measures for weights (criteria, k); fill ``out`` with worths (options, k)."""
        product(self.sure, weights, out)
        unsure = np.flatnonzero(self.spread.any(axis=1))
        if unsure.size:
            reach = np.empty((unsure.size, out.shape[1]))
            product(self.spread[unsure] ** 2, weights * weights, reach)
            np.sqrt(reach, out=reach)
            reach *= rng.standard_normal(reach.shape)
            out[unsure] += reach
        drawn = np.empty(out.shape[1])
        for row, cells in enumerate(self.drawn):
            for column, draw in cells:
                np.multiply(draw(rng, len(drawn)), weights[column], out=drawn)
                out[row] += drawn

    def under_each(self, weights: Floats, rng: np.random.Generator, out: Floats) -> None:
        """Draw measures k times; fill ``out`` with worths (options, rows, k).

        ``weights`` are [row, criterion]; the rows see the same draws.
        """
        k = out.shape[2]
        drawn = np.empty((weights.shape[1], k))
        for row, cells in enumerate(self.drawn):
            columns = [column for column, _ in cells]
            for place, (_, draw) in enumerate(cells):
                drawn[place] = draw(rng, k)
            product(weights[:, columns], drawn[: len(cells)], out[row])
            out[row] += (weights @ self.sure[row])[:, None]
            if self.spread[row].any():
                reach = np.sqrt((weights * weights) @ (self.spread[row] ** 2))
                out[row] += reach[:, None] * rng.standard_normal(k)


def _draw(scale: ValueScale, measure: Measure) -> tuple[float, Draw]:
    """Return where a measure's worth starts, and how to draw what is added to that."""
    match measure:
        case Range(least, most):
            start, end = (float(scale.worth(decimal(each))) for each in (least, most))
            return start, _even(end - start)
        case Triangular(least, mode, most):
            left, right = sorted((scale.worth(decimal(least)), scale.worth(decimal(most))))
            peak = scale.worth(decimal(mode))
            return float(peak), _triangular(
                float((peak - left) / (right - left)), float(right - left)
            )
        case Grades(counts):
            worths = [float(scale.worth(Fraction(grade))) for grade in range(len(counts))]
            return 0.0, _one_of(np.array(worths), np.array(counts))
        case Exact() | Normal():
            raise AssertionError("drawn elsewhere")


def _even(width: float) -> Draw:
    return lambda rng, k: width * rng.random(k)


def _triangular(peak: float, width: float) -> Draw:
    """Draw from the peak on: √u (v − c) widths, u and v even from 0 to 1, c the peak's place."""

    def draw(rng: np.random.Generator, k: int) -> Drawn:
        # 24 bits of chance, twice: finer than a million draws can see, and twice as fast.
        reach, way = rng.random(k, dtype=np.float32), rng.random(k, dtype=np.float32)
        np.sqrt(reach, out=reach)
        way -= np.float32(peak)
        reach *= way
        reach *= np.float32(width)
        return reach

    return draw


def _one_of(worths: Floats, counts: npt.NDArray[np.int64]) -> Draw:
    """Draw a person and take that person's grade; by shares where people are very many."""
    total = int(counts.sum())
    if total <= MOST_LISTED:
        listed = np.repeat(worths, counts)
        return lambda rng, k: listed.take(rng.integers(0, total, k, dtype=np.uint16))
    upto = np.cumsum(counts) / total
    return lambda rng, k: worths.take(np.searchsorted(upto, rng.random(k), side="right"))
