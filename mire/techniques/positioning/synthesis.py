"""From answers to a result: points, corners, measures, and the pattern that stands out.

The pattern describes the room that answered; it infers nothing about anyone else. Its rules
are in ``_reading``; ``sentences`` says it, and each sentence has its test.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

import msgspec
import numpy as np

from mire.analysis import groups as grouping
from mire.analysis.agreement import agreement
from mire.analysis.cloud import mean_ellipse
from mire.analysis.density import density
from mire.analysis.proportions import wilson
from mire.analysis.shift import mean_bounds, shift
from mire.technique_api.series import Series
from mire.technique_api.technique import Entry, Verbatim
from mire.techniques.positioning.config import CORNERS, LIMIT, Config, Corner, corner_of
from mire.techniques.positioning.contribution import Abstention, AnyPiece, Placement, Reason, Shift

FEW = 8
"""Under this number of points, counts are given and no tendency is named."""

NEAR = 2
"""A point is near the centre when neither coordinate is further than this."""

BANDS = (-7, -3, 2, 6)
"""Last position of each of five bands of an axis but the last: agreement is read on bands."""

CLEAR = 0.05
"""A move between two rounds is told when chance alone would do as much less often than this."""

LEAST_MOVE = 0.5
"""Steps: a shorter mean move is hardly one, however sure."""

Side: TypeAlias = Literal["low", "high"]
Pattern: TypeAlias = Literal[
    "nobody", "abstained", "few", "point", "centre", "opposed", "corner", "side", "spread"
]


class Placed(msgspec.Struct, frozen=True):
    id: str
    x: int
    y: int


class State(msgspec.Struct, frozen=True):
    placed: Series[Placed] = Series()
    abstained: Series[str] = Series()
    reasons: Series[tuple[str, str]] = Series()
    shifts: Series[tuple[str, Shift]] = Series()


class Cell(msgspec.Struct, frozen=True):
    """One position, and how many people chose exactly it."""

    x: int
    y: int
    n: int


class Share(msgspec.Struct, frozen=True):
    """``corner`` is None for points on an axis; ``share`` is of those who placed a point.

    ``low`` and ``high``: Wilson's interval at 95 %, None where nobody placed a point.
    """

    corner: Corner | None
    n: int
    share: float
    low: float | None = None
    high: float | None = None


class Reading(msgspec.Struct, frozen=True):
    """What stands out: ``corners``, or sides of the axes, concerned by ``pattern``."""

    pattern: Pattern
    corners: tuple[Corner, ...] = ()
    x: Side | None = None
    y: Side | None = None


class Middle(msgspec.Struct, frozen=True):
    """The mean position and the ellipse, at 95 %, of where it may lie: half axes, degrees."""

    x: float
    y: float
    long: float
    short: float
    angle: float


class Camp(msgspec.Struct, frozen=True):
    """One of several groups: its mean position, and how many people are in it."""

    x: float
    y: float
    n: int


class Zone(msgspec.Struct, frozen=True):
    """Where people stand close together: how many, and outlines as points."""

    n: int
    outlines: tuple[tuple[tuple[float, float], ...], ...]


class Move(msgspec.Struct, frozen=True):
    """What became of ``n`` people between two linked rounds: mean positions, and their test.

    ``x`` and ``y``: between what the mean move lies at 95 %, None under six people. ``toward``:
    the sides that they came nearer to, none when no move is clear.
    """

    n: int
    first: tuple[float, float]
    second: tuple[float, float]
    p: float
    x: tuple[float, float] | None
    y: tuple[float, float] | None
    is_clear: bool
    is_slight: bool
    toward_x: Side | None = None
    toward_y: Side | None = None


class Result(msgspec.Struct, frozen=True):
    """``camps``: the groups when there are several, the largest first. () for one cloud.

    ``agreement_x`` and ``agreement_y``: van der Eijk's A, None where nobody placed a point.
    ``middle`` is None under six points, ``zones`` () under twenty.
    """

    n: int
    n_placed: int
    n_abstained: int
    cells: tuple[Cell, ...]
    shares: tuple[Share, ...]
    reading: Reading
    agreement_x: float | None = None
    agreement_y: float | None = None
    middle: Middle | None = None
    camps: tuple[Camp, ...] = ()
    zones: tuple[Zone, ...] = ()
    move: Move | None = None

    def at(self, corner: Corner | None) -> Share:
        return next(share for share in self.shares if share.corner == corner)


def start(_config: Config) -> State:
    return State()


def step(_config: Config, state: State, entry: Entry[AnyPiece]) -> State:
    match entry.body:
        case Placement(x=x, y=y):
            placed = state.placed.appended(Placed(entry.id, x, y))
            return msgspec.structs.replace(state, placed=placed)
        case Abstention():
            return msgspec.structs.replace(state, abstained=state.abstained.appended(entry.id))
        case Reason(text=said):
            reasons = state.reasons.appended((entry.id, said))
            return msgspec.structs.replace(state, reasons=reasons)
        case Shift() as shift:
            return msgspec.structs.replace(state, shifts=state.shifts.appended((entry.id, shift)))


def n_answers(state: State) -> int:
    return len(state.placed) + len(state.abstained)


def verbatims(state: State) -> Sequence[Verbatim]:
    return [Verbatim(entry_id, "reason", said) for entry_id, said in state.reasons]


def synthesis(_config: Config, state: State, rng: np.random.Generator) -> Result:
    counts = Counter((point.x, point.y) for point in state.placed)
    cells = tuple(Cell(x, y, n) for (x, y), n in sorted(counts.items()))
    points = sorted(counts.elements())
    shares = _shares(cells)
    camps = _camps(points, rng)
    return Result(
        n=n_answers(state),
        n_placed=len(state.placed),
        n_abstained=len(state.abstained),
        cells=cells,
        shares=shares,
        reading=_reading(cells, shares, camps, n_answers(state)),
        agreement_x=_agreement([x for x, _ in points]),
        agreement_y=_agreement([y for _, y in points]),
        middle=_middle(points),
        camps=camps,
        zones=_zones(points),
        move=_move([each for _, each in state.shifts], rng),
    )


def _shares(cells: Iterable[Cell]) -> tuple[Share, ...]:
    held: Counter[Corner | None] = Counter()
    for cell in cells:
        held[corner_of(cell.x, cell.y)] += cell.n
    n = held.total()
    shares = []
    for corner in (*CORNERS, None):
        k = held[corner]
        if n == 0:
            shares.append(Share(corner, 0, 0.0))
            continue
        margin = wilson(k, n)
        shares.append(
            Share(corner, k, round(k / n, 4), round(margin.low, 4), round(margin.high, 4))
        )
    return tuple(shares)


def _agreement(values: Sequence[int]) -> float | None:
    """Return van der Eijk's A of one axis, read on its five bands."""
    bands = Counter(sum(value > last for last in BANDS) for value in values)
    found = agreement([bands[band] for band in range(len(BANDS) + 1)])
    return None if found is None else round(found, 4)


