"""A document as JSON primitives, as the paper's template reads it."""

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from mire.documents.tree import (
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
)

Numbers = Mapping[str, int]
Primitives = dict[str, Any]


def primitives(document: Document) -> Primitives:
    """Return what the template "tree" prints."""
    numbers = numbers_of_notes(document)
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language,
        "blocks": [_block(each, numbers) for each in document.blocks],
    }


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
def _block(block: Block, numbers: Numbers) -> Primitives:
    raise NotImplementedError(type(block))


@_block.register
def _(block: PageBreak, numbers: Numbers) -> Primitives:
    return {"kind": "page"}


@_block.register
def _(block: Heading, numbers: Numbers) -> Primitives:
    return {"kind": "heading", "level": block.level, "words": block.words}


@_block.register
def _(block: Paragraph, numbers: Numbers) -> Primitives:
    return {"kind": block.role or "paragraph", "parts": _parts(block.words, numbers)}


@_block.register
def _(block: List, numbers: Numbers) -> Primitives:
    items = [_parts(each, numbers) for each in block.items]
    return {"kind": "list", "ordered": block.is_ordered, "items": items}


@_block.register
def _(block: Notes, numbers: Numbers) -> Primitives:
    return {"kind": "notes", "items": [_parts(each.words, numbers) for each in block.rows]}


@_block.register
def _(block: Facts, numbers: Numbers) -> Primitives:
    return {"kind": "facts", "rows": [list(row) for row in block.rows]}


@_block.register
def _(block: Grid, numbers: Numbers) -> Primitives:
    return {
        "kind": "grid",
        "caption": block.caption,
        "columns": list(block.columns),
        "rows": [list(row) for row in block.rows],
        "numbers": sorted(block.numbers),
        "widths": list(block.widths) or [0 if i in block.numbers else 1 for i in _each(block)],
        "boxed": block.is_filled_in,
    }


def _each(block: Grid) -> range:
    return range(len(block.columns))


@_block.register
def _(block: Figure, numbers: Numbers) -> Primitives:
    return {
        "kind": "figure",
        "drawing": block.drawing,
        "sentence": block.sentence,
        "question": block.question,
    }


@_block.register
def _(block: Quotes, numbers: Numbers) -> Primitives:
    rows = [{"words": each.words, "beside": each.beside} for each in block.rows]
    return {"kind": "quotes", "first": block.first, "rows": rows}
