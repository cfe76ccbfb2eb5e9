"""A long document's file, with a browser: how far it is, stopping by keyboard, then the file."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from mire.documents.makings import Makings
from mire.programme.people.rules import Right
from mire.web.office import handing_out
from tests.documents.test_makings import NEVER
from tests.e2e.test_office import begin_a_reading
from tests.support.browser import axe_in_both
from tests.support.office import Office, open_office
from tests.support.rooms import Room
from tests.support.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def office(transactional_db: None) -> Office:
    return open_office()


@pytest.fixture
def open_page(
    new_context: Callable[..., BrowserContext], room: Room, office: Office
) -> Iterator[Callable[..., Page]]:
    opened: list[BrowserContext] = []
    with served(room.engine) as address:

        def sign_in(**options: object) -> Page:
            context = new_context(base_url=address, **options)
            opened.append(context)
            session = office.browser(Right.FACILITATOR).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}]
            )
            return context.new_page()

        yield sign_in
        for context in opened:
            context.close()


@pytest.fixture
def makings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Makings]]:
    """Every document is long here."""
    begun: list[Makings] = []
    monkeypatch.setattr(handing_out, "LONG_BYTES", 10)

    def use(*command: str) -> Makings:
        made = Makings(command) if command else Makings()
        begun.append(made)
        monkeypatch.setattr(handing_out, "makings", made)
        return made

    yield use
    for each in begun:
        each.stop()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_long_file_comes_by_itself(
    open_page: Callable[..., Page],
    office: Office,
    makings: Callable[..., Makings],
    has_scripts: bool,
) -> None:
    makings()
    page = open_page(java_script_enabled=has_scripts)
    page.goto(f"{begin_a_reading(office)}/vue?format=docx")
    link = page.get_by_role("link", name="Ouvrir le fichier DOCX")
    expect(link).to_be_visible(timeout=30_000)
    if has_scripts:
        assert axe_in_both(page) == []
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(".docx")


def test_one_stops_it_by_keyboard_and_begins_again(
    open_page: Callable[..., Page], office: Office, makings: Callable[..., Makings]
) -> None:
    makings(*NEVER)
    page = open_page()
    page.goto(f"{begin_a_reading(office)}/vue?format=docx")
    expect(page.locator("progress[value='1']")).to_be_visible(timeout=30_000)
    stop = page.get_by_role("button", name="Arrêter")
    stop.focus()
    with page.expect_response(re.compile("attente=")):
        pass  # a look later, the focus is where it was
    expect(stop).to_be_focused()
    assert axe_in_both(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("est arrêtée")
    page.get_by_role("link", name="Préparer le fichier").click()
    expect(stop).to_be_visible()
