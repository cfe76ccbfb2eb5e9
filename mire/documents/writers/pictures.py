"""A figure's drawing, apart: its pictures (SVG), and the words of its legend.

A technique's drawing is a piece of a page: one SVG or several, and sometimes a legend in words.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

from mire.documents import fonts
from mire.documents.tree import Figure

NAMESPACE = "http://www.w3.org/2000/svg"
_SVG = re.compile(r"<svg\b.*?</svg\s*>|<svg\b[^>]*/>", re.DOTALL)
_VIEW = re.compile(r'\bviewBox="\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*"')

WIDTH = 170.0
"""Of a printed line, in millimetres."""

HEIGHT = 80.0
"""At most, in millimetres: a figure that waits for the next page leaves no half of one empty."""

DOTS = 200
"""Of a picture made of points, an inch."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One SVG that stands alone, as wide and tall (millimetres) as a page shows it."""

    svg: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure's pictures, and the words that its legend says."""

    pictures: tuple[Picture, ...]
    legend: str


class _Words(HTMLParser):
    """The words of a piece of a page, without its markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def drawing_of(figure: Figure) -> Drawing:
    """Return the pictures and the legend of a figure; no picture where it draws without SVG."""
    found = tuple(_picture(each) for each in _SVG.findall(figure.drawing))
    legend = _Words()
    legend.feed(_SVG.sub(" ", figure.drawing))
    legend.close()
    return Drawing(found, re.sub(r"[ \n\t]+", " ", "".join(legend.found)).strip())


def alternative(figure: Figure, title: str) -> str:
    """Return what is said of a figure to who can't see it: never nothing."""
    return figure.sentence or figure.question or title


@lru_cache(maxsize=64)
def png(picture: Picture) -> bytes:
    """Return the picture as points, with Mire's own letters, for what can't read SVG or fonts."""
    import typst  # slow to load

    from mire.documents.writers.typesetting import font_paths

    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1mm, '
        'alt: "")\n'
    )
    return typst.compile(
        source.encode(),
        font_paths=font_paths(),
        format="png",
        ppi=DOTS,
        sys_inputs={"svg": fonts.printable(picture.svg), "width": str(picture.width)},
    )


def _picture(svg: str) -> Picture:
    opening = svg.partition(">")[0]
    if "xmlns=" not in opening:
        svg = svg.replace("<svg", f'<svg xmlns="{NAMESPACE}"', 1)
    ratio = 0.5
    if view := _VIEW.search(opening):
        width, height = float(view[1]), float(view[2])
        ratio = height / width if width and height else ratio
    width = min(WIDTH, HEIGHT / ratio)
    return Picture(svg, round(width, 2), round(width * ratio, 2))
