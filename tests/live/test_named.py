"""Named answers: sealed and changeable until closed, then with their name; never with a seat."""

from collections.abc import Callable
from typing import Any

import pytest

from mire.live.engine import controls, paper, readers
from mire.live.replay import DamagedLog, replayed, written_log
from mire.live.state import entries
from mire.live.state.results import result_of
from mire.live.store.connect import Opener
from mire.live.views.screens import Counts, console, phone, projector
from mire.technique_api.refusal import Refusal
from tests.support.rooms import Room
from tests.support.sheets import activity, sheet

pytestmark = pytest.mark.storage

PROFILES = {
    "question": "Quel profil ?",
    "profiles": [{"label": "Coach", "seats": 3}, {"label": "Veilleur", "seats": 4}],
}


@pytest.fixture
def signing(make_room: Callable[..., Room]) -> Room:
    return make_room(sheet(activity("profils", "signup", settings=PROFILES), participants=6))


def signed(first: str, name: str = "", **more: str) -> dict[str, str]:
    return {"first": first, **({"name": name} if name else {}), **more}


def log_of(room: Room) -> list[entries.LogEntry]:
    return room.engine.read(readers.ReadLog(room.code))


def whole_database(open_database: Opener) -> str:
    connection = open_database()
    tables = ("live_room", "live_entry", "live_seat", "live_key", "live_box", "live_receipt")
    try:
        return str([connection.execute(f"SELECT * FROM {table}") for table in tables])
    finally:
        connection.close()


def test_a_small_circle_may_sign_and_names_come_with_the_closing(signing: Room) -> None:
    seats = [signing.join() for _ in range(3)]
    signing.open("profils")
    for number, seat in enumerate(seats):
        signing.answer("profils", seat, signed("1", f"D0{number}"))
    before = console(signing.state, Counts(answered=3), signing.clock())
    assert "D00" not in str(before), "nobody reads a name before the closing"
    signing.close("profils")
    named = [entry for entry in log_of(signing) if entry.kind == "signed"]
    assert [entry.author for entry in named] == ["D00", "D01", "D02"]
    assert all("name" not in entry.body for entry in named)


def test_a_name_can_be_changed_and_taken_back_without_a_trace(
    signing: Room, open_database: Opener
) -> None:
    seats = [signing.join() for _ in range(2)]
    signing.open("profils")
    signing.answer("profils", seats[0], signed("1", "Nom que l'on regrette"))
    signing.answer("profils", seats[0], signed("none"), revision=2)
    signing.answer("profils", seats[1], signed("1", "D01"))
    signing.answer("profils", seats[1], signed("2", "D01 bis"), revision=2)
    assert "regrette" not in whole_database(open_database)
    signing.close("profils")
    state = signing.state.activities["profils"]
    assert state.n_answers == 1
    assert [(e.author, dict(e.body)) for e in log_of(signing) if e.kind == "signed"] == [
        ("D01 bis", {"first": 2})
    ]


def test_after_the_closing_no_row_joins_a_name_to_a_seat(
    signing: Room, open_database: Opener
) -> None:
    seat = signing.join()
    signing.open("profils")
    signing.answer("profils", seat, signed("1", "D01"))
    signing.close("profils")
    connection = open_database()
    try:
        assert connection.execute("SELECT 1 FROM live_box") == []
        assert connection.execute("SELECT 1 FROM live_key") == []
    finally:
        connection.close()


def test_the_room_sees_who_sits_where_once_it_is_shown(signing: Room) -> None:
    seats = [signing.join() for _ in range(2)]
    signing.open("profils")
    for number, seat in enumerate(seats):
        signing.answer("profils", seat, signed("1", f"D0{number}"))
    signing.close("profils")
    assert "D00" not in str(projector(signing.state, Counts()))
    signing.control(entries.SHOWN, "profils")
    assert "D00" in str(projector(signing.state, Counts()))
    assert "D00" in str(phone(signing.state)["result"])


def test_an_entry_is_erased_at_its_authors_request(signing: Room, open_database: Opener) -> None:
    seats = [signing.join() for _ in range(2)]
    signing.open("profils")
    for number, seat in enumerate(seats):
        signing.answer("profils", seat, signed("1", f"Personne-{number}"))
    signing.close("profils")
    entry = next(e for e in log_of(signing) if e.author == "Personne-0")
    signing.engine.ask(controls.Erase(signing.code, entry.id))
    assert "Personne-0" not in whole_database(open_database)
    result: Any = result_of(signing.state, signing.state.activities["profils"])
    assert result.n == 1
    assert replayed(written_log(log_of(signing))).room.activities["profils"].n_answers == 1


def test_a_facilitators_own_entry_is_not_erased_so(signing: Room) -> None:
    signing.control(entries.HEADCOUNT, n=7)
    entry = next(e for e in log_of(signing) if e.kind == entries.HEADCOUNT)
    with pytest.raises(Refusal):
        signing.engine.ask(controls.Erase(signing.code, entry.id))


def test_a_card_typed_late_is_accepted_alone(signing: Room) -> None:
    """A named card is no ballot: one alone tells nothing that was not to be told."""
    seat = signing.join()
    signing.open("profils")
    signing.answer("profils", seat, signed("1", "D01"))
    signing.close("profils")
    body = entries.canonical({"first": "2", "name": "D02"})
    assert signing.engine.ask(paper.PaperBatch(signing.code, "profils", "b" * 32, [body])) == 1
    assert signing.state.activities["profils"].n_answers == 2


def test_a_named_entry_without_a_name_is_no_log(signing: Room) -> None:
    seat = signing.join()
    signing.open("profils")
    signing.answer("profils", seat, signed("1", "D01"))
    signing.close("profils")
    log = [
        entries.LogEntry(e.seq, e.id, e.activity, e.kind, None, e.medium, e.body, e.at)
        if e.kind == "signed"
        else e
        for e in log_of(signing)
    ]
    with pytest.raises(DamagedLog):
        replayed(written_log(log))
