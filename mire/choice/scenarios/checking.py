"""Everything that is wrong with scenarios, named by criterion, option and field."""

from collections.abc import Iterator, Sequence

from mire.choice.scenarios.criteria import THRESHOLDS, Criterion, Direction
from mire.choice.scenarios.measures import (
    Exact,
    Grades,
    Measure,
    Normal,
    Option,
    Range,
    Triangular,
    decimal,
    ends,
    is_bounded,
)
from mire.choice.scenarios.refusal import Problem, Reason, ScenariosRefused
from mire.choice.scenarios.weights import WeightSpace, bounds

MOST_CRITERIA = 20
MOST_OPTIONS = 30
MOST_FIGURE = 1e15


def checked(
    criteria: Sequence[Criterion], options: Sequence[Option], space: WeightSpace | None = None
) -> None:
    """Raise :class:`ScenariosRefused` listing every problem, or return nothing."""
    problems = [
        *_numbers(criteria, options),
        *_names([each.name for each in criteria], is_criterion=True),
        *_names([each.name for each in options], is_criterion=False),
    ]
    for index, criterion in enumerate(criteria):
        problems += _criterion(index, criterion)
    problems += _weights(criteria)
    for row, option in enumerate(options):
        problems += _option(row, option, criteria)
    if space is not None and not problems:
        problems += _space(space, len(criteria))
    if problems:
        raise ScenariosRefused(problems)


def _numbers(criteria: Sequence[Criterion], options: Sequence[Option]) -> Iterator[Problem]:
    if not criteria:
        yield Problem(Reason.NO_CRITERION)
    if len(options) < 2:
        yield Problem(Reason.TOO_FEW_OPTIONS, value=len(options))
    if len(criteria) > MOST_CRITERIA:
        yield Problem(Reason.TOO_MANY_CRITERIA, value=MOST_CRITERIA)
    if len(options) > MOST_OPTIONS:
        yield Problem(Reason.TOO_MANY_OPTIONS, value=MOST_OPTIONS)


def _names(names: Sequence[str], *, is_criterion: bool) -> Iterator[Problem]:
    for index, name in enumerate(names):
        where = {"criterion": index} if is_criterion else {"option": index}
        if not name.strip():
            yield Problem(Reason.BLANK, field="name", **where)
        elif name in names[:index]:
            yield Problem(Reason.DUPLICATE, field="name", value=name, **where)


def _criterion(index: int, criterion: Criterion) -> Iterator[Problem]:
    yield from _thresholds(index, criterion)
    if criterion.scale is not None:
        if not all(_is_finite(end) for end in criterion.scale):
            yield Problem(Reason.NOT_FINITE, index, field="scale", value=criterion.scale)
        elif criterion.scale[0] >= criterion.scale[1]:
            yield Problem(Reason.SCALE_REVERSED, index, field="scale", value=criterion.scale)
    if criterion.grades:
        if len(criterion.grades) < 2:
            yield Problem(Reason.TOO_FEW_GRADES, index, field="grades")
        if len(set(criterion.grades)) < len(criterion.grades):
            yield Problem(Reason.DUPLICATE, index, field="grades")
        if criterion.direction is not Direction.MAX:
            yield Problem(Reason.GRADES_GO_UP, index, field="direction", value=criterion.direction)


def _thresholds(index: int, criterion: Criterion) -> Iterator[Problem]:
    needed = THRESHOLDS[criterion.shape]
    told: dict[str, float] = {}
    for field in ("q", "p", "s"):
        value = getattr(criterion, field)
        if value is None:
            if field in needed:
                yield Problem(Reason.THRESHOLD_MISSING, index, field=field, value=criterion.shape)
        elif not _is_finite(value):
            yield Problem(Reason.NOT_FINITE, index, field=field, value=value)
        elif value < 0:
            yield Problem(Reason.NEGATIVE, index, field=field, value=value)
        elif field in needed:
            told[field] = value
    if needed in (("p",), ("s",)) and told.get(needed[0]) == 0:
        yield Problem(Reason.NOT_POSITIVE, index, field=needed[0], value=0)
    if "q" in told and "p" in told and told["p"] < told["q"]:
        yield Problem(Reason.THRESHOLDS_CROSSED, index, field="p", value=told["p"])


