"""Open data in a browser: the page, what would be given, the public index, on every width."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from mire.live.state import entries
from mire.programme.meetings.actions import open_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from tests.support.browser import axe
from tests.support.office import NOW, Office, open_office
from tests.support.rooms import Room, placed
from tests.support.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = [(390, 844), (1366, 768), (1920, 1080)]
CORNERS = [(5, 5)] * 9 + [(-5, 5)] * 2 + [(5, -5)] * 7


@pytest.fixture
def office(transactional_db: None) -> Office:
    return open_office()


@pytest.fixture
def meeting(office: Office, room: Room) -> Meeting:
    """An ended meeting of the programme: a grid of eighteen, two of them alone in a corner."""
    opened = open_meeting(sheet=room.state.sheet, engine=room.engine, now=NOW)
    room.code = opened.code
    seats = [room.join() for _ in CORNERS]
    room.open("grille")
    for n, (x, y) in enumerate(CORNERS):
        room.answer("grille", seats[n], placed(x, y, f"Raison {n}"))
    room.close("grille")
    room.control(entries.MEETING_ENDED)
    Meeting.objects.filter(code=opened.code).update(programme=office.programme)
    return Meeting.objects.get(code=opened.code)


@pytest.fixture
def address(room: Room) -> Iterator[str]:
    with served(room.engine) as where:
        yield where


def looked_at(page: Page, name: str) -> None:
    """Hold every width, and leave a picture where one asks for it."""
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (name, width, wide)
        if folder := os.environ.get("LOOK"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    assert axe(page) == [], name


@pytest.mark.parametrize(("scheme", "language"), [("light", "fr-FR"), ("dark", "en-GB")])
def test_a_meeting_is_opened_by_keyboard_and_found_on_the_public_page(
    new_context: Callable[..., BrowserContext],
    address: str,
    office: Office,
    meeting: Meeting,
    scheme: str,
    language: str,
) -> None:
    context = new_context(base_url=address, color_scheme=scheme, locale=language)
    session = office.browser(Right.ADMINISTRATOR).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    page = context.new_page()
    page.goto(office.address("reglages/donnees"))
    looked_at(page, f"closed-{scheme}")
    page.locator(f"a[href$='/donnees/{meeting.key}']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#retenu")).to_be_visible()
    looked_at(page, f"would-{scheme}")
    page.locator("input[name=reason]").first.focus()
    page.keyboard.press("Space")
    page.locator("input[name=licence]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reglages/donnees?ouverte=1")
    looked_at(page, f"open-{scheme}")
    page.goto("/donnees")
    expect(page.get_by_text("Séminaire").first).to_be_visible()
    looked_at(page, f"index-{scheme}")
    context.close()
