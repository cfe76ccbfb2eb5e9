"""Signing up by name, then promising apart: phones, paper, console, in a real browser."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.mending import begin
from tests.support.browser import LAPTOP, PHONE, PROJECTOR, axe
from tests.support.server import OpenedRoom, Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GRACE_MS = 40_000
SHEET = """format = 1
[meeting]
title = "Séminaire de direction"
starts = 2018-03-21T09:00:00
slot = 30
participants = 12

[[activity]]
id = "profils"
technique = "signup"
title = "Choisir un profil à creuser"
planned = 5
[activity.settings]
question = "Quel profil voulez-vous creuser ?"
departments = ["Habitat", "Mobilités"]
[[activity.settings.profiles]]
label = "Labo Coach"
gloss = "Aider les projets en cours"
seats = 2
[[activity.settings.profiles]]
label = "Labo Veilleur"

[[activity]]
id = "part"
technique = "commitments"
title = "Ce que ma direction pourrait apporter"
planned = 5
[activity.settings]
question = "Ce que ma direction pourrait apporter"
"""


@pytest.fixture
def opened(server: Server, tmp_path: Path) -> OpenedRoom:
    sheet = tmp_path / "sheet.toml"
    sheet.write_text(SHEET, encoding="utf-8")
    return server.open_room(sheet)


def joined(opened: OpenedRoom, page: Page) -> Page:
    page.goto(opened.phone)
    page.get_by_role("button", name="Rejoindre la réunion").click()
    page.wait_for_url("**/salle")
    return page


def press_until(console: Page, key: str, phase: str) -> None:
    console.locator("body").press(key)
    expect(console.locator(".console-now")).to_have_attribute("data-phase", phase, timeout=GRACE_MS)


def start(opened: OpenedRoom, page: Page) -> Page:
    page.goto(opened.console)
    begin(page)
    return page


def test_people_sign_up_change_their_mind_and_see_their_table(
    opened: OpenedRoom, new_page: Callable[..., Page], server: Server
) -> None:
    console = start(opened, new_page(viewport=LAPTOP))
    projector = new_page(viewport=PROJECTOR)
    projector.goto(opened.projector)
    phone = joined(opened, new_page(viewport=PHONE, has_touch=True))
    plain = joined(opened, new_page(viewport=PHONE, java_script_enabled=False))
    press_until(console, "o", "open")
    expect(phone.get_by_text("Réponse nommée")).to_be_visible()
    for page in (phone, console, projector):
        assert axe(page) == []

    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.locator("[data-error-for=first]")).to_be_visible()
    phone.get_by_label("Labo Coach").check()
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.locator("[data-error-for=name]")).to_contain_text("Dites qui vous êtes")
    phone.get_by_label("Votre nom ou votre fonction").fill("Habitat · D07")
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.locator("[data-say=stored]")).to_be_visible()
    phone.get_by_label("Labo Veilleur").check()
    phone.get_by_role("button", name="Modifier ma réponse").click()
    expect(phone.locator("[data-say=stored]")).to_be_visible()
    phone.reload()
    expect(phone.get_by_label("Labo Veilleur")).to_be_checked()

    plain.reload()
    plain.get_by_label("Labo Coach").check()
    plain.get_by_label("Votre nom ou votre fonction").fill("Mobilités · D12")
    plain.get_by_role("button", name="Envoyer").click()
    expect(plain.get_by_text("Votre réponse est enregistrée")).to_be_visible()
    assert "Habitat · D07" not in console.content()

    press_until(console, "c", "closed")
    expect(console.locator(".console-now table").first).to_contain_text("Habitat · D07")
    expect(projector.locator("body")).not_to_contain_text("Habitat · D07")
    console.locator("body").press("r")
    expect(projector.locator(".tables")).to_contain_text("Mobilités · D12")
    expect(phone.locator(".figure-table table")).to_contain_text("Habitat · D07")
    for page in (phone, console, projector):
        assert axe(page) == []

    scribe = console.context.new_page()
    scribe.goto(f"{server.address}/regie/{opened.code}/profils/scribe")
    scribe.get_by_label("Une réponse par ligne").fill("1 2 Culture · D03")
    scribe.get_by_role("button", name="Relire avant d’enregistrer").click()
    expect(scribe.locator("#understood")).to_contain_text("Culture · D03")
    scribe.get_by_role("button", name="Enregistrer cette réponse").click()
    expect(scribe.get_by_role("status")).to_contain_text("1 réponse")
    expect(projector.locator(".tables")).to_contain_text("Culture · D03")

    review = console.context.new_page()
    review.goto(f"{server.address}/regie/{opened.code}/relire")
    assert axe(review) == []
    row = review.locator(".review-names > li", has_text="Habitat · D07")
    row.get_by_text("Retirer").click()
    row.get_by_role("checkbox").check()
    row.get_by_role("button", name="Effacer cette inscription").click()
    expect(review.locator(".review-names")).not_to_contain_text("Habitat · D07")
    expect(projector.locator(".tables")).not_to_contain_text("Habitat · D07")


def test_a_promise_is_made_apart_and_taken_back(
    opened: OpenedRoom, new_page: Callable[..., Page], server: Server
) -> None:
    console = start(opened, new_page(viewport=LAPTOP))
    console.locator("body").press("s")
    expect(console.locator("#now-title")).to_contain_text("apporter")
    projector = new_page(viewport=PROJECTOR)
    projector.goto(opened.projector)
    phone = joined(opened, new_page(viewport=PHONE, has_touch=True))
    press_until(console, "o", "open")

    phone.get_by_role("link", name=re.compile("Rien pour")).click()
    expect(phone.get_by_role("heading", name="Merci.")).to_be_visible()
    assert axe(phone) == []
    phone.get_by_role("link", name="Revenir à la réunion").click()
    phone.get_by_role("link", name="Proposer quelque chose").click()
    assert axe(phone) == []
    phone.get_by_role("button", name="Proposer").click()
    expect(phone.get_by_role("alert").first).to_contain_text("Cochez ce que vous proposez")
    phone.get_by_label("Accueillir le labo").check()
    phone.get_by_role("checkbox", name="Donner du temps").check()
    phone.get_by_role("spinbutton").fill("300")
    phone.get_by_label("Votre nom ou votre fonction").fill("Habitat · D07")
    phone.get_by_role("button", name="Proposer").click()
    expect(phone.get_by_role("alert")).to_contain_text("de 1 à 220")
    expect(phone.get_by_label("Accueillir le labo")).to_be_checked()
    phone.get_by_role("spinbutton").fill("8")
    phone.get_by_role("button", name="Proposer").click()
    expect(phone.get_by_role("heading", name=re.compile("est noté"))).to_be_visible()
    assert axe(phone) == []
    link = phone.url
    reminder = phone.request.get(f"{link}/rappel.ics")
    assert reminder.status == 200
    assert link in reminder.text().replace("\r\n ", "")
    assert reminder.headers["referrer-policy"] == "same-origin"
    confirm, say_kept = icalendar.Calendar.from_ical(reminder.text()).events
    assert "TZID" not in reminder.text(), "a zone by name has to be described"
    for event in (confirm, say_kept):
        assert event.start.utcoffset() == timedelta(0)
        assert event.start.astimezone(ZoneInfo("Europe/Paris")).time() == time(9)
        assert event["dtstamp"].dt <= datetime.now(UTC)
    # Tomorrow one confirms; three months after the meeting one says what was kept.
    assert timedelta(days=85) < say_kept.start - confirm.start < timedelta(days=92)

    register = console.context.new_page()
    register.goto(f"{server.address}/regie/{opened.code}/engagements")
    expect(register.locator(".pledges")).to_contain_text("8 jours par an")
    expect(register.locator("#said + p")).to_contain_text("aucun total")
    assert axe(register) == []
    for page in (console, projector):
        expect(page.locator("body")).not_to_contain_text("D07")
        assert axe(page) == []

    with register.expect_popup() as printed:
        register.get_by_label("Combien de cartes").fill("2")
        register.get_by_role("button", name="Préparer et imprimer").click()
    cards = printed.value
    expect(cards.locator(".pledge-card")).to_have_count(2)
    assert axe(cards) == []
    number = cards.locator(".sheet-code").first.inner_text().split()[-1]
    register.reload()
    lines = register.get_by_label("Une carte par ligne")
    lines.fill(f"{number} ; Culture · D03 ; 9")
    register.get_by_role("button", name="Enregistrer les cartes").click()
    expect(register.locator("#errors")).to_contain_text("Ligne 1")
    lines.fill(f"{number} ; Culture · D03 ; 5")
    register.get_by_role("button", name="Enregistrer les cartes").click()
    expect(register.locator(".pledges")).to_contain_text("Culture · D03")

    phone.get_by_text("Retirer", exact=True).click()
    phone.get_by_role("button", name="Retirer ma proposition").click()
    expect(phone.get_by_role("heading", name=re.compile("est retiré"))).to_be_visible()
    assert phone.request.get(link).status == 404
    register.reload()
    expect(register.locator(".pledges")).not_to_contain_text("D07")


def test_the_private_page_is_whoever_has_its_link_alone(
    opened: OpenedRoom, new_page: Callable[..., Page], server: Server
) -> None:
    stranger = new_page(viewport=PHONE)
    for path in ("0" * 32, "x", "engagement"):
        answer = stranger.request.get(f"{server.address}/{opened.code}/engagement/{path}")
        assert answer.status == 404
    for path in ("engagements", "engagements/cartes"):
        answer = stranger.request.get(f"{server.address}/regie/{opened.code}/{path}")
        assert answer.status == 403


def test_the_register_holds_on_a_narrow_screen(
    opened: OpenedRoom, new_page: Callable[..., Page], server: Server
) -> None:
    console = start(opened, new_page(viewport={"width": 320, "height": 640}))
    console.locator("body").press("s")
    expect(console.locator("#now-title")).to_contain_text("apporter")
    press_until(console, "o", "open")
    phone = new_page(viewport={"width": 320, "height": 640}, locale="en-GB")
    phone.goto(f"{server.address}/{opened.code}/engagement")
    phone.get_by_label("Your name or your position").fill("D" * 60)
    phone.get_by_label("Host the lab").check()
    phone.get_by_role("button", name="Offer", exact=True).click()
    expect(phone.get_by_role("heading", name="Noted.")).to_be_visible()
    console.goto(f"{server.address}/regie/{opened.code}/engagements")
    expect(console.locator(".pledges")).to_contain_text("DDDD")
    for page in (phone, console):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
