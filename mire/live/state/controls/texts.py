"""Controls of what was written: a text shown on the projector, taken off it, masked for good."""

from typing import Any

import msgspec

from mire.live.state import entries
from mire.live.state.agenda import changed
from mire.live.state.controls.answers import check_threshold
from mire.live.state.controls.control import Asked, Control, about_activity
from mire.live.state.entries import Draft, LogEntry
from mire.live.state.room import RoomState
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime
from mire.technique_api.text import text

MOST_REASON = 280


class Texts(msgspec.Struct, frozen=True):
    """Ids of texts, parted by spaces."""

    entry: str = ""


class Masking(msgspec.Struct, frozen=True):
    """A text's id, and why nobody may read it any more."""

    entry: str = ""
    reason: str = ""


def _decide_show_text(asked: Asked[Texts]) -> list[Draft]:
    activity = asked.activity
    wanted = _standing(asked)
    if activity.regime is Regime.BALLOT:
        check_threshold(asked.room, activity)
    return [
        about_activity(activity, entries.TEXT_SHOWN, {"entry": entry})
        for entry in wanted
        if entry not in activity.shown_texts
    ]


def _fold_show_text(room: RoomState, entry: LogEntry) -> RoomState:
    shown = room.activities[entry.activity].shown_texts | {str(entry.body["entry"])}
    return changed(room, entry.activity, shown_texts=shown)


def _decide_hide_text(asked: Asked[Texts]) -> list[Draft]:
    return [
        about_activity(asked.activity, entries.TEXT_HIDDEN, {"entry": entry})
        for entry in _standing(asked)
        if entry in asked.activity.shown_texts
    ]


def _fold_hide_text(room: RoomState, entry: LogEntry) -> RoomState:
    shown = room.activities[entry.activity].shown_texts - {str(entry.body["entry"])}
    return changed(room, entry.activity, shown_texts=shown)


def _decide_mask(asked: Asked[Masking]) -> list[Draft]:
    """Mask a text, or one that was taken back, and the words that it took the place of."""
    activity = asked.activity
    texts = (*activity.verbatims(), *activity.withdrawn())
    found = next((each for each in texts if each.id == asked.body.entry), None)
    if found is None:
        raise _gone()
    reason = asked.body.reason.strip()
    if not 1 <= len(reason) <= MOST_REASON:
        raise Refusal(
            text("Dites en quelques mots pourquoi ce texte est occulté."), path=("reason",)
        )
    return [
        about_activity(activity, entries.TEXT_MASKED, {"entry": entry, "reason": reason})
        for entry in (found.id, *found.before)
        if entry not in activity.masked_texts
    ]


def _fold_mask(room: RoomState, entry: LogEntry) -> RoomState:
    activity, masked = room.activities[entry.activity], str(entry.body["entry"])
    return changed(
        room,
        entry.activity,
        shown_texts=activity.shown_texts - {masked},
        masked_texts={**activity.masked_texts, masked: str(entry.body["reason"])},
    )


def _standing(asked: Asked[Texts]) -> list[str]:
    """Return the texts that are meant, less those that are gone; raise Refusal for none."""
    known = {verbatim.id for verbatim in asked.activity.verbatims()}
    wanted = dict.fromkeys(asked.body.entry.split())
    if found := [id for id in wanted if id in known]:
        return found
    raise _gone()


def _gone() -> Refusal:
    return Refusal(text("Ce texte n'existe pas, ou il est déjà occulté."), code="unknown")


CONTROLS: tuple[Control[Any], ...] = (
    Control(
        kind=entries.TEXT_SHOWN,
        done=text("texte affiché"),
        labels={"": text("Afficher")},
        decide=_decide_show_text,
        fold=_fold_show_text,
        body=Texts,
        is_phase=False,
    ),
    Control(
        kind=entries.TEXT_HIDDEN,
        done=text("texte retiré"),
        labels={"": text("Retirer de l'écran"), "unseen": text("Ne plus le montrer")},
        decide=_decide_hide_text,
        fold=_fold_hide_text,
        body=Texts,
        is_phase=False,
    ),
    Control(
        kind=entries.TEXT_MASKED,
        done=text("texte occulté"),
        decide=_decide_mask,
        fold=_fold_mask,
        body=Masking,
        is_phase=False,
    ),
)
