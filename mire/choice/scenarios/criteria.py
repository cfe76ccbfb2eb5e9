"""Criteria: what options are compared on, which way is better, when a difference counts."""

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Which way is better."""

    MAX = "max"
    MIN = "min"


class Shape(StrEnum):
    """The six preference functions of Brans & Vincke (1985), in their order.

    Each turns by how much one option is better on a criterion into a degree from 0 to 1.
    """

    USUAL = "usual"  # any difference counts fully
    U = "u"  # a difference above q counts fully
    V = "v"  # counts in proportion, fully from p on
    LEVEL = "level"  # one half above q, fully above p
    LINEAR = "linear"  # nothing up to q, in proportion from q to p, fully from p on
    GAUSSIAN = "gaussian"  # 1 − exp(−d² / 2s²)


THRESHOLDS: dict[Shape, tuple[str, ...]] = {
    Shape.USUAL: (),
    Shape.U: ("q",),
    Shape.V: ("p",),
    Shape.LEVEL: ("q", "p"),
    Shape.LINEAR: ("q", "p"),
    Shape.GAUSSIAN: ("s",),
}
"""Which thresholds each shape needs; the others are left unread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A criterion.

    ``weight`` serves PROMETHEE alone, and only its share of the sum matters; None on every
    criterion means equal weights. ``q`` (indifference), ``p`` (preference) and ``s`` (the
    Gaussian's spread) are in the criterion's unit. ``scale`` gives the two ends between which
    the additive model of SMAA runs, None meaning the ends that the options reach. ``grades``,
    from the worst to the best, makes it a criterion graded by people: its unit is one step
    from a grade to the next, its direction is MAX.
    """

    name: str
    direction: Direction = Direction.MAX
    weight: float | None = None
    shape: Shape = Shape.USUAL
    q: float | None = None
    p: float | None = None
    s: float | None = None
    unit: str = ""
    scale: tuple[float, float] | None = None
    grades: tuple[str, ...] = ()