def _weights(criteria: Sequence[Criterion]) -> Iterator[Problem]:
    given = [each.weight for each in criteria]
    if all(weight is None for weight in given):
        return
    is_usable = False
    for index, weight in enumerate(given):
        if weight is None:
            yield Problem(Reason.MISSING, index, field="weight")
        elif not _is_finite(weight):
            yield Problem(Reason.NOT_FINITE, index, field="weight", value=weight)
        elif weight < 0:
            yield Problem(Reason.NEGATIVE, index, field="weight", value=weight)
        is_usable = is_usable or weight != 0
    if not is_usable:
        yield Problem(Reason.NO_WEIGHT, 0, field="weight", value=0)


def _option(row: int, option: Option, criteria: Sequence[Criterion]) -> Iterator[Problem]:
    if len(option.measures) != len(criteria):
        yield Problem(Reason.NUMBER_OF_VALUES, option=row, value=len(option.measures))
        return
    for index, (criterion, measure) in enumerate(zip(criteria, option.measures, strict=True)):
        reason = (
            Reason.MISSING if measure is None else _figures(measure) or _scale(criterion, measure)
        )
        if reason is not None:
            yield Problem(reason, index, row, criterion.name, measure)


def _figures(measure: Measure) -> Reason | None:
    """Say what is wrong with a measure's own figures."""
    match measure:
        case Exact(value):
            figures: tuple[float, ...] = (value,)
        case Normal(middle, sd):
            figures = (middle, sd)
        case Range(least, most):
            figures = (least, most)
        case Triangular(least, mode, most):
            figures = (least, mode, most)
        case Grades(counts):
            figures = counts
    if not all(_is_finite(figure) for figure in figures):
        return Reason.NOT_FINITE
    if isinstance(measure, Normal):
        return Reason.NEGATIVE if measure.sd < 0 else None
    if isinstance(measure, Grades):
        if any(isinstance(count, bool) or not isinstance(count, int) for count in measure.counts):
            return Reason.KIND
        if any(count < 0 for count in measure.counts):
            return Reason.NEGATIVE
        return None if any(measure.counts) else Reason.NO_GRADE
    return Reason.REVERSED if list(figures) != sorted(figures) else None


def _scale(criterion: Criterion, measure: Measure) -> Reason | None:
    """Say what is wrong with a measure on this criterion's scale."""
    if criterion.grades:
        if isinstance(measure, Grades):
            return None if len(measure.counts) == len(criterion.grades) else Reason.UNKNOWN_GRADE
        is_grade = isinstance(measure, Exact) and measure.value in range(len(criterion.grades))
        return None if is_grade else Reason.UNKNOWN_GRADE
    if isinstance(measure, Grades):
        return Reason.KIND
    is_told = criterion.scale is not None and all(map(_is_finite, criterion.scale))
    if criterion.scale is not None and is_told and is_bounded(measure):
        lowest, highest = map(decimal, criterion.scale)
        least, most = ends(measure)
        if least < lowest or most > highest:
            return Reason.OUTSIDE_SCALE
    return None


def _space(space: WeightSpace, n_criteria: int) -> Iterator[Problem]:
    placed = [criterion for group in space.order for criterion in group]
    ranged = [criterion for criterion, _, _ in space.ranges]
    for field, told in (("order", placed), ("range", ranged)):
        for place, criterion in enumerate(told):
            if not 0 <= criterion < n_criteria:
                yield Problem(Reason.UNKNOWN_CRITERION, field=field, value=criterion)
            elif criterion in told[:place]:
                yield Problem(Reason.DUPLICATE, criterion, field=field)
    for criterion, low, high in space.ranges:
        if not (_is_finite(low) and _is_finite(high)):
            yield Problem(Reason.NOT_FINITE, criterion, field="range", value=(low, high))
            return
        if not 0 <= low <= high <= 1:
            yield Problem(Reason.RANGE, criterion, field="range", value=(low, high))
    if any(not 0 <= criterion < n_criteria for criterion in (*placed, *ranged)):
        return
    left = bounds(space)
    if left.is_empty:
        yield Problem(Reason.NO_WEIGHTS_LEFT, _culprit(space), field="weights")


def _culprit(space: WeightSpace) -> int | None:
    """Return the criterion whose bounds cross, or None where it is their sums that don't do."""
    left = bounds(space)
    for criterion, (low, high) in enumerate(zip(left.least, left.most, strict=True)):
        if low > high:
            return criterion
    return None


def _is_finite(figure: float) -> bool:
    """Say whether a figure is one, and one that can be written; NaN is not at most anything."""
    return abs(figure) <= MOST_FIGURE
