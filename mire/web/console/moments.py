"""The facilitator's other moments: the day before, what is printed, the hour after."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mire.documents.builders.thanks import thanks
from mire.live.engine.engine import current_engine
from mire.live.engine.notes import ReadNotes
from mire.live.engine.rooms import RoomView
from mire.live.rehearsal.crew import MOST_PEOPLE
from mire.live.state.commitments import apart_in
from mire.live.state.notes import Note
from mire.live.state.results import is_withheld
from mire.live.state.room import ActivityState, Phase, RoomState
from mire.live.state.timing import Timing, timing
from mire.technique_api.technique import Regime
from mire.web import rights
from mire.web.access import console_page
from mire.web.addresses import public_address, qr_svg
from mire.web.device_checks import found_in
from mire.web.following import page_of_meeting
from mire.web.meeting_facts import (
    about_meeting,
    at_tables,
    is_sealed,
    printed_slot,
    printed_timeline,
)
from mire.web.rehearsing import rehearsal_of
from mire.web.secret_addresses import keep_desk


@require_safe
@console_page
def day_before(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Show what is done the day before: try the room, rehearse, freeze the sheet, print."""
    base = public_address(request)
    key = request.COOKIES.get(rights.CONSOLE_COOKIE.format(code=room.code), "")
    desk = rights.desk_of(request.COOKIES, room.code) or secrets.token_hex(6)
    pocket = f"{base}{reverse('remote', kwargs={'code': room.code})}?cle={key}&pupitre={desk}"
    here = reverse("day_before", kwargs={"code": room.code})
    is_rehearsed = rehearsal_of(back=here) is not None
    response = render(
        request,
        "console/day_before.html",
        {
            "rehearsal": reverse("resume", kwargs={"code": room.code}) if is_rehearsed else "",
            **about_meeting(room),
            "office_page": page_of_meeting(request, room.code),
            "fit": _fit(printed_timeline(room)),
            "checks": found_in(room.code),
            "check_address": base + reverse("check", kwargs={"code": room.code}),
            "check_qr": qr_svg(base + reverse("check", kwargs={"code": room.code})),
            "remote_qr": qr_svg(pocket),
            "people": min(room.state.headcount, MOST_PEOPLE),
            "most_people": MOST_PEOPLE,
            "n_to_seat": 0 if room.state.started_at else _n_to_seat(room.state),
        },
    )
    keep_desk(response, room.code, desk)
    return response


def _n_to_seat(state: RoomState) -> int:
    return sum(each["is_to_seat"] for each in at_tables(state))


@require_safe
@console_page
def hour_after(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Show what is done in the hour after: debrief, paper, reading again, the message."""
    state = room.state
    seen = timing(state, current_engine().now(room))
    overruns = sorted(
        (slot for slot in seen.slots if slot.actual_minutes is not None),
        key=lambda slot: slot.activity.sheet.planned - (slot.actual_minutes or 0),
    )
    return render(
        request,
        "console/hour_after.html",
        {
            **about_meeting(room),
            "office_page": page_of_meeting(request, room.code),
            "seen": seen,
            "longest": [
                printed_slot(slot)
                for slot in overruns[:2]
                if (slot.actual_minutes or 0) > slot.activity.sheet.planned
            ],
            "notes": [_note(state, each) for each in current_engine().read(ReadNotes(room.code))],
            "sheets": [
                _collected(state, each) for each in state.activities.values() if _takes_paper(each)
            ],
            "are_papers_in": state.papers_in_at is not None,
            "message": thanks(state),
            "has_promises": apart_in(list(state.activities.values())) is not None,
        },
    )


def _fit(seen: Timing) -> dict[str, int]:
    """Return how the sheet fits its slot, with what was added, skipped or fixed since."""
    slot = round((seen.promised_end - seen.promised_start).total_seconds() / 60)
    return {"total": slot + seen.drift, "spare": max(0, -seen.drift), "over": max(0, seen.drift)}


def _takes_paper(activity: ActivityState) -> bool:
    return is_sealed(activity) or activity.regime is Regime.GROUP


def _may_take_sheets(state: RoomState, activity: ActivityState) -> bool:
    """Say whether a scribe may type sheets of it now."""
    if state.papers_in_at is not None or activity.phase is Phase.WAITING:
        return False
    is_current = state.current == activity.sheet.id and state.ended_at is None
    return activity.phase is not Phase.READY or activity.regime is Regime.GROUP or not is_current


def _collected(state: RoomState, activity: ActivityState) -> dict[str, Any]:
    return {
        "id": activity.sheet.id,
        "title": activity.sheet.title,
        "n": activity.n_answers,
        "is_closed": activity.phase is Phase.CLOSED,
        "takes_sheets": _may_take_sheets(state, activity),
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
