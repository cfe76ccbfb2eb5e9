"""What a facilitator may do, given what the room is: command in, drafts or refusal out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mire.live import entries
from mire.live.entries import Draft
from mire.live.room import ActivityState, Phase, RoomState
from mire.technique_api.refusal import Refusal
from mire.technique_api.sheet import LEAST_CIRCLE
from mire.technique_api.technique import Regime
from mire.technique_api.text import text, text_n

MOST_EXTENSION = 60
MOST_REASON = 280


@dataclass(frozen=True, slots=True)
class Command:
    """What a facilitator asks. ``saw`` is the version of the room on their screen."""

    kind: str
    activity: str = ""
    saw: int = 0
    body: Mapping[str, Any] | None = None


def decide(room: RoomState, command: Command, *, n_seats: int) -> list[Draft]:
    """Return the entries that ``command`` makes; [] when it changes nothing.

    ``n_seats`` is how many phones joined. Raises :class:`Refusal`, with what to do, when
    the command can't be: stale, out of order, or against the rules of anonymity.
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
    body = command.body or {}
    if command.kind == entries.HEADCOUNT:
        return _headcount(room, body)
    if command.kind == entries.ENTERED:
        return _enter(room, command.activity)
    if command.kind == entries.MEETING_ENDED:
        _nothing_open(room)
        return [Draft("", entries.MEETING_ENDED, {}, author="facilitator")]
    activity = room.activities.get(command.activity)
    decider = _DECIDERS.get(command.kind)
    if activity is None or decider is None:
        raise Refusal(text("Cette séquence n'existe pas dans ce conducteur."), code="unknown")
    return decider(room, activity, body, n_seats)


def _draft(activity: ActivityState, kind: str, body: Mapping[str, Any] | None = None) -> Draft:
    return Draft(activity.sheet.id, kind, body or {}, author="facilitator")


def _whole(body: Mapping[str, Any], name: str, low: int, high: int) -> int:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise Refusal(
            text("il faut un nombre entre %(low)s et %(high)s", low=low, high=high), path=(name,)
        )
    return value


def _headcount(room: RoomState, body: Mapping[str, Any]) -> list[Draft]:
    n = _whole(body, "n", 1, 10_000)
    if n == room.headcount:
        return []
    return [Draft("", entries.HEADCOUNT, {"n": n}, author="facilitator")]


def _nothing_open(room: RoomState) -> None:
    for activity in room.activities.values():
        if activity.phase in (Phase.OPEN, Phase.CLOSING):
            raise Refusal(
                text("Les réponses de « %(title)s » sont encore ouvertes : closez-les d'abord.",
                     title=activity.sheet.title),
                code="still_open",
            )  # fmt: skip


def _enter(room: RoomState, wanted: str) -> list[Draft]:
    activity = room.activities.get(wanted)
    if activity is None:
        raise Refusal(text("Cette séquence n'existe pas dans ce conducteur."), code="unknown")
    if activity.entered_at is not None:
        raise Refusal(text("Cette séquence a déjà commencé."), code="already_entered")
    _nothing_open(room)
    return [_draft(activity, entries.ENTERED)]


def _extend(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    _is_current(room, activity)
    minutes = _whole(body, "minutes", -MOST_EXTENSION, MOST_EXTENSION)
    if minutes == 0:
        return []
    planned = activity.sheet.planned + activity.extra_minutes + minutes
    if planned < 1:
        raise Refusal(text("Une séquence garde au moins une minute."), code="range")
    return [_draft(activity, entries.EXTENDED, {"minutes": minutes})]


def _open(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    _is_current(room, activity)
    if activity.regime is Regime.NONE:
        raise Refusal(text("Cette séquence n'attend pas de réponse."), code="no_answers")
    if activity.phase is Phase.CLOSED:
        raise Refusal(
            text("Cette question est close pour de bon : la reposer serait un nouveau tour."),
            code="closed",
        )
    if activity.phase is not Phase.READY:
        raise Refusal(text("Les réponses sont déjà ouvertes."), code="already_open")
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
    return [_draft(activity, entries.OPENED)]


def _close(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    if activity.phase is not Phase.OPEN:
        raise Refusal(text("Les réponses ne sont pas ouvertes."), code="not_open")
    return [_draft(activity, entries.CLOSING)]


def _keep_open(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    if activity.phase is not Phase.CLOSING:
        raise Refusal(text("Trop tard pour rouvrir : la clôture est faite."), code="closed")
    return [_draft(activity, entries.KEPT_OPEN)]


def _show(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    _is_closed(activity)
    _is_current(room, activity)
    if activity.n_answers < room.sheet.meeting.threshold:
        raise Refusal(
            text(
                "Moins de %(threshold)s réponses : aucun résultat n'est montré, pour que "
                "personne ne soit reconnu.",
                threshold=room.sheet.meeting.threshold,
            ),
            code="under_threshold",
        )
    return [] if activity.is_shown else [_draft(activity, entries.SHOWN)]


def _hide(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    return [_draft(activity, entries.HIDDEN)] if activity.is_shown else []


def _show_text(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    entry = _verbatim(activity, body)
    if activity.regime is Regime.BALLOT and activity.n_answers < room.sheet.meeting.threshold:
        raise Refusal(
            text(
                "Moins de %(threshold)s réponses : aucun résultat n'est montré, pour que "
                "personne ne soit reconnu.",
                threshold=room.sheet.meeting.threshold,
            ),
            code="under_threshold",
        )
    if entry in activity.shown_texts:
        return []
    return [_draft(activity, entries.TEXT_SHOWN, {"entry": entry})]


def _hide_text(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    entry = _verbatim(activity, body)
    if entry not in activity.shown_texts:
        return []
    return [_draft(activity, entries.TEXT_HIDDEN, {"entry": entry})]


def _mask(
    room: RoomState, activity: ActivityState, body: Mapping[str, Any], n_seats: int
) -> list[Draft]:
    entry = _verbatim(activity, body)
    reason = str(body.get("reason", "")).strip()
    if not 1 <= len(reason) <= MOST_REASON:
        raise Refusal(
            text("Dites en quelques mots pourquoi ce texte est occulté."), path=("reason",)
        )
    return [_draft(activity, entries.TEXT_MASKED, {"entry": entry, "reason": reason})]


def _is_current(room: RoomState, activity: ActivityState) -> None:
    if room.current != activity.sheet.id:
        raise Refusal(
            text("« %(title)s » n'est pas la séquence en cours.", title=activity.sheet.title),
            code="not_current",
        )


def _is_closed(activity: ActivityState) -> None:
    if activity.phase is not Phase.CLOSED:
        raise Refusal(
            text("Un résultat se montre après la clôture, jamais avant."), code="not_closed"
        )


def _verbatim(activity: ActivityState, body: Mapping[str, Any]) -> str:
    wanted = body.get("entry")
    for verbatim in activity.verbatims():
        if verbatim.id == wanted:
            return verbatim.id
    raise Refusal(text("Ce texte n'existe pas, ou il est déjà occulté."), code="unknown")


_DECIDERS = {
    entries.EXTENDED: _extend,
    entries.OPENED: _open,
    entries.CLOSING: _close,
    entries.KEPT_OPEN: _keep_open,
    entries.SHOWN: _show,
    entries.HIDDEN: _hide,
    entries.TEXT_SHOWN: _show_text,
    entries.TEXT_HIDDEN: _hide_text,
    entries.TEXT_MASKED: _mask,
}
