"""What a facilitator may do, given what the room is: command in, drafts or refusal out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mire.live.state import agenda_controls, entries
from mire.live.state.agenda_controls import drafted, is_current, whole
from mire.live.state.entries import Draft
from mire.live.state.room import ActivityState, Phase, RoomState
from mire.runsheet.checks import LEAST_CIRCLE
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime, Verbatim
from mire.technique_api.text import text, text_n

MOST_REASON = 280


@dataclass(frozen=True, slots=True)
class Command:
    """What a facilitator asks. ``saw`` is the version of the room on their screen.

    ``desk`` is the console that asks: 12 hexadecimal digits of its own, "" for none.
    """

    kind: str
    activity: str = ""
    saw: int = 0
    body: Mapping[str, Any] | None = None
    desk: str = ""


def decide(room: RoomState, command: Command, *, n_seats: int, now: datetime) -> list[Draft]:
    """Return the entries that ``command`` makes; [] when it changes nothing.

    ``n_seats`` is how many phones joined. Raises :class:`Refusal`, with what to do, when
    the command can't be: stale, out of order, against the rules of anonymity, or led by
    another console.
    """
    if room.ended_at is not None and command.kind != entries.TEXT_MASKED:
        raise Refusal(text("La réunion est terminée : plus rien n'y change."), code="ended")
    if command.kind in entries.PHASE_CONTROLS and command.saw != room.version:
        raise Refusal(
            text(
                "Quelqu'un vient d'agir sur cette réunion : votre écran est maintenant à jour, "
                "relisez-le, puis recommencez si besoin."
            ),
            code="stale",
        )
    if command.kind in _LED and room.hand is not None and room.hand.desk != command.desk:
        raise Refusal(
            text("« %(name)s » a la main : prenez-la pour agir à votre tour.", name=room.hand.name),
            code="hand",
        )
    body = command.body or {}
    if command.kind == entries.HEADCOUNT:
        return _headcount(room, body)
    if (decide_time := agenda_controls.DECIDERS.get(command.kind)) is not None:
        return decide_time(room, command.activity, body, now)
    activity = room.activities.get(command.activity)
    decider = _DECIDERS.get(command.kind)
    if activity is None or decider is None:
        raise Refusal(text("Cette séquence n'existe pas dans ce conducteur."), code="unknown")
    return decider(room, activity, body, n_seats)


def _headcount(room: RoomState, body: Mapping[str, Any]) -> list[Draft]:
    n = whole(body, "n", 1, 10_000)
    if n == room.headcount:
        return []
    return [Draft("", entries.HEADCOUNT, {"n": n}, author="facilitator")]


def _open(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    is_current(room, activity)
    if activity.regime is Regime.NONE:
        raise Refusal(text("Cette séquence n'attend pas de réponse."), code="no_answers")
    if activity.phase is Phase.CLOSED:
        raise Refusal(
            text("Cette question est close pour de bon : la reposer serait un nouveau tour."),
            code="closed",
        )
    if activity.phase is not Phase.READY:
        raise Refusal(text("Les réponses sont déjà ouvertes."), code="already_open")
    _keeps_promises_last(room, activity)
    circle = max(room.headcount, n_seats)
    if activity.regime is Regime.BALLOT and circle < LEAST_CIRCLE:
        raise Refusal(
            text_n(
                "%(count)s personne dans la salle : trop peu pour que le vote reste secret "
                "(il en faut %(least)s). Proposez plutôt un tour de parole, chacun en son nom.",
                "%(count)s personnes dans la salle : trop peu pour que le vote reste secret "
                "(il en faut %(least)s). Proposez plutôt un tour de parole, chacun en son nom.",
                circle,
                least=LEAST_CIRCLE,
            ),
            code="small_circle",
        )
    return [drafted(activity, entries.OPENED)]


def _keeps_promises_last(room: RoomState, activity: ActivityState) -> None:
    """Commitments are offered once the ballots are closed, and no ballot follows them."""
    others = [each for each in room.activities.values() if each is not activity]
    if activity.regime is Regime.APART and any(
        each.regime is Regime.BALLOT and each.phase in (Phase.OPEN, Phase.CLOSING)
        for each in others
    ):
        raise Refusal(
            text(
                "Une question anonyme est encore ouverte : un engagement se propose après, pour "
                "que personne ne confonde les deux."
            ),
            code="ballot_open",
        )
    if activity.regime is Regime.BALLOT and any(
        each.regime is Regime.APART and each.opened_at is not None for each in others
    ):
        raise Refusal(
            text(
                "Des engagements nommés ont déjà été proposés : plus aucune question anonyme ne "
                "s'ouvre dans cette réunion."
            ),
            code="promises_made",
        )


def _close(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    if activity.phase is not Phase.OPEN:
        raise Refusal(text("Les réponses ne sont pas ouvertes."), code="not_open")
    return [drafted(activity, entries.CLOSING)]


def _keep_open(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    if activity.phase is not Phase.CLOSING:
        raise Refusal(text("Trop tard pour rouvrir : la clôture est faite."), code="closed")
    return [drafted(activity, entries.KEPT_OPEN)]


def _show(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    _is_closed(activity)
    is_current(room, activity)
    if activity.regime is Regime.APART:
        raise Refusal(
            text("Un engagement ne se projette jamais : il se lit sur sa page, à part."),
            code="apart",
        )
    is_secret = activity.regime in (Regime.BALLOT, Regime.OPEN)
    if is_secret and activity.n_answers < room.sheet.meeting.threshold:
        raise Refusal(
            text(
                "Moins de %(threshold)s réponses : aucun résultat n'est montré, pour que "
                "personne ne soit reconnu.",
                threshold=room.sheet.meeting.threshold,
            ),
            code="under_threshold",
        )
    return [] if activity.is_shown else [drafted(activity, entries.SHOWN)]


def _hide(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    return [drafted(activity, entries.HIDDEN)] if activity.is_shown else []


def _show_text(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    wanted = _verbatims(activity, body)
    if activity.regime is Regime.BALLOT and activity.n_answers < room.sheet.meeting.threshold:
        raise Refusal(
            text(
                "Moins de %(threshold)s réponses : aucun résultat n'est montré, pour que "
                "personne ne soit reconnu.",
                threshold=room.sheet.meeting.threshold,
            ),
            code="under_threshold",
        )
    return [
        drafted(activity, entries.TEXT_SHOWN, {"entry": entry})
        for entry in wanted
        if entry not in activity.shown_texts
    ]


def _hide_text(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    return [
        drafted(activity, entries.TEXT_HIDDEN, {"entry": entry})
        for entry in _verbatims(activity, body)
        if entry in activity.shown_texts
    ]


def _mask(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    """Mask a text, or one that was taken back, and the words that it took the place of."""
    found = _verbatim(activity, body)
    reason = str(body.get("reason", "")).strip()
    if not 1 <= len(reason) <= MOST_REASON:
        raise Refusal(
            text("Dites en quelques mots pourquoi ce texte est occulté."), path=("reason",)
        )
    return [
        drafted(activity, entries.TEXT_MASKED, {"entry": entry, "reason": reason})
        for entry in (found.id, *found.before)
        if entry not in activity.masked_texts
    ]


def _is_closed(activity: ActivityState) -> None:
    if activity.phase is not Phase.CLOSED:
        raise Refusal(
            text("Un résultat se montre après la clôture, jamais avant."), code="not_closed"
        )


def _verbatim(activity: ActivityState, body: Mapping[str, Any]) -> Verbatim:
    wanted = body.get("entry")
    for verbatim in (*activity.verbatims(), *activity.withdrawn()):
        if verbatim.id == wanted:
            return verbatim
    raise Refusal(text("Ce texte n'existe pas, ou il est déjà occulté."), code="unknown")


def _verbatims(activity: ActivityState, body: Mapping[str, Any]) -> list[str]:
    """Return the texts that are meant, by ids parted by spaces, less those that are gone."""
    known = {verbatim.id for verbatim in activity.verbatims()}
    wanted = dict.fromkeys(str(body.get("entry", "")).split())
    if found := [id for id in wanted if id in known]:
        return found
    raise Refusal(text("Ce texte n'existe pas, ou il est déjà occulté."), code="unknown")


_DECIDERS = {
    entries.OPENED: _open,
    entries.CLOSING: _close,
    entries.KEPT_OPEN: _keep_open,
    entries.SHOWN: _show,
    entries.HIDDEN: _hide,
    entries.TEXT_SHOWN: _show_text,
    entries.TEXT_HIDDEN: _hide_text,
    entries.TEXT_MASKED: _mask,
}

_LED = entries.PHASE_CONTROLS - {entries.HAND_TAKEN}
"""What only the console that has the hand may do, once one has it."""
