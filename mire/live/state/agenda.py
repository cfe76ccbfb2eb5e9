"""A meeting's time: what was spent, what is left, the sheet as facilitators changed it. Pure."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from mire.live.state.entries import LogEntry
from mire.live.state.room import ActivityState, Agenda, RoomState
from mire.runsheet.checks import sheet_from
from mire.runsheet.sheet import Sheet, SheetRefused

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


def left_current(room: RoomState, at: datetime) -> RoomState:
    """Return the room with the activity that goes on left at ``at``; as it is for none."""
    activity = room.activity
    if activity is None or activity.visit_at is None:
        return room
    spent = spent_until(room, activity, at)
    return changed(
        room, activity.sheet.id, left_at=at, visit_at=None, spent=spent, paused=timedelta()
    )


def resumed(room: RoomState, entry: LogEntry) -> RoomState:
    """Return the room with its clock going again, at the entry's time; as it is if it goes."""
    if room.paused_at is None or room.activity is None:
        return room
    paused = room.activity.paused + (entry.at - room.paused_at)
    return replace(changed(room, room.activity.sheet.id, paused=paused), paused_at=None)
