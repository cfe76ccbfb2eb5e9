"""When an option can come first at all: what each weight must then be.

Over the weights that make an option first, each weight has a least and a greatest value, found
by linear programming. Where measures are unsure the option is taken at its best and the others
at their worst, so that « first only if … » holds whatever the measures turn out to be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from mire.choice.scenarios.checking import checked
from mire.choice.scenarios.criteria import Criterion
from mire.choice.scenarios.drawing import Floats
from mire.choice.scenarios.measures import Option, ends, is_bounded
from mire.choice.scenarios.values import value_scales, values
from mire.choice.scenarios.weights import WeightSpace, bounds, constraints

# What linear programming may be off by, and how much of that we let pass.
TOLERANCES = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
ROUNDING = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """An option comes first only if a criterion's weight is above, or below, a share.

    ``tells`` is the share of the weights that it rules out, from 0 to 1: exactly where nothing
    is known of them; else as if it were so between the weight's own ends, good for an order.
    """

    criterion: int
    is_above: bool
    share: float
    tells: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What must hold for an option to come first.

    ``may_be_first``: None where an unsure measure has no ends to reason from (normal ones); then
    nothing else is said. ``is_always_first``: for all weights and measures, alone or equal.
    ``conditions``: each necessary, the most telling first (« above » first
    where they tell as much); empty where nothing is ruled out.
    """

    may_be_first: bool | None
    is_always_first: bool = False
    conditions: tuple[Condition, ...] = ()


def prospects(
    criteria: Sequence[Criterion], options: Sequence[Option], space: WeightSpace
) -> tuple[Prospect, ...]:
    """Return each option's prospect; raises ``ScenariosRefused``."""
    checked(criteria, options, space)
    if not all(
        is_bounded(measure)
        for option in options
        for measure in option.measures
        if measure is not None
    ):
        return tuple(Prospect(may_be_first=None) for _ in options)
    scales = value_scales(criteria, options)
    best, worst = (values(scales, options, ends, choose) for choose in (max, min))
    left = _Left(space)
    return tuple(_prospect(option, best, worst, left) for option in range(len(options)))


class _Left:
    """What is left of the weights, as linear programming wants it."""

    def __init__(self, space: WeightSpace) -> None:
        self.n = space.n
        limits = bounds(space)
        self.limits = [
            (float(low), float(high)) for low, high in zip(limits.least, limits.most, strict=True)
        ]
        self.rows = np.array(
            [[float(each) for each in row] for row, level in constraints(space) if level == 0]
        ).reshape(-1, space.n)
        self.spans = [
            tuple(sign * float(self.lowest(sign * np.eye(self.n)[index]) or 0) for sign in (1, -1))
            for index in range(self.n)
        ]

    def lowest(self, aim: Floats, *also: Floats) -> float | None:
        """Return the least of ``aim``·w over the weights where each of ``also``·w ≥ 0.

        None where there are no such weights.
        """
        from scipy.optimize import linprog  # type: ignore[import-untyped]

        rows = np.vstack([self.rows, *(each.reshape(-1, self.n) for each in also)])
        solved = linprog(
            aim,
            A_ub=-rows if len(rows) else None,
            b_ub=np.zeros(len(rows)) if len(rows) else None,
            A_eq=np.ones((1, self.n)),
            b_eq=[1.0],
            bounds=self.limits,
            method="highs",
            options=TOLERANCES,
        )
        return float(solved.fun) if solved.status == 0 else None

    def widest(self, ahead: Floats) -> float:
        """Return the most by which ``ahead``·w can be above 0 on all rows at once."""
        from scipy.optimize import linprog

        free = np.hstack([self.rows, np.zeros((len(self.rows), 1))])
        rows = np.vstack([free, np.hstack([ahead, -np.ones((len(ahead), 1))])])
        solved = linprog(
            np.append(np.zeros(self.n), -1.0),
            A_ub=-rows,
            b_ub=np.zeros(len(rows)),
            A_eq=np.append(np.ones((1, self.n)), [[0.0]], axis=1),
            b_eq=[1.0],
            bounds=[*self.limits, (None, None)],
            method="highs",
            options=TOLERANCES,
        )
        return -float(solved.fun)


def _prospect(
    option: int,
    best: Sequence[Sequence[Fraction]],
    worst: Sequence[Sequence[Fraction]],
    left: _Left,
) -> Prospect:
    others = [other for other in range(len(best)) if other != option]
    hoped = [_difference(best[option], worst[other]) for other in others]
    feared = [_difference(worst[option], best[other]) for other in others]
    ahead = np.array([row for row in hoped if any(row)]).reshape(-1, left.n)
    is_always = all((left.lowest(np.array(row)) or 0.0) >= -ROUNDING for row in feared)
    if is_always or not len(ahead):
        return Prospect(may_be_first=True, is_always_first=is_always)
    if left.widest(ahead) <= ROUNDING:
        return Prospect(may_be_first=False)
    found = []
    for criterion, (low, high) in enumerate(left.spans):
        unit = np.eye(left.n)[criterion]
        for is_above, sign, end in ((True, 1, low), (False, -1, high)):
            reached = left.lowest(sign * unit, ahead)
            if reached is None or high - low <= ROUNDING:
                continue
            if abs(sign * reached - end) > ROUNDING:
                rest = (high - sign * reached) / (high - low)
                above = max(0.0, rest) ** max(1, left.n - 1)
                tells = 1 - above if is_above else above
                found.append(
                    Condition(
                        criterion=criterion, is_above=is_above, share=sign * reached, tells=tells
                    )
                )
    found.sort(key=lambda each: (-round(each.tells, 9), not each.is_above, each.criterion))
    return Prospect(may_be_first=True, conditions=tuple(found))


def _difference(one: Sequence[Fraction], other: Sequence[Fraction]) -> list[float]:
    return [float(a - b) for a, b in zip(one, other, strict=True)]
