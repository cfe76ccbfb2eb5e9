"""The log can only be added to; a failing storage loses nothing and says so."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mire.live.engine import answers, readers, requests
from mire.live.engine.engine import Engine
from mire.live.engine.rooms import UnknownRoom
from mire.live.engine.transaction import Transaction
from mire.live.state import entries
from mire.live.store import box
from mire.live.store.connect import Opener
from mire.live.store.database import StorageSlow, StorageUnavailable
from mire.live.store.postgresql import READ_BOX, PostgreSQL
from tests.support.rooms import Room, placed

pytestmark = pytest.mark.storage


@pytest.fixture
def open_database(open_durable_database: Opener) -> Opener:
    """The storage is the subject here."""
    return open_durable_database


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE live_entry SET body = '{}' WHERE seq = 2",
        "UPDATE live_entry SET kind = 'entry.stub', body = '{}', author = NULL WHERE seq = 2",
        "UPDATE live_entry SET seq = 99 WHERE seq = 2",
        "DELETE FROM live_entry WHERE seq = 2",
    ],
)
def test_sql_cannot_change_the_log(room: Room, open_database: Opener, sql: str) -> None:
    room.enter("cadrage")
    connection = open_database()
    with pytest.raises(connection.errors), connection.transaction():
        connection.execute(sql)
    connection.close()


@pytest.mark.parametrize("n", [0, 1, 2, 300])
def test_many_rows_at_once_are_what_they_are_one_by_one(open_database: Opener, n: int) -> None:
    connection = open_database()
    columns = "room, seq, id, activity, kind, author, medium, body, at"
    insert = f"INSERT INTO live_entry ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    said = [
        "100 % « là » ?",
        "{}",
        "\\N",
        'a"b,{c}',
        "NULL",
        "",
        "🌻",
        "'; DROP TABLE live_room; --",
    ]

    def row(room: int, seq: int) -> tuple[object, ...]:
        named = (None if seq % 3 else f"table {seq}", None)
        return (room, seq, f"{seq:032x}", "grille", "x.y", *named, said[seq % len(said)], "2018")

    for room in (1, 2):
        connection.execute(
            "INSERT INTO live_room (id, code, console, projector, head) VALUES (?, ?, ?, ?, 0)",
            (room, f"CODE{room}", b"\0\xff", b""),
        )
    with connection.transaction():
        connection.execute_many(insert, [row(1, seq) for seq in range(n)])
        for seq in range(n):
            connection.execute(insert, row(2, seq))
    once, again = (
        connection.execute(
            "SELECT seq, id, activity, kind, author, medium, body, at FROM live_entry "
            "WHERE room = ? ORDER BY seq",
            (room,),
        )
        for room in (1, 2)
    )
    assert list(once) == list(again)
    assert [each[0] for each in once] == list(range(n))
    connection.close()


def test_many_rows_take_the_place_of_those_that_are_there(open_database: Opener) -> None:
    connection = open_database()
    insert = (
        "INSERT INTO live_join_card (room, card) VALUES (?, ?) "
        "ON CONFLICT (room, card) DO UPDATE SET card = excluded.card"
    )
    connection.execute(
        "INSERT INTO live_room (id, code, console, projector, head) VALUES (1, 'A', ?, ?, 0)",
        (b"", b""),
    )
    with connection.transaction():
        for _ in range(2):
            connection.execute_many(insert, [(1, bytes([each, 0, 255])) for each in range(40)])
    assert connection.execute("SELECT count(*) FROM live_join_card")[0][0] == 40
    with pytest.raises(connection.errors), connection.transaction():
        connection.execute_many(
            "INSERT INTO live_join_card (room, card) VALUES (?, ?)",
            [(1, b"new"), (1, bytes([1, 0, 255]))],
        )
    assert connection.execute("SELECT count(*) FROM live_join_card")[0][0] == 40
    connection.close()


@pytest.mark.parametrize("asked", [1, 300])
def test_an_answer_is_looked_up_by_its_author_however_many_lie_there(
    open_database: Opener, asked: int
) -> None:
    connection = open_database()
    ballots = [box.ballot_name(1, slug) for slug in ("grille", "autre")]
    there = [
        box.Sealed(number.to_bytes(32, "big"), number, b"r", "phone", f"{number}")
        for number in range(2_000)
    ]
    with connection.transaction():
        for ballot in ballots:
            connection.open_box(ballot)
        box.write(connection, ballots[0], there)
        box.write(connection, ballots[1], there[:3])
    wanted = [each.author for each in there[-asked:]]
    unknown = [b"\xff" * 32, b"\0" * 31 + b"\xff\xff"]
    found = sorted(box.read_some(connection, ballots[0], wanted + unknown), key=lambda s: s.author)
    assert found == there[-asked:]
    assert list(box.read_some(connection, ballots[1], wanted)) == []
    assert list(box.read_some(connection, ballots[0], [])) == []
    if isinstance(connection, PostgreSQL):
        explained = connection.execute(
            "EXPLAIN " + READ_BOX.replace("%b", "?"), (wanted, ballots[0])
        )
        plan = "\n".join(str(row[0]) for row in explained)
        assert "author = asked.author" in plan.partition("Index Cond: ")[2], plan
        assert "Seq Scan" not in plan, plan
    connection.close()


@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_finds_nothing_of_another(
    open_database: Opener, make_room: Callable[..., Room], turn: int
) -> None:
    connection = open_database()
    tables = "room", "entry", "seat", "join_card", "key", "box", "receipt", "note", "pledge"
    for table in tables:
        assert connection.execute(f"SELECT * FROM live_{table}") == [], (turn, table)
    connection.close()
    room = make_room()
    room.open("grille")
    room.answer("grille", room.join(), placed(1, 1))  # sealed in a table of its own until it closes


def test_a_restart_finds_everything_again(room: Room, open_database: Opener) -> None:
    seats = [room.join() for _ in range(8)]
    room.open("grille")
    for seat in seats[:6]:
        room.answer("grille", seat, placed(1, 1))
    restarted = Engine(open_database, clock=room.clock)
    found = restarted.room(room.code)
    before = room.engine.room(room.code)
    assert (found.seats, found.n_answered) == (before.seats, {"grille": 6})
    keys = [each._committer._rooms[room.code].keys for each in (restarted, room.engine)]
    assert keys[0] == keys[1] != {}
    assert (found.state.head, found.state.version) == (before.state.head, before.state.version)
    own = answers.OwnAnswer(room.code, "grille", seats[0])
    assert restarted.read(own) is not None
    restarted.stop()


def test_two_processes_on_one_room_follow_each_other(room: Room, open_database: Opener) -> None:
    other = Engine(open_database, clock=room.clock)
    seat = room.join()
    room.open("grille")
    assert other.room(room.code).state.current == "grille"
    other.ask(room.request("grille", seat, placed(1, 1)))
    room.close("grille")
    assert room.state.activities["grille"].n_answers == 1
    late = room.request("grille", seat, placed(1, 1))
    with pytest.raises(Exception, match="trop tard"):
        other.ask(late)
    other.stop()


def test_a_storage_that_fails_is_said_and_heals(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails in the middle of a transaction leaves nothing; the next one goes through."""
    seat = room.join()
    room.open("grille")
    database = room.engine._committer._database
    assert database is not None
    fail = database.errors[0]("disk I/O error")

    def broken(*_: object) -> None:
        raise fail

    with monkeypatch.context() as patch:
        patch.setattr(database, "execute_many", broken)
        patch.setattr(database, "put_answers", broken)
        with pytest.raises(StorageUnavailable):
            room.answer("grille", seat, placed(1, 1))
    with contextlib.suppress(StorageUnavailable):
        room.answer("grille", seat, placed(1, 1))
    assert room.answer("grille", seat, placed(1, 2), revision=2).status == "stored"
    assert room.engine.room(room.code).n_answered == {"grille": 1}
    assert entries.OPENED in {e.kind for e in room.engine.read(readers.ReadLog(room.code))}


