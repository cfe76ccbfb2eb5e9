"""From a control's form to a command: what was pressed, in the words of the live engine."""

import json
import re
from typing import Any

import msgspec
from django.http import QueryDict

from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.state.controls.registry import CONTROLS
from mire.live.state.timing import origin_of
from mire.technique_api.reading import read_fields
from mire.technique_api.refusal import Refusal
from mire.technique_api.registry import techniques
from mire.technique_api.text import text
from mire.web.forms import fields_of
from mire.words.words import translate

PLAIN_SEQUENCE = "framing"
"""The technique of a sequence that is added on the spot: words and a clock."""

HALF_A_DAY = 12 * 60


def command_of(given: QueryDict, room: RoomView, desk: str) -> Command:
    """Return the command that a form asks; raise Refusal for what is not readable."""
    kind, control = given.get("kind", ""), CONTROLS.get(given.get("kind", ""))
    body: dict[str, Any] = {}
    if kind == entries.PLAN_APPLIED:
        body = {"plan": given.get("plan", ""), "minutes": _plan(given.get("plan_minutes", ""))}
    elif kind == entries.INSERTED:
        body = {"after": _furthest(room), "activity": _sequence(given)}
    elif kind == entries.SLOT_MOVED:
        body = {"minute": _slot_minute(given.get("starts", ""), room)}
    elif kind == entries.HAND_TAKEN:
        body = {"desk": desk, "name": given.get("name", "")}
    elif control is not None:
        body = msgspec.structs.asdict(read_fields(control.body, fields_of(given)))
    return Command(kind, given.get("activity", ""), _whole(given.get("saw", "0")), body, desk)


def _whole(written: str) -> int:
    try:
        return int(written)
    except ValueError:
        raise Refusal(text("Il faut un nombre entier."), code="value") from None


def _plan(written: str) -> Any:
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        raise Refusal(
            text("Ce plan n'est pas lisible : choisissez-en un à l'écran."), code="plan"
        ) from None


def _furthest(room: RoomView) -> str:
    """Return the furthest activity reached, after which one may add: not the one gone back to."""
    reached = room.state.reached
    return next((id for id, each in room.state.activities.items() if each.number == reached), "")


def _sequence(given: QueryDict) -> dict[str, Any]:
    """Return what is added on the spot: a timed sequence, or a question that a technique asks."""
    if given.get("technique"):
        return _question(given)
    title = " ".join(given.get("title", "").split())
    return {
        "technique": PLAIN_SEQUENCE,
        "title": title,
        "planned": _whole(given.get("planned", "")),
        "least": 1,
        "droppable": True,
        "settings": {"phone": title[:240]},
    }


def _question(given: QueryDict) -> dict[str, Any]:
    technique = techniques().get(given.get("technique", ""))
    if technique is None or technique.spot is None:
        raise Refusal(text("Cette question ne se pose pas sur le moment."), code="unknown")
    spot, asked = technique.spot, " ".join(given.get("question", "").split())
    if not 1 <= len(asked) <= spot.most_letters:
        raise Refusal(
            text("Une question compte de 1 à %(most)s caractères.", most=spot.most_letters),
            path=("question",),
            code="length",
        )
    return {
        "technique": technique.slug,
        "title": translate(technique.title),
        "planned": spot.minutes,
        "least": 1,
        "droppable": True,
        "settings": dict(spot.settings(asked)),
    }


def _slot_minute(written: str, room: RoomView) -> int:
    """Return where a slot that starts at HH:MM stands, in minutes after the sheet's start.

    Of the days on which it may be HH:MM, the nearest: a slot may cross midnight.
    """
    if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", written):
        raise Refusal(text("Écrivez une heure, comme 10:30."), path=("starts",), code="value")
    origin = origin_of(room.state, current_engine().now(room))
    hours, minutes = (int(each) for each in written.split(":"))
    after = 60 * (hours - origin.hour) + minutes - origin.minute
    return (after + HALF_A_DAY) % (2 * HALF_A_DAY) - HALF_A_DAY
