"""All that is printed for a meeting, in one page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mire.live.engine.rooms import RoomView
from mire.live.state.commitments import apart_in
from mire.live.state.room import RoomState
from mire.web.access import console_page
from mire.web.addresses import public_address, qr_svg
from mire.web.following import page_of_meeting
from mire.web.meeting_facts import (
    about_meeting,
    at_tables,
    is_sealed,
    printed_slot,
    printed_timeline,
)
from mire.web.paper.papers import may_print_on
from mire.web.paper.sheets import sheet_context
from mire.words import words


@require_safe
@console_page
def pack(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Show all that is printed: run sheet, a page per role, answer sheets, table cards."""
    join = public_address(request) + reverse("join", kwargs={"code": room.code})
    state = room.state
    tables = public_address(request) + reverse("board", kwargs={"code": room.code, "table": 1})
    if not any(each.technique.tables is not None for each in state.activities.values()):
        tables = ""  # nothing is written at tables: their cards lead into the room
    slots = printed_timeline(room).slots
    seatings = at_tables(state)
    is_to_seat = state.started_at is None and any(each["is_to_seat"] for each in seatings)
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
            "tables": [_card(number, join, tables) for number in range(1, _n_tables(state) + 1)],
            "starts_on": words.day(state.sheet.meeting.starts_at.date()),
            "at_tables": seatings,
            "has_a4": not is_to_seat and may_print_on("a4", state),
            "has_a3": not is_to_seat and may_print_on("a3", state),
            "office_page": page_of_meeting(request, room.code),
            "scribed": [
                {"title": each.sheet.title, "address": _scribed_at(request, room, each.sheet.id)}
                for each in state.activities.values()
                if each.is_collecting
            ],
            "short_address": join.split("://", 1)[1],
            "has_promises": apart_in(list(state.activities.values())) is not None,
        },
    )


def _scribed_at(request: HttpRequest, room: RoomView, activity: str) -> str:
    path = reverse("scribe", kwargs={"code": room.code, "activity": activity})
    return (public_address(request) + path).split("://", 1)[1]


def _card(number: int, join: str, tables: str) -> dict[str, Any]:
    """Return a table's card: its own page where tables write, else the room."""
    address = f"{tables.removesuffix('/1')}/{number}" if tables else join
    return {"number": number, "address": address.split("://", 1)[1], "qr": qr_svg(address)}


def _n_tables(state: RoomState) -> int:
    """Return how many tables need a card: as many as an activity has, else enough for all."""
    counts = [
        each.technique.tables.n_tables(each.config)
        for each in state.activities.values()
        if each.technique.tables is not None
    ]
    return max(counts, default=-(-state.headcount // SEATS_A_TABLE))


SEATS_A_TABLE = 6
