"""The remote on a facilitator's phone, and the notes that facilitators keep for themselves."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from mire.live.engine.engine import current_engine
from mire.live.engine.notes import EraseNote, ReadNotes, WriteNote
from mire.live.engine.rooms import RoomView
from mire.live.views.screens import Surface
from mire.web import rights
from mire.web.access import check_console, console_page, meeting_page, press
from mire.web.frames import first_frame
from mire.web.secret_addresses import enter_by_key, keep_desk

NOTES_SHOWN = 5


@require_safe
@meeting_page
def remote(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Show the clock, what comes next, and the few controls that a hand can press unseen."""
    if "cle" in request.GET:
        response = enter_by_key(request, room, Surface.CONSOLE, to="remote")
        desk = rights.read_desk(request.GET.get("pupitre", ""))
        if desk:  # the phone of who leads at that console: one desk, one hand
            keep_desk(response, room.code, desk)
        return response
    check_console(request, room)
    frame, told = first_frame(
        room, Surface.REMOTE, get_language() or "fr", csrf_token=get_token(request)
    )
    desk = rights.desk_of(request.COOKIES, room.code) or secrets.token_hex(6)
    now_ms = current_engine().stamp(room)
    context = {"code": room.code, "frame": frame, "told": told, "desk": desk, "now_ms": now_ms}
    response = render(request, "console/remote.html", context)
    keep_desk(response, room.code, desk)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@console_page
def note(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Keep a note, or take one away; show the latest."""
    if request.method != "POST":
        return render(request, "console/parts/notes.html", {"notes": latest_notes(room)})
    erased = request.POST.get("erase", "")

    def do() -> dict[str, Any]:
        words = request.POST.get("words", "")
        asked = EraseNote(room.code, erased) if erased else WriteNote(room.code, words)
        current_engine().ask(asked)
        return {}

    return press(request, do) or redirect("hour_after", code=room.code)


def latest_notes(room: RoomView) -> list[dict[str, Any]]:
    """Return the latest notes with the meeting's own hour, the last one first."""
    zone = room.state.sheet.meeting.starts_at.tzinfo
    kept = current_engine().read(ReadNotes(room.code))[-NOTES_SHOWN:]
    return [{"at": each.at.astimezone(zone), "words": each.words} for each in reversed(kept)]
