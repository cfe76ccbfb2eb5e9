"""What facilitators make of a meeting's time: the fold of moves, pauses and re-plans. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from mire.live.state import entries
from mire.live.state.entries import LogEntry
from mire.live.state.room import ActivityState, Agenda, Hand, Phase, RoomState, started_activity
from mire.runsheet.checks import sheet_from
from mire.runsheet.sheet import Activity, Sheet, SheetRefused
from mire.technique_api.reading import read_mapping

RETURN_MINUTES = 5
"""What an activity gets, unless told otherwise, when the meeting comes back to it."""


def changed(room: RoomState, activity: str, **changes: Any) -> RoomState:
    """Return the room with one of its activities changed."""
    made = replace(room.activities[activity], **changes)
    return replace(room, activities={**room.activities, activity: made})


def spent_until(room: RoomState, activity: ActivityState, now: datetime) -> timedelta:
    """Return how long an activity has taken by ``now``, pauses left out."""
    if activity.visit_at is None:
        return activity.spent
    standing = now - room.paused_at if room.paused_at is not None else timedelta()
    return activity.spent + (now - activity.visit_at) - activity.paused - standing


def whole_minutes(spent: timedelta) -> int:
    """Return the minutes begun in ``spent``."""
    return -int(-spent.total_seconds() // 60)


def minutes_left(activity: ActivityState) -> int:
    """Return the whole minutes that an activity left before its time still has."""
    return max(0, activity.allotted - whole_minutes(activity.spent))


def agenda_of(room: RoomState) -> Agenda:
    """Return the minutes allotted to each activity, and whether it is skipped."""
    return {id: (each.allotted, each.is_skipped) for id, each in room.activities.items()}


def sheet_as_changed(room: RoomState) -> Sheet:
    """Return the sheet as facilitators made it: what is skipped left out, what is added in.

    Its end may be passed; the sheet as it was opened, if it could not be opened so.
    """
    kept = tuple(each.sheet for each in room.activities.values() if not each.is_skipped)
    meeting = msgspec.structs.replace(room.sheet.meeting, hard_end=False, helper=room.helper)
    changed_sheet = msgspec.structs.replace(room.sheet, meeting=meeting, activity=kept)
    try:
        return sheet_from(changed_sheet.primitive())
    except SheetRefused:
        return room.sheet


def _entered(room: RoomState, entry: LogEntry) -> RoomState:
    room = _resumed(room, entry)
    room = replace(_left(room, entry.at), before_plan=None)
    activity = room.activities[entry.activity]
    changes: dict[str, Any] = {"visit_at": entry.at, "left_at": None, "is_skipped": False}
    if activity.entered_at is None:
        changes |= {"phase": Phase.READY, "entered_at": entry.at}
    else:
        minutes = int(entry.body.get("minutes", RETURN_MINUTES))
        changes["allotted"] = whole_minutes(activity.spent) + minutes
    room = changed(room, entry.activity, **changes)
    return replace(room, current=entry.activity, started_at=room.started_at or entry.at)


def _ended(room: RoomState, entry: LogEntry) -> RoomState:
    room = _resumed(room, entry)
    return _left(replace(room, ended_at=entry.at, before_plan=None), entry.at)


def _left(room: RoomState, at: datetime) -> RoomState:
    activity = room.activity
    if activity is None or activity.visit_at is None:
        return room
    spent = spent_until(room, activity, at)
    return changed(
        room, activity.sheet.id, left_at=at, visit_at=None, spent=spent, paused=timedelta()
    )


def _extended(room: RoomState, entry: LogEntry) -> RoomState:
    activity = room.activities[entry.activity]
    room = changed(room, entry.activity, allotted=activity.allotted + int(entry.body["minutes"]))
    return replace(room, before_plan=None)


def _skipped(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(changed(room, entry.activity, is_skipped=True), before_plan=None)


def _restored(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(changed(room, entry.activity, is_skipped=False), before_plan=None)


def _inserted(room: RoomState, entry: LogEntry) -> RoomState:
    sheet = read_mapping(Activity, entry.body["activity"])
    order = list(room.activities.items())
    after = str(entry.body["after"])
    at = next((index for index, (id, _) in enumerate(order, 1) if id == after), 0)
    order.insert(at, (sheet.id, started_activity(sheet)))
    activities = {
        id: each if each.number == number else replace(each, number=number)
        for number, (id, each) in enumerate(order, 1)
    }
    return replace(room, activities=activities, before_plan=None)


def _activity_moved(room: RoomState, entry: LogEntry) -> RoomState:
    sheet = room.activities[entry.activity].sheet
    fixed = entry.body["fixed"]
    moved = msgspec.structs.replace(sheet, fixed=fixed, droppable=sheet.droppable and not fixed)
    return replace(changed(room, entry.activity, sheet=moved), before_plan=None)


def _slot_moved(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, slot_minute=int(entry.body["minute"]), before_plan=None)


def _paused(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, paused_at=entry.at)


def _resumed(room: RoomState, entry: LogEntry) -> RoomState:
    if room.paused_at is None or room.activity is None:
        return room
    paused = room.activity.paused + (entry.at - room.paused_at)
    return replace(changed(room, room.activity.sheet.id, paused=paused), paused_at=None)


def _plan_applied(room: RoomState, entry: LogEntry) -> RoomState:
    before = agenda_of(room)
    for id, minutes in entry.body["minutes"].items():
        given = {"is_skipped": True} if minutes is None else {"allotted": int(minutes)}
        room = changed(room, id, **given)
    return replace(room, before_plan=before)


def _plan_undone(room: RoomState, entry: LogEntry) -> RoomState:
    for id, (allotted, is_skipped) in (room.before_plan or {}).items():
        room = changed(room, id, allotted=allotted, is_skipped=is_skipped)
    return replace(room, before_plan=None)


def _sheet_frozen(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, frozen_at=entry.at)


def _sheet_released(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, frozen_at=None)


def _hand_taken(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, hand=Hand(str(entry.body["desk"]), str(entry.body["name"])))


def _hand_freed(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, hand=None)


def _sound(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, has_sound=bool(entry.body["on"]))


FOLDS: Mapping[str, Callable[[RoomState, LogEntry], RoomState]] = {
    entries.ENTERED: _entered,
    entries.MEETING_ENDED: _ended,
    entries.EXTENDED: _extended,
    entries.SKIPPED: _skipped,
    entries.RESTORED: _restored,
    entries.INSERTED: _inserted,
    entries.ACTIVITY_MOVED: _activity_moved,
    entries.SLOT_MOVED: _slot_moved,
    entries.PAUSED: _paused,
    entries.RESUMED: _resumed,
    entries.PLAN_APPLIED: _plan_applied,
    entries.PLAN_UNDONE: _plan_undone,
    entries.SHEET_FROZEN: _sheet_frozen,
    entries.SHEET_RELEASED: _sheet_released,
    entries.HAND_TAKEN: _hand_taken,
    entries.HAND_FREED: _hand_freed,
    entries.SOUND: _sound,
}
