"""Work tables in a real browser: a sign-up seats people, two phones fill one canvas, one tells."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.mending import begin
from tests.support.browser import LAPTOP, PHONE, PROJECTOR, axe
from tests.support.server import OpenedRoom, Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHEET = """format = 1
[meeting]
title = "Séminaire de direction"
starts = 2018-03-21T09:00:00
slot = 60
participants = 20

[[activity]]
id = "profils"
technique = "signup"
title = "Choix du profil"
planned = 5
[activity.settings]
question = "Quel profil voulez-vous creuser ?"
profiles = [{label = "Labo Coach", seats = 4}, {label = "Labo Veilleur", seats = 4}]

[[activity]]
id = "tables"
technique = "worktables"
title = "Un profil par table"
from = "profils"
planned = 40
[activity.settings]
question = "Et si ce laboratoire ouvrait en septembre ?"
"""
NAMES = [f"Direction · D{n:02}" for n in range(1, 8)]


BY_HAND = f"""{SHEET[: SHEET.index("[[activity]]")]}
[[activity]]
id = "tables"
technique = "worktables"
title = "Un profil par table"
planned = 40
[activity.settings]
question = "Et si ce laboratoire ouvrait en septembre ?"
tables = [{{label = "Labo Coach"}}, {{label = "Labo Veilleur"}}]
"""


@pytest.fixture
def opened(server: Server, tmp_path: Path) -> OpenedRoom:
    sheet = tmp_path / "sheet.toml"
    sheet.write_text(SHEET, encoding="utf-8")
    return server.open_room(sheet)


def phase(console: Page, wanted: str) -> None:
    now = console.locator(".console-now")
    expect(now).to_have_attribute("data-phase", wanted)


def press(console: Page, key: str, wanted: str) -> None:
    console.locator("body").press(key)
    phase(console, wanted)


def directed(console: Page, do: str, more: str = "") -> None:
    console.locator(f"form[action$=diriger]:has([name=do][value={do}]){more} button").first.click()


def joined(opened: OpenedRoom, new_page: Callable[..., Page], **options: object) -> Page:
    phone = new_page(viewport=PHONE, **options)
    phone.goto(opened.phone)
    phone.get_by_role("button", name="Rejoindre la réunion").click()
    phone.wait_for_url("**/salle")
    return phone


@pytest.fixture
def console(opened: OpenedRoom, new_page: Callable[..., Page], server: Server) -> Page:
    """A console where the sign-up is closed and the tables' answers are open."""
    page = new_page(viewport=LAPTOP)
    page.goto(opened.console)
    begin(page)
    press(page, "o", "open")
    scribe = new_page(viewport=LAPTOP)
    scribe.goto(opened.console)
    scribe.goto(f"{server.address}/regie/{opened.code}/profils/scribe")
    lines = [f"{1 + number % 2} {name}" for number, name in enumerate(NAMES)]
    scribe.locator("#lines").fill("\n".join(lines))
    scribe.get_by_role("button", name="Relire avant d’enregistrer").click()
    scribe.get_by_role("button", name=f"Enregistrer ces {len(lines)} réponses").click()
    expect(scribe.get_by_role("status")).to_contain_text("sont enregistrées")
    press(page, "c", "closed")
    press(page, "s", "ready")
    press(page, "o", "open")
    return page


@pytest.fixture
def by_hand(server: Server, tmp_path: Path) -> OpenedRoom:
    """A room without a sign-up that has to be closed first."""
    sheet = tmp_path / "by_hand.toml"
    sheet.write_text(BY_HAND, encoding="utf-8")
    return server.open_room(sheet)


@pytest.fixture
def working(by_hand: OpenedRoom, new_page: Callable[..., Page]) -> Page:
    """A console of that room, once tables may write."""
    page = new_page(viewport=LAPTOP)
    page.goto(by_hand.console)
    begin(page)
    press(page, "o", "open")
    return page


def write(page: Page, heading: int, said: str) -> None:
    page.locator(f"#said-{heading}").fill(said)
    page.locator(f"#rubrique-{heading} form[data-note] button").click()


