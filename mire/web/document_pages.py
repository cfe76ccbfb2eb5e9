"""A document as a page that stands alone: nothing but its own style may run on it."""

import hashlib
from base64 import b64encode

from django.http import HttpResponse

from mire.documents.render import document_style
from mire.documents.tree import Document
from mire.documents.writers import html


def document_page(document: Document) -> HttpResponse:
    """Return a document as the one HTML file that it is."""
    style = document_style()
    response = HttpResponse(html.written(document, style))
    carried = (style, html.paged_style(document))
    allowed = " ".join(f"'sha256-{_digest(each)}'" for each in carried)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {allowed}; font-src data:; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return response


def _digest(style: str) -> str:
    return b64encode(hashlib.sha256(style.encode()).digest()).decode()
