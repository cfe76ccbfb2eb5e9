"""A database that goes away and comes back: 503 in words, nothing lost, healed by itself."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from mire.live.state import entries
from tests.faults import proofs
from tests.faults.crowd import Crowd, Facilitator
from tests.faults.outages import frozen, full, locked, lost
from tests.faults.serving import MEETING
from tests.support.postgres import PostgreSQL
from tests.support.server import Server

pytestmark = pytest.mark.slow

PHONES = 16
SEED = 1
LONGER_THAN_A_LOCK_IS_AWAITED = 6.5
GRACE_SECONDS = 3
LONGEST_WAIT_SECONDS = 5.5


@pytest.fixture
def on_sqlite(tmp_path: Path, static: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with Server(tmp_path / "data", static, MIRE_CLOSING_GRACE=str(GRACE_SECONDS)) as server:
        yield server


@pytest.fixture
def on_mortal_postgresql(
    tmp_path: Path, static: Path, mortal_postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    monkeypatch.setenv("DATABASE_URL", mortal_postgresql.url)
    with Server(tmp_path / "data", static, MIRE_CLOSING_GRACE=str(GRACE_SECONDS)) as server:
        yield server


def survive(
    server: Server, outage: Callable[[], AbstractContextManager[None]], seconds: float
) -> None:
    """Go through two outages under load, the second while the ballot closes."""
    opened = server.open_room(MEETING)
    chance = random.Random(SEED)
    with (
        closing(Facilitator(server.address, opened.code, opened.console)) as facilitator,
        closing(Crowd([server.address], opened.code, PHONES, SEED)) as crowd,
    ):
        proofs.start(facilitator, crowd)
        crowd.answer_without_pause(proofs.ACTIVITY)
        time.sleep(0.5)
        with outage():
            time.sleep(seconds)
            assert_said(facilitator)
        assert crowd.n_unavailable >= PHONES, "nobody was told"
        before = crowd.n_acknowledged
        until = time.monotonic() + 120
        while crowd.n_acknowledged < before + PHONES:
            assert time.monotonic() < until, "it does not heal"
            time.sleep(0.1)
        crowd.settle()
        while "Rien ne s’enregistre" in frame_of(facilitator, "console"):
            assert time.monotonic() < until, "the console does not hear of it"
            time.sleep(0.1)
        proofs.prove_open(crowd)
        crowd.answer_without_pause(proofs.ACTIVITY)
        facilitator.press(entries.CLOSING, proofs.ACTIVITY)
        time.sleep(GRACE_SECONDS - 1 - chance.random())
        with outage():
            time.sleep(2)
        crowd.join()
        proofs.prove_closed(facilitator, crowd)
        proofs.prove_replay(facilitator)


def assert_said(facilitator: Facilitator) -> None:
    """The console says in words that nothing can be stored, and is not torn down."""
    sent = {"kind": entries.HEADCOUNT, "n": "30", "saw": "0"}
    facilitator.browser.reload()
    began = time.monotonic()
    status, said = facilitator.browser.post_control(f"/regie/{facilitator.code}/agir", sent)
    assert (status, said["refused"]) == (503, "storage")
    assert "pour le moment" in said["message"]
    assert time.monotonic() - began < LONGEST_WAIT_SECONDS
    frames = {
        "console": "Rien ne s’enregistre depuis",
        "remote": "Rien ne s’enregistre depuis",
        "projector": "Laissez votre téléphone allumé",
    }
    for surface, words in frames.items():
        # A press is given up on before the writer's own patience ends: screens follow the writer.
        while words not in frame_of(facilitator, surface):
            assert time.monotonic() - began < LONGEST_WAIT_SECONDS, surface
            time.sleep(0.1)


def frame_of(facilitator: Facilitator, surface: str) -> str:
    status, page = facilitator.browser.get(f"/live/{facilitator.code}/frame?surface={surface}")
    assert status == 200
    return page.decode()


def test_postgresql_killed_and_started_again(
    on_mortal_postgresql: Server, mortal_postgresql: PostgreSQL
) -> None:
    survive(on_mortal_postgresql, lambda: lost(mortal_postgresql), 2.0)


def test_postgresql_that_hangs(on_mortal_postgresql: Server, mortal_postgresql: PostgreSQL) -> None:
    survive(on_mortal_postgresql, lambda: frozen(mortal_postgresql), 5.0)


def test_a_locked_sqlite_file(on_sqlite: Server) -> None:
    survive(on_sqlite, lambda: locked(on_sqlite), LONGER_THAN_A_LOCK_IS_AWAITED)


def test_a_full_disk(on_sqlite: Server) -> None:
    # Longer than the hub's own trial of the storage, which must not find that it writes.
    survive(on_sqlite, lambda: full(on_sqlite), 4.0)
