"""Killing the server at random moments under load, then proving that nothing was lost.

By hand, for more crashes than the test makes, on SQLite or on the server of DATABASE_URL::

    python -m tests.faults.crashes 50
"""

import os
import random
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import django

from mire.live.state import entries
from tests.faults.crowd import Crowd, Facilitator
from tests.faults.serving import MEETING
from tests.support.built import build_static
from tests.support.server import Server

PHONES = 24
GRACE_SECONDS = 10.0


def crash_often(server: Server, crashes: int, seed: int) -> str:
    """Kill the server ``crashes`` times, twice of them while it closes a ballot.

    Raises AssertionError if an acknowledged answer is lost or counted twice, a seat is
    refused, a resend changes something, or the log replays to anything else. Returns a
    sentence on what was done.
    """
    opened = server.open_room(MEETING)
    with (
        closing(Facilitator(server.address, opened.code, opened.console)) as facilitator,
        closing(Crowd([server.address], opened.code, PHONES, seed)) as crowd,
    ):
        _crash_and_prove(server, facilitator, crowd, crashes, random.Random(seed))
        n = crowd.n_acknowledged
    return f"{crashes} crashes, {PHONES} phones, {n} acknowledged sends: nothing lost"


def crash(server: Server) -> None:
    """Kill the server and start it again on the same data."""
    server.kill()
    server.start()


def _crash_and_prove(
    server: Server, facilitator: Facilitator, crowd: Crowd, crashes: int, chance: random.Random
) -> None:
    # It reads Django's settings, which a command has to make ready first.
    from tests.faults import proofs

    proofs.start(facilitator, crowd)
    crowd.answer_without_pause(proofs.ACTIVITY)
    for _ in range(crashes - 2):
        time.sleep(chance.uniform(0.05, 0.8))
        crash(server)
    crowd.settle()
    proofs.prove_open(crowd)

    crowd.answer_without_pause(proofs.ACTIVITY)
    facilitator.press(entries.CLOSING, proofs.ACTIVITY)
    pressed = time.monotonic()
    time.sleep(chance.uniform(0.5, 3.0))
    crash(server)
    time.sleep(max(0.0, pressed + GRACE_SECONDS + chance.uniform(-0.1, 0.2) - time.monotonic()))
    crash(server)
    crowd.join()
    proofs.prove_closed(facilitator, crowd)

    facilitator.press(entries.ENTERED, "meteo")
    facilitator.press(entries.MEETING_ENDED)
    log = facilitator.log()
    proofs.prove_replay(facilitator)
    crash(server)
    assert facilitator.log() == log
    proofs.prove_replay(facilitator)


def main(arguments: list[str]) -> None:
    """Crash as often as asked; the seed may be given after the number."""
    crashes, seed = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mire.config.settings.test")
    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        static = build_static(Path(folder) / "built")
        with Server(Path(folder) / "data", static) as server:
            print(f"seed {seed}:", crash_often(server, crashes, seed))


if __name__ == "__main__":
    main(sys.argv[1:])
