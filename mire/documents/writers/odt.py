"""A document as an OpenDocument text (.odt), which every word processor opens and edits."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from mire.documents.tree import (
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
BREAK, STRONG, EM = "MireBreak", "MireStrong", "MireEm"


def written(document: Document) -> bytes:
    """Return the document; titles are real headings, lists and tables real ones.

    A figure is its sentence: its table, which always goes with it, holds what it draws.
    """
    import odfdo as library  # slow to import, and seldom asked for

    odfdo: Any = library
    made = odfdo.Document("text")
    made.body.clear()
    made.language = {"fr": "fr-FR", "en": "en-GB"}.get(document.language, document.language)
    broken = odfdo.Element.from_tag(
        f'<style:style style:name="{BREAK}" style:family="paragraph">'
        '<style:paragraph-properties fo:break-before="page"/></style:style>'
    )
    made.insert_style(broken, automatic=True)
    strong = odfdo.Style("text", name=STRONG, area="text", bold=True)
    made.insert_style(strong, automatic=True)
    made.insert_style(odfdo.Style("text", name=EM, area="text", italic=True), automatic=True)
    numbers = numbers_of_notes(document)
    made.body.append(odfdo.Header(1, document.title))
    if document.subtitle:
        made.body.append(odfdo.Paragraph(document.subtitle))
    for number, block in enumerate(document.blocks, 1):
        for each in _block(odfdo, block, numbers, number):
            made.body.append(each)
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def _block(odfdo: Any, block: Any, numbers: Numbers, number: int) -> Sequence[Any]:
    match block:
        case PageBreak():
            return [odfdo.Paragraph("", style=BREAK)]
        case Heading(level, said):
            return [odfdo.Header(level, said)]
        case Paragraph(said, role):
            return [_paragraph(odfdo, said, numbers, is_strong=role == "lead")]
        case List(items, is_ordered):
            return _items(odfdo, [(f"{n}." if is_ordered else "–", each) for n, each in
                                  enumerate(items, 1)], numbers)  # fmt: skip
        case Notes(rows):
            return _items(odfdo, [(f"[{numbers[e.key]}]", e.words) for e in rows], numbers)
        case Quotes(rows, first):
            return _items(
                odfdo, [(f"{n}.", f"« {e.words} »") for n, e in enumerate(rows, first)], numbers
            )
        case Facts(rows):
            return [
                _paragraph(odfdo, (Emphasis(what, is_strong=True), " ", value), numbers)
                for what, value in rows
            ]
        case Grid():
            return _grid(odfdo, block, number)
        case Figure():
            return [odfdo.Paragraph(each) for each in (block.question, block.sentence) if each]
    raise NotImplementedError(type(block))


def _items(odfdo: Any, items: Sequence[tuple[str, Words]], numbers: Numbers) -> Sequence[Any]:
    return [_paragraph(odfdo, (f"{mark}\u00a0", *parts_of(said)), numbers) for mark, said in items]


def _paragraph(odfdo: Any, said: Words, numbers: Numbers, *, is_strong: bool = False) -> Any:
    paragraph = odfdo.Paragraph("")
    for part in parts_of(said):
        match part:
            case Emphasis(emphasised, stands_out):
                paragraph.append(odfdo.Span(emphasised, style=STRONG if stands_out else EM))
            case Link(linked, address):
                paragraph.append(odfdo.Link(address, text=linked))
            case Citation(note):
                paragraph.append(odfdo.Span(f"[{numbers[note]}]"))
            case _:
                paragraph.append(odfdo.Span(part, style=STRONG if is_strong else None))
    return paragraph


def _grid(odfdo: Any, block: Grid, number: int) -> Sequence[Any]:
    table = odfdo.Table(f"Table{number}")
    for cells in (block.columns, *block.rows):
        row = odfdo.Row()
        row.extend_cells([odfdo.Cell(cell, cell_type="string", text=cell) for cell in cells])
        table.append(row)
    return [*([odfdo.Paragraph(block.caption)] if block.caption else []), table]
