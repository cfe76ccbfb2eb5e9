"""A log brought in: whole, once, marked; a damaged one leaves nothing."""

from datetime import UTC, datetime

import pytest

from mire.live.engine import readers
from mire.live.engine.keeping import Dispose
from mire.live.replay import DamagedLog, replayed, written_log
from mire.live.state import entries
from mire.live.state.results import results
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.meetings.models import Meeting
from mire.programme.transfer.actions import bring_in_log
from mire.programme.transfer.queries import who_brought_in
from mire.technique_api.refusal import Refusal
from tests.support.office import Office, open_office
from tests.support.rooms import Room, placed

NOW = datetime(2018, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def office(transactional_db: None) -> Office:
    return open_office()


def log_file(room: Room, code: str = "") -> bytes:
    return written_log(room.engine.read(readers.ReadLog(code or room.code)))


@pytest.fixture
def elsewhere(room: Room) -> bytes:
    """The log of an ended meeting that is not in this installation any more."""
    room.open("grille")
    for index in range(9):
        room.answer("grille", room.join(), placed(index - 4, 2, f"motif {index}"))
    room.clock.pass_time(minutes=4)
    room.close("grille")
    room.control(entries.MEETING_ENDED)
    raw = log_file(room)
    room.engine.ask(Dispose(room.code, "x"))
    return raw


def bring(office: Office, room: Room, raw: bytes) -> Meeting:
    return bring_in_log(
        raw=raw,
        programme=office.programme,
        engine=room.engine,
        by=Actor("k", "Agent D07"),
        now=NOW,
    )


def test_a_meeting_brought_in_is_an_ended_one_marked(
    office: Office, room: Room, elsewhere: bytes
) -> None:
    made = Meeting.objects.get(pk=bring(office, room, elsewhere).pk)
    assert (made.title, made.minutes, made.brought_in_at) == ("Séminaire", 90, NOW)
    assert made.code is not None
    assert made.ended_at is not None
    assert made.opened_at is not None
    assert made.opened_at <= made.ended_at < NOW
    assert who_brought_in(made) == "Agent D07"
    state = room.engine.room(made.code).state
    assert results(state) == results(replayed(elsewhere).room)
    assert log_file(room, made.code) == elsewhere


def test_the_same_file_twice_says_which_meeting(
    office: Office, room: Room, elsewhere: bytes
) -> None:
    first = bring(office, room, elsewhere)
    n_lines = Entry.objects.count()
    with pytest.raises(Refusal) as refused:
        bring(office, room, elsewhere)
    assert refused.value.text.params == {"title": "Séminaire", "code": first.code}
    assert Meeting.objects.count() == 1
    assert Entry.objects.count() == n_lines
    Meeting.objects.update(programme=office.stranger.roles.get().kind.programme)
    with pytest.raises(Refusal) as refused:
        bring(office, room, elsewhere)
    assert refused.value.text.params == {"code": first.code}


@pytest.mark.parametrize("line", [0, 4, -1])
def test_a_damaged_log_leaves_nothing(
    office: Office, room: Room, elsewhere: bytes, line: int
) -> None:
    lines = elsewhere.splitlines(keepends=True)
    lines[line] = lines[line].replace(b'"', b"'", 1)
    n_lines = Entry.objects.count()
    with pytest.raises(DamagedLog) as damaged:
        bring(office, room, b"".join(lines))
    assert damaged.value.line == line % len(lines) + 1
    assert not Meeting.objects.exists()
    assert Entry.objects.count() == n_lines


def test_a_meeting_that_goes_on_leaves_nothing(office: Office, room: Room) -> None:
    with pytest.raises(Refusal):
        bring(office, room, log_file(room))
    assert not Meeting.objects.exists()
