"""What an OpenDocument text is made of: its styles, and what odfdo has no word for."""

from collections.abc import Sequence
from typing import Any

from mire.documents.tree import CONTENTS_LEVEL

LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
INK, SOFT = "#16213E", "#3D4560"
FAMILY = "Liberation Sans"
KEPT = 'fo:keep-with-next="always"'

# Name, family, what its paragraph and its letters are like.
STYLES = (
    ("Mire_Text", "fo:margin-bottom='2mm'", ""),
    ("Mire_Kept", f"fo:margin-bottom='2mm' {KEPT}", ""),
    ("Mire_Lead", f"fo:margin-bottom='2mm' {KEPT}", "fo:font-size='12.5pt' fo:font-weight='bold'"),
    ("Mire_Aside", "fo:margin-bottom='2mm'", f"fo:font-size='10pt' fo:color='{SOFT}'"),
    ("Mire_Legend", f"fo:margin-bottom='2mm' {KEPT}", f"fo:font-size='10pt' fo:color='{SOFT}'"),
    ("Mire_Beside", "fo:margin-bottom='2mm'", f"fo:font-size='9.5pt' fo:color='{SOFT}'"),
    ("Mire_Break", "fo:break-before='page'", "fo:font-size='2pt'"),
    ("Mire_Item", "fo:margin-bottom='0.5mm'", ""),
    ("Mire_Quote", "fo:margin-top='1mm' fo:margin-bottom='0.5mm'", ""),
    ("Mire_Picture", f"fo:margin-bottom='2mm' {KEPT}", ""),
    ("Mire_Caption", f"fo:margin-top='2mm' fo:margin-bottom='1mm' {KEPT}", "fo:font-weight='bold'"),
    ("Mire_Head", "", "fo:font-weight='bold'"),
    ("Mire_Head_Number", "fo:text-align='end'", "fo:font-weight='bold'"),
    ("Mire_Words", "", ""),
    ("Mire_Words_Number", "fo:text-align='end'", ""),
    ("Mire_Foot", "", f"fo:font-size='9pt' fo:color='{SOFT}'"),
)
LISTS = (
    ("Mire_Bullets", "bullet", "text:bullet-char='–'"),
    ("Mire_Numbers", "number", "style:num-format='1' style:num-suffix='.'"),
    ("Mire_Notes", "number", "style:num-format='1' style:num-prefix='[' style:num-suffix=']'"),
)
OTHERS = (
    (
        "<style:style style:name='Mire_Fact' style:family='paragraph' "
        "style:parent-style-name='Standard'><style:paragraph-properties fo:margin-bottom='0.5mm'>"
        "<style:tab-stops><style:tab-stop style:position='50mm'/></style:tab-stops>"
        "</style:paragraph-properties></style:style>"
    ),
    (
        "<style:style style:name='Mire_Strong' style:family='text'>"
        "<style:text-properties fo:font-weight='bold'/></style:style>"
    ),
    (
        "<style:style style:name='Mire_Em' style:family='text'>"
        "<style:text-properties fo:font-style='italic'/></style:style>"
    ),
)
SHORT = 12
"""Rows, at most, of a table that stays on one page."""

TABLES = (("Mire_Table", "true"), ("Mire_Table_Whole", "false"))
CELL = (
    "<style:style style:name='Mire_Cell' style:family='table-cell'><style:table-cell-properties "
    "fo:padding='1mm' fo:border='0.4pt solid #6F6858'/></style:style>"
)
SIZES = {1: "20pt", 2: "14pt", 3: "12pt", 4: "11pt"}


def prepare(made: Any, title: str, language: str) -> None:
    """Give the document its language, its title and its styles."""
    code = LANGUAGES.get(language, language)
    made.language = code
    meta = made.meta
    meta.title = title
    meta.language = code
    meta.generator = "Mire"
    for name in ("meta:creation-date", "dc:date", "meta:document-statistic"):
        for each in meta.get_elements(f"//{name}"):  # the template's own, of another day
            each.delete()
    _mend(made, code)
    _add_styles(made)


def _mend(made: Any, code: str) -> None:
    """Set the template's own styles: language, letters, headings without numbers."""
    for style in made.get_styles("paragraph"):
        if style.tag == "style:default-style":
            letters = style.get_element("style:text-properties")
            spoken, _, country = code.partition("-")
            for key, value in (
                ("style:font-name", FAMILY),
                ("fo:font-size", "11pt"),
                ("fo:color", INK),
                ("fo:language", spoken),
                ("fo:country", country or "none"),
            ):
                letters.set_attribute(key, value)
    for level, size in SIZES.items():
        style = made.get_style("paragraph", f"Heading_20_{level}")
        letters = style.get_element("style:text-properties")
        for key, value in (("fo:font-size", size), ("fo:font-weight", "bold")):
            letters.set_attribute(key, value)
        letters.set_attribute("style:font-name", FAMILY)
        letters.set_attribute("fo:font-style", "normal")
    for level in made.get_styles("outline")[0].children:  # the template numbers its headings
        for key in ("style:num-format", "loext:num-list-format", "style:num-suffix"):
            level.set_attribute(key, "")


