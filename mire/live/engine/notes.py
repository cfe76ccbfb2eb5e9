"""The margin: what facilitators note for themselves. In no log, no report, no export."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime

from mire.live.engine.requests import Request
from mire.live.engine.transaction import Work
from mire.live.state.entries import read_time, written_time
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MOST_NOTE = 500
MOST_NOTES = 200
JOINER = "\u200d"
"""What ties several signs into one: phones write it in emoji."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note; ``activity`` is what was going on, "" for nothing. ``at`` is in UTC."""

    id: str
    activity: str
    at: datetime
    words: str


@dataclass(slots=True, eq=False)
class WriteNote(Request[None]):
    """Keep a note beside what goes on."""

    code: str
    words: str
    answered: "Future[None]" = field(default_factory=Future)

    def apply(self, work: Work) -> None:
        """Write it; raise Refusal for an empty, too long or one too many."""
        pending = work.room(self.code)
        words = " ".join(self.words.split())
        is_plain = words.replace(JOINER, "").isprintable()
        if not 1 <= len(words) <= MOST_NOTE or not is_plain:
            raise Refusal(
                text("Une note compte de 1 à %(most)s caractères.", most=MOST_NOTE),
                path=("words",),
            )
        if len(_notes(work, pending.room.id)) >= MOST_NOTES:
            raise Refusal(text("Il y a déjà %(most)s notes : effacez-en.", most=MOST_NOTES))
        activity = pending.state.activity
        work.database.execute(
            "INSERT INTO live_note (room, id, activity, at, words) VALUES (?, ?, ?, ?, ?)",
            (
                pending.room.id,
                work.fresh_id(),
                activity.sheet.id if activity else "",
                written_time(work.at(pending)),
                words,
            ),
        )


@dataclass(slots=True, eq=False)
class EraseNote(Request[None]):
    """Take a note away for good; one that is not there is gone already."""

    code: str
    note: str
    answered: "Future[None]" = field(default_factory=Future)

    def apply(self, work: Work) -> None:
        """Delete it."""
        pending = work.room(self.code)
        work.database.execute(
            "DELETE FROM live_note WHERE room = ? AND id = ?", (pending.room.id, self.note)
        )
        work.unclean.add("live_note")


@dataclass(slots=True, eq=False)
class ReadNotes(Request[list[Note]]):
    """The notes of a room, oldest first."""

    code: str
    answered: "Future[list[Note]]" = field(default_factory=Future)

    def apply(self, work: Work) -> list[Note]:
        """Return them."""
        return _notes(work, work.room(self.code).room.id)


def _notes(work: Work, room: int) -> list[Note]:
    rows = work.database.execute(
        "SELECT id, activity, at, words FROM live_note WHERE room = ? ORDER BY at, id", (room,)
    )
    return [
        Note(str(id), str(activity), read_time(str(at)), str(words))
        for id, activity, at, words in rows
    ]
