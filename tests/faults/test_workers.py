"""`mire serve --workers`: several processes on one address, one of which dies under load."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mire.live.state import entries
from tests.faults import proofs
from tests.faults.crowd import Crowd, Facilitator
from tests.faults.serving import MEETING
from tests.support.postgres import PostgreSQL
from tests.support.server import Server
from tests.web.streams import Reader, n_frames

PHONES, DEATHS, SEED, SCREENS = 16, 4, 20180321, 8
PATIENCE_SECONDS = 60.0


@pytest.fixture
def server(
    tmp_path: Path, static: Path, monkeypatch: pytest.MonkeyPatch, postgresql: PostgreSQL
) -> Iterator[Server]:
    """Two processes, on PostgreSQL whatever the run's database."""
    monkeypatch.setenv("DATABASE_URL", os.environ.get("DATABASE_URL") or postgresql.url)
    with Server(tmp_path / "data", static, workers=2) as running:
        yield running


def workers_of(server: Server) -> list[int]:
    assert server.process is not None
    pid = server.process.pid
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.slow
def test_a_process_that_dies_loses_nothing_and_another_takes_its_place(server: Server) -> None:
    chance = random.Random(SEED)
    opened = server.open_room(MEETING)
    cookie = f"ecran_{opened.code}={opened.projector.partition('cle=')[2]}"
    with (
        closing(Facilitator(server.address, opened.code, opened.console)) as facilitator,
        closing(Crowd([server.address], opened.code, PHONES, SEED)) as crowd,
    ):
        proofs.start(facilitator, crowd)
        crowd.answer_without_pause(proofs.ACTIVITY)
        for _ in range(DEATHS):
            time.sleep(chance.uniform(0.2, 0.6))
            os.kill(chance.choice(workers_of(server)), signal.SIGKILL)
            until(lambda: len(workers_of(server)) == 2)
        crowd.settle()
        proofs.prove_open(crowd)
        screens = [
            Reader(server.address, opened.code, cookie, surface="projector") for _ in range(SCREENS)
        ]
        facilitator.press(entries.CLOSING, proofs.ACTIVITY)
        until(lambda: len(facilitator.log().splitlines()) > PHONES)
        facilitator.press(entries.SHOWN, proofs.ACTIVITY)
        proofs.prove_closed(facilitator, crowd)
        proofs.prove_replay(facilitator)
        # Whichever process holds them, screens come to show the result, in the same frame.
        for screen in screens:
            screen.until(lambda read: b"<figcaption" in read)
        until(lambda: len({_last_tag(screen) for screen in screens}) == 1)
        for screen in screens:
            assert n_frames(screen.read) > 1
            screen.made.close()


def _last_tag(screen: Reader) -> bytes:
    """Return the tag of the last frame of which something has come by now."""
    return screen.read_on().rpartition(b"id: ")[2].partition(b"\n")[0]


def test_ending_the_first_process_ends_the_others(server: Server) -> None:
    workers = workers_of(server)
    assert len(workers) == 2
    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=PATIENCE_SECONDS) == 0
    for each in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(each, 0)
