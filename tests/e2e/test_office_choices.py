"""Sliders of a file of scenarios: answered without leaving the page, and without script too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from mire.programme.choices.models import Choice
from mire.programme.people.rules import Right
from tests.support.browser import axe
from tests.support.office import Office
from tests.support.scenarios import whole_file

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = {"width": 1366, "height": 650}


@pytest.fixture
def choice(office: Office) -> Choice:
    return whole_file(office)


def test_a_slider_is_moved_by_keyboard_and_the_rest_stays(
    sign_in: Callable[..., Page], office: Office, choice: Choice
) -> None:
    page = sign_in(Right.AMBASSADOR, viewport=DESK)
    page.goto(office.address(f"decider/scenarios/{choice.key}"))
    first = page.locator("[data-first]")
    expect(first).to_contain_text("À poids égaux, « En résidence » arrive en tête")
    for name in ("Proximité", "Jours", "Directions"):
        page.get_by_label(name, exact=True).focus()
        page.keyboard.press("Home")
    expect(first).to_contain_text("« Cellule » arrive en tête")
    expect(page.locator("[data-said]")).to_contain_text("« Cellule » arrive en tête")
    assert page.get_by_label("Directions", exact=True).evaluate("e => e === document.activeElement")
    expect(page.locator("output").first).to_have_text("100\u202f%")
    assert page.locator(".choice-standings tbody tr").count() == 3
    assert "p0=50&p1=0&p2=0&p3=0" in page.url
    assert "p0=50&p1=0" in page.locator("[data-export]").evaluate("each => each.href")
    page.get_by_label("La carte croise").select_option(label="Proximité")
    expect(page.locator(".weight-map")).to_contain_text("Proximité")
    assert axe(page) == []
    page.reload()
    expect(first).to_contain_text("« Cellule » arrive en tête")


def test_without_script_the_form_does_the_same(
    sign_in: Callable[..., Page], office: Office, choice: Choice
) -> None:
    page = sign_in(Right.AMBASSADOR, viewport=DESK, java_script_enabled=False)
    page.goto(office.address(f"decider/scenarios/{choice.key}"))
    for name in ("Proximité", "Jours", "Directions"):
        page.get_by_label(name, exact=True).focus()
        page.keyboard.press("Home")
    page.get_by_role("button", name="Recalculer").click()
    expect(page.locator("[data-first]")).to_contain_text("« Cellule » arrive en tête")
