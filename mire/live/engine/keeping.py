"""The life of what a room keeps after its meeting: brought in, forgotten, taken away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mire.live.engine.commitments import has_lapsed_in
from mire.live.engine.readers import Reading
from mire.live.engine.requests import Request, add_room
from mire.live.engine.rooms import RoomView, UnknownRoom
from mire.live.engine.transaction import Pending, Transaction
from mire.live.state.commitments import Commitment
from mire.live.state.entries import LogEntry
from mire.live.state.notes import Note
from mire.live.state.room import Phase, RoomState
from mire.live.store import rooms
from mire.live.store.commitments import read_commitments, write_commitments
from mire.live.store.database import Database
from mire.live.store.notes import add_note, read_notes
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

NEVER_BEGUN = "never begun"
"""What stands for a visa where nothing was said that archives could keep."""


@dataclass(frozen=True, slots=True)
class Apart:
    """What a room keeps beside its log: blank cards among the commitments, facilitators' notes."""

    commitments: tuple[Commitment, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadApart(Reading[Apart]):
    """What a room keeps beside its log, for whoever carries the meeting elsewhere."""

    code: str

    def finds_lapsed(self, database: Database, room: RoomView, now: datetime) -> bool:
        """Say whether the register holds what was not confirmed in time."""
        return has_lapsed_in(database, room, now)

    def read(self, database: Database, room: RoomView, now: datetime) -> Apart:
        """Return it."""
        return Apart(
            tuple(read_commitments(database, room.id)), tuple(read_notes(database, room.id))
        )


@dataclass(slots=True, eq=False)
class BringIn(Request[str]):
    """Make a room of a log that another installation wrote; answers its new code.

    ``log`` gives ``state``, which has ended: who reads the file has checked both. Nobody holds the
    room's secret addresses before they are renewed. ``apart``: what its log does not hold;
    ``wished``: the code that it had there, kept where it is free.
    """

    log: Sequence[LogEntry]
    state: RoomState
    apart: Apart = Apart()
    wished: str = ""
    code: str = field(default="", init=False)

    def apply(self, transaction: Transaction) -> str:
        """Add it; raise :class:`Refusal` where the same meeting is here, its code at ``path``."""
        if self.state.is_rehearsal:
            raise Refusal(
                text("C'est le journal d'une répétition : seule une vraie réunion s'apporte."),
                code="rehearsal",
            )
        if self.state.ended_at is None:
            raise Refusal(
                text(
                    "Cette réunion n'est pas terminée dans ce journal : terminez-la, puis "
                    "téléchargez-le de nouveau."
                ),
                code="not_ended",
            )
        known = rooms.code_opened_by(transaction.database, self.log[0].id)
        if known is not None:
            raise Refusal(
                text("Cette réunion est déjà ici, sous le code %(code)s.", code=known),
                path=(known,),
                code="known",
            )
        code, _console, _projector = add_room(transaction, self.log, self.state, wished=self.wished)
        room = transaction.room(code).room.id
        write_commitments(transaction.database, room, self.apart.commitments)
        for note in self.apart.notes:
            add_note(transaction.database, room, note)
        return code


@dataclass(slots=True, eq=False)
class ForgetRegister(Request[None]):
    """Delete the register of commitments of a meeting that has ended."""

    code: str

    def apply(self, transaction: Transaction) -> None:
        """Delete it; raise :class:`Refusal` for a meeting that goes on."""
        rooms.delete_commitments(transaction.database, _ended(transaction, self.code).room.id)
        transaction.unclean.add("live_pledge")


@dataclass(slots=True, eq=False)
class ForgetNotes(Request[None]):
    """Delete what facilitators noted for themselves in a meeting that has ended."""

    code: str

    def apply(self, transaction: Transaction) -> None:
        """Delete them; raise :class:`Refusal` for a meeting that goes on."""
        rooms.delete_notes(transaction.database, _ended(transaction, self.code).room.id)
        transaction.unclean.add("live_note")


@dataclass(slots=True, eq=False)
class Dispose(Request[None]):
    """Take a meeting that has ended away whole, log included, under the visa of the archives."""

    code: str
    visa: str

    def apply(self, transaction: Transaction) -> None:
        """Take it away; one that is not there is gone already. Raise :class:`Refusal`."""
        if not self.visa.strip():
            raise Refusal(text("Donnez la référence du visa d'élimination."), path=("visa",))
        try:
            pending = _ended(transaction, self.code)
        except UnknownRoom:
            return
        rooms.set_visa(transaction.database, pending.room.id, self.visa.strip())
        transaction.discard(pending)


@dataclass(slots=True, eq=False)
class TakeBack(Request[None]):
    """Take a room away that was opened too early, while nothing has begun in it.

    Its log holds no answer yet; who prepared it opens another when its sheet has changed.
    """

    code: str

    def apply(self, transaction: Transaction) -> None:
        """Take it away; one that is not there is gone already. Raise :class:`Refusal`."""
        try:
            pending = transaction.room(self.code)
        except UnknownRoom:
            return
        state = pending.state
        reached = any(each.phase is not Phase.WAITING for each in state.activities.values())
        if state.started_at is not None or state.ended_at is not None or reached:
            raise Refusal(
                text("Cette réunion a commencé : sa salle ne se referme plus."), code="started"
            )
        rooms.set_visa(transaction.database, pending.room.id, NEVER_BEGUN)
        transaction.discard(pending)


def _ended(transaction: Transaction, code: str) -> Pending:
    pending = transaction.room(code)
    if pending.state.ended_at is None:
        raise Refusal(
            text("La réunion %(code)s n'est pas terminée : rien n'en part.", code=code),
            code="not_ended",
        )
    return pending
