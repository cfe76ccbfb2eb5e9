"""Answers by one statement: told what a whole transaction would tell, and never lost."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mire.live.engine import answers, committer, controls, requests
from mire.live.engine.answers import Stored
from mire.live.engine.ballot_puts import by_ballot
from mire.live.engine.engine import Engine
from mire.live.engine.readers import ReadLog
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.state.room import CLOSING_GRACE
from mire.live.store import box
from mire.live.store.connect import opener
from mire.live.store.database import ROWS_IN_ONE, Database, SQLite, StorageUnavailable
from mire.live.store.postgresql import PostgreSQL as Live
from mire.technique_api.refusal import Refusal
from tests.live.test_panel import ROUNDS
from tests.live.test_transactions import in_one_batch
from tests.support.rooms import Room, placed
from tests.support.sheets import sheet

PATIENCE_SECONDS = 60.0

Sent = tuple[int, int, int, int]
"""An answer: by which phone, its revision, its number, where it places."""

phones = st.integers(0, 4)
sent = st.tuples(phones, st.integers(1, 3), st.integers(0, 5), st.integers(-2, 2))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a live database, of both kinds."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    made = str(tmp_path_factory.mktemp("direct") / "live.sqlite3")
    database = opener(made)()
    database.create_schema()
    database.close()
    return made


@pytest.fixture
def room(postgresql_url: str) -> Iterator[Room]:
    """A room on PostgreSQL."""
    made = Room(opener(postgresql_url))
    yield made
    made.engine.stop()


def whole(url: str) -> Callable[[], Database]:
    """Return what opens the same database, on which no statement puts anything."""

    def open_whole() -> Database:
        database = opener(url)()
        database.put_answers = lambda *_: (frozenset(), 0)  # type: ignore[method-assign]
        return database

    return open_whole


def answers_of(room: Room, batches: list[list[Sent]]) -> tuple[list[object], list[object]]:
    """Return what each answer was told, and what the ballot's closing wrote."""
    seats = [room.join() for _ in range(5)]
    room.open("grille")
    told: list[object] = []
    for batch in batches:
        asked = [
            room.request("grille", seats[phone], placed(x, x), id=f"{id:032x}", revision=revision)
            for phone, revision, id, x in batch
        ]
        said = in_one_batch(room, *asked)
        told += [each.code if isinstance(each, Refusal) else each for each in said]
        told.append(dict(room.engine.room(room.code).n_answered))
    room.close("grille")
    return told, [(each.kind, each.body) for each in room.engine.read(ReadLog(room.code))][1:]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(sent, min_size=1, max_size=6), max_size=6))
def test_each_answer_is_told_what_a_whole_transaction_tells_it(
    url: str, batches: list[list[Sent]]
) -> None:
    rooms = Room(opener(url)), Room(whole(url))
    found = [answers_of(room, batches) for room in rooms]
    for room in rooms:
        room.engine.stop()
    assert found[0] == found[1]


