"""What is left of the weights as an exact region of the free ones, the fixed ones set apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mire.choice.scenarios import cones
from mire.choice.scenarios.weights import WeightSpace, bounds, constraints


@dataclass(frozen=True, slots=True)
class Reduction:
    """Some weights known exactly, the others free to share what these leave.

    The free weights are looked at as shares of ``mass``, what the ``fixed`` leave of 1.
    """

    n: int
    fixed: dict[int, Fraction]
    free: tuple[int, ...]
    mass: Fraction

    def normal(self, row: Sequence[Fraction], level: Fraction = Fraction(0)) -> tuple[int, ...]:
        """Return ``row``·w ≥ ``level`` as a half-space of the free weights' shares."""
        offset = sum((row[index] * told for index, told in self.fixed.items()), start=-level)
        return cones.whole([row[index] * self.mass + offset for index in self.free])

    def weights(self, shares: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """Return the weights of all criteria from the free weights' shares."""
        found = dict(self.fixed)
        found.update(
            (index, self.mass * part) for index, part in zip(self.free, shares, strict=True)
        )
        return tuple(found[index] for index in range(self.n))


def reduction(space: WeightSpace) -> Reduction:
    """Return which weights are fixed; ``space`` must leave some weights."""
    fixed = bounds(space).fixed()
    return Reduction(
        n=space.n,
        fixed=fixed,
        free=tuple(index for index in range(space.n) if index not in fixed),
        mass=1 - sum(fixed.values(), start=Fraction(0)),
    )


def region(space: WeightSpace, reduced: Reduction) -> cones.Region:
    """Return what is left of the free weights, of which there are two or more."""
    left = cones.simplex(len(reduced.free))
    for row, level in constraints(space):
        normal = reduced.normal(row, level)
        if any(normal):
            inside, _ = cones.cut(left, normal)
            assert inside is not None
            left = inside
    return left
