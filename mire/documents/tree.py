"""A small document tree: what a page says, before anyone decides how it looks. Pure.

Every string in it is already in the reader's language. ``Figure.drawing`` is markup that
the house drew itself (SVG with literal attributes); all else is plain text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title; ``level`` 2 or 3 (the document's own title is level 1)."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``role`` "" or "lead" (the one sentence that matters) or "aside"."""

    words: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts in order: (what, value)."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: caption, column titles, rows of cells. Cells of ``numbers`` align right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its sentence, which says what there is to see in it.

    "" where there is nothing to see but words (a framing).
    """

    drawing: str
    sentence: str


class Quote(NamedTuple):
    """Words that were said, the mark that leads back to their entry, what is said ``beside``."""

    mark: str
    words: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Quotes:
    """What was said, word for word."""

    rows: tuple[Quote, ...]


Block = Heading | Paragraph | Facts | Grid | Figure | Quotes


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document, in one language ("fr", "en")."""

    title: str
    subtitle: str
    language: str
    blocks: Sequence[Block]
