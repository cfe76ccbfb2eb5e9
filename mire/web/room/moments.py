"""The facilitator's other moments: the day before, what is printed, the hour after."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mire.documents.builders.thanks import thanks
from mire.live.engine.engine import current_engine
from mire.live.engine.notes import ReadNotes
from mire.live.engine.rooms import RoomView
from mire.live.rehearsal.crew import MOST_PEOPLE
from mire.live.state.commitments import apart_in
from mire.live.state.entries import canonical
from mire.live.state.notes import Note
from mire.live.state.results import is_withheld
from mire.live.state.room import ActivityState, Phase, RoomState
from mire.live.state.timing import Slot, Timing, timing
from mire.technique_api.technique import Regime, Screen
from mire.web import rights
from mire.web.room.access import find_room, for_console
from mire.web.room.checks import found_in
from mire.web.room.keys import keep_desk
from mire.web.room.paper import sheet_context
from mire.web.room.projector import public_address, qr_svg

SEATS_A_TABLE = 6


@require_GET
@for_console
def eve(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is done the day before: try the room, rehearse, freeze the sheet, print."""
    room = find_room(request, code)
    base = public_address(request)
    key = request.COOKIES.get(rights.CONSOLE_COOKIE.format(code=code), "")
    desk = rights.desk_of(request.COOKIES, code) or secrets.token_hex(6)
    pocket = f"{base}{reverse('remote', kwargs={'code': code})}?cle={key}&pupitre={desk}"
    response = render(
        request,
        "room/eve.html",
        {
            **_about(room),
            "fit": _fit(_agenda(room)),
            "checks": found_in(code),
            "check_address": base + reverse("check", kwargs={"code": code}),
            "check_qr": qr_svg(base + reverse("check", kwargs={"code": code})),
            "remote_qr": qr_svg(pocket),
            "people": min(room.state.headcount, MOST_PEOPLE),
            "most_people": MOST_PEOPLE,
        },
    )
    keep_desk(response, code, desk)
    return response


@require_GET
@for_console
def pack(request: HttpRequest, code: str) -> HttpResponse:
    """Show all that is printed: run sheet, a page per role, answer sheets, table cards."""
    room = find_room(request, code)
    join = public_address(request) + reverse("join", kwargs={"code": code})
    state = room.state
    slots = _agenda(room).slots
    return render(
        request,
        "room/pack.html",
        {
            **_about(room),
            "slots": [_printed(slot) for slot in slots],
            "sheets": [
                sheet_context(room, each) for each in state.activities.values() if _is_sealed(each)
            ],
            "phone_moments": [_printed(slot) for slot in slots if _is_sealed(slot.activity)],
            "tables": range(1, _n_tables(state) + 1),
            "at_tables": [
                {
                    "id": each.sheet.id,
                    "title": each.sheet.title,
                    "has_canvas": "headings" in _blank(each),
                }
                for each in state.activities.values()
                if each.regime is Regime.GROUP
            ],
            "short_address": join.split("://", 1)[1],
            "qr": qr_svg(join),
            "has_promises": apart_in(list(state.activities.values())) is not None,
        },
    )


