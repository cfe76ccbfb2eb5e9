"""Public pages stand apart: no cookie is read or set, and one answer serves everybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import override

from mire.programme.chronicle.queries.public import PublicSite, open_site

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
        response = get_response(request)
        response.cookies.clear()
        if response.has_header("Vary"):
            del response["Vary"]
        return response

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
            return kept(request, view(request, found, **named), found)

    respond.access = "anybody"  # type: ignore[attr-defined]
    return respond


def kept(request: HttpRequest, answer: HttpResponse, site: PublicSite) -> HttpResponse:
    """Return an answer that may be kept on the way, or 304 to who has it already."""
    answer["Content-Language"] = site.programme.language
    answer["Cache-Control"] = f"public, max-age={SECONDS}"
    answer["Content-Security-Policy"] = POLICY
    set_response_etag(answer)
    found = get_conditional_response(request, etag=answer["ETag"], response=answer)
    return answer if found is None else found
