"""Networks as they are: streams swallowed by a proxy, phones cut off, two tabs of one seat."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from mire.live.state import entries
from tests.faults.crowd import Facilitator
from tests.faults.serving import MEETING
from tests.support.browser import PHONE
from tests.support.nginx import BufferingProxy
from tests.support.server import OpenedRoom, Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STORED = "Votre réponse est enregistrée"
OFFLINE = "Pas de réseau"
SILENCE_MS = 20_000
POLL_SECONDS = 2.0

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def server(patient_server: Server) -> Server:
    """Networks fail here, not the server: one serves them all."""
    return patient_server


@pytest.fixture
def opened(server: Server) -> OpenedRoom:
    return server.open_room(MEETING)


@pytest.fixture
def facilitator(server: Server, opened: OpenedRoom) -> Iterator[Facilitator]:
    with closing(Facilitator(server.address, opened.code, opened.console)) as pressed:
        yield pressed


def joined(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.locator("main form button").click()
    expect(page.locator("body.phone, .phone")).to_have_count(1)
    return page


def open_grid(facilitator: Facilitator) -> None:
    facilitator.press(entries.ENTERED, "grille")
    facilitator.press(entries.OPENED, "grille")


def place(page: Page, across: float, up: float) -> tuple[str, str]:
    """Touch the grid, from 0 to 1 each way, and send; return x and y as the form has them."""
    plane = page.locator(".grid-plane")
    box = plane.bounding_box()
    assert box is not None
    plane.click(position={"x": box["width"] * across, "y": box["height"] * (1 - up)})
    page.locator("[data-send]").click()
    return point(page)


def expect_point(page: Page, where: tuple[str, str]) -> None:
    expect(page.locator("[name=x]")).to_have_value(where[0])
    expect(page.locator("[name=y]")).to_have_value(where[1])


def point(page: Page) -> tuple[str, str]:
    return page.locator("[name=x]").input_value(), page.locator("[name=y]").input_value()


def test_behind_a_proxy_that_swallows_the_stream_a_phone_polls(
    server: Server, opened: OpenedRoom, facilitator: Facilitator, new_context: NewContext
) -> None:
    with BufferingProxy(upstream_port=server.port) as proxy:
        page = joined(new_context(viewport=PHONE), f"{proxy.url}/{opened.code}")
        polls: list[float] = []
        page.on(
            "request",
            lambda asked: polls.append(time.monotonic()) if "/frame?" in asked.url else None,
        )
        facilitator.press(entries.ENTERED, "grille")
        # Nothing arrives by the stream; after its silence the phone polls and catches up.
        heading = page.get_by_role("heading", name="La grille")
        expect(heading).to_be_visible(timeout=SILENCE_MS + 10_000)
        page.wait_for_timeout(5 * POLL_SECONDS * 1000)
        gaps = sorted(after - before for before, after in pairwise(polls))
        assert len(gaps) >= 3
        assert POLL_SECONDS * 0.8 <= gaps[len(gaps) // 2] <= POLL_SECONDS * 3

        facilitator.press(entries.OPENED, "grille")
        expect(page.locator(".grid-plane")).to_be_visible(timeout=40_000)
        place(page, 0.8, 0.7)
        expect(page.get_by_text(STORED)).to_be_visible()
        facilitator.press(entries.CLOSING, "grille")
        expect(page.get_by_text("La question va se fermer")).to_be_visible(timeout=40_000)
        expect(page.get_by_text(STORED)).to_be_visible()
        expect(page.get_by_text("La question est fermée")).to_be_visible(timeout=60_000)


def test_a_phone_without_network_keeps_its_answer_and_sends_it_later(
    opened: OpenedRoom, facilitator: Facilitator, new_context: NewContext
) -> None:
    context = new_context(viewport=PHONE)
    page = joined(context, opened.phone)
    open_grid(facilitator)
    expect(page.locator(".grid-plane")).to_be_visible()
    context.set_offline(True)
    sent = place(page, 0.2, 0.3)
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    expect(page.get_by_text(STORED)).to_be_hidden()
    page.close()  # the person closes everything, and opens it again once back

    context.set_offline(False)
    again = context.new_page()
    again.goto(opened.phone)
    expect(again.get_by_text(STORED)).to_be_visible()
    expect(again.get_by_text(OFFLINE)).to_be_hidden()
    expect_point(again, sent)

    # The other way: the page stays open, the network comes back by itself.
    context.set_offline(True)
    changed = place(again, 0.9, 0.9)
    expect(again.get_by_text(OFFLINE)).to_be_visible()
    context.set_offline(False)
    expect(again.get_by_text(STORED)).to_be_visible()
    again.reload()
    expect(again.get_by_text(STORED)).to_be_visible()
    assert changed != sent
    expect_point(again, changed)


def test_two_tabs_of_one_seat_agree(
    opened: OpenedRoom, facilitator: Facilitator, new_context: NewContext
) -> None:
    context = new_context(viewport=PHONE)
    first = joined(context, opened.phone)
    second = context.new_page()
    second.goto(opened.phone)
    open_grid(facilitator)
    expect(first.locator(".grid-plane")).to_be_visible()
    expect(second.locator(".grid-plane")).to_be_visible()

    for here, there, where in ((first, second, 0.2), (second, first, 0.7), (first, second, 0.9)):
        here.bring_to_front()
        sent = place(here, where, where)
        expect(here.get_by_text(STORED)).to_be_visible()
        there.bring_to_front()
        expect(there.get_by_text(STORED)).to_be_visible()
        expect_point(there, sent)
    second.reload()
    expect(second.get_by_text(STORED)).to_be_visible()
    expect_point(second, sent)
