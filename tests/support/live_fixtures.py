"""An empty live database for each test, on the run's kind of database."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from mire.live.store.connect import Opener, opener
from mire.live.store.database import Database
from mire.runsheet.sheet import Sheet
from tests.support.postgres import PostgreSQL
from tests.support.rooms import Room


@pytest.fixture(scope="session")
def empty_live_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A live database with its schema and nothing else, one a worker, that tests' own copy."""
    server = os.environ.get("DATABASE_URL", "")
    if server:
        url = _create_database(server, f"empty_{secrets.token_hex(8)}")
    else:
        url = str(tmp_path_factory.mktemp("empty") / "live.sqlite3")
    connection = opener(url)()
    connection.create_schema()
    connection.close()
    return url


@pytest.fixture(scope="session")
def postgresql_url(postgresql: PostgreSQL) -> str:
    """A live database on PostgreSQL, whatever the run's own: for what it alone can do."""
    url = _create_database(postgresql.url, f"live_{secrets.token_hex(8)}")
    connection = opener(url)()
    connection.create_schema()
    connection.close()
    return url


@pytest.fixture
def live_url(tmp_path: Path, empty_live_url: str) -> Iterator[str]:
    """The address of an empty live database with its schema.

    On PostgreSQL a worker's tests have the same one, emptied after each: a copy costs more to
    make, to drop, and to clean at its first start. Where files are the subject, `own_live_url`.
    """
    if not os.environ.get("DATABASE_URL", ""):
        yield shutil.copyfile(empty_live_url, str(tmp_path / "live.sqlite3"))
        return
    yield empty_live_url
    _empty(empty_live_url)


@pytest.fixture
def own_live_url(tmp_path: Path, empty_live_url: str) -> Iterator[str]:
    """The same in a database that holds, and held, nothing of another test."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield shutil.copyfile(empty_live_url, str(tmp_path / "live.sqlite3"))
        return
    name = f"live_{secrets.token_hex(8)}"
    yield _create_database(server, name, copied=urlsplit(empty_live_url).path[1:])
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _create_database(server: str, name: str, copied: str = "template1") -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {copied}")
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _empty(url: str) -> None:
    """Cut who is still there, and leave a live database as one that a server has cleaned."""
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        for (box,) in session.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits "
            "WHERE inhparent = 'live_box'::regclass"
        ).fetchall():
            session.execute(f"DROP TABLE {box}")
        tables = session.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        # The log refuses by its triggers to be emptied: here they keep still.
        session.execute("SET session_replication_role = replica")
        used = [
            name
            for (name,) in tables
            if session.execute(f"SELECT EXISTS (SELECT FROM {name})").fetchone() == (True,)
        ]
        if used:
            session.execute(f"TRUNCATE {', '.join(used)} RESTART IDENTITY CASCADE")


@pytest.fixture
def open_database(live_url: str) -> Opener:
    """What opens that database: whole after a killed process, not after a power cut.

    The tests of faults and of the storage open it as a meeting does.
    """
    opens = opener(live_url)

    def open_one() -> Database:
        database = opens()
        if database.vendor == "sqlite":
            database.execute("PRAGMA synchronous = OFF")
        return database

    return open_one


@pytest.fixture
def open_durable_database(live_url: str) -> Opener:
    """The same, as a meeting opens it."""
    return opener(live_url)


@pytest.fixture
def make_room(open_database: Opener) -> Iterator[Callable[..., Room]]:
    """Make a room for a sheet (None: framing, grid, mood)."""
    made: list[Room] = []

    def make(played: Sheet | None = None) -> Room:
        made.append(Room(open_database, played))
        return made[-1]

    yield make
    for room in made:
        room.engine.stop()


@pytest.fixture
def room(make_room: Callable[..., Room]) -> Room:
    """A room with a framing, a grid and a mood."""
    return make_room()
