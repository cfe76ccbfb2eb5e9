"""Answers to an activity: sealed in its box, or appended to the log as tables speak."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from mire.live.engine.readers import Reading
from mire.live.engine.requests import Request
from mire.live.engine.rooms import RoomView
from mire.live.engine.transaction import Pending, Transaction
from mire.live.state.entries import Draft, canonical
from mire.live.state.room import ActivityState, Phase
from mire.live.store import box, rooms, seats
from mire.live.store.box import Sealed
from mire.live.store.database import Database
from mire.technique_api import media
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Regime
from mire.technique_api.text import text


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of an answer that is safe.

    ``status``: "stored"; "superseded" (a later answer of this seat stands); "counted"
    (closed, and this very answer had been counted). ``revision`` is the one that stands.
    """

    status: str
    revision: int


@dataclass(slots=True, eq=False)
class Answer(Request[Stored]):
    """An answer to an activity. ``body`` is the contribution's canonical JSON.

    ``seat`` tells whose it is in a sealed regime; in the group regime a table speaks, and it
    is not read.
    """

    refuses_first: ClassVar[bool] = True
    code: str
    activity: str
    seat: bytes
    id: str
    revision: int
    body: bytes
    medium: str = media.PHONE
    _author: tuple[bytes, bytes] = (b"", b"")

    def prepare(self, transaction: Transaction) -> None:
        """Ask for what this seat already has in the box."""
        try:
            pending = transaction.room(self.code)
        except Refusal:
            return
        if key := pending.keys.get(self.activity):
            ballot = box.ballot_name(pending.room.id, self.activity)
            transaction.expect(ballot, self.author(key))

    def apply(self, transaction: Transaction) -> Stored:
        """Keep the answer, or say why not."""
        pending = transaction.room(self.code)
        activity = pending.state.activities.get(self.activity)
        if activity is None or activity.regime in (Regime.NONE, Regime.APART):
            raise Refusal(text("Cette séquence n'attend pas de réponse."), code="no_answers")
        is_late = activity.phase is Phase.CLOSED
        if activity.regime.is_sealed:
            if is_late:
                return self._after_closing(transaction, pending)
            must_be_open(activity)
            sealed = self.sealed(pending.keys[self.activity])
            standing = transaction.put(pending, activity, sealed)
            if standing is sealed or standing.receipt == sealed.receipt:
                if standing.body != sealed.body:
                    raise _taken()
                return Stored("stored", standing.revision)
            return Stored("superseded", standing.revision)
        if pending.state.ended_at is not None:
            raise Refusal(text("La réunion est terminée : plus rien n'y change."), code="ended")
        if not (is_late and activity.regime is Regime.GROUP):
            must_be_open(activity)
        return self.append(transaction, pending, activity)

    def author(self, key: bytes) -> bytes:
        """Return its author in a ballot with that key, computed once."""
        if self._author[0] != key:
            self._author = key, seats.author_of(key, self.seat)
        return self._author[1]

    def sealed(self, key: bytes) -> Sealed:
        """Return it as the box of a ballot with that key holds it."""
        receipt = seats.hashed(self.id.encode())
        return Sealed(self.author(key), self.revision, receipt, media.PHONE, self.body.decode())

    def _after_closing(self, transaction: Transaction, pending: Pending) -> Stored:
        receipt = seats.hashed(self.id.encode())
        if rooms.has_receipt(transaction.database, pending.room.id, self.activity, receipt):
            return Stored("counted", self.revision)
        pending.late.append((self.activity, seats.hashed(self.seat)))
        raise Refusal(
            text(
                "Cette question est fermée : votre réponse est arrivée trop tard, elle n'est pas "
                "comptée."
            ),
            code="late",
        )

    def append(self, transaction: Transaction, pending: Pending, activity: ActivityState) -> Stored:
        """Append what a table says, whatever the hour: who calls has looked at it."""
        answers = activity.technique.expect_answers()
        contribution = answers.read_contribution(activity.config, self.body)
        pieces = answers.split(contribution)
        table = answers.author(contribution) if answers.author else None
        drafts = [
            Draft(
                activity.sheet.id,
                piece.kind,
                piece.body,
                table,
                self.medium,
                self.id if number == 0 else f"{self.id}-{number}",
            )
            for number, piece in enumerate(pieces)
        ]
        for draft in drafts:
            known = transaction.entry_of(pending, str(draft.id))
            if known is None:
                continue
            is_same = (known.author, known.activity, known.kind) == (
                draft.author,
                draft.activity,
                draft.kind,
            )
            if is_same and canonical(known.body) == canonical(draft.body):
                return Stored("stored", self.revision)
            raise _taken()
        check_admission(activity, pieces)
        transaction.append(pending, drafts)
        return Stored("stored", self.revision)


@dataclass(frozen=True, slots=True)
class OwnAnswer(Reading[tuple[bytes, int] | None]):
    """What a seat has in the box of an open ballot: (contribution's JSON, revision)."""

    code: str
    activity: str
    seat: bytes

    def read(self, database: Database, room: RoomView, now: datetime) -> tuple[bytes, int] | None:
        """Return the answer; None when there is none or the ballot is not open."""
        activity = room.state.activities.get(self.activity)
        if activity is None or activity.phase is Phase.CLOSED:
            return None
        key = rooms.read_keys(database, room.id).get(self.activity)
        if key is None:
            return None
        author = seats.author_of(key, self.seat)
        ballot = box.ballot_name(room.id, self.activity)
        standing = next(iter(box.read_some(database, ballot, [author])), None)
        return None if standing is None else (standing.body.encode(), standing.revision)


def check_admission(activity: ActivityState, pieces: Sequence[Piece]) -> None:
    """Raise :class:`Refusal` where what entered before leaves no place for these pieces."""
    fold = activity.technique.fold
    if fold is not None and fold.admit is not None:
        read = [fold.read_piece(each.kind, each.body) for each in pieces]
        fold.admit(activity.config, activity.state, read)


def must_be_open(activity: ActivityState) -> None:
    """Raise :class:`Refusal` unless answers are open."""
    if activity.phase not in (Phase.OPEN, Phase.CLOSING):
        raise Refusal(
            text("Cette question n'est pas encore ouverte : attendez un instant."),
            code="not_open",
        )


def _taken() -> Refusal:
    return Refusal(
        text("Cet envoi porte le numéro d'un autre : rechargez la page, puis répondez à nouveau."),
        code="id_taken",
    )
