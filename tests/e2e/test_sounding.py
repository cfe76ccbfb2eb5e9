"""A sounding on every surface: one statement at a time, without scripts, two linked rounds."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mire.live.state import entries
from mire.web import rates
from tests.e2e.mending import NewContext, Scene, expect_stored, send
from tests.support.browser import axe
from tests.support.rooms import Room
from tests.support.served import served
from tests.support.sheets import activity, sheet

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STATEMENTS = ["Le labo est attendu.", "Mon équipe a du temps pour lui.", "Il faut un lieu."]
ABACUS = {"question": "Votre couleur ?", "scale": "regnier", "statements": STATEMENTS}
OTHERS = 8


@pytest.fixture
def scene(
    make_room: Callable[..., Room], new_context: NewContext, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    """The abaque de Régnier, then the same again."""
    monkeypatch.setattr(rates, "answers", rates.Rate(per_second=50, burst=100))
    room = make_room(
        sheet(
            activity("avant", "sounding", settings=ABACUS),
            activity("apres", "sounding", again="avant", settings={}),
        )
    )
    with served(room.engine) as address:
        yield Scene(room, address, new_context)


def printed(words: str) -> re.Pattern[str]:
    """Return words as a keyboard gives them or as print sets them."""
    return re.compile(re.escape(words).replace("'", "['’]").replace("\\ ", r"\s"))


def marks(*given: str) -> dict[str, Any]:
    return {f"s{number}": mark for number, mark in enumerate(given, start=1)}


def choose(phone: Page, number: int, words: str) -> None:
    """Answer a statement that is in sight."""
    group = phone.get_by_role("group", name=STATEMENTS[number - 1])
    group.get_by_role("radio", name=printed(words)).first.check()


def test_statements_come_one_at_a_time_and_none_is_sent_by_half(scene: Scene) -> None:
    phone = scene.phone()
    scene.room.open("avant")
    groups = phone.locator("fieldset")
    expect(groups.nth(0)).to_be_visible()
    expect(groups.nth(1)).to_be_hidden()
    expect(phone.get_by_role("button", name="Précédente")).to_be_hidden()
    assert axe(phone) == []

    expect(phone.locator("[data-send]")).to_be_hidden()  # going on is the act, not sending
    choose(phone, 1, "Plutôt d'accord (vert clair)")
    phone.keyboard.press("Enter")
    expect(groups.nth(1)).to_be_visible()
    expect(phone.get_by_text(printed("Cette affirmation attend votre réponse"))).to_be_visible()
    expect(phone.locator("[data-answered]")).to_contain_text("1 sur 3")
    assert axe(phone) == []
    choose(phone, 2, "Je ne sais pas")
    phone.get_by_role("button", name="Suivante").click()
    assert phone.evaluate("document.activeElement.tagName") == "LEGEND"
    choose(phone, 3, "Je ne veux pas répondre")
    expect(phone.get_by_role("button", name="Suivante")).to_be_hidden()

    phone.reload()  # the draft is kept on the phone
    expect(phone.locator("[data-answered]")).to_contain_text("3 sur 3")
    send(phone)
    expect_stored(phone)
    phone.get_by_role("button", name="Suivante").click()
    choose(phone, 2, "Pas du tout d'accord")
    send(phone)
    expect_stored(phone)
    for _ in range(OTHERS):
        scene.room.answer("avant", scene.room.join(), marks("4", "2", "5"))
    scene.room.close("avant")
    (_, own) = counted(scene.room, "avant")
    assert own == [4] * 9 + [2] * 8 + [1] + [5] * 8 + ["decline"]


def counted(room: Room, slug: str) -> tuple[int, list[Any]]:
    """Return how many answered, and every mark by statement, sorted."""
    state = room.state.activities[slug].state
    said = sorted(state.said, key=lambda each: (each.statement, -isinstance(each.mark, int)))
    by: list[Any] = []
    for number in (1, 2, 3):
        found = [each.mark for each in said if each.statement == number]
        by += sorted(found, key=lambda mark: (isinstance(mark, str), -found.count(mark)))
    return len(said), by


def test_it_works_without_scripts(scene: Scene) -> None:
    phone = scene.phone(java_script_enabled=False)
    scene.room.open("avant")
    phone.reload()
    expect(phone.locator("fieldset")).to_have_count(3)
    for number in (1, 3):
        choose(phone, number, "Ni pour ni contre")
    phone.locator("[data-send]").click()
    expect(phone.locator("#error-s2")).to_have_text(
        printed("Il manque votre réponse à l'affirmation 2")
    )
    expect(phone.locator("input[name=s1]:checked")).to_have_value("3")
    choose(phone, 2, "Je ne veux pas répondre")
    phone.locator("[data-send]").click()
    expect_stored(phone)
    expect(phone.locator("input[name=s2]:checked")).to_have_value("decline")


def test_a_scribe_enters_one_person_a_line(scene: Scene) -> None:
    scene.room.open("avant")
    console = scene.console()
    page = console.context.new_page()
    page.goto(f"{scene.address}/regie/{scene.room.code}/avant/scribe")
    expect(page.get_by_text(printed("« 4 2 5 »"))).to_be_visible()
    page.get_by_label("Une réponse par ligne").fill("4 2 0\n- 1 1")
    page.get_by_role("button", name="Relire avant d’enregistrer").click()
    understood = page.locator("#understood li")
    expect(understood.first).to_contain_text(printed("1 : Plutôt d'accord"))
    expect(understood.first).to_contain_text(printed("3 : ne sait pas"))
    expect(understood.last).to_contain_text(printed("1 : ne veut pas répondre"))
    assert axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_two_rounds_are_told_on_every_surface(scene: Scene, scheme: str) -> None:
    room = scene.room
    phone, console = scene.phone(color_scheme=scheme), scene.console(color_scheme=scheme)
    wall = scene.projector()
    seats = [room.join() for _ in range(12)]
    for slug, second in (("avant", "2"), ("apres", "4")):
        room.open(slug)
        expect(
            phone.get_by_text("seconde fois" if slug == "avant" else "second tour")
        ).to_be_visible()
        for seat in seats:
            room.answer(slug, seat, marks("4", second, "3"))
        assert axe(wall) == []
        room.close(slug)
        room.control(entries.SHOWN, slug)
    expect(wall.locator(".figure-sentence")).to_contain_text(
        printed("les réponses vont vers « Tout à fait d'accord » sur l'affirmation 2.")
    )
    expect(wall.locator(".plot-arrow-head")).to_have_count(1)
    expect(phone.locator(".figure-sentence")).to_be_visible()
    phone.get_by_text("Voir le tableau").click()
    expect(phone.get_by_role("table")).to_contain_text(STATEMENTS[1])
    for page in (phone, console, wall):
        assert axe(page) == []
    paper = console.context.new_page()
    paper.goto(f"{scene.address}/regie/{room.code}/avant/feuille")
    assert axe(paper) == []


def test_signs_are_seen_where_colours_are_the_readers_own(scene: Scene) -> None:
    scene.room.open("avant")
    for mark in ("1", "2", "3", "4", "5", "decline", "unknown", "1"):
        scene.room.answer("avant", scene.room.join(), marks(mark, mark, mark))
    scene.room.close("avant")
    scene.room.control(entries.SHOWN, "avant")
    wall = scene.projector()
    wall.emulate_media(forced_colors="active")
    expect(wall.locator(".plot-sign-light").first).to_be_visible()
    seen = wall.evaluate(
        """() => [...document.querySelectorAll(".plot text")].map((each) =>
               getComputedStyle(each).fill)"""
    )
    part = wall.locator(".plot-part").first.evaluate("(part) => getComputedStyle(part).fill")
    assert len(set(seen)) == 1
    assert seen[0] != part
