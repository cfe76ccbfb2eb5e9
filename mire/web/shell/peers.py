"""A reverse proxy that nobody named: everyone would share its address, and its limits."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mire.web.shell.forgery import warn_once

GetResponse = Callable[[HttpRequest], HttpResponse]


def unnamed_proxy(get_response: GetResponse) -> GetResponse:
    """Say once that an ``X-Forwarded-For`` was not believed.

    The server takes a named proxy's word before Django sees the request: the address is then one
    of those that the header holds. The peer's own address is not written down: it may be a
    person's.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "")
        hosts = {each.strip() for each in told.split(",")}
        if told and request.META.get("REMOTE_ADDR", "") not in hosts:
            warn_once(
                "X-Forwarded-For",
                "X-Forwarded-For came from an address that MIRE_PROXY does not name, and was not "
                "believed. If it is your reverse proxy, name it there; otherwise everyone behind "
                "it shares one address and its limits",
            )
        return get_response(request)

    return respond
