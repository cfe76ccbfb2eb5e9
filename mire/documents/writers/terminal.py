"""A document for the terminal: headings, sentences and tables, as wide as the terminal is."""

from collections.abc import Mapping, Sequence
from functools import singledispatch
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

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
from mire.documents.writers.prepared import prepared

# Rich breaks lines at every space, those of French print too: two letters that nobody types
# (private use) stand for them while lines are made.
NO_BREAK = str.maketrans({"\u00a0": "\ue000", "\u202f": "\ue001"})
SPACES = str.maketrans({"\ue000": "\u00a0", "\ue001": "\u202f"})

UNSEEN = "\n\u00a0\u202f\u200c\u200d"
"""What is not seen, and kept: a line's end, two spaces of French print, what joins letters."""

LONGEST_WORD = 24
"""Longer ones are cut into lines where a table is narrow; none is ever left out."""


def written(document: Document, *, width: int, is_colour: bool) -> str:
    """Return the document as text, ``width`` columns wide at most, ending with a newline.

    A table takes more where its words would be cut into pieces otherwise.
    Drawings are left out: their sentence stands for them. Nothing in the document's strings
    is read as mark-up or as a terminal's control sequence.
    """
    console = Console(
        width=width,
        force_terminal=is_colour,
        no_color=not is_colour,
        highlight=False,
        legacy_windows=False,
        color_system="standard" if is_colour else None,
    )
    document = prepared(document)
    numbers = numbers_of_notes(document)
    with console.capture() as captured:
        console.print(Text(_plain(document.title), style="bold"))
        if document.subtitle:
            console.print(Text(_plain(document.subtitle)))
        for each in filter(None, (document.imprint.said(), document.imprint.address)):
            console.print(Text(_plain(each)))
        for block in document.blocks:
            made: Any = _block(block, numbers)
            if isinstance(block, Grid):
                widths = _widths(block, width - 3 * len(block.columns) + 1)
                for column, wide in zip(made.columns, widths, strict=True):
                    column.width = wide
                console.width = max(width, sum(widths) + 3 * len(widths) - 1)
            console.print(Padding(made, (1, 0, 0, 0)))
            console.width = width
    lines = captured.get().translate(SPACES).split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"


Numbers = Mapping[str, int]


def _words(words: Words, numbers: Numbers, style: str = "") -> Text:
    """Return a sentence; an address stands after its words, a citation is its note's number."""
    said = Text(style=style)
    for part in parts_of(words):
        match part:
            case Emphasis(emphasised, is_strong):
                said.append(_plain(emphasised), style="bold" if is_strong else "italic")
            case Link(linked, address):
                said.append(_plain(f"{linked} ({address})"))
            case Citation(note):
                said.append(f"[{numbers[note]}]")
            case _:
                said.append(_plain(part))
    return said


@singledispatch
def _block(block: Block, numbers: Numbers) -> RenderableType:
    raise NotImplementedError(type(block))


@_block.register
def _(block: Heading, numbers: Numbers) -> RenderableType:
    return Text(_plain(block.words), style="bold underline" if block.level == 2 else "bold")


@_block.register
def _(block: PageBreak, numbers: Numbers) -> RenderableType:
    return Text("")


@_block.register
def _(block: Paragraph, numbers: Numbers) -> RenderableType:
    style = {"lead": "bold", "aside": "italic"}.get(block.role, "")
    return _words(block.words, numbers, style)


@_block.register
def _(block: List, numbers: Numbers) -> RenderableType:
    marks = [f"{number}." if block.is_ordered else "–" for number in range(1, 1 + len(block.items))]
    return _marked(marks, [_words(each, numbers) for each in block.items])


@_block.register
def _(block: Notes, numbers: Numbers) -> RenderableType:
    marks = [f"[{numbers[each.key]}]" for each in block.rows]
    return _marked(marks, [_words(each.words, numbers) for each in block.rows])


def _marked(marks: Sequence[str], items: Sequence[Text]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for mark, item in zip(marks, items, strict=True):
        table.add_row(Text(mark), item)
    return table


@_block.register
def _(block: Facts, numbers: Numbers) -> RenderableType:
    table = Table(box=None, show_header=False, pad_edge=False)
    for what, value in block.rows:
        table.add_row(Text(_plain(what), style="bold"), Text(_plain(value)))
    return table


@_block.register
def _(block: Grid, numbers: Numbers) -> RenderableType:
    table = Table(
        title=Text(_plain(block.caption)),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for index, title in enumerate(block.columns):
        table.add_column(
            Text(_plain(title)),
            justify="right" if index in block.numbers else "left",
            overflow="fold",
        )
    for row in block.rows:
        table.add_row(*(Text(_plain(cell)) for cell in row))
    return table


@_block.register
def _(block: Figure, numbers: Numbers) -> RenderableType:
    return Text("\n".join(_plain(each) for each in (block.question, block.sentence) if each))


@_block.register
def _(block: Quotes, numbers: Numbers) -> RenderableType:
    rows = []
    for each in block.rows:
        beside = f" ({_plain(each.beside)})" if each.beside else ""
        rows.append(Text(f"[{each.mark}] {_plain(each.words)}{beside}"))
    return Group(*rows)


def _widths(grid: Grid, room: int) -> list[int]:
    """Return how wide columns are: the widest give way first, none under its longest word."""
    widths, least = [], []
    for number, title in enumerate(grid.columns):
        cells = [_plain(cell) for cell in (title, *(row[number] for row in grid.rows))]
        lines = [line for cell in cells for line in cell.split("\n")]
        words = [word for cell in cells for word in cell.replace("\n", " ").split(" ")]
        widths.append(max(1, *map(cell_len, lines)))
        least.append(max(1, *(min(LONGEST_WORD, cell_len(word)) for word in words)))
    while sum(widths) > room:
        able = [number for number, width in enumerate(widths) if width > least[number]]
        if not able:
            break
        widths[max(able, key=widths.__getitem__)] -= 1
    return widths


def spoken(words: str) -> str:
    """Return words without control characters: a name must not drive the terminal.

    Signs that turn the direction of what follows go too; those that join letters stay.
    """
    return "".join(letter for letter in words if letter.isprintable() or letter in UNSEEN)


def _plain(words: str) -> str:
    return spoken(words).translate(NO_BREAK)
