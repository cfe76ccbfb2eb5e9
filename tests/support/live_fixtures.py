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


@pytest.fixture
def live_url(tmp_path: Path, empty_live_url: str) -> Iterator[str]:
    """The address of an empty live database with its schema."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield shutil.copyfile(empty_live_url, str(tmp_path / "live.sqlite3"))
        return
    name = f"live_{secrets.token_hex(8)}"
    yield _create_database(server, name, copied=urlsplit(empty_live_url).path[1:])
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _create_database(server: str, name: str, copied: str = "template1") -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {copied}")
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


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
