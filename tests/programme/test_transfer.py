"""A log brought in: whole, once, marked; a damaged one leaves nothing. A meeting carried."""

import secrets
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.live.engine import readers
from mire.live.engine.commitments import OfferCommitment, PrintCards, ReadCommitments
from mire.live.engine.keeping import Apart, Dispose, ReadApart
from mire.live.engine.notes import WriteNote
from mire.live.replay import DamagedLog, replayed, written_log
from mire.live.state import entries
from mire.live.state.commitments import Commitment
from mire.live.state.notes import Note
from mire.live.state.results import results
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.meetings.actions import (
    change_sheet,
    make_meeting,
    open_prepared_meeting,
    take_room_back,
)
from mire.programme.meetings.models import Meeting
from mire.programme.transfer.actions import bring_back, bring_in_log, open_packed, pack_meeting
from mire.programme.transfer.queries import who_brought_in
from mire.programme.transfer.rules import Held, NotAPack, ToHold, read_pack, write_pack
from mire.runsheet.editing import change_meeting
from mire.runsheet.toml_file import read_draft
from mire.runsheet.toml_writing import write_sheet
from mire.technique_api.refusal import Refusal
from tests.support.office import Office, open_office
from tests.support.rooms import Room, placed
from tests.support.sheets import activity, sheet

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


PROMISING = sheet(
    activity("grille", "positioning", notes="Laisser parler d'abord"),
    activity("part", "commitments", settings={"question": "Votre part ?"}),
)
BY = Actor("k", "Agent D07")


@pytest.fixture
def prepared(office: Office) -> Meeting:
    """A meeting that has no room yet."""
    return make_meeting(
        programme=office.programme,
        key="abcdefghjkm",
        source=write_sheet(PROMISING),
        title="Séminaire",
        starts=datetime(2018, 3, 21, 9),  # noqa: DTZ001
        by=BY,
        now=NOW,
    )


def packed(meeting: Meeting, room: Room) -> tuple[ToHold | Held, bytes]:
    return read_pack(pack_meeting(meeting=meeting, engine=room.engine, by=BY, now=NOW))


def held_elsewhere(prepared: Meeting, room: Room) -> tuple[Held, bytes]:
    """Carry a meeting, hold it as if elsewhere, and leave here what was here."""
    left, _ = packed(prepared, room)
    assert isinstance(left, ToHold)
    here = Meeting.objects.get(pk=prepared.pk)
    Meeting.objects.filter(pk=here.pk).update(key="z" * 11, carried_at=None, first_entry="")
    opened = open_packed(carried=left, engine=room.engine, by=BY, now=NOW)
    room.code = opened.code
    room.open("grille")
    for index in range(9):
        room.answer("grille", room.join(), placed(index - 4, 2, f"motif {index}"))
    room.close("grille")
    room.open("part")
    offer = entries.canonical({"name": "Direction · D07", "offer_3": "yes"})
    room.engine.ask(OfferCommitment(room.code, "part", secrets.token_bytes(16), offer))
    room.engine.ask(PrintCards(room.code, 2))
    room.close("part")
    room.engine.ask(WriteNote(room.code, "relancer l'habitat"))
    room.control(entries.MEETING_ENDED)
    there = Meeting.objects.get(code=room.code)
    held, log = packed(there, room)
    assert isinstance(held, Held)
    there.delete()
    room.engine.ask(Dispose(room.code, "x"))
    here.save()
    return held, log


def test_a_room_taken_back_where_it_was_carried_to_still_comes_back_into_its_own(
    prepared: Meeting, room: Room
) -> None:
    left, _ = packed(prepared, room)
    assert isinstance(left, ToHold)
    Meeting.objects.all().delete()  # there, the office knows nothing of it
    open_packed(carried=left, engine=room.engine, by=BY, now=NOW)
    there = Meeting.objects.get()
    take_room_back(meeting=there, engine=room.engine, by=BY, now=NOW)
    there.refresh_from_db()
    opened = open_prepared_meeting(meeting=there, engine=room.engine, by=BY, now=NOW)
    assert opened is not None
    assert room.engine.read(readers.ReadLog(opened.code))[0].id == left.first_entry


def back(held: Held, log: bytes, room: Room) -> Meeting:
    return bring_back(held=held, log=log, engine=room.engine, by=BY, now=NOW)


