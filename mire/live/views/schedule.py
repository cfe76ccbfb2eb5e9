"""The timeline, the promise, the re-plans and the hand, as facilitators are told them. Pure."""

from datetime import datetime
from typing import Any

from mire.live.state.controls.registry import CONTROLS
from mire.live.state.entries import canonical
from mire.live.state.replans import LATE_MINUTES, PLAN_NAMES, Offer, offers, proof_of
from mire.live.state.room import Act, ActivityState, Phase, RoomState
from mire.live.state.timing import Slot, Timing, fixed_at, origin_of, timing
from mire.technique_api.technique import Regime
from mire.technique_api.text import Text, text

Primitives = dict[str, Any]


def schedule(room: RoomState, now: datetime) -> Primitives:
    """Return what every leading screen is told: where time stands, who has the hand."""
    seen = timing(room, now)
    return {
        "version": room.version,
        "timeline": [_slot(room, slot) for slot in seen.slots],
        "clock": _clock(room, seen),
        "replans": _replans(room, seen, now),
        "may_undo": room.before_plan is not None,
        "is_paused": room.paused_at is not None,
        "has_sound": room.has_sound,
        "unwritten": unwritten(room),
        "is_frozen": room.frozen_at is not None,
        "hand": None if room.hand is None else {"desk": room.hand.desk, "name": room.hand.name},
        "acts": [_act(room, act, seen) for act in reversed(room.acts)],
        "headcount": room.headcount,
    }


def unwritten(room: RoomState) -> list[Primitives]:
    """Return what was played and holds nothing: on paper, its sheets are still to be typed."""
    return [
        {"id": each.sheet.id, "title": each.sheet.title}
        for each in room.activities.values()
        if each.is_collecting and each.phase is not Phase.WAITING and each.n_answers == 0
    ]


def _slot(room: RoomState, slot: Slot) -> Primitives:
    activity = slot.activity
    return {
        "id": activity.sheet.id,
        "title": activity.sheet.title,
        "number": activity.number,
        "status": _status(room, activity),
        "planned_start": _minute(slot.planned_start),
        "planned_end": _minute(slot.planned_end),
        "planned_minutes": activity.sheet.planned,
        "allotted": activity.allotted,
        "started": _minute(slot.started_at),
        "ended": _minute(slot.ended_at),
        "actual_minutes": slot.actual_minutes,
        "forecast_start": _minute(slot.forecast_start),
        "forecast_end": _minute(slot.forecast_end),
        "has_answers": activity.regime is not Regime.NONE,
        "is_droppable": activity.sheet.droppable,
        "fixed": activity.sheet.fixed,
    }


def _status(room: RoomState, activity: ActivityState) -> str:
    """Say "now", "done", "skipped", "passed" (jumped over) or "coming"."""
    if activity.sheet.id == room.current and room.ended_at is None:
        return "now"
    if activity.entered_at is not None:
        return "done"
    if activity.is_skipped:
        return "skipped"
    return "passed" if activity.number < room.reached else "coming"


def _clock(room: RoomState, seen: Timing) -> Primitives:
    return {
        "promised_start": _minute(seen.promised_start),
        "promised_end": _minute(seen.promised_end),
        "forecast_end": _minute(seen.forecast_end),
        "drift": seen.drift,
        "is_late": seen.drift >= LATE_MINUTES,
        "slot_minute": room.slot_minute,
    }


def _replans(room: RoomState, seen: Timing, now: datetime) -> Primitives | None:
    """Return the plans to choose from; None while time holds and nothing could last longer."""
    found = offers(room, now)
    if found is None:
        return None
    is_late = seen.drift >= LATE_MINUTES
    is_slipping = _slip(room, seen, now) >= LATE_MINUTES
    plans = [
        _plan(offer)
        for offer in found.plans
        if is_late
        or is_slipping
        or (offer.plan.kind == "lengthen" and offer.plan.added >= LATE_MINUTES)
    ]
    if not plans and not is_late:
        return None
    zone = seen.promised_end.tzinfo
    return {
        "is_late": is_late,
        "is_slipping": is_slipping,
        "plans": plans,
        "earliest_end": _minute(found.earliest_end.astimezone(zone)),
    }


def _slip(room: RoomState, seen: Timing, now: datetime) -> int:
    """Return by how many minutes the first fixed time to be missed would be; 0 for none."""
    origin = origin_of(room, now)
    for slot in seen.slots:
        wanted = fixed_at(room, slot.activity, origin)
        if wanted is not None and slot.forecast_start is not None and slot.forecast_start > wanted:
            return int((slot.forecast_start - wanted).total_seconds() / 60)
    return 0


def _plan(offer: Offer) -> Primitives:
    proof = proof_of(offer.plan)
    return {
        "kind": offer.plan.kind,
        "name": PLAN_NAMES[offer.plan.kind].primitive(),
        "minutes": canonical(offer.minutes).decode(),
        "changes": [
            {"title": each.title, "before": each.before, "after": each.after}
            for each in offer.changes
        ],
        "end": _minute(offer.end),
        "taken": offer.plan.taken,
        "added": offer.plan.added,
        "dropped": offer.plan.dropped,
        "proof": None if proof is None else proof.primitive(),
    }


def _done(kind: str) -> Text:
    control = CONTROLS.get(kind)
    return text("texte effacé") if control is None else control.done


def _act(room: RoomState, act: Act, seen: Timing) -> Primitives:
    activity = room.activities.get(act.activity)
    return {
        "what": _done(act.kind).primitive(),
        "title": "" if activity is None else activity.sheet.title,
        "at": _minute(act.at.astimezone(seen.promised_end.tzinfo)),
    }


def _minute(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="minutes")
