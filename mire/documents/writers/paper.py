"""Paper: tagged PDFs (PDF/UA-1), laid out by typst from templates of ``documents/typeset``.

What is printed enters a template as JSON, never as typst's own language: a name can't become
a command. Pure: the same data give the same bytes. Whatever signs people's words hold, paper comes:
one that no font has is drawn as a box, and a last page says which.
"""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from mire.documents import fonts
from mire.documents.tree import Document
from mire.documents.writers.prepared import prepared
from mire.documents.writers.primitives import primitives
from mire.documents.writers.typesetting import font_paths

MOST_BYTES = 20_000_000
"""Of data: more would be a mistake, not a document."""


def pages_of(document: Document) -> int:
    """Return how many pages the PDF of a document has."""
    given = primitives(prepared(document))
    made = _typeset("tree", {**given, "notice": {"title": "", "why": ""}}, format="png", ppi=4)
    return len(made) if isinstance(made, list) else 1


def printed(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a template (its name, without suffix) and its data.

    ``data`` are JSON primitives with at least "title" and "language" ("fr" or "en"), the
    "meeting" that they belong to, in one line, if there is one, and a "notice" ("title", "why")
    for the page on signs that no font has. Raises ValueError when they are too many.
    """
    made: bytes = _typeset(template, data, format="pdf", pdf_standards=["ua-1"], timestamp=0)
    return made


def printed_together(title: str, papers: Sequence[tuple[str, Mapping[str, Any]]]) -> bytes:
    """Return one PDF of several papers, each with its template, as :func:`printed` takes them.

    What lacks a font is said once, on the last page, with the notice of the first paper. Raises
    ValueError for no paper, or for too many bytes.
    """
    if not papers:
        msg = "nothing to print"
        raise ValueError(msg)
    first = papers[0][1]
    data = {
        "title": title,
        "language": first["language"],
        "notice": first["notice"],
        "papers": [given for _template, given in papers],
    }
    parts = [_part(template, number) for number, (template, _given) in enumerate(papers)]
    source = b"\n".join([_source("digits"), WHOLE, *parts, _source("lacking")])
    made: bytes = _compiled(source, data, format="pdf", pdf_standards=["ua-1"], timestamp=0)
    return made


WHOLE = b"""#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, date: none)
#set text(font: data.fonts, lang: data.language, fill: rgb("#16213E"))
"""
"""What comes before several papers: the document's own title, and how the last page is set."""

OWN_DATA = b"json(bytes(sys.inputs.data))"
OWN_TITLE = b"#set document(title: data.title, date: none)\n"
OWN_PAGES = b"#counter(page).update(1)\n"


def _part(template: str, number: int) -> bytes:
    """Return a template as one paper among others: in a block of its own, with its own data."""
    source = _source(template)
    if OWN_DATA not in source or OWN_TITLE not in source:
        msg = f"{template} can't be printed with others"
        raise ValueError(msg)
    own = b"(" + OWN_DATA + b" + " + OWN_DATA + b".papers.at(%d))" % number
    return b"#[\n" + source.replace(OWN_TITLE, OWN_PAGES).replace(OWN_DATA, own) + b"\n]"


def _source(template: str) -> bytes:
    return files("mire.documents").joinpath("typeset", f"{template}.typ").read_bytes()


def _typeset(template: str, data: Mapping[str, Any], **how: Any) -> Any:
    source = b"\n".join(_source(name) for name in ("digits", template, "lacking"))
    return _compiled(source, data, **how)


def _compiled(source: bytes, data: Mapping[str, Any], **how: Any) -> Any:
    import typst  # slow to load, and only paper needs it

    given = _given(data, lacking_in(data))
    if len(given) > MOST_BYTES:
        msg = f"too much to print: {len(given)} bytes"
        raise ValueError(msg)
    return typst.compile(source, font_paths=font_paths(), sys_inputs={"data": given}, **how)


def written(document: Document, notice: Mapping[str, Any]) -> bytes:
    """Return the PDF/UA-1 of a document; ``notice``: what is said of signs that no font has.

    Raises UnfitDocumentError for a document that such a file can't be made of.
    """
    return printed("tree", {**primitives(prepared(document)), "notice": notice})


def lacking_in(data: Mapping[str, Any]) -> list[str]:
    """Return the number and name of each sign of ``data`` that can't be printed."""
    return [fonts.named(sign) for sign in fonts.lacking("".join(fonts.words_in(data)))]


def _given(data: Mapping[str, Any], lacking: list[str]) -> str:
    """Return the data as typst reads them, with the fonts and the signs for the last page."""
    made = {**_printable(data), "fonts": fonts.FAMILIES, "lacking": lacking}
    return json.dumps(made, ensure_ascii=False, sort_keys=True)


GAP = {"kind": "", "words": " "}
"""The space between two parts of a line, as primitives say it: seen by what stands around it."""


def _printable(data: Any) -> Any:
    if isinstance(data, str):
        return fonts.printable(data)
    if isinstance(data, Mapping):
        return {key: _printable(each) for key, each in data.items()}
    if isinstance(data, list | tuple):
        has_more = any(each != GAP for each in data)
        return [each if has_more and each == GAP else _printable(each) for each in data]
    return data
