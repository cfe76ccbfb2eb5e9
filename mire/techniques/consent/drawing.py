"""Objections as squares in a row, in the order in which they were made: full once lifted."""

from mire.choice.consent import State as Became
from mire.technique_api.technique import Primitives
from mire.techniques.consent.synthesis import Result

WIDTH = 1600
SIDE, GAP = 120, 40
IN_ROW = (WIDTH + GAP) // (SIDE + GAP)
MOST = 4 * IN_ROW
"""Squares that a wall has room for; the others are counted."""


def draw_objections(result: Result) -> Primitives | None:
    """Return the figure; None where nobody objected."""
    n = len(result.objections)
    if not n:
        return None
    rows = -(-min(n, MOST) // IN_ROW)
    return {
        "width": WIDTH,
        "height": rows * (SIDE + GAP),
        "side": SIDE,
        "n_more": max(0, n - MOST),
        "squares": [
            {
                "x": (SIDE + GAP) * (i % IN_ROW) + 4,
                "y": (SIDE + GAP) * (i // IN_ROW) + 4,
                "middle": (SIDE + GAP) * (i % IN_ROW) + 4 + SIDE // 2,
                "text": (SIDE + GAP) * (i // IN_ROW) + 4 + SIDE // 2 + 20,
                "number": i + 1,
                "is_open": each.became is Became.OPEN,
            }
            for i, each in enumerate(result.objections[:MOST])
        ],
    }
