"""Rehearsals: a clock of their own, people of several tempers, and no trace once thrown away."""

import time
from collections import Counter
from datetime import timedelta

import numpy
import pytest

from mire.live.engine import controls, readers, requests
from mire.live.engine.engine import Engine
from mire.live.engine.notes import EraseNote, ReadNotes, WriteNote
from mire.live.engine.rehearsals import Discard, SetPace
from mire.live.engine.rooms import UnknownRoom
from mire.live.rehearsal.crew import Crew, tempers
from mire.live.rehearsal.people import (
    TEMPER_WORDS,
    Move,
    Person,
    Step,
    Temper,
    delays,
    due_moves,
    step_after,
    steps,
)
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.state.room import Phase, started_activity
from mire.live.store.connect import Opener
from mire.runsheet.sheet import Activity
from mire.technique_api.refusal import Refusal
from tests.support.rooms import Room, placed
from tests.support.sheets import sheet

pytestmark = pytest.mark.storage

TABLES = (
    "live_room",
    "live_entry",
    "live_seat",
    "live_join_card",
    "live_key",
    "live_box",
    "live_receipt",
    "live_note",
)


def rehearsal_of(room: Room) -> str:
    code, _console, _projector = room.engine.ask(requests.CreateRoom(sheet(), is_rehearsal=True))
    return code


def press(room: Room, code: str, kind: str, activity: str = "") -> None:
    seen = room.engine.room(code).state.version
    room.engine.ask(controls.Control(code, Command(kind, activity, seen)))


def settle(room: Room, until: float = 120.0) -> None:
    """Wait for the crews' threads."""
    deadline = time.monotonic() + until
    while time.monotonic() < deadline:
        if all(crew.is_done for crew in room.engine.crews.values()):
            return
        time.sleep(0.05)
    pytest.fail("the crew is still at work")


def test_a_rehearsals_clock_goes_faster_and_never_back(room: Room) -> None:
    code = rehearsal_of(room)
    start = room.clock.now
    room.engine.ask(SetPace(code, 10))
    room.clock.pass_time(seconds=30)
    assert room.engine.now(room.engine.room(code)) == start + timedelta(minutes=5)
    press(room, code, entries.ENTERED, "cadrage")
    assert room.engine.room(code).state.started_at == start + timedelta(minutes=5)
    room.engine.ask(SetPace(code, 1))
    room.clock.pass_time(seconds=30)
    assert room.engine.now(room.engine.room(code)) == start + timedelta(minutes=5, seconds=30)
    room.engine.ask(SetPace(code, 1, timedelta(minutes=20)))
    assert room.engine.now(room.engine.room(code)) == start + timedelta(minutes=25, seconds=30)
    assert room.engine.stamp(room.engine.room(code)).endswith(" 1")
    assert room.engine.stamp(room.engine.room(room.code)) == str(
        int(room.clock.now.timestamp() * 1000)
    )


def test_a_real_meeting_has_no_other_clock_and_is_never_thrown_away(room: Room) -> None:
    for request in (SetPace(room.code, 10), Discard(room.code)):
        with pytest.raises(Refusal) as refused:
            room.engine.ask(request)
        assert refused.value.code == "no_rehearsal"


def test_what_a_rehearsal_made_is_thrown_away_whole(room: Room, open_database: Opener) -> None:
    code = rehearsal_of(room)
    before = rows(open_database)
    crew = Crew(room.engine, code, n=12, seed=1)
    room.engine.crews[code] = crew
    room.engine.ask(SetPace(code))
    crew.start(is_at_once=True)
    settle(room)
    room.engine.ask(WriteNote(code, "à redire plus lentement"))
    assert rows(open_database) != before
    room.engine.ask(Discard(code))
    kept = rows(open_database)
    assert kept["live_entry"] == 1, "the real meeting's own opening"
    assert kept["live_room"] == 1
    assert all(not kept[table] for table in TABLES[2:])
    with pytest.raises(UnknownRoom):
        room.engine.room(code)
    assert room.engine.room(room.code).state.started_at is None


