"""The summary's figure: under each heading, how many notes, and how they are marked."""

from collections.abc import Sequence

from mire.technique_api.technique import Primitives
from mire.techniques.worktables.config import Config

WIDTH, ROW, BAR, LABELS = 1600, 150, 70, 620
KINDS = ("agree", "none", "deepen", "disagree")
"""From left to right of a bar: what stands firm, then what does not."""


KEY = 380


def draw_headings(config: Config, by_heading: Sequence[Sequence[int]]) -> Primitives:
    """Return one bar a heading, cut by mark; ``by_heading`` has n, agree, disagree, deepen."""
    most = max((row[0] for row in by_heading), default=0)
    bars = []
    for index, (heading, (n, agree, disagree, deepen)) in enumerate(
        zip(config.headings, by_heading, strict=True)
    ):
        counts = dict(
            zip(KINDS, (agree, n - agree - disagree - deepen, deepen, disagree), strict=True)
        )
        left, parts = float(LABELS), []
        for kind, count in counts.items():
            long = (WIDTH - LABELS - 140) * count / most if most else 0.0
            if count:
                parts.append(
                    {
                        "kind": kind,
                        "x": f"{left:.1f}",
                        "width": f"{long:.1f}",
                        "n": count,
                        "middle": f"{left + long / 2:.1f}",
                    }
                )
            left += long
        bars.append(
            {
                "label": heading.label,
                "n": n,
                "y": index * ROW + 40,
                "words_y": index * ROW + 40 + BAR // 2 + 14,
                "count_x": f"{left + 20:.1f}",
                "parts": parts,
            }
        )
    keys_y = ROW * len(bars) + 20
    return {
        "width": WIDTH,
        "height": keys_y + 80,
        "label_x": LABELS - 24,
        "bar": BAR,
        "bars": bars,
        "keys_y": keys_y,
        "keys_words_y": keys_y + 34,
        "keys": [
            {"kind": kind, "x": KEY * i, "words_x": KEY * i + 60} for i, kind in enumerate(KINDS)
        ],
    }
