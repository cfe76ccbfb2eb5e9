"""One production server for the browser tests of a worker; each test opens its own rooms."""

import pytest

from tests.support.server import Server


@pytest.fixture
def server(shared_server: Server) -> Server:
    """`mire serve`, as an operator starts it."""
    return shared_server
