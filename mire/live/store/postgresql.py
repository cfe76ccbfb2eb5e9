"""The live database on PostgreSQL."""

import hashlib
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg

from mire.live.store.database import Database, Row

_LOOK_AGAIN_SECONDS = 0.1


class PostgreSQL(Database):
    """One PostgreSQL connection."""

    vendor = "postgresql"
    errors = (psycopg.Error, OSError)
    faults = (psycopg.IntegrityError, psycopg.ProgrammingError)

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True, connect_timeout=5)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows ([] when it gives none)."""
        cursor = self._connection.execute(_percent(sql), parameters or None)
        return list(cursor.fetchall()) if cursor.description else []

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row, in one exchange."""
        with self._connection.cursor() as cursor:
            cursor.executemany(_percent(sql), rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit durably on leaving, roll back on any exception."""
        with self._connection.transaction():
            yield

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Inside a transaction: undo what was done since, on any exception."""
        with self._connection.transaction():
            yield

    def only_read(self) -> None:
        """Refuse, from now on, all that writes; each reading sees one state."""
        self._connection.read_only = True
        self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one state of the database until leaving, whatever others write meanwhile."""
        with self._connection.transaction():
            yield

    def lock_rooms(self, ids: Sequence[int]) -> dict[int, int]:
        """Lock the rooms' rows, in the order of ids; return heads by id."""
        rows = self.chosen(
            "SELECT id, head FROM live_room WHERE id IN (?*) ORDER BY id FOR UPDATE", (), ids
        )
        return {int(row[0]): int(row[1]) for row in rows}

    def open_box(self, ballot: str) -> None:
        """Make the ballot's own partition."""
        self.execute(
            f"CREATE TABLE {_partition(ballot)} PARTITION OF live_box "
            f"FOR VALUES IN ('{_plain(ballot)}')"
        )
        self.execute(
            f"ALTER TABLE {_partition(ballot)} ALTER author SET STATISTICS 0, "
            "ALTER receipt SET STATISTICS 0, ALTER body SET STATISTICS 0"
        )

    def empty_box(self, ballot: str) -> None:
        """Drop the ballot's partition, and with it its file."""
        self.execute(f"DROP TABLE {_partition(ballot)}")

    def mark(self, tables: Iterable[str]) -> None:
        """Keep the names until the tables are scrubbed, even by another process."""
        for table in sorted(tables):
            self.execute("INSERT INTO live_unclean (name) VALUES (?)", (table,))

    def scrub(self, *, patience: float) -> bool:
        """Write the marked tables anew, without what was deleted.

        ``VACUUM FULL`` waits for who reads the table, but keeps, and says nothing of it, the
        deleted rows that somebody who began to read before (anything: a report, statistics
        being gathered) could still ask for. So nothing is written anew before that is over.
        """
        until = time.monotonic() + patience
        marks = self.execute("SELECT id, name FROM live_unclean")
        if not marks:
            return True
        self.execute(f"SET lock_timeout = {max(1, int(1000 * patience))}")
        try:
            while not self._forgets():
                if time.monotonic() >= until:
                    return False
                time.sleep(_LOOK_AGAIN_SECONDS)
            for table in sorted({str(name) for _, name in marks}):
                self.execute(f"VACUUM FULL {table}")
        except psycopg.errors.LockNotAvailable:
            return False
        finally:
            self.execute("SET lock_timeout = 0")
        with self.transaction():
            self.execute_many("DELETE FROM live_unclean WHERE id = ?", [[id] for id, _ in marks])
        return True

    def _forgets(self) -> bool:
        """Whether a row that was deleted before now leaves its file."""
        with self.transaction():
            self.execute("INSERT INTO live_probe VALUES (1)")
            self.execute("DELETE FROM live_probe")
        self.execute("VACUUM FULL live_probe")
        return bool(self.execute("SELECT pg_relation_size('live_probe') = 0")[0][0])

    def close(self) -> None:
        """Close the connection; never raises."""
        with suppress(psycopg.Error):
            self._connection.close()


def _percent(sql: str) -> str:
    return sql.replace("?", "%s")


def _plain(ballot: str) -> str:
    if not re.fullmatch(r"[0-9]+/[a-z0-9-]+", ballot):
        raise ValueError(ballot)
    return ballot


def _partition(ballot: str) -> str:
    return "live_box_" + hashlib.sha256(_plain(ballot).encode()).hexdigest()[:24]