def _add_styles(made: Any) -> None:
    for name, paragraph, letters in STYLES:
        made.insert_style(
            _element(
                f"<style:style style:name='{name}' style:family='paragraph' "
                f"style:parent-style-name='Standard'><style:paragraph-properties {paragraph}/>"
                f"<style:text-properties {letters}/></style:style>"
            )
        )
    for each in OTHERS:
        made.insert_style(_element(each))
    made.insert_style(_element(CELL), automatic=True)
    for name, may_break in TABLES:
        made.insert_style(
            _element(
                f"<style:style style:name='{name}' style:family='table'><style:table-properties "
                "style:width='170mm' table:align='margins' "
                f"style:may-break-between-rows='{may_break}'/></style:style>"
            ),
            automatic=True,
        )
    for name, shape, how in LISTS:
        made.insert_style(
            _element(
                f"<text:list-style style:name='{name}'><text:list-level-style-{shape} "
                f"text:level='1' {how}><style:list-level-properties "
                "text:list-level-position-and-space-mode='label-alignment'>"
                "<style:list-level-label-alignment text:label-followed-by='listtab' "
                "text:list-tab-stop-position='10mm' fo:text-indent='-10mm' "
                "fo:margin-left='10mm'/></style:list-level-properties>"
                f"</text:list-level-style-{shape}></text:list-style>"
            )
        )


def write_foot(made: Any, words: str) -> None:
    """Say at the foot of each page which document it is of, and its number."""
    import odfdo

    layout = made.get_style("page-layout", "Mpm1")
    layout.get_element("style:footer-style").append(
        _element("<style:header-footer-properties fo:min-height='6mm' fo:margin-top='4mm'/>")
    )
    foot = _element("<style:footer/>")
    paragraph = odfdo.Paragraph("", style="Mire_Foot")
    paragraph.append(odfdo.Span(f"{words} · "))
    paragraph.append(_element("<text:page-number text:select-page='current'>1</text:page-number>"))
    paragraph.append(odfdo.Span(" / "))
    paragraph.append(_element("<text:page-count>1</text:page-count>"))
    foot.append(paragraph)
    made.get_style("master-page", "Standard").append(foot)


def contents(title: str, rows: Sequence[tuple[int, str]]) -> Any:
    """Return the table of contents: links to the headings; a word processor adds the pages.

    ``rows``: the level and words of every heading; those that are too deep are left out.
    """
    import odfdo

    made = _element(
        "<text:table-of-content text:name='Contents' text:protected='false'>"
        f"<text:table-of-content-source text:outline-level='{CONTENTS_LEVEL}'/>"
        "<text:index-body><text:index-title text:name='Contents_Head'/></text:index-body>"
        "</text:table-of-content>"
    )
    body = made.get_element("text:index-body")
    head = body.get_element("text:index-title")
    head.append(odfdo.Paragraph(title, style="Contents_20_Heading"))
    for number, (level, words) in enumerate(rows, 1):
        if level > CONTENTS_LEVEL:
            continue
        paragraph = odfdo.Paragraph("", style=f"Contents_20_{level}")
        paragraph.append(link(words, f"#part-{number}"))
        body.append(paragraph)
    return made


def items(rows: Sequence[Sequence[Any]], style: str, first: int = 1) -> Any:
    """Return a list; each row holds an item's paragraphs, counted from ``first``."""
    import odfdo

    made = odfdo.List(style=style)
    for number, row in enumerate(rows):
        item = odfdo.ListItem()
        if number == 0 and first != 1:
            item.set_attribute("text:start-value", str(first))
        for paragraph in row:
            item.append(paragraph)
        made.append(item)
    return made


def link(words: str, address: str) -> Any:
    """Return words that lead to an address, or to a mark of the document (« #… »)."""
    import odfdo

    made = odfdo.Link(address)
    made.append(odfdo.Span(words))
    return made


def mark(paragraph: Any, name: str) -> None:
    """Let links lead to a paragraph."""
    import odfdo

    paragraph.append(odfdo.Bookmark(name))


def picture(made: Any, name: str, body: bytes, size: tuple[str, str], words: str) -> Any:
    """Put a picture into the file; return the paragraph that shows it, its words with it."""
    import odfdo

    path = f"Pictures/{name}.png"
    made.set_part(path, body)
    made.manifest.add_full_path(path, "image/png")
    frame: Any = odfdo.Frame.image_frame(path, name=name, size=size, anchor_type="as-char")
    frame.svg_description = words
    paragraph = odfdo.Paragraph("", style="Mire_Picture")
    paragraph.append(frame)
    return paragraph


def _element(markup: str) -> Any:
    import odfdo

    return odfdo.Element.from_tag(markup)
