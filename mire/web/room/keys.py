"""Secret addresses: the key in the address becomes a cookie, and the address is cleaned."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mire.live.screens import Surface
from mire.live.work import LiveRoom
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rates, rights


def enter_by_key(request: HttpRequest, room: LiveRoom, surface: Surface) -> HttpResponse:
    """Check the key of the address and keep it in a cookie of this browser."""
    is_console = surface is Surface.CONSOLE
    key = request.GET.get("cle", "")
    if not rights.holds(room.console if is_console else room.projector, key):
        rates.unknown_codes.allows(request.META.get("REMOTE_ADDR", ""))
        raise Refusal(text("Cette page demande l'adresse secrète qui l'ouvre."), code="no_right")
    cookie = rights.CONSOLE_COOKIE if is_console else rights.PROJECTOR_COOKIE
    response = redirect("console" if is_console else "projector", code=room.code)
    response.set_cookie(
        cookie.format(code=room.code),
        key,
        max_age=rights.TOKEN_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.IS_TLS,
    )
    response["Referrer-Policy"] = "no-referrer"
    return response
