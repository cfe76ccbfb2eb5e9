"""What facilitators ask: a control of the meeting, something of a technique, an erasure."""

from collections.abc import Sequence
from dataclasses import dataclass

from mire.live.engine.answers import check_admission
from mire.live.engine.closing import append_controls
from mire.live.engine.requests import Request
from mire.live.engine.transaction import Pending, Transaction
from mire.live.state import entries
from mire.live.state.controls.control import FACILITATOR, Command
from mire.live.state.controls.registry import decide
from mire.live.state.entries import Draft, LogEntry
from mire.live.state.room import ActivityState
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Regime, Verbatim
from mire.technique_api.text import text


@dataclass(slots=True, eq=False)
class Control(Request[int]):
    """What a facilitator does; answers the room's version afterwards."""

    code: str
    command: Command

    def apply(self, transaction: Transaction) -> int:
        """Decide, then append what was decided."""
        pending = transaction.room(self.code)
        _control(transaction, pending, self.command)
        return pending.state.version


@dataclass(slots=True, eq=False)
class Direct(Request[int]):
    """What a facilitator asked of a technique itself: pieces that it made, out of the way.

    ``saw`` is how many such pieces there were when it was asked. ``then`` is a control that was
    asked in the same press: both are done, or neither. Answers how many pieces there are.
    """

    code: str
    activity: str
    saw: int
    pieces: Sequence[Piece]
    then: Command | None = None

    def apply(self, transaction: Transaction) -> int:
        """Append them, unless someone asked something else meanwhile."""
        pending = transaction.room(self.code)
        activity = pending.state.activities.get(self.activity)
        if activity is None or activity.technique.tables is None:
            raise Refusal(text("Cette séquence n'existe pas dans ce conducteur."), code="unknown")
        if pending.state.ended_at is not None:
            raise Refusal(text("La réunion est terminée : plus rien n'y change."), code="ended")
        if self.saw != activity.n_directed:
            raise Refusal(
                text(
                    "Quelqu'un vient d'agir sur cette réunion : votre écran est maintenant à "
                    "jour, relisez-le, puis recommencez si besoin."
                ),
                code="stale",
            )
        check_admission(activity, self.pieces)
        transaction.append(
            pending,
            [Draft(self.activity, piece.kind, piece.body, FACILITATOR) for piece in self.pieces],
        )
        if self.then is not None:
            _control(transaction, pending, self.then)
        return self.saw + len(self.pieces)


@dataclass(slots=True, eq=False)
class Erase(Request[None]):
    """Erase a text, or a named entry, at the request of the person whom it names."""

    code: str
    entry: str

    def apply(self, transaction: Transaction) -> None:
        """Leave a stub, and an entry that says so; the same for words that the text corrected."""
        pending = transaction.room(self.code)
        found = transaction.entry_of(pending, self.entry)
        texts = {
            verbatim.id: verbatim
            for activity in pending.state.activities.values()
            for verbatim in _all_texts(activity)
        }
        if found is None or (found.id not in texts and not _is_named(pending, found)):
            raise Refusal(text("Ce texte n'existe pas, ou il est déjà occulté."), code="unknown")
        before = texts[found.id].before if found.id in texts else ()
        for id in (*reversed(before), found.id):
            transaction.blank(pending, id)
            erased = Draft(found.activity, entries.ERASED, {"entry": id}, "facilitator")
            transaction.append(pending, [erased])


def _control(transaction: Transaction, pending: Pending, command: Command) -> None:
    n_seats, now = pending.n_seats, transaction.at(pending)
    drafts = decide(pending.state, command, n_seats=n_seats, now=now)
    if command.kind == entries.MEETING_ENDED:
        drafts = [Draft("", each.kind, {"n_joined": n_seats}, each.author) for each in drafts]
    append_controls(transaction, pending, drafts)


def _all_texts(activity: ActivityState) -> Sequence[Verbatim]:
    """Return every text of the log, read or masked, standing or taken back."""
    fold, state = activity.technique.fold, activity.state
    if fold is None:
        return []
    gone = [] if fold.withdrawn is None else fold.withdrawn(state)
    return [*fold.verbatims(state), *gone]


def _is_named(pending: Pending, entry: LogEntry) -> bool:
    activity = pending.state.activities.get(entry.activity)
    if activity is None or entry.kind in entries.CONTROLS:
        return False
    is_signed = any(each.id == entry.id for each in activity.signatures())
    return is_signed or (activity.regime is Regime.NAMED and entry.author is not None)
