"""The remote on a facilitator's phone, and the notes that facilitators keep for themselves."""

import secrets

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from mire.live.engine.engine import current_engine
from mire.live.engine.notes import EraseNote, WriteNote
from mire.live.views.screens import Surface
from mire.technique_api.refusal import Refusal
from mire.web import rights
from mire.web.room.access import STATUS, find_room, for_console, with_room
from mire.web.room.frames import first_frame
from mire.web.room.keys import enter_by_key, keep_desk
from mire.words.words import said


@require_GET
@with_room
def remote(request: HttpRequest, code: str) -> HttpResponse:
    """Show the clock, what comes next, and the few controls that a hand can press unseen."""
    if "cle" in request.GET:
        room = find_room(request, code)
        response = enter_by_key(request, room, Surface.CONSOLE, to="remote")
        desk = rights.read_desk(request.GET.get("pupitre", ""))
        if desk:  # the phone of who leads at that console: one desk, one hand
            keep_desk(response, room.code, desk)
        return response
    return _remote(request, code=code)


@for_console
def _remote(request: HttpRequest, code: str) -> HttpResponse:
    room = find_room(request, code)
    frame, told = first_frame(
        room, Surface.REMOTE, get_language() or "fr", csrf_token=get_token(request)
    )
    desk = rights.desk_of(request.COOKIES, code) or secrets.token_hex(6)
    now_ms = current_engine().stamp(room)
    context = {"code": code, "frame": frame, "told": told, "desk": desk, "now_ms": now_ms}
    response = render(request, "room/remote.html", context)
    keep_desk(response, code, desk)
    return response


@require_POST
@for_console
def note(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a note, or take one away."""
    is_script = request.headers.get("Accept", "").startswith("application/json")
    erased = request.POST.get("erase", "")
    try:
        current_engine().ask(
            EraseNote(code, erased) if erased else WriteNote(code, request.POST.get("words", ""))
        )
    except Refusal as refusal:
        if not is_script:
            raise
        return JsonResponse(
            {"refused": refusal.code, "message": said(refusal.text)},
            status=STATUS.get(refusal.code, 409),
        )
    return JsonResponse({}) if is_script else redirect("after", code=code)
