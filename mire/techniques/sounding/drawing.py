"""The sounding laid out for drawing: one bar a statement, cut by grade, from agreement to dissent.

Each part bears its grade's sign where there is room for it, so that no colour tells it alone.
"""

import textwrap

from mire.technique_api.technique import Primitives
from mire.techniques.sounding.config import Config, sign
from mire.techniques.sounding.synthesis import Line, Result

WIDTH = 1600
HEAD = 10
"""Room above the bars."""
HIGHEST = 980
"""Of all the bars."""
LEFT = 800
"""Where the bars begin; statements stand on their left."""
ARROW = 70
"""Room kept on the right for a change's arrow."""
LETTER = 0.49
"""A letter's mean width, in sizes."""
SIZE, LINE = 60, 62
"""Of the letters and of their lines, in units of the drawing."""
LEAST_WIDE = {1: 44, 2: 84}
"""A narrower part has no room for a sign of one or two letters."""


def draw_scale(config: Config, result: Result) -> Primitives:
    """Return the figure: rows from agreement to dissent, parts from grade 1 on."""
    n_lines = len(result.lines)
    room = HIGHEST // n_lines
    longest = max(len(_wrapped(config, number, room)) for number in result.order)
    tall = min(room, max(176, LINE * longest + 60))
    has_change = any(line.change for line in result.lines)
    right = WIDTH - (ARROW if has_change else 10)
    return {
        "width": WIDTH,
        "height": HEAD + tall * n_lines + 10,
        "size": SIZE,
        "rows": [
            _row(config, result.line(number), HEAD + tall * i, tall, right)
            for i, number in enumerate(result.order)
        ],
        "has_unknown": any(line.n_unknown for line in result.lines),
        "has_declined": any(line.n_declined for line in result.lines),
        "has_change": any(line.change and line.change.is_clear for line in result.lines),
    }


def _wrapped(config: Config, number: int, tall: int) -> list[str]:
    """Return a statement's lines, cut short where a row so tall has no room for them."""
    return textwrap.wrap(
        f"{number}. {config.statements[number - 1].strip()}",
        int((LEFT - 30) / (SIZE * LETTER)),
        max_lines=max(1, tall // LINE),
        placeholder="…",
    )


def _row(config: Config, line: Line, top: int, tall: int, right: int) -> Primitives:
    lines = _wrapped(config, line.number, tall)
    middle = top + tall / 2
    first = middle - (len(lines) - 1) * LINE / 2 + SIZE * 0.35
    bar = min(110, int(tall * 0.74))
    return {
        "number": line.number,
        "words": [{"y": f"{first + LINE * i:.1f}", "words": each} for i, each in enumerate(lines)],
        "y": f"{middle - bar / 2:.1f}",
        "height": bar,
        "text": f"{middle + SIZE * 0.35:.1f}",
        "parts": _parts(config, line, right),
        "arrow": _arrow(line, middle),
    }


def _parts(config: Config, line: Line, right: int) -> list[Primitives]:
    """The grades in their order, then who doesn't know, then who would not answer."""
    if not line.n:
        return []
    unit = (right - LEFT) / line.n
    counted = [(f"{config.scale}-{bar.grade}", sign(config, bar.grade), bar.n) for bar in line.bars]
    counted += [("unknown", "?", line.n_unknown), ("declined", "×", line.n_declined)]
    parts: list[Primitives] = []
    x = float(LEFT)
    for kind, mark, n in counted:
        if n:
            wide = unit * n
            parts.append(
                {
                    "kind": kind,
                    "x": f"{x:.1f}",
                    "width": f"{wide:.1f}",
                    "n": n,
                    "sign": mark if wide >= LEAST_WIDE[len(mark)] else "",
                    "middle": f"{x + wide / 2:.1f}",
                    "fill": FILLS[kind]["fill"],
                    "ink": FILLS[kind]["ink"],
                    "tone": "light" if FILLS[kind]["ink"] == PAPER else "dark",
                }
            )
            x += wide
    return parts


def _arrow(line: Line, middle: float) -> str | None:
    """A triangle that points to the end of the scale that a clear change goes to."""
    change = line.change
    if change is None or not change.is_clear:
        return None
    left, wide = WIDTH - ARROW + 14, 44
    tip, foot = (left + wide, left) if change.n_up > change.n_down else (left, left + wide)
    return f"{tip},{middle:.1f} {foot},{middle - 26:.1f} {foot},{middle + 26:.1f}"


INK, PAPER = "#16213e", "#ffffff"

FILLS: dict[str, dict[str, str]] = {
    "regnier-1": {"fill": "#a3232a", "ink": PAPER},
    "regnier-2": {"fill": "#f0a8a4", "ink": INK},
    "regnier-3": {"fill": "#f2b54a", "ink": INK},
    "regnier-4": {"fill": "#a8d8b4", "ink": INK},
    "regnier-5": {"fill": "#0b6b43", "ink": PAPER},
    "unknown": {"fill": PAPER, "ink": INK},
    "declined": {"fill": "#000000", "ink": PAPER},
    "five-1": {"fill": "#7a4a12", "ink": PAPER},
    "five-2": {"fill": "#e0b98a", "ink": INK},
    "five-3": {"fill": "#ece7da", "ink": INK},
    "five-4": {"fill": "#9cc4e4", "ink": INK},
    "five-5": {"fill": "#155a96", "ink": PAPER},
    "seven-1": {"fill": "#7a4a12", "ink": PAPER},
    "seven-2": {"fill": "#c98d4b", "ink": INK},
    "seven-3": {"fill": "#ecd2b0", "ink": INK},
    "seven-4": {"fill": "#ece7da", "ink": INK},
    "seven-5": {"fill": "#bcd8ee", "ink": INK},
    "seven-6": {"fill": "#6ea8d6", "ink": INK},
    "seven-7": {"fill": "#155a96", "ink": PAPER},
}
"""A colour and its ink (4.5:1 at least), the same by day and by night: they are data."""
