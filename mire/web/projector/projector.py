"""The projector: its secret address, then a page without a menu, a cursor or an error."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.hub import Frame
from mire.live.views.screens import Surface
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rights
from mire.web.access import meeting_page
from mire.web.addresses import public_address, qr_svg
from mire.web.frames import first_frame
from mire.web.secret_addresses import enter_by_key


@require_safe
@xframe_options_sameorigin
@meeting_page
def projector(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Show what the room sees, in the meeting's language."""
    if "cle" in request.GET:
        return enter_by_key(request, room, Surface.PROJECTOR)
    if not rights.may_watch(room, Surface.PROJECTOR, request.COOKIES):
        raise Refusal(text("Cette page demande l'adresse secrète qui l'ouvre."), code="no_right")
    language = room.state.sheet.meeting.locale
    address = public_address(request) + reverse("join", kwargs={"code": room.code})
    with override(language):
        frame, _told = first_frame(room, Surface.PROJECTOR, language)
        return render(
            request,
            "projector/projector.html",
            {
                "code": room.code,
                "frame": frame,
                "have": Frame.of(frame.encode()).tag,
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