def test_a_rehearsal_in_mid_vote_leaves_nothing_either(room: Room, open_database: Opener) -> None:
    code = rehearsal_of(room)
    seat = room.engine.ask(requests.Join(code))
    press(room, code, entries.ENTERED, "grille")
    press(room, code, entries.OPENED, "grille")
    asked = room.request_for(code, "grille", seat, placed(3, 4, "une raison"))
    room.engine.ask(asked)
    room.engine.ask(Discard(code))
    kept = rows(open_database)
    assert [kept[table] for table in TABLES] == [1, 1, 0, 0, 0, 0, 0, 0]


def rows(open_database: Opener) -> dict[str, int]:
    connection = open_database()
    counted = {
        table: int(connection.execute(f"SELECT COUNT(*) FROM {table}")[0][0]) for table in TABLES
    }
    connection.close()
    return counted


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE live_room SET is_rehearsal = 1",
        "DELETE FROM live_entry",
        "DELETE FROM live_room",
    ],
)
def test_sql_cannot_make_a_real_meeting_one_to_throw_away(
    room: Room, open_database: Opener, sql: str
) -> None:
    connection = open_database()
    with pytest.raises(connection.errors), connection.transaction():
        connection.execute(sql)
    connection.close()


def test_a_whole_sheet_plays_at_once(room: Room) -> None:
    code = rehearsal_of(room)
    crew = Crew(room.engine, code, n=30, seed=4)
    room.engine.crews[code] = crew
    crew.start(is_at_once=True)
    settle(room)
    state = room.engine.room(code).state
    assert state.ended_at is not None
    assert state.is_rehearsal
    silent = Counter(each.temper for each in crew.members)[Temper.SILENT]
    assert state.activities["grille"].n_answers == 30 - silent
    assert state.activities["meteo"].is_shown
    assert state.activities["cadrage"].spent == timedelta(minutes=10)
    said = {str(each.temper): str(each.words) for each in crew.members}
    assert said["silent"] == "a rejoint"
    assert "trop tard" in said["contrary"]


def test_at_their_own_pace_people_answer_what_is_open(room: Room) -> None:
    code = rehearsal_of(room)
    crew = Crew(room.engine, code, n=8, seed=4)
    room.engine.crews[code] = crew
    crew.start()
    wait_for(lambda: len(room.engine.room(code).seats) == 7, "all but the late one joined")
    press(room, code, entries.ENTERED, "grille")
    press(room, code, entries.OPENED, "grille")
    for _ in range(30):
        room.clock.pass_time(seconds=5)
        time.sleep(0.1)
    wait_for(lambda: room.engine.room(code).n_answered.get("grille") == 7, "all but the silent")
    crew.stop()
    assert crew.is_done
    lines = crew.lines()
    assert len(lines) == 8
    assert all(set(line) == {"number", "temper", "said", "at"} for line in lines)


