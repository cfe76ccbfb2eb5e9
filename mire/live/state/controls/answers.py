"""Controls of an activity's answers and of its result: open, close, keep open, show, hide."""

from typing import Any

from mire.live.state import entries
from mire.live.state.agenda import changed
from mire.live.state.controls.control import (
    Asked,
    Control,
    Key,
    NoBody,
    about_activity,
    check_current,
)
from mire.live.state.entries import Draft, LogEntry
from mire.live.state.room import CLOSING_GRACE, ActivityState, Phase, RoomState
from mire.runsheet.checks import LEAST_CIRCLE
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime
from mire.technique_api.text import text, text_n


def check_threshold(room: RoomState, activity: ActivityState) -> None:
    """Raise Refusal where too few have answered for anything to be shown."""
    threshold = room.sheet.meeting.threshold
    if activity.n_answers < threshold:
        raise Refusal(
            text(
                "Moins de %(threshold)s réponses : aucun résultat n'est montré, pour que "
                "personne ne soit reconnu.",
                threshold=threshold,
            ),
            code="under_threshold",
        )


def _decide_open(asked: Asked[NoBody]) -> list[Draft]:
    room, activity = asked.room, asked.activity
    check_current(room, activity)
    if activity.regime is Regime.NONE:
        raise Refusal(text("Cette séquence n'attend pas de réponse."), code="no_answers")
    if activity.phase is Phase.CLOSED:
        raise Refusal(
            text("Cette question est fermée pour de bon : la reposer serait un nouveau tour."),
            code="closed",
        )
    if activity.phase is not Phase.READY:
        raise Refusal(text("Les réponses sont déjà ouvertes."), code="already_open")
    _check_commitments_come_last(room, activity)
    circle = max(room.headcount, asked.n_seats)
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
    return [about_activity(activity, entries.OPENED)]


def _check_commitments_come_last(room: RoomState, activity: ActivityState) -> None:
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


def _fold_open(room: RoomState, entry: LogEntry) -> RoomState:
    return changed(room, entry.activity, phase=Phase.OPEN, opened_at=entry.at)


def _decide_close(asked: Asked[NoBody]) -> list[Draft]:
    if asked.activity.phase is not Phase.OPEN:
        raise Refusal(text("Les réponses ne sont pas ouvertes."), code="not_open")
    return [about_activity(asked.activity, entries.CLOSING)]


def _fold_close(room: RoomState, entry: LogEntry) -> RoomState:
    closes_at = entry.at + CLOSING_GRACE
    return changed(room, entry.activity, phase=Phase.CLOSING, closes_at=closes_at)


def _decide_keep_open(asked: Asked[NoBody]) -> list[Draft]:
    if asked.activity.phase is not Phase.CLOSING:
        raise Refusal(text("Trop tard pour rouvrir : la clôture est faite."), code="closed")
    return [about_activity(asked.activity, entries.KEPT_OPEN)]


def _fold_keep_open(room: RoomState, entry: LogEntry) -> RoomState:
    return changed(room, entry.activity, phase=Phase.OPEN, closes_at=None)


def _decide_reopen(asked: Asked[NoBody]) -> list[Draft]:
    """Tables speak in the open: closing theirs seals nothing, and is taken back."""
    room, activity = asked.room, asked.activity
    check_current(room, activity)
    if activity.regime is not Regime.GROUP:
        raise Refusal(
            text("Cette question est fermée pour de bon : la reposer serait un nouveau tour."),
            code="closed",
        )
    if activity.phase is not Phase.CLOSED:
        raise Refusal(text("Les réponses sont déjà ouvertes."), code="already_open")
    return [about_activity(activity, entries.REOPENED)]


def _fold_reopen(room: RoomState, entry: LogEntry) -> RoomState:
    return changed(room, entry.activity, phase=Phase.OPEN, closed_at=None, is_shown=False)


def _decide_show(asked: Asked[NoBody]) -> list[Draft]:
    room, activity = asked.room, asked.activity
    if activity.phase is not Phase.CLOSED:
        raise Refusal(
            text("Un résultat se montre après la clôture, jamais avant."), code="not_closed"
        )
    check_current(room, activity)
    if activity.regime is Regime.APART:
        raise Refusal(
            text("Un engagement ne se projette jamais : il se lit sur sa page, à part."),
            code="apart",
        )
    if activity.regime in (Regime.BALLOT, Regime.OPEN):
        check_threshold(room, activity)
    return [] if activity.is_shown else [about_activity(activity, entries.SHOWN)]


def _fold_show(room: RoomState, entry: LogEntry) -> RoomState:
    return changed(room, entry.activity, is_shown=True)


def _decide_hide(asked: Asked[NoBody]) -> list[Draft]:
    activity = asked.activity
    return [about_activity(activity, entries.HIDDEN)] if activity.is_shown else []


def _fold_hide(room: RoomState, entry: LogEntry) -> RoomState:
    return changed(room, entry.activity, is_shown=False)


CONTROLS: tuple[Control[Any], ...] = (
    Control(
        kind=entries.OPENED,
        done=text("réponses ouvertes"),
        labels={"": text("Ouvrir les réponses")},
        decide=_decide_open,
        fold=_fold_open,
        body=NoBody,
        keys=(Key("O", text("Ouvrir les réponses")),),
    ),
    Control(
        kind=entries.CLOSING,
        done=text("clôture demandée"),
        labels={"": text("Clore")},
        decide=_decide_close,
        fold=_fold_close,
        body=NoBody,
        keys=(Key("C", text("Clore les réponses")),),
    ),
    Control(
        kind=entries.KEPT_OPEN,
        done=text("gardé ouvert"),
        labels={"": text("Garder ouvert")},
        decide=_decide_keep_open,
        fold=_fold_keep_open,
        body=NoBody,
        keys=(Key("G", text("Garder ouvert pendant le compte à rebours")),),
    ),
    Control(
        kind=entries.REOPENED,
        done=text("tables rouvertes"),
        labels={"": text("Rouvrir les tables")},
        decide=_decide_reopen,
        fold=_fold_reopen,
        body=NoBody,
    ),
    Control(
        kind=entries.SHOWN,
        done=text("résultats affichés"),
        labels={"": text("Afficher les résultats")},
        decide=_decide_show,
        fold=_fold_show,
        body=NoBody,
        keys=(Key("R", text("Afficher ou masquer les résultats")),),
    ),
    Control(
        kind=entries.HIDDEN,
        done=text("résultats masqués"),
        labels={"": text("Masquer les résultats")},
        decide=_decide_hide,
        fold=_fold_hide,
        body=NoBody,
    ),
)
