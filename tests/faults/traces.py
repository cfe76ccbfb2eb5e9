"""Everything that a database keeps, in bytes: its tables' columns, and its files as they lie."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

Table = dict[str, list[Any]]


class Traces:
    """One live database, read from outside. Nothing here writes, but for :meth:`settle`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_postgresql = url.startswith("postgres")

    def settle(self) -> None:
        """Have everything that is written reach the files of tables, as time would.

        On SQLite the write-ahead log is copied into the main file but not cut; on PostgreSQL,
        statistics are gathered and pages flushed, as its own daemons do now and then.
        """
        if self.is_postgresql:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute("ANALYZE")
                connection.execute("CHECKPOINT")
        else:
            connection = sqlite3.connect(self.url)
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            connection.close()

    def tables(self) -> dict[str, Table]:
        """Every table of ours, and on PostgreSQL the statistics: name → column → values.

        On PostgreSQL in the order in which rows lie in the file.
        """
        if self.is_postgresql:
            with psycopg.connect(self.url, autocommit=True) as connection:
                names = [
                    row[0]
                    for row in connection.execute(
                        "SELECT relname FROM pg_class WHERE relname LIKE 'live_%' "
                        "AND relkind IN ('r', 'p')"
                    )
                ]
                found = {
                    name: _columns(connection.execute(f"SELECT * FROM {name}")) for name in names
                }
                found["pg_stats"] = _columns(
                    connection.execute("SELECT * FROM pg_stats WHERE tablename LIKE 'live_%'")
                )
                return found
        connection = sqlite3.connect(self.url)
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found = {name: _columns(connection.execute(f"SELECT * FROM {name}")) for name in names}
        connection.close()
        return found

    def files(self) -> dict[str, bytes]:
        """Every file of the database, whole: free pages, logs and shared memory included.

        On PostgreSQL, the files of this database (tables, indexes, catalogues).
        """
        return {path.name: path.read_bytes() for path in self._paths() if path.is_file()}

    def _paths(self) -> Iterator[Path]:
        if not self.is_postgresql:
            yield from Path(self.url).parent.iterdir()
            return
        with psycopg.connect(self.url, autocommit=True) as connection:
            row = connection.execute(
                "SELECT current_setting('data_directory'), oid FROM pg_database "
                "WHERE datname = current_database()"
            ).fetchone()
        assert row is not None
        yield from (Path(row[0]) / "base" / str(row[1])).iterdir()


def _columns(cursor: Any) -> Table:
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    return {name: [row[index] for row in rows] for index, name in enumerate(names)}


def written_forms(secret: bytes) -> tuple[bytes, ...]:
    """The ways in which bytes could lie in a file: as they are, in hexadecimal."""
    return secret, secret.hex().encode(), secret.hex().upper().encode()
