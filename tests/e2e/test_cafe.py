"""A world café in a real browser: seats, rounds, a table that notes, a late badge, paper."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.mending import SLOW_FRAMES, begin
from tests.support.browser import LAPTOP, PHONE, PROJECTOR, axe
from tests.support.rooms import Room
from tests.support.served import served
from tests.support.server import OpenedRoom, Server
from tests.support.sheets import activity, sheet
from tests.support.walls import collisions

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHEET = """format = 1
[meeting]
title = "Séminaire de direction"
starts = 2018-03-21T09:00:00
slot = 60
participants = 20

[[activity]]
id = "cafe"
technique = "worldcafe"
title = "World café dans le couloir"
planned = 46
[activity.settings]
question = "Que ferait-on autrement demain ?"
people = 20
rounds = 3
[[activity.settings.stations]]
label = "Coopérer autrement"
question = "Qu'est-ce qui nous aide à travailler ensemble ?"
host = "Agente de l'accueil"
tables = 2
seats = 5
[[activity.settings.stations]]
label = "Sortir des cadres"
tables = 2
seats = 5
[[activity.settings.stations]]
label = "Rencontrer les usagers"
tables = 2
seats = 5
"""


@pytest.fixture
def opened(server: Server, tmp_path: Path) -> OpenedRoom:
    sheet = tmp_path / "sheet.toml"
    sheet.write_text(SHEET, encoding="utf-8")
    return server.open_room(sheet)


def test_a_cafe_from_seats_to_harvest(
    opened: OpenedRoom, new_page: Callable[..., Page], server: Server
) -> None:
    console = new_page(viewport=LAPTOP)
    console.goto(opened.console)
    begin(console)
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "ready")
    projector = new_page(viewport=PROJECTOR)
    projector.goto(opened.projector)
    phone = new_page(viewport=PHONE, has_touch=True)
    phone.goto(opened.phone)
    phone.get_by_role("button", name="Rejoindre la réunion").click()

    console.get_by_role("button", name="Répartir aux tables").click()
    expect(console.get_by_text("20 personnes attendues")).to_be_visible(timeout=40_000)
    expect(projector.locator(".cafe-wall dl > div")).to_have_count(6)
    console.locator("body").press("o")
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "open")
    # The bar changes while a finger is down: no other act takes the press.
    asked: list[str] = []
    console.on("request", lambda sent: asked.append(sent.post_data or ""))
    begin_round = console.get_by_role("button", name="Commencer le tour 1")
    begin_round.hover()
    console.mouse.down()
    console.locator('form:has([name="do"][value="move"])').evaluate("form => form.requestSubmit()")
    expect(projector.locator(".cafe")).to_contain_text("Installez-vous : tour 1 sur 3")
    expect(begin_round).to_have_class(re.compile("button-primary"))
    console.mouse.up()
    begin_round.click()
    expect(projector.locator(".cafe")).to_contain_text("Tour 1 sur 3")
    assert [each for each in asked if "plan" in each] == []

    expect(phone.locator("mire-route:defined")).to_be_attached()
    phone.get_by_label("Numéro de votre badge").fill("07")
    phone.get_by_role("button", name="Où aller ?").click()
    expect(phone.locator(".route-said")).to_contain_text("Maintenant : table")
    expect(projector.locator("mire-clock:visible")).to_have_count(1)
    expect(phone.locator("mire-clock:visible")).to_have_count(1)
    for page in (console, projector, phone):
        assert axe(page) == []
    phone.get_by_role("link", name="table 1", exact=True).click()
    expect(phone.get_by_role("heading", name="Table 1")).to_be_visible()
    assert axe(phone) == []
    said = phone.locator("#said")
    said.fill("Un lieu pour essayer sans tout valider.")
    phone.get_by_role("button", name="Noter").click()
    expect(phone.locator("#said-here")).to_contain_text("Un lieu pour essayer")
    phone.context.set_offline(True)
    said.fill("Dit sans réseau.")
    phone.get_by_role("button", name="Noter").click()
    expect(phone.locator("[data-kept]")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.locator("#said-here")).to_contain_text("Dit sans réseau.")
    expect(phone.locator("[data-kept]")).to_be_hidden()
    phone.get_by_role("button", name="À retenir").first.click()
    expect(phone.locator("#said-here li[data-retained]")).to_have_count(1)
    phone.get_by_role("button", name="Rayer").last.click()
    expect(phone.locator("#said-here")).not_to_contain_text("sans réseau")

    expect(console.locator(".moderation")).to_contain_text("Un lieu pour essayer")
    expect(projector.locator("body")).not_to_contain_text("Un lieu pour essayer")
    console.get_by_text("manque, arrive, part").click()
    console.get_by_label("Absents").fill("3")
    console.get_by_label("Arrivent").fill("21")
    console.get_by_role("button", name="Corriger la répartition").click()
    expect(console.locator(".cafe-moves summary")).to_be_visible()
    walker = new_page(viewport=PHONE)
    walker.goto(opened.phone)
    walker.get_by_role("button", name="Rejoindre la réunion").click()
    expect(walker.locator("mire-route:defined")).to_be_attached()  # else its plain form answers
    walker.get_by_label("Numéro de votre badge").fill("8")
    walker.get_by_role("button", name="Où aller ?").click()
    coming = walker.locator(".route-said").inner_text().splitlines()[1].rpartition(" ")[2]
    console.get_by_role("button", name="Changer de table").click()
    expect(walker.locator(".route-said")).to_contain_text(f"Maintenant : table {coming}")
    expect(projector.locator(".cafe")).to_contain_text("Changez de table : tour 2 sur 3")
    console.get_by_role("button", name="Commencer le tour 2").click()
    expect(projector.locator(".cafe")).to_contain_text("Tour 2 sur 3")

    for name in ("cartes", "tables", "badges"):
        answer = console.request.get(f"{server.address}/regie/{opened.code}/cafe/papier/{name}.pdf")
        assert answer.status == 200
        assert answer.body().startswith(b"%PDF-")

    plain = new_page(viewport=PHONE, java_script_enabled=False)
    plain.goto(f"{server.address}/{opened.code}/parcours?badge=21")
    expect(plain.locator("ol > li")).to_have_count(3)
    plain.goto(f"{server.address}/{opened.code}/parcours?badge=99")
    expect(plain.locator(".notice")).to_contain_text("pas dans la répartition")

    phone.goto(f"{server.address}/{opened.code}/table/1")
    phone.get_by_text("Récolte : les trois points").click()
    phone.get_by_label("Le plus important").fill("Un lieu.")
    phone.get_by_role("button", name="Enregistrer la récolte").click()
    expect(console.locator(".moderation")).to_contain_text("Un lieu.")
    console.locator("body").press("c")
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "closed")
    expect(console.locator(".figure-sentence")).to_contain_text("1 propos noté")
    console.locator("body").press("r")
    expect(projector.locator(".figure-sentence")).to_contain_text("1 est à retenir")
    for page in (console, projector):
        assert axe(page) == []


def test_a_table_without_scripts_and_a_stranger(
    opened: OpenedRoom, new_page: Callable[..., Page], server: Server
) -> None:
    stranger = new_page(viewport=PHONE)
    stranger.goto(f"{server.address}/{opened.code}/table/1")
    expect(stranger.get_by_role("button", name="Rejoindre la réunion")).to_be_visible()
    assert (
        stranger.request.get(f"{server.address}/regie/{opened.code}/cafe/papier/cartes.pdf").status
        == 403
    )
    console = new_page(viewport=LAPTOP)
    console.goto(opened.console)
    begin(console)
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "ready")
    console.locator("body").press("o")
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "open")
    plain = new_page(viewport=PHONE, java_script_enabled=False)
    plain.goto(opened.phone)
    plain.get_by_role("button", name="Rejoindre la réunion").click()
    plain.get_by_role("link", name="table 2", exact=True).click()
    plain.get_by_role("button", name="Noter").click()
    expect(plain.get_by_role("alert")).to_contain_text("est écrit")
    plain.locator("#said").fill("<b>Sans script</b>")
    plain.get_by_role("button", name="Noter").click()
    expect(plain.locator("#said-here")).to_contain_text("<b>Sans script</b>")
    plain.goto(f"{server.address}/{opened.code}/table/99")
    expect(plain.locator("body")).to_contain_text("existe pas")


@pytest.fixture
def writing(opened: OpenedRoom, new_page: Callable[..., Page], server: Server) -> Page:
    """A phone on the page of table 1, once answers are open; its room is ``opened``."""
    console = new_page(viewport=LAPTOP)
    console.goto(opened.console)
    begin(console)
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "ready")
    console.locator("body").press("o")
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "open")
    phone = new_page(viewport={"width": 320, "height": 640}, has_touch=True)
    phone.goto(opened.phone)
    phone.get_by_role("button", name="Rejoindre la réunion").click()
    expect(phone.locator("mire-route, .cafe-stations").first).to_be_visible()
    phone.goto(f"{server.address}/{opened.code}/table/1")
    return phone


def note(page: Page, said: str) -> None:
    page.locator("#said").fill(said)
    page.get_by_role("button", name="Noter").click()


def test_a_note_outlives_the_network_and_the_page_and_arrives_once(writing: Page) -> None:
    writing.context.set_offline(True)
    note(writing, "Dit sans réseau.")
    expect(writing.locator("[data-kept]")).to_be_visible()
    twin = writing.context.new_page()  # the same device, another tab
    writing.context.set_offline(False)
    twin.goto(writing.url)
    expect(twin.locator("#said-here")).to_contain_text("Dit sans réseau.")
    writing.reload()
    expect(writing.locator("#said-here li")).to_have_count(1)
    expect(writing.locator("[data-kept]")).to_be_hidden()


def test_a_note_waits_in_memory_where_the_device_stores_nothing(writing: Page) -> None:
    writing.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('', 'Quota'); }; }"
    )
    writing.context.set_offline(True)
    note(writing, "Sans place sur l'appareil.")
    expect(writing.locator("[data-kept]")).to_be_visible()
    writing.context.set_offline(False)
    expect(writing.locator("#said-here")).to_contain_text("Sans place")


def test_words_half_typed_outlive_a_mark_and_a_reload(writing: Page) -> None:
    note(writing, "Un premier propos.")
    expect(writing.locator("#said-here")).to_contain_text("Un premier propos.")
    writing.locator("#said").fill("À moitié écr")
    writing.get_by_role("button", name="À retenir").click()
    expect(writing.locator("#said-here li[data-retained]")).to_have_count(1)
    expect(writing.locator("#said")).to_have_value("À moitié écr")
    writing.reload()
    expect(writing.locator("#said")).to_have_value("À moitié écr")
    note(writing, "Écrit en entier.")
    expect(writing.locator("#said-here")).to_contain_text("Écrit en entier.")
    writing.reload()
    expect(writing.locator("#said")).to_have_value("")


def test_a_refused_note_comes_back_with_what_was_typed_since(writing: Page) -> None:
    writing.locator("#round").evaluate("each => each.max = '9'")
    writing.locator("#round").fill("9")
    writing.locator("#said").fill("Refusé d'abord.")
    writing.route("**/table/1", lambda route: (writing.wait_for_timeout(600), route.continue_()))
    writing.get_by_role("button", name="Noter").click()
    writing.locator("#said").press_sequentially("Puis tapé.")
    expect(writing.get_by_role("alert")).to_contain_text("existe pas")
    expect(writing.locator("#said")).to_have_value("Refusé d'abord.\nPuis tapé.")
    writing.unroute_all(behavior="ignoreErrors")


def test_two_people_of_a_table_share_its_harvest(writing: Page) -> None:
    other = writing.context.new_page()
    other.goto(writing.url)
    for page in (writing, other):
        page.locator(".board-harvest summary").click()
    writing.get_by_label("Le plus important").fill("Un lieu.")
    other.get_by_label("Ensuite").fill("Du temps.")
    writing.get_by_role("button", name="Enregistrer la récolte").click()
    expect(other.locator("#harvest")).to_contain_text("Un lieu.")
    expect(other.get_by_label("Le plus important")).to_have_value("Un lieu.")
    expect(other.get_by_label("Ensuite")).to_have_value("Du temps.")
    other.get_by_role("button", name="Enregistrer la récolte").click()
    expect(writing.locator("#harvest li")).to_have_count(2)
    writing.locator("#harvest").get_by_role("button", name="Rayer").first.click()
    expect(writing.locator("#harvest li")).to_have_count(1)
    assert axe(writing) == []
    assert writing.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_role_is_chosen_from_a_list_within_a_small_phone(
    server: Server, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    roles = ", ".join(
        f'{{ label = "Direction de la vie associative {n:02}", department = "D{n:02}" }}'
        for n in range(1, 21)
    )
    sheet = tmp_path / "roles.toml"
    sheet.write_text(SHEET.replace("people = 20", f"badges = [{roles}]"), encoding="utf-8")
    opened = server.open_room(sheet)
    console = new_page(viewport=LAPTOP)
    console.goto(opened.console)
    begin(console)
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "ready")
    console.route("**/diriger", lambda it: (console.wait_for_timeout(800), it.continue_()))
    console.get_by_role("button", name="Répartir aux tables").click()
    expect(console.locator("#waiting")).to_contain_text("Recherche d’une répartition")
    expect(console.locator("#waiting")).to_be_empty()
    console.unroute_all(behavior="ignoreErrors")
    phone = new_page(viewport={"width": 320, "height": 640}, has_touch=True)
    phone.goto(opened.phone)
    phone.get_by_role("button", name="Rejoindre la réunion").click()
    expect(phone.locator("mire-route:defined")).to_be_attached(timeout=40_000)
    phone.locator("select[name=badge]").select_option("7")
    phone.get_by_role("button", name="Où aller ?").click()
    expect(phone.locator(".route-said")).to_contain_text("Ensuite : table")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.reload()
    expect(phone.locator("select[name=badge]")).to_have_value("7")
    assert axe(phone) == []


def test_people_choose_their_table_and_nobody_takes_a_seat_that_is_taken(
    new_page: Callable[..., Page], server: Server, tmp_path: Path
) -> None:
    sheet = tmp_path / "free.toml"
    free = SHEET.replace("people = 20", 'people = 20\nassignment = "free"')
    sheet.write_text(free.replace("seats = 5", "seats = 2"), encoding="utf-8")
    opened = server.open_room(sheet)
    console = new_page(viewport=LAPTOP)
    console.goto(opened.console)
    begin(console)
    console.locator("body").press("o")
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "open")
    phones = []
    for badge in (3, 8):
        phone = new_page(viewport=PHONE)
        phone.goto(opened.phone)
        phone.get_by_role("button", name="Rejoindre la réunion").click()
        phone.locator("#badge").fill(str(badge))
        phone.get_by_label("table 1").check()
        phones.append(phone)
    first, second = phones
    console.locator(".cafe-book [name=badges]").fill("5")
    console.locator(".cafe-book select").select_option("1")
    console.locator(".cafe-book button").click()
    expect(second.get_by_label("table 1")).to_have_accessible_name("table 1 · 1 place libre")
    expect(second.locator("#badge")).to_have_value("8")  # what was being done stays
    expect(second.get_by_label("table 1")).to_be_checked()
    first.locator("[data-send]").click()
    expect(first.locator(".route-said")).to_have_text("Ensuite : table 1")
    second.locator("[data-send]").click()
    expect(second.locator("[data-error-for=seat]")).to_contain_text("la table 1 est complète")
    second.context.set_offline(True)
    second.get_by_label("table 4").check()
    second.locator("[data-send]").click()
    expect(second.locator("[data-say=offline]")).to_be_in_viewport(ratio=1)
    second.context.set_offline(False)
    expect(second.locator(".route-said")).to_have_text("Ensuite : table 4")
    close_and_open_again(console, second)
    assert axe(second) == []
    assert axe(console) == []
    console.locator("form:has([name=do][value=round]) button").click()
    expect(first.locator(".route-said")).to_have_text(
        "Maintenant : table 1\nEnsuite : table à choisir"
    )
    expect(first.locator("input[type=radio]:checked")).to_have_count(0)
    for _ in range(2):
        with console.expect_response("**/diriger"):
            console.locator("form:has([name=do][value=round]) button").click()
    expect(first.locator(".route-said")).to_have_text("Maintenant : là où il reste une place")
    expect(first.locator("#badge")).to_have_value("3")
    first.locator("#badge").fill("8")
    first.get_by_role("button", name="Où aller ?").click()
    expect(first.locator("#badge")).to_have_value("8")
    assert first.url.endswith("/salle")


def close_and_open_again(console: Page, phone: Page) -> None:
    """Table 4, which badge 8 had booked; the facilitator seats them elsewhere."""
    console.locator("summary", has_text="Une table ferme").click()
    console.get_by_label("Table à fermer").select_option("4")
    for table in ("3", "4"):  # screens change before the press
        phone.get_by_label(f"table {table}").check()
        phone.locator("[data-send]").click()
        booked = console.locator(f".cafe-book option[value='{table}']")
        expect(booked).to_contain_text("1 place libre")
    expect(console.locator(".cafe-book select")).to_have_value("")
    expect(console.get_by_label("Table à fermer")).to_have_value("4")
    console.get_by_role("button", name="Fermer cette table").click()
    expect(phone.locator(".route-said")).to_have_text(
        "Ensuite : table à choisir\nVotre table a fermé."
    )
    expect(phone.get_by_label("table 4")).to_be_disabled()
    expect(phone.locator("input[type=radio]:checked")).to_have_count(0)
    expect(phone.get_by_label("table 4")).to_have_accessible_name("table 4 · fermée")
    expect(
        console.locator(".notice-warn", has_text="depuis que la leur a fermé : 8.")
    ).to_be_visible()
    assert axe(console) == []
    console.get_by_role("button", name="Les placer là où il reste le plus de place").click()
    expect(phone.locator(".route-said")).to_have_text("Ensuite : table 2")
    console.get_by_role("button", name="Rouvrir la table 4").click()
    expect(phone.get_by_label("table 4")).to_be_enabled()


@pytest.mark.parametrize("n", [3, 6, 12])
def test_stations_with_long_names_and_questions_stay_on_the_wall(
    make_room: Callable[..., Room], new_page: Callable[..., Page], n: int
) -> None:
    stations = [
        {
            "label": f"Aller à la rencontre des usagers et des associations du quartier {each}",
            "question": "Que pourrions-nous essayer demain, avec qui, et de quoi aurions-nous "
            "besoin pour que cela tienne au-delà du premier enthousiasme, sans "
            "demander plus de temps à celles et ceux qui en manquent déjà ?",
            "tables": 2,
            "seats": 5,
        }
        for each in range(1, n + 1)
    ]
    room = make_room(sheet(activity(
        "cafe", "worldcafe", planned=60, most=60,
        settings={"question": "Que ferait-on ?", "stations": stations, "people": 20,
                  "rounds": 2, "minutes": 5},
    )))  # fmt: skip
    room.open("cafe")
    with served(room.engine) as address:
        wall = new_page(viewport=PROJECTOR)
        wall.goto(f"{address}/ecran/{room.code}?cle={room.projector.hex()}")
        expect(wall.locator(".items > li")).to_have_count(n)
        expect(wall.locator(".items[data-fit]")).to_have_count(1)
        assert collisions(wall) == []


def test_rounds_begun_in_a_row_on_a_slow_line_are_nobody_elses(
    opened: OpenedRoom, new_page: Callable[..., Page]
) -> None:
    console = new_page(viewport=LAPTOP)
    console.context.add_init_script(SLOW_FRAMES)
    console.goto(opened.console)
    begin(console)
    console.locator("body").press("o")
    expect(console.locator(".console-now")).to_have_attribute("data-phase", "open")
    for do in ("plan", "round", "round"):
        console.locator(f"form:has([name=do][value={do}]) button").click()
    expect(console.locator(".console-now")).to_contain_text("Tour 2")
    expect(console.locator("#refused")).to_be_hidden()
