"""Controls of the meeting as a whole: headcount, sheet frozen, who helps, who has the hand."""

import re
from typing import Annotated, Any

import msgspec
from msgspec.structs import replace

from mire.live.state import entries
from mire.live.state.controls.control import Asked, Control, Key, NoBody, about_meeting
from mire.live.state.entries import Draft, LogEntry
from mire.live.state.room import Hand, RoomState
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MOST_NAME = 60


class Headcount(msgspec.Struct, frozen=True):
    """How many people are in the room."""

    n: Annotated[int, msgspec.Meta(ge=1, le=10_000)]


class Name(msgspec.Struct, frozen=True):
    """A role, on one line; "" for nobody."""

    name: str = ""


class Desk(msgspec.Struct, frozen=True):
    """``desk``: which console, 12 hexadecimal digits; ``name``: what to call it."""

    desk: str = ""
    name: str = ""


def _decide_headcount(asked: Asked[Headcount]) -> list[Draft]:
    n = asked.body.n
    return [] if n == asked.room.headcount else [about_meeting(entries.HEADCOUNT, {"n": n})]


def _fold_headcount(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, headcount=int(entry.body["n"]))


def _decide_freeze(asked: Asked[NoBody]) -> list[Draft]:
    if asked.room.started_at is not None:
        raise Refusal(
            text("La réunion a commencé : son conducteur ne se fige plus."), code="started"
        )
    return [] if asked.room.frozen_at is not None else [about_meeting(entries.SHEET_FROZEN)]


def _fold_freeze(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, frozen_at=entry.at)


def _decide_release(asked: Asked[NoBody]) -> list[Draft]:
    return [] if asked.room.frozen_at is None else [about_meeting(entries.SHEET_RELEASED)]


def _fold_release(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, frozen_at=None)


def _decide_papers_in(asked: Asked[NoBody]) -> list[Draft]:
    room = asked.room
    if room.ended_at is None:
        raise Refusal(
            text("La réunion n'est pas terminée : d'autres feuilles peuvent encore venir."),
            code="not_ended",
        )
    return [] if room.papers_in_at is not None else [about_meeting(entries.PAPERS_IN)]


def _fold_papers_in(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, papers_in_at=entry.at)


def _decide_helper(asked: Asked[Name]) -> list[Draft]:
    name = _one_line(asked.body.name)
    return [] if name == asked.room.helper else [about_meeting(entries.HELPER, {"name": name})]


def _fold_helper(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, helper=str(entry.body["name"]))


def _decide_take_hand(asked: Asked[Desk]) -> list[Draft]:
    desk, name = asked.body.desk, _one_line(asked.body.name)
    if not re.fullmatch(r"[0-9a-f]{12}", desk) or not name:
        raise Refusal(text("Donnez un nom à cette régie : un rôle suffit."), path=("name",))
    hand = asked.room.hand
    if hand is not None and (hand.desk, hand.name) == (desk, name):
        return []
    return [about_meeting(entries.HAND_TAKEN, {"desk": desk, "name": name})]


def _fold_take_hand(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, hand=Hand(str(entry.body["desk"]), str(entry.body["name"])))


def _decide_free_hand(asked: Asked[NoBody]) -> list[Draft]:
    return [] if asked.room.hand is None else [about_meeting(entries.HAND_FREED)]


def _fold_free_hand(room: RoomState, entry: LogEntry) -> RoomState:
    return replace(room, hand=None)


def _one_line(written: str) -> str:
    name = " ".join(written.split())
    if len(name) > MOST_NAME or not name.isprintable():
        raise Refusal(
            text("%(most)s caractères au plus, sur une ligne.", most=MOST_NAME), path=("name",)
        )
    return name


CONTROLS: tuple[Control[Any], ...] = (
    Control(
        kind=entries.HEADCOUNT,
        done=text("effectif noté"),
        decide=_decide_headcount,
        fold=_fold_headcount,
        body=Headcount,
        is_phase=False,
        keys=(Key("D", text("Noter combien de personnes sont dans la salle")),),
    ),
    Control(
        kind=entries.SHEET_FROZEN,
        done=text("conducteur figé"),
        decide=_decide_freeze,
        fold=_fold_freeze,
        body=NoBody,
    ),
    Control(
        kind=entries.SHEET_RELEASED,
        done=text("conducteur libéré"),
        decide=_decide_release,
        fold=_fold_release,
        body=NoBody,
    ),
    Control(
        kind=entries.PAPERS_IN,
        done=text("feuilles toutes saisies"),
        decide=_decide_papers_in,
        fold=_fold_papers_in,
        body=NoBody,
        is_phase=False,
    ),
    Control(
        kind=entries.HELPER,
        done=text("personne-ressource nommée"),
        decide=_decide_helper,
        fold=_fold_helper,
        body=Name,
        is_phase=False,
        keys=(Key("A", text("Nommer qui aide à se connecter")),),
    ),
    Control(
        kind=entries.HAND_TAKEN,
        done=text("main prise"),
        decide=_decide_take_hand,
        fold=_fold_take_hand,
        body=Desk,
        is_led=False,
        keys=(Key("H", text("Prendre ou rendre la main")),),
    ),
    Control(
        kind=entries.HAND_FREED,
        done=text("main rendue"),
        labels={"": text("Rendre la main")},
        decide=_decide_free_hand,
        fold=_fold_free_hand,
        body=NoBody,
    ),
)
