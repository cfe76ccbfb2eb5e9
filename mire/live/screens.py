"""What each surface of a room is told, as JSON primitives. Pure.

The phone is told phases, never counts, so that its frame changes on phase only. Nobody is
told an answer before closing; free texts go to the console, and to the projector only
after a facilitator's press.
"""

import enum
from datetime import datetime
from typing import Any

from mire.live.results import findings_of, is_withheld, result_of
from mire.live.room import CLOSING_GRACE, ActivityState, Phase, RoomState
from mire.live.timing import Slot, Timing, ends_at, timing
from mire.technique_api.technique import Regime, Screen

Primitives = dict[str, Any]


class Surface(enum.StrEnum):
    """Who looks at a room."""

    PHONE = "phone"
    CONSOLE = "console"
    PROJECTOR = "projector"


class Counts:
    """How many joined, are there, have answered, came late, and are gone without answering."""

    def __init__(
        self, *, joined: int = 0, online: int = 0, answered: int = 0, late: int = 0, gone: int = 0
    ) -> None:
        self.joined, self.online, self.answered = joined, online, answered
        self.late, self.gone = late, gone


def phone(room: RoomState) -> Primitives:
    """Return what every phone of the room is told."""
    activity = room.activity
    told: Primitives = {"room": _room(room), "moment": _moment(room), "activity": None}
    if activity is None or room.ended_at is not None:
        return told
    is_open = activity.phase in (Phase.OPEN, Phase.CLOSING)
    result = result_of(room, activity) if activity.is_shown else None
    told |= {
        "activity": _activity(room, activity),
        "screen": activity.technique.screens[Screen.PARTICIPANT](
            activity.config, activity.technique.start(activity.config), None
        ),
        "is_open": is_open,
        "result": None if result is None else _told(activity, Screen.PROJECTOR, result),
    }
    return told


def projector(room: RoomState, counts: Counts) -> Primitives:
    """Return what the projector is told: the activity, how many answered, what is shown."""
    activity = room.activity
    told: Primitives = {
        "room": _room(room), "moment": _moment(room), "activity": None, "joined": counts.joined,
    }  # fmt: skip
    if activity is None or room.ended_at is not None:
        return told
    result = result_of(room, activity) if activity.is_shown else None
    told |= {
        "activity": _activity(room, activity),
        "screen": _told(activity, Screen.PROJECTOR, result),
        "is_open": activity.phase in (Phase.OPEN, Phase.CLOSING),
        "answered": counts.answered,
        "result": None if result is None else _told(activity, Screen.PROJECTOR, result),
        "texts": [
            {"id": verbatim.id, "text": verbatim.text}
            for verbatim in activity.verbatims()
            if verbatim.id in activity.shown_texts
        ],
    }
    return told


def console(room: RoomState, counts: Counts, now: datetime) -> Primitives:
    """Return what the facilitators are told: everything but what is sealed."""
    seen = timing(room, now)
    told: Primitives = {
        "room": _room(room),
        "moment": _moment(room),
        "version": room.version,
        "timeline": [_slot(room, slot) for slot in seen.slots],
        "clock": _clock(seen),
        "headcount": room.headcount,
        "joined": counts.joined,
        "online": counts.online,
        "activity": None,
        "next": None if room.next_activity is None else _activity(room, room.next_activity),
    }
    activity = room.activity
    if activity is None:
        return told
    result = result_of(room, activity)
    told |= {
        "activity": {**_activity(room, activity), "notes": activity.sheet.notes},
        "screen": _told(activity, Screen.FACILITATOR, result),
        "answered": counts.answered,
        "late": counts.late,
        "gone": counts.gone,
        "is_withheld": activity.phase is Phase.CLOSED and is_withheld(room, activity),
        "result": None if result is None else _told(activity, Screen.FACILITATOR, result),
        "findings": [each.sentence.primitive() for each in findings_of(room, activity)],
        "texts": [
            {"id": each.id, "text": each.text, "is_shown": each.id in activity.shown_texts}
            for each in ([] if is_withheld(room, activity) else activity.verbatims())
        ],
        "n_masked": len(activity.masked_texts),
    }
    return told


def _told(activity: ActivityState, screen: Screen, result: Any) -> Primitives:
    state = activity.state if activity.phase is Phase.CLOSED else None
    if state is None:
        state = activity.technique.start(activity.config)
    return dict(activity.technique.screens[screen](activity.config, state, result))


def _room(room: RoomState) -> Primitives:
    meeting = room.sheet.meeting
    return {
        "title": meeting.title,
        "kind": meeting.kind,
        "is_rehearsal": room.is_rehearsal,
        "threshold": meeting.threshold,
        "starts_at": meeting.starts_at.isoformat(timespec="minutes"),
        "report_on": None if meeting.report_on is None else meeting.report_on.isoformat(),
        "n_activities": len(room.activities),
    }


def _moment(room: RoomState) -> str:
    """Say where the meeting stands: "before", "during" or "ended"."""
    if room.ended_at is not None:
        return "ended"
    return "before" if room.current is None else "during"


def _activity(room: RoomState, activity: ActivityState) -> Primitives:
    until = ends_at(activity)
    return {
        "id": activity.sheet.id,
        "title": activity.sheet.title,
        "number": activity.number,
        "technique": activity.technique.slug,
        "technique_title": activity.technique.title.primitive(),
        "regime": str(activity.regime),
        "phase": str(activity.phase),
        "is_shown": activity.is_shown,
        "has_answers": activity.regime is not Regime.NONE,
        "until": None
        if until is None
        else _minute(until.astimezone(room.sheet.meeting.starts_at.tzinfo)),
        "clock": _ring(until, 60 * (activity.sheet.planned + activity.extra_minutes)),
        "closing_clock": _ring(activity.closes_at, int(CLOSING_GRACE.total_seconds())),
    }


def _slot(room: RoomState, slot: Slot) -> Primitives:
    activity = slot.activity
    if activity.sheet.id == room.current and room.ended_at is None:
        status = "now"
    elif activity.entered_at is not None:
        status = "done"
    else:
        status = "coming"
    return {
        "id": activity.sheet.id,
        "title": activity.sheet.title,
        "number": activity.number,
        "status": status,
        "planned_start": _minute(slot.planned_start),
        "planned_end": _minute(slot.planned_end),
        "planned_minutes": activity.sheet.planned,
        "extra_minutes": activity.extra_minutes,
        "started": _minute(slot.started_at),
        "ended": _minute(slot.ended_at),
        "actual_minutes": slot.actual_minutes,
        "has_answers": activity.regime is not Regime.NONE,
        "is_droppable": activity.sheet.droppable,
    }


def _clock(seen: Timing) -> Primitives:
    return {
        "promised_end": _minute(seen.promised_end),
        "forecast_end": _minute(seen.forecast_end),
        "drift": seen.drift,
    }


def _ring(until: datetime | None, total_seconds: int) -> Primitives:
    """Return a clock's ring. Its "now" is left to the page: a frame is kept a while."""
    return {"ends_at_ms": _ms(until), "now_ms": "", "total_s": total_seconds, "shown": ""}


def _minute(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="minutes")


def _ms(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp() * 1000)
