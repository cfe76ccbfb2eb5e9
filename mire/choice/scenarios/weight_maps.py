"""A map of weights: which option comes first where, exactly, and how far that holds.

Unsure measures count by their mean. A map is drawn over three things that share the weight: three
criteria, or two of them and all the others together, these keeping their proportions; over two
criteria it is a line. See ``docs/algorithms/scenarios.md``.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mire.choice.scenarios import cones
from mire.choice.scenarios.criteria import Criterion
from mire.choice.scenarios.measures import Option, mean
from mire.choice.scenarios.values import value_scales, values

Point = tuple[Fraction, ...]
"""Shares of the things that a map is drawn over; they sum to 1."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a map: who comes first there (several where they are worth the same all over).

    ``corners``: its corners, in order around it. ``share``: of the whole map.
    """

    options: tuple[int, ...]
    corners: tuple[Point, ...]
    share: Fraction


@dataclass(frozen=True, slots=True)
class Hold:
    """Between which shares of one weight whoever is first stays so, the others in proportion."""

    low: Fraction
    high: Fraction

    @property
    def is_always(self) -> bool:
        """Whether this weight may be anything."""
        return self.low == 0 and self.high == 1


def mean_worths(
    criteria: Sequence[Criterion], options: Sequence[Option]
) -> tuple[tuple[Fraction, ...], ...]:
    """Return what checked options are worth, from 0 to 1: [option][criterion]."""
    scales = value_scales(criteria, options)
    return tuple(map(tuple, values(scales, options, lambda each: (mean(each),))))


def totals(
    worths: Sequence[Sequence[Fraction]], weights: Sequence[Fraction]
) -> tuple[Fraction, ...]:
    """Return what options are worth under weights that sum to 1."""
    return tuple(
        sum((weight * each for weight, each in zip(weights, row, strict=True)), Fraction(0))
        for row in worths
    )


def firsts(found: Sequence[Fraction]) -> tuple[int, ...]:
    """Return the options that are worth most, several where they tie."""
    return tuple(place for place, each in enumerate(found) if each == max(found))


def merged(
    worths: Sequence[Sequence[Fraction]], weights: Sequence[Fraction], pair: tuple[int, int]
) -> tuple[tuple[Fraction, ...], ...]:
    """Return worths on two criteria and on all the others as one, weighed as they are now.

    The others weigh the same where now they weigh nothing.
    """
    rest = [place for place in range(len(weights)) if place not in pair]
    mass = sum((weights[place] for place in rest), Fraction(0))
    parts = [weights[place] / mass if mass else Fraction(1, len(rest)) for place in rest]
    return tuple(
        (
            row[pair[0]],
            row[pair[1]],
            sum((part * row[place] for part, place in zip(parts, rest, strict=True)), Fraction(0)),
        )
        for row in worths
    )


def weight_map(worths: Sequence[Sequence[Fraction]]) -> tuple[Area, ...]:
    """Return the areas of a map over two or three things: [option][thing], in options' order.

    Where two areas meet their options tie; an option that is first on a border only has none.
    """
    found = []
    rows = [tuple(row) for row in worths]
    for row in dict.fromkeys(rows):
        left: cones.Region | None = cones.simplex(len(row))
        for other in dict.fromkeys(rows):
            if other != row and left is not None:
                normal = cones.whole([a - b for a, b in zip(row, other, strict=True)])
                left, _behind = cones.cut(left, normal)
        if left is None:
            continue
        share, centre = cones.volume_and_centre(left)
        corners = [tuple(Fraction(each, sum(ray)) for each in ray) for ray in left.rays]
        options = tuple(place for place, each in enumerate(rows) if each == row)
        found.append(Area(options, tuple(_around(corners, centre)), share))
    return tuple(found)


def holds(worths: Sequence[Sequence[Fraction]], weights: Sequence[Fraction]) -> tuple[Hold, ...]:
    """Return for each weight between which shares those who are first now stay so.

    The other weights keep their proportions (equal ones where they weigh nothing now).
    """
    ahead = firsts(totals(worths, weights))
    found = []
    for place, weight in enumerate(weights):
        rest = 1 - weight
        n_rest = len(weights) - 1
        parts = [
            Fraction(0) if other == place else each / rest if rest else Fraction(1, n_rest)
            for other, each in enumerate(weights)
        ]
        low, high = Fraction(0), Fraction(1)
        if not n_rest:
            found.append(Hold(low, high))
            continue
        for one in ahead:
            for row in worths:
                gap = [a - b for a, b in zip(worths[one], row, strict=True)]
                without = sum((a * b for a, b in zip(parts, gap, strict=True)), Fraction(0))
                # t·gap + (1 − t)·without ≥ 0
                slope = gap[place] - without
                if slope > 0:
                    low = max(low, -without / slope)
                elif slope < 0:
                    high = min(high, -without / slope)
        found.append(Hold(low, high))
    return tuple(found)


def _around(corners: Sequence[Point], centre: Point) -> list[Point]:
    """Return corners in order around their area; its ends, on a line."""
    if len(centre) < 3:
        return sorted(corners, reverse=True)

    def angle(corner: Point) -> float:
        across, up = (float(corner[place] - centre[place]) for place in (0, 1))
        return math.atan2(up, across)

    return sorted(corners, key=angle)
