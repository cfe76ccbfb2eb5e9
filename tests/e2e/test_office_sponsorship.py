"""The path to the council in a browser: prepared by keys, slipped, carried; its text typed."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from mire.programme.people.rules import Right
from mire.programme.sponsorship.models import Deliberation, PathStep
from tests.support.browser import axe, axe_in_both
from tests.support.office import Office, open_office
from tests.support.rooms import Room
from tests.support.served import served
from tests.support.sponsorship import deliberated, planned_path

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def office(transactional_db: None) -> Office:
    return open_office()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], room: Room, office: Office) -> Iterator[Page]:
    with served(room.engine) as address:
        context = new_context(
            base_url=address, viewport={"width": 1366, "height": 650}, locale="fr-FR"
        )
        session = office.browser(Right.FACILITATOR).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}]
        )
        yield context.new_page()
        context.close()


def press(page: Page, name: str, role: str = "button") -> None:
    """Reach something by the keyboard, and press it."""
    found = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    found.focus()
    page.keyboard.press("Enter")


def test_a_path_is_prepared_by_keys_and_told_when_it_slips(page: Page, office: Office) -> None:
    today = timezone.localdate()
    page.goto(office.address("note/portage"))
    press(page, "Préparer le chemin")
    expect(page.get_by_text("dates à donner").first).to_be_visible()
    press(page, "Dates de « Conseil »", "link")
    days = [today + timedelta(days=20), today + timedelta(days=170)]
    page.get_by_label("Dates de ses séances").fill("\n".join(f"{each:%d/%m/%Y}" for each in days))
    press(page, "Garder")
    press(page, "Choisir la date du conseil", "link")
    page.get_by_label("Date du conseil").fill(days[0].isoformat())
    press(page, "Choisir cette date")
    expect(page.get_by_text("ne tient plus")).to_be_visible()
    assert axe_in_both(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1366, "height": 650})
    offered = page.get_by_role("button", name="Choisir cette date")
    offered.first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("tient. Prochaine étape")).to_be_visible()
    press(page, "Noter faite : Note signée", "link")
    press(page, "Garder")
    expect(page.get_by_text("noté par").first).to_be_visible()
    assert PathStep.objects.get(title="Note signée").done_on == today


def test_a_text_survives_a_cut_and_leaves_no_draft_once_kept(page: Page, office: Office) -> None:
    deliberated(planned_path(office), reasons="Un.")
    form = office.address("note/portage/deliberation/changer")
    page.goto(form)
    box = page.locator("[data-marks]")
    box.fill("Un exposé écrit dans le train.")
    page.context.set_offline(offline=True)
    press(page, "Garder")
    expect(page.get_by_text("Le réseau est coupé")).to_be_visible()
    page.context.set_offline(offline=False)
    press(page, "Garder")
    expect(page.get_by_role("heading", name="Exposé des motifs")).to_be_visible()
    assert Deliberation.objects.get().reasons == "Un exposé écrit dans le train."
    assert axe(page) == []
    page.goto(form)
    expect(page.get_by_role("button", name="Le reprendre")).to_be_hidden()
    assert axe(page) == []
