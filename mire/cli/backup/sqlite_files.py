"""SQLite: both databases copied as they were at one moment, while a server writes; checked."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from mire.cli.backup.archive import Damaged
from mire.cli.backup.manifest import NOT_KEPT, Table
from mire.live.store.copies import LEFT_OUT, OPEN_BALLOTS

NAMES = ("office.sqlite3", "live.sqlite3")
LOCK_SECONDS = 10.0


@contextmanager
def snapshots(folder: Path) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
    """Show both databases, the office's and the live one, as they are now, until leaving.

    The live one is held last: no meeting that the office names is missing from it. A live room
    that the office does not name yet is usual: a meeting opens there first.
    """
    with (
        closing(_opened(folder / NAMES[0])) as office,
        closing(_opened(folder / NAMES[1])) as live,
    ):
        for each in (office, live):
            each.execute("BEGIN")
            each.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield office, live


def _opened(path: Path) -> sqlite3.Connection:
    path.stat()  # SQLite would make a file that is missing
    connection = sqlite3.connect(path, isolation_level=None, timeout=LOCK_SECONDS)
    connection.execute("PRAGMA query_only = ON")
    return connection


def copy(source: sqlite3.Connection, target: Path) -> dict[str, Table]:
    """Copy row by row into a new file; return the tables as the source has them, but what is left.

    Not page by page: pages would bring the key of an open ballot to another disk, if only until
    it is deleted there.
    """
    target.touch(mode=0o600)
    made = source.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type = 'table' DESC, type = 'index' "
        "DESC, name"
    ).fetchall()
    told: dict[str, Table] = {}
    with closing(sqlite3.connect(target, isolation_level=None)) as copied:
        # What fails is thrown away whole: nothing is kept to undo it.
        copied.execute("PRAGMA journal_mode = OFF").fetchall()
        copied.execute("PRAGMA synchronous = OFF")
        copied.execute("BEGIN")
        for kind, name, sql in made:
            if kind == "table":
                copied.execute(sql)
                if name not in {*LEFT_OUT, *NOT_KEPT}:
                    _copy_rows(source, copied, name)
                    told[name] = table_of(source, name)
                else:
                    told[name] = table_of(copied, name)
        if any("AUTOINCREMENT" in sql.upper() for kind, _, sql in made if kind == "table"):
            copied.execute("DELETE FROM sqlite_sequence")
            _copy_rows(source, copied, "sqlite_sequence")
        for kind, _, sql in made:
            if kind != "table":
                copied.execute(sql)
        copied.execute("COMMIT")
    return told


def _copy_rows(source: sqlite3.Connection, copied: sqlite3.Connection, name: str) -> None:
    rows = source.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - the database's own name
    holes = ", ".join("?" * len(rows.description))
    copied.executemany(f'INSERT INTO "{name}" VALUES ({holes})', rows)  # noqa: S608


def table_of(connection: sqlite3.Connection, name: str) -> Table:
    """Return how many rows a table has and a digest of them, whatever their order."""
    n, total = 0, 0
    for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
        n += 1
        total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest(), "big")
    return Table(n, f"{total % (1 << 256):064x}")


def migrations_of(connections: Sequence[sqlite3.Connection]) -> list[str]:
    """Return "app.name" of each step that the tables have taken, sorted, each once."""
    found: set[str] = set()
    for each in connections:
        found |= {
            f"{app}.{name}" for app, name in each.execute("SELECT app, name FROM django_migrations")
        }
    return sorted(found)


def open_ballots(live: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return (room id, activity) of the ballots whose answers a copy leaves out."""
    return [(int(room), str(activity)) for room, activity in live.execute(OPEN_BALLOTS)]


def check(path: Path, expected: dict[str, Table]) -> None:
    """See that a file is a sound database with these tables and rows. Raises ``Damaged``."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            told = connection.execute("PRAGMA integrity_check").fetchall()
            names = {
                name
                for (name,) in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' "
                    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                )
            }
            found = {name: table_of(connection, name) for name in names}
    except sqlite3.Error as error:
        what = f"{path.name} : {error}"
        raise Damaged(what) from error
    if told != [("ok",)]:
        raise Damaged(path.name)
    for name in sorted(found.keys() | expected.keys()):
        if found.get(name) != expected.get(name):
            what = f"{path.name}, {name}"
            raise Damaged(what)
