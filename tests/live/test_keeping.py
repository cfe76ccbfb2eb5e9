"""What a room keeps after its meeting: forgotten, taken away under a visa, brought in again."""

from datetime import date

import pytest

from mire.live.engine import readers
from mire.live.engine.keeping import BringIn, Dispose, ForgetNotes, ForgetRegister, TakeBack
from mire.live.engine.notes import ReadNotes, WriteNote
from mire.live.engine.requests import TryStorage
from mire.live.engine.rooms import UnknownRoom
from mire.live.replay import replayed, written_log
from mire.live.state import entries
from mire.live.state.commitments import Commitment
from mire.live.state.results import results
from mire.live.store.commitments import write_commitments
from mire.live.store.connect import Opener
from mire.technique_api.refusal import Refusal
from tests.support.rooms import Room, placed

pytestmark = pytest.mark.storage


def log_file(room: Room, code: str = "") -> bytes:
    return written_log(room.engine.read(readers.ReadLog(code or room.code)))


@pytest.fixture
def ended(room: Room) -> Room:
    """A meeting with nine answers, a note, then ended."""
    room.open("grille")
    for index in range(9):
        room.answer("grille", room.join(), placed(index - 4, 2, f"motif {index}"))
    room.clock.pass_time(minutes=4)
    room.close("grille")
    room.engine.ask(WriteNote(room.code, "relancer l'habitat"))
    room.control(entries.MEETING_ENDED)
    return room


def pledge(room: Room, open_database: Opener, code: str = "") -> None:
    database = open_database()
    day = date(2018, 3, 22)
    with database.transaction():
        held = Commitment(b"l" * 32, "", "Direction · D07", b"{}", day, day, is_confirmed=True)
        write_commitments(database, room.engine.room(code or room.code).id, [held])
    database.close()


def test_the_register_and_the_notes_are_forgotten_one_without_the_other(
    ended: Room, open_database: Opener
) -> None:
    pledge(ended, open_database)
    assert ended.engine.named_in([ended.code, "ZZZZZZ"]) == {ended.code: (1, 1)}
    ended.engine.ask(ForgetRegister(ended.code))
    assert ended.engine.named_in([ended.code]) == {ended.code: (0, 1)}
    ended.engine.ask(ForgetNotes(ended.code))
    assert ended.engine.named_in([ended.code]) == {ended.code: (0, 0)}
    assert ended.engine.read(ReadNotes(ended.code)) == []
    ended.engine.ask(ForgetRegister(ended.code))


def test_nothing_leaves_a_meeting_that_goes_on(room: Room) -> None:
    for request in (
        ForgetRegister(room.code),
        ForgetNotes(room.code),
        Dispose(room.code, "2021-07"),
    ):
        with pytest.raises(Refusal) as refused:
            room.engine.ask(request)
        assert refused.value.code == "not_ended"
    assert room.engine.room(room.code).code == room.code


def test_a_log_leaves_only_under_a_visa(ended: Room, open_database: Opener) -> None:
    with pytest.raises(Refusal) as refused:
        ended.engine.ask(Dispose(ended.code, "  "))
    assert refused.value.path == ("visa",)
    database = open_database()
    with pytest.raises(database.errors), database.transaction():
        database.execute("DELETE FROM live_entry")
    ended.engine.ask(Dispose(ended.code, "AD59 2021-07"))
    for table in ("live_room", "live_entry", "live_note", "live_pledge", "live_receipt"):
        assert database.execute(f"SELECT count(*) FROM {table}")[0][0] == 0, table
    database.close()
    with pytest.raises(UnknownRoom):
        ended.engine.room(ended.code)
    ended.engine.ask(Dispose(ended.code, "AD59 2021-07"))


def test_a_room_that_another_process_took_away_is_let_go(
    ended: Room, open_database: Opener
) -> None:
    ended.engine.room(ended.code)
    database = open_database()
    with database.transaction():
        database.execute("UPDATE live_room SET visa = 'x'")
        for table in ("live_note", "live_entry", "live_receipt", "live_room"):
            database.execute(f"DELETE FROM {table}")
    database.close()
    ended.engine.drop_renewed_rooms()
    ended.engine.ask(TryStorage())  # the writer lets go between two batches
    with pytest.raises(UnknownRoom):
        ended.engine.room(ended.code)


def test_a_log_brought_in_gives_the_same_results_and_the_same_file(ended: Room) -> None:
    raw, given = log_file(ended), results(ended.state)
    ended.engine.ask(Dispose(ended.code, "AD59 2021-07"))
    found = replayed(raw)
    code = ended.engine.ask(BringIn(found.log, found.room))
    assert code != ended.code
    assert results(ended.engine.room(code).state) == given
    assert log_file(ended, code) == raw
    with pytest.raises(Refusal) as refused:
        ended.engine.ask(BringIn(found.log, found.room))
    assert (refused.value.code, refused.value.path) == ("known", (code,))


def test_the_log_of_a_meeting_led_here_is_refused_under_its_code(ended: Room) -> None:
    found = replayed(log_file(ended))
    with pytest.raises(Refusal) as refused:
        ended.engine.ask(BringIn(found.log, found.room))
    assert refused.value.path == (ended.code,)


def test_a_log_that_has_not_ended_is_refused(room: Room) -> None:
    found = replayed(log_file(room))
    with pytest.raises(Refusal) as refused:
        room.engine.ask(BringIn(found.log, found.room))
    assert refused.value.code == "not_ended"


def test_a_room_is_taken_back_until_something_begins_in_it(
    room: Room, open_database: Opener
) -> None:
    room.join()
    room.control(entries.SHEET_FROZEN)
    room.engine.ask(WriteNote(room.code, "prévoir des feutres"))
    room.engine.ask(TakeBack(room.code))
    database = open_database()
    for table in ("live_room", "live_entry", "live_note", "live_seat"):
        assert database.execute(f"SELECT count(*) FROM {table}")[0][0] == 0, table
    database.close()
    with pytest.raises(UnknownRoom):
        room.engine.room(room.code)
    room.engine.ask(TakeBack(room.code))


def test_a_room_where_an_activity_was_reached_is_not_taken_back(room: Room) -> None:
    room.open("grille")
    with pytest.raises(Refusal) as refused:
        room.engine.ask(TakeBack(room.code))
    assert refused.value.code == "started"
    assert room.engine.room(room.code).code == room.code
