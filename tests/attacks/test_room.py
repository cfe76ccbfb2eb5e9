"""Every address of who leads a room, tried by who does not: outside, on a phone, at the projector,
or at the console of another room.
"""

from collections.abc import Callable, Iterator, Mapping

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from mire.cli.rehearsal.browser import Browser
from mire.live.engine.commitments import ReadCommitments
from mire.live.engine.controls import Control, Erase
from mire.live.engine.notes import ReadNotes, WriteNote
from mire.live.engine.readers import ReadLog
from mire.live.engine.requests import CreateRoom, Join
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.technique_api.refusal import Refusal
from mire.web import rights
from mire.web.rights import CONSOLE_COOKIE, PROJECTOR_COOKIE, SEAT_COOKIE
from tests.support.rooms import Room, placed
from tests.support.sheets import sheet
from tests.web.test_door import letter, send

pytestmark = pytest.mark.storage

PEOPLE = 9


def routes(within: list[URLPattern | URLResolver] | None = None, before: str = "") -> Iterator[str]:
    for each in get_resolver().url_patterns if within is None else within:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        else:
            yield route


LED = sorted(route for route in routes() if route.startswith(("regie/", "ecran/")))


def address(route: str, code: str) -> str:
    filled = route.replace("<code:code>", code).replace("<slug:activity>", "grille")
    filled = filled.replace("<slug:name>", "cartes")
    assert "<" not in filled, "a part of an address that this test does not know"
    return f"/{filled}"


@pytest.fixture
def led(page_room: Room) -> Room:
    """A room with answers that are closed, a note, and a question that is open."""
    room = page_room
    seats = [room.join() for _ in range(PEOPLE)]
    room.open("grille")
    for number, seat in enumerate(seats):
        room.answer("grille", seat, placed(number, 1, f"Mot {number} dit en secret"))
    room.close("grille")
    room.engine.ask(WriteNote(room.code, "Une note pour nous seuls"))
    room.open("meteo")
    return room


def cookies_of(room: Room, other: Room) -> Mapping[str, Mapping[str, str]]:
    """What each attacker's browser holds, the names being those of the attacked room's cookies."""
    console, projector, seat = (
        name.format(code=room.code) for name in (CONSOLE_COOKIE, PROJECTOR_COOKIE, SEAT_COOKIE)
    )
    granted = rights.grant(other.engine.room(other.code))
    return {
        "outsider": {},
        "participant": {seat: room.join().hex(), console: room.join().hex()},
        "projector": {
            projector: room.projector.hex(),
            console: room.projector.hex(),
        },
        "facilitator of another room": {
            console: other.console.hex(),
            projector: other.projector.hex(),
            CONSOLE_COOKIE.format(code=other.code): other.console.hex(),
        },
        "facilitator of another room, by right": {console: granted, projector: granted},
        "forger": {console: "0" * 48, projector: "0" * 48, seat: "0" * 32},
    }


@pytest.mark.django_db
def test_no_address_of_the_lead_opens_to_who_does_not_lead(
    led: Room, make_room: Callable[..., Room]
) -> None:
    assert len(LED) > 20
    other = make_room()
    log = led.engine.read(ReadLog(led.code))
    for who, cookies in cookies_of(led, other).items():
        seats = led.engine.room(led.code).seats
        for route in LED:
            if who == "projector" and route.startswith("ecran/"):
                continue
            client = Client()
            for name, value in cookies.items():
                client.cookies[name] = value
            for ask in (client.get, client.post):
                answer = ask(address(route, led.code), {"n": "3", "words": "x", "do": "stop"})
                assert answer.status_code in (403, 404, 405), (who, route, answer.status_code)
                assert b"en secret" not in answer.content, (who, route)
                assert b"pour nous seuls" not in answer.content, (who, route)
        assert led.engine.room(led.code).seats == seats
    assert led.engine.read(ReadLog(led.code)) == log
    assert [note.words for note in led.engine.read(ReadNotes(led.code))] == [
        "Une note pour nous seuls"
    ]
    assert led.engine.read(ReadCommitments(led.code)) == []


def test_a_seat_of_another_room_is_none_here(
    room: Room, new_browser: Callable[[], Browser]
) -> None:
    other, *_tokens = room.engine.ask(CreateRoom(sheet()))
    room.open("grille")
    browser = new_browser()
    browser._cookies[SEAT_COOKIE.format(code=room.code)] = room.engine.ask(Join(other)).hex()
    assert send(browser, room, letter())[0] == 401
    assert browser.get(f"/live/{room.code}/own?activity=grille")[0] == 401
    browser.get(f"/{room.code}/salle")
    assert b"Rejoindre la r" in browser.page
    fields = {"activity": "grille", "stance": "placed", "x": "1", "y": "1"}
    assert browser.post_form(f"/{room.code}/repondre", fields)[0] == 200
    assert b"Rejoindre la r" in browser.page
    assert room.engine.room(room.code).n_answered == {"grille": 0}


def test_a_console_masks_and_erases_nothing_of_another_room(
    led: Room, make_room: Callable[..., Room]
) -> None:
    """The console of a room names entries of another by their ids."""
    other = make_room()
    log = led.engine.read(ReadLog(led.code))
    mine = next(each.id for each in log if "en secret" in str(each.body))
    with pytest.raises(Refusal):
        other.engine.ask(Erase(other.code, mine))
    saw = other.state.version
    body = {"entry": mine, "reason": "third_person"}
    for kind in (entries.TEXT_MASKED, entries.TEXT_SHOWN):
        with pytest.raises(Refusal):
            other.engine.ask(Control(other.code, Command(kind, "grille", saw, body)))
    assert led.engine.read(ReadLog(led.code)) == log
