"""A long document's file, with a browser: how far it is, stopping by keyboard, then the file."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from mire.documents.makings import Makings
from mire.web.office import handing_out
from tests.documents.test_makings import NEVER
from tests.e2e.test_office import begin_a_reading
from tests.support.browser import axe_in_both
from tests.support.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
    sign_in: Callable[..., Page],
    office: Office,
    makings: Callable[..., Makings],
    has_scripts: bool,
) -> None:
    makings()
    page = sign_in(java_script_enabled=has_scripts)
    page.goto(f"{begin_a_reading(office)}/vue?format=docx")
    link = page.get_by_role("link", name="Ouvrir le fichier DOCX")
    expect(link).to_be_visible(timeout=30_000)
    if has_scripts:
        assert axe_in_both(page) == []
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(".docx")


def test_one_stops_it_by_keyboard_and_begins_again(
    sign_in: Callable[..., Page], office: Office, makings: Callable[..., Makings]
) -> None:
    makings(*NEVER)
    page = sign_in()
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
