"""A room that is served, and browsers without a screen."""

from collections.abc import Callable, Iterator

import pytest

from mire.cli.rehearsal.browser import Browser
from mire.live.engine.engine import use_engine
from mire.web import rates
from mire.web.shell import intake
from tests.support.rooms import Room
from tests.support.served import served


@pytest.fixture(autouse=True)
def fresh_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts with full buckets, whatever the tests before it spent of which."""
    monkeypatch.setattr(intake, "REFUSED_SECONDS", 0.0)
    for name, rate in vars(rates).items():
        if isinstance(rate, rates.Rate):
            fresh = rates.Rate(per_second=rate.per_second, burst=int(rate.burst))
            monkeypatch.setattr(rates, name, fresh)


@pytest.fixture
def page_room(room: Room) -> Iterator[Room]:
    """The room, with its engine in the place of the pages' own."""
    use_engine(room.engine)
    yield room
    use_engine(None)


@pytest.fixture
def address(room: Room) -> Iterator[str]:
    """Where the room is served."""
    with served(room.engine) as where:
        yield where


@pytest.fixture
def new_browser(address: str) -> Iterator[Callable[[], Browser]]:
    """Open a browser with cookies of its own."""
    opened: list[Browser] = []

    def open_one() -> Browser:
        opened.append(Browser(address))
        return opened[-1]

    yield open_one
    for browser in opened:
        browser.close()


@pytest.fixture
def phone(room: Room, new_browser: Callable[[], Browser]) -> Browser:
    """A phone that has joined."""
    browser = new_browser()
    browser.get(f"/{room.code}")
    browser.post_form(f"/{room.code}", {})
    return browser


@pytest.fixture
def console(room: Room, new_browser: Callable[[], Browser]) -> Browser:
    """A browser that holds the console."""
    browser = new_browser()
    status, _ = browser.get(f"/regie/{room.code}?cle={room.console.hex()}")
    assert status == 200
    return browser
