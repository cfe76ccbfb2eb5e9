"""The table of what facilitators note for themselves. In no log, no report, no export."""

from mire.live.state.entries import read_time, written_time
from mire.live.state.notes import Note
from mire.live.store.database import Database


def read_notes(database: Database, room: int) -> list[Note]:
    """Return the notes of a room, oldest first."""
    rows = database.execute(
        "SELECT id, activity, at, words FROM live_note WHERE room = ? ORDER BY at, id", (room,)
    )
    return [
        Note(str(id), str(activity), read_time(str(at)), str(words))
        for id, activity, at, words in rows
    ]


def add_note(database: Database, room: int, note: Note) -> None:
    """Write a note."""
    database.execute(
        "INSERT INTO live_note (room, id, activity, at, words) VALUES (?, ?, ?, ?, ?)",
        (room, note.id, note.activity, written_time(note.at), note.words),
    )


def delete_note(database: Database, room: int, id: str) -> None:
    """Delete a note; the table is to be scrubbed after it."""
    database.execute("DELETE FROM live_note WHERE room = ? AND id = ?", (room, id))
