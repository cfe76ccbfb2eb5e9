"""A room that is served in the test's own process, so that the test moves its clock."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from mire.web import rates
from tests.support.browser import LAPTOP, PHONE, PROJECTOR
from tests.support.rooms import Room, placed
from tests.support.served import served
from tests.support.sheets import GRID, activity, sheet

NewContext = Callable[..., BrowserContext]
STORED = "Votre réponse est enregistrée"

# What happens comes to the page a second and a half later.
SLOW_FRAMES = """
const add = EventSource.prototype.addEventListener;
EventSource.prototype.addEventListener = function (kind, then) {
    add.call(this, kind, kind === "frame" ? (event) => setTimeout(() => then(event), 1500) : then);
};
"""


class Scene:
    """A room, where it is served, and browsers in it."""

    def __init__(self, room: Room, address: str, new_context: NewContext) -> None:
        self.room, self.address, self.new_context = room, address, new_context
        self.seats: list[bytes] = []

    def phone(self, **options: object) -> Page:
        page = self.new_context(viewport=PHONE, **options).new_page()
        page.goto(f"{self.address}/{self.room.code}")
        page.get_by_role("button", name="Rejoindre la réunion").click()
        page.wait_for_url("**/salle")  # what a test does next is not to overtake the seat
        return page

    def console(self, **options: object) -> Page:
        page = self.new_context(viewport=LAPTOP, **options).new_page()
        page.goto(f"{self.address}/regie/{self.room.code}?cle={self.room.console.hex()}")
        if options.get("java_script_enabled", True):
            expect(page.get_by_role("button", name="Raccourcis")).to_be_visible()  # scripts run
        return page

    def projector(self) -> Page:
        page = self.new_context(viewport=PROJECTOR).new_page()
        page.goto(f"{self.address}/ecran/{self.room.code}?cle={self.room.projector.hex()}")
        return page

    def say(self, reasons: list[str]) -> None:
        """Have one person a reason place a point, then close the grid."""
        for reason in reasons:
            self.room.answer("grille", self.room.join(), placed(1, 1, reason))
        self.room.close("grille")


@pytest.fixture
def scene(
    make_room: Callable[..., Room],
    new_context: NewContext,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Scene]:
    """A framing, a grid with reasons, a mood; everything still to come."""
    monkeypatch.setattr(rates, "unknown_codes", rates.Rate(per_second=0.5, burst=30))
    monkeypatch.setattr(rates, "answers", rates.Rate(per_second=5, burst=40))
    room = make_room(
        sheet(
            activity("cadrage"),
            activity("grille", "positioning", settings={**GRID, "reason": True}),
            activity("meteo", "mood"),
        )
    )
    with served(room.engine) as address:
        yield Scene(room, address, new_context)


def begin(console: Page) -> None:
    """Press the key that begins; a sheet dated of another day asks once more."""
    first = console.locator(".console-now [data-key=s]").first
    expect(first).to_be_visible()
    is_other_day = console.locator(".other-day").count() > 0
    console.locator("body").press("s")
    if is_other_day:
        console.locator(".other-day form button").click()
    expect(console.locator('.console-now[data-moment="during"]')).to_be_visible()


def touch(phone: Page, across: float = 0.3, up: float = 0.3) -> None:
    """Place a point."""
    plane = phone.locator(".grid-plane")
    box = plane.bounding_box()
    assert box is not None
    plane.click(position={"x": box["width"] * across, "y": box["height"] * (1 - up)})


def send(phone: Page) -> None:
    phone.locator("[data-send]").click()


def kept(phone: Page) -> list[str]:
    """Everything that the phone keeps of Mire, as it is written."""
    found: list[str] = phone.evaluate(
        """() => [localStorage, sessionStorage].flatMap((store) =>
               Object.keys(store).filter((key) => key.startsWith("mire-"))
                 .map((key) => `${key} ${store.getItem(key)}`))"""
    )
    return found


def expect_stored(phone: Page) -> None:
    expect(phone.get_by_text(STORED)).to_be_visible()
