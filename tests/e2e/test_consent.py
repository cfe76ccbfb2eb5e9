"""A decision by consent: steps at the console, an objection on a table's page, lifted by it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from mire.live.state import entries
from mire.web import rates
from tests.e2e.mending import NewContext, Scene
from tests.support.browser import axe
from tests.support.rooms import Room
from tests.support.served import served
from tests.support.sheets import activity, sheet
from tests.support.walls import collisions

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ASKED = {
    "question": "Peut-on vivre avec cette proposition ?",
    "proposal": "Ouvrir le laboratoire six mois, avec deux agents.",
    "tables": [{"label": "Direction de l'habitat"}, {"label": "Direction des moyens"}],
}


@pytest.fixture
def scene(
    make_room: Callable[..., Room], new_context: NewContext, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    monkeypatch.setattr(rates, "answers", rates.Rate(per_second=50, burst=100))
    room = make_room(sheet(activity("decision", "consent", settings=ASKED)))
    with served(room.engine) as address:
        yield Scene(room, address, new_context)


def step(console: Page, name: str) -> None:
    console.get_by_role("button", name=f"Étape : {name}").click()
    expect(console.locator(".console-now")).to_contain_text(f"{name} :")


def table_page(scene: Scene, number: int, **options: object) -> Page:
    phone = scene.phone(**options)
    phone.goto(f"{scene.address}/{scene.room.code}/table/{number}")
    return phone


def test_a_circle_objects_amends_and_decides(scene: Scene) -> None:
    scene.room.open("decision")
    console = scene.console()
    for name in ("Clarifications", "Réactions", "Objections"):
        step(console, name)
    assert axe(console) == []

    phone = scene.phone()
    expect(phone.locator(".consent-proposal")).to_contain_text("six mois")
    assert axe(phone) == []
    phone.get_by_role("link", name="Direction des moyens").click()
    expect(phone.locator("h1")).to_contain_text("Direction des moyens")
    phone.locator("#said-3").fill("Deux agents de moins en été.")
    phone.locator("#lift-3").fill("Commencer en octobre.")
    phone.locator("#etape-3").get_by_role("button", name="Noter").click()
    mine = phone.locator("#objections")
    expect(mine).to_contain_text("Deux agents de moins en été.")
    expect(mine).to_contain_text("Commencer en octobre.")
    expect(mine.get_by_role("button", name="Le texte amendé")).to_have_count(0)
    assert axe(phone) == []
    other = table_page(scene, 1)
    expect(other.locator("h1")).to_contain_text("habitat")
    expect(other.locator("#objections li")).to_have_count(0)

    projector = scene.projector()
    expect(projector.locator(".consent-wall")).to_contain_text("1 objection ouverte")
    expect(projector.locator(".consent-wall")).not_to_contain_text("Deux agents de moins")
    assert axe(projector) == []

    expect(console.locator(".consent-objections")).to_contain_text("Deux agents de moins en été.")
    console.get_by_text("Amender le texte").click()
    console.locator("#amended-said").fill("Ouvrir en octobre, avec deux agents.")
    console.get_by_role("button", name="Garder ce texte").click()
    expect(console.locator(".consent-proposal").first).to_contain_text("Ouvrir en octobre")
    expect(projector.locator(".consent-proposal")).to_contain_text("six mois")
    expect(projector.locator(".consent-proposal")).to_contain_text("Amendée depuis")
    console.get_by_text("Amender le texte").click()
    console.get_by_role("button", name="Afficher le texte amendé à l").click()
    expect(projector.locator(".consent-proposal")).to_contain_text("Ouvrir en octobre")

    mine.get_by_role("button", name="Le texte amendé lève notre objection").click()
    expect(mine).to_contain_text("levée par un texte amendé")
    scene.room.close("decision")
    scene.room.control(entries.SHOWN, "decision")
    expect(projector.locator(".figure-sentence")).to_contain_text("adoptée, dans son texte amendé")
    assert axe(projector) == []


def test_the_longest_proposal_holds_on_the_wall(
    make_room: Callable[..., Room], new_context: NewContext
) -> None:
    long = ("Ouvrir le laboratoire six mois, avec deux agents, et décider ensuite. " * 12)[:799]
    settings = {**ASKED, "proposal": f"{long}."}
    room = make_room(sheet(activity("decision", "consent", settings=settings)))
    with served(room.engine) as address:
        room.enter("decision")
        projector = Scene(room, address, new_context).projector()
        expect(projector.locator(".consent-proposal")).to_contain_text("décider ensuite")
        assert collisions(projector) == []


def test_it_works_without_scripts(scene: Scene) -> None:
    scene.room.open("decision")
    phone = table_page(scene, 2, java_script_enabled=False)
    phone.locator("#said-3").fill("Deux agents de moins en été.")
    phone.locator("#etape-3").get_by_role("button", name="Noter").click()
    expect(phone.get_by_role("alert")).to_contain_text("ce qui la lèverait")
    expect(phone.locator("#said-3")).to_have_value("Deux agents de moins en été.")
    phone.locator("#lift-3").fill("Commencer en octobre.")
    phone.locator("#etape-3").get_by_role("button", name="Noter").click()
    expect(phone.locator("#objections")).to_contain_text("Commencer en octobre.")
    phone.get_by_role("button", name="Nous la retirons").click()
    expect(phone.locator("#objections")).to_contain_text("retirée par qui l")
