"""A document as JSON primitives, as the paper's template reads it."""

from collections.abc import Mapping, Sequence
from functools import singledispatch
from typing import Any

from mire.documents.tree import (
    CONTENTS_LEVEL,
    Block,
    Citation,
    Document,
    Emphasis,
    Facts,
    Figure,
    Grid,
    Heading,
    Link,
    List,
    Notes,
    PageBreak,
    Paragraph,
    Quotes,
    Words,
    numbers_of_notes,
    parts_of,
    quoted,
)
from mire.documents.writers.pictures import WIDTH, alternative, drawing_of

Numbers = Mapping[str, int]
Primitives = dict[str, Any]


def primitives(document: Document) -> Primitives:
    """Return what the template "tree" prints."""
    numbers = numbers_of_notes(document)
    foot = (document.imprint.said(), document.imprint.address)
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language,
        "foot": [_short(each) for each in (document.title, *foot) if each],
        "imprint": document.imprint.said(),
        "address": document.imprint.address,
        "contents": document.contents,
        "contents_level": CONTENTS_LEVEL,
        "blocks": _anchored([_block(each, numbers, document) for each in document.blocks]),
    }


SHORT = 90
"""Letters, at most, that a foot says of each thing: it has one line for each page."""


def _short(words: str) -> str:
    words = " ".join(words.split("\n"))
    return words if len(words) <= SHORT else words[: SHORT - 1] + "…"


def _anchored(blocks: Sequence[Primitives]) -> list[Primitives]:
    """Return the blocks with an anchor before each figure and what stays with it.

    A figure is told its anchor's name and how many millimetres stand between the two, at most.
    """
    made: list[Primitives] = []
    for number, block in enumerate(blocks):
        made.append(block)
        if block["kind"] == "figure":
            above, high = 0, 0
            while above + 1 < len(made) and _leads(made[-2 - above], is_near=above == 0):
                above += 1
                high += _height(made[-1 - above])
            block |= {"anchor": f"figure-{number}", "above": high}
            made.insert(len(made) - 1 - above, {"kind": "anchor", "name": f"figure-{number}"})
    return made


LEADING = 240
"""Letters, at most, of a sentence that stays with the figure behind it."""


def _height(block: Primitives) -> int:
    """Return how high a block that stays with a figure is at most, in millimetres."""
    if block["kind"] == "paragraph":
        return 4 + 6 * (1 + sum(len(each["words"]) for each in block["parts"]) // 80)
    return 15


def _leads(block: Primitives, *, is_near: bool) -> bool:
    """Say whether a block stays with the figure that it stands before."""
    if block["kind"] == "paragraph":
        return is_near and sum(len(each["words"]) for each in block["parts"]) <= LEADING
    return block["kind"] in ("heading", "lead")


def _parts(words: Words, numbers: Numbers) -> list[Primitives]:
    made: list[Primitives] = []
    for part in parts_of(words):
        match part:
            case Emphasis(said, is_strong):
                made.append({"kind": "strong" if is_strong else "em", "words": said})
            case Link(said, address):
                made.append({"kind": "link", "words": said, "address": address})
            case Citation(note):
                made.append({"kind": "note", "words": str(numbers[note])})
            case _:
                made.append({"kind": "", "words": part})
    return made


@singledispatch
def _block(block: Block, numbers: Numbers, document: Document) -> Primitives:
    raise NotImplementedError(type(block))


@_block.register
def _(block: PageBreak, numbers: Numbers, document: Document) -> Primitives:
    return {"kind": "page"}


@_block.register
def _(block: Heading, numbers: Numbers, document: Document) -> Primitives:
    return {"kind": "heading", "level": block.level, "words": block.words}


@_block.register
def _(block: Paragraph, numbers: Numbers, document: Document) -> Primitives:
    return {"kind": block.role or "paragraph", "parts": _parts(block.words, numbers)}


@_block.register
def _(block: List, numbers: Numbers, document: Document) -> Primitives:
    items = [_parts(each, numbers) for each in block.items]
    return {"kind": "list", "ordered": block.is_ordered, "items": items}


@_block.register
def _(block: Notes, numbers: Numbers, document: Document) -> Primitives:
    return {"kind": "notes", "items": [_parts(each.words, numbers) for each in block.rows]}


@_block.register
def _(block: Facts, numbers: Numbers, document: Document) -> Primitives:
    return {"kind": "facts", "rows": [list(row) for row in block.rows]}


@_block.register
def _(block: Grid, numbers: Numbers, document: Document) -> Primitives:
    return {
        "kind": "grid",
        "caption": block.caption,
        "columns": list(block.columns),
        "rows": [list(row) for row in block.rows],
        "numbers": sorted(block.numbers),
        "widths": _widths(block),
        "boxed": block.is_filled_in,
    }


NARROW = 30
"""Letters, at most, of a column that takes what its words need: more would starve the others."""


def _widths(block: Grid) -> list[int]:
    asked = block.widths or [0 if i in block.numbers else 1 for i in range(len(block.columns))]
    longest = [
        max(map(len, (title, *(row[i] for row in block.rows))))
        for i, title in enumerate(block.columns)
    ]
    return [each or int(long > NARROW) for each, long in zip(asked, longest, strict=True)]


@_block.register
def _(block: Figure, numbers: Numbers, document: Document) -> Primitives:
    drawing = drawing_of(block)
    return {
        "kind": "figure",
        "pictures": [
            {"svg": each.svg, "width": each.width / WIDTH * 100} for each in drawing.pictures
        ],
        "legend": drawing.legend,
        "alternative": alternative(block, document.title),
        "sentence": block.sentence,
        "question": block.question,
    }


@_block.register
def _(block: Quotes, numbers: Numbers, document: Document) -> Primitives:
    rows = [
        {"words": quoted(each.words, document.language), "beside": each.beside}
        for each in block.rows
    ]
    return {"kind": "quotes", "first": block.first, "rows": rows}
