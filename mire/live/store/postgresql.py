"""The live database on PostgreSQL."""

import hashlib
import os
import re
import socket
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

import psycopg

from mire.live.store.database import STATEMENT_SECONDS, VALUES, Database, Row

CHANNEL = "mire_live"
"""Where the processes on one database tell each other that a room changed."""

READ_BOX = (
    "SELECT box.author, revision, receipt, medium, body "
    "FROM unnest(%b::bytea[]) AS asked (author), LATERAL "
    "(SELECT * FROM live_box WHERE ballot = %b AND author = asked.author LIMIT 1) AS box"
)
"""The answers of some authors of one ballot: ``LIMIT`` keeps the planner to the key."""

PUT_ANSWERS = (
    "WITH room AS MATERIALIZED (SELECT id FROM live_room WHERE id = %b AND head = %b "
    "FOR SHARE SKIP LOCKED), "
    "put AS (INSERT INTO {} AS box (ballot, author, revision, receipt, medium, body) "
    "SELECT %b::text, given.* FROM room, "
    "unnest(%b::bytea[], %b::bigint[], %b::bytea[], %b::text[], %b::text[]) AS given "
    "ON CONFLICT (ballot, author) DO UPDATE SET revision = excluded.revision, "
    "receipt = excluded.receipt, medium = excluded.medium, body = excluded.body "
    "WHERE (excluded.revision, excluded.receipt) > (box.revision, box.receipt) "
    "RETURNING author, xmax = 0 AS is_first) "
    "SELECT author, is_first, (SELECT pg_notify(%b, line) FROM (VALUES (%b::text)) AS told (line) "
    "WHERE line <> '') FROM put"
)
"""Answers to one ballot, into its own partition (``{}``), if the room is as it was thought to be.

Never waits for who holds the room: they may be waiting, to close the ballot, for who writes to it.
``FOR SHARE`` keeps a closing waiting until what is written here is there to be counted.
"""

_LOOK_AGAIN_SECONDS = 0.1
_SCRUB_SECONDS = 120.0
_CONNECT_SECONDS = 3


