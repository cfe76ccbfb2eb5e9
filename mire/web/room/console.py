"""The facilitator's console: its page, what one does there, what one takes away from it."""

import hashlib
import secrets
from base64 import b64encode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from mire.documents.builders.restitution import restitution_page
from mire.documents.render import document_style
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
from mire.web.room.access import STATUS, find_room, for_console, with_room
from mire.web.room.commands import command_of
from mire.web.room.frames import first_frame
from mire.web.room.keys import enter_by_key, keep_desk
from mire.web.room.pledges import promised_in
from mire.words.words import said

KEYS = (
    *((key.key, key.help) for control in CONTROLS.values() for key in control.keys),
    ("T", text("Aller aux textes à relire")),
    ("N", text("Écrire une note pour vous")),
    ("F", text("Ouvrir l'écran de la salle")),
    ("?", text("Cette liste")),
)
"""The keys of the controls, then those of the page itself."""


@require_GET
@with_room
def console(request: HttpRequest, code: str) -> HttpResponse:
    """Show the run sheet, the activity now, and what the room sees."""
    if "cle" in request.GET:
        return enter_by_key(request, find_room(request, code), Surface.CONSOLE)
    return _console(request, code=code)


@require_http_methods(["GET", "POST"])
@for_console
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Do what a control asks; say why not when it can't be."""
    if request.method == "GET":  # after a change of language, a reload, the back button
        return redirect("console", code=code)
    is_script = request.headers.get("Accept", "").startswith("application/json")
    try:
        room = find_room(request, code)
        desk = rights.desk_of(request.COOKIES, code)
        version = current_engine().ask(Control(code, command_of(request.POST, room, desk)))
    except Refusal as refusal:
        status = STATUS.get(refusal.code, 409)
        if is_script:
            return JsonResponse(
                {"refused": refusal.code, "message": said(refusal.text)}, status=status
            )
        return _page(request, find_room(request, code), said(refusal.text), status)
    if is_script:
        return JsonResponse({"version": version})
    return redirect("eve" if request.POST.get("then") == "eve" else "console", code=code)


@require_GET
@for_console
def restitution(request: HttpRequest, code: str) -> HttpResponse:
    """Show the meeting's restitution as it stands."""
    room = find_room(request, code)
    response = HttpResponse(restitution_page(room.state, promised_in(room)))
    digest = b64encode(hashlib.sha256(document_style().encode()).digest()).decode()
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response


@require_GET
@for_console
def log(request: HttpRequest, code: str) -> HttpResponse:
    """Give the meeting's log, which anyone can replay."""
    response = HttpResponse(
        written_log(current_engine().read(ReadLog(code))), content_type="application/x-ndjson"
    )
    response["Content-Disposition"] = f'attachment; filename="{code}-log.jsonl"'
    return response


@for_console
def _console(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, find_room(request, code))


def _page(
    request: HttpRequest, room: RoomView, refused: str = "", status: int = 200
) -> HttpResponse:
    frame, told = first_frame(
        room, Surface.CONSOLE, get_language() or "fr", csrf_token=get_token(request)
    )
    desk = rights.desk_of(request.COOKIES, room.code) or secrets.token_hex(6)
    response = render(
        request,
        "room/console.html",
        {
            "code": room.code,
            "frame": frame,
            "told": told,
            "refused": refused,
            "desk": desk,
            "keys": [(key, said(words)) for key, words in KEYS],
            "now_ms": current_engine().stamp(room),
        },
        status=status,
    )
    keep_desk(response, room.code, desk)
    return response