def test_answers_that_come_together_are_one_statement(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Room(opener(url))
    seats = [room.join() for _ in range(40)]
    room.open("grille")
    asked = [room.request("grille", seat, placed(1, 1)) for seat in seats]
    monkeypatch.setattr(Live, "lock_rooms", None)  # what a transaction begins with
    monkeypatch.setattr(SQLite, "lock_rooms", None)
    told = [room.engine.submit(each) for each in asked]
    assert {each.result(PATIENCE_SECONDS).status for each in told} == {"stored"}
    assert room.engine.room(room.code).n_answered == {"grille": 40}
    monkeypatch.undo()
    room.close("grille")
    assert room.state.activities["grille"].n_answers == 40
    room.engine.stop()


def test_a_ballot_whose_grace_is_over_is_closed_before_an_answer_is_looked_at(url: str) -> None:
    room = Room(opener(url))
    first, second = room.join(), room.join()
    room.open("grille")
    room.answer("grille", first, placed(1, 1))
    room.control(entries.CLOSING, "grille")
    late = room.request("grille", second, placed(2, 2))
    room.clock.pass_time(seconds=CLOSING_GRACE.total_seconds())
    with pytest.raises(Refusal) as refused:  # nobody has looked at the room since
        room.engine.ask(late)
    assert refused.value.code == "late"
    assert room.state.activities["grille"].n_answers == 1
    room.engine.stop()


def test_a_storage_lost_under_one_ballot_is_not_waited_for_again_under_another(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Database] = []

    def open_and_note() -> Database:
        opened.append(opener(url)())
        return opened[-1]

    room = Room(open_and_note)
    other, *_tokens = room.engine.ask(requests.CreateRoom(sheet()))
    asked = []
    for code in (room.code, other):
        seat = room.engine.ask(requests.Join(code))
        for kind in (entries.ENTERED, entries.OPENED):
            version = room.engine.room(code).state.version
            room.engine.ask(controls.Control(code, Command(kind, "grille", version)))
        asked.append(room.request_for(code, "grille", seat, placed(1, 1)))
    (database,) = opened

    def lost(*_: object) -> None:
        raise database.errors[0]("connection lost")

    monkeypatch.setattr(database, "put_answers", lost)
    told = in_one_batch(room, *asked)
    assert [type(each) for each in told] == [StorageUnavailable] * 2
    assert opened == [database]
    for again in asked:
        assert room.engine.ask(replace(again)).status == "stored"
    room.engine.stop()


def test_more_answers_than_one_statement_takes_are_put_all_or_none_in_a_file(
    tmp_path: Path,
) -> None:
    database = opener(str(tmp_path / "live.sqlite3"))()
    database.create_schema()
    database.execute(
        "INSERT INTO live_room (id, code, console, projector, head) VALUES (1, 'A', ?, ?, 3)",
        (b"", b""),
    )
    rows = [
        box.Sealed(number.to_bytes(32, "big"), 2, b"r", "phone", "{}")
        for number in range(2 * ROWS_IN_ONE + 40)
    ]
    ballot = box.ballot_name(1, "grille")

    def put(answers: list[box.Sealed]) -> tuple[int, int]:
        authors, n_first = box.put(database, ballot, answers, room=1, head=3, line="")
        return len(authors), n_first

    box.write(database, ballot, [replace(rows[5], revision=1), replace(rows[300], revision=1)])
    assert put(rows) == (len(rows), len(rows) - 2)
    assert box.read_all(database, ballot) == rows
    later = [replace(each, revision=3) for each in rows]
    assert put([*later[:-1], rows[-1]]) == (0, 0)
    assert box.read_all(database, ballot) == rows
    assert put(later) == (len(rows), 0)
    database.close()


def test_more_ballots_than_are_worth_a_commit_each_go_together() -> None:
    asked = [answers.Answer(code, "grille", b"", "", 1, b"{}") for code in ("A", "B", "C", "A")]
    assert [len(part) for part in by_ballot(asked[:2])] == [1, 1]
    assert [len(part) for part in by_ballot([*asked[:2], asked[3]])] == [2, 1]
    assert by_ballot(asked) == []
    assert by_ballot([*asked[:2], requests.Look("A")]) == []


def test_others_are_told_of_an_answer_at_once_then_of_all_that_came_since(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    seats = [room.join() for _ in range(6)]
    room.open("grille")
    with_answers: list[str] = []
    alone: list[str] = []
    put = Live.put_answers

    def put_and_note(self: Live, *given: Any) -> tuple[frozenset[bytes], int]:
        with_answers.append(given[-1])
        return put(self, *given)

    monkeypatch.setattr(Live, "put_answers", put_and_note)
    monkeypatch.setattr(Live, "tell", lambda _, line: alone.append(line))
    monkeypatch.setattr(committer, "TELL_SECONDS", 3600.0)
    room.engine._committer._told_at.clear()
    for seat in seats:
        room.answer("grille", seat, placed(1, 1))
    first, *more = with_answers
    assert first.endswith(f" {room.code} {room.state.head}")
    assert (more, alone) == ([""] * 5, [])
    monkeypatch.setattr(committer, "TELL_SECONDS", 0.0)
    room.engine.ask(requests.TryStorage())
    end = time.monotonic() + PATIENCE_SECONDS
    while not alone:
        assert time.monotonic() < end
        time.sleep(0.005)
    room.engine.ask(requests.TryStorage())
    assert alone == [first]


def test_a_process_that_has_not_heard_of_a_closing_takes_no_answer(url: str) -> None:
    """Not even where the ballot stays, for a second round to be linked with it."""
    room = Room(opener(url), ROUNDS)
    deaf = Engine(opener(url), clock=room.clock)
    seats = [room.join() for _ in range(6)]
    room.open("grille")
    deaf.ask(requests.Look(room.code))
    for seat in seats[:5]:
        assert deaf.ask(room.request("grille", seat, placed(1, 1))) == Stored("stored", 1)
    late = room.request("grille", seats[5], placed(2, 2))
    room.close("grille")
    ballot, looking = box.ballot_name(room.engine.room(room.code).id, "grille"), opener(url)()
    held = box.read_all(looking, ballot)
    with pytest.raises(Refusal) as refused:
        deaf.ask(late)
    assert refused.value.code == "late"
    assert box.read_all(looking, ballot) == held
    assert len(held) == 5
    assert room.state.activities["grille"].n_answers == 5
    looking.close()
    deaf.stop()
    room.engine.stop()


def test_an_answer_waits_for_who_is_at_the_room_and_holds_nothing_meanwhile(
    postgresql_url: str, room: Room
) -> None:
    """Who is at the room may be about to close the ballot, and to wait for who writes to it."""
    seat = room.join()
    room.open("grille")
    with psycopg.connect(postgresql_url) as other:
        other.execute("SELECT 1 FROM live_room WHERE code = %s FOR UPDATE", (room.code,))
        asked = room.engine.submit(room.request("grille", seat, placed(1, 1)))
        while not is_waiting(other):
            assert not asked.done()
        other.execute("LOCK TABLE live_box IN ACCESS EXCLUSIVE MODE NOWAIT")
    assert asked.result(PATIENCE_SECONDS).status == "stored"


def test_a_closing_waits_for_an_answer_that_is_being_written(
    postgresql_url: str, room: Room
) -> None:
    """Else it would count without it, and drop it with the ballot once it is acknowledged."""
    closer = Engine(opener(postgresql_url), clock=room.clock)
    seat = room.join()
    room.open("grille")
    room.control(entries.CLOSING, "grille")
    closer.ask(requests.Look(room.code))
    answer = room.request("grille", seat, placed(1, 1))
    key = next(iter(room.engine._committer._rooms.values())).keys["grille"]
    ballot = f"{room.engine.room(room.code).id}/grille"
    with (
        psycopg.connect(postgresql_url) as holding,
        psycopg.connect(postgresql_url, autocommit=True) as looking,
    ):
        # Somebody is about to write the same row: the answer waits within its statement.
        holding.execute(
            "INSERT INTO live_box VALUES (%s, %s, 9, '', '', '')", (ballot, answer.author(key))
        )
        asked = room.engine.submit(answer)
        while not is_waiting(holding):
            assert not asked.done()
        room.clock.pass_time(seconds=CLOSING_GRACE.total_seconds())
        closing = closer.submit(requests.Look(room.code))
        while len(waiting(looking)) < 2:
            assert not closing.done()
        holding.rollback()
    assert asked.result(PATIENCE_SECONDS).status == "stored"
    closing.result(PATIENCE_SECONDS)
    assert closer.room(room.code).state.activities["grille"].n_answers == 1
    closer.stop()


def waiting(session: psycopg.Connection[tuple[int]]) -> list[tuple[int]]:
    """Return the sessions that wait for another."""
    return session.execute(
        "SELECT pid FROM pg_stat_activity "
        "WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
    ).fetchall()


def is_waiting(session: psycopg.Connection[tuple[int]]) -> bool:
    """Whether somebody waits for what this session holds."""
    found = session.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    ).fetchone()
    return bool(found and found[0])


def test_what_is_acknowledged_while_another_process_closes_is_counted(
    postgresql_url: str,
) -> None:
    for _round in range(8):
        here = Room(opener(postgresql_url))
        there = Engine(opener(postgresql_url), clock=here.clock)
        seats = [here.join() for _ in range(300)]
        here.open("grille")
        there.ask(requests.Look(here.code))
        asked = [here.request("grille", seat, placed(1, 1)) for seat in seats]
        here.control(entries.CLOSING, "grille")
        there.ask(requests.Look(here.code))
        begun, told = threading.Event(), []

        def answer(there=there, asked=asked, begun=begun, told=told) -> None:  # type: ignore[no-untyped-def]
            for number, each in enumerate(asked):
                try:
                    told.append(there.ask(each).status)
                except Refusal as refusal:
                    told.append(refusal.code)
                if number == 20:
                    begun.set()

        sending = threading.Thread(target=answer)
        sending.start()
        assert begun.wait(PATIENCE_SECONDS)
        here.clock.pass_time(seconds=CLOSING_GRACE.total_seconds())
        here.engine.ask(requests.Look(here.code))
        sending.join(PATIENCE_SECONDS)
        assert len(told) == len(asked)
        assert set(told) <= {"stored", "late"}
        assert here.state.activities["grille"].n_answers == told.count("stored") > 20
        here.engine.stop()
        there.stop()
