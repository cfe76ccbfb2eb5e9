"""From answers to a result: each statement's distribution, agreement and change, and an order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec
import numpy as np

from mire.analysis.agreement import agreement, differ
from mire.analysis.moves import moves
from mire.analysis.proportions import wilson
from mire.technique_api.series import Series
from mire.technique_api.technique import Entry, Verbatim
from mire.techniques.sounding.config import Config, grades, middle
from mire.techniques.sounding.contribution import DECLINE, UNKNOWN, AnyPiece, Mark, Move

FEW = 8
"""Under this number of grades, counts are given and no tendency is named."""

CLEAR = 0.05
"""All the changes that are told, together, are chance's doing less often than this."""

CHANCE = 0.05
"""An order is told when chance alone would part any two statements so less often than this."""

LEAST_PAIRS = 6
"""Fewer linked answers can't tell a change from chance."""

Pattern: TypeAlias = Literal[
    "nobody", "silent", "few", "one", "split", "bright", "dark", "middle", "mixed"
]


class Said(msgspec.Struct, frozen=True):
    id: str
    statement: int
    mark: int | str


class Linked(msgspec.Struct, frozen=True):
    id: str
    statement: int
    first: int
    second: int


class State(msgspec.Struct, frozen=True):
    said: Series[Said] = Series()
    linked: Series[Linked] = Series()
    counts: tuple[int, ...] = ()
    """How many answered each statement, from the first on."""


class Bar(msgspec.Struct, frozen=True):
    """``share`` is of those who gave a grade."""

    grade: int
    n: int
    share: float


class Change(msgspec.Struct, frozen=True):
    """How linked people moved between two rounds; ``low`` and ``high`` bound the net share.

    ``is_clear``: told, once every statement's test is counted (Holm's rule).
    """

    n: int
    n_up: int
    n_down: int
    p: float
    low: float
    high: float
    is_clear: bool = False


class Line(msgspec.Struct, frozen=True):
    """One statement. ``median``: the two middle grades, None without a grade.

    ``agreement``: van der Eijk's A, None likewise. ``n_high`` and ``n_low``: on the favourable and
    the unfavourable side; ``margin``: Wilson's of the favourable share. ``rank``: 1 for the
    statement on which people agree most; None under eight grades.
    """

    number: int
    n: int
    n_graded: int
    n_unknown: int
    n_declined: int
    bars: tuple[Bar, ...]
    median: tuple[int, int] | None
    agreement: float | None
    n_high: int
    n_low: int
    margin: tuple[float, float] | None
    pattern: Pattern
    rank: int | None = None
    change: Change | None = None


class Result(msgspec.Struct, frozen=True):
    """``order``: numbers of the statements, from agreement to dissent; those with few last.

    ``is_ordered``: people agree more on the first than on the last ranked one, beyond chance.
    """

    n: int
    lines: tuple[Line, ...]
    order: tuple[int, ...]
    is_ordered: bool = False

    def line(self, number: int) -> Line:
        return self.lines[number - 1]


def start(config: Config) -> State:
    return State(counts=(0,) * len(config.statements))


def step(config: Config, state: State, entry: Entry[AnyPiece]) -> State:
    if entry.body.statement > len(config.statements):
        return state
    match entry.body:
        case Mark(statement=statement, mark=mark):
            counts = list(state.counts)
            counts[statement - 1] += 1
            said = state.said.appended(Said(entry.id, statement, mark))
            return msgspec.structs.replace(state, said=said, counts=tuple(counts))
        case Move(statement=statement, first=first, second=second):
            linked = state.linked.appended(Linked(entry.id, statement, first, second))
            return msgspec.structs.replace(state, linked=linked)


def n_answers(state: State) -> int:
    """How many people answered: each says something of every statement."""
    return max(state.counts, default=0)


def verbatims(_state: State) -> Sequence[Verbatim]:
    return []


