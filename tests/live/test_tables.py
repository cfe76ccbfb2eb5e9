"""Tables write as they go: several at once, after closing too, once each; never who."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from mire.live.engine import paper, readers
from mire.live.engine.controls import Direct
from mire.live.replay import DamagedLog, replayed, written_log
from mire.live.state import entries
from mire.live.views.screens import Counts, console, projector
from mire.runsheet.checks import sheet_from
from mire.runsheet.sheet import SheetRefused
from mire.technique_api.refusal import Refusal
from tests.support.rooms import Room
from tests.support.sheets import activity, sheet, values

pytestmark = pytest.mark.storage

STATIONS = [{"label": f"Axe {n}", "tables": 2, "seats": 4} for n in range(1, 4)]
CAFE: dict[str, Any] = {"question": "Que ferait-on ?", "stations": STATIONS, "people": 20}


@pytest.fixture
def cafe(make_room: Callable[..., Room]) -> Room:
    room = make_room(sheet(activity("cafe", "worldcafe", settings=CAFE, planned=45, most=60)))
    room.open("cafe")
    return room


def note(room: Room, said: str, table: int = 1, id: str = "") -> str:
    """Have a table note something; return the entry's id."""
    request = room.request("cafe", b"", {"table": table, "round": 1, "said": said}, id=id)
    room.engine.ask(request)
    return request.id


def direct(room: Room, **asked: str) -> None:
    at = room.state.activities["cafe"]
    assert at.technique.tables is not None
    pieces = at.technique.tables.direct(at.config, at.state, asked, np.random.default_rng(1))
    room.engine.ask(Direct(room.code, "cafe", at.n_directed, pieces))


def log_of(room: Room) -> list[entries.LogEntry]:
    return room.engine.read(readers.ReadLog(room.code))


def test_a_note_bears_its_table_and_no_one(cafe: Room) -> None:
    seat = cafe.join()
    cafe.engine.ask(cafe.request("cafe", seat, {"table": 3, "round": 1, "said": "Un lieu."}))
    (said,) = [entry for entry in log_of(cafe) if entry.kind == "note"]
    assert said.author == "table 3"
    assert seat.hex() not in str(said.primitive())


def test_several_write_at_once_and_nothing_is_lost_nor_written_twice(cafe: Room) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: note(cafe, f"Propos {n}", 1 + n % 6, f"{n:032x}"), range(40)))
        list(pool.map(lambda n: note(cafe, f"Propos {n}", 1 + n % 6, f"{n:032x}"), range(40)))
    said = [entry.body["text"] for entry in log_of(cafe) if entry.kind == "note"]
    assert sorted(said) == sorted(f"Propos {n}" for n in range(40))


def test_facilitators_read_as_it_comes_and_the_wall_waits_for_a_press(cafe: Room) -> None:
    id = note(cafe, "Un propos à relire.")
    assert "à relire" in str(console(cafe.state, Counts(), cafe.clock()))
    assert "à relire" not in str(projector(cafe.state, Counts()))
    cafe.control(entries.TEXT_SHOWN, "cafe", entry=id)
    assert "à relire" in str(projector(cafe.state, Counts())["texts"])
    (told,) = console(cafe.state, Counts(), cafe.clock())["texts"]
    assert told["is_on_wall"]


def test_of_many_who_want_the_last_seats_no_more_than_there_are_get_one(
    make_room: Callable[..., Room],
) -> None:
    settings = {**CAFE, "assignment": "free", "people": 20}
    room = make_room(sheet(activity("cafe", "worldcafe", settings=settings, planned=45, most=60)))
    room.open("cafe")

    def book(badge: int) -> str:
        try:
            return room.engine.ask(
                room.request("cafe", b"", {"badge": badge, "seat": "1.2"}, id=f"{badge:032x}")
            ).status
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(book, range(1, 21)))
    assert sorted(said) == sorted([*["stored"] * 4, *["taken"] * 16])
    log = log_of(room)
    assert sum(entry.kind == "choice" for entry in log) == 4, "what was refused is in the log"
    mine = said.index("stored") + 1
    assert book(mine) == "stored", "a resend of what was stored"
    with pytest.raises(Refusal, match="complète"):
        direct(room, do="book", badges=str(said.index("taken") + 1), table="2")
    assert replayed(written_log(log)).room.activities["cafe"].state.bookings.by_round == {
        1: {badge: 2 for badge, each in enumerate(said, 1) if each == "stored"}
    }


