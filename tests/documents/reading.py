"""What each format says, read back: one function a writer, from a document to its words."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from io import BytesIO
from typing import Any

import docx as python_docx
import odfdo
from docx.oxml.ns import qn
from lxml import html as parsed
from markdown_it import MarkdownIt
from markdown_it.token import Token

from mire.documents.fonts import printable
from mire.documents.tree import Citation, Document, Figure, Link, Note, Quote
from mire.documents.writers import docx, html, markdown, odt, paper, plain, terminal
from mire.documents.writers.prepared import prepared
from mire.documents.writers.primitives import primitives
from tests.support.pdf import pages_of

NOTICE = {"title": "Signes absents", "why": "Voici lesquels."}
WIDE = 50_000
"""Of a terminal that breaks no line."""


def html_words(document: Document) -> str:
    page = parsed.fromstring(html.written(document, "").decode())
    return str(page.find("body").text_content())


def pdf_words(document: Document) -> str:
    """Return the words of all pages without their feet, which stand between two of them."""
    title = primitives(prepared(document))["foot"][0]
    title = re.escape(re.sub(r"\s+", " ", printable(title)).strip())
    pages = pages_of(paper.written(document, NOTICE))
    return "".join(re.sub(rf"{title} ?\d+ / \d+.*$", "", page) for page in pages)


def odt_words(document: Document) -> str:
    made = odfdo.Document(BytesIO(odt.written(document)))
    return "\n".join(each.inner_text for each in made.body.get_elements("//text:p|//text:h"))


def docx_words(document: Document) -> str:
    made = python_docx.Document(BytesIO(docx.written(document)))
    signs = {qn("w:tab"): "\t", qn("w:br"): "\n"}
    return "".join(
        each.text or "" if each.tag == qn("w:t") else signs.get(each.tag, "")
        for each in made.element.body.iter()
    )


def markdown_words(document: Document) -> str:
    return "".join(markdown_tokens(markdown.written(document).decode()))


def markdown_tokens(words: str) -> Iterator[str]:
    """Yield the words that a reader of Markdown shows."""
    reader = MarkdownIt("commonmark").enable("table")
    yield from _said(reader.parse(words))


def _said(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        assert token.type not in ("html_block", "html_inline", "fence", "code_block"), token
        assert token.type not in ("code_inline", "image", "hr"), token
        if token.type in ("hardbreak", "softbreak"):
            yield "\n"
        elif token.children is not None:
            yield from _said(token.children)
        elif token.type == "text":
            yield token.content
    yield "\n"


def plain_words(document: Document) -> str:
    return plain.written(document)


def terminal_words(document: Document) -> str:
    return terminal.written(document, width=WIDE, is_colour=False)


READERS: dict[str, Callable[[Document], str]] = {
    "html": html_words,
    "pdf": pdf_words,
    "odt": odt_words,
    "docx": docx_words,
    "markdown": markdown_words,
    "plain": plain_words,
    "terminal": terminal_words,
}

CHANGED: dict[str, Callable[[str], str]] = {
    "pdf": lambda words: _seen(printable(words)),
    "terminal": lambda words: _seen(terminal.spoken(words)),
}
"""What paper and a terminal make of words: a box where no font has a sign, no turned direction."""


def _seen(words: str) -> str:
    return "".join(sign for sign in words if unicodedata.category(sign) != "Cf")


def n_read(writer: str, words: str, read: str) -> int:
    """Return how often some words are in what ``as_read`` gives of a whole document.

    A terminal's columns stand side by side: there, each line is looked for.
    """
    pieces = words.split("\n") if writer == "terminal" else [words]
    found = [read.count(said) for each in pieces if (said := as_read(writer, each))]
    return min(found, default=1)


def as_read(writer: str, words: str) -> str:
    """Return words as they are compared: without spaces, and as the format holds them."""
    return re.sub(r"\s", "", CHANGED.get(writer, str)(words))


def strings_of(part: Any) -> Iterator[str]:
    """Yield each string that a document says, drawings, keys and addresses of links left out."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Figure):
        yield from (part.sentence, part.question)
    elif isinstance(part, Link):
        yield part.words
    elif isinstance(part, Note):
        yield from strings_of(part.words)
    elif isinstance(part, Quote):
        yield from (part.words, part.beside)
    elif isinstance(part, Citation | int | frozenset):
        return
    elif isinstance(part, tuple | list):
        for each in part:
            yield from strings_of(each)
    elif is_dataclass(part):
        for each in fields(part):
            if each.name not in ("language", "role", "contents", "imprint", "widths"):
                yield from strings_of(getattr(part, each.name))
