"""An allotment: boxes, points and ranks on a phone, with scripts and without."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from mire.live.state import entries
from mire.web import rates
from tests.e2e.mending import NewContext, Scene, expect_stored, send
from tests.support.browser import axe
from tests.support.rooms import Room
from tests.support.served import served
from tests.support.sheets import activity, sheet
from tests.support.walls import collisions

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOPICS = [("Guichet unique", 20), ("Formulaires", 12), ("Cantines", 15)]


def asked(mode: str) -> dict[str, Any]:
    topics = [{"label": label, "days": days} for label, days in TOPICS]
    return {"question": "Lesquels ?", "topics": topics, "capacity": 30, "mode": mode}


@pytest.fixture
def scene(
    make_room: Callable[..., Room], new_context: NewContext, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    monkeypatch.setattr(rates, "answers", rates.Rate(per_second=50, burst=100))
    modes = ("approval", "points", "ranking")
    room = make_room(sheet(*(activity(mode, "allotment", settings=asked(mode)) for mode in modes)))
    with served(room.engine) as address:
        yield Scene(room, address, new_context)


def marks(room: Room, slug: str) -> list[tuple[tuple[int, int], ...]]:
    return sorted(each.marks for each in room.state.activities[slug].state.cast)


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "plain"])
def test_three_ballots_are_sent_and_counted(scene: Scene, *, has_scripts: bool) -> None:
    phone = scene.phone(java_script_enabled=has_scripts)
    scene.room.open("approval")
    phone.reload()
    expect(phone.get_by_text("Vos choix sont comptés ensemble")).to_be_visible()
    phone.get_by_role("checkbox", name="Guichet unique").check()
    phone.get_by_role("checkbox", name="Cantines").check()
    phone.get_by_role("checkbox", name="Aucun de ces sujets").check()
    send(phone)
    expect(phone.locator("#error-none")).to_contain_text("gardez l")
    phone.get_by_role("checkbox", name="Aucun de ces sujets").uncheck()
    if has_scripts:
        assert axe(phone) == []
    send(phone)
    expect_stored(phone)
    expect(phone.get_by_role("checkbox", name="Cantines")).to_be_checked()
    for _ in range(9):
        scene.room.answer("approval", scene.room.join(), {"t2": True})
    scene.room.close("approval")
    assert marks(scene.room, "approval") == [((1, 1), (3, 1)), *[((2, 1),)] * 9]

    scene.room.open("points")
    phone.reload()
    phone.get_by_label("Guichet unique").select_option("4")
    phone.get_by_label("Cantines").select_option("3")
    send(phone)
    expect(phone.locator("#error-none")).to_contain_text("retirez-en 2")
    phone.get_by_label("Cantines").select_option("1")
    if has_scripts:
        assert axe(phone) == []
    send(phone)
    expect_stored(phone)
    for _ in range(9):
        scene.room.answer("points", scene.room.join(), {"t2": "2"})
    scene.room.close("points")
    assert marks(scene.room, "points") == [((1, 4), (3, 1)), *[((2, 2),)] * 9]

    scene.room.open("ranking")
    phone.reload()
    phone.get_by_label("En premier").select_option("Cantines")
    phone.get_by_label("En deuxième").select_option("Cantines")
    send(phone)
    expect(phone.locator("#error-r2")).to_contain_text("déjà choisi")
    phone.get_by_label("En deuxième").select_option("Guichet unique")
    if has_scripts:
        assert axe(phone) == []
    send(phone)
    expect_stored(phone)
    for _ in range(9):
        scene.room.answer("ranking", scene.room.join(), {"r1": "2"})
    scene.room.close("ranking")
    assert marks(scene.room, "ranking") == [((1, 2), (3, 1)), *[((2, 1),)] * 9]


def test_twenty_topics_hold_on_the_wall_before_the_question(
    make_room: Callable[..., Room], new_context: NewContext
) -> None:
    topics = [
        {"label": f"Un sujet dont le nom est long et va au bout de la ligne, le {i}", "days": i}
        for i in range(10, 30)
    ]
    settings = {"question": "Lesquels soutenez-vous ?", "topics": topics, "capacity": 90}
    room = make_room(sheet(activity("vingt", "allotment", settings=settings)))
    with served(room.engine) as address:
        room.enter("vingt")
        projector = Scene(room, address, new_context).projector()
        expect(projector.locator(".allotment-topics li")).to_have_count(20)
        assert collisions(projector) == []


def test_the_wall_and_the_console_show_what_would_be_taken(scene: Scene) -> None:
    scene.room.open("approval")
    for number in range(12):
        scene.room.answer("approval", scene.room.join(), {f"t{1 + number % 2}": True})
    scene.room.close("approval")
    scene.room.control(entries.SHOWN, "approval")
    projector, console = scene.projector(), scene.console()
    expect(projector.locator(".figure-sentence")).to_contain_text("serai")
    expect(projector.locator("svg.plot g")).to_have_count(3)
    assert axe(projector) == []
    console.get_by_text("La figure en tableau").click()
    expect(console.locator(".figure-table")).to_contain_text("serait pris")
    assert axe(console) == []
