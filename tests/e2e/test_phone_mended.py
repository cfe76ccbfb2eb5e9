"""What stays on a phone, what it says of an answer, and what it does not send."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from mire.live.engine.requests import Look
from mire.live.state import entries
from mire.live.state.room import CLOSING_GRACE
from tests.e2e.mending import Scene, expect_stored, kept, scene, send, touch
from tests.support.browser import LAPTOP, axe
from tests.support.rooms import placed

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["scene"]

SECRET = "Une raison qui ne regarde que moi"


def pass_on(phone: Page) -> None:
    phone.once("dialog", lambda dialog: dialog.accept())
    with phone.expect_navigation():
        phone.get_by_role("button", name="Terminer et passer l’appareil").click()


def test_nothing_of_an_answer_stays_once_its_question_is_closed(scene: Scene) -> None:
    room = scene.room
    first = scene.phone()
    second = first.context.new_page()
    second.goto(f"{scene.address}/{room.code}/salle")
    room.open("grille")
    for tab in (first, second):
        tab.bring_to_front()
        touch(tab)
        tab.get_by_label("Pourquoi").fill(SECRET)
        send(tab)
        expect_stored(tab)
    assert any(SECRET in one for one in kept(first))
    second.get_by_label("Pourquoi").fill(f"{SECRET}, encore")  # and never sent
    assert any("encore" in one for one in kept(second))
    room.close("grille")
    for tab in (first, second):
        expect(tab.get_by_text("La question est fermée")).to_be_visible()
        assert kept(tab) == []

    room.open("meteo")
    first.bring_to_front()
    first.locator(".choice").first.click()
    send(first)
    expect_stored(first)
    room.close("meteo")
    room.control(entries.MEETING_ENDED)
    for tab in (first, second):
        expect(tab.get_by_role("heading", name="La séance est terminée")).to_be_visible()
        assert kept(tab) == []


def test_what_came_too_late_stays_until_the_end_and_says_what_is_counted(scene: Scene) -> None:
    room = scene.room
    edited, absent = scene.phone(), scene.phone()
    room.open("grille")
    touch(edited)
    send(edited)
    expect_stored(edited)
    for phone in (edited, absent):
        expect(phone.locator(".grid-plane")).to_be_visible()
        phone.route("**/answer*", lambda route: route.abort())
        touch(phone, 0.8, 0.8)
        phone.get_by_label("Pourquoi").fill(SECRET)
        send(phone)
        expect(phone.get_by_text("Pas de réseau")).to_be_visible()
    room.close("grille")
    for phone in (edited, absent):
        expect(phone.get_by_text("La question est fermée")).to_be_visible()
        phone.unroute("**/answer*")
        phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(edited.get_by_text("Votre réponse précédente est comptée")).to_be_visible()
    expect(edited.get_by_text("elle n’est pas comptée")).to_be_hidden()
    expect(absent.get_by_text("elle n’est pas comptée")).to_be_visible()
    expect(absent.get_by_text("Votre réponse précédente")).to_be_hidden()
    assert axe(absent) == []
    for phone in (edited, absent):
        phone.reload()
        expect(phone.get_by_text("1 réponse gardée sur ce téléphone.")).to_be_visible()
        assert any(SECRET in one for one in kept(phone))
    pass_on(edited)
    assert kept(edited) == []
    room.control(entries.MEETING_ENDED)
    expect(absent.get_by_role("heading", name="La séance est terminée")).to_be_visible()
    assert kept(absent) == []


def test_a_refusal_stands_beside_its_field(scene: Scene) -> None:
    phone = scene.phone()
    scene.room.open("grille")
    expect(phone.locator(".grid-plane")).to_be_visible()

    send(phone)
    beside = phone.locator("[data-error-for~=stance]")
    expect(beside).to_contain_text("Placez votre point sur la grille")
    expect(phone.locator("[name=stance]").first).to_have_attribute("aria-invalid", "true")
    expect(phone.locator('#outbox [data-say="refused"]')).to_be_hidden()
    assert axe(phone) == []

    def lengthen(route: Route) -> None:
        sent: dict[str, Any] = json.loads(route.request.post_data or "{}")
        sent["body"]["reason"] = "long " * 100
        route.continue_(post_data=json.dumps(sent))

    phone.route("**/answer*", lengthen)
    touch(phone)
    phone.get_by_label("Pourquoi").fill("un motif")
    send(phone)
    reason = phone.get_by_label("Pourquoi")
    expect(reason).to_have_attribute("aria-invalid", "true")
    words = phone.locator("[data-error-for=reason]")
    expect(words).to_be_visible()
    assert (words.get_attribute("id") or "-") in (reason.get_attribute("aria-describedby") or "")
    expect(beside).to_be_hidden()
    assert axe(phone) == []
    phone.unroute("**/answer*")
    send(phone)
    expect_stored(phone)
    expect(reason).not_to_have_attribute("aria-invalid", "true")


def test_a_plain_form_says_what_is_wrong_in_every_moment(scene: Scene) -> None:
    room = scene.room
    phone, left = (scene.phone(java_script_enabled=False) for _ in range(2))
    room.open("grille")
    for one in (phone, left):
        one.reload()
    send(phone)
    expect(phone.locator("[data-error-for~=stance]")).to_contain_text("Placez votre point")
    phone.get_by_label("Je préfère ne pas me positionner").check()
    left.get_by_label("Je préfère ne pas me positionner").check()
    room.close("grille")
    send(phone)
    expect(phone.get_by_role("alert").first).to_contain_text("trop tard")
    room.control(entries.MEETING_ENDED)
    send(left)
    expect(left.get_by_role("alert").first).to_be_visible()
    expect(left.get_by_role("heading", name="La séance est terminée")).to_be_visible()


def test_a_point_that_nobody_placed_is_not_sent(scene: Scene) -> None:
    phone = scene.phone()
    scene.room.open("grille")
    asked: list[str] = []
    phone.on("request", lambda one: asked.append(one.url) if "/answer" in one.url else None)
    phone.get_by_label("Je me positionne").check()
    scene.room.control(entries.EXTENDED, "grille", minutes=2)  # a frame does not place it
    expect(phone.get_by_label("Je me positionne")).to_be_checked()
    send(phone)
    missing = phone.locator("[data-grid-missing]")
    expect(missing).to_contain_text("Votre point n’est pas encore placé")
    assert asked == []
    assert axe(phone) == []
    phone.reload()
    expect(phone.get_by_label("Je me positionne")).to_be_checked()
    send(phone)
    expect(missing).to_be_visible()
    assert asked == []
    # The middle is an answer too, for who goes there.
    phone.locator(".grid-plane").focus()
    phone.keyboard.press("ArrowUp")
    expect(missing).to_be_hidden()
    send(phone)
    expect_stored(phone)
    assert len(asked) == 1


def test_what_is_half_typed_survives_a_reload(scene: Scene) -> None:
    room = scene.room
    phone = scene.phone()
    room.open("grille")
    touch(phone, 0.7, 0.6)
    phone.get_by_label("Pourquoi").fill("Commencé, pas")
    point = [phone.locator(f"[name={name}]").input_value() for name in "xy"]
    phone.reload()
    expect(phone.get_by_label("Pourquoi")).to_have_value("Commencé, pas")
    assert [phone.locator(f"[name={name}]").input_value() for name in "xy"] == point
    expect(phone.locator(".grid-point")).to_be_visible()
    send(phone)
    expect_stored(phone)
    # A change that is not sent, over an answer that is stored.
    phone.get_by_label("Pourquoi").fill("")
    phone.reload()
    expect(phone.get_by_text("Modification pas encore envoyée.")).to_be_visible()
    expect(phone.get_by_label("Pourquoi")).to_have_value("")
    phone.get_by_label("Pourquoi").fill(SECRET)
    pass_on(phone)
    assert kept(phone) == []


def selection(page: Page) -> list[int]:
    found: list[int] = page.evaluate(
        "[document.activeElement.selectionStart, document.activeElement.selectionEnd]"
    )
    return found


def test_typing_on_a_phone_goes_on_through_a_frame(scene: Scene) -> None:
    phone = scene.phone()
    scene.room.open("grille")
    reason = phone.get_by_label("Pourquoi")
    reason.fill("Je tape encore")
    reason.evaluate("field => field.setSelectionRange(3, 7)")
    phone.locator(".grid-sliders > summary").click()
    reason.focus()
    clock = phone.locator("mire-clock").first
    before = clock.evaluate("clock => clock.outerHTML")
    scene.room.control(entries.EXTENDED, "grille", minutes=5)
    expect(clock).not_to_have_attribute("data-ends-at-ms", before)
    scene.room.control(entries.CLOSING, "grille")
    expect(phone.locator(".closing").first).to_be_visible()
    expect(reason).to_be_focused()
    expect(reason).to_have_value("Je tape encore")
    assert selection(phone) == [3, 7]
    expect(phone.locator(".grid-sliders")).to_have_attribute("open", "")


def test_what_is_begun_and_not_sent_is_seen_before_closing_and_said_after(scene: Scene) -> None:
    room = scene.room
    phone, console = scene.phone(), scene.console()
    room.open("grille")
    touch(phone)
    expect(phone.get_by_text("Pas encore envoyé.")).to_be_visible()
    expect(phone.locator("[data-send]")).to_be_in_viewport(ratio=1)
    expect(console.get_by_text("1 téléphone a une réponse commencée")).to_be_visible()
    assert axe(phone) == []
    phone.reload()
    expect(phone.get_by_text("Pas encore envoyé.")).to_be_visible()
    room.control(entries.CLOSING, "grille")
    expect(phone.get_by_text("La question va se fermer")).to_be_in_viewport()
    expect(phone.locator("[data-send]")).to_be_in_viewport(ratio=1)
    phone.wait_for_timeout(1_000)
    expect(phone.get_by_text("Pas encore envoyé.")).to_be_visible()  # a touch alone never sends
    room.clock.pass_time(seconds=CLOSING_GRACE.total_seconds())
    room.engine.ask(Look(room.code))
    expect(phone.get_by_text("n’a pas été envoyé : ce n’est pas compté")).to_be_visible()
    assert room.state.activities["grille"].n_answers == 0
    assert kept(phone) == []
    room.open("meteo")
    expect(phone.get_by_text("Ce que vous aviez commencé")).to_be_hidden()
    expect(console.get_by_text("une réponse commencée")).to_be_hidden()


def test_who_agreed_or_sent_once_has_what_is_complete_sent_at_the_closing(scene: Scene) -> None:
    room = scene.room
    agreed, sent, unfinished = scene.phone(), scene.phone(), scene.phone()
    for _ in range(5):
        room.join()
    room.open("grille")
    for phone in (agreed, sent):
        touch(phone)
    agreed.get_by_label("L’envoyer automatiquement à la clôture").check()
    send(sent)
    expect_stored(sent)
    touch(sent, 0.8, 0.8)
    expect(sent.get_by_text("Modification pas encore envoyée.")).to_be_visible()
    unfinished.get_by_label("Pourquoi").fill("une raison sans point")
    unfinished.get_by_label("L’envoyer automatiquement à la clôture").check()
    room.control(entries.CLOSING, "grille")
    for phone in (agreed, sent):
        expect_stored(phone)
    expect(unfinished.get_by_text("Pas encore envoyé.")).to_be_visible()
    expect(unfinished.locator("[data-error-for~=stance]")).to_be_hidden()
    touch(sent, 0.3, 0.8)  # and again, in the ten seconds
    expect_stored(sent)
    assert room.engine.room(room.code).n_answered["grille"] == 2


def test_a_change_that_is_not_sent_in_time_says_which_answer_is_counted(scene: Scene) -> None:
    room = scene.room
    phone = scene.phone()
    room.open("grille")
    touch(phone)
    send(phone)
    expect_stored(phone)
    phone.route("**/answer*", lambda route: route.abort())
    phone.evaluate("HTMLFormElement.prototype.requestSubmit = () => {}")  # a phone asleep
    touch(phone, 0.8, 0.8)
    room.close("grille")
    expect(phone.get_by_text("votre réponse précédente qui est comptée")).to_be_visible()


def test_a_cut_network_is_told_where_one_looks(scene: Scene) -> None:
    phone = scene.phone()
    phone.set_viewport_size({"width": 390, "height": 600})
    scene.room.open("grille")
    touch(phone)
    phone.context.set_offline(True)
    send(phone)
    said = phone.locator("[data-say=offline]")
    expect(said).to_be_visible()
    phone.evaluate("window.scrollTo(0, 0)")
    expect(said).to_be_in_viewport(ratio=1)
    assert phone.evaluate("document.documentElement.scrollHeight") > 900, "longer than a screen"
    phone.context.set_offline(False)
    expect_stored(phone)
    expect(said).to_be_hidden()


def test_who_does_not_see_the_phone_hears_what_the_room_does(scene: Scene) -> None:
    room, phone = scene.room, scene.phone()
    aloud = phone.locator("#now-said")
    expect(aloud).to_have_attribute("role", "status")
    expect(aloud).to_have_text("")
    room.open("grille")
    expect(aloud).to_have_text(re.compile("« .+ » : vous pouvez répondre"))
    touch(phone)
    send(phone)
    expect_stored(phone)
    expect(aloud).to_have_text("Réponse enregistrée.")
    for reason in "abcde":
        room.answer("grille", room.join(), placed(1, 1, reason))
    phone.locator("[data-send]").focus()
    room.close("grille")
    expect(aloud).to_have_text(re.compile("» : on ne répond plus"))
    expect(phone.get_by_role("heading", level=1)).to_be_focused()  # the button is gone
    room.control(entries.SHOWN, "grille")
    expect(aloud).to_have_text(re.compile("» : les résultats sont là"))
    room.control(entries.MEETING_ENDED)
    expect(aloud).to_have_text("Fin de la séance.")
    phone.reload()
    expect(phone.locator("#now-said")).to_have_text("")  # the page itself is read


def test_what_the_keyboard_reaches_is_not_under_the_bar(scene: Scene) -> None:
    phone = scene.new_context(viewport=LAPTOP).new_page()
    phone.goto(f"{scene.address}/{scene.room.code}")
    phone.get_by_role("button", name="Rejoindre la réunion").click()
    phone.wait_for_url("**/salle")
    scene.room.open("grille")
    phone.locator(".grid-plane").focus()
    phone.keyboard.press("ArrowRight")
    expect(phone.get_by_text("Pas encore envoyé.")).to_be_visible()  # the bar at its tallest
    under = []
    while not phone.evaluate("document.activeElement.matches('[data-send]')"):
        phone.keyboard.press("Tab")
        under += phone.evaluate(
            """() => {
              const at = document.activeElement, bar = document.querySelector(".answer-bar");
              if (bar.contains(at)) return [];
              const hidden = at.getBoundingClientRect().bottom - bar.getBoundingClientRect().top;
              return hidden > 1 ? [at.outerHTML.slice(0, 80)] : [];
            }"""
        )
    assert under == []
