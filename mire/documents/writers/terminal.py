"""A document for the terminal: headings, sentences and tables, as wide as the terminal is."""

from functools import singledispatch

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mire.documents.tree import (
    Block,
    Document,
    Facts,
    Figure,
    Grid,
    Heading,
    Paragraph,
    Quotes,
)


def written(document: Document, *, width: int, is_colour: bool) -> str:
    """Return the document as text, ``width`` columns wide at most, ending with a newline.

    Drawings are left out: their sentence stands for them. Nothing in the document's strings
    is read as mark-up or as a terminal's control sequence.
    """
    console = Console(
        width=width, force_terminal=is_colour, no_color=not is_colour, highlight=False,
        legacy_windows=False, color_system="standard" if is_colour else None,
    )  # fmt: skip
    with console.capture() as captured:
        console.print(Text(_plain(document.title), style="bold"))
        if document.subtitle:
            console.print(Text(_plain(document.subtitle)))
        for block in document.blocks:
            console.print(Padding(_block(block), (1, 0, 0, 0)))
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


@singledispatch
def _block(block: Block) -> RenderableType:
    raise NotImplementedError(type(block))


@_block.register
def _(block: Heading) -> RenderableType:
    return Text(_plain(block.words), style="bold underline" if block.level == 2 else "bold")


@_block.register
def _(block: Paragraph) -> RenderableType:
    style = {"lead": "bold", "aside": "italic"}.get(block.role, "")
    return Text(_plain(block.words), style=style)


@_block.register
def _(block: Facts) -> RenderableType:
    table = Table(box=None, show_header=False, pad_edge=False)
    for what, value in block.rows:
        table.add_row(Text(_plain(what), style="bold"), Text(_plain(value)))
    return table


@_block.register
def _(block: Grid) -> RenderableType:
    table = Table(
        title=Text(_plain(block.caption)), title_justify="left", box=box.SIMPLE_HEAD,
        pad_edge=False,
    )  # fmt: skip
    for index, title in enumerate(block.columns):
        table.add_column(Text(_plain(title)), justify="right" if index in block.numbers else "left")
    for row in block.rows:
        table.add_row(*(Text(_plain(cell)) for cell in row))
    return table


@_block.register
def _(block: Figure) -> RenderableType:
    return Text(_plain(block.sentence))


@_block.register
def _(block: Quotes) -> RenderableType:
    return Group(*(Text(f"[{mark}] {_plain(words)}") for mark, words in block.rows))


def _plain(words: str) -> str:
    """Leave out control characters: a name typed by someone must not drive the terminal."""
    return "".join(letter for letter in words if letter.isprintable() or letter in "\n\u00a0\u202f")
