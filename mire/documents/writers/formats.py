"""The formats in which a document is handed out as a file: one table, one call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mire.documents.tree import Document
from mire.documents.writers import docx, markdown, odt, paper
from mire.documents.writers.telling import Tell

Notice = Mapping[str, Any]
"""What a PDF says of signs that no font has: "title" and "why"."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is called, how it is told to a browser, and what makes a file of it."""

    name: str
    content_type: str
    write: Callable[[Document, Notice, Tell], bytes]
    is_shown: bool = False
    """Whether a browser shows it itself."""
    is_quick: bool = False
    """Whether it is written in a moment, however long the document is."""


FORMATS: dict[str, Format] = {
    "pdf": Format(
        "PDF",
        "application/pdf",
        lambda document, notice, _: paper.written(document, notice),
        is_shown=True,
    ),
    "odt": Format(
        "ODT",
        "application/vnd.oasis.opendocument.text",
        lambda document, _, tell: odt.written(document, tell),
    ),
    "docx": Format(
        "DOCX",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda document, _, tell: docx.written(document, tell),
    ),
    "md": Format(
        "Markdown",
        "text/markdown; charset=utf-8",
        lambda document, *_: markdown.written(document),
        is_quick=True,
    ),
}
"""By the suffix of the file, which an address asks for too."""
