"""Controls of the clock and of the screen: pause, sound, QR, the slot that moved, re-plans."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from mire.live.state import entries
from mire.live.state.agenda import agenda_of, changed, resumed, spent_until, whole_minutes
from mire.live.state.controls.control import (
    Asked,
    Control,
    Key,
    NoBody,
    about_meeting,
    activity_of,
)
from mire.live.state.entries import Draft, LogEntry
from mire.live.state.room import ActivityState, RoomState
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MOST_MOVED = 600
"""Minutes by which the promised slot may move."""


class Minute(msgspec.Struct, frozen=True):
    """Where the promised slot starts, in minutes after the start that the sheet gives."""

    minute: int


class Switch(msgspec.Struct, frozen=True):
    """1 for on, 0 for off."""

    on: int


class AppliedPlan(msgspec.Struct, frozen=True):
    """``minutes``: what each changed activity gets in all, None when it is left out."""

    minutes: dict[str, int | None]
    plan: str = ""


def _decide_pause(asked: Asked[NoBody]) -> list[Draft]:
    room = asked.room
    if room.activity is None or room.activity.visit_at is None:
        raise Refusal(text("Rien n'est en cours : il n'y a pas d'horloge à arrêter."), code="early")
    return [] if room.paused_at is not None else [about_meeting(entries.PAUSED)]


def _fold_pause(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, paused_at=entry.at)


def _decide_resume(asked: Asked[NoBody]) -> list[Draft]:
    return [] if asked.room.paused_at is None else [about_meeting(entries.RESUMED)]


def _decide_sound(asked: Asked[Switch]) -> list[Draft]:
    wanted = _read_switch(asked.body)
    if wanted == asked.room.has_sound:
        return []
    return [about_meeting(entries.SOUND, {"on": int(wanted)})]


def _fold_sound(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, has_sound=bool(entry.body["on"]))


def _decide_qr(asked: Asked[Switch]) -> list[Draft]:
    wanted = _read_switch(asked.body)
    return [] if wanted == asked.room.has_qr else [about_meeting(entries.QR, {"on": int(wanted)})]


def _fold_qr(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, has_qr=bool(entry.body["on"]))


def _read_switch(body: Switch) -> bool:
    if body.on not in (0, 1):
        raise Refusal(
            text("il faut un nombre entre %(low)s et %(high)s", low=0, high=1), path=("on",)
        )
    return bool(body.on)


def _decide_move_slot(asked: Asked[Minute]) -> list[Draft]:
    minute = asked.body.minute
    if abs(minute) > MOST_MOVED:
        raise _too_far()
    if minute == asked.room.slot_minute:
        return []
    return [about_meeting(entries.SLOT_MOVED, {"minute": minute})]


def _fold_move_slot(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, slot_minute=int(entry.body["minute"]), before_plan=None)


def _decide_apply_plan(asked: Asked[AppliedPlan]) -> list[Draft]:
    given = asked.body.minutes
    if not given:
        raise _unreadable_plan()
    for slug, minutes in given.items():
        activity = activity_of(asked.room, slug)
        if not _may_take(asked, activity, minutes):
            raise Refusal(
                text(
                    "Ce plan ne convient plus à « %(title)s » : un plan ne touche pas au passé et "
                    "respecte le minimum et le maximum de chaque séquence. Choisissez-en un autre.",
                    title=activity.sheet.title,
                ),
                code="plan",
            )
    body: Mapping[str, Any] = {"plan": asked.body.plan, "minutes": {**given}}
    return [about_meeting(entries.PLAN_APPLIED, body)]


def _may_take(asked: Asked[AppliedPlan], activity: ActivityState, minutes: int | None) -> bool:
    """Say whether a plan may give these minutes: never less than what is already spent."""
    room = asked.room
    is_coming = any(each.sheet.id == activity.sheet.id for each in room.coming)
    if minutes is None:
        return is_coming and activity.sheet.droppable
    least, most = activity.sheet.least_minutes, max(activity.sheet.most_minutes, activity.allotted)
    if is_coming:
        return least <= minutes <= most
    if room.current != activity.sheet.id or activity.visit_at is None:
        return False
    spent = whole_minutes(spent_until(room, activity, asked.now))
    # A plan counts in whole minutes, and the press comes a moment after the reading.
    return max(min(least, activity.allotted), spent - 2) <= minutes <= max(most, spent)


def _fold_apply_plan(room: RoomState, entry: LogEntry) -> RoomState:
    before = agenda_of(room)
    for id, minutes in entry.body["minutes"].items():
        given = {"is_skipped": True} if minutes is None else {"allotted": int(minutes)}
        room = changed(room, id, **given)
    return replace(room, before_plan=before)


def _decide_undo_plan(asked: Asked[NoBody]) -> list[Draft]:
    if asked.room.before_plan is None:
        raise Refusal(text("Il n'y a pas de plan à annuler."), code="no_plan")
    return [about_meeting(entries.PLAN_UNDONE)]


def _fold_undo_plan(room: RoomState, entry: LogEntry) -> RoomState:
    for id, (allotted, is_skipped) in (room.before_plan or {}).items():
        room = changed(room, id, allotted=allotted, is_skipped=is_skipped)
    return replace(room, before_plan=None)


def _too_far() -> Refusal:
    return Refusal(
        text(
            "Un créneau se déplace de %(most)s heures au plus : ouvrez plutôt une nouvelle "
            "réunion.",
            most=MOST_MOVED // 60,
        ),
        path=("starts",),
        code="range",
    )


def _unreadable_plan() -> Refusal:
    return Refusal(text("Ce plan n'est pas lisible : choisissez-en un à l'écran."), code="plan")


CONTROLS: tuple[Control[Any], ...] = (
    Control(
        kind=entries.PAUSED,
        done=text("pause"),
        labels={"": text("Pause")},
        decide=_decide_pause,
        fold=_fold_pause,
        body=NoBody,
        keys=(Key("P", text("Pause, reprise")),),
    ),
    Control(
        kind=entries.RESUMED,
        done=text("reprise"),
        labels={"": text("Reprendre")},
        decide=_decide_resume,
        fold=resumed,
        body=NoBody,
    ),
    Control(
        kind=entries.PLAN_APPLIED,
        done=text("plan appliqué"),
        decide=_decide_apply_plan,
        fold=_fold_apply_plan,
        body=AppliedPlan,
        keys=(Key("1, 2, 3", text("Appliquer un plan qui tient la fin promise")),),
        unreadable=_unreadable_plan,
    ),
    Control(
        kind=entries.PLAN_UNDONE,
        done=text("plan annulé"),
        labels={"": text("Annuler le plan")},
        decide=_decide_undo_plan,
        fold=_fold_undo_plan,
        body=NoBody,
        keys=(Key("U", text("Annuler le plan")),),
    ),
    Control(
        kind=entries.SLOT_MOVED,
        done=text("créneau déplacé"),
        decide=_decide_move_slot,
        fold=_fold_move_slot,
        body=Minute,
        keys=(Key("M", text("Déplacer le créneau")),),
        unreadable=_too_far,
    ),
    Control(
        kind=entries.SOUND,
        done=text("son de l'horloge changé"),
        labels={"on": text("Activer le son"), "off": text("Couper le son")},
        decide=_decide_sound,
        fold=_fold_sound,
        body=Switch,
        is_phase=False,
        keys=(Key("K", text("Son de l'horloge de l'écran")),),
    ),
    Control(
        kind=entries.QR,
        done=text("code à l'écran changé"),
        labels={"on": text("QR à l'écran"), "off": text("Retirer le QR")},
        decide=_decide_qr,
        fold=_fold_qr,
        body=Switch,
        is_phase=False,
        keys=(Key("Q", text("QR et adresse à l'écran, ou non")),),
    ),
)