def test_phones_whose_people_do_nothing_stay_online(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mire.live.engine.presence.ONLINE_SECONDS", 1.5)
    monkeypatch.setattr("mire.live.rehearsal.crew.TICKS_A_SIGN", 2)
    code = rehearsal_of(room)
    crew = Crew(room.engine, code, n=8, seed=4)
    crew.start()
    wait_for(lambda: len(room.engine.room(code).seats) == 7, "all but the late one joined")
    time.sleep(2.5)
    assert room.engine.presence.online(code) == 6, "all but the one whose network is cut"
    crew.stop()


def wait_for(is_so: object, what: str) -> None:
    assert callable(is_so)
    until = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < until, what
        time.sleep(0.05)


def test_every_temper_is_met_even_in_a_small_room() -> None:
    for n in (7, 12, 18, 40, 200):
        drawn = tempers(n)
        assert len(drawn) == n
        assert set(drawn) == set(TEMPER_WORDS)


def test_nobody_acts_before_the_question_is_open(room: Room) -> None:
    room.enter("grille")
    state = room.state
    assert state.activities["grille"].phase is Phase.READY
    for temper in Temper:
        someone = person(temper)
        assert due_moves(someone, state, room.clock.now + timedelta(hours=2)) == []


def person(temper: Temper, *, is_joined: bool = True) -> Person:
    return Person(1, temper, numpy.random.Generator(numpy.random.PCG64(1)), is_joined)


@pytest.mark.parametrize("temper", list(Temper))
def test_each_does_all_that_a_temper_does_each_once_and_in_time(room: Room, temper: Temper) -> None:
    room.enter("cadrage")
    someone = person(temper, is_joined=False)
    assert due_moves(someone, room.state, room.clock.now) == [Move(None)]
    someone.is_joined = True
    room.open("grille")
    assert len(delays(someone)) == len(steps(temper))
    activity, opened_at = room.state.activities["grille"], room.clock.now
    letters = []
    for step, seconds in zip(steps(temper), delays(someone), strict=True):
        before = opened_at + timedelta(seconds=seconds - 0.001)
        assert due_moves(someone, room.state, before) == []
        after = opened_at + timedelta(seconds=seconds + 0.001)
        assert due_moves(someone, room.state, after) == [Move(step, "grille")]
        letters.append(someone.write(activity, step))
    assert due_moves(someone, room.state, opened_at + timedelta(minutes=5)) == []
    if steps(temper) == (Step.ANSWER, Step.AGAIN):
        assert letters[0] == letters[1]
    else:
        assert [each.revision for each in letters] == [*range(1, len(letters) + 1)]
        assert len({each.id for each in letters}) == len(letters)
    room.close("grille")
    wanted = step_after(temper)
    moves = due_moves(someone, room.state, room.clock.now)
    assert moves == ([] if wanted is None else [Move(wanted, "grille")])
    for move in moves:
        someone.write(activity, move.step)
        assert due_moves(someone, room.state, room.clock.now) == []


def test_many_say_the_same_in_a_second_round() -> None:
    first = started_activity(Activity("one", "mood", "A", 5, settings={"question": "?"}))
    second = started_activity(
        Activity("two", "mood", "A", 5, settings={"question": "?"}, again="one")
    )
    n_alike = 0
    for seed in range(200):
        someone = Person(1, Temper.PLAIN, numpy.random.default_rng(seed))
        before = someone.write(first, Step.ANSWER)
        after = someone.write(second, Step.ANSWER)
        assert after.id != before.id
        n_alike += after.body == before.body
    assert 100 < n_alike < 190


def test_a_note_takes_the_signs_that_phones_write(room: Room) -> None:
    room.engine.ask(WriteNote(room.code, "bravo 👩\u200d💻"))
    assert len(room.engine.read(ReadNotes(room.code))) == 1
    with pytest.raises(Refusal):
        room.engine.ask(WriteNote(room.code, "\u202eà l'envers"))


def test_notes_are_kept_apart_and_go_when_asked(room: Room) -> None:
    room.engine.ask(WriteNote(room.code, "  avant   le début "))
    room.enter("cadrage")
    room.clock.pass_time(minutes=1)
    room.engine.ask(WriteNote(room.code, "la sono grésille"))
    notes = room.engine.read(ReadNotes(room.code))
    assert [(each.activity, each.words) for each in notes] == [
        ("", "avant le début"),
        ("cadrage", "la sono grésille"),
    ]
    log = room.engine.read(readers.ReadLog(room.code))
    assert "sono" not in str(log)
    room.engine.ask(EraseNote(room.code, notes[0].id))
    room.engine.ask(EraseNote(room.code, "inconnue"))
    assert [each.id for each in room.engine.read(ReadNotes(room.code))] == [notes[1].id]
    for words in ("", "   ", "x" * 501, "a\x00b"):
        with pytest.raises(Refusal):
            room.engine.ask(WriteNote(room.code, words))


def test_after_a_restart_a_rehearsals_clock_goes_on_from_where_it_was(
    room: Room, open_database: Opener
) -> None:
    code = rehearsal_of(room)
    room.engine.ask(SetPace(code, 10))
    room.clock.pass_time(minutes=3)
    press(room, code, entries.ENTERED, "cadrage")
    shown = room.engine.now(room.engine.room(code))
    restarted = Engine(open_database, clock=room.clock)
    try:
        live = restarted.room(code)
        assert restarted.now(live) == shown
        room.clock.pass_time(seconds=10)
        assert restarted.now(live) == shown + timedelta(seconds=10)
    finally:
        restarted.stop()
