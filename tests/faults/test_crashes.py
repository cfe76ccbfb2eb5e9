"""A killed server loses nothing that it acknowledged, and counts nothing twice."""

import pytest

from tests.faults.crashes import crash_often
from tests.support.server import Server

pytestmark = [pytest.mark.storage, pytest.mark.slow]

CRASHES = 10
SEED = 20180321


def test_nothing_is_lost_by_a_killed_server(server: Server) -> None:
    assert "nothing lost" in crash_often(server, CRASHES, SEED)
