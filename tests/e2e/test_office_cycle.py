"""A cycle planned in a browser: looked for apart, stopped, kept, mended by keyboard alone."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.utils import timezone
from msgspec.structs import replace
from playwright.sync_api import BrowserContext, Page, expect

from mire.planning.residency.tables import DepartmentTable
from mire.programme.people.rules import Right
from mire.programme.residencies.models import ResidencyPlan
from mire.programme.residencies.rules.plans import PlanState
from tests.support.browser import axe
from tests.support.office import Office, open_office
from tests.support.residencies import cycle, facts
from tests.support.rooms import Room
from tests.support.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = {"width": 1366, "height": 650}


@pytest.fixture
def office(transactional_db: None) -> Office:
    return open_office()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], room: Room, office: Office) -> Iterator[Page]:
    with served(room.engine) as address:
        context = new_context(base_url=address, viewport=DESK, locale="fr-FR")
        session = office.browser(Right.FACILITATOR).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}]
        )
        yield context.new_page()
        # Who looks for a plan ends before the tables do.
        ResidencyPlan.objects.filter(cancelled_at=None).update(cancelled_at=timezone.now())
        context.close()


def test_a_plan_is_kept_then_mended_by_keyboard_alone(page: Page, office: Office) -> None:
    made = cycle(office)
    page.goto(office.address(f"decider/cycle/{made.key}"))
    page.get_by_role("button", name="Calculer un plan").focus()
    page.keyboard.press("Enter")
    keep = page.get_by_role("button", name="Retenir ce plan")
    expect(keep).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Un plan se calcule déjà")).to_have_count(0)
    page.get_by_label("Un mot sur ce plan").focus()
    page.keyboard.type("La direction la plus attendue d'abord.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Plan 1, en vigueur")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Voir et corriger les données").press("Enter")
    page.get_by_role("link", name="« Habitat · D07 » se retire").press("Enter")
    page.get_by_label("Pourquoi").focus()
    page.keyboard.type("Deux départs à l'automne.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("n’est plus dans le cycle")).to_be_visible()
    page.get_by_role("button", name="Réparer le plan").press("Enter")
    expect(keep).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Habitat · D07 n’accueille plus")).to_be_visible()
    keep.press("Enter")
    expect(page.get_by_role("heading", name="Plan 2, en vigueur")).to_be_visible()
    assert list(ResidencyPlan.objects.values_list("version", flat=True)) == [1, 2]


def test_a_long_search_tells_how_far_it_is_and_stops_when_told(page: Page, office: Office) -> None:
    many = [
        DepartmentTable(id=f"D{n:02}", pole=f"Pôle {n % 5}", priority=n % 7 + 1) for n in range(60)
    ]
    tables = facts(*many, weeks=400)
    tables = replace(tables, cycle=replace(tables.cycle, at_once=3, equity=1))
    made = cycle(office, tables)
    page.goto(office.address(f"decider/cycle/{made.key}"))
    page.get_by_label("Temps de calcul").select_option("600")
    page.get_by_role("button", name="Calculer un plan").click()
    told = page.locator("#calcul")
    expect(told).to_contain_text("un plan est trouvé, on cherche mieux", timeout=60_000)
    expect(told.locator("progress")).to_have_attribute("max", "600")
    assert axe(page) == []
    # Another page answers meanwhile, and coming back finds the search where it is.
    page.goto(office.address("decider"))
    page.go_back()
    told.get_by_role("button", name="Arrêter là").click()
    expect(page.get_by_role("button", name="Retenir ce plan")).to_be_visible(timeout=60_000)
    plan = ResidencyPlan.objects.get()
    assert plan.state == PlanState.FOUND
    assert plan.found is not None
    assert not plan.found["is_whole"]
    assert plan.ended_at is not None
    assert (plan.ended_at - plan.asked_at).total_seconds() < 120