def _middle(points: Sequence[tuple[int, int]]) -> Middle | None:
    found = mean_ellipse(points)
    if found is None:
        return None
    return Middle(
        *(round(each, 3) for each in (*found.centre, found.long, found.short, found.angle))
    )


def _camps(points: Sequence[tuple[int, int]], rng: np.random.Generator) -> tuple[Camp, ...]:
    found = grouping.groups(points, rng)
    if found is None or len(found.groups) < 2:
        return ()
    return tuple(
        Camp(round(each.mean[0], 2), round(each.mean[1], 2), each.n) for each in found.groups
    )


def _zones(points: Sequence[tuple[int, int]]) -> tuple[Zone, ...]:
    found = density(points, limit=LIMIT)
    if found is None:
        return ()
    return tuple(
        Zone(
            zone.n,
            tuple(tuple((round(x, 2), round(y, 2)) for x, y in line) for line in zone.outlines),
        )
        for zone in found.zones
    )


def _move(shifts: Iterable[Shift], rng: np.random.Generator) -> Move | None:
    """Return how linked people moved; None where no two answers are linked."""
    linked = sorted(
        ((each.first.x, each.first.y), (each.second.x, each.second.y)) for each in shifts
    )
    moved = [(after[0] - before[0], after[1] - before[1]) for before, after in linked]
    found = shift(moved, rng)
    if found is None:
        return None
    first, second = (
        (
            round(float(np.mean([pair[side][0] for pair in linked])), 2),
            round(float(np.mean([pair[side][1] for pair in linked])), 2),
        )
        for side in (0, 1)
    )
    x, y = (mean_bounds([row[axis] for row in moved]) for axis in (0, 1))
    is_sure = found.p <= CLEAR
    is_far = math.hypot(*found.mean) >= LEAST_MOVE
    toward = _toward(found.mean, (x, y)) if is_sure and is_far else (None, None)
    return Move(
        n=found.n,
        first=first,
        second=second,
        p=round(found.p, 4),
        x=_rounded(x),
        y=_rounded(y),
        is_clear=is_sure and is_far,
        is_slight=is_sure and not is_far,
        toward_x=toward[0],
        toward_y=toward[1],
    )


