"""What each screen of the grid is told: JSON primitives, geometry included.

The figure is laid out here and drawn by ``positioning/figure.html``, for the projector and the
report alike: a square plot between its poles, the four corners named beside it. No free text:
the room shows reasons itself, once a facilitator has let them.
"""

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from mire.technique_api.technique import Primitives, Screen, Table
from mire.technique_api.text import Text, text
from mire.techniques.positioning.config import (
    CORNERS,
    LIMIT,
    REASON_LIMIT,
    Axis,
    Config,
    Corner,
    corner_of,
    poles_of,
)
from mire.techniques.positioning.contribution import LETTERS
from mire.techniques.positioning.synthesis import Cell, Result, State, corner_words, sentence

WIDTH, HEIGHT = 1600, 1000
CENTRE_X, CENTRE_Y = 800, 500
HALF = 390
"""Half the side of the plot, in units of the drawing."""
STEP = 36
"""Units between two neighbouring positions."""
RADIUS, LARGEST, SMALLEST = 15.0, 72.0, 5.0
"""Of one person's sign; of the largest sign; under this a sign can't be seen."""
INK = 0.2
"""The share of the plot that signs may cover before all of them shrink."""
MARGIN = 28
COLUMN = 11
"""Letters that fit beside the plot at the projector's type size."""

_SHAPES: Mapping[Corner | None, str] = {
    "top_left": "circle",
    "top_right": "square",
    "bottom_left": "triangle",
    "bottom_right": "diamond",
    None: "ring",
}
_FILLS = {
    "circle": "#0072b2",
    "square": "#ad5600",
    "triangle": "#00734f",
    "diamond": "#9c3e7b",
    "ring": "#ffffff",
}
"""One shape and one colour a corner, everywhere. Screens replace the colour by the theme's."""

SIZE = 60
"""Of the letters, in units of the drawing."""
LINE = 62


def _axis(axis: Axis) -> Primitives:
    return {
        "low": {"label": axis.low.label, "gloss": axis.low.gloss},
        "high": {"label": axis.high.label, "gloss": axis.high.gloss},
    }


def _question(config: Config) -> dict[str, Any]:
    return {
        "question": config.question,
        "x": _axis(config.x),
        "y": _axis(config.y),
        "limit": LIMIT,
        "reason": config.reason,
        "reason_label": config.reason_label.strip() or None,
        "reason_limit": REASON_LIMIT,
    }


def _corners(config: Config) -> list[Primitives]:
    said: list[Primitives] = []
    for corner in CORNERS:
        x, y = poles_of(config, corner)
        said.append(
            {
                "corner": corner,
                "shape": _SHAPES[corner],
                "name": config.corners.at(corner).name.strip() or None,
                "gloss": config.corners.at(corner).gloss.strip() or None,
                "poles": [y.label, x.label],
            }
        )
    return said


def participant(config: Config, _state: State, _result: Result | None) -> Primitives:
    """The question and its poles; profiles appear after the reveal, and would lead answers."""
    return {**_question(config), "paper": _paper(config)}


def shown(config: Config, _state: State, result: Result | None) -> Primitives:
    """The console's, the projector's and the report's common part."""
    said: dict[str, Any] = {**_question(config), "corners": _corners(config), "figure": None}
    if result is None:
        said["empty"] = _drawn(config, None)
        return said
    said["sentence"] = sentence(config, result).primitive()
    said["table"] = table(config, result).primitive()
    said["figure"] = _drawn(config, result)
    said["n_placed"] = result.n_placed
    said["n_abstained"] = result.n_abstained
    return said


def table(config: Config, result: Result) -> Table:
    rows: list[tuple[Text | str | int, ...]] = []
    for share in result.shares:
        percent = text("%(percent)s %%", percent=round(100 * share.share))
        where = corner_words(config, share.corner)
        rows.append((where, share.n, percent if result.n_placed else text("sans objet")))
    rows.append((text("préfère ne pas se positionner"), result.n_abstained, text("sans objet")))
    return Table(
        caption=text("Où les personnes se sont placées"),
        columns=(text("Endroit"), text("Personnes"), text("Part des personnes positionnées")),
        rows=tuple(rows),
    )


def _drawn(config: Config, result: Result | None) -> Primitives:
    cells = result.cells if result else ()
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "plot": {
            "x": CENTRE_X - HALF,
            "y": CENTRE_Y - HALF,
            "side": 2 * HALF,
            "right": CENTRE_X + HALF,
            "bottom": CENTRE_Y + HALF,
        },
        "size": SIZE,
        "centre": {"x": CENTRE_X, "y": CENTRE_Y},
        "poles": [
            _label(config.y.high.label, CENTRE_X, CENTRE_Y - HALF - MARGIN, "middle", width=40),
            _label(config.y.low.label, CENTRE_X, CENTRE_Y + HALF + 70, "middle", width=40),
            _label(config.x.low.label, CENTRE_X - HALF - MARGIN, CENTRE_Y, "end"),
            _label(config.x.high.label, CENTRE_X + HALF + MARGIN, CENTRE_Y, "start"),
        ],
        "corners": [_corner(config, corner, result) for corner in CORNERS] if result else [],
        "marks": _marks(cells),
        "largest": max((cell.n for cell in cells), default=0),
        "has_ring": any(corner_of(cell.x, cell.y) is None for cell in cells),
    }


