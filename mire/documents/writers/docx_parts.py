"""What a .docx is made of, where python-docx has no word for it: lists, links, fields, tables.

Its elements are then reached by their private names: there is no other door to them.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from mire.documents.tree import CONTENTS_LEVEL

BULLETS, NUMBERS, NOTES = "bullets", "numbers", "notes"
_SHAPES = {BULLETS: ("bullet", "–"), NUMBERS: ("decimal", "%1."), NOTES: ("decimal", "[%1]")}
LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
INK, SOFT = "16213E", "3D4560"
LONGEST_TITLE = 255
"""Letters, at most, of the title that a file says of itself; the document's own is whole."""

FAMILY = "Arial"
"""On every machine that opens such files; Mire's own font is not."""

HOUSE_STYLES = (
    # Name, size in points, is bold, colour
    ("Mire Lead", 12.5, True, INK),
    ("Mire Aside", 10, False, SOFT),
    ("Mire Beside", 9.5, False, SOFT),
    ("Mire Fact", 11, False, INK),
)
SPACES = (
    ("Mire Lead", 1.5, 1.5),
    ("Mire Fact", 0, 0.5),
    ("Quote", 1, 0.5),
    ("Mire Beside", 0, 1.5),
)
"""Before and behind a paragraph, in millimetres."""

SIZES = {"Heading 1": 20, "Heading 2": 14, "Heading 3": 12, "Heading 4": 11, "TOC Heading": 14,
         "Subtitle": 11, "Quote": 11, "Caption": 11, "Normal": 11}  # fmt: skip


def prepare(made: Any, title: str, language: str) -> None:
    """Give the document its language, its title, its sheet and its styles."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm

    core = made.core_properties
    core.title, core.language = title[:LONGEST_TITLE], LANGUAGES.get(language, language)
    core.author = core.comments = core.keywords = core.subject = core.last_modified_by = ""
    for each in list(core._element):  # noqa: SLF001
        if each.tag.endswith(("}created", "}modified")):
            core._element.remove(each)  # noqa: SLF001
    for each in made.styles.element.iter(_tag("w:lang")):
        each.set(_tag("w:val"), LANGUAGES.get(language, language))
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    for name, size, is_bold, colour in HOUSE_STYLES:
        style = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = made.styles["Normal"]
        _set_letters(style, size, colour, is_bold=is_bold)
    for name, before, behind in SPACES:
        made.styles[name].paragraph_format.space_before = Mm(before)
        made.styles[name].paragraph_format.space_after = Mm(behind)
    made.styles["Mire Beside"].paragraph_format.left_indent = Mm(10)
    made.styles["Mire Fact"].paragraph_format.tab_stops.add_tab_stop(Mm(50))
    for name, size in SIZES.items():
        is_title = name.startswith(("Heading", "TOC", "Caption"))
        style = made.styles[name]
        _set_letters(style, size, SOFT if name == "Subtitle" else INK, is_bold=is_title)
        style.font.italic = False
    for level in (1, 2, 3):
        style = made.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = made.styles["Normal"]
        style.paragraph_format.left_indent = Mm(5 * (level - 1))
        style.paragraph_format.space_after = Mm(0.5)
    link = made.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline = True


def _set_letters(style: Any, size: float, colour: str, *, is_bold: bool) -> None:
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = FAMILY, Pt(size), is_bold
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for each in [each for each in fonts.attrib if each.endswith("Theme")]:
        del fonts.attrib[each]
    for each in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(_tag(each), FAMILY)


class Styles:
    """The styles of one document by name: python-docx looks through all of them each time."""

    def __init__(self, made: Any) -> None:
        self._made = made
        self._ids = {each.name: each.style_id for each in made.styles}

    def paragraph(self, style: str, words: str = "") -> Any:
        """Return a new paragraph at the document's end."""
        made = self._made.add_paragraph()
        made._p.style = self._ids[style]  # noqa: SLF001
        if words:
            made.add_run(words)
        return made

    def run(self, paragraph: Any, words: str, style: str = "") -> Any:
        """Return words added to a paragraph."""
        made = paragraph.add_run(words)
        if style:
            made._r.style = self._ids[style]  # noqa: SLF001
        return made


def write_foot(made: Any, words: str) -> None:
    """Say at the foot of each page which document it is of, and its number."""
    paragraph = made.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{words} · ")
    for number, field in enumerate(("PAGE", "NUMPAGES")):
        if number:
            paragraph.add_run(" / ")
        simple = _element("w:fldSimple", {"w:instr": field})
        run = _element("w:r")
        run.text = "1"
        simple.append(run)
        paragraph._p.append(simple)  # noqa: SLF001


def write_contents(styles: Styles, title: str, rows: Sequence[tuple[int, str]]) -> None:
    """Write the table of contents: links to the headings; a word processor adds the pages.

    ``rows``: the level and words of every heading; those that are too deep are left out.
    """
    styles.paragraph("TOC Heading", title)
    told = [
        (number, level, words)
        for number, (level, words) in enumerate(rows, 1)
        if level <= CONTENTS_LEVEL
    ]
    for place, (number, level, words) in enumerate(told, 1):
        paragraph = styles.paragraph(f"toc {level - 1}")
        if place == 1:
            _field(paragraph, "begin")
            asked = _element("w:instrText")
            asked.text = f' TOC \\o "2-{CONTENTS_LEVEL}" \\h \\z \\u '
            paragraph.add_run()._r.append(asked)  # noqa: SLF001
            _field(paragraph, "separate")
        add_jump(styles.run(paragraph, words), f"part-{number}", paragraph)
        if place == len(told):
            _field(paragraph, "end")


