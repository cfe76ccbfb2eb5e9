"""A document of the tree, as the office hands it out: shown, PDF, or OpenDocument text."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

from mire.documents.builders.paper_head import paper_head
from mire.documents.tree import Document
from mire.documents.writers import docx, odt, paper

FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}


WRITERS: Mapping[str, Callable[[Document], bytes]] = {"docx": docx.written, "odt": odt.written}


def asked_format(request: HttpRequest) -> str:
    """Return the format that an address asks for, "" for the page."""
    asked = request.GET.get("format", "")
    return asked if asked in FORMATS else ""


def handed_out(document: Document, kind: str) -> HttpResponse:
    """Return the document as a file; nothing keeps a copy on the way."""
    notice: Any = paper_head(document.title)["notice"]
    body = paper.written(document, notice) if kind == "pdf" else WRITERS[kind](document)
    answer = HttpResponse(body, content_type=FORMATS[kind])
    how = "inline" if kind == "pdf" else "attachment"
    answer["Content-Disposition"] = f'{how}; filename="{slugify(document.title)}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer
