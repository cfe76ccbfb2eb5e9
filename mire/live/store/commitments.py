"""The table of commitments: named, apart from the log, kept by the hash of a private link.

A row holds the link's hash, the name, what was offered and two days, later what was kept; never a
seat nor a time.
"""

import json
from collections.abc import Sequence
from datetime import date

from mire.live.state.commitments import Commitment
from mire.live.store.database import Database


def read_commitments(database: Database, room: int) -> list[Commitment]:
    """Return a meeting's commitments and blank cards, by name, then by link."""
    rows = database.execute(
        "SELECT link, card, name, offered, first_day, last_day, is_confirmed, kept "
        "FROM live_pledge WHERE room = ? ORDER BY name, link",
        (room,),
    )
    return [
        Commitment(
            link=bytes(link),
            card=str(card),
            name=str(name),
            offered=str(offered).encode(),
            first_day=date.fromisoformat(str(first)),
            last_day=date.fromisoformat(str(last)),
            is_confirmed=bool(is_confirmed),
            kept=tuple((number, is_kept) for number, is_kept in json.loads(str(kept) or "[]")),
        )
        for link, card, name, offered, first, last, is_confirmed, kept in rows
    ]


def write_commitments(database: Database, room: int, written: Sequence[Commitment]) -> None:
    """Write commitments, sorted; one with the link of another takes its place, its card kept."""
    rows = sorted(
        (
            room,
            each.link,
            each.card,
            each.name,
            each.offered.decode(),
            each.first_day.isoformat(),
            each.last_day.isoformat(),
            int(each.is_confirmed),
            json.dumps(each.kept) if each.kept else "",
        )
        for each in written
    )
    for row in rows:
        database.execute(
            "INSERT INTO live_pledge "
            "(room, link, card, name, offered, first_day, last_day, is_confirmed, kept) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (room, link) DO UPDATE SET "
            "name = excluded.name, offered = excluded.offered, first_day = excluded.first_day, "
            "last_day = excluded.last_day, is_confirmed = excluded.is_confirmed, "
            "kept = excluded.kept",
            row,
        )


def delete_commitment(database: Database, room: int, link: bytes) -> None:
    """Delete one; one that is not there is gone already. The table is to be scrubbed after it."""
    database.execute("DELETE FROM live_pledge WHERE room = ? AND link = ?", (room, link))


def delete_lapsed_commitments(database: Database, today: date, room: int | None = None) -> bool:
    """Delete what should have been confirmed before ``today``, in one meeting or in all (None).

    Return whether there was anything to delete.
    """
    lapsed = database.execute(
        "SELECT room, link FROM live_pledge WHERE is_confirmed = 0 AND last_day < ?",
        (today.isoformat(),),
    )
    chosen = [(each, bytes(link)) for each, link in lapsed if room is None or each == room]
    for in_room, link in chosen:
        delete_commitment(database, in_room, link)
    return bool(chosen)
