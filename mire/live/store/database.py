"""The live database: SQLite in a file of its own, or PostgreSQL. One connection a writer.

Live tables are reached by plain SQL, for durability and remnants are the point here and
both must be seen in the code (docs/decisions/0003).
"""

import errno
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

Row = Sequence[Any]

SCHEMA_STEPS = (1, 2, 3, 4, 5, 6, 7)
LOCK_SECONDS = 3.0
STATEMENT_SECONDS = 4.0
"""How long a statement may take before its database is held for lost: less than people wait."""
ROWS_IN_ONE = 256

PUT_FIRST = (
    "INSERT INTO live_box (ballot, author, revision, receipt, medium, body) "
    "SELECT ?, * FROM (VALUES {}) WHERE EXISTS (SELECT 1 FROM live_room WHERE id = ? AND head = ?) "
    "ON CONFLICT (ballot, author) DO "
)
"""Answers to one ballot (``{}``: their rows), if the room is as it was thought to be."""
PUT_LATER = (
    "UPDATE SET revision = excluded.revision, receipt = excluded.receipt, "
    "medium = excluded.medium, body = excluded.body "
    "WHERE (excluded.revision, excluded.receipt) > (live_box.revision, live_box.receipt)"
)
"""In the place of what their authors have there, where they come after it."""

VALUES = re.compile(r"(?<=VALUES )(\([?, ]+\))")
"""The place of one row in an INSERT."""


class StorageSlow(Refusal):
    """The database has not answered in time: whether this was stored is not known."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "L'enregistrement ne répond pas pour le moment : regardez si votre geste a compté, "
                "puis recommencez dans un instant."
            ),
            code="storage",
        )


class StorageUnavailable(Refusal):
    """The database could not keep this, as far as is known; sending again is right.

    Where the connection was lost while it was being kept, it may have been all the same.
    """

    def __init__(self) -> None:
        super().__init__(
            text(
                "L'enregistrement est impossible pour le moment : rien n'a été changé ; "
                "recommencez dans un instant."
            ),
            code="storage",
        )


def schema_statements(vendor: str, *, step: int) -> list[str]:
    """Return the SQL statements of one step, from 1, of the live tables on ``vendor``."""
    name = f"{step:04d}_{vendor}.sql"
    script = files("mire.live.store").joinpath("schema", name).read_text("utf-8")
    statements, kept = [], ""
    for line in script.splitlines(keepends=True):
        kept += "" if line.startswith("--") else line
        dollars = kept.count("$$")
        if (vendor == "sqlite" and sqlite3.complete_statement(kept)) or (
            vendor != "sqlite" and dollars % 2 == 0 and kept.rstrip().endswith(";")
        ):
            statements.append(kept.strip())
            kept = ""
    return [statement for statement in statements if statement]


class Database:
    """What the live code asks of a connection. SQL uses ``?`` for its parameters."""

    vendor: str
    errors: tuple[type[Exception], ...]
    """What the storage raises, faults included."""
    faults: tuple[type[Exception], ...]
    """Those that are our own mistake, and would come again: constraints, bad SQL."""
    patience: float = STATEMENT_SECONDS
    """How many seconds a statement may take."""
    is_shared: bool = False
    """Whether several processes may serve the same rooms on it."""

    def is_full(self, error: Exception) -> bool:
        """Say whether an error means that the disk is full."""
        return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows ([] when it gives none)."""
        raise NotImplementedError

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one ``INSERT … VALUES (…)`` for each row."""
        raise NotImplementedError

    def transaction(self) -> AbstractContextManager[None]:
        """Commit durably on leaving, roll back on any exception."""
        raise NotImplementedError

    def savepoint(self) -> AbstractContextManager[None]:
        """Inside a transaction: undo what was done since, on any exception."""
        raise NotImplementedError

    def only_read(self) -> None:
        """Refuse, from now on, all that writes; to be said of a connection just opened."""
        raise NotImplementedError

    def reading(self) -> AbstractContextManager[None]:
        """See one state of the database until leaving, whatever others write meanwhile."""
        raise NotImplementedError

    def lock_rooms(self, ids: Sequence[int]) -> dict[int, int]:
        """Lock rooms against other writers until the transaction ends; return heads by id."""
        raise NotImplementedError

    def open_box(self, ballot: str) -> None:
        """Make room for a ballot's answers, inside a transaction."""

    def read_box(self, ballot: str, authors: Sequence[bytes]) -> list[Row]:
        """Return (author, revision, receipt, medium, body) of these authors' answers, unordered."""
        raise NotImplementedError

    def put_answers(
        self, room: int, head: int, ballot: str, answers: Sequence[Row], line: str
    ) -> tuple[frozenset[bytes], int]:
        """Put answers in a ballot, outside a transaction; tell other processes a line, "" for none.

        Only while the room's last entry is ``head`` and no transaction is at it; only those that
        come after what their author has there. ``answers`` are (author, revision, receipt,
        medium, body), one each, in the order of authors: two processes that put the same ones
        would else wait in a circle. Return the authors whose answer was put, and how many of
        them had none there.
        """
        raise NotImplementedError

    def empty_box(self, ballot: str) -> None:
        """Take a ballot's answers away, inside a transaction."""
        raise NotImplementedError

    def mark(self, tables: Iterable[str]) -> None:
        """Say, inside the transaction that deletes, whose files are to be scrubbed after it."""

    def tell(self, line: str) -> None:
        """Tell other processes a line once the transaction is committed, where there are any."""

    def scrub(self, *, patience: float) -> bool:
        """Remove what was deleted from the files, too, by this process or one that died.

        Waits ``patience`` seconds for who reads them; False when it must be tried again.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Close the connection; never raises."""
        raise NotImplementedError

    def create_schema(self) -> None:
        """Make the live tables in an empty database (rehearsals; servers use migrations)."""
        for step in SCHEMA_STEPS:
            for statement in schema_statements(self.vendor, step=step):
                self.execute(statement)

    def chosen(self, sql: str, before: Sequence[Any], among: Sequence[Any]) -> list[Row]:
        """Run ``sql``, whose ``(?*)`` stands for the values ``among``, by slices of 500."""
        found: list[Row] = []
        for start in range(0, len(among), 500):
            part = among[start : start + 500]
            holes = "(" + ", ".join("?" * len(part)) + ")"
            found += self.execute(sql.replace("(?*)", holes), (*before, *part))
        return found


