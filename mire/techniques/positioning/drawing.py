"""The grid laid out for drawing: a square plot between its poles, geometry as JSON primitives.

``positioning/figure.html`` draws it, for the projector and the report alike, and
``positioning/paper.html`` the lattice of the answer sheet.
"""

import math
import textwrap
from collections.abc import Mapping, Sequence

from mire.technique_api.technique import Primitives
from mire.techniques.positioning.config import CORNERS, LIMIT, Config, Corner, corner_of
from mire.techniques.positioning.contribution import LETTERS
from mire.techniques.positioning.sentences import FEW_APART
from mire.techniques.positioning.synthesis import Cell, Middle, Move, Result, Zone

WIDTH, HEIGHT = 1520, 1000
CENTRE_X, CENTRE_Y = 760, 500
HALF = 425
"""Half the side of the plot, in units of the drawing."""
STEP = 39
"""Units between two neighbouring positions."""
RADIUS, LARGEST, SMALLEST = 16.5, 78.0, 5.0
"""Of one person's sign; of the largest sign; under this a sign can't be seen."""
INK = 0.2
"""The share of the plot that signs may cover before all of them shrink."""
MARGIN = 24
COLUMN = 11
"""Letters that fit beside the plot at the projector's type size."""

SHAPES: Mapping[Corner | None, str] = {
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

SIDE = LIMIT // 2
HEAD = 44.0
"""Length of the arrow's head, in units of the drawing."""

SIZE = 48
"""Of the letters, in units of the drawing."""
LINE = 52


def draw_grid(
    config: Config,
    result: Result | None,
    *,
    is_discreet: bool = False,
    is_report: bool = False,
    has_ellipse: bool = False,
) -> Primitives:
    """Return the figure; None for the result: the empty grid.

    ``is_discreet``: opposed positions are one sign a side, all of one size, and nothing is
    counted. ``is_report``: with the count of each corner however small, and the zone where
    people stand closest; ``has_ellipse``: with the mean position and its ellipse as well.
    """
    cells = result.cells if result and not is_discreet else ()
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
            _label(config.y.high.label, CENTRE_X, CENTRE_Y - HALF - 18, "middle", width=40),
            _label(config.y.low.label, CENTRE_X, CENTRE_Y + HALF + 54, "middle", width=40),
            _label(config.x.low.label, CENTRE_X - HALF - MARGIN, CENTRE_Y, "end"),
            _label(config.x.high.label, CENTRE_X + HALF + MARGIN, CENTRE_Y, "start"),
        ],
        "corners": _corners(config, result, is_discreet=is_discreet, is_report=is_report)
        if result
        else [],
        "zone": _zone_path(result.zones) if result and is_report else None,
        "marks": _sides(result) if result and is_discreet else _marks(cells),
        "arrow": _arrow(result.move) if result and not is_discreet else None,
        "ellipse": _ellipse(result.middle) if result and has_ellipse else None,
        "is_discreet": is_discreet,
        "largest": max((cell.n for cell in cells), default=0),
        "has_ring": any(corner_of(cell.x, cell.y) is None for cell in cells),
    }


def _label(words: str, x: int, y: int, anchor: str, *, width: int = COLUMN) -> Primitives:
    """One pole beside the plot, its lines centred on ``y``."""
    lines = textwrap.wrap(words, width) or [words]
    first = y - LINE * (len(lines) - 1) // 2 + (15 if anchor != "middle" else 0)
    return {
        "anchor": anchor,
        "lines": [{"x": x, "y": first + LINE * i, "words": line} for i, line in enumerate(lines)],
    }


def _corners(
    config: Config, result: Result, *, is_discreet: bool, is_report: bool
) -> list[Primitives]:
    """The four corners, and how many are there: for a room, where they are not too few.

    Where nothing is counted, only corners that bear a name or are a side.
    """
    return [
        _corner(
            config,
            corner,
            result,
            is_counted=not is_discreet and (is_report or result.at(corner).n >= FEW_APART),
        )
        for corner in CORNERS
        if not is_discreet
        or corner in result.reading.corners
        or config.corners.at(corner).name.strip()
    ]