def _toward(
    mean: Sequence[float], bounds: Sequence[tuple[float, float] | None]
) -> tuple[Side | None, Side | None]:
    """Return the side reached on each axis whose bounds leave out 0; the longest move at least."""
    longest = 0 if abs(mean[0]) >= abs(mean[1]) else 1
    sides: list[Side | None] = [None, None]
    for axis, limits in enumerate(bounds):
        if axis == longest or (limits is not None and limits[0] * limits[1] > 0):
            sides[axis] = "low" if mean[axis] < 0 else "high"
    return sides[0], sides[1]


def _rounded(bounds: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if bounds is None else (round(bounds[0], 2), round(bounds[1], 2))


def stands_out(part: int, whole: int) -> bool:
    """Tell whether ``part`` exceeds half of ``whole`` by more than half its square root.

    A bare half plus one is no clear majority: two or three people changing their mind would
    undo it. 5 of 6, 7 of 10, 22 of 36, 262 of 500 stand out; 6 of 10, 20 of 36 do not.
    """
    return 2 * part > whole and (2 * part - whole) ** 2 > whole


def _reading(
    cells: Sequence[Cell], shares: Sequence[Share], camps: Sequence[Camp], n: int
) -> Reading:
    """Return the first pattern that holds, from the most telling to the least."""
    placed = sum(cell.n for cell in cells)
    if n == 0:
        return Reading("nobody")
    if placed == 0:
        return Reading("abstained")
    if placed < FEW:
        return Reading("few")
    if len(cells) == 1:
        return Reading("point")
    near = sum(cell.n for cell in cells if abs(cell.x) <= NEAR and abs(cell.y) <= NEAR)
    x = _side([(cell.x, cell.n) for cell in cells], placed)
    y = _side([(cell.y, cell.n) for cell in cells], placed)
    if stands_out(near, placed):
        return Reading("centre", x=x, y=y)
    first, second = sorted(
        (share for share in shares if share.corner is not None),
        key=lambda share: (-share.n, CORNERS.index(share.corner or "top_left")),
    )[:2]
    assert first.corner is not None
    assert second.corner is not None
    if _are_opposed(first, second, cells, placed):
        return Reading("opposed", (first.corner, second.corner))
    if len(camps) > 1 and _face_each_other(camps[0], camps[1], placed):
        return Reading("opposed")
    if stands_out(first.n, placed):
        return Reading("corner", (first.corner,))
    return Reading("side", x=x, y=y) if x or y else Reading("spread")


def _are_opposed(first: Share, second: Share, cells: Iterable[Cell], placed: int) -> bool:
    """Two corners hold three quarters of the points, each 30 % at least, with a gap between.

    The gap: at most one point in six lies near the line that parts the two corners. Without
    it, one cloud that an axis happens to cut would pass for two camps.
    """
    if not _are_most(first.n, second.n, placed):
        return False
    pair = (str(first.corner), str(second.corner))
    across_x = pair[0].endswith("left") != pair[1].endswith("left")
    across_y = pair[0].startswith("top") != pair[1].startswith("top")
    between = sum(
        cell.n
        for cell in cells
        if (not across_x or abs(cell.x) <= NEAR) and (not across_y or abs(cell.y) <= NEAR)
    )
    return 6 * between <= placed


def _are_most(n_first: int, n_second: int, placed: int) -> bool:
    return 4 * (n_first + n_second) >= 3 * placed and 10 * n_second >= 3 * placed


def _face_each_other(first: Camp, second: Camp, placed: int) -> bool:
    """Two groups, as large as corners must be, stand on two sides of an axis, away from it."""
    if not _are_most(first.n, second.n, placed):
        return False
    return any(
        min(a, b) < -NEAR and max(a, b) > NEAR
        for a, b in ((first.x, second.x), (first.y, second.y))
    )


def _side(values: Iterable[tuple[int, int]], placed: int) -> Side | None:
    held = {"low": 0, "high": 0}
    for value, n in values:
        if value:
            held["low" if value < 0 else "high"] += n
    if stands_out(held["low"], placed):
        return "low"
    return "high" if stands_out(held["high"], placed) else None
