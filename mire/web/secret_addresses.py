"""Secret addresses: the key in the address becomes a cookie, and the address is cleaned."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mire.live.engine.rooms import RoomView
from mire.live.views.screens import Surface
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rates, rights


def enter_by_key(
    request: HttpRequest, room: RoomView, surface: Surface, *, to: str = ""
) -> HttpResponse:
    """Check the key of the address and keep it in a cookie of this browser.

    ``to`` is the page that opens then, "" for the surface's own.
    """
    is_console = surface is Surface.CONSOLE
    key = request.GET.get("cle", "")
    if not rights.holds(room.console if is_console else room.projector, key):
        rates.unknown_codes.allows(request.META.get("REMOTE_ADDR", ""))
        raise Refusal(text("Cette page demande l'adresse secrète qui l'ouvre."), code="no_right")
    cookie = rights.CONSOLE_COOKIE if is_console else rights.PROJECTOR_COOKIE
    response = redirect(to or ("console" if is_console else "projector"), code=room.code)
    keep(response, cookie.format(code=room.code), key)
    response["Referrer-Policy"] = "no-referrer"
    return response


def keep_desk(response: HttpResponse, code: str, desk: str) -> None:
    """Have this browser remember which of the room's consoles it is."""
    keep(response, rights.DESK_COOKIE.format(code=code), desk)


def keep(response: HttpResponse, cookie: str, value: str) -> None:
    """Keep a secret in a cookie that scripts can't read."""
    response.set_cookie(
        cookie,
        value,
        max_age=rights.TOKEN_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.IS_TLS,
    )
