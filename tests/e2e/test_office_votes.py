"""Votes of a meeting that the office takes up: seen on every width, in the dark, by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from mire.programme.people.rules import Right
from tests.support.browser import axe
from tests.support.office import Office
from tests.support.rooms import Room
from tests.support.scenarios import criterion_of, file_of_scenarios, measured
from tests.support.topics import topic
from tests.support.voted import TITLE, VOTE, voted_meeting

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = [(390, 844), (1366, 650), (1920, 1080)]
TOPICS = ("Un guichet unique pour les familles", "Les formulaires", "Les menus", "Les courriers")
ASKED = {
    "question": "Quels sujets ?",
    "topics": [
        {"label": label, "days": days}
        for label, days in (("Guichet unique", 20), ("Formulaires", 12), ("Cantines", 15))
    ],
    "capacity": 40,
    "mode": "points",
}


def seen_on_every_width(page: Page) -> None:
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (page.url, width, wide)
    assert axe(page) == [], page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ballots_are_taken_from_a_meeting_by_keyboard(
    sign_in: Callable[..., Page], office: Office, room: Room, scheme: str
) -> None:
    for number, title in enumerate(TOPICS, 1):
        topic(office, title, cost=10 * number)
    voted_meeting(office, room, "allotment", ASKED)
    page = sign_in(Right.AMBASSADOR, color_scheme=scheme)
    page.goto(office.address("decider/choix/nouveau"))
    seen_on_every_width(page)
    page.get_by_role("link", name=TITLE).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{VOTE}")
    seen_on_every_width(page)
    expect(page.get_by_label("« Guichet unique »")).to_have_value("1")
    page.get_by_label("« Cantines »").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Titre").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("« Cantines »")).to_have_attribute("aria-invalid", "true")
    seen_on_every_width(page)
    page.get_by_label("« Cantines »").select_option(label="3 · Les menus")
    page.get_by_label("Titre").press("Enter")
    page.get_by_text("Comment c’est compté").click()
    expect(page.get_by_text("Bulletins pris à une réunion")).to_be_visible()
    seen_on_every_width(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_criterion_is_known_by_a_meeting_s_judgment_by_keyboard(
    sign_in: Callable[..., Page], office: Office, room: Room, scheme: str
) -> None:
    choice = file_of_scenarios(office)
    measured(office, choice, "Jours", [{"value": 400}, {"value": 500}, {"value": 300}])
    criterion_of(office, "Portage")
    options = ("Résidence", "La cellule", "Une direction parmi d'autres, à choisir plus tard")
    judged = {"question": "?", "options": [{"label": each} for each in options]}
    voted_meeting(office, room, "judgment", judged)
    page = sign_in(Right.AMBASSADOR, color_scheme=scheme)
    page.goto(office.address(f"decider/scenarios/{choice.key}/criteres"))
    seen_on_every_width(page)
    page.get_by_role("link", name="Prendre le jugement d’une réunion pour « Portage »").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reunions")
    seen_on_every_width(page)
    page.get_by_role("link", name=TITLE).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{VOTE}")
    seen_on_every_width(page)
    last = page.get_by_label("Une direction")
    expect(last).to_have_value("")
    last.select_option(label="Dans une direction")
    page.get_by_role("button", name="Prendre ces mentions").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/criteres")
    expect(page.get_by_text("jugé à une réunion")).to_be_visible()
    seen_on_every_width(page)
    page.goto(office.address(f"decider/scenarios/{choice.key}"))
    seen_on_every_width(page)
