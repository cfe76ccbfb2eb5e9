"""Trying the room out the day before, on a phone."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.technique_api.reading import read_json
from mire.web import rates
from mire.web.access import meeting_page
from mire.web.device_checks import Found, keep_found


@require_http_methods(["GET", "HEAD", "POST"])
@meeting_page
def check(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Let a phone try the way to the server; on POST, keep what it found."""
    if request.method == "POST":
        found = read_json(Found, request.body)
        if rates.checks.allows(room.code):
            zone = room.state.sheet.meeting.starts_at.tzinfo
            keep_found(
                room.code,
                current_engine().now(room).astimezone(zone).isoformat(timespec="minutes"),
                found,
            )
        return JsonResponse({})
    return render(
        request, "phone/check.html", {"code": room.code, "now_ms": current_engine().stamp(room)}
    )


@require_safe
@meeting_page
def pulse(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Answer at once, with the time."""
    return JsonResponse({"now": current_engine().stamp(room)})
