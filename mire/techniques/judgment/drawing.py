"""Merit profiles laid out for drawing: one bar an option, best first, cut by mention.

Bars are shares of those who judged the option, from the best mention on the left, so that one
line says for all where half of them is reached: the mention it falls in is the majority's.
"""

import textwrap

from mire.technique_api.technique import Primitives
from mire.technique_api.text import Text, text, text_n
from mire.techniques.judgment.config import Config, label, mention_words, mentions
from mire.techniques.judgment.synthesis import Line, Result

WIDTH = 1600
HEAD = 10
HIGHEST = 980
"""Of all the bars."""
LEFT, RIGHT = 720, WIDTH - 10
"""Where the bars begin and end; names stand on their left."""
LETTER = 0.49
"""A letter's mean width, in sizes."""
SIZE, LINE = 58, 60
"""Of the letters and of their lines, in units of the drawing."""
BESIDE = 36
"""How far from that line, at the least, where the part is wide enough."""
LEAST_WIDE = 44
"""A narrower part has no room for its number."""

INK, PAPER = "#16213e", "#ffffff"
FILLS = (
    ("#7a4a12", PAPER),
    ("#c98d4b", INK),
    ("#ecd2b0", INK),
    ("#ece7da", INK),
    ("#bcd8ee", INK),
    ("#6ea8d6", INK),
    ("#155a96", PAPER),
)
"""A colour and its ink (4.5:1 at least) from the worst of seven mentions to the best: data, the
same by day and by night. The number on each part tells it without colour."""
PICKED = {
    3: (0, 3, 6),
    4: (0, 2, 4, 6),
    5: (0, 1, 3, 5, 6),
    6: (0, 1, 2, 4, 5, 6),
    7: (0, 1, 2, 3, 4, 5, 6),
}
"""Which of them for fewer mentions."""


def draw_profiles(config: Config, result: Result) -> Primitives:
    """Return the figure: rows in the order of the result, parts from the best mention on."""
    n_rows = len(result.lines)
    room = HIGHEST // n_rows
    longest = max(len(_wrapped(config, number, room)) for number in result.order)
    tall = min(room, max(150, LINE * (longest + 1) + 40))
    height = HEAD + tall * n_rows + 10
    return {
        "width": WIDTH,
        "height": height,
        "size": SIZE,
        "half": {"x": f"{(LEFT + RIGHT) / 2:.1f}", "from": HEAD, "to": height - 10},
        "rows": [
            _row(config, result.line(number), HEAD + tall * i, tall)
            for i, number in enumerate(result.order)
        ],
    }


def _wrapped(config: Config, number: int, tall: int) -> list[str]:
    """Return an option's lines; the last one of its row is its mention's."""
    return textwrap.wrap(
        label(config, number),
        int((LEFT - 30) / (SIZE * LETTER)),
        max_lines=max(1, tall // LINE - 1),
        placeholder="…",
    )


def _row(config: Config, line: Line, top: int, tall: int) -> Primitives:
    lines = _wrapped(config, line.number, tall)
    middle = top + tall / 2
    first = middle - len(lines) * LINE / 2 + SIZE * 0.35
    bar = min(100, int(tall * 0.7))
    return {
        "number": line.number,
        "words": [{"y": f"{first + LINE * i:.1f}", "words": each} for i, each in enumerate(lines)],
        "mention": {
            "y": f"{first + LINE * len(lines):.1f}",
            "words": _mention(config, line).primitive(),
        },
        "y": f"{middle - bar / 2:.1f}",
        "height": bar,
        "text": f"{middle + SIZE * 0.35:.1f}",
        "parts": _parts(config, line),
    }


def _mention(config: Config, line: Line) -> Text:
    """The mention under a name, and where its bar hides that some gave none."""
    silent = line.n - line.n_judged
    if line.grade is None:
        return text_n("%(count)s mention", "%(count)s mentions", line.n_judged)
    mention = mention_words(config, line.grade)
    said = mention if isinstance(mention, Text) else text("%(mention)s", mention=mention)
    if not silent:
        return said
    return text("%(mention)s · %(n)s sans avis", mention=said, n=silent)


def _parts(config: Config, line: Line) -> list[Primitives]:
    if not line.n_judged:
        return []
    unit = (RIGHT - LEFT) / line.n_judged
    picked = PICKED[len(mentions(config))]
    parts: list[Primitives] = []
    x = float(LEFT)
    for mention in reversed(mentions(config)):
        n = line.counts[mention - 1]
        if not n:
            continue
        wide = unit * n
        fill, ink = FILLS[picked[mention - 1]]
        parts.append(
            {
                "mention": mention,
                "n": n,
                "x": f"{x:.1f}",
                "width": f"{wide:.1f}",
                "sign": str(mention) if wide >= LEAST_WIDE else "",
                "middle": f"{_sign_at(x, wide):.1f}",
                "fill": fill,
                "ink": ink,
                "tone": "light" if ink == PAPER else "dark",
            }
        )
        x += wide
    return parts


def _sign_at(x: float, wide: float) -> float:
    """Return where a part's number stands: in its middle, aside of the line of half the people."""
    middle, half = x + wide / 2, (LEFT + RIGHT) / 2
    if abs(middle - half) >= BESIDE or wide < 4 * BESIDE:
        return middle
    return half + BESIDE if middle >= half else half - BESIDE
