"""The picture that stands for a page where it is shared: 1200 × 630 points, with Mire's letters."""

import json
from dataclasses import dataclass
from importlib.resources import files

from mire.documents import fonts
from mire.documents.writers.typesetting import font_paths

DOTS = 144
"""An inch: the page is 600 × 315 points of a printer."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says: a title, a line over it, a line under it."""

    title: str
    over: str
    under: str
    language: str


def drawn_card(card: Card) -> bytes:
    """Return the PNG of a card. The same words give the same bytes."""
    import typst  # slow to load

    data = {
        "title": fonts.printable(card.title),
        "over": fonts.printable(card.over),
        "under": fonts.printable(card.under),
        "language": card.language,
        "fonts": fonts.FAMILIES,
    }
    folder = files("mire.documents").joinpath("typeset")
    source = b"\n".join(folder.joinpath(f"{name}.typ").read_bytes() for name in ("digits", "card"))
    return typst.compile(
        source,
        font_paths=font_paths(),
        format="png",
        ppi=DOTS,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
    )
