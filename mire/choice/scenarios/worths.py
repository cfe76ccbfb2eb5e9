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
from mire.choice.scenarios.values import ValueScale

Draw = Callable[[np.random.Generator, Floats], None]
"""Fill an array with worths of one option on one criterion, drawn with a generator."""

# Counts up to this many people are drawn one person at a time, from a list of their grades.
MOST_LISTED = 100_000


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
                    self.drawn[row].append((column, _draw(scale, measure)))

    @property
    def is_sure(self) -> bool:
        """Whether nothing is left to chance."""
        return not self.spread.any() and not any(self.drawn)

    def under(self, weights: Floats, rng: np.random.Generator, out: Floats) -> None:
        """Draw measures for weights (criteria, k); fill ``out`` with worths (options, k)."""
        np.matmul(self.sure, weights, out=out)
        unsure = np.flatnonzero(self.spread.any(axis=1))
        if unsure.size:
            reach = np.sqrt((self.spread[unsure] ** 2) @ (weights * weights))
            reach *= rng.standard_normal(reach.shape)
            out[unsure] += reach
        drawn = np.empty(out.shape[1])
        for row, cells in enumerate(self.drawn):
            for column, draw in cells:
                draw(rng, drawn)
                drawn *= weights[column]
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
                draw(rng, drawn[place])
            np.matmul(weights[:, columns], drawn[: len(cells)], out=out[row])
            out[row] += (weights @ self.sure[row])[:, None]
            if self.spread[row].any():
                reach = np.sqrt((weights * weights) @ (self.spread[row] ** 2))
                out[row] += reach[:, None] * rng.standard_normal(k)


def _draw(scale: ValueScale, measure: Measure) -> Draw:
    match measure:
        case Range(least, most):
            start, end = (float(scale.worth(decimal(each))) for each in (least, most))
            return _even(start, end)
        case Triangular(least, mode, most):
            left, right = sorted((scale.worth(decimal(least)), scale.worth(decimal(most))))
            peak = (scale.worth(decimal(mode)) - left) / (right - left)
            return _triangular(float(left), float(peak), float(right))
        case Grades(counts):
            worths = [float(scale.worth(Fraction(grade))) for grade in range(len(counts))]
            return _one_of(np.array(worths), np.array(counts))
        case Exact() | Normal():
            raise AssertionError("drawn elsewhere")


def _even(start: float, end: float) -> Draw:
    def draw(rng: np.random.Generator, out: Floats) -> None:
        rng.random(out=out)
        out *= end - start
        out += start

    return draw


def _triangular(left: float, peak: float, right: float) -> Draw:
    """Draw c + √u (v − c), u and v even from 0 to 1; ``peak`` is c, as a share of the way."""

    def draw(rng: np.random.Generator, out: Floats) -> None:
        # 24 bits of chance, twice: finer than a million draws can see, and twice as fast.
        reach = rng.random(out.size, dtype=np.float32)
        way = rng.random(out.size, dtype=np.float32)
        np.sqrt(reach, out=reach)
        way -= peak
        np.multiply(reach, way, out=out)
        out *= right - left
        out += left + peak * (right - left)

    return draw


def _one_of(worths: Floats, counts: npt.NDArray[np.int64]) -> Draw:
    """Draw a person and take that person's grade; by shares where people are very many."""
    total = int(counts.sum())
    if total <= MOST_LISTED:
        listed, kind = np.repeat(worths, counts), np.min_scalar_type(total)

        def draw_person(rng: np.random.Generator, out: Floats) -> None:
            listed.take(rng.integers(0, total, out.size, dtype=kind), out=out, mode="clip")

        return draw_person
    upto = np.cumsum(counts) / total

    def draw_share(rng: np.random.Generator, out: Floats) -> None:
        worths.take(np.searchsorted(upto, rng.random(out.size), side="right"), out=out,
                    mode="clip")  # fmt: skip

    return draw_share
