"""Sends that come twice, out of order, through two processes, or after the clock went back."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from mire.live.engine import requests, rooms
from mire.live.engine.engine import Engine
from mire.live.engine.readers import ReadLog
from mire.live.state import entries
from mire.live.state.room import CLOSING_GRACE, Phase
from mire.live.store.connect import Opener
from tests.faults import proofs
from tests.faults.crowd import Crowd, Facilitator, Phone
from tests.faults.serving import MEETING
from tests.support.postgres import PostgreSQL
from tests.support.rooms import Room, placed
from tests.support.server import Server

pytestmark = pytest.mark.storage

PHONES = 16
ROUNDS = 8
SEED = 4


@pytest.fixture
def shared(
    tmp_path: Path, static: Path, postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """A server on a database that another may serve too."""
    monkeypatch.setenv("DATABASE_URL", postgresql.url)
    with Server(tmp_path / "data", static) as running:
        yield running


@pytest.fixture
def twin(shared: Server, static: Path) -> Iterator[Server]:
    """A second process on the same data."""
    other = Server(shared.folder, static)
    other.environment = shared.environment
    other.start()
    yield other
    other.stop()


@pytest.mark.slow
def test_two_processes_twice_and_out_of_order(shared: Server, twin: Server) -> None:
    opened = shared.open_room(MEETING)
    addresses = [shared.address, twin.address]

    def shuffled(phone: Phone) -> None:
        for _ in range(ROUNDS):
            letters = [phone.write(proofs.ACTIVITY) for _ in range(2)]
            letters.append(phone.random.choice(letters))
            phone.random.shuffle(letters)
            for letter in letters:
                phone.turn_to(phone.random.choice(addresses))
                assert phone.deliver(letter) in ("stored", "superseded")

    with (
        closing(Facilitator(shared.address, opened.code, opened.console)) as facilitator,
        closing(Facilitator(twin.address, opened.code, opened.console)) as other,
        closing(Crowd(addresses, opened.code, PHONES, SEED)) as crowd,
    ):
        proofs.start(facilitator, crowd)
        crowd.each(shuffled)
        proofs.prove_open(crowd)
        crowd.answer_without_pause(proofs.ACTIVITY)
        other.press(entries.CLOSING, proofs.ACTIVITY)
        crowd.join()
        log = proofs.prove_closed(facilitator, crowd)
        assert other.log() == log
        proofs.prove_replay(other)


def test_two_rooms_of_two_processes_never_wait_for_each_other_in_a_circle(
    make_room: Callable[..., Room], open_database: Opener
) -> None:
    """Each process takes both rooms in one transaction, in the order in which requests come."""
    here, there = make_room(), make_room()
    engines = [Engine(open_database, clock=here.clock) for _ in range(2)]
    seats = {}
    for room in (here, there):
        seats[room.code] = [room.join() for _ in range(8)]
        room.open("grille")
    faults: list[Exception] = []

    def answer(engine: Engine, rooms: list[Room], number: int) -> None:
        for room in rooms:
            engine.room(room.code)
        for turn in range(1, 40):
            sent: list[Future[Any]] = []
            for seat in range(8):
                for room in rooms:
                    at = seats[room.code][seat]
                    asked = room.request("grille", at, placed(seat, number), revision=turn)
                    # Answers alone go to each ballot by itself: something else keeps them together.
                    sent += [engine.submit(asked), engine.submit(requests.Look(room.code))]
            for future in sent:
                try:
                    future.result(timeout=120)
                except Exception as fault:  # noqa: BLE001 - gathered, and none is expected
                    faults.append(fault)

    threads = [
        Thread(target=answer, args=(engines[0], [here, there], 0)),
        Thread(target=answer, args=(engines[1], [there, here], 1)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for engine in engines:
        engine.stop()
    assert faults == []


def test_a_clock_set_back_loses_nothing_and_keeps_the_grace(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    seats = [room.join() for _ in range(9)]
    room.open("grille")
    for number, seat in enumerate(seats):
        assert room.answer("grille", seat, placed(number, 0)).status == "stored"
        room.clock.pass_time(minutes=-7)
    room.control(entries.CLOSING, "grille")
    room.clock.pass_time(minutes=-30)
    for number, seat in enumerate(seats):
        stored = room.answer("grille", seat, placed(number, 1), revision=2)
        assert (stored.status, stored.revision) == ("stored", 2)
    assert room.engine.due() == []
    now = rooms.monotonic()
    monkeypatch.setattr(rooms, "monotonic", lambda: now + CLOSING_GRACE.total_seconds())
    assert room.engine.due() == [room.code]
    room.join()
    grid = room.state.activities["grille"]
    assert (grid.phase, grid.n_answers) == (Phase.CLOSED, 9)
    log = room.engine.read(ReadLog(room.code))
    times = [entry.at for entry in log]
    assert times == sorted(times)
    assert sum(entry.body.get("y") == 1 for entry in log) == 9
