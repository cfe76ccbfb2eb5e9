"""What is known of the weights: nothing, an order, ranges; and what that leaves.

Weights are at least 0 and sum to 1. What is left of them is a convex polytope; SMAA takes
every point of it as likely as any other.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from operator import sub

from mire.choice.scenarios.measures import decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightSpace:
    """What is known of the weights of ``n`` criteria.

    ``order``: groups of criteria (indexes), the weightiest group first; each criterion of a
    group weighs at least as much as any of a later group, nothing is said inside a group, nor
    of criteria left out. ``ranges``: (criterion, least, most). Both empty: nothing is known.
    """

    n: int
    order: tuple[tuple[int, ...], ...] = ()
    ranges: tuple[tuple[int, float, float], ...] = ()

    @property
    def is_unknown(self) -> bool:
        """Whether nothing at all is known."""
        return not self.ranges and len(self.order) < 2


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that each weight may be, the order taken into account.

    ``least`` and ``most`` go down along the order, so the weights between them on the straight
    line from one to the other keep it. Hence what is left is empty if and only if ``least``
    sums to more than 1 or ``most`` to less, and it is otherwise as broad as the criteria
    whose ``least`` and ``most`` differ allow.
    """

    least: tuple[Fraction, ...]
    most: tuple[Fraction, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no weights at all are left."""
        crossed = any(low > high for low, high in zip(self.least, self.most, strict=True))
        return crossed or sum(self.least) > 1 or sum(self.most) < 1

    def fixed(self) -> dict[int, Fraction]:
        """Return the weights that can be one figure only, by criterion."""
        for end in (self.least, self.most):
            if sum(end) == 1:
                return dict(enumerate(end))
        told = {
            index: low
            for index, (low, high) in enumerate(zip(self.least, self.most, strict=True))
            if low == high
        }
        if len(told) == len(self.least) - 1:
            (last,) = set(range(len(self.least))) - told.keys()
            told[last] = 1 - sum(told.values(), start=Fraction(0))
        return told


def bounds(space: WeightSpace) -> Bounds:
    """Return the bounds of each weight once the order has been followed."""
    least = [Fraction(0)] * space.n
    most = [Fraction(1)] * space.n
    for criterion, low, high in space.ranges:
        least[criterion] = max(least[criterion], decimal(low))
        most[criterion] = min(most[criterion], decimal(high))
    ceiling = Fraction(1)
    for group in space.order:
        for criterion in group:
            most[criterion] = min(most[criterion], ceiling)
        ceiling = min((most[criterion] for criterion in group), default=ceiling)
    floor = Fraction(0)
    for group in reversed(space.order):
        for criterion in group:
            least[criterion] = max(least[criterion], floor)
        floor = max((least[criterion] for criterion in group), default=floor)
    return Bounds(tuple(least), tuple(most))


def constraints(space: WeightSpace) -> list[tuple[tuple[Fraction, ...], Fraction]]:
    """Return what the weights must satisfy besides being weights: (a, b) for a·w ≥ b."""
    units = [
        tuple(Fraction(index == criterion) for index in range(space.n))
        for criterion in range(space.n)
    ]
    found: list[tuple[tuple[Fraction, ...], Fraction]] = []
    for criterion, low, high in space.ranges:
        found.append((units[criterion], decimal(low)))
        found.append((tuple(-each for each in units[criterion]), -decimal(high)))
    for heavier, lighter in pairwise(space.order):
        found += [
            (tuple(map(sub, units[above], units[below])), Fraction(0))
            for above in heavier
            for below in lighter
        ]
    return found