def _corner(config: Config, corner: Corner, result: Result, *, is_counted: bool) -> Primitives:
    """One corner's sign, count and name (if any), outside the plot beside its quadrant.

    They come with the result: a profile's name would lead those who still answer.
    """
    is_left, is_top = corner.endswith("left"), corner.startswith("top")
    name = config.corners.at(corner).name.strip()
    lines = textwrap.wrap(name, COLUMN)
    x = MARGIN if is_left else CENTRE_X + HALF + MARGIN
    top = CENTRE_Y - HALF + 34 if is_top else CENTRE_Y + HALF - LINE * len(lines) - 8
    shape = SHAPES[corner]
    share = result.at(corner)
    # Beside the plot there is room for two figures, and "100 %" is said of everybody alone.
    told = share.share if share.share in (0, 1) else min(max(share.share, 0.01), 0.99)
    count = {"x": x + 56, "y": top, "n": share.n, "share": told}
    return {
        "corner": corner,
        "shape": shape,
        "fill": _FILLS[shape],
        "sign": _outline(shape, x + 22, top - 17, 22.0),
        "count": count if is_counted else None,
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
        shape = SHAPES[corner_of(cell.x, cell.y)]
        radius = max(SMALLEST, one * math.sqrt(cell.n))
        marks.append(
            {"shape": shape, "fill": _FILLS[shape], "n": cell.n, **_outline(shape, x, y, radius)}
        )
    return marks


def _sides(result: Result) -> list[Primitives]:
    """One sign a side, of one size: in the middle of its corner, or at the mean of its group."""
    if result.reading.corners:
        places = [
            (
                SIDE if corner.endswith("right") else -SIDE,
                SIDE if corner.startswith("top") else -SIDE,
            )
            for corner in sorted(result.reading.corners)
        ]
    else:
        places = sorted((round(camp.x), round(camp.y)) for camp in result.camps[:2])
    marks: list[Primitives] = []
    for x, y in places:
        shape = SHAPES[corner_of(x, y)]
        outline = _outline(shape, CENTRE_X + STEP * x, CENTRE_Y - STEP * y, LARGEST)
        marks.append({"shape": shape, "fill": _FILLS[shape], "n": None, **outline})
    return marks


def _zone_path(zones: Sequence[Zone]) -> str | None:
    """The zones as one path, holes included (even-odd)."""
    lines = [line for zone in zones for line in zone.outlines]
    if not lines:
        return None
    return "".join(f"M{' '.join(f'{_x(x)},{_y(y)}' for x, y in line)}Z" for line in lines)


def _arrow(move: Move | None) -> Primitives | None:
    """From the mean position of the first round to that of the second, when the move is clear."""
    if move is None or not move.is_clear:
        return None
    (x0, y0), (x1, y1) = (
        (CENTRE_X + STEP * x, CENTRE_Y - STEP * y) for x, y in (move.first, move.second)
    )
    long = math.hypot(x1 - x0, y1 - y0)
    along = ((x1 - x0) / long, (y1 - y0) / long)
    head = min(HEAD, long)
    foot = (x1 - head * along[0], y1 - head * along[1])
    wings = [
        (foot[0] - turn * head / 2 * along[1], foot[1] + turn * head / 2 * along[0])
        for turn in (1, -1)
    ]
    points = [(x1, y1), *wings]
    return {
        "x1": _digits(x0),
        "y1": _digits(y0),
        "x2": _digits(foot[0]),
        "y2": _digits(foot[1]),
        "head": " ".join(f"{_digits(x)},{_digits(y)}" for x, y in points),
    }


def _ellipse(middle: Middle | None) -> Primitives | None:
    """The mean position, and the ellipse where it lies at 95 % (turned as screens turn)."""
    if middle is None:
        return None
    x, y = _x(middle.x), _y(middle.y)
    return {
        "cx": x,
        "cy": y,
        "rx": _digits(STEP * middle.long),
        "ry": _digits(STEP * middle.short),
        "turn": f"rotate({_digits(-middle.angle)} {x} {y})",
    }


def _x(x: float) -> str:
    return _digits(CENTRE_X + STEP * x)


def _y(y: float) -> str:
    return _digits(CENTRE_Y - STEP * y)


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


def paper(config: Config) -> Primitives:
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
            {"x": centre, "y": top - 24, "anchor": "middle", "words": config.y.high.label},
            {"x": centre, "y": bottom + 34, "anchor": "middle", "words": config.y.low.label},
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
