"""A document as OpenDocument text, opened again: its titles, tables, pictures are real ones."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import odfdo

from mire.documents.tree import Document, Imprint, PageBreak
from mire.documents.writers import odt, paper
from tests.documents.test_pdf import DOCUMENT, FIGURE, NOTICE, SVG
from tests.support.pdf import pages_of


def opened(document: Document) -> Any:
    return odfdo.Document(BytesIO(odt.written(document)))


def words_of(made: Any, path: str) -> list[str]:
    return [each.inner_text for each in made.body.get_elements(path)]


def test_titles_are_real_and_none_has_a_number_of_the_template() -> None:
    made = opened(DOCUMENT)
    assert [(int(each.level), each.inner_text) for each in made.body.headers] == [
        (1, "Restitution complète"),
        (2, "Ce qui ressort"),
        (3, "Le dessin"),
        (2, "Notes"),
    ]
    levels = made.get_styles("outline")[0].children
    assert levels
    assert {each.get_attribute("style:num-format") for each in levels} == {""}


def test_it_says_its_language_its_title_and_which_copy_it_is() -> None:
    made = opened(DOCUMENT)
    assert (made.language, made.meta.language, made.meta.title) == (
        "fr-FR",
        "fr-FR",
        "Restitution complète",
    )
    assert opened(replace(DOCUMENT, language="en")).language == "en-GB"
    master = made.get_style("master-page", "Standard")
    foot = "".join(each.inner_text for each in master.get_elements("*//text:span"))
    for each in ("brouillon · version 3 · 21 mars 2018", "https://mire.example.org/f/K7Q2"):
        assert each in foot
        assert each in made.body.inner_text


def test_a_table_has_a_row_of_titles_and_the_cells_of_the_tree() -> None:
    (table,) = opened(DOCUMENT).body.tables
    head = table.get_element("table:table-header-rows")
    assert [each.inner_text for each in head.get_elements("*//text:p")] == ["Direction", "Propos"]
    assert list(table.iter_values()) == [["Direction", "Propos"], ["D01", "3"], ["D02", "4"]]


def test_a_figure_is_a_picture_with_its_words() -> None:
    made = opened(replace(DOCUMENT, blocks=(replace(FIGURE, drawing=SVG + SVG),)))
    frames = made.body.frames
    assert [each.svg_description for each in frames] == ["Sept propos.", "Sept propos. (2)"]
    for frame in frames:
        path = frame.get_elements("draw:image")[0].get_attribute("xlink:href")
        assert made.get_part(path).startswith(b"\x89PNG")
        assert path in made.manifest.get_paths()
    words = words_of(made, "//text:p")
    assert words[-4] == "Quoi ?"
    assert words[-1] == "Sept propos."


def test_lists_are_real_and_count_from_where_they_should() -> None:
    (quotes,) = (each for each in DOCUMENT.blocks if type(each).__name__ == "Quotes")
    made = opened(replace(DOCUMENT, blocks=(*DOCUMENT.blocks, replace(quotes, first=7))))
    lists = made.body.get_elements("//text:list")
    assert [each.get_attribute("text:style-name") for each in lists] == [
        "Mire_Numbers", "Mire_Bullets", "Mire_Notes", "Mire_Numbers",
    ]  # fmt: skip
    starts = made.body.get_elements("//text:list-item[@text:start-value]")
    assert [each.get_attribute("text:start-value") for each in starts] == ["7"]
    assert all("–" not in words and "1." not in words for words in words_of(made, "//text:list"))


def test_a_citation_and_the_table_of_contents_lead_somewhere() -> None:
    made = opened(DOCUMENT)
    marks = {each.get_attribute("text:name") for each in made.body.get_elements("//text:bookmark")}
    jumps = [
        (each.get_attribute("xlink:href"), each.inner_text)
        for each in made.body.get_elements("//text:a")
        if str(each.get_attribute("xlink:href")).startswith("#")
    ]
    assert [words for _, words in jumps] == ["Ce qui ressort", "Le dessin", "Notes", "[1]"]
    assert {address[1:] for address, _ in jumps} <= marks


def test_quotation_marks_are_the_language_s() -> None:
    assert "«\u202fDu temps\u202f»" in opened(DOCUMENT).body.inner_text
    assert "“Du temps”" in opened(replace(DOCUMENT, language="en")).body.inner_text


def test_the_same_document_gives_the_same_bytes() -> None:
    assert odt.written(DOCUMENT) == odt.written(DOCUMENT)


def test_without_an_imprint_nothing_stands_for_it() -> None:
    made = opened(replace(DOCUMENT, imprint=Imprint(), contents=""))
    assert "·" not in made.body.inner_text.partition("Ce qui ressort")[0]
    assert made.body.get_elements("//text:table-of-content") == []


def test_a_page_breaks_where_it_is_asked() -> None:
    broken = replace(DOCUMENT, blocks=(*DOCUMENT.blocks, PageBreak(), FIGURE), contents="")
    style = "//text:p[@text:style-name='Mire_Break']"
    assert len(opened(broken).body.get_elements(style)) == 1
    first, second = pages_of(paper.written(broken, NOTICE))
    assert "12 propos" in first
    assert "Quoi ?" in second
