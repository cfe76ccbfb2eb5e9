"""All that is printed for a meeting, in one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mire.live.engine.rooms import RoomView
from mire.live.state.commitments import apart_in
from mire.live.state.room import RoomState
from mire.web.access import console_page
from mire.web.addresses import public_address, qr_svg
from mire.web.meeting_facts import (
    about_meeting,
    is_sealed,
    printed_slot,
    printed_timeline,
)
from mire.web.paper.sheets import sheet_context


@require_safe
@console_page
def pack(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Show all that is printed: run sheet, a page per role, answer sheets, table cards."""
    join = public_address(request) + reverse("join", kwargs={"code": room.code})
    state = room.state
    slots = printed_timeline(room).slots
    return render(
        request,
        "paper/pack.html",
        {
            **about_meeting(room),
            "slots": [printed_slot(slot) for slot in slots],
            "sheets": [
                sheet_context(room, each) for each in state.activities.values() if is_sealed(each)
            ],
            "phone_moments": [printed_slot(slot) for slot in slots if is_sealed(slot.activity)],
            "tables": range(1, _n_tables(state) + 1),
            "at_tables": [
                {
                    "id": each.sheet.id,
                    "title": each.sheet.title,
                    "has_canvas": each.technique.tables.canvases is not None,
                }
                for each in state.activities.values()
                if each.technique.tables is not None
            ],
            "short_address": join.split("://", 1)[1],
            "qr": qr_svg(join),
            "has_promises": apart_in(list(state.activities.values())) is not None,
        },
    )


def _n_tables(state: RoomState) -> int:
    """Return how many tables need a card: as many as an activity has, else enough for all."""
    counts = [
        each.technique.tables.n_tables(each.config)
        for each in state.activities.values()
        if each.technique.tables is not None
    ]
    return max(counts, default=-(-state.headcount // SEATS_A_TABLE))


SEATS_A_TABLE = 6
