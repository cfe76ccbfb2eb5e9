"""A report on paper and on a phone: its pages are read back from what Chromium prints."""

import io
from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from mire.documents import render
from mire.documents.tree import (
    Block,
    Document,
    Facts,
    Figure,
    Grid,
    Heading,
    List,
    Paragraph,
    Quote,
    Quotes,
)
from mire.documents.writers import html
from tests.support.browser import PHONE

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]

TITLE = 'Un "labo" <\\ici> : été } /* 12 */'
DRAWING = (
    '<svg class="plot" viewBox="0 0 1600 1000" role="img" aria-label="x">'
    '<rect width="1600" height="1000" fill="#16213e" /></svg>'
)
HEADINGS = ("Le titre", "Les mots", "Au poste")


def opened(new_page: NewPage, blocks: Sequence[Block], **how: object) -> Page:
    page = new_page(**how)
    made = html.written(Document(TITLE, "Un jour", "fr", blocks), render.document_style())
    page.set_content(made.decode())
    return page


def printed(page: Page) -> list[list[str]]:
    """Return the lines of each page; where digits change the font, the reader adds a space."""
    made = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    pages = [
        [" ".join(line.split()) for line in each.extract_text().splitlines()] for each in made.pages
    ]
    return [[line for line in each if line] for each in pages]


def chapter(n_lines: int) -> list[Block]:
    """Return an activity as the report has it, after so many lines."""
    return [
        *(Paragraph(f"Ligne {n}.") for n in range(n_lines)),
        Heading(2, HEADINGS[0]),
        Paragraph("34 personnes ont répondu."),
        Figure(DRAWING, "La plupart penchent.", "Où ?"),
        Grid("Une table", ("Endroit", "Personnes"), (("ici", "3"), ("là", "4")), frozenset({1})),
        Heading(3, HEADINGS[1]),
        Heading(4, HEADINGS[2]),
        Quotes(tuple(Quote(f"q-{n}", f"Propos {n}.", "table 1") for n in range(4))),
    ]


def test_each_page_says_its_number_and_all_but_the_first_the_title(new_page: NewPage) -> None:
    pages = printed(opened(new_page, [Paragraph(f"Ligne {n}.") for n in range(120)]))
    assert len(pages) > 2
    for number, lines in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in lines
        assert lines.count(TITLE) == 1, "above the first page's text, in the head of the others"


def test_no_heading_stands_alone_at_the_foot_of_a_page(new_page: NewPage) -> None:
    page = new_page()
    met = set()
    for n_lines in range(2, 30, 2):
        made = html.written(
            Document(TITLE, "Un jour", "fr", chapter(n_lines)), render.document_style()
        )
        page.set_content(made.decode())
        pages = printed(page)
        met.add(len(pages))
        where = {line: number for number, lines in enumerate(pages) for line in lines}
        for lines in pages:
            told = [line for line in lines if " / " not in line and line != TITLE]
            assert told[-1] not in (*HEADINGS, "34 personnes ont répondu."), n_lines
        assert where["Une table"] == where["La plupart penchent."] == where[HEADINGS[0]], n_lines
    assert len(met) > 1, "the chapter met the end of a page"


LONG = "a" * 233
WIDE: tuple[Block, ...] = (
    Heading(2, LONG),
    Paragraph(LONG),
    Paragraph(LONG, "lead"),
    List((LONG,)),
    Facts(((LONG, LONG),)),
    Figure(DRAWING, LONG, LONG),
    Grid("Une table", ("Endroit", "Nombre", "Mots"), ((LONG, "3", LONG),), frozenset({1})),
    Quotes((Quote("q-1", LONG, LONG),)),
)


@pytest.mark.parametrize("block", WIDE, ids=lambda block: type(block).__name__)
def test_a_word_without_a_break_widens_nothing(new_page: NewPage, block: Block) -> None:
    page = opened(new_page, [block], viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 657, "height": 900})  # what A4 leaves between its margins
    wide = "e => [...document.querySelectorAll('main *')].some(x => x.scrollWidth > 658)"
    assert not page.evaluate(wide)
