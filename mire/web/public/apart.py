"""Public pages stand apart: no cookie is read or set, and one answer serves everybody."""

import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import override

from mire.programme.chronicle.queries.public import PublicSite, open_site
from mire.programme.journal.queries import last_line
from mire.web.addresses import public_address
from mire.web.public.remembered import Token, last, pages

PREFIX = "/p/"
SECONDS = 60
"""How long a page may be kept on the way: what is withdrawn or masked is gone within this time."""

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
READ_FROM_REQUEST = ("HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_AUTHORIZATION")

GetResponse = Callable[[HttpRequest], HttpResponse]


def public_pages(get_response: GetResponse) -> GetResponse:
    """Let public pages know nothing of who asks, so that one answer serves everybody."""

    def respond(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        for name in READ_FROM_REQUEST:
            request.META.pop(name, None)
        address, at = (public_address(request), request.path_info), time.monotonic()
        token = Token(last.at(at, last_line), timezone.localdate())
        response = pages.found(address, token, at) if request.method in ("GET", "HEAD") else None
        if response is None:
            response = get_response(request)
            response.cookies.clear()
            if response.has_header("Vary"):
                del response["Vary"]
            if getattr(response, "is_everybodys", False) and request.method == "GET":
                pages.keep(address, token, at, response)
        if not response.has_header("ETag"):
            return response
        found = get_conditional_response(request, etag=response["ETag"], response=response)
        return response if found is None else found

    return respond


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the open site of its address: ``view(request, site, …)``; Http404 for no site.

    Whether an address is unknown, or its site closed, the answer is the same to the last byte.
    """

    @wraps(view)
    def respond(request: HttpRequest, *, site: str, **named: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            raise Http404
        found = open_site(site)
        if found is None:
            raise Http404
        with override(found.programme.language):
            return kept(view(request, found, **named), found)

    respond.access = "anybody"  # type: ignore[attr-defined]
    return respond


def kept(answer: HttpResponse, site: PublicSite) -> HttpResponse:
    """Return an answer that may be kept on the way, with what tells it from any other.

    One that quotes what was said in a meeting (``quotes``) is made again each time: a mask of a
    room is in no journal.
    """
    answer["Content-Language"] = site.programme.language
    answer["Cache-Control"] = f"public, max-age={SECONDS}"
    answer["Content-Security-Policy"] = POLICY
    set_response_etag(answer)
    is_whole = answer.status_code == HTTPStatus.OK
    answer.is_everybodys = is_whole and not getattr(answer, "quotes", False)  # type: ignore[attr-defined]
    return answer