def test_what_was_written_before_the_storage_was_lost_is_known_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit was done, its answer was lost: memory reads it again before it goes on."""
    first, second = room.join(), room.join()
    room.open("grille")
    database = room.engine._committer._database
    assert database is not None
    whole, put = database.transaction, database.put_answers

    @contextlib.contextmanager
    def lost_at_the_end() -> Iterator[None]:
        with whole():
            yield
        raise database.errors[0]("connection lost")

    def put_and_lost(*given: Any) -> None:
        put(*given)
        raise database.errors[0]("connection lost")

    with monkeypatch.context() as patch:
        patch.setattr(database, "transaction", lost_at_the_end)
        patch.setattr(database, "put_answers", put_and_lost)
        with pytest.raises(StorageUnavailable):
            room.answer("grille", first, placed(1, 1))
    assert room.engine.room(room.code).n_answered == {"grille": 0}
    assert room.answer("grille", second, placed(2, 2)).status == "stored"
    assert room.engine.room(room.code).n_answered == {"grille": 2}


def test_who_no_longer_waits_does_not_stop_the_writer(room: Room) -> None:
    class Left(requests.Join):
        """A phone that is given up while its request is being written."""

        def apply(self, transaction: Transaction) -> bytes:
            self.answered.cancel()
            return super().apply(transaction)

    room.engine.submit(Left(room.code))
    assert len(room.join()) == 16
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(room.engine.asked(requests.Join(room.code)), timeout=0))
    assert len(room.join()) == 16


def test_a_loop_that_waits_is_told_answers_refusals_and_faults(room: Room) -> None:
    class Broken(requests.Join):
        def apply(self, transaction: Transaction) -> bytes:
            raise ZeroDivisionError

    async def ask_all() -> list[object]:
        return await asyncio.gather(
            *(room.engine.asked(requests.Join(room.code)) for _ in range(20)),
            room.engine.asked(requests.Join("AAAAAA")),
            room.engine.asked(Broken(room.code)),
            return_exceptions=True,
        )

    *seats, unknown, broken = asyncio.run(ask_all())
    assert len(set(seats)) == 20
    assert isinstance(unknown, UnknownRoom)
    assert isinstance(broken, ZeroDivisionError)


def test_a_loop_waits_no_longer_than_it_has_patience_for(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room.engine, "patience", 0.05)
    held = threading.Event()

    class Slow(requests.Join):
        def apply(self, transaction: Transaction) -> bytes:
            held.wait()
            return super().apply(transaction)

    with pytest.raises(StorageSlow):
        asyncio.run(room.engine.asked(Slow(room.code)))
    held.set()
    monkeypatch.undo()
    assert len(room.join()) == 16


def test_a_trial_of_writing_writes_and_changes_nothing(room: Room, open_database: Opener) -> None:
    """A row set to what it holds is not written by SQLite: a full disk would seem to heal."""
    observer = open_database()
    seen = (
        "PRAGMA data_version"
        if observer.vendor == "sqlite"
        else "SELECT xmin::text FROM live_room ORDER BY id LIMIT 1"
    )
    (before,) = observer.execute(seen)
    (head,) = observer.execute("SELECT head FROM live_room ORDER BY id LIMIT 1")
    room.engine.ask(requests.TryStorage(writes=True))
    (after,) = observer.execute(seen)
    assert after != before
    assert observer.execute("SELECT head FROM live_room ORDER BY id LIMIT 1") == [head]
    room.engine.ask(requests.TryStorage())
    assert observer.execute(seen) == [after]
    observer.close()
