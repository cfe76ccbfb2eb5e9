"""An activity's paper sheet, ready to print."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mire.live.engine.rooms import RoomView
from mire.live.state.room import ActivityState
from mire.technique_api.technique import Regime, Screen
from mire.web.access import console_page
from mire.words import words


@require_safe
@console_page
def sheet(request: HttpRequest, room: RoomView, activity: str) -> HttpResponse:
    """Show an activity's paper sheet, ready to print."""
    found = activity_of(room, activity)
    if found.regime is Regime.APART:  # its cards are numbered, and printed from its own page
        raise Http404
    return render(request, "paper/sheet.html", sheet_context(room, found))


def sheet_context(room: RoomView, activity: ActivityState) -> dict[str, Any]:
    """Return what an activity's paper sheet is drawn with."""
    is_secret = activity.regime is Regime.BALLOT
    return {
        "code": room.code,
        "is_rehearsal": room.state.is_rehearsal,
        "meeting": room.state.sheet.meeting,
        "template": activity.technique.template("paper"),
        "activity": {
            "id": activity.sheet.id,
            "title": activity.sheet.title,
            "number": activity.number,
        },
        "screen": activity.technique.screens[Screen.PARTICIPANT](
            activity.config, activity.technique.first_state(activity.config), None
        ),
        "paper": {
            "code": room.code,
            "on": words.day(room.state.sheet.meeting.starts_at.date()),
            "lines": range(1, 2 if is_secret else PAPER_LINES + 1),
        },
        "is_anonymous": is_secret,
        "slips": range(SLIPS if is_secret else 0),
    }


PAPER_LINES = 9
SLIPS = 4
"""On a sheet of A4, to be cut: a list passed round would show each the others' answers."""


def activity_of(room: RoomView, slug: str) -> ActivityState:
    """Return an activity of the sheet; raise Http404 when there is none of that id."""
    try:
        return room.state.activities[slug]
    except KeyError:
        raise Http404 from None
