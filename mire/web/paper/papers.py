"""Cards, table sheets and badges, as PDF."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeAlias

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from mire.documents.builders.canvas_paper import CANVAS_PAPERS
from mire.documents.builders.paper_head import meeting_line
from mire.documents.builders.routes_paper import PAPERS, Times
from mire.documents.writers.paper import printed, printed_together
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.state.room import ActivityState, RoomState
from mire.live.state.timing import timing
from mire.live.views.naming import names_in
from mire.technique_api.refusal import Refusal
from mire.technique_api.seating import Moving
from mire.technique_api.technique import Tables
from mire.technique_api.text import text
from mire.web.access import console_page

AnyTables: TypeAlias = Tables[Any, Any, Any, Any]


@require_safe
@console_page
def paper(request: HttpRequest, room: RoomView, activity: str, name: str) -> HttpResponse:
    """Give cards, table sheets or badges, ready to print."""
    found = room.state.activities.get(activity)
    tables = None if found is None else found.technique.tables
    if found is None or tables is None:
        raise Http404
    with override(room.state.sheet.meeting.locale):
        template, data = _paper(room, found, tables, name)
        meeting = room.state.sheet.meeting
        about = meeting_line(meeting.title, room.code, meeting.starts_at.date())
        data = {**data, "meeting": about}
    response = HttpResponse(printed(template, data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{room.code}-{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@console_page
def together(request: HttpRequest, room: RoomView, size: str) -> HttpResponse:
    """Give all that tables and those who walk between them need, on one size of paper."""
    names = PRINTED_ON[size]
    with override(room.state.sheet.meeting.locale):
        meeting = room.state.sheet.meeting
        about = meeting_line(meeting.title, room.code, meeting.starts_at.date())
        made = []
        for activity in room.state.activities.values():
            tables = activity.technique.tables
            for name in names:
                if tables is not None and may_print(activity, name):
                    template, data = _paper(room, activity, tables, name)
                    made.append((template, {**data, "meeting": about}))
        if not made:
            raise _too_early()
        pdf = printed_together(_("Papiers des tables"), made)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{room.code}-tables-{size}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


PRINTED_ON = {"a4": ("badges", "cartes", "liste", "placement"), "a3": ("tables", "canevas")}
"""By the size of paper, what is printed on it, in the order in which it is handed out."""


def may_print_on(size: str, state: RoomState) -> bool:
    """Say whether there is anything to print on a size of paper."""
    return any(
        may_print(activity, name)
        for activity in state.activities.values()
        for name in PRINTED_ON[size]
    )


def may_print(activity: ActivityState, name: str) -> bool:
    """Say whether an activity has a paper of this name now; most wait until people are seated."""
    tables = activity.technique.tables
    if tables is None:
        return False
    config, state = activity.config, activity.state
    if tables.moving is not None and name in PAPERS:
        return name == "tables" or bool(tables.moving(config, state).routes.people)
    if tables.canvases is not None and name in CANVAS_PAPERS:
        is_seated = any(each.people for each in tables.canvases(config, state).tables)
        return name != "placement" or is_seated
    return False


def _paper(
    room: RoomView, activity: ActivityState, tables: AnyTables, name: str
) -> tuple[str, Mapping[str, Any]]:
    """Return the template of a paper and what it prints; raise Http404 where there is none."""
    config, state = activity.config, activity.state
    if tables.moving is not None and name in PAPERS:
        template, routed = PAPERS[name]
        if not may_print(activity, name):
            raise _too_early()
        moving = tables.moving(config, state)
        return template, routed(moving.routes, _times(room, activity, moving))
    if tables.canvases is not None and name in CANVAS_PAPERS:
        template, filled = CANVAS_PAPERS[name]
        if not may_print(activity, name):
            raise _too_early()
        canvases = tables.canvases(config, state)
        return template, filled(canvases, names_in(room.state, activity))
    raise Http404


def _too_early() -> Refusal:
    return Refusal(
        text(
            "Ce papier dit qui va où, et les personnes ne sont pas encore réparties : répartissez-"
            "les d'abord, dans « Papiers » ou dans la régie."
        ),
        code="early",
    )


def _times(room: RoomView, activity: ActivityState, moving: Moving) -> Times:
    """Return when rounds are, as the sheet foresees them now."""
    seen = timing(room.state, current_engine().now(room))
    slot = next(each for each in seen.slots if each.activity.sheet.id == activity.sheet.id)
    start = slot.started_at or slot.forecast_start or slot.planned_start
    return Times(start + timedelta(minutes=moving.late), moving.minutes, moving.move)
