"""What a facilitator may do with the meeting's time, agenda and hand: drafts or a refusal."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from mire.live.state import entries
from mire.live.state.agenda import spent_until, whole_minutes
from mire.live.state.entries import Draft
from mire.live.state.room import ActivityState, Phase, RoomState, started_activity
from mire.runsheet.sheet import Activity
from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime
from mire.technique_api.text import text

MOST_EXTENSION = 60
MOST_MOVED = 600
MOST_NAME = 60
MOST_ACTIVITIES = 80

Body = Mapping[str, Any]


def drafted(activity: ActivityState, kind: str, body: Body | None = None) -> Draft:
    """Return a facilitator's entry about an activity."""
    return Draft(activity.sheet.id, kind, body or {}, author="facilitator")


def whole(body: Body, name: str, low: int, high: int) -> int:
    """Return the whole number that ``body`` gives; raise Refusal out of ``low`` to ``high``."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise Refusal(
            text("il faut un nombre entre %(low)s et %(high)s", low=low, high=high), path=(name,)
        )
    return value


def is_current(room: RoomState, activity: ActivityState) -> None:
    """Raise Refusal unless the activity is the one going on."""
    if room.current != activity.sheet.id:
        raise Refusal(
            text("« %(title)s » n'est pas la séquence en cours.", title=activity.sheet.title),
            code="not_current",
        )


def _named(room: RoomState, id: str) -> ActivityState:
    activity = room.activities.get(id)
    if activity is None:
        raise Refusal(text("Cette séquence n'existe pas dans ce conducteur."), code="unknown")
    return activity


def _room_draft(kind: str, body: Body | None = None) -> Draft:
    return Draft("", kind, body or {}, author="facilitator")


def _nothing_open(room: RoomState) -> None:
    for activity in room.activities.values():
        if activity.phase in (Phase.OPEN, Phase.CLOSING):
            raise Refusal(
                text(
                    "Les réponses de « %(title)s » sont encore ouvertes : closez-les d'abord.",
                    title=activity.sheet.title,
                ),
                code="still_open",
            )


def _may_change(room: RoomState) -> None:
    """A frozen sheet is printed: it keeps until the meeting starts."""
    if room.frozen_at is not None and room.started_at is None:
        raise Refusal(
            text(
                "Le conducteur est figé, ses feuilles sont peut-être imprimées : libérez-le "
                "d'abord."
            ),
            code="frozen",
        )


def _is_coming(room: RoomState, activity: ActivityState) -> None:
    if activity.entered_at is not None:
        raise Refusal(text("Cette séquence a déjà commencé."), code="already_entered")


def _enter(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    activity = _named(room, id)
    if room.current == id:
        raise Refusal(text("Cette séquence a déjà commencé."), code="already_entered")
    _nothing_open(room)
    if activity.entered_at is None:
        return [drafted(activity, entries.ENTERED)]
    if "minutes" not in body:  # a press meant for a first visit never goes back by mistake
        raise Refusal(text("Cette séquence a déjà commencé."), code="already_entered")
    return [drafted(activity, entries.ENTERED, {"minutes": whole(body, "minutes", 1, 60)})]


def _end(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    _nothing_open(room)
    return [_room_draft(entries.MEETING_ENDED)]


def _extend(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    activity = _named(room, id)
    is_current(room, activity)
    minutes = whole(body, "minutes", -MOST_EXTENSION, MOST_EXTENSION)
    if minutes == 0:
        return []
    if activity.allotted + minutes < 1:
        raise Refusal(text("Une séquence garde au moins une minute."), code="range")
    return [drafted(activity, entries.EXTENDED, {"minutes": minutes})]


def _skip(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    activity = _named(room, id)
    _may_change(room)
    _is_coming(room, activity)
    return [] if activity.is_skipped else [drafted(activity, entries.SKIPPED)]


def _restore(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    activity = _named(room, id)
    _may_change(room)
    return [drafted(activity, entries.RESTORED)] if activity.is_skipped else []


def _insert(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    _may_change(room)
    after = str(body.get("after", ""))
    reached = room.reached
    if after:
        number = _named(room, after).number
        if number < reached:
            raise Refusal(
                text("Une séquence s'ajoute après ce qui est en cours, jamais dans le passé."),
                code="past",
            )
    elif reached:
        raise Refusal(
            text("Une séquence s'ajoute après ce qui est en cours, jamais dans le passé."),
            code="past",
        )
    if len(room.activities) >= MOST_ACTIVITIES:
        raise Refusal(text("Ce conducteur a trop de séquences pour en ajouter une."), code="full")
    given = body.get("activity")
    if not isinstance(given, Mapping):
        raise Refusal(text("Cette séquence n'existe pas dans ce conducteur."), code="unknown")
    number = 1
    while f"ajout-{number}" in room.activities:
        number += 1
    made = read_mapping(Activity, {**given, "id": f"ajout-{number}"})
    if not made.least_minutes <= made.planned <= made.most_minutes or made.fixed:
        raise Refusal(text("Cette séquence n'existe pas dans ce conducteur."), code="unknown")
    if started_activity(made).regime is not Regime.NONE:
        raise Refusal(
            text("Sur le moment, on n'ajoute qu'une séquence sans réponses."), code="not_plain"
        )
    kept = {**given, "id": made.id}
    return [_room_draft(entries.INSERTED, {"after": after, "activity": kept})]


def _move_activity(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    activity = _named(room, id)
    _may_change(room)
    _is_coming(room, activity)
    fixed = body.get("fixed") or None
    if fixed is not None and not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", str(fixed)):
        raise Refusal(text("Écrivez une heure, comme 10:30."), path=("fixed",), code="value")
    if fixed == activity.sheet.fixed:
        return []
    if fixed is not None:
        _in_order(room, activity, room.sheet.minute_of(str(fixed)))
    return [drafted(activity, entries.ACTIVITY_MOVED, {"fixed": fixed})]


def _in_order(room: RoomState, activity: ActivityState, minute: int) -> None:
    for other in room.activities.values():
        if other.sheet.fixed is None or other.sheet.id == activity.sheet.id:
            continue
        theirs = room.sheet.minute_of(other.sheet.fixed)
        if (other.number < activity.number) != (theirs < minute) or theirs == minute:
            raise Refusal(
                text(
                    "À cette heure, elle croiserait « %(title)s », fixée à %(fixed)s.",
                    title=other.sheet.title,
                    fixed=other.sheet.fixed,
                ),
                code="order",
            )


def _move_slot(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    minute = body.get("minute")
    if isinstance(minute, bool) or not isinstance(minute, int) or abs(minute) > MOST_MOVED:
        raise Refusal(
            text(
                "Un créneau se déplace de %(most)s heures au plus : ouvrez plutôt une nouvelle "
                "réunion.",
                most=MOST_MOVED // 60,
            ),
            path=("starts",),
            code="range",
        )
    if minute == room.slot_minute:
        return []
    return [_room_draft(entries.SLOT_MOVED, {"minute": minute})]


def _pause(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    if room.activity is None or room.activity.visit_at is None:
        raise Refusal(text("Rien n'est en cours : il n'y a pas d'horloge à arrêter."), code="early")
    return [] if room.paused_at is not None else [_room_draft(entries.PAUSED)]


def _resume(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    return [] if room.paused_at is None else [_room_draft(entries.RESUMED)]


def _sound(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    wanted = whole(body, "on", 0, 1)
    return [] if wanted == int(room.has_sound) else [_room_draft(entries.SOUND, {"on": wanted})]


def _apply_plan(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    given = body.get("minutes")
    if not isinstance(given, Mapping) or not given or room.ended_at is not None:
        raise Refusal(text("Ce plan n'est pas lisible : choisissez-en un à l'écran."), code="plan")
    for each, minutes in given.items():
        activity = _named(room, str(each))
        if not _may_take(room, activity, minutes, now):
            raise Refusal(
                text(
                    "Ce plan ne convient plus à « %(title)s » : un plan ne touche pas au passé "
                    "et respecte le minimum et le maximum de chacun. Choisissez-en un autre.",
                    title=activity.sheet.title,
                ),
                code="plan",
            )
    return [
        _room_draft(entries.PLAN_APPLIED, {"plan": str(body.get("plan", "")), "minutes": {**given}})
    ]


def _may_take(room: RoomState, activity: ActivityState, minutes: object, now: datetime) -> bool:
    """Say whether a plan may give these minutes: never less than what is already spent."""
    is_coming = any(each.sheet.id == activity.sheet.id for each in room.coming)
    if minutes is None:
        return is_coming and activity.sheet.droppable
    if isinstance(minutes, bool) or not isinstance(minutes, int):
        return False
    least, most = activity.sheet.least_minutes, max(activity.sheet.most_minutes, activity.allotted)
    if is_coming:
        return least <= minutes <= most
    if room.current != activity.sheet.id or activity.visit_at is None:
        return False
    spent = whole_minutes(spent_until(room, activity, now))
    # A plan counts in whole minutes, and the press comes a moment after the reading.
    return max(min(least, activity.allotted), spent - 2) <= minutes <= max(most, spent)


def _undo_plan(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    if room.before_plan is None:
        raise Refusal(text("Il n'y a pas de plan à annuler."), code="no_plan")
    return [_room_draft(entries.PLAN_UNDONE)]


def _freeze(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    if room.started_at is not None:
        raise Refusal(text("La réunion a commencé : son conducteur vit."), code="started")
    return [] if room.frozen_at is not None else [_room_draft(entries.SHEET_FROZEN)]


def _release(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    return [] if room.frozen_at is None else [_room_draft(entries.SHEET_RELEASED)]


def _name_helper(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    name = _name(body)
    return [] if name == room.helper else [_room_draft(entries.HELPER, {"name": name})]


def _take_hand(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    desk, name = body.get("desk"), _name(body)
    if not isinstance(desk, str) or not re.fullmatch(r"[0-9a-f]{12}", desk) or not name:
        raise Refusal(text("Donnez un nom à cette régie : un rôle suffit."), path=("name",))
    if room.hand is not None and (room.hand.desk, room.hand.name) == (desk, name):
        return []
    return [_room_draft(entries.HAND_TAKEN, {"desk": desk, "name": name})]


def _free_hand(room: RoomState, id: str, body: Body, now: datetime) -> list[Draft]:
    return [] if room.hand is None else [_room_draft(entries.HAND_FREED)]


def _name(body: Body) -> str:
    name = " ".join(str(body.get("name", "")).split())
    if len(name) > MOST_NAME or not name.isprintable():
        raise Refusal(
            text("%(most)s caractères au plus, sur une ligne.", most=MOST_NAME), path=("name",)
        )
    return name


DECIDERS: Mapping[str, Callable[[RoomState, str, Body, datetime], list[Draft]]] = {
    entries.ENTERED: _enter,
    entries.MEETING_ENDED: _end,
    entries.EXTENDED: _extend,
    entries.SKIPPED: _skip,
    entries.RESTORED: _restore,
    entries.INSERTED: _insert,
    entries.ACTIVITY_MOVED: _move_activity,
    entries.SLOT_MOVED: _move_slot,
    entries.PAUSED: _pause,
    entries.RESUMED: _resume,
    entries.SOUND: _sound,
    entries.PLAN_APPLIED: _apply_plan,
    entries.PLAN_UNDONE: _undo_plan,
    entries.SHEET_FROZEN: _freeze,
    entries.SHEET_RELEASED: _release,
    entries.HELPER: _name_helper,
    entries.HAND_TAKEN: _take_hand,
    entries.HAND_FREED: _free_hand,
}