def test_tables_from_the_sign_up_to_the_restitution(
    console: Page, opened: OpenedRoom, new_page: Callable[..., Page], server: Server
) -> None:
    projector = new_page(viewport=PROJECTOR)
    projector.goto(opened.projector)
    expect(projector.locator(".items > li")).to_have_count(5)
    directed(console, "plan")
    expect(projector.locator(".work-afar")).to_contain_text(NAMES[0])
    one, other = joined(opened, new_page), joined(opened, new_page, has_touch=True)
    expect(one.locator(".work-list")).to_contain_text(NAMES[6])
    directed(console, "heading")
    expect(projector.locator(".work-head")).to_contain_text("Mode de fonctionnement")
    expect(projector.locator("mire-clock:visible")).to_have_count(1)
    for page in (console, projector, one):
        assert axe(page) == []

    for phone in (one, other):
        phone.get_by_role("link", name="Table 1").click()
        expect(phone.locator("#rubrique-1")).to_be_visible()
    write(one, 1, "Une équipe de quatre.")
    write(other, 1, "Deux jours par semaine.")
    other.locator("#said-4").fill("Un lieu, encore à éc")
    for phone in (one, other):
        expect(phone.locator("#notes-1 > li")).to_have_count(2)
    expect(other.locator("#said-4")).to_have_value("Un lieu, encore à éc")
    assert axe(one) == []
    first = one.locator("#notes-1 > li").first
    first.locator("summary").click()
    first.locator("button[value=disagree]").click()
    expect(other.locator("#notes-1 [data-mark=disagree]")).to_have_count(1)
    one.locator("select[name=speaker]").select_option(index=1)
    one.locator("form:has([name=speaker]) button").click()
    expect(one.locator("#speaker strong")).to_have_count(1)
    expect(projector.locator("body")).not_to_contain_text("équipe de quatre")

    console.locator(".work-canvases > li").first.locator("form[action$=diriger] button").click()
    expect(projector.locator(".work-head h2")).to_contain_text("Table 1 · Labo")
    expect(projector.locator(".work-canvas")).to_contain_text("Une équipe de quatre.")
    expect(projector.locator(".work-canvas [data-mark=disagree]")).to_have_count(1)
    write(one, 2, "Arrivé après la lecture.")
    expect(console.locator(".work-canvas").first).to_contain_text("Arrivé après")
    expect(projector.locator("body")).not_to_contain_text("Arrivé après")
    console.locator(".work-canvases form:has([value='text.shown']) button").first.click()
    expect(projector.locator(".work-canvas")).to_contain_text("Arrivé après la lecture.")
    for page in (console, projector):
        assert axe(page) == []

    for name in ("canevas", "placement"):
        address = f"{server.address}/regie/{opened.code}/tables/papier/{name}.pdf"
        answer = console.request.get(address)
        assert answer.status == 200
        assert answer.body().startswith(b"%PDF-")
    directed(console, "turn", ":has([name=table][value='0'])")
    expect(projector.locator(".work-afar")).to_be_visible()
    press(console, "c", "closed")
    console.locator("body").press("r")
    expect(projector.locator(".figure-sentence")).to_contain_text("3 propos notés")
    assert axe(projector) == []


def test_a_table_without_network_then_without_scripts(
    working: Page, by_hand: OpenedRoom, new_page: Callable[..., Page], server: Server
) -> None:
    phone = joined(by_hand, new_page)
    phone.goto(f"{server.address}/{by_hand.code}/table/2")
    phone.context.set_offline(True)
    write(phone, 3, "Dit sans réseau.")
    expect(phone.locator("[data-kept]")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.locator("#notes-3")).to_contain_text("Dit sans réseau.")
    plain = joined(by_hand, new_page, java_script_enabled=False)
    plain.goto(f"{server.address}/{by_hand.code}/table/2")
    write(plain, 3, "<b>Sans script</b>")
    expect(plain.locator("#notes-3 > li")).to_have_count(2)
    expect(plain.locator("#notes-3")).to_contain_text("<b>Sans script</b>")
    note = plain.locator("#notes-3 > li").first
    note.locator("summary").click()
    note.locator("textarea").fill("Dit, puis corrigé.")
    note.locator("form:has(textarea) button").click()
    expect(plain.locator("#notes-3 > li").first).to_contain_text("Dit, puis corrigé.")
    plain.goto(f"{server.address}/{by_hand.code}/table/40")
    expect(plain.locator("body")).to_contain_text("existe pas")


def test_a_scribe_types_by_keyboard_alone(
    working: Page, by_hand: OpenedRoom, new_page: Callable[..., Page], server: Server
) -> None:
    working.goto(f"{server.address}/regie/{by_hand.code}/tables/scribe")
    expect(working.locator("#said")).to_be_focused()
    keys = working.keyboard
    keys.type("2.3+ Un comité court.")
    keys.press("Enter")
    expect(working.locator(".scribe-said > li")).to_have_count(1)
    expect(working.locator("#said")).to_be_focused()
    keys.type("La suite, au même endroit.")
    keys.press("Enter")
    expect(working.locator(".scribe-said > li")).to_have_count(2)
    expect(working.locator(".scribe-said > li").first).to_contain_text("3. Gouvernance · table 2")
    assert axe(working) == []
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")
    expect(working.locator(".scribe-said > li")).to_have_count(1)
    expect(working.locator(".scribe-said")).to_contain_text("Un comité court.")


