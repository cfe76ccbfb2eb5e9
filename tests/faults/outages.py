"""Databases and disks that fail, and are whole again once their block ends."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.support.postgres import PostgreSQL
from tests.support.server import Server


@contextmanager
def lost(database: PostgreSQL) -> Iterator[None]:
    """The database's server dies, and is started again."""
    database.kill()
    yield
    database.start()


@contextmanager
def frozen(database: PostgreSQL) -> Iterator[None]:
    """The database's server hangs: it neither answers nor goes away."""
    database.freeze()
    try:
        yield
    finally:
        database.thaw()


@contextmanager
def locked(server: Server) -> Iterator[None]:
    """Another program holds the file."""
    with closing(sqlite3.connect(server.folder / "live.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(server: Server) -> Iterator[None]:
    """The disk is full: no file of the server's may grow any more."""
    assert server.process is not None
    before = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (4096, before[1]))
    yield
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, before)
