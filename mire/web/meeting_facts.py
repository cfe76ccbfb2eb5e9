"""Facts of a meeting that several pages show: its sheet as it is printed, its timeline."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.state.entries import canonical
from mire.live.state.room import ActivityState, RoomState
from mire.live.state.timing import Slot, Timing, timing
from mire.technique_api.technique import Regime, Screen


def about_meeting(room: RoomView) -> dict[str, Any]:
    """Return what every page of the day before, the day and the hour after says of a meeting."""
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
        "fingerprint": fingerprint(state),
    }


def printed_timeline(room: RoomView) -> Timing:
    """Return the timeline as it is printed: before the start, as if it began when promised."""
    seen = timing(room.state, current_engine().now(room))
    return seen if room.state.started_at else timing(room.state, seen.promised_start)


def fingerprint(state: RoomState) -> str:
    """Return eight digits that change with anything that is printed of the sheet."""
    told = [
        (each.sheet.id, each.sheet.title, each.allotted, each.is_skipped, each.sheet.fixed)
        for each in state.activities.values()
    ]
    return hashlib.sha256(canonical([state.sheet.primitive(), told])).hexdigest()[:8]


def blank_screen(activity: ActivityState) -> Mapping[str, Any]:
    """Return what phones are told of an activity before anything happens."""
    technique = activity.technique
    start = technique.first_state(activity.config)
    return technique.screens[Screen.PARTICIPANT](activity.config, start, None)


def is_sealed(activity: ActivityState) -> bool:
    """Say whether phones answer it in secret."""
    return activity.regime.is_sealed


def at_tables(state: RoomState) -> list[dict[str, Any]]:
    """Return what can be prepared of each activity at tables before anybody comes.

    ``plan`` is the press that seats people, None where they choose or where it is too late;
    ``is_to_seat``: it is still to be pressed.
    """
    return [
        _seating(each) for each in state.activities.values() if each.technique.tables is not None
    ]


def _seating(activity: ActivityState) -> dict[str, Any]:
    told = activity.technique.screens[Screen.FACILITATOR](activity.config, activity.state, None)
    acts = {each["do"]: each for each in told.get("acts", ()) if each.get("is_before")}
    plan = acts.get("plan")
    return {
        "activity": {
            "id": activity.sheet.id,
            "title": activity.sheet.title,
            "technique": activity.technique.slug,
            "n_directed": activity.n_directed,
        },
        "screen": told,
        "plan": plan,
        "is_to_seat": plan is not None and not told.get("is_seated"),
    }


def printed_slot(slot: Slot) -> dict[str, Any]:
    """Return an activity with its times, as it is printed."""
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
        "screen": blank_screen(activity),
    }
