"""The text of a passage: paragraphs, lists, tables, quotes, words that stand out.

Written in a few of CommonMark's marks (https://spec.commonmark.org/0.31.2/) and GitHub's tables;
anything else is plain words, HTML first of all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

RULES = ("table", "list", "blockquote", "emphasis", "escape")


@dataclass(frozen=True, slots=True)
class Span:
    """Some words alike. ``strength``: 0 plain, 1 that stand out, 2 that matter more."""

    words: str
    strength: int = 0


Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Items:
    """A list; ``is_ordered``: numbered."""

    items: tuple[Spans, ...]
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its titles, then its rows, each as long as the titles."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of somebody else."""

    words: str


Block: TypeAlias = Line | Items | Table | Quotation


def read_marks(written: str) -> list[Block]:
    """Return the blocks of a text, in order; [] for nothing but spaces.

    An end of line within a paragraph begins another: so people write in a text box. A list within
    a list goes on in the outer one.
    """
    tokens = _reader().parse(written.replace("\r\n", "\n"))
    return list(_blocks(tokens))


def plain_words(written: str) -> str:
    """Return the words of a text without its marks, in one line."""
    said: list[str] = []
    for block in read_marks(written):
        match block:
            case Line(spans):
                said.append(_said(spans))
            case Items(items):
                said += [_said(each) for each in items]
            case Table(titles, rows):
                said += [*titles, *(cell for row in rows for cell in row)]
            case Quotation(words):
                said.append(words)
    return " ".join(" ".join(said).split())


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # takes memory: only once a note is read

    return MarkdownIt("zero", {"html": False}).enable(list(RULES))


def _blocks(tokens: Sequence["Token"]) -> Iterator[Block]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = _end_of(tokens, at)
        inside = tokens[at + 1 : end]
        if token.type == "paragraph_open":
            for spans in _lines(inside[0]):
                yield Line(spans)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield from _list(token, tuple(_items(inside)))
        elif token.type == "blockquote_open":
            yield Quotation(" ".join(_said(spans) for spans in _inlines(inside)) or ">")
        elif token.type == "table_open":
            table = _table(inside)
            if any((*table.titles, *(cell for row in table.rows for cell in row))):
                yield table
        at = end + 1


def _list(token: "Token", items: tuple[Spans, ...]) -> Iterator[Block]:
    """Return a list; lines where its signs are words: « + 12 jours », « 2026. Une année »."""
    if not items:
        yield Line((Span(token.markup),))
    elif token.type == "bullet_list_open" and token.markup != "+":
        yield Items(items)
    elif token.type == "ordered_list_open" and token.attrGet("start") in (None, 1):
        yield Items(items, is_ordered=True)
    else:
        first = token.attrGet("start")
        for number, spans in enumerate(items, int(first) if first is not None else 0):
            sign = "+" if first is None else f"{number}{token.markup}"
            yield Line((Span(f"{sign} "), *spans))


def _end_of(tokens: Sequence["Token"], at: int) -> int:
    """Return where what opens at a place closes; the place itself for what doesn't open."""
    depth = 0
    for end in range(at, len(tokens)):
        depth += tokens[end].nesting
        if depth == 0:
            return end
    return len(tokens) - 1


def _inlines(tokens: Sequence["Token"]) -> Iterator[Spans]:
    for token in tokens:
        if token.type == "inline":
            yield from _lines(token)


def _items(tokens: Sequence["Token"]) -> Iterator[Spans]:
    at = 0
    while at < len(tokens):
        end = _end_of(tokens, at)
        inside = tokens[at + 1 : end]
        own: list[Span] = []
        for number, token in enumerate(inside):
            if token.type.endswith("_list_open"):
                yield tuple(own)
                yield from _items(inside[number + 1 : _end_of(inside, number)])
                own = []
                break
            if token.type == "inline":
                for spans in _lines(token):
                    own += [Span(" "), *spans] if own else spans
        if own:
            yield tuple(own)
        at = end + 1


def _table(tokens: Sequence["Token"]) -> Table:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(" ".join(_said(spans) for spans in _lines(token)))
    return Table(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))


def _lines(inline: "Token") -> Iterator[Spans]:
    """Return the lines of some words, each with what stands out in it."""
    strength = 0
    line: list[Span] = []
    for token in inline.children or ():
        if token.type in ("em_open", "em_close"):
            strength = max(0, strength + token.nesting)
        elif token.type in ("strong_open", "strong_close"):
            strength = max(0, strength + 2 * token.nesting)
        elif token.type in ("softbreak", "hardbreak"):
            yield tuple(line)
            line = []
        elif token.content:
            first, *others = token.content.split("\n")
            if first:
                line.append(Span(first, min(2, strength)))
            for each in others:
                if line:
                    yield tuple(line)
                line = [Span(each, min(2, strength))] if each else []
    if line:
        yield tuple(line)


def _said(spans: Spans) -> str:
    return "".join(span.words for span in spans)
