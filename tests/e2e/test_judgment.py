"""A majority judgment: one option at a time, without scripts, its profiles on the projector."""

import re
from collections.abc import Callable, Iterator

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

OPTIONS = ["Cellule auprès de la direction générale", "Au sein d'une direction", "En résidence"]
ASKED = {"question": "Que vaut chaque portage ?", "options": [{"label": each} for each in OPTIONS]}


@pytest.fixture
def scene(
    make_room: Callable[..., Room], new_context: NewContext, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    monkeypatch.setattr(rates, "answers", rates.Rate(per_second=50, burst=100))
    room = make_room(sheet(activity("jugement", "judgment", settings=ASKED)))
    with served(room.engine) as address:
        yield Scene(room, address, new_context)


def choose(phone: Page, number: int, words: str) -> None:
    group = phone.get_by_role("group", name=re.compile(re.escape(OPTIONS[number - 1])))
    group.get_by_role("radio", name=words, exact=True).check()


def test_options_come_one_at_a_time_and_the_wall_shows_their_profiles(scene: Scene) -> None:
    phone = scene.phone()
    scene.room.open("jugement")
    groups = phone.locator("fieldset")
    expect(groups.nth(0)).to_be_visible()
    expect(groups.nth(1)).to_be_hidden()
    assert axe(phone) == []
    choose(phone, 1, "Très bien")
    phone.keyboard.press("Enter")
    expect(groups.nth(1)).to_be_visible()
    choose(phone, 2, "Je ne me prononce pas")
    phone.get_by_role("button", name="Suivante").click()
    choose(phone, 3, "À rejeter")
    expect(phone.locator("[data-answered]")).to_contain_text("3 sur 3")
    send(phone)
    expect_stored(phone)
    for _ in range(9):
        scene.room.answer("jugement", scene.room.join(), {"o1": "5", "o2": "3", "o3": "5"})
    scene.room.close("jugement")
    state = scene.room.state.activities["jugement"].state
    told = sorted((each.option, str(each.mention)) for each in state.given)
    assert [each for each in told if each[0] == 1] == [(1, "5")] * 9 + [(1, "6")]
    assert [each for each in told if each[0] == 2] == [(2, "3")] * 9 + [(2, "none")]
    scene.room.control(entries.SHOWN, "jugement")
    expect(phone.locator(".moment")).not_to_contain_text("Très bien")
    projector = scene.projector()
    expect(projector.locator(".figure-sentence")).to_contain_text("vient en tête")
    expect(projector.locator("svg.plot g")).to_have_count(3)
    assert axe(projector) == []


def test_it_works_without_scripts(scene: Scene) -> None:
    phone = scene.phone(java_script_enabled=False)
    scene.room.open("jugement")
    phone.reload()
    expect(phone.locator("fieldset")).to_have_count(3)
    choose(phone, 1, "Bien")
    choose(phone, 3, "Bien")
    phone.locator("[data-send]").click()
    expect(phone.locator("#error-o2")).to_contain_text("Il manque votre réponse")
    expect(phone.locator("input[name=o3]:checked")).to_have_value("5")
    choose(phone, 2, "Je ne me prononce pas")
    phone.locator("[data-send]").click()
    expect_stored(phone)
    expect(phone.locator("input[name=o2]:checked")).to_have_value("none")
