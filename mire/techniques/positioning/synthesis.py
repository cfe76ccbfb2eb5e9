"""From answers to a result: points, corners, and what may honestly be said of them.

The sentence describes the room that answered; it infers nothing about anyone else. Its rules
are in ``pattern_of``, and each has its test.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

import msgspec
import numpy as np

from mire.technique_api.series import Series
from mire.technique_api.technique import Entry, Finding, Verbatim
from mire.technique_api.text import Text, text, text_n
from mire.techniques.positioning.config import CORNERS, Config, Corner, corner_of, poles_of
from mire.techniques.positioning.contribution import Abstention, AnyPiece, Placement, Reason, Shift

FEW = 8
"""Under this number of points, counts are given and no tendency is named."""

NEAR = 2
"""A point is near the centre when neither coordinate is further than this."""

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
    """``corner`` is None for points on an axis; ``share`` is of those who placed a point."""

    corner: Corner | None
    n: int
    share: float


class Reading(msgspec.Struct, frozen=True):
    """What stands out: ``corners``, or sides of the axes, concerned by ``pattern``."""

    pattern: Pattern
    corners: tuple[Corner, ...] = ()
    x: Side | None = None
    y: Side | None = None


class Result(msgspec.Struct, frozen=True):
    n: int
    n_placed: int
    n_abstained: int
    cells: tuple[Cell, ...]
    shares: tuple[Share, ...]
    reading: Reading

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


def synthesis(_config: Config, state: State, _rng: np.random.Generator) -> Result:
    counts = Counter((point.x, point.y) for point in state.placed)
    cells = tuple(Cell(x, y, n) for (x, y), n in sorted(counts.items()))
    shares = _shares(cells)
    return Result(
        n=n_answers(state),
        n_placed=len(state.placed),
        n_abstained=len(state.abstained),
        cells=cells,
        shares=shares,
        reading=_reading(cells, shares, n_answers(state)),
    )


def _shares(cells: Iterable[Cell]) -> tuple[Share, ...]:
    held: Counter[Corner | None] = Counter()
    for cell in cells:
        held[corner_of(cell.x, cell.y)] += cell.n
    n = held.total()
    return tuple(
        Share(corner, held[corner], round(held[corner] / n, 4) if n else 0.0)
        for corner in (*CORNERS, None)
    )


def stands_out(part: int, whole: int) -> bool:
    """Tell whether ``part`` exceeds half of ``whole`` by more than half its square root.

    A bare half plus one is no clear majority: two or three people changing their mind would
    undo it. 5 of 6, 7 of 10, 22 of 36, 262 of 500 stand out; 6 of 10, 20 of 36 do not.
    """
    return 2 * part > whole and (2 * part - whole) ** 2 > whole


def _reading(cells: Sequence[Cell], shares: Sequence[Share], n: int) -> Reading:
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
    if stands_out(near, placed):
        return Reading("centre")
    first, second = sorted(
        (share for share in shares if share.corner is not None),
        key=lambda share: (-share.n, CORNERS.index(share.corner or "top_left")),
    )[:2]
    assert first.corner is not None
    assert second.corner is not None
    if _are_opposed(first, second, cells, placed):
        return Reading("opposed", (first.corner, second.corner))
    if stands_out(first.n, placed):
        return Reading("corner", (first.corner,))
    x = _side([(cell.x, cell.n) for cell in cells], placed)
    y = _side([(cell.y, cell.n) for cell in cells], placed)
    return Reading("side", x=x, y=y) if x or y else Reading("spread")


def _are_opposed(first: Share, second: Share, cells: Iterable[Cell], placed: int) -> bool:
    """Two corners hold three quarters of the points, each 30 % at least, with a gap between.

    The gap: at most one point in six lies near the line that parts the two corners. Without
    it, one cloud that an axis happens to cut would pass for two camps.
    """
    if 4 * (first.n + second.n) < 3 * placed or 10 * second.n < 3 * placed:
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


def _side(values: Iterable[tuple[int, int]], placed: int) -> Side | None:
    held = {"low": 0, "high": 0}
    for value, n in values:
        if value:
            held["low" if value < 0 else "high"] += n
    if stands_out(held["low"], placed):
        return "low"
    return "high" if stands_out(held["high"], placed) else None


# --- In words ---------------------------------------------------------------------------------


def corner_words(config: Config, corner: Corner | None) -> Text:
    """The corner's name, or its two poles when it has none."""
    if corner is None:
        return text("sur un axe")
    if name := config.corners.at(corner).name.strip():
        return text("« %(name)s »", name=name)
    x, y = poles_of(config, corner)
    return text("« %(first)s × %(second)s »", first=y.label, second=x.label)


def sentence(config: Config, result: Result) -> Text:
    """What the figure shows, in one or two sentences."""
    said = _tendency(config, result)
    if not result.n_abstained or not result.n_placed:
        return said
    abstained = text_n(
        "%(count)s personne a préféré ne pas se positionner.",
        "%(count)s personnes ont préféré ne pas se positionner.",
        result.n_abstained,
    )
    return text("%(first)s %(second)s", first=said, second=abstained)


