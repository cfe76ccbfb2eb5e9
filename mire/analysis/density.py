"""Where people stand close together on a grid: zones drawn from a smoothed count.

A kernel estimate with the normal reference rule (D. Scott, *Multivariate Density Estimation*,
2nd ed., Wiley, 2015, §6.3): in two dimensions, n^(−1/6) standard deviations on each axis. It
smooths too much where there are camps, which errs on the side of showing one; never less than a
step, for points were rounded to the grid. Zones are highest-density regions (R. Hyndman,
"Computing and graphing highest density regions", The American Statistician 50, 1996). A zone in
which fewer people stand than the floor is not shown. See ``docs/algorithms/density.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_POINTS = 20
"""Under this number of people, points say all there is to say."""
LEAST_IN_ZONE = 5
PER_STEP = 4
"""Places looked at between two neighbouring positions, on each axis."""
HALF = 0.5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Zone:
    """One region: its outlines (closed, first point not repeated), and how many stand in it.

    More than one outline: the others are holes in it, or are inside one.
    """

    outlines: tuple[tuple[Point, ...], ...]
    n: int


@dataclass(frozen=True, slots=True)
class Density:
    """Zones that together are the smallest to hold a share of the smoothed count.

    ``bandwidth`` by axis, in steps of the grid; ``level`` in people per square step. Zones with
    most people first.
    """

    n: int
    bandwidth: Point
    level: float
    zones: tuple[Zone, ...]


def density(
    points: Sequence[tuple[int, int]],
    *,
    limit: int,
    share: float = HALF,
    least: int = LEAST_IN_ZONE,
) -> Density | None:
    """Return the zones of a grid from −``limit`` to ``limit`` where ``share`` of people stand.

    None under twenty points, or when no zone holds ``least`` people. The order of points
    changes nothing. Raises ValueError for a point off the grid, a share out of 0 to 1.
    """
    given = np.asarray(sorted(points), dtype=float).reshape(-1, 2)
    if not 0 < share < 1 or limit < 1 or not (np.abs(given) <= limit).all():
        msg = f"points must lie from -{limit} to {limit}, and the share between 0 and 1"
        raise ValueError(msg)
    n = len(given)
    if n < LEAST_POINTS:
        return None
    wide = [max(1.0, float(each) * n ** (-1 / 6)) for each in given.std(axis=0, ddof=1)]
    places = np.linspace(-limit, limit, 2 * limit * PER_STEP + 1)
    height = _weights(places, given[:, 0], wide[0]) @ _weights(places, given[:, 1], wide[1]).T
    level = _level(height, share)
    zones = [zone for zone in _zones(height, places, level, given) if zone.n >= least]
    if not zones:
        return None
    zones.sort(key=lambda zone: (-zone.n, zone.outlines))
    return Density(n, (wide[0], wide[1]), level, tuple(zones))


def _weights(places: Floats, values: Floats, wide: float) -> Floats:
    """Return what each value lends to each place: 1 in all over the grid's own cells.

    Nothing leaks past the edge: there, people's answers were stopped by it.
    """
    lent = np.exp(-0.5 * ((places[:, None] - values[None, :]) / wide) ** 2)
    share: Floats = lent / (lent.sum(axis=0) / PER_STEP)
    return share


def _level(height: Floats, share: float) -> float:
    """Return the height above which the smallest region holds ``share`` of the volume."""
    ordered = np.sort(height, axis=None)[::-1]
    volume = np.cumsum(ordered)
    return float(ordered[int(np.searchsorted(volume, share * volume[-1]))])


def _zones(height: Floats, places: Floats, level: float, given: Floats) -> list[Zone]:
    """Cut what is above ``level`` into connected regions, each with its people and outlines."""
    from scipy.ndimage import label  # type: ignore[import-untyped]

    regions, n_regions = label(height >= level)
    at = np.rint((given - places[0]) * PER_STEP).astype(int)
    found = []
    for region in range(1, n_regions + 1):
        n = int((regions[at[:, 0], at[:, 1]] == region).sum())
        alone = np.where((regions == region) | (height < level), height, 0.0)
        found.append(Zone(_outlines(alone, places, level), n))
    return found


def _outlines(height: Floats, places: Floats, level: float) -> tuple[tuple[Point, ...], ...]:
    """Follow the line at ``level`` around (marching squares), the outside counted as below.

    Source: W. Lorensen, H. Cline, "Marching cubes", SIGGRAPH 1987, in two dimensions; a
    square with two opposite corners above is taken as two corners apart.
    """
    step = places[1] - places[0]
    axis = np.concatenate([[places[0] - step], places, [places[-1] + step]])
    padded = np.pad(height, 1)
    above = padded >= level
    after: dict[Edge, Edge] = {}
    mixed = above[:-1, :-1] + 0 + above[1:, :-1] + above[1:, 1:] + above[:-1, 1:]
    for i, j in np.argwhere((mixed > 0) & (mixed < 4)):
        after.update(_crossings(above, int(i), int(j)))
    outlines = []
    while after:
        start = min(after)
        edge, line = after.pop(start), [start]
        while edge != start:
            line.append(edge)
            edge = after.pop(edge)
        outlines.append(tuple(_point(padded, axis, level, each) for each in line))
    return tuple(outlines)


Edge = tuple[tuple[int, int], tuple[int, int]]
"""Between a place above (first) and its neighbour below."""


def _crossings(above: NDArray[np.bool_], i: int, j: int) -> list[tuple[Edge, Edge]]:
    """Return how the line enters and leaves one square: what is above stays on one hand."""
    around = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
    up = [bool(above[corner]) for corner in around]
    leaving = [(around[k], around[(k + 1) % 4]) for k in range(4) if up[k] and not up[(k + 1) % 4]]
    entering = [(around[(k + 1) % 4], around[k]) for k in range(4) if not up[k] and up[(k + 1) % 4]]
    if len(leaving) == 2:  # opposite corners: each is cut off by itself
        entering = [next(edge for edge in entering if edge[0] == out[0]) for out in leaving]
    return list(zip(leaving, entering, strict=True))


def _point(height: Floats, axis: Floats, level: float, edge: Edge) -> Point:
    """Return where the line crosses an edge, by proportion, within the grid."""
    inside, outside = edge
    high, low = float(height[inside]), float(height[outside])
    part = (high - level) / (high - low)
    return tuple(  # type: ignore[return-value]
        round(float(np.clip(axis[a] + part * (axis[b] - axis[a]), axis[1], axis[-2])), 3)
        for a, b in zip(inside, outside, strict=True)
    )


def area(outlines: Sequence[Sequence[Point]]) -> float:
    """Return the area that outlines enclose, holes taken off, in square steps."""
    return abs(
        sum(
            (x0 * y1 - x1 * y0) / 2
            for line in outlines
            for (x0, y0), (x1, y1) in pairwise([*line, line[0]])
        )
    )
