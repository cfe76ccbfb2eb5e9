"""A document as plain text to copy into a message: no line is broken, nothing is drawn."""

from collections.abc import Iterator, Mapping

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
    Paragraph,
    Quotes,
    Words,
    numbers_of_notes,
    parts_of,
    quoted,
)
from mire.documents.writers.prepared import prepared


def written(document: Document) -> str:
    """Return the document's words; drawings are left out, and their sentence stands for them."""
    document = prepared(document)
    numbers = numbers_of_notes(document)
    lines = [document.title, document.subtitle]
    for block in document.blocks:
        made = list(_block(block, document.language, numbers))
        lines += [*([""] if not isinstance(block, Facts) else []), *made]
    foot = [*filter(None, (document.imprint.said(), document.imprint.address))]
    lines += ["", *foot] if foot else []
    return "\n".join(lines).strip() + "\n"


Numbers = Mapping[str, int]


def _words(words: Words, numbers: Numbers) -> str:
    return "".join(_parts(words, numbers))


def _parts(words: Words, numbers: Numbers) -> Iterator[str]:
    for part in parts_of(words):
        match part:
            case Emphasis(said, _):
                yield said
            case Link(said, address):
                yield f"{said} ({address})"
            case Citation(note):
                yield f"[{numbers[note]}]"
            case str():
                yield part


def _block(block: Block, language: str, numbers: Numbers) -> Iterator[str]:
    match block:
        case Heading(_, said):
            yield said
        case Paragraph(said, _):
            yield _words(said, numbers)
        case Grid(caption, columns, rows):
            yield caption
            for row in (columns, *rows):
                yield " · ".join(cell for cell in row if cell)
        case Figure(_, sentence, question):
            yield from filter(None, (question, sentence))
        case _:
            yield from _listed(block, language, numbers)


def _listed(block: Block, language: str, numbers: Numbers) -> Iterator[str]:
    """Yield the lines of what has marks before its items."""
    match block:
        case List(items, is_ordered):
            for number, each in enumerate(items, 1):
                yield f"{f'{number}.' if is_ordered else '–'} {_words(each, numbers)}"
        case Notes(rows):
            for note in rows:
                yield f"[{numbers[note.key]}] {_words(note.words, numbers)}"
        case Quotes(rows, first):
            for number, quote in enumerate(rows, first):
                beside = f" ({quote.beside})" if quote.beside else ""
                yield f"{number}. {quoted(quote.words, language)}{beside}"
        case Facts(rows):
            colon = "\u00a0: " if language == "fr" else ": "
            for what, value in rows:
                yield f"{what}{colon}{value}"
