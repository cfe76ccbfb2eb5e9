"""The console under the hand: frames that interrupt nothing, an end that asks, many texts."""

import re

import pytest
from playwright.sync_api import Page, expect

from mire.live.state import entries
from tests.e2e.mending import Scene, kept, scene
from tests.support.browser import axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["scene"]


def version(console: Page) -> str:
    return console.locator(".console-now input[name=saw]").first.get_attribute("value") or ""


def test_masking_goes_on_through_frames(scene: Scene) -> None:
    room = scene.room
    room.open("grille")
    scene.say([f"Raison {n}" for n in range(6)])
    console = scene.console()
    rows = console.locator(".moderation > li")
    expect(rows).to_have_count(6)
    masking = rows.nth(2)
    words = masking.locator(".quote").inner_text()
    masking.locator("summary").click()
    why = masking.locator("[name=reason]")
    why.fill("Nomme une pers")
    why.evaluate("field => field.setSelectionRange(5, 8)")
    shown = [row.get_attribute("id") for row in rows.all() if row != masking]
    for entry in (shown[0], shown[5], shown[1]):
        assert entry is not None
        room.control(entries.TEXT_SHOWN, "grille", entry=entry.removeprefix("t-"))
    expect(rows.locator(".badge-now")).to_have_count(3)
    room.control(entries.TEXT_MASKED, "grille", entry=(shown[0] or "")[2:], reason="un nom")
    expect(rows).to_have_count(5)
    kept = rows.filter(has_text=words)
    expect(kept.locator("details")).to_have_attribute("open", "")
    expect(kept.locator("[name=reason]")).to_be_focused()
    console.keyboard.type("X")
    expect(kept.locator("[name=reason]")).to_have_value("NommeXe pers")
    expect(console.locator("details[open]")).to_have_count(1)
    # A field that nobody touched follows the room; one that was typed in stays.
    room.control(entries.HEADCOUNT, n=31)
    expect(console.locator("#headcount")).to_have_value("31")
    console.locator("#headcount").fill("29")
    room.control(entries.HEADCOUNT, n=33)
    expect(console.locator("#headcount")).to_have_js_property("defaultValue", "33")
    expect(console.locator("#headcount")).to_have_value("29")


def test_the_end_asks_and_the_keys_can_be_silenced(scene: Scene) -> None:
    room = scene.room
    for activity in ("cadrage", "grille", "meteo"):
        room.enter(activity)
    console = scene.console()
    body = console.locator("body")
    expect(console.locator("#now-title")).to_contain_text("meteo")
    body.press("s")
    ending = console.get_by_role("dialog", name="Terminer la réunion")
    expect(ending).to_be_hidden()
    body.press("e")
    expect(ending).to_be_visible()
    expect(ending).to_contain_text("perdent leur place")
    expect(ending.get_by_role("button", name="Annuler")).to_be_focused()
    assert axe(console) == []
    console.keyboard.press("o")  # no key reaches the page behind
    console.keyboard.press("Enter")
    expect(ending).to_be_hidden()
    assert room.state.ended_at is None
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "ready")

    console.locator("#headcount").press("e")
    expect(ending).to_be_hidden()
    console.locator("#headcount").blur()
    body.press("?")
    console.get_by_label("Les touches du clavier agissent").uncheck()
    assert axe(console) == []
    console.get_by_role("button", name="Fermer").click()
    body.press("e")
    expect(ending).to_be_hidden()
    console.reload()
    body.press("e")
    expect(ending).to_be_hidden()
    console.get_by_role("button", name="Raccourcis").click()
    console.get_by_label("Les touches du clavier agissent").check()
    console.get_by_role("button", name="Fermer").click()

    body.press("e")
    # What was on screen when one asked is what ends: a colleague's press meanwhile is seen.
    room.control(entries.OPENED, "meteo")
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "open")
    ending.get_by_role("button", name="Terminer la réunion").click()
    expect(ending).to_be_hidden()
    expect(console.get_by_role("alert")).to_contain_text("Quelqu’un vient d’agir")
    assert room.state.ended_at is None
    room.close("meteo")
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "closed")
    body.press("e")
    ending.get_by_role("button", name="Terminer la réunion").click()
    expect(console.locator('[data-moment="ended"]')).to_be_visible()
    review = console.locator(".console-now").get_by_role("link", name="Relire les textes")
    expect(review).to_have_attribute("href", f"/regie/{room.code}/relire")
    expect(console.locator("aside").get_by_role("link", name="Relire les textes")).to_be_visible()
    assert axe(console) == []


def test_without_scripts_the_end_takes_two_presses_and_the_page_can_be_asked_again(
    scene: Scene,
) -> None:
    room = scene.room
    for activity in ("cadrage", "grille", "meteo"):
        room.enter(activity)
    console = scene.console(java_script_enabled=False)
    last = console.locator(".ending").get_by_role("button", name="Terminer la réunion")
    expect(last).to_be_hidden()
    console.locator(".ending > summary").click()
    expect(console.locator(".ending")).to_contain_text("perdent leur place")
    room.control(entries.EXTENDED, "meteo", minutes=2)
    console.get_by_role("link", name="Actualiser").click()
    console.locator(".ending > summary").click()
    last.click()
    expect(console.locator('[data-moment="ended"]')).to_be_visible()
    assert room.state.ended_at is not None


