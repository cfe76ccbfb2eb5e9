"""A document as Office Open XML, opened again: its titles, tables, pictures are real ones."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from mire.documents.tree import Document, Grid, Imprint, PageBreak, Quote, Quotes
from mire.documents.writers import docx as writer
from mire.documents.writers.prepared import UnfitDocumentError
from tests.documents.test_pdf import DOCUMENT, FIGURE, SVG


def opened(document: Document) -> Any:
    return docx.Document(BytesIO(writer.written(document)))


def by_style(made: Any, start: str) -> list[tuple[str, str]]:
    return [
        (each.style.name, each.text)
        for each in made.paragraphs
        if each.style.name.startswith(start)
    ]


def test_titles_are_real_and_the_table_of_contents_leads_to_them() -> None:
    made = opened(DOCUMENT)
    assert by_style(made, "Heading") == [
        ("Heading 1", "Restitution complète"),
        ("Heading 2", "Ce qui ressort"),
        ("Heading 3", "Le dessin"),
        ("Heading 2", "Notes"),
    ]
    assert by_style(made, "toc") == [
        ("toc 1", "Ce qui ressort"), ("toc 2", "Le dessin"), ("toc 1", "Notes"),
    ]  # fmt: skip
    body = made.element.body
    marks = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
    jumps = [each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))]
    assert len([each for each in jumps if each]) == 4  # three titles and a citation
    assert {each for each in jumps if each} <= marks
    kinds = [each.get(qn("w:fldCharType")) for each in body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_it_says_its_language_its_title_and_which_copy_it_is() -> None:
    made = opened(DOCUMENT)
    assert (made.core_properties.title, made.core_properties.language) == (
        "Restitution complète",
        "fr-FR",
    )
    assert made.core_properties.author == ""
    assert made.core_properties.created is None
    spoken = {each.get(qn("w:val")) for each in made.styles.element.iter(qn("w:lang"))}
    assert spoken == {"fr-FR"}
    foot = made.sections[0].footer.paragraphs[0]
    assert "brouillon · version 3 · 21 mars 2018 · https://mire.example.org/f/K7Q2" in foot.text
    fields = [each.get(qn("w:instr")) for each in foot._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_a_table_has_a_row_of_titles_and_the_cells_of_the_tree() -> None:
    (table,) = opened(DOCUMENT).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Direction", "Propos"],
        ["D01", "3"],
        ["D02", "4"],
    ]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Par direction"


def test_a_table_to_fill_in_by_hand_has_room_for_it() -> None:
    grid = Grid("Signatures", ("Nom", "Signature"), (("D01", ""),), is_filled_in=True)
    (table,) = opened(replace(DOCUMENT, blocks=(grid,))).tables
    assert table.rows[1].height.mm == pytest.approx(9, abs=0.1)
    assert table.rows[0].height is None


def test_a_figure_is_a_picture_with_its_words() -> None:
    made = opened(replace(DOCUMENT, blocks=(replace(FIGURE, drawing=SVG + SVG),)))
    assert [each._inline.docPr.get("descr") for each in made.inline_shapes] == [
        "Sept propos.",
        "Sept propos. (2)",
    ]
    assert {round(each.width.mm) for each in made.inline_shapes} == {160}


def test_what_draws_without_svg_is_told_in_words() -> None:
    made = opened(replace(DOCUMENT, blocks=(replace(FIGURE, drawing="<ul><li>D01 &lt; D02</ul>"),)))
    assert len(made.inline_shapes) == 0
    assert [each.text for each in made.paragraphs][-3:] == ["Quoi ?", "D01 < D02", "Sept propos."]


def test_lists_are_real_and_count_from_where_they_should() -> None:
    quotes = Quotes((Quote("q7", "Des lieux"), Quote("q8", "Du temps")), first=7)
    made = opened(replace(DOCUMENT, blocks=(*DOCUMENT.blocks, quotes)))
    said = {each.text: each for each in made.paragraphs}
    numbering = made.part.numbering_part.element

    def sign(words: str) -> tuple[str, str]:
        number = said[words]._p.pPr.numPr.numId.val
        (num,) = (each for each in numbering.num_lst if each.numId == number)
        (shape,) = (
            each
            for each in numbering.iterchildren(qn("w:abstractNum"))
            if each.get(qn("w:abstractNumId")) == str(num.abstractNumId.val)
        )
        start = next(num.iter(qn("w:startOverride"))).get(qn("w:val"))
        return next(shape.iter(qn("w:lvlText"))).get(qn("w:val")), start

    assert sign("«\u202fDes lieux\u202f»") == ("%1.", "7")
    assert sign("12 propos") == ("[%1]", "1")
    assert sign("un") == ("–", "1")
    assert said["«\u202fDes lieux\u202f»"]._p.pPr.numPr.numId.val == (
        said["«\u202fDu temps\u202f»"]._p.pPr.numPr.numId.val
    )
    names = [each.tag for each in numbering]
    assert names.index(qn("w:num")) > max(
        number for number, each in enumerate(names) if each == qn("w:abstractNum")
    ), "a word processor refuses lists before their shapes"


def test_quotation_marks_are_the_language_s() -> None:
    assert [said for _, said in by_style(opened(DOCUMENT), "Quote")] == ["«\u202fDu temps\u202f»"]
    english = opened(replace(DOCUMENT, language="en"))
    assert [said for _, said in by_style(english, "Quote")] == ["“Du temps”"]


def test_a_link_leads_to_its_address() -> None:
    made = opened(DOCUMENT)
    links = [each for each in made.element.body.iter(qn("w:hyperlink")) if each.get(qn("r:id"))]
    assert [made.part.rels[each.get(qn("r:id"))].target_ref for each in links] == [
        "https://mire.example.org/f/K7Q2",
        "https://example.org/",
    ]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert writer.written(DOCUMENT) == writer.written(DOCUMENT)


def test_without_an_imprint_nothing_stands_for_it_and_pages_break_where_asked() -> None:
    made = opened(replace(DOCUMENT, imprint=Imprint(), contents="", blocks=(PageBreak(), FIGURE)))
    assert by_style(made, "toc") == []
    assert made.sections[0].footer.paragraphs[0].text.startswith("Restitution complète ·")
    breaks = [each.get(qn("w:type")) for each in made.element.body.iter(qn("w:br"))]
    assert breaks == ["page"]


def test_a_document_that_could_not_be_read_by_all_is_refused() -> None:
    with pytest.raises(UnfitDocumentError, match="language"):
        writer.written(replace(DOCUMENT, language=""))
