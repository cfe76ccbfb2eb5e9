"""Finding the room that an address names, and checking who asks."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView, UnknownRoom
from mire.live.store import seats
from mire.live.views.screens import Surface
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rates, rights
from mire.web.shell import errors

View = Callable[..., HttpResponse]

STATUS = {"no_room": 404, "no_right": 403, "no_seat": 401, "too_often": 429, "storage": 503}
"""HTTP status of a refusal's code; 409 for the others: the room is not in that state."""


def find_room(request: HttpRequest, code: str) -> RoomView:
    """Return the room of a code; raise a Refusal when there is none, or after many tries."""
    address = request.META.get("REMOTE_ADDR", "")
    read = seats.read_code(code)
    known = current_engine().known(read) if read else None
    if known is not None:
        return known
    if not rates.unknown_codes.allows(address):
        raise Refusal(
            text("Trop d'essais : attendez une minute, puis recommencez."), code="too_often"
        )
    if read is None:
        raise UnknownRoom
    return current_engine().room(read)


def with_room(view: View) -> View:
    """Say a refusal of the room on a page of its own."""

    @wraps(view)
    def respond(request: HttpRequest, *args: str, **named: str) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except Refusal as refusal:
            return errors.refused(request, refusal, status=STATUS.get(refusal.code, 409))

    return respond


def for_console(view: View) -> View:
    """Keep a view for who holds the console of its room."""

    @wraps(view)
    def respond(request: HttpRequest, code: str, **named: str) -> HttpResponse:
        room = find_room(request, code)
        if not rights.may_watch(room, Surface.CONSOLE, request.COOKIES):
            raise Refusal(
                text("Cette page demande l'adresse secrète qui l'ouvre."), code="no_right"
            )
        return view(request, code=code, **named)

    return with_room(respond)
