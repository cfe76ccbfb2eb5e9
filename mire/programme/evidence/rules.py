"""What of an ended meeting can be cited: read from its room and its log. Pure."""

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from mire.live.state import entries
from mire.live.state.entries import LogEntry, canonical
from mire.live.state.results import findings_of, is_withheld, rounded
from mire.live.state.room import ActivityState, RoomState
from mire.programme.keys import key_from
from mire.programme.thread.rules import State
from mire.technique_api.technique import Regime
from mire.technique_api.technique import Verbatim as Spoken
from mire.technique_api.text import Text, text

DIGITS = 32
"""Of a digest: half of SHA-256, enough to know that something has changed."""

MEDIA = {"phone": text("téléphone"), "paper": text("papier")}
"""By what a text was given, in words."""

VERBATIM = "verbatim"
FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class SaidVerbatim:
    """A text of the log. ``text`` is "" unless it can be read; ``reason``: why it is masked.

    ``about``: under which heading it was said; ``beside``: at which table, for instance; both as
    JSON primitives of a Text, None for nothing. ``medium``: "phone", "paper", "" where unknown.
    """

    key: str
    activity: str
    activity_title: str
    regime: str
    about: dict[str, Any] | None
    beside: dict[str, Any] | None
    table: int | None
    text: str
    medium: str
    state: State
    reason: str
    digest: str


@dataclass(frozen=True, slots=True)
class SaidFigure:
    """A sentence with figures that an activity gave. ``rests_on``: keys of verbatims, in order.

    ``n_entries``: on how many entries of the log it rests; ``n_answers``: how many people answered.
    """

    key: str
    activity: str
    activity_title: str
    name: str
    sentence: dict[str, Any]
    n_answers: int
    n_entries: int
    rests_on: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Said:
    """All that one meeting gives, in the order in which its restitution tells it."""

    verbatims: tuple[SaidVerbatim, ...]
    figures: tuple[SaidFigure, ...]


NOTHING = Said((), ())


def said_in(meeting: str, room: RoomState, log: Sequence[LogEntry]) -> Said:
    """Return what can be cited of a meeting (its key): nothing before its end, nor of a rehearsal.

    Nothing of an activity in which too few answered, nor of what people signed. Anonymous texts
    stand in the order of their letters: that of the log would tell who wrote at the same time.
    """
    if room.ended_at is None or room.is_rehearsal:
        return NOTHING
    kept = [each for each in room.activities.values() if _is_citable(room, each)]
    media = {each.id: each.medium or "" for each in log if each.kind not in entries.CONTROLS}
    verbatims = tuple(
        chain.from_iterable(_verbatims(meeting, each, media, _erased(log, each)) for each in kept)
    )
    known = {each.key for each in verbatims if each.state is State.SAID}
    figures = tuple(chain.from_iterable(_figures(meeting, room, each, known) for each in kept))
    return Said(verbatims, figures)


def verbatim_key(meeting: str, entry: str) -> str:
    """Return the key of a text of a meeting: the same whenever its log is read."""
    return key_from(VERBATIM, meeting, entry)


def searched(words: str) -> str:
    """Return words as they are searched: without accents, in lower case."""
    plain = unicodedata.normalize("NFKD", words.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(each for each in plain if not unicodedata.combining(each)).replace("’", "'")


def _is_citable(room: RoomState, activity: ActivityState) -> bool:
    if activity.regime in (Regime.NONE, Regime.NAMED, Regime.APART):
        return False
    return not is_withheld(room, activity)


def _erased(log: Sequence[LogEntry], activity: ActivityState) -> list[str]:
    """Return the entries of an activity in whose place a stub stands, in order."""
    id = activity.sheet.id
    return [each.id for each in log if each.activity == id and each.kind == entries.STUB]


def _verbatims(
    meeting: str, activity: ActivityState, media: dict[str, str], erased: Sequence[str]
) -> Iterator[SaidVerbatim]:
    spoken = [each for each in activity.verbatims() if each.id not in erased]
    if activity.regime is not Regime.GROUP:
        spoken = sorted(spoken, key=lambda each: (each.kind, each.text, each.id))
    for each in spoken:
        yield _verbatim(meeting, activity, each.id, said=each, medium=media.get(each.id, ""))
    gone = dict.fromkeys(erased, (State.ERASED, ""))
    gone |= {each.id: (State.WITHDRAWN, "") for each in activity.withdrawn()}
    gone |= {
        id: (State.MASKED, reason) for id, reason in activity.masked_texts.items() if id not in gone
    }
    for id in sorted(gone):
        state, reason = gone[id]
        yield _verbatim(meeting, activity, id, state=state, reason=reason)


def _verbatim(
    meeting: str,
    activity: ActivityState,
    id: str,
    *,
    said: Spoken | None = None,
    medium: str = "",
    state: State = State.SAID,
    reason: str = "",
) -> SaidVerbatim:
    return SaidVerbatim(
        key=verbatim_key(meeting, id),
        activity=activity.sheet.id,
        activity_title=activity.sheet.title,
        regime=str(activity.regime),
        about=None if said is None else _primitive(said.about),
        beside=None if said is None else _primitive(said.beside),
        table=None if said is None else said.table,
        text="" if said is None else said.text,
        medium=medium,
        state=state,
        reason=reason,
        digest=digest_of({"entry": id, "text": "" if said is None else said.text, "state": state}),
    )


def _figures(
    meeting: str, room: RoomState, activity: ActivityState, known: set[str]
) -> Iterator[SaidFigure]:
    for found in findings_of(room, activity):
        sentence = rounded(found.sentence.primitive())
        keys = [verbatim_key(meeting, each) for each in found.rests_on]
        yield SaidFigure(
            key=key_from(FIGURE, meeting, activity.sheet.id, found.key),
            activity=activity.sheet.id,
            activity_title=activity.sheet.title,
            name=found.key,
            sentence=sentence,
            n_answers=activity.n_answers,
            n_entries=len(found.rests_on),
            rests_on=tuple(each for each in keys if each in known),
            digest=digest_of({"sentence": sentence, "rests_on": list(found.rests_on)}),
        )


def digest_of(value: Any) -> str:
    """Return the digest of JSON primitives."""
    return hashlib.sha256(canonical(value)).hexdigest()[:DIGITS]


def _primitive(words: Text | None) -> dict[str, Any] | None:
    return None if words is None else words.primitive()
