"""What phones found in the room, the day before, as facilitators read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mire.live.engine.rooms import RoomView
from mire.web.access import console_page
from mire.web.device_checks import found_in


@require_safe
@console_page
def checks(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Show what phones found, latest first."""
    return render(request, "console/parts/checks.html", {"checks": found_in(room.code)})
