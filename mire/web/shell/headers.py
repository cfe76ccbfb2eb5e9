"""Headers of every page: nothing but our own files may run, and nothing may frame us."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors {ancestors}"
)

GetResponse = Callable[[HttpRequest], HttpResponse]


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Add the policy, unless a view has set its own."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        framed = response.get("X-Frame-Options") == "SAMEORIGIN"
        ancestors = "'self'" if framed else "'none'"
        response.setdefault("Content-Security-Policy", POLICY.format(ancestors=ancestors))
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Cache-Control", "no-store")
        return response

    return respond
