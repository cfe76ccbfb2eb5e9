"""A document as OpenDocument text: real headings, real tables, words never read as mark-up."""

from io import BytesIO

import odfdo

from mire.documents.tree import (
    Citation,
    Document,
    Emphasis,
    Facts,
    Figure,
    Grid,
    Heading,
    Link,
    List,
    Note,
    Notes,
    PageBreak,
    Paragraph,
    Quote,
    Quotes,
)
from mire.documents.writers import odt, paper
from tests.support.pdf import pages_of

DOCUMENT = Document(
    "Note <b>de</b> demande",
    "21 mars 2018",
    "fr",
    (
        Heading(2, "Pourquoi"),
        Paragraph(("Un ", Emphasis("mot", is_strong=True), Citation("un"), "& < >"), "lead"),
        Paragraph((Link("la note", "https://example.org/"),), "aside"),
        List(("premier", "second"), is_ordered=True),
        Facts((("Quand", "le matin"),)),
        PageBreak(),
        Grid("Les gens", ("Nom", "Signature"), (("Agente D01", ""),), is_filled_in=True),
        Figure('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', "Deux pistes."),
        Quotes((Quote("a1", "Du temps"),)),
        Notes((Note("un", "La source"),)),
    ),
)


def test_headings_and_tables_are_real_and_words_are_words() -> None:
    made = odfdo.Document(BytesIO(odt.written(DOCUMENT)))
    assert [(int(each.level), str(each).strip()) for each in made.body.headers] == [
        (1, "Note <b>de</b> demande"),
        (2, "Pourquoi"),
    ]
    (table,) = made.body.tables
    assert [[cell or "" for cell in row] for row in table.iter_values()] == [
        ["Nom", "Signature"],
        ["Agente D01", ""],
    ]
    words = made.get_formatted_text()
    for each in ("& < >", "1.\u00a0premier", "[1]\u00a0La source", "Du temps", "Deux pistes."):
        assert each in words


def test_the_same_document_on_paper_breaks_its_pages() -> None:
    first, second = pages_of(paper.written(DOCUMENT, {"title": "□", "why": ""}))
    assert "Pourquoi" in first
    assert "mot[1]" in first.replace(" [", "[")
    assert "Signature" in second
    assert "2 / 2" in second
