"""A card's QR fills the field and leaves no trace in the address; the pages that hand cards out."""

import re

import pytest
from playwright.sync_api import expect

from mire.live.engine.join_cards import MakeJoinCards
from tests.e2e.mending import Scene, scene
from tests.support.browser import LAPTOP, PHONE, axe, axe_in_both

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["scene"]


def test_a_flashed_card_joins_and_the_next_person_types_theirs(scene: Scene) -> None:
    room = scene.room
    first, second = room.engine.ask(MakeJoinCards(room.code, 2))
    page = scene.new_context(viewport=PHONE).new_page()
    page.goto(f"{scene.address}/{room.code}#carte={first}")
    field = page.get_by_label("Code de votre carte")
    expect(field).to_have_value(f"{first[:4]} {first[4:]}")
    assert "#" not in page.url
    assert axe_in_both(page) == []
    page.get_by_role("button", name="Rejoindre la réunion").click()
    expect(page).to_have_url(re.compile("/salle$"))
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Terminer et passer l’appareil").click()
    expect(field).to_be_focused()
    page.keyboard.type(first)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Cette carte a déjà servi")).to_be_visible()
    assert axe(page) == []
    field.fill(second.lower())
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/salle"))
    assert len(room.engine.room(room.code).seats) == 2


def test_cards_are_printed_ten_to_a_sheet(scene: Scene) -> None:
    room = scene.room
    page = scene.new_context(viewport=LAPTOP).new_page()
    page.goto(f"{scene.address}/regie/{room.code}?cle={room.console.hex()}")
    page.goto(f"{scene.address}/regie/{room.code}/dossier")
    page.get_by_role("link", name="Cartes d’entrée").click()
    assert axe_in_both(page) == []
    page.get_by_label("Nombre de cartes").fill("20")
    page.get_by_role("button", name="Faire ces cartes").click()
    expect(page.locator(".join-card")).to_have_count(20)
    assert axe(page) == []
    page.emulate_media(media="print")
    pages = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert pages == 2
    page.reload()  # which sends the form again
    expect(page.get_by_text("D’autres cartes viennent d’être faites")).to_be_visible()
    expect(page.get_by_text("20 cartes faites, 20 encore bonnes.")).to_be_visible()
    page.get_by_label("Annuler une carte").fill("ABCD EFGH")
    page.get_by_role("button", name="Annuler cette carte").click()
    expect(page.get_by_text("n’est pas de cette réunion")).to_be_visible()
    assert axe(page) == []