def test_what_is_brought_back_is_the_meeting_that_left_with_what_no_log_holds(
    office: Office, room: Room, prepared: Meeting
) -> None:
    held, log = held_elsewhere(prepared, room)
    made = back(held, log, room)
    assert (made.pk, made.key, made.code) == (prepared.pk, prepared.key, held.code)
    assert made.programme == office.programme
    kept = Meeting.objects.get(pk=made.pk)
    assert (kept.brought_in_at, kept.version) == (NOW, 1)
    assert "Laisser parler" in kept.sheet
    assert log_file(room, held.code) == log
    found = room.engine.read(ReadCommitments(held.code))
    assert [each.name for each in found] == ["Direction · D07"]
    assert room.engine.read(ReadApart(held.code)) == held.apart
    assert [len(held.apart.commitments), held.apart.notes[0].words] == [3, "relancer l'habitat"]
    n_lines = Entry.objects.count()
    with pytest.raises(Refusal) as refused:
        back(held, log, room)
    assert refused.value.text.params == {"title": "Séminaire", "code": held.code}
    assert Entry.objects.count() == n_lines


def test_its_log_alone_fills_it_too_but_not_from_another_programme(
    office: Office, room: Room, prepared: Meeting
) -> None:
    _held, log = held_elsewhere(prepared, room)
    other = office.stranger.roles.get().kind.programme
    with pytest.raises(Refusal, match="autre programme"):
        bring_in_log(raw=log, programme=other, engine=room.engine, by=BY, now=NOW)
    assert bring(office, room, log).pk == prepared.pk
    assert Meeting.objects.count() == 1


def test_a_room_opened_here_meanwhile_is_kept_and_the_log_is_brought_in_beside(
    office: Office, room: Room, prepared: Meeting
) -> None:
    held, log = held_elsewhere(prepared, room)
    open_prepared_meeting(meeting=prepared, engine=room.engine, by=BY, now=NOW)
    with pytest.raises(Refusal, match="aussi été ouverte ici"):
        back(held, log, room)
    beside = bring(office, room, log)
    assert beside.pk != prepared.pk
    assert beside.ended_at is not None
    with pytest.raises(Refusal, match="ne s'emporte plus"):
        packed(prepared, room)
    with pytest.raises(Refusal, match="ne s'emporte plus"):
        packed(beside, room)


def test_a_sheet_changed_here_since_it_left_becomes_the_one_that_was_played(
    room: Room, prepared: Meeting
) -> None:
    held, log = held_elsewhere(prepared, room)
    change_sheet(
        meeting=prepared,
        version=1,
        change=lambda sheet: change_meeting(sheet, {"title": "Autrement"}),
        by=BY,
        now=NOW,
    )
    made = back(held, log, room)
    assert (made.title, made.version) == ("Séminaire", 3)
    assert read_draft(made.sheet.encode())[0].activity[0].notes == "Laisser parler d'abord"


def test_a_process_that_ended_between_the_two_databases_is_gone_on_with(
    room: Room, prepared: Meeting
) -> None:
    held, log = held_elsewhere(prepared, room)
    kept = Meeting.objects.get(pk=prepared.pk)
    back(held, log, room)
    kept.save()  # the office's part never came to be
    assert back(held, log, room).code == held.code
    assert Meeting.objects.get().ended_at is not None


def test_a_meeting_of_elsewhere_fills_none(room: Room, prepared: Meeting) -> None:
    held, log = held_elsewhere(prepared, room)
    Meeting.objects.update(carried_at=None)
    with pytest.raises(Refusal, match="pas été emportée d'ici"):
        back(held, log, room)
    assert Meeting.objects.get().code is None


def test_an_offer_that_the_meeting_does_not_ask_for_leaves_nothing(
    room: Room, prepared: Meeting
) -> None:
    held, log = held_elsewhere(prepared, room)
    wrong = Commitment(b"l" * 32, "", "D07", b'{"x":1}', date.min, date.max, is_confirmed=False)
    changed = Held(held.version, held.meeting, held.first_entry, held.code, Apart((wrong,)))
    with pytest.raises(Refusal):
        back(changed, log, room)
    assert Meeting.objects.get().code is None


CARRIED = Held(
    version="1",
    meeting="abcdefghjkm",
    first_entry="0" * 32,
    code="ABCDEF",
    apart=Apart(
        (Commitment(b"l" * 32, "", "D07", b"{}", date.min, date.max, False, ((3, True),)),),
        (Note("n", "", NOW, "une\nnote"),),
    ),
)


@given(lines=st.lists(st.binary(max_size=80)))
def test_a_pack_is_read_as_it_was_written(lines: list[bytes]) -> None:
    log = b"".join(line + b"\n" for line in lines)
    assert read_pack(write_pack(CARRIED, log)) == (CARRIED, log)


@given(data=st.data())
def test_a_changed_or_lost_byte_of_a_pack_is_seen(data: st.DataObject) -> None:
    raw = bytearray(write_pack(CARRIED, b'{"a":1}\n'))
    at = data.draw(st.integers(0, len(raw) - 2))
    if data.draw(st.booleans()):
        raw[at] ^= data.draw(st.integers(1, 255))
    else:
        del raw[at : data.draw(st.integers(at + 1, len(raw)))]
    with pytest.raises(NotAPack):
        read_pack(bytes(raw))
