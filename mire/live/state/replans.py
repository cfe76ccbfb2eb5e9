"""The re-plans that a room may choose from: what remains, handed to the planner, and back.

The planner counts in whole minutes; an activity's clock does not. What is left of the present
one is rounded, so a plan may be half a minute off the exact second.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from mire.live.state.agenda import minutes_left, spent_until
from mire.live.state.room import RoomState
from mire.live.state.timing import fixed_at, origin_of, timing
from mire.planning.replan import Cost, FixedTimesClash, Plan, Remaining, replan
from mire.technique_api.text import Text, text, text_n

LATE_MINUTES = 2
"""Under this drift, nothing is said and nothing offered."""

PLAN_NAMES: Mapping[str, Text] = {
    "spread": text("Répartir"),
    "protect": text("Protéger l'essentiel"),
    "drop": text("Supprimer"),
    "lengthen": text("Donner du temps"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """An activity's minutes before and after; ``after`` None: skipped."""

    activity: str
    title: str
    before: int
    after: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """One plan, ready to be applied. ``minutes`` are each changed activity's in all."""

    plan: Plan
    minutes: Mapping[str, int | None]
    changes: tuple[Change, ...]
    end: datetime


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be done now. ``drift``: minutes late, 0 when the end holds (or early).

    ``earliest_end`` is the honest one when no plan keeps the promise.
    """

    drift: int
    plans: tuple[Offer, ...]
    earliest_end: datetime


def offers(room: RoomState, now: datetime) -> Offers | None:
    """Return the plans for what remains; None before the start and after the end."""
    if room.started_at is None or room.ended_at is not None:
        return None
    start = origin_of(room, now)
    promised = timing(room, now).promised_end
    minute = int((now - start).total_seconds() // 60)
    remaining, already = _remaining(room, now, start, minute)
    end = round((promised - start).total_seconds() / 60)
    try:
        found = replan(minute, remaining, end)
    except FixedTimesClash:  # a fixed time that is past no longer binds
        return None
    return Offers(
        drift=found.drift,
        plans=tuple(_offer(room, plan, remaining, already, start) for plan in found.plans),
        earliest_end=start + timedelta(minutes=found.earliest_end),
    )


def _remaining(
    room: RoomState, now: datetime, start: datetime, minute: int
) -> tuple[list[Remaining], int]:
    """Return what is left of each activity, and the minutes that the present one has had."""
    made: list[Remaining] = []
    already = 0
    current = room.activity
    if current is not None and current.visit_at is not None:
        left_until = now - start + timedelta(minutes=current.allotted)
        left_until -= spent_until(room, current, now)
        left = max(0, round(left_until.total_seconds() / 60) - minute)
        already = current.allotted - left
        if left > 0:
            made.append(
                Remaining(
                    id=current.sheet.id,
                    planned=left,
                    least=min(left, max(0, current.sheet.least_minutes - already)),
                    most=max(left, current.sheet.most_minutes - already),
                    priority=current.sheet.priority,
                    is_buffer=current.sheet.buffer,
                )
            )
    if (unfinished := room.unfinished) is not None and (left := minutes_left(unfinished)):
        made.append(Remaining(id=unfinished.sheet.id, planned=left, least=left, most=left))
    for each in room.coming:
        wanted = fixed_at(room, each, start)
        made.append(
            Remaining(
                id=each.sheet.id,
                planned=each.allotted,
                least=min(each.allotted, each.sheet.least_minutes),
                most=max(each.allotted, each.sheet.most_minutes),
                priority=each.sheet.priority,
                is_buffer=each.sheet.buffer,
                is_droppable=each.sheet.droppable and wanted is None,
                starts_at=None if wanted is None else round((wanted - start).total_seconds() / 60),
            )
        )
    return made, already


def _offer(
    room: RoomState, plan: Plan, remaining: list[Remaining], already: int, start: datetime
) -> Offer:
    minutes: dict[str, int | None] = {}
    changes: list[Change] = []
    for each, given in zip(remaining, plan.minutes, strict=True):
        if given == each.planned:
            continue
        activity = room.activities[each.id]
        had = already if each.id == room.current else 0
        after = None if given is None else had + given
        minutes[each.id] = after
        changes.append(Change(each.id, activity.sheet.title, activity.allotted, after))
    end = start + timedelta(minutes=plan.end)
    return Offer(plan, minutes, tuple(changes), end)


def proof_of(plan: Plan) -> Text | None:
    """Say why no plan of its kind is better; None when there is nothing to compare with."""
    proof = plan.proof
    if proof.needed is not None and proof.freed is not None:
        return text_n(
            "Supprimer une séquence de moins ne suffirait pas : il faut rendre %(count)s minute, "
            "on en rendrait %(freed)s.",
            "Supprimer une séquence de moins ne suffirait pas : il faut rendre %(count)s minutes, "
            "on en rendrait %(freed)s.",
            proof.needed,
            freed=proof.freed,
        )
    if proof.taken is None:
        return None
    if proof.left is None:
        return text("Tout ce qui pouvait changer a changé : il n'existe pas d'autre partage.")
    return text(
        "Aucun autre partage ne pèse moins : la minute la plus chère qui change pèse %(taken)s, "
        "la moins chère de celles qui restent pèserait %(left)s.",
        taken=_weight(proof.taken),
        left=_weight(proof.left),
    )


def _weight(cost: Cost) -> Text | float:
    """Say a cost: where priorities come first, the priority too."""
    weight = round(float(cost[-1]), 2)
    if len(cost) == 1:
        return weight
    return text("%(weight)s en priorité %(rank)s", weight=weight, rank=int(cost[0]))
