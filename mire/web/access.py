"""The meeting that an address names, who may see its page, what a press answers."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.views.screens import Surface
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rights
from mire.web.finding import find_room_of
from mire.web.shell import errors
from mire.words.words import translate

View = Callable[..., HttpResponse]

_STATUS = {"no_room": 404, "no_right": 403, "no_seat": 401, "too_often": 429, "storage": 503}
"""HTTP status of a refusal's code; 409 for the others: the room is not in that state."""


def find_room(request: HttpRequest, code: str) -> RoomView:
    """Return the room of a code; raise a Refusal when there is none, or after many tries."""
    return find_room_of(
        current_engine(),
        code,
        address=request.META.get("REMOTE_ADDR", ""),
        cookies=request.COOKIES,
        key=request.GET.get("cle", ""),
    )


def meeting_page(view: View) -> View:
    """Give a view the meeting of its address: ``view(request, room, …)``.

    A refusal, of the meeting or of the view, is said on a page of its own.
    """

    @wraps(view)
    def respond(request: HttpRequest, *, code: str, **named: Any) -> HttpResponse:
        try:
            return view(request, find_room(request, code), **named)
        except Refusal as refusal:
            return errors.refused(request, refusal, status=status_of(refusal))

    return respond


def console_page(view: View) -> View:
    """Give a view its meeting, and keep it for who holds the console."""

    @wraps(view)
    def respond(request: HttpRequest, room: RoomView, **named: Any) -> HttpResponse:
        check_console(request, room)
        return view(request, room, **named)

    return meeting_page(respond)


def check_console(request: HttpRequest, room: RoomView) -> None:
    """Raise Refusal unless this browser holds the meeting's console."""
    if not rights.may_watch(room, Surface.CONSOLE, request.COOKIES):
        raise Refusal(text("Cette page demande l'adresse secrète qui l'ouvre."), code="no_right")


def ask_to_join(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the page that gives a seat, and from there back to this one."""
    where = reverse("join", kwargs={"code": code})
    return redirect(f"{where}?{urlencode({'suite': request.get_full_path()})}")


def press(request: HttpRequest, do: Callable[[], dict[str, Any]]) -> JsonResponse | None:
    """Do what a control asks; answer a script in JSON, refusals too. None: no script asked.

    Raises the refusal for a page without scripts, which says it in its own way.
    """
    is_script = request.headers.get("Accept", "").startswith("application/json")
    try:
        done = do()
    except Refusal as refusal:
        if not is_script:
            raise
        said_ = {"refused": refusal.code, "message": translate(refusal.text)}
        return JsonResponse(said_, status=status_of(refusal))
    return JsonResponse(done) if is_script else None


def page_after(request: HttpRequest, code: str, *allowed: str) -> HttpResponse:
    """Lead to the page that a form came from, at the part that it stood in; else to the console.

    The form says the page (``then``, one of ``allowed``) and the part's id (``at``).
    """
    then, part = request.POST.get("then", ""), request.POST.get("at", "")
    where = reverse(then if then in allowed else "console", kwargs={"code": code})
    return redirect(f"{where}#{part}" if then in allowed and _PART.fullmatch(part) else where)


_PART = re.compile(r"[a-z0-9-]{1,60}")


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status that says a refusal."""
    return _STATUS.get(refusal.code, 409)
