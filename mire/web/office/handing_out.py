"""A document of the tree, as the office hands it out: shown, or a file of some format.

A long one is made by a process of its own (``documents.makings``); the same page says meanwhile how
far it is, and gives the file once it is made. So who may have it is asked at each look, and what
was masked since is in no file that is handed out.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from mire.documents.builders.paper_head import paper_head
from mire.documents.frozen import frozen
from mire.documents.makings import Progress, TooManyError, makings
from mire.documents.tree import Document
from mire.documents.worker import Asked
from mire.documents.writers.formats import FORMATS
from mire.documents.writers.telling import tell_nobody
from mire.web.document_pages import document_page, page_above
from mire.web.shell import errors

LONGEST_NAME = 80
"""Letters, at most, of a file's name, its suffix left out."""

LONG_BYTES = 200_000
"""Of a document as JSON: a file of so much takes about a second, in any format (measured)."""

WAITED, WANTED, LEFT = "attente", "fichier", "arret"
"""What an address says of a making, with its name: waited for, to be given, waited for no more."""


def asked_format(request: HttpRequest) -> str:
    """Return the format that an address asks for, "" for the page."""
    asked = request.GET.get("format", "")
    return asked if asked in FORMATS else ""


def give_document(request: HttpRequest, document: Document) -> HttpResponse:
    """Return a document's page, or the file that the address asks for.

    The page leads to what stands above its address.
    """
    if kind := asked_format(request):
        return handed_out(request, document, kind)
    return document_page(document, page_above(request))


def handed_out(request: HttpRequest, document: Document, kind: str) -> HttpResponse:
    """Return the document as a file, or the page that waits for a long one; nothing keeps a copy.

    ``request`` is that of a page that may give this document to who asks.
    """
    given, address = request.GET, _address(request)
    waited = given.get(WAITED) or given.get(WANTED) or ""
    if waited and (found := makings.under_way(waited, address=address, who=_who(request))):
        return _page(request, document, kind, found)
    notice: Any = paper_head(document.title)["notice"]
    told = frozen(document)
    task = msgspec.json.encode(Asked(told, kind, notice))
    if len(task) < LONG_BYTES or FORMATS[kind].is_quick:
        return _file(document, kind, FORMATS[kind].write(document, notice, tell_nobody))
    if left := given.get(LEFT):
        makings.leave(left, who=_who(request))
        return _page(request, document, kind, None)
    who, said = _who(request), set(_said(told))
    found = makings.find(waited, address=address, said=said, who=who)
    is_anew = bool(waited) and found is None
    if found is None:
        try:
            name = hashlib.sha256(task).hexdigest()
            found = makings.ask(name, task, address=address, said=said, who=who)
        except TooManyError:
            with override(get_language_from_request(request)):
                message = _("Beaucoup de documents sont demandés : réessayez dans une minute.")
                return errors.say(request, message, 503)
    if found.file is not None and WAITED not in given:
        return _file(document, kind, found.file)
    return _page(request, document, kind, found, is_anew=is_anew)


def _who(request: HttpRequest) -> str:
    """Return what tells browsers apart: each waits for itself."""
    return str(request.session.session_key)


def _file(document: Document, kind: str, file: bytes) -> HttpResponse:
    chosen = FORMATS[kind]
    answer = HttpResponse(file, content_type=chosen.content_type)
    how = "inline" if chosen.is_shown else "attachment"
    name = slugify(document.title)[:LONGEST_NAME] or "document"
    answer["Content-Disposition"] = f'{how}; filename="{name}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


_COUNTED = re.compile(r"[\d.,\s]+")
_UNSAID = ("drawing", "mark", "others", "key")


def _said(part: Any) -> Iterator[str]:
    """Return all that a document says, as ``frozen`` gives it, without figures, keys and numbers.

    These change as people work; words that are there no more may have been masked.
    """
    if isinstance(part, str):
        yield _COUNTED.sub(" ", part)
    elif isinstance(part, list):
        for each in part:
            yield from _said(each)
    elif isinstance(part, dict):
        for name, each in part.items():
            if name not in _UNSAID:
                yield from _said(each)


def _asked(request: HttpRequest) -> QueryDict:
    """Return what an address asks for, without what it says of a making."""
    asked = request.GET.copy()
    for each in (WAITED, WANTED, LEFT):
        asked.pop(each, None)
    return asked


def _address(request: HttpRequest) -> str:
    return f"{request.path}?{_asked(request).urlencode()}"


def _page(
    request: HttpRequest,
    document: Document,
    kind: str,
    found: Progress | None,
    *,
    is_anew: bool = False,
) -> HttpResponse:
    """Say how far a file is; ``found`` None: that nobody makes it any more.

    In the reader's language, whatever the document's.
    """
    asked, address = _asked(request), _address(request)
    page = asked.copy()
    page.pop("format", None)
    name = found.name if found else ""
    context: dict[str, Any] = {
        "document": document,
        "format": FORMATS[kind].name,
        "found": found,
        "is_anew": is_anew,
        "address": address,
        "waited": f"{address}&{urlencode({WAITED: name})}",
        "wanted": f"{address}&{urlencode({WANTED: name})}",
        "left": {**asked.dict(), LEFT: name},
        "back": f"{request.path}?{page.urlencode()}" if page else request.path,
    }
    is_over = found is None or found.file is not None or found.is_failed
    with override(get_language_from_request(request)):
        answer = render(request, "office/document_making.html", {**context, "is_over": is_over})
    if is_over and request.headers.get("HX-Request"):
        answer["HX-Redirect"] = context["waited"]
    answer["Cache-Control"] = "no-store"
    return answer
