"""A server that is asked to end ends in order, with what it acknowledged kept."""

import signal
import time
from contextlib import closing

import pytest

from tests.faults import proofs
from tests.faults.crowd import Crowd, Facilitator
from tests.faults.serving import MEETING
from tests.support.server import Server

pytestmark = [pytest.mark.storage, pytest.mark.slow]

PHONES = 12
SEED = 20180321
ENDS_SECONDS = 10.0


def test_a_server_asked_to_end_loses_nothing_and_ends_well(server: Server) -> None:
    opened = server.open_room(MEETING)
    with (
        closing(Facilitator(server.address, opened.code, opened.console)) as facilitator,
        closing(Crowd([server.address], opened.code, PHONES, SEED)) as crowd,
    ):
        proofs.start(facilitator, crowd)
        crowd.answer_without_pause(proofs.ACTIVITY)
        until = time.monotonic() + ENDS_SECONDS
        while crowd.n_acknowledged < 5 * PHONES and time.monotonic() < until:
            time.sleep(0.01)
        assert server.process is not None
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=ENDS_SECONDS) == 0
        server.start()
        crowd.settle()
        proofs.prove_open(crowd)
