"""A document as Markdown (CommonMark with tables), which shared pads and forges import.

Words are escaped, so that they come out as they were said; a figure is its sentence, its table
behind it. Page breaks and the table of contents are left out: what imports makes its own.
"""

import re
import string
from collections.abc import Iterator, Mapping, Sequence

from mire.documents.tree import (
    Block,
    Citation,
    Document,
    Emphasis,
    Facts,
    Figure,
    Grid,
    Heading,
    Inline,
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
from mire.documents.writers.pictures import drawing_of
from mire.documents.writers.prepared import prepared

Numbers = Mapping[str, int]

_ALWAYS = re.compile(r"[\\`*_\[\]<>&|~#$^{}@]")
_FIRST = re.compile(rf"[{re.escape(string.punctuation)}]")
_NUMBERED = re.compile(r"(\d{1,9})([.)])")
_LINKED = re.compile(r"(?:https?://|mailto:)[^\s<>\\]+")
_BOUNDS = ("-", "*"), (".", ")")
"""Signs of items, by turns: two lists that touch would be one."""


def written(document: Document) -> bytes:
    """Return the document as UTF-8 Markdown.

    Raises UnfitDocumentError for a document that not everybody could read.
    """
    document = prepared(document)
    numbers = numbers_of_notes(document)
    imprint = filter(None, (document.imprint.said(), document.imprint.address))
    made = [f"# {_line(document.title)}"]
    made += [_text(each) for each in (document.subtitle, " · ".join(imprint)) if each]
    turn, was_list = 0, False
    for block in document.blocks:
        is_list = isinstance(block, List | Notes | Quotes | Facts)
        turn = 1 - turn if is_list and was_list else 0
        made += _block(block, numbers, document.language, turn)
        was_list = is_list or (was_list and isinstance(block, PageBreak))
    return ("\n\n".join(each for each in made if each) + "\n").encode()


def _block(block: Block, numbers: Numbers, language: str, turn: int) -> Iterator[str]:
    match block:
        case PageBreak():
            return
        case Heading(level, said):
            yield f"{'#' * level} {_line(said)}"
        case Paragraph(said, _):
            yield _words(said, numbers)
        case Grid():
            if block.caption:
                yield _text(block.caption)
            yield "\n".join(_table(block))
        case Figure(_, sentence, question):
            yield from map(_text, filter(None, (question, drawing_of(block).legend, sentence)))
        case _:
            yield "\n".join(_items(block, numbers, language, turn))


def _items(block: Block, numbers: Numbers, language: str, turn: int) -> Iterator[str]:
    bullet, dot = (each[turn] for each in _BOUNDS)
    match block:
        case List(items, is_ordered):
            for number, each in enumerate(items, 1):
                yield _item(f"{number}{dot}" if is_ordered else bullet, _words(each, numbers))
        case Notes(notes):
            for note in notes:
                yield _item(f"{numbers[note.key]}{dot}", _words(note.words, numbers))
        case Quotes(quotes, first):
            for number, quote in enumerate(quotes, first):
                said = [quoted(quote.words, language), *filter(None, (quote.beside,))]
                yield _item(f"{number}{dot}", _text("\n".join(said)))
        case Facts(rows):
            colon = "\u00a0: " if language == "fr" else ": "
            for what, value in rows:
                said_so: Words = (Emphasis(what, is_strong=True), f"{colon}{value}")
                yield _item(bullet, _words(said_so, numbers))


def _item(sign: str, said: str) -> str:
    """Return an item; its further lines stand under its first letter."""
    return f"{sign} " + said.replace("\n", "\n" + " " * (len(sign) + 1))


def _table(grid: Grid) -> Iterator[str]:
    yield _row(grid.columns)
    yield _row(
        ["---:" if column in grid.numbers else "---" for column in range(len(grid.columns))],
        is_said=False,
    )
    for row in grid.rows:
        yield _row(row)


def _row(cells: Sequence[str], *, is_said: bool = True) -> str:
    """Return a table's line; a bar within a cell is said by its number, as all readers know."""
    made = [_line(cell).replace("\\|", "&#124;") if is_said else cell for cell in cells]
    return f"| {' | '.join(made)} |"


def _words(words: Words, numbers: Numbers) -> str:
    """Return a sentence; what stands out keeps its marks where every reader sees them as such."""
    made = ""
    was_marked = False
    for part in parts_of(words):
        marks = _marks(part) if not was_marked else ""
        was_marked = bool(marks)
        made += f"{marks}{_part(part, numbers, is_first=not made and not marks)}{marks}"
    return _kept_ends(made)


def _marks(part: Inline) -> str:
    """Return the asterisks around a part: only letters and digits can touch them."""
    if not isinstance(part, Emphasis) or not part.words:
        return ""
    if not (part.words[0].isalnum() and part.words[-1].isalnum()) or "\n" in part.words:
        return ""
    return "**" if part.is_strong else "*"


def _part(part: Inline, numbers: Numbers, *, is_first: bool) -> str:
    match part:
        case Emphasis(said, _):
            return _escaped(said, is_first=is_first)
        case Link(said, address) if said.strip() and _LINKED.fullmatch(address):
            return f"[{_escaped(said, is_first=False)}](<{_ALWAYS.sub(_behind, address)}>)"
        case Link(said, address):
            return _escaped(f"{said} ({address})", is_first=is_first)
        case Citation(note):
            return f"\\[{numbers[note]}\\]"
    return _escaped(part, is_first=is_first)


def _text(words: str) -> str:
    return _kept_ends(_escaped(words, is_first=True))


def _line(words: str) -> str:
    """Return words in one line: a heading and a cell have no other."""
    return _kept_ends(_escaped(re.sub(r"\s*\n\s*", " ", words), is_first=True))


def _escaped(words: str, *, is_first: bool) -> str:
    """Return words whose signs say nothing; a line's end is one to the reader as well."""
    lines = words.split("\n")
    return "\\\n".join(
        _escaped_line(line, is_first=is_first or number > 0, is_last=number == len(lines) - 1)
        for number, line in enumerate(lines)
    )


def _escaped_line(line: str, *, is_first: bool, is_last: bool) -> str:
    body = line if is_last else line.rstrip(" \t")
    start = len(body) - len(body.lstrip(" \t")) if is_first else 0
    said, rest = "".join(map(_number, body[:start])), body[start:]
    made = _ALWAYS.sub(_behind, rest)
    if is_first and not start:
        made = _NUMBERED.sub(r"\1\\\2", made, count=1) if _NUMBERED.match(made) else made
        if made and made[0] != "\\" and _FIRST.match(made):
            made = f"\\{made}"
    return said + made + "".join(map(_number, line[len(body) :]))


def _kept_ends(made: str) -> str:
    """Return a whole text whose last spaces are said by their numbers: readers drop them."""
    bare = made.rstrip(" \t")
    return bare + "".join(map(_number, made[len(bare) :]))


def _behind(found: re.Match[str]) -> str:
    return f"\\{found.group()}"


def _number(sign: str) -> str:
    return f"&#{ord(sign)};"
