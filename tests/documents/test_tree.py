"""Sentences in parts, lists and notes, in each writer; a citation always leads to its note."""

import pytest
from lxml import html as parsed

from mire.documents.tree import (
    Block,
    Citation,
    Document,
    Emphasis,
    Link,
    List,
    Note,
    Notes,
    Paragraph,
)
from mire.documents.writers import html, terminal

BLOCKS: tuple[Block, ...] = (
    Paragraph(
        (
            "Le laboratoire sera ",
            Emphasis("accueilli"),
            " par ",
            Emphasis("trois directions", is_strong=True),
            Citation("gt-2"),
            Citation("propos"),
            ". Voir ",
            Link("le relevé", "https://example.org/?a=1&b=2"),
            ".",
        )
    ),
    List(("Du temps <avant tout>", ("Des lieux", Citation("propos")))),
    List(("Décider", "Annoncer"), is_ordered=True),
    Notes((Note("propos", "12 propos, tables 2 et 5"), Note("gt-2", ("Décision du ", "GT 2")))),
)


WRITERS = {
    "html": lambda made: html.written(made, ""),
    "terminal": lambda made: terminal.written(made, width=80, is_colour=False),
}


def document(*blocks: Block) -> Document:
    return Document("Note", "", "fr", blocks)


def test_html_says_each_part_and_leads_to_the_notes() -> None:
    page = parsed.fromstring(html.written(document(*BLOCKS), ""))
    (paragraph,) = page.cssselect("main > p")
    assert paragraph.text_content() == (
        "Le laboratoire sera accueilli par trois directions[2][1]. Voir le relevé."
    )
    assert [each.text for each in paragraph.cssselect("em, strong")] == [
        "accueilli",
        "trois directions",
    ]
    assert page.cssselect("p a")[2].get("href") == "https://example.org/?a=1&b=2"
    for citation in page.cssselect("[role=doc-noteref]"):
        (note,) = page.cssselect(citation.get("href"))
        assert f"[{note.get('value')}]" == citation.text
    assert [each.text_content() for each in page.cssselect(".document-notes li")] == [
        "12 propos, tables 2 et 5",
        "Décision du GT 2",
    ]
    assert page.cssselect("ul li")[0].text == "Du temps <avant tout>"
    assert [each.text for each in page.cssselect("main > ol:not([class]) > li")] == [
        "Décider",
        "Annoncer",
    ]


def test_a_terminal_says_the_same() -> None:
    said = terminal.written(document(*BLOCKS), width=100, is_colour=False).splitlines()
    assert said == [
        "Note",
        "",
        "Le laboratoire sera accueilli par trois directions[2][1]. Voir le relevé",
        "(https://example.org/?a=1&b=2).",
        "",
        "–  Du temps <avant tout>",
        "–  Des lieux[1]",
        "",
        "1.  Décider",
        "2.  Annoncer",
        "",
        "[1]  12 propos, tables 2 et 5",
        "[2]  Décision du GT 2",
    ]


@pytest.mark.parametrize("writer", ["html", "terminal"])
@pytest.mark.parametrize(
    ("blocks", "why"),
    [
        ((Paragraph(("Dit", Citation("a"))),), "cited"),
        ((List((("Dit", Citation("a")),)), Notes((Note("b", "x"),))), "cited"),
        ((Notes((Note("a", ("x", Citation("b"))),)),), "cited"),
        ((Notes((Note("a", "x"), Note("a", "y"))),), "same key"),
    ],
)
def test_a_document_never_leads_nowhere(writer: str, blocks: tuple[Block, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        WRITERS[writer](document(*blocks))


@pytest.mark.parametrize("hostile", ["<script>", '"><b>', "[bold]x[/bold]", "&amp;"])
def test_words_are_never_markup(hostile: str) -> None:
    blocks = (Paragraph((Emphasis(hostile), Link(hostile, hostile))), List((hostile,)))
    page = parsed.fromstring(html.written(document(*blocks), ""))
    assert page.cssselect("script, b") == []
    assert [each.text for each in page.cssselect("em, a, li")] == [hostile] * 3
    assert page.cssselect("a")[0].get("href") == hostile
    assert hostile in terminal.written(document(*blocks), width=80, is_colour=False)


def test_words_do_not_drive_the_terminal() -> None:
    blocks = (Paragraph((Emphasis("\x1b[31m"), Link("\x1b[2J", "\x07"))), List(("\x1b[31m",)))
    told = terminal.written(document(*blocks), width=80, is_colour=False)
    assert "\x1b" not in told
    assert "\x07" not in told
