"""What is known of an option on a criterion: a figure, or how far it is known.

Figures are in the criterion's unit; on a graded criterion the unit is one grade, 0 the worst.
Decimals are taken as written: 0.1 is one tenth, not the nearest binary fraction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

# 95 % of a normal distribution lies within this many standard deviations of its mean.
NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Exact:
    """Known for sure."""

    value: float


@dataclass(frozen=True, slots=True)
class Range:
    """Anywhere between two figures, none more likely than another."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Normal:
    """Around a mean, with a standard deviation."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Triangular:
    """Between two figures, most likely near a third."""

    least: float
    mode: float
    most: float


@dataclass(frozen=True, slots=True)
class Grades:
    """How many people gave each grade, from the worst grade to the best.

    As an uncertain measure: the grade of one of them drawn at random.
    """

    counts: tuple[int, ...]


Measure: TypeAlias = Exact | Range | Normal | Triangular | Grades


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A scenario: its name, a measure per criterion, in their order, and what is argued of it."""

    name: str
    measures: Sequence[Measure | None]
    strengths: tuple[str, ...] = ()
    weaknesses: tuple[str, ...] = ()


def decimal(value: float) -> Fraction:
    """Return the fraction that a decimal figure was written as."""
    return Fraction(str(value))


def mean(measure: Measure) -> Fraction:
    """Return a measure's mean, exactly."""
    match measure:
        case Exact(value):
            return decimal(value)
        case Range(least, most):
            return (decimal(least) + decimal(most)) / 2
        case Normal(middle, _):
            return decimal(middle)
        case Triangular(least, mode, most):
            return (decimal(least) + decimal(mode) + decimal(most)) / 3
        case Grades(counts):
            return Fraction(sum(grade * count for grade, count in enumerate(counts)), sum(counts))


def ends(measure: Measure) -> tuple[Fraction, Fraction]:
    """Return the least and the greatest that a measure may be; 95 % of a normal one."""
    match measure:
        case Exact(value):
            return decimal(value), decimal(value)
        case Range(least, most) | Triangular(least, _, most):
            return decimal(least), decimal(most)
        case Normal(middle, sd):
            reach = decimal(NORMAL_95) * decimal(sd)
            return decimal(middle) - reach, decimal(middle) + reach
        case Grades(counts):
            given = [grade for grade, count in enumerate(counts) if count]
            return Fraction(given[0]), Fraction(given[-1])


def is_certain(measure: Measure) -> bool:
    """Say whether a measure is one figure."""
    least, most = ends(measure)
    return least == most


def is_bounded(measure: Measure) -> bool:
    """Say whether a measure never leaves its ends."""
    return not isinstance(measure, Normal) or measure.sd == 0
