"""A room as it will look when an activity begins, for who prepares it. Pure."""

from datetime import datetime
from functools import reduce

import msgspec

from mire.live.state import entries
from mire.live.state.entries import LogEntry
from mire.live.state.fold import folded, step
from mire.live.state.room import RoomState
from mire.runsheet.sheet import Sheet


def preview_of(sheet: Sheet, activity: str, *, now: datetime) -> RoomState:
    """Return the room in which an activity has just begun, and its question is open if it has one.

    Raises ``SheetRefused`` for a sheet that the checks refuse, ``KeyError`` for an activity that it
    hasn't.
    """
    opening = _entry(1, "", entries.MEETING_OPENED, {"format": 1, "sheet": sheet.primitive()}, now)
    room = folded([opening])
    begun = [_entry(2, activity, entries.ENTERED, {}, now)]
    if room.activities[activity].technique.answers is not None:
        begun.append(_entry(3, activity, entries.OPENED, {}, now))
    return reduce(step, begun, room)


def alone(sheet: Sheet, activity: str) -> Sheet:
    """Return a sheet that has an activity alone, for a preview while others are unfinished.

    Raises ``KeyError`` for an activity that it hasn't.
    """
    kept = next((each for each in sheet.activity if each.id == activity), None)
    if kept is None:
        raise KeyError(activity)
    return msgspec.structs.replace(sheet, activity=(kept,))


def _entry(seq: int, activity: str, kind: str, body: dict[str, object], now: datetime) -> LogEntry:
    return LogEntry(
        seq=seq,
        id=f"{seq:032x}",
        activity=activity,
        kind=kind,
        author=None,
        medium=None,
        body=body,
        at=now,
    )