def _tendency(config: Config, result: Result) -> Text:
    reading, n = result.reading, result.n_placed
    match reading.pattern:
        case "nobody":
            return text("Personne n'a répondu.")
        case "abstained":
            return text_n(
                "La seule personne qui a répondu a préféré ne pas se positionner.",
                "Les %(count)s personnes qui ont répondu ont toutes préféré ne pas se positionner.",
                result.n_abstained,
            )
        case "few":
            return text_n(
                "Une seule personne s'est positionnée : c'est trop peu pour dire une tendance.",
                "%(count)s personnes se sont positionnées : c'est trop peu pour dire une tendance.",
                n,
            )
        case "point":
            return _same_point(config, result)
        case "centre":
            return text(
                "La plupart des %(n)s personnes qui se sont positionnées restent près du centre : "
                "aucun pôle ne l'emporte.",
                n=n,
            )
        case "opposed":
            first, second = reading.corners
            return text(
                "Deux groupes se font face : %(n_first)s personnes sur %(n)s du côté de %(first)s "
                "et %(n_second)s du côté de %(second)s.",
                n=n,
                n_first=result.at(first).n,
                first=corner_words(config, first),
                n_second=result.at(second).n,
                second=corner_words(config, second),
            )
        case "corner":
            (corner,) = reading.corners
            return text(
                "La plupart se placent du côté de %(corner)s : %(held)s personnes sur %(n)s.",
                corner=corner_words(config, corner),
                held=result.at(corner).n,
                n=n,
            )
        case "side":
            return _leaning(config, result)
        case "spread":
            return text(
                "Les %(n)s personnes qui se sont positionnées se répartissent sur la grille : "
                "aucun côté ne réunit une nette majorité.",
                n=n,
            )


def _same_point(config: Config, result: Result) -> Text:
    (cell,) = result.cells
    corner = corner_of(cell.x, cell.y)
    if corner is None:
        return text(
            "Les %(n)s personnes qui se sont positionnées ont choisi le même point, sur un axe.",
            n=result.n_placed,
        )
    return text(
        "Les %(n)s personnes qui se sont positionnées ont choisi le même point, "
        "du côté de %(corner)s.",
        n=result.n_placed,
        corner=corner_words(config, corner),
    )


def _leaning(config: Config, result: Result) -> Text:
    reading, n = result.reading, result.n_placed
    x = config.x.low if reading.x == "low" else config.x.high
    y = config.y.low if reading.y == "low" else config.y.high
    n_x = sum(cell.n for cell in result.cells if cell.x and (cell.x < 0) == (reading.x == "low"))
    n_y = sum(cell.n for cell in result.cells if cell.y and (cell.y < 0) == (reading.y == "low"))
    if reading.x and reading.y:
        return text(
            "La plupart penchent vers « %(x)s » (%(n_x)s personnes sur %(n)s) "
            "et vers « %(y)s » (%(n_y)s sur %(n)s).",
            x=x.label,
            n_x=n_x,
            n=n,
            y=y.label,
            n_y=n_y,
        )
    pole, held = (x, n_x) if reading.x else (y, n_y)
    return text(
        "La plupart penchent vers « %(pole)s » (%(held)s personnes sur %(n)s) ; "
        "sur l'autre axe, les avis se partagent.",
        pole=pole.label,
        held=held,
        n=n,
    )


def findings(config: Config, state: State, result: Result) -> Sequence[Finding]:
    """The sentence, then one fact a corner that someone chose, then those who abstained."""
    points = [point.id for point in state.placed]
    found = []
    if result.n:
        everyone = tuple(sorted([*points, *state.abstained]))
        found.append(Finding("sentence", sentence(config, result), everyone))
    for share in result.shares:
        if not share.n:
            continue
        held = [p.id for p in state.placed if corner_of(p.x, p.y) == share.corner]
        found.append(
            Finding(share.corner or "on_axis", _held(config, share, result), tuple(sorted(held)))
        )
    if result.n_abstained:
        abstained = text_n(
            "%(count)s personne sur %(n)s a préféré ne pas se positionner.",
            "%(count)s personnes sur %(n)s ont préféré ne pas se positionner.",
            result.n_abstained,
            n=result.n,
        )
        found.append(Finding("abstained", abstained, tuple(sorted(state.abstained))))
    return found


def _held(config: Config, share: Share, result: Result) -> Text:
    if share.corner is None:
        return text_n(
            "%(count)s personne sur %(n)s s'est placée sur un axe.",
            "%(count)s personnes sur %(n)s se sont placées sur un axe.",
            share.n,
            n=result.n_placed,
        )
    return text_n(
        "%(count)s personne sur %(n)s s'est placée du côté de %(corner)s.",
        "%(count)s personnes sur %(n)s se sont placées du côté de %(corner)s.",
        share.n,
        n=result.n_placed,
        corner=corner_words(config, share.corner),
    )
