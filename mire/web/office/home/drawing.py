"""The home's small figures: geometry alone. Each has its sentence and its table on the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mire.programme.home.rules import GradedCase

UNIT, GAP = 12, 4
"""Sides of a mark and the space beside it, in units of the drawings."""
MOST_MONTHS, MOST_STACKED, MOST_UNITS, PER_ROW = 24, 6, 60, 12
BAR, TALL = 160, 14


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: where it stands, how wide, and what it stands for (a class of the style sheet)."""

    x: float
    y: float
    kind: str
    width: float = UNIT


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing: its size and its marks."""

    width: float
    height: float
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of the table: its first day, decisions taken in it, questions asked in it."""

    first: date
    n_decisions: int
    n_questions: int


def draw_grades(cases: Sequence[GradedCase]) -> Drawn:
    """Return a bar for each case, the first one above: its grade of 4; an empty line for none."""
    marks = []
    for n, each in enumerate(cases):
        y = n * (TALL + GAP)
        marks.append(Mark(0, y, "track", BAR))
        if each.grade:
            marks.append(Mark(0, y, "filled", round(BAR * each.grade / 4, 1)))
    return Drawn(BAR, max(len(cases) * (TALL + GAP) - GAP, 0), marks)


def months_of(decided: Sequence[date], asked: Sequence[date], until: date) -> list[MonthRow]:
    """Return the months from the first decision or question to a day, two years at most."""
    days = [*decided, *asked]
    if not days:
        return []
    last = until.year * 12 + until.month - 1
    first = max(min(each.year * 12 + each.month - 1 for each in days), last - MOST_MONTHS + 1)

    def within(days: Sequence[date], month: int) -> int:
        return sum(each.year * 12 + each.month - 1 == month for each in days)

    return [
        MonthRow(date(month // 12, month % 12 + 1, 1), within(decided, month), within(asked, month))
        for month in range(first, last + 1)
    ]


def draw_months(months: Sequence[MonthRow]) -> Drawn:
    """Return a column a month: decisions stacked above a line, questions hung below it."""
    up = min(MOST_STACKED, max((each.n_decisions for each in months), default=0))
    down = min(MOST_STACKED, max((each.n_questions for each in months), default=0))
    step, middle = UNIT + GAP, up * (UNIT + GAP)
    marks = [Mark(0, middle, "axis", max(len(months) * step - GAP, 0))]
    for n, each in enumerate(months):
        marks += [
            Mark(n * step, middle - (level + 1) * step, "filled")
            for level in range(min(each.n_decisions, MOST_STACKED))
        ]
        marks += [
            Mark(n * step, middle + GAP + level * step, "hollow")
            for level in range(min(each.n_questions, MOST_STACKED))
        ]
    return Drawn(max(len(months) * step - GAP, 1), (up + down) * step + GAP, marks)


def draw_units(*groups: tuple[int, str]) -> Drawn:
    """Return a mark for each of some units, group after group, twelve a line."""
    kinds = [kind for n, kind in groups for _ in range(n)][:MOST_UNITS]
    step = UNIT + GAP
    marks = [Mark(n % PER_ROW * step, n // PER_ROW * step, kind) for n, kind in enumerate(kinds)]
    n_rows = (len(kinds) + PER_ROW - 1) // PER_ROW
    return Drawn(max(min(len(kinds), PER_ROW) * step - GAP, 1), max(n_rows * step - GAP, 1), marks)
