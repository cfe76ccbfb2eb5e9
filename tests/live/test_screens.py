"""What surfaces are told: nothing sealed, nobody's name, nothing under the threshold."""

import json
import time
from typing import Any

import pytest

from mire.live.hub import surface_facts
from mire.live.state import entries
from mire.live.store.seats import hashed
from mire.live.views import screens
from mire.live.views.screens import Counts, Surface
from mire.technique_api.technique import Screen
from tests.support.rooms import Room, placed

pytestmark = pytest.mark.storage


def everything(room: Room) -> dict[Surface, Any]:
    live = room.engine.room(room.code)
    made = {surface: surface_facts(room.engine, live, surface) for surface in Surface}
    json.dumps(made)  # JSON primitives alone
    return made


def leaks(room: Room, *words: str) -> list[tuple[str, str]]:
    said = {
        surface: json.dumps(each, ensure_ascii=False) for surface, each in everything(room).items()
    }
    return [(surface, word) for surface, each in said.items() for word in words if word in each]


def test_no_surface_is_told_an_answer_before_closing(room: Room) -> None:
    room.open("grille")
    for index in range(9):
        room.answer("grille", room.join(), placed(index, -7, f"motif-secret-{index}"))
    assert leaks(room, "motif-secret", '"x": -7', '"y": -7', "placement") == []
    assert everything(room)[Surface.CONSOLE]["answered"] == 9
    assert everything(room)[Surface.PROJECTOR]["answered"] == 9
    assert everything(room)[Surface.CONSOLE]["result"] is None
    assert "answered" not in everything(room)[Surface.PHONE]


def test_a_text_reaches_the_projector_by_a_press_alone(room: Room) -> None:
    room.open("grille")
    for index in range(9):
        room.answer("grille", room.join(), placed(index, -7, f"motif-{index}"))
    room.close("grille")
    room.control(entries.SHOWN, "grille")
    assert {surface for surface, _ in leaks(room, "motif-")} == {Surface.CONSOLE}
    text = room.state.activities["grille"].verbatims()[0]
    room.control(entries.TEXT_SHOWN, "grille", entry=text.id)
    shown = everything(room)[Surface.PROJECTOR]["texts"]
    assert shown == [{"id": text.id, "text": text.text}]
    room.control(entries.TEXT_HIDDEN, "grille", entry=text.id)
    assert everything(room)[Surface.PROJECTOR]["texts"] == []


def test_under_the_threshold_nothing_is_told_not_even_words(room: Room) -> None:
    room.open("grille")
    for index in range(4):
        room.answer("grille", room.join(), placed(index, -7, f"motif-{index}"))
    room.close("grille")
    assert leaks(room, "motif-") == []
    console = everything(room)[Surface.CONSOLE]
    assert (console["is_withheld"], console["result"], console["texts"]) == (True, None, [])
    assert screens.phone(room.state)["is_withheld"]
    assert console["findings"] == []


def test_a_phone_is_told_phases_and_no_counts(room: Room) -> None:
    """Others answering, joining or leaving must not change what every phone shows."""
    room.open("grille")
    before = screens.phone(room.state)
    for index in range(3):
        room.answer("grille", room.join(), placed(index, 1))
    assert screens.phone(room.state) == before
    room.control(entries.CLOSING, "grille")
    assert screens.phone(room.state) != before


def test_the_projector_says_nothing_of_who_is_there_but_a_number(room: Room) -> None:
    before = screens.projector(room.state, Counts(joined=3, online=2))
    assert before["joined"] == 3
    assert "online" not in before


def test_disconnected_phones_that_did_not_answer_are_counted(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mire.live.store import seats

    phones = [room.join() for _ in range(5)]
    room.open("grille")
    for phone in phones[:3]:
        room.engine.presence.heard(room.code, seats.hashed(phone))
    room.engine.presence.answered(room.code, "grille", seats.hashed(phones[3]))
    # A server that has just started does not know who was there, and says nothing.
    assert everything(room)[Surface.CONSOLE]["gone"] == 0
    monkeypatch.setattr(room.engine.presence, "_since", time.monotonic() - 60)
    assert everything(room)[Surface.CONSOLE]["gone"] == 1
    assert everything(room)[Surface.CONSOLE]["online"] == 3


@pytest.mark.parametrize(("slug", "given"), [("grille", placed(3, 4)), ("meteo", {"mood": "1"})])
def test_a_participant_s_screen_is_made_without_what_was_answered(
    room: Room, monkeypatch: pytest.MonkeyPatch, slug: str, given: dict[str, Any]
) -> None:
    """Whatever a technique would tell phones of its answers, it is not given any, ever."""
    given_states: list[Any] = []
    activity = room.state.activities[slug]
    blank = activity.technique.fold.start(activity.config)

    def spy(config: Any, state: Any, result: Any) -> dict[str, Any]:
        given_states.append((state, result))
        return {}

    monkeypatch.setitem(activity.technique.screens, Screen.PARTICIPANT, spy)
    room.open(slug)
    screens.phone(room.state)
    for _ in range(9):
        room.answer(slug, room.join(), given)
    screens.phone(room.state)
    room.close(slug)
    assert room.state.activities[slug].state != blank
    screens.phone(room.state)
    room.control(entries.SHOWN, slug)
    screens.phone(room.state)
    assert given_states == [(blank, None)] * 4


def test_no_more_are_gone_than_joined_without_answering(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Presence forgets (a restart) that some answered: the box has not."""
    room.open("grille")
    seats = [room.join() for _ in range(9)]
    for number, seat in enumerate(seats[:5]):
        room.answer("grille", seat, placed(number, 0))
    presence = room.engine.presence
    monkeypatch.setattr(presence, "_since", time.monotonic() - 3_600)
    assert presence.silent_and_gone(room.code, "grille", {*map(hashed, seats)}) == 9
    assert everything(room)[Surface.CONSOLE]["gone"] == 4


def test_what_was_just_skipped_can_be_put_back_from_the_bar(room: Room) -> None:
    def offered() -> list[tuple[str, str]]:
        aside = everything(room)[Surface.CONSOLE]["presses"]["aside"]
        return [
            (each["on"], each["words"]["params"]["title"])
            for each in aside
            if each["kind"] == entries.RESTORED
        ]

    room.enter("cadrage")
    assert offered() == []
    room.control(entries.SKIPPED, "grille")
    title = room.state.activities["grille"].sheet.title
    assert offered() == [("grille", title)]
    room.control(entries.SKIPPED, "meteo")
    assert [on for on, _title in offered()] == ["meteo"], "the last first, then the one before"
    room.control(entries.RESTORED, "meteo")
    assert [on for on, _title in offered()] == ["grille"]
    room.enter("meteo")
    assert offered() == [], "it is behind"
