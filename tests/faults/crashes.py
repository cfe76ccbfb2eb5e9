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

from mire.live import entries
from tests.faults.crowd import Crowd, Facilitator, Phone, logged_pieces
from tests.faults.serving import MEETING, build_static
from tests.support.server import Server

PHONES = 24
GRACE_SECONDS = 10.0
ACTIVITY = "grille"


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
        _crash_under_load(server, facilitator, crowd, crashes, random.Random(seed))
        return _prove(server, facilitator, crowd, crashes)


def _crash_under_load(
    server: Server, facilitator: Facilitator, crowd: Crowd, crashes: int, chance: random.Random
) -> None:
    crowd.each(Phone.join)
    facilitator.press(entries.ENTERED, ACTIVITY)
    facilitator.press(entries.OPENED, ACTIVITY)

    crowd.answer_without_pause(ACTIVITY)
    for _ in range(crashes - 2):
        time.sleep(chance.uniform(0.05, 0.8))
        crash(server)
    crowd.settle()
    crowd.each(lambda phone: phone.check_own(ACTIVITY))
    crowd.each(_send_again)
    crowd.each(lambda phone: phone.check_own(ACTIVITY))

    crowd.answer_without_pause(ACTIVITY)
    facilitator.press(entries.CLOSING, ACTIVITY)
    pressed = time.monotonic()
    time.sleep(chance.uniform(0.5, 3.0))
    crash(server)
    time.sleep(max(0.0, pressed + GRACE_SECONDS + chance.uniform(-0.1, 0.2) - time.monotonic()))
    crash(server)
    crowd.join()


def crash(server: Server) -> None:
    """Kill the server and start it again on the same data."""
    server.kill()
    server.start()


def _prove(server: Server, facilitator: Facilitator, crowd: Crowd, crashes: int) -> str:
    from mire.cli.rehearsal.outcome import outcome_of_log
    from mire.live.replay import replayed

    log = facilitator.log()
    replay = replayed(log)
    activity = replay.room.activities[ACTIVITY]
    assert logged_pieces(replay.log, ACTIVITY) == crowd.expected_pieces(ACTIVITY, activity.config)
    assert activity.n_answers == PHONES
    crowd.each(_send_again)
    crowd.each(lambda phone: phone.own(ACTIVITY))
    assert facilitator.log() == log

    facilitator.press(entries.ENTERED, "meteo")
    facilitator.press(entries.MEETING_ENDED)
    log, report = facilitator.log(), facilitator.report()
    crash(server)
    assert facilitator.log() == log
    outcome = outcome_of_log(log)
    assert outcome == outcome_of_log(log)
    assert outcome["report.html"] == report == facilitator.report()
    n = crowd.n_acknowledged
    return f"{crashes} crashes, {PHONES} phones, {n} acknowledged sends: nothing lost"


def _send_again(phone: Phone) -> None:
    assert phone.deliver(phone.standing[ACTIVITY]) in ("stored", "counted")


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
