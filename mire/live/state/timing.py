"""The clock of a meeting: what was planned, what happened, what can be foreseen. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from msgspec.structs import replace

from mire.live.state.agenda import minutes_left, spent_until
from mire.live.state.room import ActivityState, RoomState

SAME_OCCASION = timedelta(hours=12)
"""A sheet started further than this from its planned time is being played again: its
promise then counts from the moment it started."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One activity on the timeline. Times have their zone; minutes are whole, rounded.

    ``forecast_start`` and ``forecast_end`` are None for what is not to come: what is over,
    going on, passed or skipped.
    """

    activity: ActivityState
    planned_start: datetime
    planned_end: datetime
    started_at: datetime | None
    ended_at: datetime | None
    forecast_start: datetime | None
    forecast_end: datetime | None

    @property
    def actual_minutes(self) -> int | None:
        """How long it lasted, all visits together, pauses left out; None while it goes on."""
        if self.started_at is None or self.ended_at is None:
            return None
        return round(self.activity.spent.total_seconds() / 60)


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
    now = now.astimezone(zone)
    origin = origin_of(room, now)
    start = origin + timedelta(minutes=room.slot_minute)
    cursor = start
    forecast = max(start, now) if room.started_at is None else start
    if (current := room.activity) is not None:
        until = ends_at(room, current, now)
        forecast = max(now, until or now) if current.visit_at else current.left_at or now
    if room.unfinished is not None:
        forecast += timedelta(minutes=minutes_left(room.unfinished))
    slots = []
    coming = {each.sheet.id for each in room.coming} if room.ended_at is None else set()
    for activity in room.activities.values():
        wanted = fixed_at(room, activity, origin)
        if wanted is not None:
            cursor = max(cursor, wanted)
        planned_end = cursor + timedelta(minutes=activity.sheet.planned)
        foreseen: tuple[datetime, datetime] | None = None
        if activity.sheet.id in coming:
            begins = max(forecast, wanted) if wanted is not None else forecast
            forecast = begins + timedelta(minutes=activity.allotted)
            foreseen = (begins, forecast)
        slots.append(
            Slot(
                activity=activity,
                planned_start=cursor,
                planned_end=planned_end,
                started_at=_at(activity.entered_at, zone),
                ended_at=_at(activity.left_at, zone) if activity.visit_at is None else None,
                forecast_start=foreseen[0] if foreseen else None,
                forecast_end=foreseen[1] if foreseen else None,
            )
        )
        cursor = planned_end
    return Timing(
        slots=tuple(slots),
        promised_start=start,
        promised_end=start + timedelta(minutes=room.sheet.meeting.slot),
        forecast_end=(room.ended_at or forecast).astimezone(zone),
    )


def origin_of(room: RoomState, now: datetime) -> datetime:
    """Return the minute from which the sheet's own minutes count, in the meeting's zone."""
    start = room.sheet.meeting.starts_at
    begun = room.started_at or max(now, start)  # days before, what is printed is for the day
    if abs(begun - start) <= SAME_OCCASION:
        return start
    return begun.astimezone(start.tzinfo).replace(second=0, microsecond=0)


def promised_end_if_begun(room: RoomState, now: datetime) -> datetime:
    """Return the end that a meeting not begun would promise, began it ``now``."""
    return timing(replace(room, started_at=now), now).promised_end


def ends_at(room: RoomState, activity: ActivityState, now: datetime) -> datetime | None:
    """Return when the activity's clock runs out; None when it is not going on.

    While the clock stands still, that moment goes on with ``now``.
    """
    if activity.visit_at is None:
        return None
    left = timedelta(minutes=activity.allotted) - spent_until(room, activity, now)
    return now + left


def fixed_at(room: RoomState, activity: ActivityState, origin: datetime) -> datetime | None:
    """Return when an activity must start, None when it follows the one before."""
    if activity.sheet.fixed is None:
        return None
    return origin + timedelta(minutes=room.sheet.minute_of(activity.sheet.fixed))


def _at(at: datetime | None, zone: tzinfo | None) -> datetime | None:
    return None if at is None else at.astimezone(zone)
