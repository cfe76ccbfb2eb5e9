"""The projector: its secret address, then a page without a menu, a cursor or an error."""

import io

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from mire.live.engine.engine import current_engine
from mire.live.views.screens import Surface
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rights
from mire.web.room.access import find_room, with_room
from mire.web.room.frames import first_frame
from mire.web.room.keys import enter_by_key


@require_GET
@xframe_options_sameorigin
@with_room
def projector(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the room sees, in the meeting's language."""
    room = find_room(request, code)
    if "cle" in request.GET:
        return enter_by_key(request, room, Surface.PROJECTOR)
    if not rights.may_watch(room, Surface.PROJECTOR, request.COOKIES):
        raise Refusal(text("Cette page demande l'adresse secrète qui l'ouvre."), code="no_right")
    language = room.state.sheet.meeting.locale
    address = public_address(request) + reverse("join", kwargs={"code": code})
    with override(language):
        frame, _told = first_frame(room, Surface.PROJECTOR, language)
        return render(
            request,
            "room/projector.html",
            {
                "code": code,
                "frame": frame,
                "language": language,
                "address": address,
                "short_address": address.split("://", 1)[1],
                "qr": qr_svg(address),
                "meeting": room.state.sheet.meeting,
                "is_preview": "apercu" in request.GET,
                "is_rehearsal": room.state.is_rehearsal,
                "now_ms": current_engine().stamp(room),
            },
        )


def public_address(request: HttpRequest) -> str:
    """Return where phones reach this installation.

    The operator's own setting; else the address of this page, unless it was opened on the
    server itself, where the server's address on its network is right for others.
    """
    host = request.get_host()
    name = host.rsplit(":", 1)[0].strip("[]")
    is_local = name == "localhost" or name.startswith("127.") or name == "::1"
    if settings.PUBLIC_ADDRESS or is_local:
        given: str = settings.PUBLIC_ADDRESS or settings.NETWORK_ADDRESS
        if given:
            return given
    return f"{request.scheme}://{host}"


def qr_svg(address: str) -> str:
    """Return a QR code of ``address`` as an inline SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        border=4,
        dark="#16213E",
        light="#FFFFFF",
        svgclass="qr-code",
        lineclass=None,
        omitsize=True,
        nl=False,
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308
