"""A document as a page that stands alone: nothing but its own style may run on it."""

import hashlib
from base64 import b64encode

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import override

from mire.documents.render import document_style
from mire.documents.tree import Document, Link
from mire.documents.writers import html


def document_page(document: Document, back: str = "", title: str = "") -> HttpResponse:
    """Return a document as the one HTML file that it is, in its language.

    ``back``: the address where the page leads back to, "" where nothing stands above it for who
    reads it; ``title``: what is there, where that is not what they come from.
    """
    style = document_style()
    with override(document.language):
        above = [Link(_("Aller au contenu"), "#contenu")]
        if back:
            above.append(Link(f"← {title or _('Revenir')}", back))
    response = HttpResponse(html.written(document, style, above))
    carried = (style, html.paged_style(document))
    allowed = " ".join(f"'sha256-{_digest(each)}'" for each in carried)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {allowed}; font-src data:; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return response


def page_above(request: HttpRequest) -> str:
    """Return the address under which a document's own stands; raise Resolver404 for none."""
    above = request.path.rstrip("/")
    while above:
        above = above.rpartition("/")[0]
        for address in (above, f"{above}/"):
            try:
                resolve(address)
            except Resolver404:
                continue
            return address
    raise Resolver404({"path": request.path})


def _digest(style: str) -> str:
    return b64encode(hashlib.sha256(style.encode()).digest()).decode()
