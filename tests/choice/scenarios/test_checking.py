"""What can't be compared is refused, with its criterion, option and field."""

import math
from typing import Any

import numpy as np
import pytest

from mire.choice.scenarios.checking import MOST_CRITERIA, MOST_OPTIONS
from mire.choice.scenarios.comparison import compare
from mire.choice.scenarios.criteria import Criterion, Direction, Shape
from mire.choice.scenarios.measures import Exact, Grades, Normal, Option, Range, Triangular
from mire.choice.scenarios.refusal import Reason, ScenariosRefused
from mire.choice.scenarios.weights import WeightSpace

GRADES = ("poor", "fair", "good")
A, B = Criterion(name="a"), Criterion(name="b")
GRADED = Criterion(name="g", grades=GRADES)
PAIR = [Option(name="x", measures=[Exact(1)]), Option(name="y", measures=[Exact(2)])]


def one(measure: Any, criterion: Criterion = A) -> tuple[list[Criterion], list[Option]]:
    good = Exact(1)
    return [criterion], [
        Option(name="x", measures=[good]),
        Option(name="y", measures=[measure]),
    ]


def of(**told: Any) -> tuple[list[Criterion], list[Option]]:
    return [Criterion(name="a", **told)], PAIR


@pytest.mark.parametrize(
    ("given", "reason", "criterion", "option", "field"),
    [
        (([], []), Reason.NO_CRITERION, None, None, ""),
        (([A], []), Reason.TOO_FEW_OPTIONS, None, None, ""),
        (([A], PAIR[:1]), Reason.TOO_FEW_OPTIONS, None, None, ""),
        (([A], [PAIR[0], PAIR[0]]), Reason.DUPLICATE, None, 1, "name"),
        (
            ([A, A], [Option(name=n, measures=[Exact(1)] * 2) for n in "xy"]),
            Reason.DUPLICATE,
            1,
            None,
            "name",
        ),
        (([Criterion(name=" ")], PAIR), Reason.BLANK, 0, None, "name"),
        (([A] * (MOST_CRITERIA + 1), PAIR), Reason.TOO_MANY_CRITERIA, None, None, ""),
        (([A], PAIR * MOST_OPTIONS), Reason.TOO_MANY_OPTIONS, None, None, ""),
        (([A, B], PAIR), Reason.NUMBER_OF_VALUES, None, 0, ""),
        (one(None), Reason.MISSING, 0, 1, "a"),
        (one(Exact(math.nan)), Reason.NOT_FINITE, 0, 1, "a"),
        (one(Exact(-math.inf)), Reason.NOT_FINITE, 0, 1, "a"),
        (one(Exact(10**400)), Reason.NOT_FINITE, 0, 1, "a"),
        (one(Exact(1.1e15)), Reason.NOT_FINITE, 0, 1, "a"),
        (one(Range(2, 1)), Reason.REVERSED, 0, 1, "a"),
        (one(Triangular(1, 3, 2)), Reason.REVERSED, 0, 1, "a"),
        (one(Normal(1, -1)), Reason.NEGATIVE, 0, 1, "a"),
        (one(Normal(1, math.nan)), Reason.NOT_FINITE, 0, 1, "a"),
        (one(Grades((1, 2))), Reason.KIND, 0, 1, "a"),
        (one(Grades((0, 0, 0)), GRADED), Reason.NO_GRADE, 0, 1, "g"),
        (one(Grades((1, -1, 1)), GRADED), Reason.NEGATIVE, 0, 1, "g"),
        (one(Grades((1, 1.5, 1)), GRADED), Reason.KIND, 0, 1, "g"),  # type: ignore[arg-type]
        (one(Grades((1, 1)), GRADED), Reason.UNKNOWN_GRADE, 0, 1, "g"),
        (one(Exact(1.5), GRADED), Reason.UNKNOWN_GRADE, 0, 1, "g"),
        (one(Range(0, 1), GRADED), Reason.UNKNOWN_GRADE, 0, 1, "g"),
        (one(Exact(11), Criterion(name="a", scale=(0, 10))), Reason.OUTSIDE_SCALE, 0, 1, "a"),
        (one(Range(-1, 3), Criterion(name="a", scale=(0, 10))), Reason.OUTSIDE_SCALE, 0, 1, "a"),
        (of(weight=-1), Reason.NEGATIVE, 0, None, "weight"),
        (of(weight=math.nan), Reason.NOT_FINITE, 0, None, "weight"),
        (of(weight=0), Reason.NO_WEIGHT, 0, None, "weight"),
        (of(shape=Shape.U), Reason.THRESHOLD_MISSING, 0, None, "q"),
        (of(shape=Shape.V), Reason.THRESHOLD_MISSING, 0, None, "p"),
        (of(shape=Shape.GAUSSIAN), Reason.THRESHOLD_MISSING, 0, None, "s"),
        (of(shape=Shape.LINEAR, q=3, p=2), Reason.THRESHOLDS_CROSSED, 0, None, "p"),
        (of(shape=Shape.LEVEL, q=-1, p=2), Reason.NEGATIVE, 0, None, "q"),
        (of(shape=Shape.LINEAR, q=math.nan, p=2), Reason.NOT_FINITE, 0, None, "q"),
        (of(shape=Shape.V, p=0), Reason.NOT_POSITIVE, 0, None, "p"),
        (of(shape=Shape.GAUSSIAN, s=0), Reason.NOT_POSITIVE, 0, None, "s"),
        (of(scale=(3, 3)), Reason.SCALE_REVERSED, 0, None, "scale"),
        (of(scale=(0, math.inf)), Reason.NOT_FINITE, 0, None, "scale"),
        (of(grades=("poor",)), Reason.TOO_FEW_GRADES, 0, None, "grades"),
        (of(grades=("poor", "poor", "good")), Reason.DUPLICATE, 0, None, "grades"),
        (of(grades=GRADES, direction=Direction.MIN), Reason.GRADES_GO_UP, 0, None, "direction"),
    ],
)
def test_each_problem_is_named(
    given: tuple[list[Criterion], list[Option]],
    reason: Reason,
    criterion: int | None,
    option: int | None,
    field: str,
) -> None:
    with pytest.raises(ScenariosRefused) as caught:
        compare(*given, rng=np.random.default_rng(1), n_draws=10)
    found = {
        (each.reason, each.criterion, each.option, each.field) for each in caught.value.problems
    }
    assert (reason, criterion, option, field) in found


