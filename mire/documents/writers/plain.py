"""A document as plain text to copy into a message: no line is broken, nothing is drawn."""

from collections.abc import Iterator

from mire.documents.tree import (
    Block,
    Document,
    Emphasis,
    Facts,
    Figure,
    Grid,
    Heading,
    Link,
    List,
    Paragraph,
    Words,
    parts_of,
)


def written(document: Document) -> str:
    """Return the document's words; what cites notes or quotes is not for a message."""
    lines = [document.title, document.subtitle]
    for block in document.blocks:
        made = list(_block(block, " : " if document.language == "fr" else ": "))
        lines += [*([""] if not isinstance(block, Facts) else []), *made]
    return "\n".join(lines).strip() + "\n"


def _words(words: Words) -> Iterator[str]:
    for part in parts_of(words):
        match part:
            case Emphasis(said, _):
                yield said
            case Link(said, address):
                yield f"{said} ({address})"
            case str():
                yield part


def _block(block: Block, colon: str) -> Iterator[str]:
    match block:
        case Heading(_, said):
            yield said
        case Paragraph(said, _):
            yield "".join(_words(said))
        case List(items, is_ordered):
            for number, each in enumerate(items, 1):
                yield f"{f'{number}.' if is_ordered else '–'} {''.join(_words(each))}"
        case Facts(rows):
            for what, value in rows:
                yield f"{what}{colon}{value}"
        case Grid(caption, _, rows):
            yield caption
            for row in rows:
                yield " · ".join(cell for cell in row if cell)
        case Figure(_, sentence, _):
            yield sentence
