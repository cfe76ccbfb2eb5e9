"""A map of weights, drawn: a triangle, or a line, coloured by who comes first, and the weights now.

Each option has a colour and a sign, the same wherever it is shown.
"""

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mire.choice.scenarios.weight_maps import Area
from mire.documents import render
from mire.documents.builders.scenarios import joined, share_told
from mire.words import words

SIGNS = ("■", "◆", "▲", "●", "✚")
SHAPES = (
    "M-7 -7H7V7H-7Z",
    "M0 -9L9 0L0 9L-9 0Z",
    "M0 -8L9 8H-9Z",
    "M-8 0A8 8 0 1 0 8 0A8 8 0 1 0 -8 0Z",
    "M-3 -9H3V-3H9V3H3V9H-3V3H-9V-3H-3Z",
)
"""The same signs as outlines, around their middle: no font needs to have them."""
COLOURS = ("#ad5600", "#9c3e7b", "#00734f", "#0072b2", "#4a5270")
SEVERAL = "#857d6b"
"""The colour of an area where several are first together."""
CORNERS = ((240.0, 34.0), (50.0, 344.0), (430.0, 344.0))
LINE = ((50.0, 90.0), (430.0, 90.0))
TALL, LINE_TALL, THICK = 384, 140, 40
LEAST_SIGNED = Fraction(1, 100)
"""An area smaller than this has no room for a sign."""
MOST_LETTERS = 24


def drawn_map(
    areas: Sequence[Area], things: Sequence[str], point: Sequence[Fraction], sentence: str
) -> str:
    """Return the SVG of a map over two or three things, in the active language.

    ``things``: what stands at each corner, the top one first; ``point``: the weights now.
    """
    is_line = len(things) == 2
    figure = {
        "label": sentence,
        "height": LINE_TALL if is_line else TALL,
        "areas": [_area(each, is_line=is_line) for each in areas],
        "corners": _corners(things, is_line=is_line),
        "point": _at(point),
    }
    return render.render_template(
        "documents/weight_map.html", {"figure": figure}, get_language() or "fr"
    ).strip()


def map_told(areas: Sequence[Area], names: Sequence[str]) -> str:
    """Return the sentence of a map: which share of it each has."""
    said = [
        _("%(options)s, %(share)s")
        % {
            "options": words.listed([words.quoted(names[option]) for option in each.options]),
            "share": share_told(float(each.share)),
        }
        for each in sorted(areas, key=lambda one: -one.share)
    ]
    return _("Qui arrive en tête, en part de la carte : %(said)s.") % {"said": joined(said)}


def _area(area: Area, *, is_line: bool) -> dict[str, object]:
    at = [_at(corner) for corner in area.corners]
    middle = [round(sum(each) / len(at), 1) for each in zip(*at, strict=True)]
    if is_line:
        (left, y), (right, _y) = at
        at = [(left, y - THICK), (right, y - THICK), (right, y), (left, y)]
        middle = [middle[0], y - THICK / 2]
    alone = area.options[0] if len(area.options) == 1 else None
    return {
        "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in at),
        "option": "several" if alone is None else alone,
        "colour": SEVERAL if alone is None else COLOURS[alone],
        "signs": [
            {"shape": SHAPES[option], "x": round(middle[0] + 24 * place, 1), "y": middle[1]}
            for place, option in enumerate(area.options)
        ]
        if area.share >= LEAST_SIGNED
        else [],
    }


def _at(point: Sequence[Fraction]) -> tuple[float, float]:
    """Return where shares lie."""
    corners = LINE if len(point) == 2 else CORNERS
    parts = [float(each) for each in point]
    return (
        round(sum(part * x for part, (x, _y) in zip(parts, corners, strict=True)), 1),
        round(sum(part * y for part, (_x, y) in zip(parts, corners, strict=True)), 1),
    )


def _corners(things: Sequence[str], *, is_line: bool) -> list[dict[str, object]]:
    if is_line:
        places = [(50, 124, "start"), (430, 124, "end")]
    else:
        places = [(240, 20, "middle"), (10, 370, "start"), (470, 370, "end")]
    return [
        {"x": x, "y": y, "anchor": anchor, "words": _short(each)}
        for each, (x, y, anchor) in zip(things, places, strict=True)
    ]


def _short(said: str) -> str:
    return said if len(said) <= MOST_LETTERS else said[: MOST_LETTERS - 1].rstrip() + "…"