def _field(paragraph: Any, kind: str) -> None:
    paragraph.add_run()._r.append(_element("w:fldChar", {"w:fldCharType": kind}))  # noqa: SLF001


def mark(paragraph: Any, name: str, words: str, *, which: int) -> None:
    """Say some words in a paragraph, that links may lead to; ``which``: no other mark has it."""
    number = str(which)
    paragraph._p.append(  # noqa: SLF001
        _element("w:bookmarkStart", {"w:id": number, "w:name": _bookmark(name)})
    )
    if words:
        paragraph.add_run(words)
    paragraph._p.append(_element("w:bookmarkEnd", {"w:id": number}))  # noqa: SLF001


def add_link(run: Any, address: str, paragraph: Any) -> None:
    """Make the last words of a paragraph lead out of the document."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    _add_linked(run, {"r:id": key}, paragraph)


def add_jump(run: Any, name: str, paragraph: Any) -> None:
    """Make the last words of a paragraph lead to a mark of the document."""
    _add_linked(run, {"w:anchor": _bookmark(name)}, paragraph)


def _add_linked(run: Any, where: dict[str, str], paragraph: Any) -> None:
    link = _element("w:hyperlink", where)
    link.append(run._r)  # noqa: SLF001
    paragraph._p.append(link)  # noqa: SLF001


def _bookmark(name: str) -> str:
    """Return the name of a bookmark: letters, digits and underscores."""
    return "mire_" + name.replace("-", "_")


class Lists:
    """The lists of one document: three shapes, and a count of its own for each list."""

    def __init__(self, made: Any) -> None:
        self._root = made.part.numbering_part.element
        taken = [
            int(each.get(_tag("w:abstractNumId")))
            for each in self._root.iterchildren(_tag("w:abstractNum"))
        ]
        self._ids: dict[str, int] = {}
        for number, (name, (shape, sign)) in enumerate(_SHAPES.items(), max(taken, default=0) + 1):
            self._ids[name] = number
            self._root.insert(0, _shape(number, shape, sign))

    def begun(self, kind: str, first: int = 1) -> int:
        """Return the number of a new list, whose items count from ``first``."""
        made = self._root.add_num(self._ids[kind])
        made.add_lvlOverride(ilvl=0).add_startOverride(first)
        return int(made.numId)


def _shape(number: int, shape: str, sign: str) -> Any:
    made = _element("w:abstractNum", {"w:abstractNumId": str(number)})
    made.append(_element("w:multiLevelType", {"w:val": "singleLevel"}))
    level = _element("w:lvl", {"w:ilvl": "0"})
    for name, value in (("start", "1"), ("numFmt", shape), ("lvlText", sign), ("lvlJc", "left")):
        level.append(_element(f"w:{name}", {"w:val": value}))
    aside = _element("w:pPr")
    aside.append(_element("w:ind", {"w:left": "567", "w:hanging": "567"}))
    level.append(aside)
    made.append(level)
    return made


def number(paragraph: Any, which: int) -> None:
    """Make a paragraph an item of a list."""
    held = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001
    held.get_or_add_ilvl().val = 0
    held.get_or_add_numId().val = which


def fill(
    table: Any, rows: Sequence[tuple[str, ...]], numbers: frozenset[int], *, is_tall: bool
) -> None:
    """Write a table's rows; the first is its header, told again on each page."""
    for index, (line, cells) in enumerate(zip(table._tbl.tr_lst, rows, strict=True)):  # noqa: SLF001
        held = line.get_or_add_trPr()
        held.append(_element("w:cantSplit"))
        if is_tall and index:
            held.append(_element("w:trHeight", {"w:val": "510"}))
        if not index:
            held.append(_element("w:tblHeader"))
        for column, (cell, words) in enumerate(zip(line.tc_lst, cells, strict=True)):
            paragraph = cell.p_lst[0]
            if column in numbers:
                paragraph.get_or_add_pPr().append(_element("w:jc", {"w:val": "right"}))
            run = paragraph.add_r()
            run.text = words
            if not index:
                run.get_or_add_rPr().append(_element("w:b"))
    look = table._tbl.tblPr.find(_tag("w:tblLook"))  # noqa: SLF001
    if look is not None:
        look.set(_tag("w:firstRow"), "1")
        look.set(_tag("w:firstColumn"), "1")


def name_table(table: Any, words: str) -> None:
    """Say what a table is about to who can't see its caption beside it."""
    table._tbl.tblPr.append(_element("w:tblCaption", {"w:val": words}))  # noqa: SLF001


def add_picture(paragraph: Any, body: bytes, *, width: float, words: str) -> None:
    """Put in a picture, so many millimetres wide, with its alternative text."""
    from docx.shared import Mm

    shape = paragraph.add_run().add_picture(BytesIO(body), width=Mm(width))
    shape._inline.docPr.set("descr", words)  # noqa: SLF001


def _element(name: str, values: dict[str, str] | None = None) -> Any:
    from docx.oxml.parser import OxmlElement

    made: Any = OxmlElement(name)
    for key, value in (values or {}).items():
        made.set(_tag(key), value)
    return made


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))