def test_every_problem_is_listed_at_once() -> None:
    criteria = [Criterion(name="a", shape=Shape.U, weight=-1), Criterion(name="b")]
    rows = [
        Option(name="x", measures=[Exact(math.nan), None]),
        Option(name="x", measures=[Exact(1), Exact(2)]),
    ]
    with pytest.raises(ScenariosRefused) as caught:
        compare(criteria, rows, rng=np.random.default_rng(1))
    assert {(each.reason, each.field) for each in caught.value.problems} == {
        (Reason.DUPLICATE, "name"),
        (Reason.THRESHOLD_MISSING, "q"),
        (Reason.NEGATIVE, "weight"),
        (Reason.MISSING, "weight"),
        (Reason.NOT_FINITE, "a"),
        (Reason.MISSING, "b"),
    }


@pytest.mark.parametrize(
    ("told", "reason", "criterion"),
    [
        ({"ranges": ((0, 0.6, 0.9), (1, 0.6, 0.9))}, Reason.NO_WEIGHTS_LEFT, None),
        ({"ranges": ((0, 0.0, 0.2), (1, 0.0, 0.2))}, Reason.NO_WEIGHTS_LEFT, None),
        (
            {"order": ((0,), (1,)), "ranges": ((0, 0.0, 0.2), (1, 0.5, 1.0))},
            Reason.NO_WEIGHTS_LEFT,
            0,
        ),
        ({"ranges": ((0, 0.5, 0.4),)}, Reason.RANGE, 0),
        ({"ranges": ((1, 0.5, 1.4),)}, Reason.RANGE, 1),
        ({"ranges": ((0, math.nan, 0.4),)}, Reason.NOT_FINITE, 0),
        ({"ranges": ((0, 0.1, 0.4), (0, 0.1, 0.4))}, Reason.DUPLICATE, 0),
        ({"order": ((0,), (0, 1))}, Reason.DUPLICATE, 0),
        ({"order": ((0,), (2,))}, Reason.UNKNOWN_CRITERION, None),
    ],
)
def test_weights_that_cannot_be_are_refused(
    told: dict[str, Any], reason: Reason, criterion: int | None
) -> None:
    rows = [
        Option(name="x", measures=[Exact(1), Exact(2)]),
        Option(name="y", measures=[Exact(2), Exact(1)]),
    ]
    with pytest.raises(ScenariosRefused) as caught:
        compare([A, B], rows, space=WeightSpace(n=2, **told), rng=np.random.default_rng(1))
    found = [(each.reason, each.criterion) for each in caught.value.problems]
    assert (reason, criterion) in found


def test_limits_are_what_may_be_reached() -> None:
    criteria = [Criterion(name=f"c{index}") for index in range(MOST_CRITERIA)]
    rows = [
        Option(name=f"o{index}", measures=[Exact(index * each % 7) for each in range(20)])
        for index in range(MOST_OPTIONS)
    ]
    found = compare(criteria, rows, rng=np.random.default_rng(1), n_draws=1_000)
    assert len(found.smaa.acceptability) == MOST_OPTIONS
    assert sum(found.promethee.net) == 0
