"""Every control, by its kind, and what decides between a command and the room as it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mire.live.state import entries
from mire.live.state.controls import activities, answers, clock, meeting, texts
from mire.live.state.controls.control import Command, Control
from mire.live.state.entries import Draft
from mire.live.state.room import RoomState
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

CONTROLS: Mapping[str, Control[Any]] = {
    each.kind: each
    for part in (activities, answers, clock, texts, meeting)
    for each in part.CONTROLS
}

AFTER_THE_END = frozenset({entries.TEXT_MASKED, entries.PAPERS_IN})
"""What a facilitator may still do once the meeting is over."""


def decide(room: RoomState, command: Command, *, n_seats: int, now: datetime) -> list[Draft]:
    """Return the entries that ``command`` makes; [] when it changes nothing.

    ``n_seats`` is how many phones joined. Raises :class:`Refusal`, with what to do, when
    the command can't be: stale, out of order, against the rules of anonymity, or led by
    another console.
    """
    if room.ended_at is not None and command.kind not in AFTER_THE_END:
        raise Refusal(text("La réunion est terminée : plus rien n'y change."), code="ended")
    control = CONTROLS.get(command.kind)
    if control is None:
        raise Refusal(text("Cette séquence n'existe pas dans ce conducteur."), code="unknown")
    if control.is_phase and command.saw != room.version:
        raise Refusal(
            text(
                "Quelqu'un vient d'agir sur cette réunion : votre écran est maintenant à jour, "
                "relisez-le, puis recommencez si besoin."
            ),
            code="stale",
        )
    is_led = control.is_phase and control.is_led
    if is_led and room.hand is not None and room.hand.desk != command.desk:
        raise Refusal(
            text("« %(name)s » a la main : prenez-la pour agir à votre tour.", name=room.hand.name),
            code="hand",
        )
    return list(control.decide(control.asked(room, command, n_seats, now)))
