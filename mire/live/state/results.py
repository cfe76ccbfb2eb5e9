"""What a closed activity gives: its result, or nothing where nothing may be shown."""

import hashlib
from functools import lru_cache
from typing import Any

import msgspec
import numpy

from mire.live.state.room import ActivityState, Phase, RoomState
from mire.live.state.timing import timing
from mire.technique_api.technique import Finding, Regime

ROUNDED_TO = 6


def is_withheld(room: RoomState, activity: ActivityState) -> bool:
    """Say whether too few answered for anything to be shown, words included."""
    is_secret = activity.regime in (Regime.BALLOT, Regime.OPEN)
    return is_secret and activity.n_answers < room.sheet.meeting.threshold


def result_of(room: RoomState, activity: ActivityState) -> Any | None:
    """Return an activity's result; None before closing, under the threshold, or without one."""
    if activity.regime in (Regime.NONE, Regime.APART) or activity.phase is not Phase.CLOSED:
        return None
    if is_withheld(room, activity):
        return None
    return _computed(_Key(room, activity))


def findings_of(room: RoomState, activity: ActivityState) -> list[Finding]:
    """Return what can be cited of an activity ([] when there is no result)."""
    result = result_of(room, activity)
    if result is None:
        return []
    return list(activity.technique.findings(activity.config, activity.state, result))


def results(room: RoomState) -> dict[str, Any]:
    """Return everything a log gives, as JSON primitives: what ``results.json`` holds."""
    seen = timing(room, room.last_at)
    meeting = room.sheet.meeting
    return {
        "format": 1,
        "meeting": {
            "title": meeting.title,
            "kind": meeting.kind,
            "participants": meeting.participants,
            "departments": len(meeting.departments),
            "threshold": meeting.threshold,
            "rehearsal": room.is_rehearsal,
            "promised_start": _minute(seen.promised_start),
            "promised_end": _minute(seen.promised_end),
            "started": _minute(room.started_at),
            "ended": _minute(room.ended_at),
            "drift_minutes": seen.drift,
        },
        "activities": [
            {
                "id": slot.activity.sheet.id,
                "technique": slot.activity.technique.slug,
                "version": slot.activity.technique.version,
                "title": slot.activity.sheet.title,
                "regime": str(slot.activity.regime),
                "planned_minutes": slot.activity.sheet.planned,
                "actual_minutes": slot.actual_minutes,
                "n_answers": None
                if slot.activity.regime in (Regime.NONE, Regime.APART)
                else slot.activity.n_answers,
                "is_withheld": slot.activity.regime is not Regime.NONE
                and is_withheld(room, slot.activity),
                "result": rounded(msgspec.to_builtins(result_of(room, slot.activity))),
                "findings": [
                    {
                        "key": finding.key,
                        "sentence": finding.sentence.primitive(),
                        "rests_on": list(finding.rests_on),
                    }
                    for finding in findings_of(room, slot.activity)
                ],
                "n_texts": 0
                if is_withheld(room, slot.activity)
                else len(slot.activity.verbatims()),
                "n_masked": len(slot.activity.masked_texts),
            }
            for slot in seen.slots
        ],
    }


def rounded(value: Any) -> Any:
    """Round every float of JSON primitives, so that one log always gives the same bytes."""
    if isinstance(value, float):
        return round(value, ROUNDED_TO)
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(each) for each in value]
    return value


def _minute(at: Any) -> str | None:
    return None if at is None else at.isoformat(timespec="minutes")


class _Key:
    """A cache key: an activity's pieces are settled by the log they come from."""

    __slots__ = ("activity", "key", "seed")

    def __init__(self, room: RoomState, activity: ActivityState) -> None:
        self.key = (room.opening_id, activity.sheet.id, activity.n_pieces)
        self.seed = f"{room.opening_id} {activity.sheet.id}"
        self.activity = activity

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Key)
            and self.key == other.key
            and self.activity.state == other.activity.state
        )


@lru_cache(maxsize=256)
def _computed(key: _Key) -> Any:
    activity = key.activity
    seed = int.from_bytes(hashlib.sha256(key.seed.encode()).digest()[:8], "big")
    generator = numpy.random.Generator(numpy.random.PCG64(seed))
    return activity.technique.synthesis(activity.config, activity.state, generator)
