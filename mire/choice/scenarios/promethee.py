"""PROMETHEE I and II: how far each option is preferred to the others, criterion by criterion.

Brans & Vincke, "A preference ranking organisation method", *Management Science* 31 (1985),
647–656. Differences, thresholds and flows are exact fractions of the decimals as written (the
Gaussian alone is rounded), so that a threshold that is just reached, and a tie, are decided
as on paper.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from mire.choice.scenarios.checking import checked
from mire.choice.scenarios.criteria import THRESHOLDS, Criterion, Direction, Shape
from mire.choice.scenarios.measures import Option, decimal, mean


class Relation(StrEnum):
    """How PROMETHEE I relates one option to another."""

    PREFERRED = "preferred"
    INDIFFERENT = "indifferent"
    INCOMPARABLE = "incomparable"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Promethee:
    """Flows and rankings; everything is in the order of the options, of the criteria.

    ``degrees[criterion][a][b]``: how far a is preferred to b, from 0 to 1. ``preference[a][b]``:
    their weighted mean. ``plus``, ``minus`` and ``net``: the flows. ``relations[a][b]``: the
    partial preorder of PROMETHEE I. ``ranks``: the complete order of PROMETHEE II, from 1;
    equal net flows share a rank. ``weights`` sum to 1.
    """

    weights: tuple[Fraction, ...]
    degrees: tuple[tuple[tuple[Fraction, ...], ...], ...]
    preference: tuple[tuple[Fraction, ...], ...]
    plus: tuple[Fraction, ...]
    minus: tuple[Fraction, ...]
    net: tuple[Fraction, ...]
    relations: tuple[tuple[Relation, ...], ...]
    ranks: tuple[int, ...]


def promethee(criteria: Sequence[Criterion], options: Sequence[Option]) -> Promethee:
    """Return the flows of two options or more; uncertain measures count by their mean.

    Raises :class:`~mire.choice.scenarios.refusal.ScenariosRefused`.
    """
    checked(criteria, options)
    weights = normalised([criterion.weight for criterion in criteria])
    degrees = tuple(_degrees(index, criterion, options) for index, criterion in enumerate(criteria))
    everyone = range(len(options))
    preference = tuple(
        tuple(
            sum(
                (
                    weight * matrix[one][other]
                    for weight, matrix in zip(weights, degrees, strict=True)
                ),
                start=Fraction(0),
            )
            for other in everyone
        )
        for one in everyone
    )
    others = len(options) - 1
    plus = tuple(sum(row, start=Fraction(0)) / others for row in preference)
    minus = tuple(
        sum(column, start=Fraction(0)) / others for column in zip(*preference, strict=True)
    )
    net = tuple(up - down for up, down in zip(plus, minus, strict=True))
    return Promethee(
        weights=weights,
        degrees=degrees,
        preference=preference,
        plus=plus,
        minus=minus,
        net=net,
        relations=tuple(
            tuple(_relation(plus[a], minus[a], plus[b], minus[b]) for b in everyone)
            for a in everyone
        ),
        ranks=tuple(1 + sum(other > own for other in net) for own in net),
    )


def normalised(weights: Sequence[float | None]) -> tuple[Fraction, ...]:
    """Return weights that sum to 1; equal ones where none is told."""
    told = [Fraction(1) if weight is None else decimal(weight) for weight in weights]
    return tuple(weight / sum(told) for weight in told)


def degree(criterion: Criterion, better_by: Fraction) -> Fraction:
    """Return how far a difference counts on a criterion: 0 for none, 1 for fully.

    ``better_by`` is in the criterion's unit, positive where the first option is the better.
    """
    if better_by <= 0:
        return Fraction(0)
    known = {field: decimal(getattr(criterion, field)) for field in THRESHOLDS[criterion.shape]}
    match criterion.shape:
        case Shape.USUAL:
            return Fraction(1)
        case Shape.U:
            return Fraction(better_by > known["q"])
        case Shape.V:
            return min(Fraction(1), better_by / known["p"])
        case Shape.LEVEL:
            return Fraction((better_by > known["q"]) + (better_by > known["p"]), 2)
        case Shape.LINEAR:
            if better_by <= known["q"]:
                return Fraction(0)
            if better_by >= known["p"]:
                return Fraction(1)
            return (better_by - known["q"]) / (known["p"] - known["q"])
        case Shape.GAUSSIAN:
            # Past 40 spreads the degree is 1 to the last bit, and the square may overflow.
            spreads = float(min(Fraction(40), better_by / known["s"]))
            return Fraction(-math.expm1(-(spreads**2) / 2))


def _degrees(
    index: int, criterion: Criterion, options: Sequence[Option]
) -> tuple[tuple[Fraction, ...], ...]:
    sign = 1 if criterion.direction is Direction.MAX else -1
    known = [
        sign * mean(measure)
        for option in options
        if (measure := option.measures[index]) is not None
    ]
    return tuple(tuple(degree(criterion, own - other) for other in known) for own in known)


def _relation(
    plus: Fraction, minus: Fraction, other_plus: Fraction, other_minus: Fraction
) -> Relation:
    if (plus, minus) == (other_plus, other_minus):
        return Relation.INDIFFERENT
    if plus >= other_plus and minus <= other_minus:
        return Relation.PREFERRED
    if plus <= other_plus and minus >= other_minus:
        return Relation.BEHIND
    return Relation.INCOMPARABLE
