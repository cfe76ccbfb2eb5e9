"""Topics laid out for drawing: a bar for who supports each, full where it would be taken.

Those taken come first, in the order in which they were; then the others, the most supported
first. A wall has room for a few rows: the last ones are counted.
"""

import textwrap

from mire.technique_api.technique import Primitives
from mire.techniques.allotment.config import Config, label
from mire.techniques.allotment.sentences import days_words
from mire.techniques.allotment.synthesis import Line, Result

WIDTH = 1600
HEAD = 10
TALL = 104
"""Of a row."""
MOST_ROWS = 9
"""Rows that a wall has room for."""
LEFT, RIGHT = 760, 1260
"""Where bars begin, and where the longest ends; names stand on the left, days on the right."""
LETTER = 0.49
"""A letter's mean width, in sizes."""
SIZE = 58


def draw_topics(config: Config, result: Result, most: int | None = None) -> Primitives:
    """Return the figure: all rows, or the first ``most``."""
    order = result.order
    shown = order if most is None or len(order) <= most else order[: most - 1]
    largest = max((line.n for line in result.lines), default=0)
    return {
        "width": WIDTH,
        "height": HEAD + TALL * max(1, len(shown)) + 10,
        "size": SIZE,
        "days_x": WIDTH - 10,
        "rows": [
            _row(config, result.line(number), HEAD + TALL * i, largest)
            for i, number in enumerate(shown)
        ],
        "n_more": len(order) - len(shown),
    }


def _row(config: Config, line: Line, top: int, largest: int) -> Primitives:
    wide = (RIGHT - LEFT) * line.n / largest if largest else 0.0
    name = textwrap.shorten(
        label(config, line.number), int((LEFT - 30) / (SIZE * LETTER)), placeholder="…"
    )
    return {
        "number": line.number,
        "name": name,
        "n": line.n,
        "is_taken": line.taken is not None,
        "days": days_words(config.topics[line.number - 1].days).primitive(),
        "y": top + 18,
        "height": TALL - 36,
        "text": f"{top + TALL / 2 + SIZE * 0.35:.1f}",
        "x": LEFT,
        "bar": f"{wide:.1f}",
        "count": f"{LEFT + wide + 16:.1f}",
    }
