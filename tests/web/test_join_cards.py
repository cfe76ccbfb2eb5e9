"""The card that a meeting may ask: printed once, typed or flashed, good for one phone."""

import re
from collections.abc import Callable

import pytest

from mire.cli.rehearsal.browser import Browser
from mire.live.engine.join_cards import MakeJoinCards
from mire.web import rates
from tests.support.rooms import Room
from tests.web.test_crowded import take_seats
from tests.web.test_door import letter, send
from tests.web.test_pages import text

pytestmark = pytest.mark.storage

CARD = re.compile(r"[A-HJKMNP-Z]{4} [A-HJKMNP-Z]{4}")


@pytest.fixture
def cards(room: Room) -> list[str]:
    return room.engine.ask(MakeJoinCards(room.code, 4))


def seats_in(room: Room) -> int:
    return len(room.engine.room(room.code).seats)


def test_the_console_prints_cards_once_and_each_seats_one_phone(
    room: Room, console: Browser, new_browser: Callable[[], Browser]
) -> None:
    assert "ne demande pas de carte" in text(console.get(f"/regie/{room.code}/entree")[1])
    status, printed = console.post_form(f"/regie/{room.code}/entree/cartes", {"n": "3"})
    codes = CARD.findall(text(printed))
    assert (status, len(codes), printed.count(b"<svg")) == (200, 3, 3)
    assert text(printed).count("21 mars 2018") == 3  # a card of another day is told from today's
    again = text(console.get(f"/regie/{room.code}/entree/cartes")[1])
    assert "3 cartes faites" in again
    assert not CARD.search(again)
    phone, other = new_browser(), new_browser()
    assert "Code de votre carte" in text(phone.get(f"/{room.code}")[1])
    assert phone.post_form(f"/{room.code}", {"carte": codes[0].lower()})[0] == 200
    room.open("grille")
    assert send(phone, room, letter())[0] == 200
    other.get(f"/{room.code}")
    status, said = other.post_form(f"/{room.code}", {"carte": codes[0]})
    assert status == 422
    assert "a déjà servi" in text(said)
    assert f'value="{codes[0]}"' in text(said) or codes[0].encode() in said
    assert seats_in(room) == 1
    # The phone that holds the seat comes back to it, with the card as without.
    assert phone.get(f"/{room.code}")[0] == 200
    assert send(phone, room, letter(revision=2))[0] == 200


def test_one_device_takes_no_seat_without_a_card(
    room: Room, cards: list[str], new_browser: Callable[[], Browser]
) -> None:
    assert set(take_seats(new_browser(), room, 20)) == {422}
    assert seats_in(room) == 0


def test_wrong_cards_are_limited_and_shut_nobody_out(
    room: Room,
    cards: list[str],
    new_browser: Callable[[], Browser],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rates, "unknown_codes", rates.Rate(per_second=0, burst=5))
    guesser, honest = new_browser(), new_browser()
    guesser.get(f"/{room.code}")
    tried = [guesser.post_form(f"/{room.code}", {"carte": "AAAA AAA" + a})[0] for a in "ABCDEFGH"]
    assert tried == [422] * 5 + [429] * 3
    honest.get(f"/{room.code}")
    assert honest.post_form(f"/{room.code}", {"carte": cards[0]})[0] == 200
    assert seats_in(room) == 1


def test_cards_take_nothing_of_what_the_other_meetings_of_an_address_may_join(
    room: Room,
    cards: list[str],
    new_browser: Callable[[], Browser],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rates, "joins", rates.Rate(per_second=0, burst=0))
    phone = new_browser()
    phone.get(f"/{room.code}")
    assert phone.post_form(f"/{room.code}", {"carte": cards[0]})[0] == 200


def test_the_next_person_with_the_same_phone_has_a_card_too(
    room: Room, cards: list[str], new_browser: Callable[[], Browser]
) -> None:
    phone = new_browser()
    phone.get(f"/{room.code}")
    phone.post_form(f"/{room.code}", {"carte": cards[0]})
    status, asked = phone.post_form(f"/{room.code}/passer", {})
    assert status == 200
    assert "Code de votre carte" in text(asked)
    phone.page = asked
    status, said = phone.post_form(f"/{room.code}/passer", {"carte": cards[0]})
    assert status == 422
    assert "a déjà servi" in text(said)
    assert phone.post_form(f"/{room.code}/passer", {"carte": cards[1]})[0] == 200
    assert seats_in(room) == 2


def test_the_console_voids_cards_and_stops_asking(
    room: Room, cards: list[str], console: Browser, new_browser: Callable[[], Browser]
) -> None:
    here = f"/regie/{room.code}/entree"
    console.get(here)
    console.post_form(here, {"do": "void", "carte": cards[0]})
    assert "4 cartes faites, 3 encore bonnes" in text(console.page)
    status, said = console.post_form(here, {"do": "void", "carte": "ZZZZ ZZZZ"})
    assert status == 422
    assert "pas de cette réunion" in text(said)
    phone = new_browser()
    phone.get(f"/{room.code}")
    assert phone.post_form(f"/{room.code}", {"carte": cards[0]})[0] == 422
    console.post_form(here, {"do": "void_all"})
    assert "4 cartes faites, 0 encore bonne" in text(console.page)
    console.post_form(here, {"do": "stop"})
    assert "ne demande pas de carte" in text(console.page)
    phone.get(f"/{room.code}")
    assert phone.post_form(f"/{room.code}", {})[0] == 200


def test_too_many_cards_are_refused_beside_the_field(room: Room, console: Browser) -> None:
    console.get(f"/regie/{room.code}/entree")
    for written in ("0", "501", "beaucoup", ""):
        status, said = console.post_form(f"/regie/{room.code}/entree/cartes", {"n": written})
        assert status == 422
        assert "De 1 à 500 cartes" in text(said)


def test_only_the_console_has_to_do_with_cards(
    room: Room, phone: Browser, console: Browser
) -> None:
    for address in ("entree", "entree/cartes"):
        assert phone.get(f"/regie/{room.code}/{address}")[0] == 403
        assert phone.post_form(f"/regie/{room.code}/{address}", {"n": "3", "do": "stop"})[0] == 403
    assert room.engine.room(room.code).join_cards == {}


def test_screens_say_that_a_card_is_asked(
    room: Room, console: Browser, new_browser: Callable[[], Browser]
) -> None:
    wall = new_browser()
    wall.get(f"/ecran/{room.code}?cle={room.projector.hex()}")
    frame = f"/live/{room.code}/frame?surface="
    assert "carte" not in text(wall.get(frame + "projector")[1])
    assert "entree" not in console.get(frame + "console")[1].decode()
    room.engine.ask(MakeJoinCards(room.code, 2))
    assert "il faut la carte" in text(wall.get(f"/ecran/{room.code}")[1])
    assert f"/regie/{room.code}/entree" in console.get(f"/regie/{room.code}")[1].decode()
