"""The tables of a room but its log: tokens, seats, ballots' keys, receipts of closed ballots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mire.live.store import box
from mire.live.store.database import Database

_TABLES_OF_A_ROOM = (
    "live_note",
    "live_pledge",
    "live_entry",
    "live_seat",
    "live_join_card",
    "live_key",
    "live_receipt",
)


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room as it is stored: ``console`` and ``projector`` are the hashes of two tokens."""

    id: int
    code: str
    console: bytes
    projector: bytes


def find_room(database: Database, code: str) -> RoomRow | None:
    """Return the room of a code, None when there is none."""
    rows = database.execute("SELECT id, console, projector FROM live_room WHERE code = ?", (code,))
    if not rows:
        return None
    id, console, projector = rows[0]
    return RoomRow(int(id), code, bytes(console), bytes(projector))


def add_room(database: Database, row: RoomRow, *, is_rehearsal: bool) -> None:
    """Write a new room, before its first entry."""
    database.execute(
        "INSERT INTO live_room (id, code, console, projector, head, is_rehearsal) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (row.id, row.code, row.console, row.projector, 0, int(is_rehearsal)),
    )


def replace_tokens(database: Database, id: int, console: bytes, projector: bytes) -> None:
    """Put the hashes of two new tokens in the place of those of the old ones."""
    database.execute(
        "UPDATE live_room SET console = ?, projector = ? WHERE id = ?", (console, projector, id)
    )


def read_tokens(database: Database, ids: Sequence[int]) -> dict[int, tuple[bytes, bytes]]:
    """Return the hashes of the tokens (console, projector) of these rooms, by id."""
    rows = database.chosen("SELECT id, console, projector FROM live_room WHERE id IN (?*)", (), ids)
    return {int(id): (bytes(console), bytes(projector)) for id, console, projector in rows}


def read_heads(database: Database, codes: Sequence[str]) -> dict[str, int]:
    """Return the number of the last entry of these rooms, by code; none for an unknown one."""
    rows = database.chosen("SELECT code, head FROM live_room WHERE code IN (?*)", (), codes)
    return {str(code): int(head) for code, head in rows}


def rewrite_one(database: Database) -> None:
    """Write the first room's row and write it back, to see whether the database writes.

    SQLite writes nothing for a row that is set to what it holds: it would say that a full disk
    writes again.
    """
    first = "WHERE id = (SELECT min(id) FROM live_room)"
    database.execute(f"UPDATE live_room SET head = head + 1 {first}")  # noqa: S608 - our own words
    database.execute(f"UPDATE live_room SET head = head - 1 {first}")  # noqa: S608 - our own words


def read_nothing(database: Database) -> None:
    """Read one word, to see whether the database answers."""
    database.execute("SELECT count(*) FROM live_room WHERE id = 0")


def set_visa(database: Database, id: int, visa: str) -> None:
    """Write the reference under which a meeting may be taken away: its tables then let it go."""
    database.execute("UPDATE live_room SET visa = ? WHERE id = ?", (visa, id))


def delete_room(database: Database, id: int, ballots: Iterable[str]) -> set[str]:
    """Take a rehearsal, or a meeting that bears a visa, away whole; return the tables that held it.

    The tables themselves keep any other. ``ballots``: those whose box is not empty.
    """
    for ballot in ballots:
        database.empty_box(ballot)
    for table in _TABLES_OF_A_ROOM:
        database.execute(f"DELETE FROM {table} WHERE room = ?", (id,))  # noqa: S608
    database.execute("DELETE FROM live_room WHERE id = ?", (id,))
    return {*_TABLES_OF_A_ROOM, "live_room"}


def code_opened_by(database: Database, opening: str) -> str | None:
    """Return the code of the room whose first entry has this id, None when there is none."""
    rows = database.execute(
        "SELECT code FROM live_room JOIN live_entry ON room = live_room.id AND seq = 1 "
        "WHERE live_entry.id = ?",
        (opening,),
    )
    return str(rows[0][0]) if rows else None


