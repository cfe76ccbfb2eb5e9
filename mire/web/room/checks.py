"""Trying the room out the day before: what one phone finds there. Kept in memory alone."""

import threading
from collections import OrderedDict, deque
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from mire.live.engine.engine import current_engine
from mire.technique_api.reading import read_json
from mire.web import rates
from mire.web.room.access import find_room, for_console, with_room

MOST_ROOMS = 200
MOST_FOUND = 8

Milliseconds = Annotated[float, msgspec.Meta(ge=0, le=600_000)]


class Found(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a phone found. ``stream``: whether server-sent events come as they are sent.

    ``page_ms`` is how long the page took to load, ``trip_ms`` the median of five round
    trips, ``clock_s`` how far ahead the phone's own clock is (it is not used).
    """

    stream: bool
    page_ms: Milliseconds
    trip_ms: Milliseconds
    clock_s: Annotated[int, msgspec.Meta(ge=-(10**10), le=10**10)]


_found: OrderedDict[str, deque[tuple[str, Found]]] = OrderedDict()
_lock = threading.Lock()


@require_http_methods(["GET", "POST"])
@with_room
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Let a phone try the way to the server; on POST, keep what it found."""
    room = find_room(request, code)
    if request.method == "POST":
        found = read_json(Found, request.body)
        if rates.checks.allows(code):
            zone = room.state.sheet.meeting.starts_at.tzinfo
            _keep(
                code,
                current_engine().now(room).astimezone(zone).isoformat(timespec="minutes"),
                found,
            )
        return JsonResponse({})
    return render(
        request, "room/check.html", {"code": code, "now_ms": current_engine().stamp(room)}
    )


@require_GET
@with_room
def pulse(request: HttpRequest, code: str) -> HttpResponse:
    """Answer at once, with the time."""
    return JsonResponse({"now": current_engine().stamp(find_room(request, code))})


@require_GET
@for_console
def checks(request: HttpRequest, code: str) -> HttpResponse:
    """Show what phones found, latest first."""
    return render(request, "room/parts/checks.html", {"checks": found_in(code)})


def found_in(code: str) -> list[dict[str, Any]]:
    """Return what phones found in a room, latest first."""
    with _lock:
        kept = list(_found.get(code, ()))
    return [{"at": at, **msgspec.structs.asdict(found)} for at, found in reversed(kept)]


def _keep(code: str, at: str, found: Found) -> None:
    with _lock:
        _found.setdefault(code, deque(maxlen=MOST_FOUND)).append((at, found))
        _found.move_to_end(code)
        while len(_found) > MOST_ROOMS:
            _found.popitem(last=False)