class _Watch:
    """Cuts the connections whose server has not answered in time.

    A server that hangs (a machine put to sleep, a network that swallows) says nothing: neither
    PostgreSQL nor the network ends the wait then.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: dict[psycopg.Connection[Any], float] = {}
        self._is_running = False

    @contextmanager
    def bounded(self, connection: psycopg.Connection[Any], seconds: float) -> Iterator[None]:
        """Cut ``connection`` when what is done inside takes longer."""
        with self._lock:
            self._until[connection] = time.monotonic() + seconds
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._run, name="database watch", daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._until.pop(connection, None)

    def _run(self) -> None:
        while True:
            time.sleep(_LOOK_AGAIN_SECONDS)
            with self._lock:
                now = time.monotonic()
                for connection in [each for each, until in self._until.items() if now >= until]:
                    del self._until[connection]
                    with suppress(OSError, psycopg.Error):
                        _cut(connection.fileno())


def _cut(descriptor: int) -> None:
    with socket.socket(fileno=os.dup(descriptor)) as own:
        own.shutdown(socket.SHUT_RDWR)


_watch = _Watch()


class PostgreSQL(Database):
    """One PostgreSQL connection."""

    vendor = "postgresql"
    is_shared = True
    errors = (psycopg.Error, OSError)
    faults = (psycopg.IntegrityError, psycopg.ProgrammingError)

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS)

    def is_full(self, error: Exception) -> bool:
        """Say whether an error means that the disk is full."""
        return super().is_full(error) or isinstance(error, psycopg.errors.DiskFull)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows ([] when it gives none)."""
        with self._bounded():
            cursor = self._connection.execute(_percent(sql), parameters or None)
            return list(cursor.fetchall()) if cursor.description else []

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row, in one exchange; an INSERT takes its rows as columns.

        One value a column instead of one a row and column: the server plans once, and a row
        costs a third of what it does by itself. ``ON CONFLICT`` then may not meet a row twice.
        """
        given = list(rows)
        before, *found = VALUES.split(sql, maxsplit=1)
        with self._bounded(), self._connection.cursor(binary=True) as cursor:
            if not found:
                cursor.executemany(_percent(sql), given)
            elif given:
                columns = [list(column) for column in zip(*given, strict=True)]
                holes = ", ".join(f"%b::{_array_of(column)}" for column in columns)
                insert = before.removesuffix("VALUES ")
                taken = f"SELECT * FROM unnest({holes})"  # noqa: S608 - our own words
                cursor.execute(insert + taken + found[1], columns)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit durably on leaving, roll back on any exception."""
        transaction = self._connection.transaction()
        with self._bounded():
            transaction.__enter__()
        try:
            yield
        except BaseException as error:
            with self._bounded():
                transaction.__exit__(type(error), error, error.__traceback__)
            raise
        with self._bounded():
            transaction.__exit__(None, None, None)

    def savepoint(self) -> AbstractContextManager[None]:
        """Inside a transaction: undo what was done since, on any exception."""
        return self.transaction()

    def only_read(self) -> None:
        """Refuse, from now on, all that writes; each reading sees one state."""
        self._connection.read_only = True
        self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ

    def reading(self) -> AbstractContextManager[None]:
        """See one state of the database until leaving, whatever others write meanwhile."""
        return self.transaction()

    def _bounded(self) -> AbstractContextManager[None]:
        return _watch.bounded(self._connection, self.patience)

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

    def read_box(self, ballot: str, authors: Sequence[bytes]) -> list[Row]:
        """Look each author up in the key, one by one.

        Nothing is known of who is in a box (its statistics are off, for they would keep some of
        it): of a list of authors, the planner then reads all that the ballot holds.
        """
        with self._bounded(), self._connection.cursor(binary=True) as cursor:
            cursor.execute(READ_BOX, (list(authors), ballot))
            return list(cursor.fetchall())

    def put_answers(
        self, room: int, head: int, ballot: str, answers: Sequence[Row], line: str
    ) -> tuple[frozenset[bytes], int]:
        """Put answers in a ballot by one statement, durable when it returns; tell a line."""
        columns = [list(column) for column in zip(*answers, strict=True)]
        sql = PUT_ANSWERS.format(_partition(ballot))
        with self._bounded(), self._connection.cursor(binary=True) as cursor:
            try:
                cursor.execute(sql, (room, head, ballot, *columns, CHANNEL, line))
            except psycopg.errors.UndefinedTable:  # another process has just closed the ballot
                return frozenset(), 0
            written = cursor.fetchall()
            authors = frozenset(bytes(author) for author, _, _ in written)
            return authors, sum(is_first for _, is_first, _ in written)

    def empty_box(self, ballot: str) -> None:
        """Drop the ballot's partition, and with it its file."""
        self.execute(f"DROP TABLE {_partition(ballot)}")

    def mark(self, tables: Iterable[str]) -> None:
        """Keep the names until the tables are scrubbed, even by another process."""
        for table in sorted(tables):
            self.execute("INSERT INTO live_unclean (name) VALUES (?)", (table,))

    def tell(self, line: str) -> None:
        """Tell the processes that listen, once the transaction is committed."""
        self.execute(f"SELECT pg_notify('{CHANNEL}', ?)", (line,))

    def scrub(self, *, patience: float) -> bool:
        """Write the marked tables anew, without what was deleted.

        ``VACUUM FULL`` waits for who reads the table, but keeps, and says nothing of it, the
        deleted rows that somebody who began to read before (anything: a report, statistics
        being gathered) could still ask for. So nothing is written anew before that is over.
        """
        kept, self.patience = self.patience, _SCRUB_SECONDS
        try:
            return self._scrubbed(patience)
        finally:
            self.patience = kept

    def _scrubbed(self, patience: float) -> bool:
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


class Notices:
    """A connection that hears what the processes on one database tell each other."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS)
        self._connection.execute(f"LISTEN {CHANNEL}")

    def wait(self, seconds: float) -> list[str]:
        """Return what was told since, after at most ``seconds``; raises psycopg.Error."""
        heard = self._connection.notifies(timeout=seconds, stop_after=1)
        return [each.payload for each in heard]

    def tell(self, line: str) -> None:
        """Tell every process, this one too; raises psycopg.Error."""
        with _watch.bounded(self._connection, STATEMENT_SECONDS):
            self._connection.execute(f"SELECT pg_notify('{CHANNEL}', %s)", (line,))

    def close(self) -> None:
        """Close the connection; never raises."""
        with suppress(psycopg.Error):
            self._connection.close()


_ARRAYS = {str: "text[]", bytes: "bytea[]", int: "bigint[]"}


def _array_of(column: Sequence[Any]) -> str:
    """Return the type of a column's values; of one that holds nothing, that of a text."""
    return _ARRAYS[next((type(value) for value in column if value is not None), str)]


def _percent(sql: str) -> str:
    return sql.replace("?", "%s")


def _plain(ballot: str) -> str:
    if not re.fullmatch(r"[0-9]+/[a-z0-9-]+", ballot):
        raise ValueError(ballot)
    return ballot


def _partition(ballot: str) -> str:
    return "live_box_" + hashlib.sha256(_plain(ballot).encode()).hexdigest()[:24]
