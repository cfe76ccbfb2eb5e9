"""The sheets of the story, played to their end by three phones, a console and a projector.

One phone has no scripts; the console is driven by its keys alone; axe looks at every surface
in every state.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.mending import begin
from tests.support.browser import LAPTOP, PHONE, PROJECTOR, axe, axe_in_both
from tests.support.server import ROOT, OpenedRoom, Server

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.storage]

SHEETS = ROOT / "mire" / "runsheet" / "sheets"
GRACE_MS = 40_000


@pytest.fixture
def server(patient_server: Server) -> Server:
    """Every surface is looked at while it says that a question is about to close."""
    return patient_server


class Meeting:
    """Everyone in the room."""

    def __init__(self, server: Server, sheet: Path, new_page: Callable[..., Page]) -> None:
        self.server = server
        self.room: OpenedRoom = server.open_room_by_command(sheet)
        self.new_page = new_page
        self.projector = new_page(viewport=PROJECTOR)
        self.projector.goto(self.room.projector)
        self.console = new_page(viewport=LAPTOP)
        self.console.goto(self.room.console)
        self.phones = [new_page(viewport=PHONE, has_touch=True) for _ in range(2)]
        self.phones.append(new_page(viewport=PHONE, java_script_enabled=False))
        self.seen: set[str] = set()

    @property
    def pages(self) -> list[Page]:
        return [self.projector, self.console, *self.phones]

    def look(self, where: str) -> None:
        """No accessibility fault on any surface that can be asked; no secret in an address."""
        self.seen.add(where)
        for page in self.pages:
            assert "cle=" not in page.url
            if page is not self.phones[2]:
                assert axe(page) == [], (where, page.url)

    def press(self, key: str) -> None:
        self.console.locator("body").press(key)

    def join(self) -> None:
        for phone in self.phones:
            phone.goto(self.room.phone)
            phone.get_by_role("button", name="Rejoindre la réunion").click()
        expect(self.console.locator(".presence strong").first).to_have_text("2")
        expect(self.projector.locator(".joined")).to_contain_text("3")

    def enter(self, title: str) -> None:
        """Move on by the key, and wait for every surface to follow."""
        if self.console.locator('.console-now[data-moment="before"]').count():
            begin(self.console)
        else:
            self.press("s")
        for page in (self.console, self.projector, self.phones[0], self.phones[1]):
            expect(page.locator("#frame")).to_contain_text(title)
        self.phones[2].reload()
        expect(self.phones[2].locator("#frame")).to_contain_text(title)

    def close(self) -> None:
        self.press("c")
        expect(self.phones[0].locator(".closing")).to_be_visible()
        expect(self.console.locator("[data-key=g]")).to_be_visible()
        self.look("closing")
        expect(self.console.locator(".console-now")).to_have_attribute(
            "data-phase", "closed", timeout=GRACE_MS
        )

    def enter_paper(self, activity: str, lines: list[str]) -> None:
        page = self.console.context.new_page()
        page.goto(f"{self.server.address}/regie/{self.room.code}/{activity}/scribe")
        assert axe(page) == []
        page.get_by_label("Une réponse par ligne").fill("\n".join([*lines, "n'importe quoi"]))
        page.get_by_role("button").last.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text(f"Ligne {len(lines) + 1}")
        assert axe(page) == []
        page.get_by_label("Une réponse par ligne").fill("\n".join(lines))
        page.get_by_role("button").last.press("Enter")
        page.get_by_role("button", name=f"Enregistrer ces {len(lines)} réponses").press("Enter")
        expect(page.get_by_role("status")).to_contain_text(f"{len(lines)} réponses sont")
        page.close()


def stored(phone: Page) -> None:
    expect(phone.locator('form [data-say="stored"]')).to_be_visible()


def test_the_seminar(server: Server, new_page: Callable[..., Page]) -> None:
    meeting = Meeting(server, SHEETS / "seminaire.toml", new_page)
    console, projector = meeting.console, meeting.projector
    first, second, plain = meeting.phones
    for phone in meeting.phones[:2]:
        phone.goto(meeting.room.phone)
        assert axe(phone) == []
    meeting.join()
    meeting.look("before")

    meeting.enter("Pourquoi la Transfo")
    meeting.look("framing")
    meeting.enter("Le café du couloir")
    expect(projector.locator("main")).to_contain_text("Aller voir les usagers")
    meeting.look("café")

    meeting.enter("Où placer le futur laboratoire")
    meeting.look("ready")
    meeting.press("o")
    for phone in (first, second):
        expect(phone.locator("form[data-answer]")).to_be_visible()
    meeting.look("open")

    # By the keyboard.
    first.get_by_role("group", name=re.compile("Grille")).focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowDown"):
        first.keyboard.press(key)
    first.get_by_label("Pourquoi").fill("Un appui aux projets en cours")
    first.get_by_role("button", name="Envoyer").press("Enter")
    stored(first)
    # By touch, then changed; a reload keeps the seat and the answer.
    second.locator(".grid-plane").tap(position={"x": 60, "y": 250})
    second.get_by_role("button", name="Envoyer").tap()
    stored(second)
    second.locator(".grid-plane").tap(position={"x": 90, "y": 240})
    second.get_by_role("button", name="Modifier").tap()
    stored(second)
    second.reload()
    stored(second)
    expect(second.locator("input[value=placed]")).to_be_checked()
    # Without scripts.
    plain.reload()
    plain.get_by_role("button", name="Envoyer").click()
    expect(plain.get_by_role("alert")).to_be_visible()
    plain.get_by_label("Je préfère ne pas me positionner").check()
    plain.get_by_role("button", name="Envoyer").click()
    stored(plain)

    expect(projector.locator(".projector-answered")).to_contain_text("3")
    expect(console.locator(".presence")).to_contain_text("3 ont répondu")
    meeting.enter_paper("mire", ["F4 Des résultats visibles", "E6", "G3", "D5", "H18 Voir loin"])
    expect(projector.locator(".projector-answered")).to_contain_text("8")
    meeting.look("answered")
    meeting.close()
    meeting.look("closed")
    expect(projector.locator("main")).not_to_contain_text("Labo Coach")
    meeting.press("r")
    expect(projector.locator("main")).to_contain_text("Labo Coach")
    expect(first.locator(".figure-sentence")).to_be_visible()
    meeting.look("shown")
    console.get_by_role("button", name="Afficher", exact=True).first.press("Enter")
    expect(projector.locator(".quote")).to_have_count(1)
    meeting.look("text")

    meeting.enter("Un profil par table")
    meeting.enter("Ce que chaque profil engage")
    meeting.enter("Merci, et la suite")
    meeting.look("last")
    meeting.press("e")
    ending = console.get_by_role("dialog", name="Terminer la réunion")
    assert axe(console) == []
    ending.get_by_role("button", name="Terminer la réunion").press("Enter")
    for page in (console, projector, first, second):
        expect(page.locator('[data-moment="ended"]').first).to_be_visible()
    meeting.look("ended")
    plain.reload()
    expect(plain.locator("#frame")).to_contain_text("La séance est terminée")

    console.goto(f"{server.address}/regie/{meeting.room.code}/restitution")
    expect(console.locator("main")).to_contain_text("8 personnes ont répondu")
    expect(console.locator("main")).to_contain_text("Un appui aux projets en cours")
    assert axe(console) == []
    assert len(meeting.seen) == 12


def test_the_debrief(server: Server, new_page: Callable[..., Page]) -> None:
    meeting = Meeting(server, SHEETS / "debrief.toml", new_page)
    meeting.join()
    meeting.enter("Notre météo")
    meeting.press("o")
    for index, phone in enumerate(meeting.phones[:2]):
        phone.locator(".choice").nth(index).click()
        phone.get_by_role("button", name="Envoyer").click()
        stored(phone)
    plain = meeting.phones[2]
    plain.reload()
    plain.locator(".choice").nth(2).click()
    plain.get_by_role("button", name="Envoyer").click()
    stored(plain)
    meeting.look("answered")
    meeting.enter_paper("meteo", ["3", "4 fatigue", "2", "-"])
    meeting.close()
    meeting.press("r")
    expect(meeting.projector.locator(".figure-sentence")).to_be_visible()
    meeting.look("shown")
    meeting.enter("Trois questions qui restent ouvertes")
    meeting.look("questions")


@pytest.mark.parametrize("language", ["fr-FR", "en-GB"])
def test_pages_around_the_meeting_are_accessible(
    server: Server, new_page: Callable[..., Page], language: str
) -> None:
    room = server.open_room(SHEETS / "seminaire.toml")
    page = new_page(viewport=PHONE, locale=language)
    page.goto(room.console)
    for path in ("/", "/a-propos", f"/{room.code}", "/ZZZZZZ", f"/regie/{room.code}",
                 f"/regie/{room.code}/mire/feuille", f"/regie/{room.code}/cadrage/feuille",
                 f"/regie/{room.code}/restitution", f"/ecran/{room.code}",
                 f"/regie/{room.code}/veille", f"/regie/{room.code}/apres",
                 f"/regie/{room.code}/dossier", f"/regie/{room.code}/telecommande",
                 f"/{room.code}/essai"):  # fmt: skip
        page.goto(server.address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert axe_in_both(page) == [], path
        expect(page.locator("html")).to_have_attribute("lang", re.compile("fr|en"))
