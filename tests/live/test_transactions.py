"""Refused requests leave nothing; reading goes on beside the writer; idle rooms leave memory."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, fields

import pytest

from mire.live.engine import engine as engines
from mire.live.engine import paper, readers, requests
from mire.live.engine.controls import Direct
from mire.live.engine.engine import Engine
from mire.live.engine.notes import ReadNotes, WriteNote
from mire.live.engine.readers import Readers, ReadLog
from mire.live.engine.rehearsals import SetPace
from mire.live.engine.requests import Request
from mire.live.engine.rooms import RoomView
from mire.live.engine.transaction import Transaction
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.state.entries import canonical
from mire.live.store import notes
from mire.live.store.connect import Opener
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece
from mire.technique_api.text import text
from tests.live.test_tables import cafe, log_of, note  # noqa: F401 - a fixture
from tests.support.rooms import Room, placed

pytestmark = pytest.mark.storage


@dataclass(slots=True, eq=False)
class Hold(Request[None]):
    """Keep the writer busy until told: what is asked meanwhile makes one batch."""

    go: threading.Event
    begun: threading.Event = field(default_factory=threading.Event)
    code: str = ""

    def apply(self, transaction: Transaction) -> None:
        self.begun.set()
        assert self.go.wait(60)


@dataclass(slots=True, eq=False)
class Poison(Request[None]):
    """A mistake of ours in the middle of a batch."""

    code: str

    def apply(self, transaction: Transaction) -> None:
        transaction.room(self.code).new_seats.append(b"poison")
        raise ZeroDivisionError


@dataclass(slots=True, eq=False)
class WriteThenRefuse(Request[None]):
    """Change all that a request may change, then refuse."""

    code: str

    def apply(self, transaction: Transaction) -> None:
        pending = transaction.room(self.code)
        notes.add_note(
            transaction.database,
            pending.room.id,
            notes.Note(transaction.fresh_id(), "", transaction.at(pending), "ne reste pas"),
        )
        transaction.append(
            pending, [entries.Draft("", entries.HEADCOUNT, {"n": 99}, "facilitator")]
        )
        transaction.flush()
        pending.new_seats.append(b"s" * 32)
        pending.n_answered["grille"] = 77
        pending.keys["grille"] = b"k"
        pending.late.append(("grille", b"r"))
        transaction.unclean.add("live_entry")
        raise Refusal(text("Non."), code="no")


def in_one_batch(room: Room, *asked: Request[object]) -> list[object]:
    """Submit requests while the writer is held; return each answer, or the exception."""
    go = threading.Event()
    hold = Hold(go)
    held = room.engine.submit(hold)
    assert hold.begun.wait(60)
    waiting = [room.engine.submit(each) for each in asked]
    go.set()
    held.result(60)
    return [future.exception(60) or future.result(60) for future in waiting]


def test_what_a_refused_request_did_is_undone_and_its_neighbours_stay(room: Room) -> None:
    seat = room.join()
    room.open("grille")
    before = log_of(room)
    given, refused, joined = in_one_batch(
        room,
        room.request("grille", seat, placed(1, 1)),
        WriteThenRefuse(room.code),
        requests.Join(room.code),
    )
    assert getattr(given, "status", given) == "stored"
    assert isinstance(refused, Refusal)
    assert isinstance(joined, bytes)
    view = room.engine.room(room.code)
    assert view.n_answered == {"grille": 1}
    assert view.n_late == {}
    assert len(view.seats) == 2
    assert view.state.headcount != 99
    assert log_of(room) == before
    assert room.engine.read(ReadNotes(room.code)) == []
    # The ballot's own key was not touched: the same seat changes its answer.
    assert room.answer("grille", seat, placed(2, 2), revision=2).status == "stored"


def test_a_poisoned_batch_is_retried_one_by_one(room: Room) -> None:
    room.open("grille")
    seat = room.join()
    first, poisoned, second = in_one_batch(
        room,
        requests.Join(room.code),
        Poison(room.code),
        room.request("grille", seat, placed(1, 1)),
    )
    assert isinstance(first, bytes)
    assert isinstance(poisoned, ZeroDivisionError)
    assert getattr(second, "status", second) == "stored"
    assert len(room.engine.room(room.code).seats) == 2


def test_a_paper_batch_of_tables_is_kept_whole_or_not_at_all(cafe: Room) -> None:  # noqa: F811
    known = note(cafe, "Un lieu.", table=2, id="lot-1")
    at = cafe.state.activities["cafe"]
    lines = [
        canonical(
            at.technique.answers.read_form(at.config, {"table": "1", "round": "1", "said": said})
        )
        for said in ("Du temps.", "Autre chose que le lieu.")
    ]
    with pytest.raises(Refusal, match="numéro d'un autre"):
        cafe.engine.ask(paper.PaperBatch(cafe.code, "cafe", "lot", lines))
    assert [each.id for each in log_of(cafe) if each.kind == "note"] == [known]


def test_what_tables_are_asked_and_what_the_wall_shows_are_one_press(cafe: Room) -> None:  # noqa: F811
    said = note(cafe, "Un lieu.")
    at = cafe.state.activities["cafe"]
    begun = Piece("round", {"number": 1})
    unknown = Command(entries.TEXT_SHOWN, "cafe", 0, {"entry": "inconnu"})
    with pytest.raises(Refusal):
        cafe.engine.ask(Direct(cafe.code, "cafe", at.n_directed, [begun], unknown))
    assert cafe.state.activities["cafe"].n_directed == at.n_directed
    shown = Command(entries.TEXT_SHOWN, "cafe", 0, {"entry": said})
    cafe.engine.ask(Direct(cafe.code, "cafe", at.n_directed, [begun], shown))
    after = cafe.state.activities["cafe"]
    assert (after.n_directed, after.shown_texts) == (at.n_directed + 1, {said})


def test_a_pace_changes_after_its_commit(room: Room) -> None:
    code, _, _ = room.engine.ask(requests.CreateRoom(room.state.sheet, is_rehearsal=True))
    go = threading.Event()
    held = room.engine.submit(Hold(go))
    pace = room.engine.submit(SetPace(code, 10))
    assert room.engine.room(code).pace is None, "not before its commit"
    go.set()
    held.result(60)
    pace.result(60)
    found = room.engine.room(code).pace
    assert found is not None
    assert found.rate == 10


def test_nobody_but_the_writer_is_given_a_key() -> None:
    assert {each.name for each in fields(RoomView)}.isdisjoint({"keys", "late", "room"})


def test_a_reader_can_not_write_and_sees_one_state(room: Room, open_database: Opener) -> None:
    room.enter("cadrage")
    lent = Readers(open_database)
    with lent.database() as database:
        sql = "SELECT count(*) FROM live_entry"
        before = database.execute(sql)
        room.engine.ask(WriteNote(room.code, "Pendant la lecture."))
        room.enter("grille")
        assert database.execute(sql) == before
        assert database.execute("SELECT count(*) FROM live_note") == [(0,)]
    with pytest.raises(Exception, match=r"(?i)enregistrement"), lent.database() as database:
        database.execute("DELETE FROM live_note")
    with lent.database() as database:
        assert database.execute("SELECT count(*) FROM live_note") == [(1,)]
    lent.close()


def test_a_connection_that_was_lost_while_nobody_used_it_refuses_nothing(
    room: Room, open_database: Opener
) -> None:
    with closing(Readers(open_database)) as lent:
        with lent.database(), lent.database():
            pass
        for kept in lent._kept.queue:
            kept.close()
        with lent.database() as database:
            assert database.execute("SELECT count(*) FROM live_room") == [(1,)]


def test_a_reading_that_waits_holds_up_nobody(room: Room, open_database: Opener) -> None:
    seat = room.join()
    room.open("grille")
    with closing(Readers(open_database)) as lent, lent.database() as database:
        database.execute("SELECT count(*) FROM live_entry")
        assert room.answer("grille", seat, placed(1, 1)).status == "stored"


def test_a_crowd_that_comes_back_has_its_room_read_once(
    room: Room, open_database: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.enter("cadrage")
    calls = []
    load = readers.load_room
    monkeypatch.setattr(engines, "load_room", lambda *given: calls.append(given) or load(*given))
    restarted = Engine(open_database, clock=room.clock)
    with ThreadPoolExecutor(8) as crowd:
        found = list(crowd.map(lambda _: restarted.room(room.code), range(16)))
    assert {each.state.head for each in found} == {room.state.head}
    assert len(calls) == 1
    restarted.stop()


def test_a_room_read_beforehand_gets_what_was_written_since(
    room: Room, open_database: Opener
) -> None:
    with closing(Readers(open_database)) as lent, lent.database() as database:
        loaded = readers.load_room(database, room.code, room.clock())
    seat = room.join()
    room.open("grille")
    room.answer("grille", seat, placed(1, 1))
    restarted = Engine(open_database, clock=room.clock)
    restarted.ask(requests.Look(room.code, loaded))
    found = restarted.room(room.code)
    assert (found.state.head, found.n_answered) == (room.state.head, {"grille": 1})
    assert restarted.ask(requests.FindSeat(room.code, seat)) is True
    restarted.stop()


def test_meetings_leave_memory_and_come_back(
    room: Room, make_room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    other, _, _ = room.engine.ask(requests.CreateRoom(room.state.sheet))
    room.enter("cadrage")
    room.control(entries.MEETING_ENDED)
    log = room.engine.read(ReadLog(room.code))
    monkeypatch.setattr(engines, "ENDED_SECONDS", 0.0)
    room.engine.release_idle_rooms()
    room.engine.ask(requests.Look(other))  # what was asked before it is done
    assert room.engine._committer.views.keys() == {other}
    assert room.engine._committer._rooms.keys() == {other}
    assert room.engine.room(room.code).state.ended_at is not None
    assert room.engine.read(ReadLog(room.code)) == log
