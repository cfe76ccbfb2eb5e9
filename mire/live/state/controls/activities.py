"""Controls of the agenda: moving on and back, ending, time given, skipped, added, fixed."""

import re
from typing import Annotated, Any

import msgspec
from msgspec.structs import replace

from mire.live.state import entries
from mire.live.state.agenda import (
    RETURN_MINUTES,
    changed,
    left_current,
    resumed,
    whole_minutes,
)
from mire.live.state.controls.control import (
    Asked,
    Control,
    Key,
    NoBody,
    about_activity,
    about_meeting,
    activity_of,
    check_current,
    check_not_frozen,
    check_nothing_open,
)
from mire.live.state.entries import Draft, LogEntry
from mire.live.state.room import ActivityState, Phase, RoomState, started_activity
from mire.runsheet.sheet import Activity
from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime
from mire.technique_api.text import text

MOST_EXTENSION = 60
MOST_ACTIVITIES = 80


class Visit(msgspec.Struct, frozen=True):
    """``minutes``: what an activity that was left gets now; None for a first visit."""

    minutes: Annotated[int, msgspec.Meta(ge=1, le=60)] | None = None


class Minutes(msgspec.Struct, frozen=True):
    """Minutes given, or (negative) taken."""

    minutes: Annotated[int, msgspec.Meta(ge=-MOST_EXTENSION, le=MOST_EXTENSION)]


class Insertion(msgspec.Struct, frozen=True):
    """``activity`` as a sheet writes it, without an id; ``after`` is an id, "" at the start."""

    activity: dict[str, Any]
    after: str = ""


class FixedTime(msgspec.Struct, frozen=True):
    """The local time, HH:MM, at which an activity must start; None or "": no fixed time."""

    fixed: str | None = None


# --- Moving on and back -----------------------------------------------------------------------


def _decide_enter(asked: Asked[Visit]) -> list[Draft]:
    room, activity = asked.room, asked.activity
    if room.current == asked.slug:
        raise Refusal(text("Cette séquence a déjà commencé."), code="already_entered")
    check_nothing_open(room)
    if activity.entered_at is None:
        return [about_activity(activity, entries.ENTERED)]
    if asked.body.minutes is None:  # a press meant for a first visit never goes back by mistake
        raise Refusal(text("Cette séquence a déjà commencé."), code="already_entered")
    return [about_activity(activity, entries.ENTERED, {"minutes": asked.body.minutes})]


def _fold_enter(room: RoomState, entry: LogEntry) -> RoomState:
    room = replace(left_current(resumed(room, entry), entry.at), before_plan=None)
    activity = room.activities[entry.activity]
    changes: dict[str, Any] = {"visit_at": entry.at, "left_at": None, "is_skipped": False}
    if activity.entered_at is None:
        changes |= {"phase": Phase.READY, "entered_at": entry.at}
    else:
        minutes = int(entry.body.get("minutes", RETURN_MINUTES))
        changes["allotted"] = whole_minutes(activity.spent) + minutes
    room = changed(room, entry.activity, **changes)
    return replace(room, current=entry.activity, started_at=room.started_at or entry.at)


def _decide_end(asked: Asked[NoBody]) -> list[Draft]:
    check_nothing_open(asked.room)
    return [about_meeting(entries.MEETING_ENDED)]


def _fold_end(room: RoomState, entry: LogEntry) -> RoomState:
    room = replace(resumed(room, entry), ended_at=entry.at, before_plan=None)
    return left_current(room, entry.at)


# --- Time and agenda --------------------------------------------------------------------------


def _decide_extend(asked: Asked[Minutes]) -> list[Draft]:
    activity, minutes = asked.activity, asked.body.minutes
    check_current(asked.room, activity)
    if minutes == 0:
        return []
    if activity.allotted + minutes < 1:
        raise Refusal(text("Une séquence garde au moins une minute."), code="range")
    return [about_activity(activity, entries.EXTENDED, {"minutes": minutes})]


def _fold_extend(room: RoomState, entry: LogEntry) -> RoomState:
    activity = room.activities[entry.activity]
    room = changed(room, entry.activity, allotted=activity.allotted + int(entry.body["minutes"]))
    return replace(room, before_plan=None)


def _decide_skip(asked: Asked[NoBody]) -> list[Draft]:
    activity = asked.activity
    check_not_frozen(asked.room)
    _check_coming(activity)
    return [] if activity.is_skipped else [about_activity(activity, entries.SKIPPED)]