def _label(words: str, x: int, y: int, anchor: str, *, width: int = COLUMN) -> Primitives:
    """One pole beside the plot, its lines centred on ``y``."""
    lines = textwrap.wrap(words, width) or [words]
    first = y - LINE * (len(lines) - 1) // 2 + (18 if anchor != "middle" else 0)
    return {
        "anchor": anchor,
        "lines": [{"x": x, "y": first + LINE * i, "words": line} for i, line in enumerate(lines)],
    }


def _corner(config: Config, corner: Corner, result: Result) -> Primitives:
    """One corner's sign, count and name (if any), outside the plot beside its quadrant.

    They come with the result: a profile's name would lead those who still answer.
    """
    is_left, is_top = corner.endswith("left"), corner.startswith("top")
    name = config.corners.at(corner).name.strip()
    lines = textwrap.wrap(name, COLUMN)
    x = MARGIN if is_left else CENTRE_X + HALF + MARGIN
    top = CENTRE_Y - HALF + 40 if is_top else CENTRE_Y + HALF - LINE * len(lines) - 8
    shape = _SHAPES[corner]
    share = result.at(corner)
    return {
        "corner": corner,
        "shape": shape,
        "fill": _FILLS[shape],
        "sign": _outline(shape, x + 26, top - 21, 26.0),
        "count": {"x": x + 66, "y": top, "n": share.n, "share": share.share},
        "lines": [
            {"x": x, "y": top + LINE * i, "words": line} for i, line in enumerate(lines, start=1)
        ],
    }


def _marks(cells: Sequence[Cell]) -> list[Primitives]:
    """One sign a position, its area in proportion to the people there.

    The largest come first, so that none hides a smaller one.
    """
    most = max((cell.n for cell in cells), default=1)
    everyone = sum(cell.n for cell in cells) or 1
    crowded = math.sqrt(INK * (2 * HALF) ** 2 / (math.pi * everyone))
    one = min(RADIUS, LARGEST / math.sqrt(most), crowded)
    marks: list[Primitives] = []
    for cell in sorted(cells, key=lambda cell: (-cell.n, cell.x, cell.y)):
        x, y = CENTRE_X + STEP * cell.x, CENTRE_Y - STEP * cell.y
        shape = _SHAPES[corner_of(cell.x, cell.y)]
        radius = max(SMALLEST, one * math.sqrt(cell.n))
        marks.append(
            {"shape": shape, "fill": _FILLS[shape], "n": cell.n, **_outline(shape, x, y, radius)}
        )
    return marks


def _outline(shape: str, x: float, y: float, radius: float) -> Primitives:
    """A circle's centre and radius, or a polygon of the same area around the same centre."""
    if shape in {"circle", "ring"}:
        return {"cx": _digits(x), "cy": _digits(y), "r": _digits(radius), "points": None}
    area = math.pi * radius**2
    if shape == "square":
        half = math.sqrt(area) / 2
        corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
    elif shape == "diamond":
        half = math.sqrt(area / 2)
        corners = [(0, -half), (half, 0), (0, half), (-half, 0)]
    else:
        side = math.sqrt(4 * area / math.sqrt(3))
        tall = side * math.sqrt(3) / 2
        corners = [(0, -2 * tall / 3), (side / 2, tall / 3), (-side / 2, tall / 3)]
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return {"cx": _digits(x), "cy": _digits(y), "r": _digits(radius), "points": points}


def _digits(value: float) -> str:
    """A number as SVG reads it, whatever the page's language writes."""
    return f"{value:.1f}"


def _paper(config: Config) -> Primitives:
    """The lattice of the answer sheet: 21 columns A to U, 21 rows from the bottom up."""
    size, left, top, cell = 2 * LIMIT + 1, 110, 30, 20
    right, bottom = left + cell * size, top + cell * size
    lines = []
    for i in range(size + 1):
        at = cell * i
        lines.append(f"M{left + at} {top}V{bottom}M{left} {top + at}H{right}")
    middle = cell * LIMIT + cell // 2
    axes = f"M{left + middle} {top}V{bottom}M{left} {top + middle}H{right}"
    labels = [
        {"x": left + cell * i + cell // 2, "y": y, "words": letter}
        for i, letter in enumerate(LETTERS)
        for y in (top - 5, bottom + 12)
    ]
    labels += [
        {"x": x, "y": bottom - cell * i - 6, "words": str(i + 1)}
        for i in range(size)
        for x in (left - 10, right + 10)
    ]
    centre = left + middle
    return {
        "lines": [
            {"d": "".join(lines), "stroke": "#b9b19f", "width": 1},
            {"d": axes, "stroke": "#16213e", "width": 2},
        ],
        "labels": labels,
        "poles": [
            {"x": centre, "y": top - 18, "anchor": "middle", "words": config.y.high.label},
            {"x": centre, "y": bottom + 28, "anchor": "middle", "words": config.y.low.label},
            *_beside(config.x.low.label, left - 24, top + middle, "end"),
            *_beside(config.x.high.label, right + 24, top + middle, "start"),
        ],
    }


def _beside(words: str, x: int, y: int, anchor: str) -> list[Primitives]:
    lines = textwrap.wrap(words, 11) or [words]
    first = y - 17 * (len(lines) - 1) // 2 + 5
    return [
        {"x": x, "y": first + 17 * i, "anchor": anchor, "words": line}
        for i, line in enumerate(lines)
    ]


SCREENS = {
    Screen.PARTICIPANT: participant,
    Screen.FACILITATOR: shown,
    Screen.PROJECTOR: shown,
    Screen.REPORT: shown,
}
