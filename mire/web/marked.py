"""The blocks of a text with light marks, as templates show them."""

from collections.abc import Sequence
from typing import Any

from mire.programme.note.rules.marks import Block, Items, Line, Quotation, Table


def blocks_told(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Return blocks by kind: "line", "items", "table", "quotation"."""
    made: list[dict[str, Any]] = []
    for block in blocks:
        match block:
            case Line(spans):
                made.append({"kind": "line", "spans": spans})
            case Items(items, is_ordered):
                made.append({"kind": "items", "items": items, "is_ordered": is_ordered})
            case Table(titles, rows):
                made.append({"kind": "table", "titles": titles, "rows": rows})
            case Quotation(said):
                made.append({"kind": "quotation", "words": said})
    return made
