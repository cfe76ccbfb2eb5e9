"""A database as a meeting opens it; a server of the test's own, in a process to be killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mire.live.store.connect import Opener
from tests.support.server import Server


@pytest.fixture
def live_url(own_live_url: str) -> str:
    """Nothing of another test in the files that are read here."""
    return own_live_url


@pytest.fixture
def open_database(open_durable_database: Opener) -> Opener:
    """What is lost and what is kept is the subject here."""
    return open_durable_database


@pytest.fixture
def server(tmp_path: Path, static: Path) -> Iterator[Server]:
    """`mire serve` with data of its own, on the run's kind of database."""
    with Server(tmp_path / "data", static) as running:
        yield running
