"""The log's table: entries read, added, counted; the one change that it bears, an erasure."""

from collections.abc import Sequence
from typing import Any

import msgspec

from mire.live.state import entries
from mire.live.state.entries import LogEntry, canonical, read_time, written_time
from mire.live.store.database import Database, Row

_SELECT = "SELECT seq, id, activity, kind, author, medium, body, at FROM live_entry WHERE room = ?"


def read_entries(database: Database, room: int, *, after: int = 0) -> list[LogEntry]:
    """Return the entries of a room that follow the one numbered ``after``, in order."""
    rows = database.execute(f"{_SELECT} AND seq > ? ORDER BY seq", (room, after))
    return [_entry(row) for row in rows]


def read_activity_entries(
    database: Database, room: int, activity: str, medium: str
) -> list[LogEntry]:
    """Return the entries of one activity that came by ``medium``, in order."""
    rows = database.execute(
        f"{_SELECT} AND activity = ? AND medium = ? ORDER BY seq", (room, activity, medium)
    )
    return [_entry(row) for row in rows]


def find_entry(database: Database, room: int, id: str) -> LogEntry | None:
    """Return the room's entry of that id, None when there is none."""
    rows = database.execute(f"{_SELECT} AND id = ?", (room, id))
    return _entry(rows[0]) if rows else None


def count_pieces(
    database: Database, room: int, activity: str, kind: str, body: dict[str, Any]
) -> int:
    """Return how many entries of an activity are of that kind and say exactly ``body``."""
    rows = database.execute(
        "SELECT count(*) FROM live_entry WHERE room = ? AND activity = ? AND kind = ? AND body = ?",
        (room, activity, kind, canonical(body).decode()),
    )
    return int(rows[0][0])


def add_entries(database: Database, room: int, added: Sequence[LogEntry]) -> None:
    """Write entries that follow the room's last one, and note which is the last now."""
    database.execute_many(
        "INSERT INTO live_entry (room, seq, id, activity, kind, author, medium, body, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                room,
                each.seq,
                each.id,
                each.activity,
                each.kind,
                each.author,
                each.medium,
                canonical(each.body).decode(),
                written_time(each.at),
            )
            for each in added
        ],
    )
    database.execute("UPDATE live_room SET head = ? WHERE id = ?", (added[-1].seq, room))


def blank_entry(database: Database, room: int, id: str) -> None:
    """Put a stub in place of an entry; its number, its activity and its time stay."""
    database.execute(
        "UPDATE live_entry SET kind = ?, body = '{}', author = NULL, medium = NULL "
        "WHERE room = ? AND id = ?",
        (entries.STUB, room, id),
    )


def _entry(row: Row) -> LogEntry:
    seq, id, activity, kind, author, medium, body, at = row
    return LogEntry(
        seq, id, activity, kind, author, medium, msgspec.json.decode(body), read_time(at)
    )