class _NotAll(Exception):
    """Some answers come before what their authors have in the box, or the room has changed."""


class SQLite(Database):
    """One SQLite file: WAL, synchronous FULL, deleted bytes overwritten."""

    vendor = "sqlite"
    errors = (sqlite3.Error, OSError)
    faults = (sqlite3.IntegrityError, sqlite3.ProgrammingError)

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            path,
            isolation_level=None,
            check_same_thread=False,
            timeout=LOCK_SECONDS,
            cached_statements=256,
        )
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cell_size_check=ON",
        ):
            self._connection.execute(f"PRAGMA {pragma}").fetchall()

    def is_full(self, error: Exception) -> bool:
        """Say whether an error means that the disk is full."""
        return super().is_full(error) or "disk is full" in str(error)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return all its rows ([] when it gives none)."""
        return self._connection.execute(sql, parameters).fetchall()

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run an ``INSERT … VALUES (…)`` for many rows, a few hundred to a statement.

        Each step of a statement lets go of the interpreter's lock, and has to wait for it
        behind a busy event loop: one statement a row would be several times slower.
        """
        before, values, after = VALUES.split(sql, maxsplit=1)
        given = list(rows)
        for start in range(0, len(given), ROWS_IN_ONE):
            part = given[start : start + ROWS_IN_ONE]
            holes = ", ".join([values] * len(part))
            self._connection.execute(before + holes + after, [each for row in part for each in row])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit durably on leaving, roll back on any exception."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Inside a transaction: undo what was done since, on any exception."""
        self._connection.execute("SAVEPOINT request")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO request")
            raise
        finally:
            if self._connection.in_transaction:
                self._connection.execute("RELEASE request")

    def only_read(self) -> None:
        """Refuse, from now on, all that writes."""
        self._connection.execute("PRAGMA query_only = ON")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one state of the database until leaving, whatever others write meanwhile."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")

    def lock_rooms(self, ids: Sequence[int]) -> dict[int, int]:
        """Return heads by id; ``BEGIN IMMEDIATE`` already keeps other writers out."""
        rows = self.chosen("SELECT id, head FROM live_room WHERE id IN (?*)", (), ids)
        return {int(row[0]): int(row[1]) for row in rows}

    def read_box(self, ballot: str, authors: Sequence[bytes]) -> list[Row]:
        """Look each author up in the key."""
        return self.chosen(
            "SELECT author, revision, receipt, medium, body FROM live_box "
            "WHERE ballot = ? AND author IN (?*)",
            (ballot,),
            authors,
        )

    def put_answers(
        self, room: int, head: int, ballot: str, answers: Sequence[Row], line: str
    ) -> tuple[frozenset[bytes], int]:
        """Put all of them or none; durable when it returns.

        Which of several rows were written would be a step of SQLite each, and each step waits
        for the interpreter's lock. One answer alone needs no transaction: each statement looks
        at the room.
        """
        n_first = n_later = 0
        with suppress(_NotAll), self.transaction() if len(answers) > 1 else nullcontext():
            for start in range(0, len(answers), ROWS_IN_ONE):
                part = answers[start : start + ROWS_IN_ONE]
                put = PUT_FIRST.format(", ".join(["(?, ?, ?, ?, ?)"] * len(part)))
                given = [ballot, *(each for row in part for each in row), room, head]
                written = self._connection.execute(put + "NOTHING", given).rowcount
                n_first += written
                if written < len(part):
                    n_later += self._connection.execute(put + PUT_LATER, given).rowcount
            if n_first + n_later < len(answers):
                raise _NotAll
            return frozenset(bytes(row[0]) for row in answers), n_first
        return frozenset(), 0

    def empty_box(self, ballot: str) -> None:
        """Delete a ballot's answers; ``secure_delete`` writes zeros over them."""
        self.execute("DELETE FROM live_box WHERE ballot = ?", (ballot,))

    def scrub(self, *, patience: float) -> bool:
        """Fold the write-ahead log back and cut it to nothing."""
        until = time.monotonic() + patience
        self.execute(f"PRAGMA busy_timeout = {int(1000 * patience)}")
        try:
            while True:
                busy = self.execute("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
                if not busy or time.monotonic() >= until:
                    return not busy
                time.sleep(0.02)
        finally:
            self.execute(f"PRAGMA busy_timeout = {int(1000 * LOCK_SECONDS)}")

    def close(self) -> None:
        """Close the connection; never raises."""
        with suppress(sqlite3.Error):
            self._connection.close()
