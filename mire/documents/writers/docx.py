"""A document as Office Open XML (.docx): real titles, lists, tables, pictures with their words."""

from collections.abc import Sequence
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
from mire.documents.writers import docx_parts as parts
from mire.documents.writers.pictures import alternative, drawing_of, png
from mire.documents.writers.prepared import prepared
from mire.documents.writers.telling import Tell, tell_nobody
from mire.documents.writers.zipped import settled


def written(document: Document, tell: Tell = tell_nobody) -> bytes:
    """Return the document; a word processor finds its titles, its language and its table.

    ``tell`` is called with how many blocks are written, and of how many. Raises UnfitDocumentError
    for a document that not everybody could read.
    """
    writer = _Writer(prepared(document))
    writer.write(tell)
    held = BytesIO()
    writer.made.save(held)
    return settled(held.getvalue())


class _Writer:
    """One document on its way; ``made`` is python-docx's."""

    def __init__(self, document: Document) -> None:
        import docx  # slow to import, and seldom asked for

        self.document = document
        self.numbers = numbers_of_notes(document)
        self.made: Any = docx.Document()
        parts.prepare(self.made, document.title, document.language)
        self.styles = parts.Styles(self.made)
        self.lists: Any = parts.Lists(self.made)
        self.marks = count(1)
        self.sections = count(1)
        self.headings = [each for each in document.blocks if isinstance(each, Heading)]

    def write(self, tell: Tell) -> None:
        document, imprint = self.document, self.document.imprint
        foot = filter(None, (document.title, imprint.said(), imprint.address))
        parts.write_foot(self.made, " · ".join(foot))
        self.styles.paragraph("Heading 1", document.title)
        if document.subtitle:
            self.styles.paragraph("Subtitle", document.subtitle)
        self._write_imprint(imprint.said(), imprint.address)
        if document.contents and self.headings:
            rows = [(each.level, each.words) for each in self.headings]
            parts.write_contents(self.styles, document.contents, rows)
        for number, block in enumerate(document.blocks):
            tell(number, len(document.blocks))
            behind = document.blocks[number + 1 : number + 2]
            self._write(block, is_followed=bool(behind) and isinstance(behind[0], Grid))

    def _write_imprint(self, said: str, address: str) -> None:
        if said or address:
            paragraph = self.styles.paragraph("Mire Aside")
            paragraph.add_run(said + (" · " if said and address else ""))
            if address.startswith(("http://", "https://")):
                self._link(paragraph, address, address)
            else:
                paragraph.add_run(address)

    def _write(self, block: Block, *, is_followed: bool) -> None:
        match block:
            case PageBreak():
                self.made.add_page_break()
            case Heading(level, said):
                paragraph = self.styles.paragraph(f"Heading {level}")
                self._mark(paragraph, f"part-{next(self.sections)}", said)
            case Paragraph(words, role):
                style = {"lead": "Mire Lead", "aside": "Mire Aside"}.get(role, "Normal")
                self._say(self.styles.paragraph(style), words)
            case Facts(rows):
                for what, value in rows:
                    self._say(
                        self.styles.paragraph("Mire Fact"),
                        (Emphasis(what, is_strong=True), "\t", value),
                    )
            case Grid():
                self._write_grid(block)
            case Figure():
                self._write_figure(block, is_followed=is_followed)
            case _:
                self._write_items(block)

    def _write_items(self, block: Block) -> None:
        match block:
            case List(items, is_ordered):
                kind = parts.NUMBERS if is_ordered else parts.BULLETS
                number = self.lists.begun(kind)
                for item in items:
                    style = "List Number" if is_ordered else "List Bullet"
                    self._say(self._item(style, number), item)
            case Notes(rows):
                number = self.lists.begun(parts.NOTES)
                for note in rows:
                    paragraph = self._item("List Number", number)
                    self._mark(paragraph, f"note-{note.key}", "")
                    self._say(paragraph, note.words)
            case Quotes(rows, first):
                number = self.lists.begun(parts.NUMBERS, first)
                for quote in rows:
                    paragraph = self._item("Quote", number)
                    paragraph.add_run(quoted(quote.words, self.document.language))
                    if quote.beside:
                        paragraph.paragraph_format.keep_with_next = True
                        self.styles.paragraph("Mire Beside", quote.beside)

    def _mark(self, paragraph: Any, name: str, words: str) -> None:
        parts.mark(paragraph, name, words, which=next(self.marks))

    def _link(self, paragraph: Any, words: str, address: str) -> None:
        run = self.styles.run(paragraph, words, "Hyperlink")
        parts.add_link(run, address, paragraph)

    def _item(self, style: str, number: int) -> Any:
        paragraph = self.styles.paragraph(style)
        parts.number(paragraph, number)
        return paragraph

    def _say(self, paragraph: Any, words: Words) -> None:
        for part in parts_of(words):
            match part:
                case Emphasis(said, is_strong):
                    self.styles.run(paragraph, said, "Strong" if is_strong else "Emphasis")
                case Link(said, address) if address:
                    self._link(paragraph, said, address)
                case Link(said, _):
                    paragraph.add_run(said)
                case Citation(note):
                    run = self.styles.run(paragraph, f"[{self.numbers[note]}]")
                    parts.add_jump(run, f"note-{note}", paragraph)
                case _:
                    paragraph.add_run(part)

    def _write_grid(self, grid: Grid) -> None:
        if grid.caption:
            caption = self.styles.paragraph("Caption", grid.caption)
            caption.paragraph_format.keep_with_next = True
        rows: Sequence[tuple[str, ...]] = (grid.columns, *grid.rows)
        table = self.made.add_table(len(rows), len(grid.columns), style="Table Grid")
        parts.fill(table, rows, grid.numbers, is_tall=grid.is_filled_in)
        if grid.caption:
            parts.name_table(table, grid.caption)
        self.styles.paragraph("Mire Beside")

    def _write_figure(self, figure: Figure, *, is_followed: bool) -> None:
        kept = []
        if figure.question:
            kept.append(self.styles.paragraph("Mire Lead", figure.question))
        drawing = drawing_of(figure)
        for number, picture in enumerate(drawing.pictures, 1):
            said = alternative(figure, self.document.title)
            paragraph = self.styles.paragraph("Normal")
            kept.append(paragraph)
            parts.add_picture(
                paragraph,
                png(picture),
                width=picture.width,
                words=said if number == 1 else f"{said} ({number})",
            )
        for words, style in ((drawing.legend, "Mire Aside"), (figure.sentence, "Normal")):
            if words:
                kept.append(self.styles.paragraph(style, words))
        for paragraph in kept if is_followed else kept[:-1]:
            paragraph.paragraph_format.keep_with_next = True
