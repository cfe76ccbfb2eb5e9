"""What can't be compared, and where: each problem names its criterion, option and field."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why something is not accepted; stable words, which the edges put into sentences."""

    NO_CRITERION = "no criterion"
    TOO_FEW_OPTIONS = "too few options"
    TOO_MANY_CRITERIA = "too many criteria"
    TOO_MANY_OPTIONS = "too many options"
    DUPLICATE = "duplicate"
    BLANK = "blank"
    NOT_FINITE = "not finite"
    NEGATIVE = "negative"
    NOT_POSITIVE = "not positive"
    NO_WEIGHT = "no weight"
    THRESHOLD_MISSING = "threshold missing"
    THRESHOLDS_CROSSED = "thresholds crossed"
    SCALE_REVERSED = "scale reversed"
    TOO_FEW_GRADES = "too few grades"
    GRADES_GO_UP = "grades go up"
    NUMBER_OF_VALUES = "number of values"
    MISSING = "missing"
    KIND = "kind"
    REVERSED = "reversed"
    OUTSIDE_SCALE = "outside scale"
    UNKNOWN_GRADE = "unknown grade"
    NO_GRADE = "no grade"
    RANGE = "range"
    NO_WEIGHTS_LEFT = "no weights left"
    UNKNOWN_CRITERION = "unknown criterion"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``criterion`` and ``option`` are indexes, None where the problem isn't theirs; ``field`` is
    the name of the field at fault ("" for the whole), ``value`` what stands in it.
    """

    reason: Reason
    criterion: int | None = None
    option: int | None = None
    field: str = ""
    value: object = None


class ScenariosRefused(ValueError):
    """The scenarios can't be compared; ``problems`` lists everything that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
