"""The public site in a browser: by keyboard, without scripts, on every width, printed."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from mire.programme.chronicle.models import Episode
from mire.programme.programmes.models import Programme
from tests.support.browser import axe_but_colours, axe_in_both
from tests.support.chronicle import PUBLIC_PAGES, SLUG, whole_chronicle
from tests.support.office import Office, open_office
from tests.support.rooms import Room
from tests.support.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AT = f"/p/{SLUG}/"
WIDTHS = [(320, 640), (390, 844), (1366, 768), (1920, 1080)]


@pytest.fixture
def office(transactional_db: None) -> Office:
    return open_office()


@pytest.fixture
def address(room: Room) -> Iterator[str]:
    with served(room.engine) as where:
        yield where


@pytest.fixture
def opened(
    new_context: Callable[..., BrowserContext], address: str
) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []

    def open_page(**options: object) -> Page:
        context = new_context(base_url=address, **options)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for each in contexts:
        assert each.cookies() == []
        each.close()


def episode_address() -> str:
    row = Episode.objects.get(number=2)
    return f"{AT}episode/{row.key}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_public_pages_hold_on_every_width_in_the_light_and_the_dark(
    opened: Callable[..., Page], office: Office, language: str
) -> None:
    whole_chronicle(office)
    Programme.objects.update(language=language)
    page = opened()
    for each in (*(f"{AT}{one}" for one in PUBLIC_PAGES), episode_address()):
        page.goto(each)
        assert page.evaluate("document.documentElement.lang") == language
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (each, width, wide)
        assert (axe_in_both(page) if language == "fr" else axe_but_colours(page)) == [], each


def test_an_episode_is_found_and_read_by_keyboard_without_scripts(
    opened: Callable[..., Page], office: Office
) -> None:
    whole_chronicle(office)
    page = opened(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(AT)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="La grille")
    for _ in range(20):
        page.keyboard.press("Tab")
        if link.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/episode/*")
    expect(page.get_by_role("heading", level=1)).to_have_text("La grille")
    expect(page.get_by_role("img", name="Une grille à deux axes, un point.")).to_be_visible()
    assert page.locator("h2").first.inner_text() == "Résumé des épisodes précédents"
    page.get_by_role("link", name="Un essai d").click()
    page.wait_for_url("**/decisions#*")
    expect(page.locator("li:target")).to_contain_text("Un essai d")


def test_a_printed_episode_keeps_its_words_and_leaves_the_rest(
    opened: Callable[..., Page], office: Office
) -> None:
    whole_chronicle(office)
    page = opened(viewport={"width": 794, "height": 1123})
    page.goto(episode_address())
    page.emulate_media(media="print")
    expect(page.locator(".public-nav").first).to_be_hidden()
    expect(page.locator(".public-beside")).to_be_hidden()
    expect(page.locator(".public-voice")).to_be_visible()
    expect(page.get_by_role("img", name="Une grille")).to_be_visible()
    assert len(page.pdf()) > 1_000