def test_what_others_write_comes_around_a_note_in_use_and_masked_words_leave_it(
    working: Page, by_hand: OpenedRoom, new_page: Callable[..., Page], server: Server
) -> None:
    one, other = joined(by_hand, new_page), joined(by_hand, new_page)
    for phone in (one, other):
        phone.goto(f"{server.address}/{by_hand.code}/table/1")
    write(one, 1, "Madame Untel bloque tout.")
    write(one, 1, "Un lieu.")
    expect(other.locator("#notes-1 > li")).to_have_count(2)
    for number in (0, 1):
        other.locator("#notes-1 > li").nth(number).locator("summary").click()
    other.locator("#notes-1 textarea").nth(1).fill("Un lieu ouv")
    write(one, 1, "Deux jours.")
    expect(other.locator("#notes-1 > li")).to_have_count(3)
    expect(other.locator("#notes-1 textarea").nth(1)).to_have_value("Un lieu ouv")
    expect(other.locator("#notes-1 textarea").nth(1)).to_be_focused()
    one.locator("#notes-1 > li").first.locator("summary").click()
    one.locator("#notes-1 > li").first.get_by_role("button", name="Rayer").click()
    expect(other.locator("body")).not_to_contain_text("Untel")
    expect(other.locator("#notes-1 textarea").first).to_have_value("Un lieu ouv")


def test_names_that_hold_a_dot_are_told_apart(
    console: Page, opened: OpenedRoom, new_page: Callable[..., Page]
) -> None:
    directed(console, "plan")
    phone = joined(opened, new_page)
    people = phone.locator(".work-people").first.locator("span")
    expect(people.first).to_be_visible()
    assert set(people.all_inner_texts()) <= set(NAMES)


def test_a_word_without_an_end_runs_off_no_page(
    working: Page, by_hand: OpenedRoom, new_page: Callable[..., Page], server: Server
) -> None:
    phone = joined(by_hand, new_page, forced_colors="active")
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(f"{server.address}/{by_hand.code}/table/1")
    write(phone, 1, "x" * 280)
    expect(phone.locator("#notes-1 > li")).to_have_count(1)
    phone.locator("#notes-1 summary").click()
    expect(working.locator(".work-canvases")).to_contain_text("xxx")
    for page in (phone, working):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_second_press_says_that_the_note_is_kept_and_near_the_limit_a_phone_counts(
    working: Page, by_hand: OpenedRoom, new_page: Callable[..., Page], server: Server
) -> None:
    phone = joined(by_hand, new_page)
    phone.goto(f"{server.address}/{by_hand.code}/table/1")
    phone.locator("#said-1").fill("Un lieu.")
    phone.locator("form:has(#said-1) button").dblclick()
    expect(phone.locator("#notes-1 > li")).to_have_count(1)
    expect(phone.locator("#said-2")).to_be_visible()
    expect(phone.locator("body")).not_to_contain_text("Rien n’est écrit")
    phone.locator("#said-1").fill("x" * 1799)
    expect(phone.locator("[data-left]")).to_have_count(0)
    phone.locator("#said-1").fill("x" * 1990)
    expect(phone.locator("[data-left]")).to_contain_text("Caractères restants\u202f: 10")
    assert axe(phone) == []
    phone.locator("#said-1").fill("x" * 2005)
    expect(phone.locator("[data-left]")).to_contain_text("Caractères de trop\u202f: 5")
    phone.locator("form:has(#said-1) button").click()
    expect(phone.get_by_role("alert")).to_contain_text("retirez-en 5")
    expect(phone.locator("#said-1")).to_have_value("x" * 2005)


def test_a_phone_zoomed_twice_keeps_words_whole(
    working: Page, by_hand: OpenedRoom, new_page: Callable[..., Page], server: Server
) -> None:
    phone = joined(by_hand, new_page)
    phone.set_viewport_size({"width": 195, "height": 422})
    for path in ("salle", "table/1"):
        phone.goto(f"{server.address}/{by_hand.code}/{path}")
        narrow = phone.evaluate(
            """() => [...document.querySelectorAll(".bar > p, .bar > h1")]
                .filter((each) => each.getBoundingClientRect().width < 100)
                .map((each) => each.textContent)"""
        )
        assert narrow == [], path
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


PRESS_AS_IT_MOVES = """() => {
    const watch = new MutationObserver(() => {
        const now = document.querySelector(".console-now").textContent;
        if (!now.includes("Rubrique 1 sur")) return;
        watch.disconnect();
        document.querySelector("form:has([name=do][value=heading]) button").click();
    });
    watch.observe(document.getElementById("frame"),
        { subtree: true, childList: true, characterData: true });
}"""


def test_two_consoles_that_begin_a_heading_a_moment_apart_begin_one(
    working: Page, by_hand: OpenedRoom, new_page: Callable[..., Page]
) -> None:
    """The second meant the heading that the first had just begun."""
    other = new_page(viewport=LAPTOP)
    other.goto(by_hand.console)
    expect(other.get_by_role("button", name="Raccourcis")).to_be_visible()
    other.evaluate(PRESS_AS_IT_MOVES)
    directed(working, "heading")
    expect(other.locator("#refused")).to_contain_text("vient d’agir sur cette réunion")
    for console in (working, other):
        expect(console.locator(".console-now")).to_contain_text("Rubrique 1 sur")
