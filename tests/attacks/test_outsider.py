"""Somebody outside, with a laptop: forged addresses, and what a server tells of whom it served."""

import socket
import threading
import time
from collections.abc import Iterator
from ipaddress import ip_network

import pytest
import uvicorn

from mire.cli.rehearsal.browser import TOKEN, Browser
from mire.cli.serving import configuration
from mire.live.engine.engine import use_engine
from mire.live.engine.join_cards import MakeJoinCards
from mire.web import rates
from tests.support.rooms import Room

pytestmark = pytest.mark.storage

TRIES = 12


@pytest.fixture
def port(request: pytest.FixtureRequest, settings: object, room: Room) -> Iterator[int]:
    """Serve the room as ``mire serve`` does, with the proxies that the test names."""
    settings.PROXIES = [ip_network(each) for each in request.param]  # type: ignore[attr-defined]
    use_engine(room.engine)
    held = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(configuration())
    thread = threading.Thread(target=server.run, kwargs={"sockets": [held]}, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield held.getsockname()[1]
    server.should_exit = True
    thread.join()
    use_engine(None)


def guesses(port: int, room: Room, forged: list[str]) -> list[int]:
    """Guess cards, each time under another forged address; return the statuses."""
    browser = Browser(f"http://127.0.0.1:{port}")
    browser.get(f"/{room.code}")
    token = TOKEN.findall(browser.page)[0]
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    found = []
    for told in forged:
        body = f"csrfmiddlewaretoken={token.decode()}&carte=AAAAAAAA".encode()
        sent = {**kind, "X-Forwarded-For": told}
        found.append(browser._ask("POST", f"/{room.code}", body, sent)[0])
    browser.close()
    return found


@pytest.mark.parametrize(
    ("port", "told"),
    [
        ([], "10.0.0.{n}"),  # no proxy: nothing is believed
        (["192.0.2.0/24"], "10.0.0.{n}"),  # a proxy, which is not who speaks
        (["127.0.0.1/32"], "10.0.0.{n}, 203.0.113.9"),  # ours, which adds whom it heard
    ],
    indirect=["port"],
)
def test_a_forged_address_gives_no_fresh_tries(
    port: int, told: str, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "unknown_codes", rates.Rate(per_second=0, burst=5))
    room.engine.ask(MakeJoinCards(room.code, 3))
    forged = [told.format(n=n) for n in range(TRIES)]
    assert guesses(port, room, forged) == [422] * 5 + [429] * (TRIES - 5)


@pytest.mark.parametrize("port", [["127.0.0.1/32"]], indirect=True)
def test_people_behind_a_proxy_of_ours_have_tries_of_their_own(
    port: int, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "unknown_codes", rates.Rate(per_second=0, burst=5))
    room.engine.ask(MakeJoinCards(room.code, 3))
    assert set(guesses(port, room, [f"203.0.113.{n}" for n in range(TRIES)])) == {422}