def count_named(database: Database, codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return how many commitments and how many notes each of these rooms holds, by code."""
    rows = database.chosen(
        "SELECT code, (SELECT count(*) FROM live_pledge WHERE room = live_room.id AND name <> ''), "
        "(SELECT count(*) FROM live_note WHERE room = live_room.id) "
        "FROM live_room WHERE code IN (?*)",
        (),
        codes,
    )
    return {str(code): (int(n_commitments), int(n_notes)) for code, n_commitments, n_notes in rows}


def delete_commitments(database: Database, id: int) -> None:
    """Delete a room's register; the table is to be scrubbed after it."""
    database.execute("DELETE FROM live_pledge WHERE room = ?", (id,))


def delete_notes(database: Database, id: int) -> None:
    """Delete a room's notes; the table is to be scrubbed after it."""
    database.execute("DELETE FROM live_note WHERE room = ?", (id,))


def read_keys(database: Database, room: int) -> dict[str, bytes]:
    """Return the keys of the ballots that are open, or held for a second round, by activity."""
    rows = database.execute("SELECT activity, key FROM live_key WHERE room = ?", (room,))
    return {str(activity): bytes(key) for activity, key in rows}


def add_key(database: Database, room: int, activity: str, key: bytes) -> None:
    """Write the key of a ballot that opens."""
    database.execute(
        "INSERT INTO live_key (room, activity, key) VALUES (?, ?, ?)", (room, activity, key)
    )


def delete_key(database: Database, room: int, activity: str) -> None:
    """Delete a ballot's key; the table is to be scrubbed after it."""
    database.execute("DELETE FROM live_key WHERE room = ? AND activity = ?", (room, activity))


def read_counts(database: Database, room: int, activities: Iterable[str]) -> dict[str, int]:
    """Return how many have an answer in the box of each of these ballots."""
    return {each: box.count(database, box.ballot_name(room, each)) for each in activities}


def read_seats(database: Database, room: int) -> set[bytes]:
    """Return the hashes of a room's seats."""
    rows = database.execute("SELECT seat FROM live_seat WHERE room = ?", (room,))
    return {bytes(row[0]) for row in rows}


def count_seats(database: Database, room: int) -> int:
    """Return how many seats a room has given."""
    rows = database.execute("SELECT count(*) FROM live_seat WHERE room = ?", (room,))
    return int(rows[0][0])


def has_seat(database: Database, room: int, seat: bytes) -> bool:
    """Say whether a seat's hash is one of the room's."""
    rows = database.execute("SELECT 1 FROM live_seat WHERE room = ? AND seat = ?", (room, seat))
    return bool(rows)


def add_seats(database: Database, room: int, added: Iterable[bytes]) -> None:
    """Write hashes of seats, sorted: the order of arrival is kept nowhere."""
    database.execute_many(
        "INSERT INTO live_seat (room, seat) VALUES (?, ?)", sorted((room, seat) for seat in added)
    )


def delete_seats(database: Database, room: int) -> None:
    """Delete the room's seats, at the end of the meeting."""
    database.execute("DELETE FROM live_seat WHERE room = ?", (room,))


def delete_some_seats(database: Database, room: int, cut: Sequence[bytes]) -> None:
    """Delete these seats of a room, by their hashes."""
    database.chosen("DELETE FROM live_seat WHERE room = ? AND seat IN (?*)", (room,), cut)


def has_receipt(database: Database, room: int, activity: str, receipt: bytes) -> bool:
    """Say whether an answer with this receipt was counted before the activity closed."""
    rows = database.execute(
        "SELECT 1 FROM live_receipt WHERE room = ? AND activity = ? AND receipt = ?",
        (room, activity, receipt),
    )
    return bool(rows)


def add_receipts(database: Database, room: int, activity: str, added: Iterable[bytes]) -> None:
    """Write the receipts of a closed ballot's answers, sorted, each once."""
    database.execute_many(
        "INSERT INTO live_receipt (room, activity, receipt) VALUES (?, ?, ?)",
        sorted({(room, activity, receipt) for receipt in added}),
    )


def delete_receipts(database: Database, room: int) -> None:
    """Delete the room's receipts, at the end of the meeting."""
    database.execute("DELETE FROM live_receipt WHERE room = ?", (room,))
