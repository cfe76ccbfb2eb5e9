"""Who finds a room after others behind the same address mistyped codes."""

import time
from collections.abc import Callable

import pytest

from mire.cli.rehearsal.browser import Browser
from mire.web import rates
from tests.support.rooms import Room

pytestmark = pytest.mark.storage


def mistype(browser: Browser, times: int) -> int:
    """Ask for rooms that don't exist; return the last status."""
    return [browser.get("/ZZZZ" + a + b)[0] for a in "ABCDEFG" for b in "ABCDEFG"][:times][-1]


def forget(room: Room) -> None:
    """Take the room out of memory, as a restart does.

    Something that a page still asks for may bring it back once: it is let go of again.
    """
    give_up_at = time.monotonic() + 20
    while room.engine._committer.views:
        assert time.monotonic() < give_up_at
        room.engine._committer.release(room.code)
        time.sleep(0.01)


def test_mistakes_lock_out_neither_console_nor_projector_nor_phone(
    room: Room, phone: Browser, console: Browser, new_browser: Callable[[], Browser]
) -> None:
    assert mistype(new_browser(), 49) == 429
    forget(room)
    assert console.get(f"/regie/{room.code}")[0] == 200
    forget(room)
    assert phone.get(f"/{room.code}/salle")[0] == 200
    forget(room)
    assert phone.get(f"/live/{room.code}/frame?surface=phone")[0] == 200
    forget(room)
    assert new_browser().get(f"/ecran/{room.code}?cle={room.projector.hex()}")[0] == 200


def test_a_valid_code_costs_nothing(
    room: Room, new_browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "unknown_codes", rates.Rate(per_second=0, burst=1))
    browser = new_browser()
    for _ in range(5):
        forget(room)
        assert browser.get(f"/{room.code}")[0] == 200
    assert browser.get("/ZZZZZZ")[0] == 404
    assert browser.get("/ZZZZZZ")[0] == 429


def test_after_many_mistakes_a_guess_tells_nothing(
    room: Room, new_browser: Callable[[], Browser]
) -> None:
    guesser = new_browser()
    assert mistype(guesser, 49) == 429
    forget(room)
    false = "0" * 48
    for address in (f"/{room.code}", f"/regie/{room.code}?cle={false}", f"/ecran/{room.code}?cle="):
        forget(room)
        assert guesser.get(address)[0] == 429, address