def _fold_skip(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(changed(room, entry.activity, is_skipped=True), before_plan=None)


def _decide_restore(asked: Asked[NoBody]) -> list[Draft]:
    activity = asked.activity
    check_not_frozen(asked.room)
    return [about_activity(activity, entries.RESTORED)] if activity.is_skipped else []


def _fold_restore(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(changed(room, entry.activity, is_skipped=False), before_plan=None)


def _decide_insert(asked: Asked[Insertion]) -> list[Draft]:
    room, after = asked.room, asked.body.after
    check_not_frozen(room)
    reached = room.reached
    number_before = activity_of(room, after).number if after else 0
    if number_before < reached:
        raise Refusal(
            text("Une séquence s'ajoute après ce qui est en cours, jamais dans le passé."),
            code="past",
        )
    if len(room.activities) >= MOST_ACTIVITIES:
        raise Refusal(text("Ce conducteur a trop de séquences pour en ajouter une."), code="full")
    number = 1
    while f"ajout-{number}" in room.activities:
        number += 1
    kept = {**asked.body.activity, "id": f"ajout-{number}"}
    made = read_mapping(Activity, kept)
    if not made.least_minutes <= made.planned <= made.most_minutes or made.fixed:
        raise _no_activity()
    if started_activity(made).regime not in (Regime.NONE, Regime.OPEN, Regime.BALLOT):
        raise Refusal(
            text("Sur le moment, on ajoute une séquence sans réponses ou une question anonyme."),
            code="not_plain",
        )
    return [about_meeting(entries.INSERTED, {"after": after, "activity": kept})]


def _fold_insert(room: RoomState, entry: LogEntry) -> RoomState:
    sheet = read_mapping(Activity, entry.body["activity"])
    order = list(room.activities.items())
    after = str(entry.body["after"])
    at = next((index for index, (id, _) in enumerate(order, 1) if id == after), 0)
    order.insert(at, (sheet.id, started_activity(sheet)))
    activities = {
        id: each if each.number == number else replace(each, number=number)
        for number, (id, each) in enumerate(order, 1)
    }
    return replace(room, activities=activities, before_plan=None)


def _decide_fix(asked: Asked[FixedTime]) -> list[Draft]:
    room, activity = asked.room, asked.activity
    check_not_frozen(room)
    _check_coming(activity)
    fixed = asked.body.fixed or None
    if fixed is not None and not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", fixed):
        raise Refusal(text("Écrivez une heure, comme 10:30."), path=("fixed",), code="value")
    if fixed == activity.sheet.fixed:
        return []
    if fixed is not None:
        _check_in_order(room, activity, room.sheet.minute_of(fixed))
    return [about_activity(activity, entries.ACTIVITY_MOVED, {"fixed": fixed})]


def _fold_fix(room: RoomState, entry: LogEntry) -> RoomState:
    sheet = room.activities[entry.activity].sheet
    fixed = entry.body["fixed"]
    moved = replace(sheet, fixed=fixed, droppable=sheet.droppable and not fixed)
    return replace(changed(room, entry.activity, sheet=moved), before_plan=None)


def _check_coming(activity: ActivityState) -> None:
    if activity.entered_at is not None:
        raise Refusal(text("Cette séquence a déjà commencé."), code="already_entered")


def _check_in_order(room: RoomState, activity: ActivityState, minute: int) -> None:
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


def _no_activity() -> Refusal:
    return Refusal(text("Cette séquence n'existe pas dans ce conducteur."), code="unknown")


CONTROLS: tuple[Control[Any], ...] = (
    Control(
        kind=entries.ENTERED,
        done=text("séquence lancée"),
        labels={
            "first": text("Commencer"),
            "next": text("Suivante"),
            "now": text("Lancer maintenant"),
            "back": text("Revenir 5 min"),
            "again": text("Y revenir 5 min"),
        },
        decide=_decide_enter,
        fold=_fold_enter,
        body=Visit,
        keys=(
            Key("S", text("Commencer, puis séquence suivante")),
            Key("B", text("Revenir à la séquence d'avant, pour 5 minutes")),
        ),
    ),
    Control(
        kind=entries.MEETING_ENDED,
        done=text("réunion terminée"),
        labels={"": text("Terminer la réunion")},
        decide=_decide_end,
        fold=_fold_end,
        body=NoBody,
        keys=(Key("E", text("Terminer la réunion, après confirmation")),),
    ),
    Control(
        kind=entries.EXTENDED,
        done=text("temps changé"),
        labels={"more": text("+2 min"), "less": text("−2 min")},
        decide=_decide_extend,
        fold=_fold_extend,
        body=Minutes,
        keys=(Key("+ / −", text("Deux minutes de plus, deux de moins")),),
    ),
    Control(
        kind=entries.SKIPPED,
        done=text("séquence passée"),
        labels={"": text("Passer"), "next": text("Passer la suivante")},
        decide=_decide_skip,
        fold=_fold_skip,
        body=NoBody,
        keys=(Key("X", text("Passer la séquence suivante")),),
    ),
    Control(
        kind=entries.RESTORED,
        done=text("séquence remise"),
        labels={"": text("Remettre")},
        decide=_decide_restore,
        fold=_fold_restore,
        body=NoBody,
    ),
    Control(
        kind=entries.INSERTED,
        done=text("séquence ajoutée"),
        decide=_decide_insert,
        fold=_fold_insert,
        body=Insertion,
        keys=(Key("I", text("Ajouter une séquence")),),
        unreadable=_no_activity,
    ),
    Control(
        kind=entries.ACTIVITY_MOVED,
        done=text("heure fixe changée"),
        decide=_decide_fix,
        fold=_fold_fix,
        body=FixedTime,
    ),
)
