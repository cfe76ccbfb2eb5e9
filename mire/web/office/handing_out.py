"""A document of the tree, as the office hands it out: shown, or a file of some format."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

from mire.documents.builders.paper_head import paper_head
from mire.documents.tree import Document
from mire.documents.writers.formats import FORMATS

LONGEST_NAME = 80
"""Letters, at most, of a file's name, its suffix left out."""


def asked_format(request: HttpRequest) -> str:
    """Return the format that an address asks for, "" for the page."""
    asked = request.GET.get("format", "")
    return asked if asked in FORMATS else ""


def handed_out(document: Document, kind: str) -> HttpResponse:
    """Return the document as a file; nothing keeps a copy on the way."""
    notice: Any = paper_head(document.title)["notice"]
    chosen = FORMATS[kind]
    answer = HttpResponse(chosen.write(document, notice), content_type=chosen.content_type)
    how = "inline" if chosen.is_shown else "attachment"
    name = slugify(document.title)[:LONGEST_NAME] or "document"
    answer["Content-Disposition"] = f'{how}; filename="{name}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer
