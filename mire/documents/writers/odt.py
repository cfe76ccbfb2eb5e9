"""A document as an OpenDocument text (.odt), which every word processor opens and edits."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count
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
    quoted,
)
from mire.documents.writers import odt_parts as parts
from mire.documents.writers.pictures import alternative, drawing_of, png
from mire.documents.writers.prepared import prepared
from mire.documents.writers.telling import Tell, tell_nobody
from mire.documents.writers.zipped import settled


def written(document: Document, tell: Tell = tell_nobody) -> bytes:
    """Return the document; titles are real headings, lists, tables and pictures real ones.

    ``tell`` is called with how many blocks are written, and of how many. Raises UnfitDocumentError
    for a document that not everybody could read.
    """
    writer = _Writer(prepared(document))
    writer.write(tell)
    held = BytesIO()
    writer.made.save(held)
    return settled(held.getvalue())


class _Writer:
    """One document on its way; ``made`` is odfdo's."""

    def __init__(self, document: Document) -> None:
        import odfdo as library  # slow to import, and seldom asked for

        self.odfdo: Any = library
        self.document = document
        self.numbers = numbers_of_notes(document)
        self.made = self.odfdo.Document("text")
        self.made.body.clear()
        self.counts = {each: count(1) for each in ("part", "table", "picture")}

    def write(self, tell: Tell) -> None:
        document, imprint = self.document, self.document.imprint
        parts.prepare(self.made, document.title, document.language)
        foot = filter(None, (document.title, imprint.said(), imprint.address))
        parts.write_foot(self.made, " · ".join(foot))
        body = self.made.body
        body.append(self.odfdo.Header(1, document.title, style="Heading_20_1"))
        if document.subtitle:
            body.append(self._paragraph(document.subtitle, "Mire_Aside"))
        said: tuple[Any, ...] = (imprint.said(),) if imprint.said() else ()
        if imprint.address:
            is_link = imprint.address.startswith(("http://", "https://"))
            address = Link(imprint.address, imprint.address) if is_link else imprint.address
            said = (*said, " · ", address) if said else (address,)
        if said:
            body.append(self._paragraph(said, "Mire_Aside"))
        headings = [each for each in document.blocks if isinstance(each, Heading)]
        if document.contents and headings:
            rows = [(each.level, each.words) for each in headings]
            body.append(parts.contents(document.contents, rows))
        for number, block in enumerate(document.blocks):
            tell(number, len(document.blocks))
            behind = document.blocks[number + 1 : number + 2]
            is_followed = bool(behind) and isinstance(behind[0], Grid)
            for each in self._block(block, is_followed=is_followed):
                body.append(each)

    def _block(self, block: Block, *, is_followed: bool) -> Iterator[Any]:
        match block:
            case PageBreak():
                yield self.odfdo.Paragraph("", style="Mire_Break")
            case Heading(level, said):
                heading = self.odfdo.Header(level, said, style=f"Heading_20_{level}")
                parts.mark(heading, f"part-{next(self.counts['part'])}")
                yield heading
            case Paragraph(words, role):
                styles = {"lead": "Mire_Lead", "aside": "Mire_Aside"}
                yield self._paragraph(words, styles.get(role, "Mire_Text"))
            case Facts(rows):
                for what, value in rows:
                    words = (Emphasis(what, is_strong=True), "\t", value)
                    yield self._paragraph(words, "Mire_Fact")
            case Grid():
                yield from self._grid(block)
            case Figure():
                yield from self._figure(block, is_followed=is_followed)
            case _:
                yield self._list(block)

    def _list(self, block: Block) -> Any:
        match block:
            case List(items, is_ordered):
                style = "Mire_Numbers" if is_ordered else "Mire_Bullets"
                rows = [[self._paragraph(each, "Mire_Item")] for each in items]
                return parts.items(rows, style)
            case Notes(notes):
                rows = [[self._paragraph(each.words, "Mire_Item")] for each in notes]
                for note, (paragraph,) in zip(notes, rows, strict=True):
                    parts.mark(paragraph, f"note-{note.key}")
                return parts.items(rows, "Mire_Notes")
            case Quotes(quotes, first):
                rows = []
                for each in quotes:
                    words = quoted(each.words, self.document.language)
                    rows.append([self._paragraph(words, "Mire_Quote")])
                    if each.beside:
                        rows[-1].append(self._paragraph(each.beside, "Mire_Beside"))
                return parts.items(rows, "Mire_Numbers", first)
        raise NotImplementedError(type(block))

    def _paragraph(self, said: Words, style: str) -> Any:
        paragraph = self.odfdo.Paragraph("", style=style)
        for part in parts_of(said):
            match part:
                case Emphasis(words, is_strong):
                    style = "Mire_Strong" if is_strong else "Mire_Em"
                    paragraph.append(self.odfdo.Span(words, style=style))
                case Link(words, address) if address:
                    paragraph.append(parts.link(words, address))
                case Link(words, _):
                    paragraph.append(self.odfdo.Span(words))
                case Citation(note):
                    paragraph.append(parts.link(f"[{self.numbers[note]}]", f"#note-{note}"))
                case _:
                    paragraph.append(self.odfdo.Span(part))
        return paragraph

    def _grid(self, grid: Grid) -> Sequence[Any]:
        name = f"Table{next(self.counts['table'])}"
        style = "Mire_Table_Whole" if len(grid.rows) <= parts.SHORT else "Mire_Table"
        table = self.odfdo.Table(name, style=style)
        n = len(grid.columns)
        table.append(self.odfdo.Column(repeated=n) if n > 1 else self.odfdo.Column())
        head = self.odfdo.Element.from_tag("table:table-header-rows")
        head.append(self._row(grid, grid.columns, is_head=True))
        table.append(head)
        for cells in grid.rows:
            table.append(self._row(grid, cells))
        caption = [self._paragraph(grid.caption, "Mire_Caption")] if grid.caption else []
        return [*caption, table, self.odfdo.Paragraph("", style="Mire_Beside")]

    def _row(self, grid: Grid, cells: Sequence[str], *, is_head: bool = False) -> Any:
        row = self.odfdo.Row()
        made = []
        for column, words in enumerate(cells):
            cell = self.odfdo.Cell(style="Mire_Cell")
            cell.set_attribute("office:value-type", "string")
            style = "Mire_Head" if is_head else "Mire_Words"
            if column in grid.numbers:
                style += "_Number"
            cell.append(self.odfdo.Paragraph(words, style=style))
            made.append(cell)
        row.extend_cells(made)
        return row

    def _figure(self, figure: Figure, *, is_followed: bool) -> Iterator[Any]:
        if figure.question:
            yield self._paragraph(figure.question, "Mire_Lead")
        drawing = drawing_of(figure)
        said = alternative(figure, self.document.title)
        for number, picture in enumerate(drawing.pictures, 1):
            name = f"picture-{next(self.counts['picture'])}"
            words = said if number == 1 else f"{said} ({number})"
            size = (f"{picture.width}mm", f"{picture.height}mm")
            yield parts.picture(self.made, name, png(picture), size, words)
        if drawing.legend:
            yield self._paragraph(drawing.legend, "Mire_Legend")
        if figure.sentence:
            yield self._paragraph(figure.sentence, "Mire_Kept" if is_followed else "Mire_Text")
