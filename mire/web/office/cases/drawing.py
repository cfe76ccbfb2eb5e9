"""Stakes against effort, drawn: a case a point, a line from its lowest criterion to its highest."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from mire.programme.cases.rules import GRADES, Point
from mire.words import words

WIDTH, HEIGHT = 340, 224
LEFT, RIGHT, TOP, BOTTOM = 22, 326, 24, 184
"""Where the axes stand, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of an axis: where, and its number."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A case, or several at the same place: their numbers in the list, its line's two ends."""

    x: float
    y: float
    top: float
    bottom: float
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The figure, ready for ``office/cases_figure.html``."""

    dots: Sequence[Dot]
    days: Sequence[Mark]
    grades: Sequence[Mark]


def draw(points: Sequence[Point]) -> Drawing:
    """Return the geometry of some points, at least one."""
    step = _step(max(each.half_days for each in points) / 2)
    most = step * ceil(max(each.half_days for each in points) / 2 / step)
    there: dict[tuple[int, float], list[Point]] = {}
    for each in points:
        there.setdefault((each.half_days, each.stakes.level), []).append(each)
    return Drawing(
        dots=[
            Dot(
                _across(half_days / 2, most),
                _up(level),
                _up(max(each.stakes.high for each in here)),
                _up(min(each.stakes.low for each in here)),
                ", ".join(str(each.place) for each in here),
            )
            for (half_days, level), here in there.items()
        ],
        days=[
            Mark(_across(n * step, most), words.number(n * step))
            for n in range(round(most / step) + 1)
        ],
        grades=[Mark(_up(grade), str(grade)) for grade in range(GRADES)],
    )


def _step(most: float) -> float:
    """Return how far apart the marks of days are: 1, 2 or 5 times a power of ten, five at most."""
    power = 10 ** max(0, floor(log10(max(most, 1) / 5)))
    return float(next(n * power for n in (1, 2, 5, 10, 20) if n * power * 5 >= most))


def _across(days: float, most: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * days / most, 1)


def _up(grade: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * grade / (GRADES - 1), 1)