def test_a_seat_taken_while_the_facilitator_books_it_is_not_given_twice(
    make_room: Callable[..., Room],
) -> None:
    stations = [{"label": "Axe 1", "seats": 2}, {"label": "Axe 2", "seats": 2}]
    settings = {**CAFE, "stations": stations, "assignment": "free", "people": 4}
    room = make_room(sheet(activity("cafe", "worldcafe", settings=settings, planned=45, most=60)))
    room.open("cafe")
    at = room.state.activities["cafe"]
    assert at.technique.tables is not None
    asked = {"do": "book", "badges": "1 2", "table": "1"}
    pieces = at.technique.tables.direct(at.config, at.state, asked, np.random.default_rng(1))
    room.engine.ask(room.request("cafe", b"", {"badge": 3, "seat": "1.1"}))
    with pytest.raises(Refusal, match="complète"):
        room.engine.ask(Direct(room.code, "cafe", at.n_directed, pieces))
    assert room.state.activities["cafe"].state.bookings.by_round == {1: {3: 1}}


def test_paper_typed_afterwards_is_taken(cafe: Room) -> None:
    cafe.close("cafe")
    at = cafe.state.activities["cafe"]
    lines = ["3.1 Venu du papier.", "4.2 Cela aussi."]
    bodies = [entries.canonical(at.technique.answers.read_line(at.config, line)) for line in lines]
    batch = paper.PaperBatch(cafe.code, "cafe", "a" * 32, bodies)
    assert cafe.engine.ask(batch) == 2
    again = paper.PaperBatch(cafe.code, "cafe", "a" * 32, bodies)
    assert cafe.engine.ask(again) == 2
    typed = [entry for entry in log_of(cafe) if entry.kind == "note"]
    assert [(entry.author, entry.medium) for entry in typed] == [
        ("table 3", "paper"),
        ("table 4", "paper"),
    ]
    cafe.control(entries.MEETING_ENDED)
    late = paper.PaperBatch(cafe.code, "cafe", "b" * 32, bodies)
    assert cafe.engine.ask(late) == 2
    with pytest.raises(Refusal) as caught:
        note(cafe, "Un téléphone, trop tard.")
    assert caught.value.code == "ended"
    cafe.control(entries.PAPERS_IN)
    with pytest.raises(Refusal) as caught:
        cafe.engine.ask(paper.PaperBatch(cafe.code, "cafe", "c" * 32, bodies))
    assert caught.value.code == "papers_in"


def test_nothing_is_written_before_it_opens(make_room: Callable[..., Room]) -> None:
    room = make_room(sheet(activity("cafe", "worldcafe", settings=CAFE, planned=45, most=60)))
    with pytest.raises(Refusal) as caught:
        note(room, "Trop tôt.")
    assert caught.value.code == "not_open"


def test_two_facilitators_do_not_seat_people_twice(cafe: Room) -> None:
    at = cafe.state.activities["cafe"]
    assert at.technique.tables is not None
    pieces = at.technique.tables.direct(
        at.config, at.state, {"do": "plan"}, np.random.default_rng(1)
    )
    assert cafe.engine.ask(Direct(cafe.code, "cafe", 0, pieces)) == 1
    with pytest.raises(Refusal) as caught:
        cafe.engine.ask(Direct(cafe.code, "cafe", 0, pieces))
    assert caught.value.code == "stale"


def test_a_whole_cafe_replays(cafe: Room) -> None:
    direct(cafe, do="plan")
    direct(cafe, do="round")
    mine = note(cafe, "À garder.")
    cafe.engine.ask(cafe.request("cafe", b"", {"table": 1, "retain": mine}))
    direct(cafe, do="mend", absent="3", late="21")
    direct(cafe, do="round")
    cafe.close("cafe")
    again = replayed(written_log(log_of(cafe))).room.activities["cafe"]
    assert again.state == cafe.state.activities["cafe"].state


def test_a_table_entry_without_a_table_is_no_log(cafe: Room) -> None:
    note(cafe, "Sans table.")
    log = [
        entries.LogEntry(e.seq, e.id, e.activity, e.kind, None, e.medium, e.body, e.at)
        if e.kind == "note"
        else e
        for e in log_of(cafe)
    ]
    with pytest.raises(DamagedLog):
        replayed(written_log(log))


def test_a_sheet_whose_minutes_can_t_hold_the_rounds_is_refused() -> None:
    with pytest.raises(SheetRefused, match="42 minutes, et 40"):
        sheet_from(values(activity("cafe", "worldcafe", settings=CAFE, planned=40, most=60)))
