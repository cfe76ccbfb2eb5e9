"""A document made ready for every writer: what no format holds is replaced, faults are told.

All writers start from here, so that the same words come out of each of them.
"""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

from mire.documents.tree import Document, Grid, Heading

UNHELD = "\ufffd"
"""What stands for a sign that a format can't hold: visible, and the same in all."""

# Controls but the tab and the line's end, halves of pairs, and the 66 numbers that are no sign
# (Unicode, 23.7): XML, HTML and PDF refuse some of each, so that none keeps any.
_NO_SIGN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)


class UnfitDocumentError(ValueError):
    """A document that can't be handed out as it is; its words say where and why."""


def prepared(document: Document) -> Document:
    """Return the document with signs that can be written alone.

    Raises UnfitDocumentError for what would keep somebody from reading it: no title or language,
    a heading that skips a level, a table without titles or with uneven rows.
    """
    _check(document)
    made = _held(document)
    return cast("Document", made)


def held(words: str) -> str:
    """Return words with one kind of line end, and ``UNHELD`` for each sign that can't be held."""
    return _NO_SIGN.sub(UNHELD, words.replace("\r\n", "\n").replace("\r", "\n"))


def _held(part: Any) -> Any:
    if isinstance(part, str):
        return held(part)
    if isinstance(part, tuple) and hasattr(part, "_fields"):
        return type(part)(*map(_held, part))
    if isinstance(part, list | tuple):
        return tuple(map(_held, part))
    if is_dataclass(part) and not isinstance(part, type):
        return replace(
            part, **{each.name: _held(getattr(part, each.name)) for each in fields(part)}
        )
    return part


def _check(document: Document) -> None:
    if not document.title.strip() or not document.language:
        msg = "the document has no title, or no language: say both"
        raise UnfitDocumentError(msg)
    level = 1
    for block in document.blocks:
        if isinstance(block, Heading):
            if not 2 <= block.level <= min(level + 1, 4):
                msg = f"the heading {block.words!r} is of level {block.level}, under one of {level}"
                raise UnfitDocumentError(msg)
            level = block.level
        elif isinstance(block, Grid):
            if not any(title.strip() for title in block.columns):
                msg = f"the table {block.caption!r} has no column titles"
                raise UnfitDocumentError(msg)
            if any(len(row) != len(block.columns) for row in block.rows):
                msg = f"a row of the table {block.caption!r} has more or fewer cells than titles"
                raise UnfitDocumentError(msg)
