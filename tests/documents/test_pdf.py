"""A document on paper: what PDF/UA asks for, read back; what a page break never parts."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from mire.documents.tree import (
    Block,
    Citation,
    Document,
    Emphasis,
    Facts,
    Figure,
    Grid,
    Heading,
    Imprint,
    Link,
    List,
    Note,
    Notes,
    PageBreak,
    Paragraph,
    Quote,
    Quotes,
)
from mire.documents.writers import paper
from mire.documents.writers.prepared import UnfitDocumentError
from tests.support.pdf import heights_of, pages_of, tags_of, untagged

NOTICE = {"title": "Signes absents", "why": "Voici lesquels."}
SVG = (
    '<svg class="plot" viewBox="0 0 1600 800" role="img"><rect width="1600" height="800" '
    'fill="#16213e"/><text x="9" y="99" font-size="42">Du temps</text></svg>'
)
TABLE = Grid("Par direction", ("Direction", "Propos"), (("D01", "3"), ("D02", "4")), frozenset({1}))
FIGURE = Figure(
    f'{SVG}<p class="figure-legend">Un signe <b>par</b> personne.</p>', "Sept propos.", "Quoi ?"
)
SAID = "Trop de validations, des outils qui ne se parlent pas, et peu de temps pour essayer. "
DOCUMENT = Document(
    "Restitution complète",
    "Séminaire de direction",
    "fr",
    (
        Heading(2, "Ce qui ressort"),
        Paragraph(("Selon ", Emphasis("douze"), " personnes", Citation("a"), "."), "lead"),
        Facts((("Quand", "le matin"),)),
        Heading(3, "Le dessin"),
        FIGURE,
        TABLE,
        Quotes((Quote("q1", "Du temps", "table 4"),)),
        List(("un", (Link("deux", "https://example.org/"),))),
        Heading(2, "Notes"),
        Notes((Note("a", "12 propos"),)),
    ),
    Imprint("brouillon", "version 3", "21 mars 2018", "https://mire.example.org/f/K7Q2"),
    "Sommaire",
)


def written(document: Document) -> bytes:
    return paper.written(document, NOTICE)


def test_every_page_says_which_copy_it_is_of() -> None:
    long = replace(DOCUMENT, blocks=(*DOCUMENT.blocks, *[Paragraph(SAID * 9)] * 8))
    pages = pages_of(written(long))
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page
        for each in ("brouillon · version 3 · 21 mars 2018", "https://mire.example.org/f/K7Q2"):
            assert each in page


def test_without_an_imprint_nothing_stands_for_it() -> None:
    bare = replace(DOCUMENT, imprint=Imprint(), contents="")
    (page,) = pages_of(written(bare))
    assert "brouillon" not in page
    assert "Sommaire" not in page
    assert page.count("Le dessin") == 1


def test_the_table_of_contents_names_each_heading_with_its_page() -> None:
    far = (*[Paragraph(SAID * 9)] * 8, Heading(2, "Bien plus loin"))
    pages = pages_of(written(replace(DOCUMENT, blocks=(*DOCUMENT.blocks, *far))))
    at = next(number for number, page in enumerate(pages[1:], 2) if "Bien plus loin" in page)
    assert re.search(rf"Sommaire .*Le dessin .*Bien plus loin [. ]*{at}\b", pages[0])


def test_what_pdf_ua_asks_for_is_there() -> None:
    body = written(DOCUMENT)
    reader = PdfReader(BytesIO(body))
    root: Any = reader.root_object
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Restitution complète"
    assert b"pdfuaid:part" in body
    assert untagged(body) == []
    tags = list(tags_of(body).all())
    names = [each.name for each in tags]
    assert [each for each in names if re.fullmatch(r"/H\d", each)] == [
        "/H1", "/H2", "/H2", "/H3", "/H2",
    ]  # fmt: skip
    assert [each.alt for each in tags if each.name == "/Figure"] == ["Sept propos."]
    (table,) = (each for each in tags if each.name == "/Table")
    cells = [each.name for each in table.all()]
    assert (cells.count("/TH"), cells.count("/TD"), cells.count("/THead")) == (2, 4, 1)
    assert names.index("/Figure") < names.index("/Table")
    assert "/TOC" in names
    assert "/Link" in names


def test_an_untagged_stroke_is_seen() -> None:
    """The check itself: what typst makes without tags is told."""
    import typst

    made = typst.compile(b"Dit", format="pdf", pdf_tags=False)
    assert made is not None
    assert untagged(made)


def test_a_figure_says_its_legend_and_several_pictures_each_have_their_words() -> None:
    figure = replace(FIGURE, drawing=f"<div>{SVG}{SVG}</div>Un rond : une personne &amp; demie")
    body = written(replace(DOCUMENT, blocks=(figure, TABLE)))
    alts = [each.alt for each in tags_of(body).all() if each.name == "/Figure"]
    assert alts == ["Sept propos.", "Sept propos. (2)"]
    assert "Un rond : une personne & demie" in pages_of(body)[0]


@pytest.mark.parametrize("n", range(0, 34, 3))
def test_no_figure_is_parted_and_its_table_follows_at_once(n: int) -> None:
    blocks: tuple[Block, ...] = (
        *[Paragraph(SAID)] * n,
        Heading(2, "Le titre seul"),
        FIGURE,
        TABLE,
        *[Paragraph(SAID)] * 30,
    )
    body = written(replace(DOCUMENT, blocks=blocks, contents=""))
    pages = pages_of(body)
    (page,) = (each for each in pages if "Le titre seul" in each)
    for each in ("Quoi ?", "Un signe par personne.", "Sept propos.", "Par direction", "D01"):
        assert each in page
    for words in heights_of(body)[:-1]:
        assert min(height for height, _ in words) < A4_HEIGHT / 2, "half a page stays empty"


@pytest.mark.parametrize("n", range(0, 34, 3))
def test_a_figure_with_a_higher_table_and_a_sentence_before_leaves_no_half_page(n: int) -> None:
    table = replace(TABLE, rows=tuple((f"Direction numéro {row}", "3") for row in range(10)))
    blocks: tuple[Block, ...] = (
        *[Paragraph(SAID)] * n,
        Heading(3, "Le titre seul"),
        Paragraph("34 personnes ont répondu."),
        FIGURE,
        table,
        *[Paragraph(SAID)] * 30,
    )
    body = written(replace(DOCUMENT, blocks=(Heading(2, "Avant"), *blocks), contents=""))
    (page,) = (each for each in pages_of(body) if "Le titre seul" in each)
    for each in ("34 personnes", "Quoi ?", "Un signe par personne.", "Sept propos.", "numéro 0"):
        assert each in page
    for words in heights_of(body)[:-1]:
        assert min(height for height, _ in words) < 0.6 * A4_HEIGHT, "much of a page stays empty"


def test_figures_stand_anywhere() -> None:
    """First, behind a page that is broken, behind one another, behind a list."""
    blocks = (FIGURE, FIGURE, PageBreak(), FIGURE, TABLE, FIGURE, List(("Un", "Deux")), FIGURE)
    pages = pages_of(written(replace(DOCUMENT, blocks=blocks, contents="")))
    assert sum(each.count("Sept propos.") for each in pages) == 5


@pytest.mark.parametrize("n", range(24, 40, 2))
def test_a_few_quotations_stay_with_their_title(n: int) -> None:
    quotes = Quotes(tuple(Quote(f"q{row}", f"Propos {row}.", "table 3") for row in range(3)))
    led = Paragraph("8 propos, dont 3 disent le contraire.")
    blocks = (*[Paragraph("Une ligne.")] * n, Heading(2, "Le thème"), led, quotes)
    pages = pages_of(written(replace(DOCUMENT, blocks=blocks, contents="")))
    (page,) = (each for each in pages if "Le thème" in each)
    assert all(f"Propos {row}." in page for row in range(3))


A4_HEIGHT = 842


@pytest.mark.parametrize("n", range(20, 44, 2))
def test_no_heading_stands_alone_at_the_foot_of_a_page(n: int) -> None:
    blocks = (*[Paragraph("Une ligne.")] * n, Heading(2, "Le titre seul"), Paragraph(SAID * 3))
    pages = pages_of(written(replace(DOCUMENT, blocks=blocks, contents="")))
    (page,) = (each for each in pages if "Le titre seul" in each)
    assert "Le titre seul Trop de validations" in page


def test_a_long_table_says_its_titles_on_each_page() -> None:
    table = replace(TABLE, rows=tuple((f"D{n:03}", SAID) for n in range(90)))
    pages = pages_of(written(replace(DOCUMENT, blocks=(table,), contents="")))
    assert len(pages) > 2
    assert all("Direction Propos" in page for page in pages)


@pytest.mark.parametrize("where", ["paragraph", "cell"])
def test_a_word_without_end_stays_on_the_page(where: str) -> None:
    word = "w" * 233
    block = Paragraph(word) if where == "paragraph" else replace(TABLE, rows=((word, word),))
    body = written(replace(DOCUMENT, blocks=(block,), contents=""))
    (words,) = heights_of(body)
    lines = {round(height) for height, said in words if set(said) <= {"w"}}
    assert len(lines) >= 3
    assert pages_of(body)[0].replace(" ", "").count("w") == 233 * (1 if where == "paragraph" else 2)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"language": ""}, "language"),
        ({"title": " "}, "title"),
        ({"blocks": (Heading(3, "Trop bas"),)}, "'Trop bas' is of level 3, under one of 1"),
        ({"blocks": (Heading(2, "a"), Heading(4, "b"))}, "'b' is of level 4, under one of 2"),
        ({"blocks": (Grid("Sans tête", ("", " "), (("a", "b"),)),)}, "'Sans tête' has no column"),
        ({"blocks": (Grid("Bancal", ("a", "b"), (("a",),)),)}, "'Bancal' has more or fewer"),
    ],
)
def test_a_document_that_could_not_be_read_by_all_is_refused(change: Any, why: str) -> None:
    with pytest.raises(UnfitDocumentError, match=why):
        written(replace(DOCUMENT, **change))


def test_a_short_table_is_on_one_page_and_what_is_said_aside_stays_with_its_sentence() -> None:
    for n_before in range(30, 46):
        document = Document(
            "Titre",
            "",
            "fr",
            [
                *(Paragraph(f"Ligne {n}") for n in range(n_before)),
                Paragraph("UNE PHRASE"),
                Paragraph("SON POIDS", "aside"),
                Grid("LÉGENDE", ("a", "b"), tuple((f"r{n}", "x") for n in range(8))),
            ],
        )
        pages = pages_of(paper.written(document, NOTICE))
        assert all(("UNE PHRASE" in each) == ("SON POIDS" in each) for each in pages), n_before
        (with_table,) = [each for each in pages if "r0" in each]
        assert all(f"r{n}" in with_table for n in range(8)), n_before
        assert "LÉGENDE" in with_table
