"""A small document tree: what a page says, before anyone decides how it looks. Pure.

Every string in it is already in the reader's language. ``Figure.drawing`` is markup that
the program drew itself (SVG with literal attributes); all else is plain text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words that stand out; ``is_strong``: that matter more."""

    words: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Citation:
    """What the words before it rest on: the key of a note of the document."""

    note: str


Inline: TypeAlias = str | Emphasis | Link | Citation
Words: TypeAlias = str | tuple[Inline, ...]
"""A sentence: plain, or in parts."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title; ``level`` 2 to 4 (the document's own title is level 1)."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``role`` "" or "lead" (the one sentence that matters) or "aside"."""

    words: Words
    role: str = ""


@dataclass(frozen=True, slots=True)
class List:
    """Items, numbered where their order matters."""

    items: tuple[Words, ...]
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What a citation leads to. ``key``: small letters, digits and hyphens, once a document."""

    key: str
    words: Words


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes that a document cites, numbered from 1 in this order."""

    rows: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts in order: (what, value)."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: caption, column titles, rows of cells. Cells of ``numbers`` align right.

    The titles are its header; the first cell of a row says what the row is about.

    ``is_filled_in``: by hand, so that its cells are drawn. ``widths``: each column's share of a
    printed line, 0 for no more than its words need; empty: even.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    is_filled_in: bool = False
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a printed page."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, its sentence, which says what there is to see in it, and what was asked.

    The sentence is its alternative text; the table that comes next holds what it draws.
    """

    drawing: str
    sentence: str
    question: str = ""


class Quote(NamedTuple):
    """Words that were said, the mark that leads back to their entry, what is said ``beside``.

    ``others``: the marks of the entries that say the same words.
    """

    mark: str
    words: str
    beside: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotes:
    """What was said, word for word, numbered from ``first``."""

    rows: tuple[Quote, ...]
    first: int = 1


Block: TypeAlias = Heading | Paragraph | List | Facts | Grid | Figure | Quotes | Notes | PageBreak


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a copy says of itself, in words: each "" where it is not said.

    ``status``: « brouillon », « relu »…; ``version`` and ``day``: which copy this is, of when;
    ``address``: a short one, that leads to the document's thread.
    """

    status: str = ""
    version: str = ""
    day: str = ""
    address: str = ""

    def said(self) -> str:
        """Return status, version and day in one line; the address is apart, to be a link."""
        return " · ".join(filter(None, (self.status, self.version, self.day)))


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document, in one language ("fr", "en").

    ``contents``: the title of a table of contents, for a long document; "": there is none.
    """

    title: str
    subtitle: str
    language: str
    blocks: Sequence[Block]
    imprint: Imprint = Imprint()
    contents: str = ""


CONTENTS_LEVEL = 3
"""The deepest heading that a table of contents names."""

QUOTATION_MARKS = {"fr": ("«\u202f", "\u202f»"), "en": ("“", "”")}
"""What stands before and behind words that were said, by language."""


def parts_of(words: Words) -> tuple[Inline, ...]:
    """Return a sentence's parts; plain words are one."""
    return (words,) if isinstance(words, str) else words


def quoted(words: str, language: str) -> str:
    """Return words that were said between the language's quotation marks."""
    before, behind = QUOTATION_MARKS.get(language, QUOTATION_MARKS["fr"])
    return f"{before}{words}{behind}"


def numbers_of_notes(document: Document) -> dict[str, int]:
    """Return each note's number by its key.

    Raises ValueError for a key that two notes have, or a citation whose note is not there: a
    document never leads nowhere.
    """
    rows = [row for block in document.blocks if isinstance(block, Notes) for row in block.rows]
    numbers = {row.key: number for number, row in enumerate(rows, 1)}
    if len(numbers) != len(rows):
        raise ValueError("two notes have the same key")
    if lost := {each.note for each in _citations(document)} - numbers.keys():
        msg = f"cited, but not there: {sorted(lost)}"
        raise ValueError(msg)
    return numbers


def _citations(document: Document) -> Iterator[Citation]:
    for block in document.blocks:
        sentences: Sequence[Words] = ()
        if isinstance(block, Paragraph):
            sentences = (block.words,)
        elif isinstance(block, List):
            sentences = block.items
        elif isinstance(block, Notes):
            sentences = [row.words for row in block.rows]
        for words in sentences:
            yield from (part for part in parts_of(words) if isinstance(part, Citation))
