"""The outbox in Chromium: a slow line that is cut, ten minutes without network, no storage."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from mire.live.replay import replayed
from mire.live.state import entries
from tests.faults.crowd import Crowd, Facilitator, Phone, logged_pieces
from tests.faults.serving import MEETING
from tests.faults.test_network import OFFLINE, STORED, expect_point, joined, open_grid, place
from tests.support.browser import PHONE, axe
from tests.support.relay import Relay
from tests.support.server import OpenedRoom, Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NewContext = Callable[..., BrowserContext]
OTHERS = 6
KBIT_400 = 400_000 / 8
UNKEPT = "ce navigateur ne garde rien"
FORBID = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}"""
FILL = """() => {
  let piece = "x".repeat(1 << 20), n = 0;
  while (piece.length) {
    try { localStorage.setItem(`full-${n++}`, piece); }
    catch { piece = piece.slice(0, piece.length >> 1); }
  }
}"""


@pytest.fixture
def server(patient_server: Server) -> Server:
    return patient_server


@pytest.fixture
def opened(server: Server) -> OpenedRoom:
    return server.open_room(MEETING)


@pytest.fixture
def facilitator(server: Server, opened: OpenedRoom) -> Iterator[Facilitator]:
    with closing(Facilitator(server.address, opened.code, opened.console)) as pressed:
        yield pressed


@pytest.fixture
def crowd(server: Server, opened: OpenedRoom) -> Iterator[Crowd]:
    """Others who answer, so that the question is not destroyed as a small group's."""
    with closing(Crowd([server.address], opened.code, OTHERS, seed=1)) as others:
        others.each(Phone.join)
        yield others


def counted(facilitator: Facilitator, crowd: Crowd) -> list[tuple[str, str]]:
    """Let the others answer and close the grid; return what else its log places there."""
    crowd.each(lambda phone: phone.deliver(phone.write("grille")))
    facilitator.press(entries.CLOSING, "grille")
    while b"answers.closed" not in (raw := facilitator.log()):
        time.sleep(0.1)
    found = replayed(raw)
    expected = crowd.expected_pieces("grille", found.room.activities["grille"].config)
    more = logged_pieces(found.log, "grille") - expected
    assert more.total() == found.room.activities["grille"].n_answers - OTHERS
    places = [json.loads(body) for kind, body in more.elements() if kind == "placement"]
    return [(str(each["x"]), str(each["y"])) for each in places]


def test_on_a_slow_line_that_is_cut_each_answer_is_stored_and_counted_once(
    server: Server,
    opened: OpenedRoom,
    facilitator: Facilitator,
    crowd: Crowd,
    new_context: NewContext,
) -> None:
    with Relay(server.port, delay=0.2, bytes_per_second=KBIT_400, seed=3) as relay:
        page = joined(new_context(viewport=PHONE), f"{relay.address}/{opened.code}")
        open_grid(facilitator)
        expect(page.locator(".grid-plane")).to_be_visible()
        relay.cut, n = 0.05, 0
        while n < 8 or (relay.n_cut < 2 and n < 60):
            sent = place(page, 0.1 + 0.8 * (n % 7) / 6, 0.1 + 0.8 * (n % 5) / 4)
            expect(page.get_by_text(STORED)).to_be_visible()
            n += 1
        assert relay.n_cut >= 2
        relay.cut = 0.5
        for across in (0.2, 0.8, 0.5):
            sent = place(page, across, across)
            expect(page.get_by_text(STORED)).to_be_visible()
            relay.drop_all()
        relay.cut = 0.0
        assert counted(facilitator, crowd) == [sent]


def test_ten_minutes_without_network_lose_nothing(
    opened: OpenedRoom, facilitator: Facilitator, crowd: Crowd, new_context: NewContext
) -> None:
    context = new_context(viewport=PHONE)
    context.clock.install()
    page = joined(context, opened.phone)
    open_grid(facilitator)
    expect(page.locator(".grid-plane")).to_be_visible()
    place(page, 0.2, 0.3)
    expect(page.get_by_text(STORED)).to_be_visible()
    context.set_offline(True)
    sent = place(page, 0.8, 0.9)
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    began = page.evaluate("Date.now()")
    for _ in range(40):  # every timer of those ten minutes fires, each at its turn
        page.clock.run_for(15_000)
    assert page.evaluate("Date.now()") - began >= 600_000
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    expect_point(page, sent)
    context.set_offline(False)
    page.clock.run_for(1_000)
    expect(page.get_by_text(STORED)).to_be_visible()
    expect(page.get_by_text(OFFLINE)).to_be_hidden()
    assert counted(facilitator, crowd) == [sent]
    page.clock.run_for(30_000)
    expect(page.get_by_text("La question est fermée")).to_be_visible()


@pytest.mark.parametrize("how", ["full", "forbidden"])
def test_without_storage_a_phone_says_that_its_answer_is_on_the_page_alone(
    how: str, opened: OpenedRoom, facilitator: Facilitator, crowd: Crowd, new_context: NewContext
) -> None:
    context = new_context(viewport=PHONE)
    if how == "forbidden":
        context.add_init_script(FORBID)
    page = joined(context, opened.phone)
    open_grid(facilitator)
    expect(page.locator(".grid-plane")).to_be_visible()
    if how == "full":
        page.evaluate(FILL)
    place(page, 0.2, 0.3)
    expect(page.get_by_text(STORED)).to_be_visible()
    context.set_offline(True)
    sent = place(page, 0.8, 0.9)
    expect(page.get_by_text(UNKEPT)).to_be_visible()
    expect(page.get_by_text("gardée sur ce téléphone")).to_be_hidden()
    assert axe(page) == []
    assert asked_before_leaving(page)
    context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text(STORED)).to_be_visible()
    expect(page.get_by_text(UNKEPT)).to_be_hidden()
    expect_point(page, sent)
    assert not asked_before_leaving(page)
    assert counted(facilitator, crowd) == [sent]


def asked_before_leaving(page: Page) -> bool:
    """Leave the page; say whether the browser asked, and stay if it did."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.evaluate("() => { setTimeout(() => location.reload(), 0); }")
    page.wait_for_timeout(1_500)
    if asked:
        return asked == ["beforeunload"]
    page.remove_listener("dialog", stay)
    page.wait_for_load_state()
    return False
