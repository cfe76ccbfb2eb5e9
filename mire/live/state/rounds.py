"""Two rounds of one question: which activity repeats which, and what phones are told of it."""

from mire.live.state.room import ActivityState, Phase, RoomState


def second_of(room: RoomState, activity: ActivityState) -> ActivityState | None:
    """Return the activity that asks this one's question again, if it is still to come."""
    for other in room.activities.values():
        if other.sheet.again == activity.sheet.id:
            return None if other.is_skipped or other.phase is Phase.CLOSED else other
    return None


def first_of(room: RoomState, activity: ActivityState) -> ActivityState | None:
    """Return the round that this activity repeats, None when it repeats none."""
    return room.activities.get(activity.sheet.again or "")


def round_of(room: RoomState, activity: ActivityState) -> str | None:
    """Say what phones are told: "first", "second" of two linked rounds, or None.

    A second round whose first was not asked, or had too few answers, is linked to nothing.
    """
    if room.ended_at is None and second_of(room, activity) is not None:
        return "first"
    first = first_of(room, activity)
    if first is None or first.phase is not Phase.CLOSED or first.n_destroyed:
        return None
    return "second" if first.n_answers >= room.sheet.meeting.threshold else None