@require_GET
@for_console
def after(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is done in the hour after: debrief, paper, reading again, the message."""
    room = find_room(request, code)
    state = room.state
    seen = timing(state, current_engine().now(room))
    overruns = sorted(
        (slot for slot in seen.slots if slot.actual_minutes is not None),
        key=lambda slot: slot.activity.sheet.planned - (slot.actual_minutes or 0),
    )
    return render(
        request,
        "room/after.html",
        {
            **_about(room),
            "seen": seen,
            "longest": [
                _printed(slot)
                for slot in overruns[:2]
                if (slot.actual_minutes or 0) > slot.activity.sheet.planned
            ],
            "notes": [_note(state, each) for each in current_engine().read(ReadNotes(code))],
            "sheets": [
                _collected(state, each) for each in state.activities.values() if _takes_paper(each)
            ],
            "message": thanks(state),
            "has_promises": apart_in(list(state.activities.values())) is not None,
        },
    )


def _about(room: RoomView) -> dict[str, Any]:
    state = room.state
    return {
        "code": room.code,
        "meeting": state.sheet.meeting,
        "is_rehearsal": state.is_rehearsal,
        "is_frozen": state.frozen_at is not None,
        "is_started": state.started_at is not None,
        "is_ended": state.ended_at is not None,
        "version": state.version,
        "headcount": state.headcount,
        "helper": state.helper,
        "fingerprint": _fingerprint(state),
    }


def _agenda(room: RoomView) -> Timing:
    """Return the timeline as it is printed: before the start, as if it began when promised."""
    seen = timing(room.state, current_engine().now(room))
    return seen if room.state.started_at else timing(room.state, seen.promised_start)


def _fit(seen: Timing) -> dict[str, int]:
    """Return how the sheet fits its slot, with what was added, skipped or fixed since."""
    slot = round((seen.promised_end - seen.promised_start).total_seconds() / 60)
    return {"total": slot + seen.drift, "spare": max(0, -seen.drift), "over": max(0, seen.drift)}


def _fingerprint(state: RoomState) -> str:
    """Return eight digits that change with anything that is printed of the sheet."""
    told = [
        (each.sheet.id, each.sheet.title, each.allotted, each.is_skipped, each.sheet.fixed)
        for each in state.activities.values()
    ]
    return hashlib.sha256(canonical([state.sheet.primitive(), told])).hexdigest()[:8]


def _blank(activity: ActivityState) -> Mapping[str, Any]:
    """Return what phones are told of an activity before anything happens."""
    technique = activity.technique
    start = technique.start(activity.config)
    return technique.screens[Screen.PARTICIPANT](activity.config, start, None)


def _n_tables(state: RoomState) -> int:
    """Return how many tables need a card: as many as an activity has, else enough for all."""
    groups = [_blank(each) for each in state.activities.values() if each.regime is Regime.GROUP]
    counts = [
        len(told["tables"])
        if "tables" in told
        else sum(len(station["tables"]) for station in told["stations"])
        for told in groups
    ]
    return max(counts, default=-(-state.headcount // SEATS_A_TABLE))


def _is_sealed(activity: ActivityState) -> bool:
    return activity.regime.is_sealed


def _takes_paper(activity: ActivityState) -> bool:
    return _is_sealed(activity) or activity.regime is Regime.GROUP


def _printed(slot: Slot) -> dict[str, Any]:
    activity = slot.activity
    start, end = slot.planned_start, slot.planned_end
    if slot.forecast_start is not None and slot.forecast_end is not None:
        start, end = slot.forecast_start, slot.forecast_end
    elif slot.started_at is not None:
        start = slot.started_at
        end = slot.ended_at or start + timedelta(minutes=activity.allotted)
    return {
        "number": activity.number,
        "title": activity.sheet.title,
        "notes": activity.sheet.notes,
        "start": start,
        "end": end,
        "minutes": activity.allotted,
        "least": activity.sheet.least_minutes,
        "most": activity.sheet.most_minutes,
        "actual": slot.actual_minutes,
        "is_skipped": activity.is_skipped,
        "is_droppable": activity.sheet.droppable,
        "is_fixed": activity.sheet.fixed is not None,
        "has_answers": activity.regime is not Regime.NONE,
        "screen": _blank(activity),
    }


def _collected(state: RoomState, activity: ActivityState) -> dict[str, Any]:
    return {
        "id": activity.sheet.id,
        "title": activity.sheet.title,
        "n": activity.n_answers,
        "is_closed": activity.phase is Phase.CLOSED,
        "is_of_tables": activity.regime is Regime.GROUP,
        "is_withheld": activity.phase is Phase.CLOSED and is_withheld(state, activity),
        "n_texts": 0 if is_withheld(state, activity) else len(activity.verbatims()),
    }


def _note(state: RoomState, note: Note) -> dict[str, Any]:
    activity = state.activities.get(note.activity)
    zone = state.sheet.meeting.starts_at.tzinfo
    return {
        "id": note.id,
        "words": note.words,
        "at": note.at.astimezone(zone),
        "title": "" if activity is None else activity.sheet.title,
    }