def synthesis(config: Config, state: State, rng: np.random.Generator) -> Result:
    numbers = range(1, len(config.statements) + 1)
    marks: dict[int, Counter[int | str]] = {number: Counter() for number in numbers}
    for each in state.said:
        marks[each.statement][each.mark] += 1
    changes = _changes(state)
    lines = [_line(config, number, marks[number], changes.get(number)) for number in numbers]
    ranked = sorted(
        (line for line in lines if line.n_graded >= FEW),
        key=lambda line: (-(line.agreement or 0.0), line.number),
    )
    ranks = {line.number: rank for rank, line in enumerate(ranked, start=1)}
    few = [line.number for line in lines if line.number not in ranks]
    return Result(
        n=n_answers(state),
        lines=tuple(msgspec.structs.replace(line, rank=ranks.get(line.number)) for line in lines),
        order=(*ranks, *few),
        is_ordered=len(ranked) > 1
        and differ([[bar.n for bar in line.bars] for line in ranked], rng, level=CHANCE),
    )


def _line(config: Config, number: int, marks: Counter[int | str], change: Change | None) -> Line:
    counts = {grade: marks[grade] for grade in grades(config)}
    graded = sum(counts.values())
    agreed = agreement(list(counts.values()))
    high = sum(n for grade, n in counts.items() if grade > middle(config))
    low = sum(n for grade, n in counts.items() if grade < middle(config))
    margin = wilson(high, graded) if graded else None
    return Line(
        number=number,
        n=marks.total(),
        n_graded=graded,
        n_unknown=marks[UNKNOWN],
        n_declined=marks[DECLINE],
        bars=tuple(
            Bar(grade, n, round(n / graded, 4) if graded else 0.0) for grade, n in counts.items()
        ),
        median=_median(counts),
        agreement=None if agreed is None else round(agreed, 4),
        n_high=high,
        n_low=low,
        margin=None if margin is None else (round(margin.low, 4), round(margin.high, 4)),
        pattern=_pattern(counts, high, low, marks.total()),
        change=change,
    )


def _median(counts: Mapping[int, int]) -> tuple[int, int] | None:
    ordered = [grade for grade, n in sorted(counts.items()) for _ in range(n)]
    if not ordered:
        return None
    return ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]


def stands_out(part: int, whole: int) -> bool:
    """Tell whether ``part`` exceeds half of ``whole`` by more than half its square root."""
    return 2 * part > whole and (2 * part - whole) ** 2 > whole


def _pattern(counts: Mapping[int, int], high: int, low: int, n: int) -> Pattern:
    """Return the first pattern that holds, from the most telling to the least."""
    graded = sum(counts.values())
    if n == 0:
        return "nobody"
    if graded == 0:
        return "silent"
    if graded < FEW:
        return "few"
    if max(counts.values()) == graded:
        return "one"
    between = graded - high - low
    # Two camps: a third of the grades at least on each side, and few between them.
    if 3 * low >= graded and 3 * high >= graded and 5 * between <= graded:
        return "split"
    if stands_out(high, graded):
        return "bright"
    if stands_out(low, graded):
        return "dark"
    return "middle" if stands_out(between, graded) else "mixed"


def _changes(state: State) -> dict[int, Change]:
    """Return each statement's change; which are clear is judged together.

    Holm's rule (Scandinavian Journal of Statistics 6, 1979): the surest must pass the level
    shared among all, the next among those left, and so on until one does not.
    """
    pairs: dict[int, list[tuple[int, int]]] = {}
    for each in state.linked:
        pairs.setdefault(each.statement, []).append((each.first, each.second))
    found = {}
    for number, linked in sorted(pairs.items()):
        seen = moves(linked)
        assert seen is not None
        found[number] = Change(
            seen.n,
            seen.n_up,
            seen.n_down,
            round(seen.p, 4),
            round(seen.low, 4),
            round(seen.high, 4),
        )
    left = len(found)
    for number in sorted(found, key=lambda each: (found[each].p, each)):
        if found[number].p > CLEAR / left:
            break
        found[number] = msgspec.structs.replace(found[number], is_clear=True)
        left -= 1
    return found
