"""Markdown as a shared pad imports it: CommonMark with GFM's tables, nothing that says otherwise.

The reader is strict, and knows strikethrough too, as what imports GFM does: nothing that somebody
said may be struck, turned into HTML, or into a picture.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from mire.documents.tree import Document, Grid, Heading
from mire.documents.writers import markdown
from mire.documents.writers.prepared import held
from tests.documents.test_hostile import HOSTILE, LATIN, documents, wicked
from tests.documents.test_pdf import DOCUMENT
from tests.support.drawing import examples

GFM = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BLOCKS = {
    "heading", "paragraph", "bullet_list", "ordered_list", "list_item",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
INLINE = {"text", "hardbreak", "softbreak", "strong", "em", "link", "text_special"}


def tokens(document: Document) -> list[Token]:
    return GFM.parse(markdown.written(document).decode())


def name(token: Token) -> str:
    return token.type.removesuffix("_open").removesuffix("_close")


def words(token: Token) -> str:
    signs = {"hardbreak": "\n", "softbreak": "\n"}
    said = (signs.get(each.type, each.content) for each in token.children or ())
    return plain("".join(said))


def plain(said: str) -> str:
    return re.sub(r"\s+", " ", held(said)).strip()


def headings(made: list[Token]) -> list[tuple[int, str]]:
    pairs = pairwise(made)
    return [(int(a.tag[1]), words(b)) for a, b in pairs if a.type == "heading_open"]


def tables(made: list[Token]) -> Iterator[list[list[str]]]:
    rows: list[list[str]] = []
    for each, following in pairwise(made):
        if each.type == "table_open":
            rows = []
        elif each.type == "tr_open":
            rows.append([])
        elif each.type in ("th_open", "td_open"):
            rows[-1].append(words(following))
        elif each.type == "table_close":
            yield rows
    if made and made[-1].type == "table_close":
        yield rows


def check(document: Document) -> None:
    made = tokens(document)
    assert {name(each) for each in made} <= BLOCKS | {"inline"}
    inline = {name(one): one for each in made for one in each.children or ()}
    assert inline.keys() <= INLINE, inline.keys() - INLINE
    told = [
        (each.level, plain(each.words)) for each in document.blocks if isinstance(each, Heading)
    ]
    assert headings(made) == [(1, plain(document.title)), *told]
    grids = [each for each in document.blocks if isinstance(each, Grid)]
    assert list(tables(made)) == [
        [[plain(cell) for cell in row] for row in (each.columns, *each.rows)] for each in grids
    ]


def test_a_restitution_is_read_with_its_titles_and_tables() -> None:
    check(DOCUMENT)
    addresses = [
        str(one.attrGet("href"))
        for each in tokens(DOCUMENT)
        for one in each.children or ()
        if one.type == "link_open"
    ]
    assert all(re.match(r"https?://|mailto:", each) for each in addresses)


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_whatever_people_say_titles_and_tables_stay(said: str) -> None:
    check(wicked(said))


@given(documents(LATIN))
@settings(max_examples=examples(60))
def test_any_document_is_read_with_its_titles_and_tables(document: Document) -> None:
    check(document)
