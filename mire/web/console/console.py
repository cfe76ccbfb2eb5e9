"""The facilitator's console: its page, what one does there, what one takes away from it."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from mire.documents.builders.restitution import restitution as built_restitution
from mire.live.engine.controls import Control
from mire.live.engine.engine import current_engine
from mire.live.engine.readers import ReadLog
from mire.live.engine.rooms import RoomView
from mire.live.replay import written_log
from mire.live.state.controls.registry import CONTROLS
from mire.live.views.screens import Surface
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rights
from mire.web.access import (
    check_console,
    console_page,
    find_room,
    meeting_page,
    page_after,
    press,
    status_of,
)
from mire.web.commitment_pages import promised_in
from mire.web.console.commands import command_of
from mire.web.console.remote import latest_notes
from mire.web.document_pages import document_page, page_above
from mire.web.following import page_of_meeting
from mire.web.frames import first_frame
from mire.web.secret_addresses import enter_by_key, keep_desk
from mire.words.words import translate

KEYS = (
    *((key.key, key.help) for control in CONTROLS.values() for key in control.keys),
    ("T", text("Aller aux textes à relire")),
    ("N", text("Écrire une note pour vous")),
    ("F", text("Ouvrir l'écran de la salle")),
    ("?", text("Cette liste")),
)
"""The keys of the controls, then those of the page itself."""


@require_safe
@meeting_page
def console(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Show the run sheet, the activity now, and what the room sees."""
    if "cle" in request.GET:
        return enter_by_key(request, room, Surface.CONSOLE)
    check_console(request, room)
    return _page(request, room)


@require_http_methods(["GET", "HEAD", "POST"])
@console_page
def act(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Do what a control asks; say why not when it can't be."""
    if request.method != "POST":  # after a change of language, a reload, the back button
        return redirect("console", code=room.code)
    desk = rights.desk_of(request.COOKIES, room.code)

    def do() -> dict[str, Any]:
        command = command_of(request.POST, room, desk)
        return {"version": current_engine().ask(Control(room.code, command))}

    try:
        answered = press(request, do)
    except Refusal as refusal:
        now = find_room(request, room.code)
        return _page(request, now, translate(refusal.text), status_of(refusal))
    if answered is not None:
        return answered
    return page_after(request, room.code, "day_before", "hour_after")


@require_safe
@console_page
def restitution(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Show the meeting's restitution as it stands."""
    language = room.state.sheet.meeting.locale
    made = built_restitution(room.state, language, promised_in(room))
    return document_page(made, page_above(request))


@require_safe
@console_page
def log(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Give the meeting's log, which anyone can replay."""
    response = HttpResponse(
        written_log(current_engine().read(ReadLog(room.code))), content_type="application/x-ndjson"
    )
    response["Content-Disposition"] = f'attachment; filename="{room.code}-log.jsonl"'
    return response


def _page(
    request: HttpRequest, room: RoomView, refused: str = "", status: int = 200
) -> HttpResponse:
    frame, told = first_frame(
        room, Surface.CONSOLE, get_language() or "fr", csrf_token=get_token(request)
    )
    desk = rights.desk_of(request.COOKIES, room.code) or secrets.token_hex(6)
    response = render(
        request,
        "console/console.html",
        {
            "code": room.code,
            "frame": frame,
            "told": told,
            "refused": refused,
            "notes": latest_notes(room),
            "desk": desk,
            "keys": [(key, translate(words)) for key, words in KEYS],
            "now_ms": current_engine().stamp(room),
            "office_page": page_of_meeting(request, room.code),
        },
        status=status,
    )
    keep_desk(response, room.code, desk)
    return response
