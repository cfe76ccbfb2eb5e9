"""Headers of every page: nothing but our own files may run, and nothing may frame us.

A page whose editor brings a script or a style of its own writes ``nonce="{{ request.csp_nonce }}"``
on it: the value is made when it is first asked for, and holds for that answer alone.
"""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; script-src 'self'{nonce}; style-src 'self'{nonce}; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors {ancestors}"
)


class Nonce:
    """A value of one answer, made when a template first writes it."""

    def __init__(self) -> None:
        self._value = ""

    def __str__(self) -> str:
        self._value = self._value or secrets.token_urlsafe(16)
        return self._value

    @property
    def source(self) -> str:
        """What the policy allows for it: nothing while nobody asked."""
        return f" 'nonce-{self._value}'" if self._value else ""


GetResponse = Callable[[HttpRequest], HttpResponse]


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Add the policy, unless a view has set its own."""

    def respond(request: HttpRequest) -> HttpResponse:
        nonce = Nonce()
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = get_response(request)
        framed = response.get("X-Frame-Options") == "SAMEORIGIN"
        ancestors = "'self'" if framed else "'none'"
        policy = POLICY.format(ancestors=ancestors, nonce=nonce.source)
        response.setdefault("Content-Security-Policy", policy)
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Cache-Control", "no-store")
        return response

    return respond
