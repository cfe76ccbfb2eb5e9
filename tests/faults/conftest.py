"""A server of the test's own, in a process that may be killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Server


@pytest.fixture
def server(tmp_path: Path, static: Path) -> Iterator[Server]:
    """`mire serve` with data of its own, on the run's kind of database."""
    with Server(tmp_path / "data", static) as running:
        yield running