LONG = "Un texte aussi long que ce qu'un téléphone laisse écrire, pour voir ce que le mur en fait. "


def test_the_wall_shows_whole_texts_and_the_console_says_what_does_not_fit(scene: Scene) -> None:
    room = scene.room
    room.open("grille")
    scene.say([f"{n} {LONG * 4}"[:280] for n in range(6)])
    console, projector = scene.console(), scene.projector()
    expect(console.locator(".moderation > li")).to_have_count(6)
    entry_ids = [
        one["id"]
        for one in console.evaluate(
            "[...document.querySelectorAll('#texts > li')].map(({id}) => ({id: id.slice(2)}))"
        )
    ]
    entry_ids = [*entry_ids[1:], entry_ids[0]]  # the first of the list is shown last
    for entry in entry_ids:
        room.control(entries.TEXT_SHOWN, "grille", entry=entry)
        expect(projector.locator(f"#q-{entry}")).to_be_visible()
    quotes = projector.locator(".quotes > li")
    expect(quotes).to_have_count(6)
    seen = [one for one in quotes.all() if one.is_visible()]
    assert 2 <= len(seen) <= 6
    stage = projector.locator(".projector-stage").bounding_box()
    assert stage is not None
    for one in seen:
        box = one.bounding_box()
        assert box is not None
        assert box["y"] >= stage["y"] - 1
        assert box["y"] + box["height"] <= stage["y"] + stage["height"] + 1
        size: float = one.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
        assert size >= 0.022 * 1920 - 0.01
    expect(console.locator(".on-wall")).to_contain_text("6 textes à l’écran")
    if len(seen) < 6:
        expect(console.locator("#unseen")).to_contain_text("L’écran est plein")
    assert axe(projector) == []
    assert axe(console) == []
    console.get_by_role("button", name="Tout retirer de l’écran").click()
    expect(quotes).to_have_count(0)
    expect(console.locator("#unseen")).to_be_hidden()
    expect(console.locator(".on-wall")).to_have_count(0)


def test_two_hundred_texts_stay_within_reach(scene: Scene) -> None:
    room = scene.room
    room.open("grille")
    scene.say([f"Raison numéro {n}, à débattre" for n in range(199)] + ["Un ÉTÉ entier"])
    console = scene.console()
    rows = console.locator(".moderation > li")
    expect(rows).to_have_count(200)
    field = console.get_by_label("Chercher dans les textes")
    field.fill("ete")
    expect(console.locator(".moderation > li:visible")).to_have_count(1)
    expect(console.locator("[data-filter-said]")).to_have_text("1 sur 200")
    room.control(entries.HEADCOUNT, n=35)
    expect(console.locator("#headcount")).to_have_value("35")
    expect(field).to_have_value("ete")
    expect(console.locator(".moderation > li:visible")).to_have_count(1)
    field.fill("")
    expect(console.locator(".moderation > li:visible")).to_have_count(200)
    assert axe(console) == []
    listed = console.locator(".moderation").bounding_box()
    row = rows.first.bounding_box()
    assert listed is not None
    assert row is not None
    assert listed["height"] <= 768 * 0.75 + 1
    assert row["height"] <= 64


def test_texts_are_ticked_off_as_they_are_read_again(scene: Scene) -> None:
    room = scene.room
    room.open("grille")
    scene.say([f"Une raison de la personne {n}" for n in range(8)])
    console = scene.console()
    console.goto(f"{scene.address}/regie/{room.code}/relire")
    expect(console.get_by_text("0 relus sur 8 ; 8 sous vos yeux.")).to_be_visible()
    ticks = console.locator(".review-texts .tick")
    for n in (0, 3):
        ticks.nth(n).check()
    expect(console.get_by_text("2 relus sur 8")).to_be_visible()
    console.get_by_label("Seulement ce qui n’est pas relu").check()
    expect(console.locator(".review-texts > li:visible")).to_have_count(6)
    console.get_by_label("Chercher dans les textes").fill("PERSONNE 5")
    expect(console.locator(".review-texts > li:visible")).to_have_count(1)
    assert axe(console) == []
    console.reload()
    expect(console.get_by_text("2 relus sur 8 ; 8 sous vos yeux.")).to_be_visible()
    assert not any("raison" in one for one in kept(console))


def test_the_room_s_clock_is_said_as_the_page_says_times(scene: Scene) -> None:
    """« 9 h 30 », never « 09:30 » beside it."""
    console = scene.console()
    words = console.locator("[data-clock-words]")
    expect(words).to_have_text(re.compile(r" \d{1,2}\u202fh(\u202f\d\d)?[. ]"))
    expect(words).not_to_have_text(re.compile(r"\d:\d"))
