"""What facilitators note for themselves. In no log, no report, no export."""

from dataclasses import dataclass
from datetime import datetime

from mire.live.engine.readers import Reading
from mire.live.engine.requests import Request
from mire.live.engine.rooms import RoomView
from mire.live.engine.transaction import Transaction
from mire.live.state.notes import Note
from mire.live.store import notes
from mire.live.store.database import Database
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MOST_NOTE = 500
MOST_NOTES = 200
JOINER = "\u200d"
"""What ties several signs into one: phones write it in emoji."""


@dataclass(slots=True, eq=False)
class WriteNote(Request[None]):
    """Keep a note beside what goes on."""

    code: str
    words: str

    def apply(self, transaction: Transaction) -> None:
        """Write it; raise Refusal for an empty, too long or one too many."""
        pending = transaction.room(self.code)
        words = " ".join(self.words.split())
        is_plain = words.replace(JOINER, "").isprintable()
        if not 1 <= len(words) <= MOST_NOTE or not is_plain:
            raise Refusal(
                text("Une note compte de 1 à %(most)s caractères.", most=MOST_NOTE),
                path=("words",),
            )
        if len(notes.read_notes(transaction.database, pending.room.id)) >= MOST_NOTES:
            raise Refusal(text("Il y a déjà %(most)s notes : effacez-en.", most=MOST_NOTES))
        activity = pending.state.activity
        note = Note(
            id=transaction.fresh_id(),
            activity=activity.sheet.id if activity else "",
            at=transaction.at(pending),
            words=words,
        )
        notes.add_note(transaction.database, pending.room.id, note)


@dataclass(slots=True, eq=False)
class EraseNote(Request[None]):
    """Take a note away for good; one that is not there is gone already."""

    code: str
    note: str

    def apply(self, transaction: Transaction) -> None:
        """Delete it."""
        pending = transaction.room(self.code)
        notes.delete_note(transaction.database, pending.room.id, self.note)
        transaction.unclean.add("live_note")


@dataclass(frozen=True, slots=True)
class ReadNotes(Reading[list[Note]]):
    """The notes of a room, oldest first."""

    code: str

    def read(self, database: Database, room: RoomView, now: datetime) -> list[Note]:
        """Return them."""
        return notes.read_notes(database, room.id)
