"""The clock of a meeting: what was planned, what happened, what can be foreseen. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mire.live.room import ActivityState, RoomState

SAME_OCCASION = timedelta(hours=12)
"""A sheet started further than this from its planned time is being played again: its
promise then counts from the moment it started."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One activity on the timeline. Times have their zone; minutes are whole, rounded."""

    activity: ActivityState
    planned_start: datetime
    planned_end: datetime
    started_at: datetime | None
    ended_at: datetime | None
    forecast_end: datetime | None

    @property
    def actual_minutes(self) -> int | None:
        """How long it lasted; None if it has not ended."""
        if self.started_at is None or self.ended_at is None:
            return None
        return round((self.ended_at - self.started_at).total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class Timing:
    """The whole timeline; after the end, the forecast is what happened."""

    slots: tuple[Slot, ...]
    promised_start: datetime
    promised_end: datetime
    forecast_end: datetime

    @property
    def drift(self) -> int:
        """Minutes by which the forecast end passes the promise (< 0: early), towards zero."""
        return int((self.forecast_end - self.promised_end).total_seconds() / 60)


def timing(room: RoomState, now: datetime) -> Timing:
    """Return the timeline of ``room`` as seen at ``now``."""
    zone = room.sheet.meeting.starts_at.tzinfo
    start = room.sheet.meeting.starts_at
    if room.started_at is not None and abs(room.started_at - start) > SAME_OCCASION:
        start = room.started_at.astimezone(zone).replace(second=0, microsecond=0)
    elif room.started_at is None and abs(now - start) > SAME_OCCASION:
        start = now.astimezone(zone).replace(second=0, microsecond=0)
    now = now.astimezone(zone)
    cursor = start
    forecast = max(start, now) if room.started_at is None else start
    slots = []
    fixed = room.sheet.fixed_minutes()
    for activity in room.activities.values():
        wanted = fixed[activity.number - 1]
        if wanted is not None:
            cursor = max(cursor, start + timedelta(minutes=wanted))
        planned_end = cursor + timedelta(minutes=activity.sheet.planned)
        ended_at = activity.left_at
        is_over = ended_at is not None
        if activity.entered_at is None:
            is_skipped = room.ended_at is not None or _was_passed(room, activity)
            if not is_skipped:
                forecast = max(forecast, cursor) if wanted is not None else forecast
                forecast += timedelta(minutes=activity.sheet.planned)
        elif is_over:
            forecast = max(forecast, ended_at) if ended_at else forecast
        else:
            forecast = max(now, ends_at(activity) or now)
        slots.append(Slot(
            activity=activity,
            planned_start=cursor,
            planned_end=planned_end,
            started_at=activity.entered_at.astimezone(zone) if activity.entered_at else None,
            ended_at=ended_at.astimezone(zone) if ended_at else None,
            forecast_end=None if is_over else forecast.astimezone(zone),
        ))  # fmt: skip
        cursor = planned_end
    return Timing(
        slots=tuple(slots),
        promised_start=start,
        promised_end=start + timedelta(minutes=room.sheet.meeting.slot),
        forecast_end=(room.ended_at or forecast).astimezone(zone),
    )


def ends_at(activity: ActivityState) -> datetime | None:
    """Return when the activity's clock runs out; None before it is entered."""
    if activity.entered_at is None:
        return None
    return activity.entered_at + timedelta(minutes=activity.sheet.planned + activity.extra_minutes)


def _was_passed(room: RoomState, activity: ActivityState) -> bool:
    return room.activity is not None and activity.number < room.activity.number
