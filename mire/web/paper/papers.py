"""Cards, table sheets and badges, as PDF."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from mire.documents.builders.canvas_paper import CANVAS_PAPERS
from mire.documents.builders.routes_paper import PAPERS, Place, Routes, Times, Traveller
from mire.documents.writers.paper import printed
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.state.room import ActivityState
from mire.live.state.timing import timing
from mire.live.views.naming import names_in, worded
from mire.technique_api.technique import Screen
from mire.web.access import console_page


@require_safe
@console_page
def paper(request: HttpRequest, room: RoomView, activity: str, name: str) -> HttpResponse:
    """Give cards, table sheets or badges, ready to print."""
    found = room.state.activities.get(activity)
    if found is None or found.technique.tables is None:
        raise Http404
    with override(room.state.sheet.meeting.locale):
        template, data = _paper(room, found, name)
    response = HttpResponse(printed(template, data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{room.code}-{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _paper(room: RoomView, activity: ActivityState, name: str) -> tuple[str, Mapping[str, Any]]:
    """Return the template of a paper and what it prints; raise Http404 where there is none."""
    screen = _screen(activity)
    if "routes" in screen and name in PAPERS:
        template, routed = PAPERS[name]
        return template, routed(_routes(room, activity))
    if "headings" in screen and name in CANVAS_PAPERS:
        template, filled = CANVAS_PAPERS[name]
        told = activity.technique.screens[Screen.FACILITATOR](activity.config, activity.state, None)
        return template, filled(worded(told, {}, names_in(room.state, activity)))
    raise Http404


def _routes(room: RoomView, activity: ActivityState) -> Routes:
    """Return the routes that are printed; times as the sheet foresees them now."""
    screen = _screen(activity)
    names, departments = screen["names"], screen["departments"]
    routes: dict[str, list[str | None]] = screen["routes"]
    places = [
        Place(str(table), station["label"])
        for station in screen["stations"]
        for table in station["tables"]
    ]
    rounds = [
        [[id for id, route in routes.items() if route[number] == place.id] for place in places]
        for number in range(screen["n_rounds"])
    ]
    seen = timing(room.state, current_engine().now(room))
    slot = next(each for each in seen.slots if each.activity.sheet.id == activity.sheet.id)
    start = slot.started_at or slot.forecast_start or slot.planned_start
    return Routes(
        people=[Traveller(id, names.get(id, id), departments.get(id, "")) for id in routes],
        places=places,
        rounds=rounds,
        times=Times(start + timedelta(minutes=screen["late"]), screen["minutes"], screen["move"]),
        n_points=screen["n_points"],
    )


def _screen(activity: ActivityState) -> dict[str, Any]:
    screen = activity.technique.screens[Screen.PARTICIPANT]
    return dict(screen(activity.config, activity.state, None))
