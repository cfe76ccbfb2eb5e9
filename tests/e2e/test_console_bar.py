"""The console's bar: one primary act, always in view at one place, whatever comes above it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from mire.live.engine.requests import Look
from mire.live.state import entries
from mire.runsheet.shipped import shipped_sheet
from mire.runsheet.toml_file import read_sheet
from tests.e2e.mending import Scene
from tests.support.browser import axe
from tests.support.pdf import pages_of
from tests.support.rooms import Room
from tests.support.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HEIGHTS = (768, 650)

READ_MS = 1_100
"""What somebody else did stands for a second before a press counts: else one would press on what
one hasn't read (held by ``test_leading``)."""


def primary(console: Page) -> tuple[float, float]:
    """Return where the primary act begins and ends, from the foot of the screen."""
    found = console.locator(".console-bar .button-primary")
    expect(found).to_have_count(1)
    expect(found).to_be_in_viewport(ratio=1)
    assert console.locator(".button-primary:visible").count() == 1
    box = found.bounding_box()
    assert box is not None
    height = console.viewport_size or {"height": 0}
    return box["x"], height["height"] - box["y"] - box["height"]


@pytest.mark.parametrize("height", HEIGHTS)
def test_the_primary_act_stands_still_when_the_room_is_late(
    make_room: Callable[..., Room], new_context: Callable[..., BrowserContext], height: int
) -> None:
    room = make_room(read_sheet(shipped_sheet("seminaire")))
    room.clock.now = room.state.sheet.meeting.starts_at
    with served(room.engine) as address:
        scene = Scene(room, address, new_context)
        console = scene.console()
        console.set_viewport_size({"width": 1366, "height": height})
        room.enter("cadrage")
        expect(console.locator(".console-bar")).to_be_visible()
        places = [primary(console)]
        room.clock.pass_time(minutes=25)
        room.enter("cafe")
        expect(console.get_by_text("façons de finir")).to_be_visible()
        places.append(primary(console))
        console.wait_for_timeout(READ_MS)
        bar = console.locator(".console-bar")
        bar.get_by_role("button", name="Répartir aux tables").click()
        # The same key again asks first, above the bar: what is printed would be void.
        expect(bar.get_by_text("Répartir autrement…")).to_be_visible()
        console.keyboard.press("Enter")
        console.wait_for_timeout(300)
        assert room.state.activities["cafe"].n_directed == 1
        places.append(primary(console))
        bar.get_by_text("Répartir autrement…").click()
        expect(bar.get_by_text("ne vaudront plus")).to_be_in_viewport(ratio=1)
        places.append(primary(console))
        bar.get_by_text("Répartir autrement…").click()
        room.control(entries.OPENED, "cafe")
        # A round is what comes next, never the end of the whole café.
        expect(bar.locator(".button-primary")).to_contain_text("Laisser s’installer")
        places.append(primary(console))
        expect(console.get_by_text("il reste 3 tours")).to_be_visible()
        assert axe(console) == []
        room.close("cafe")
        expect(console.locator(".console-bar .button-primary")).to_contain_text("Afficher")
        places.append(primary(console))
        console.wait_for_timeout(READ_MS)
        console.get_by_role("button", name="Rouvrir les tables").click()
        expect(console.get_by_text("il reste 3 tours")).to_be_visible()
        places.append(primary(console))
        console.keyboard.press("p")
        expect(console.locator(".console-bar .button-primary")).to_contain_text("Reprendre")
        places.append(primary(console))
        console.keyboard.press("p")
        expect(bar.locator(".button-primary")).not_to_contain_text("Reprendre")
        room.close("cafe")
        for id in list(room.state.activities)[2:]:
            room.enter(id)
        # Nothing but the end is left: it stands where the awaited act always does.
        expect(bar.locator(".button-primary")).to_contain_text("Terminer")
        places.append(primary(console))
    assert len(set(places)) == 1, places


def test_the_remote_has_the_same_primary_act(
    make_room: Callable[..., Room], new_context: Callable[..., BrowserContext]
) -> None:
    room = make_room(read_sheet(shipped_sheet("seminaire")))
    room.clock.now = room.state.sheet.meeting.starts_at
    with served(room.engine) as address:
        scene = Scene(room, address, new_context)
        console = scene.console()
        remote = console.context.new_page()
        remote.set_viewport_size({"width": 390, "height": 844})
        remote.goto(f"{address}/regie/{room.code}/telecommande")
        room.open("mire")
        for seat in [room.join() for _ in range(6)]:
            room.answer("mire", seat, {"stance": "placed", "x": 1, "y": 2})
        for asked in (
            lambda: None,
            lambda: room.control(entries.CLOSING, "mire"),
            lambda: (room.clock.pass_time(seconds=10), room.engine.ask(Look(room.code))),
            lambda: room.control(entries.SHOWN, "mire"),
        ):
            asked()
            expected = console.locator(".console-bar .button-primary")
            remote.wait_for_timeout(700)
            words = expected.inner_text().split("\n")[0].split(" ")[0]
            expect(remote.locator(".button-primary")).to_have_count(1)
            expect(remote.locator(".button-primary")).to_contain_text(words)
            expect(remote.locator(".button-primary")).to_be_in_viewport(ratio=1)
        assert axe(remote) == []


def test_another_day_is_confirmed_and_a_note_kept_is_seen(
    make_room: Callable[..., Room], new_context: Callable[..., BrowserContext]
) -> None:
    room = make_room(read_sheet(shipped_sheet("seminaire")))
    room.clock.now = room.state.sheet.meeting.starts_at
    room.clock.pass_time(days=-9)
    with served(room.engine) as address:
        console = Scene(room, address, new_context).console()
        expect(console.get_by_text("21 mars 2018").first).to_be_visible()
        console.keyboard.press("s")
        expect(console.get_by_text("nous sommes un autre jour")).to_be_visible()
        assert room.state.current is None
        console.get_by_label("Note pour vous").fill("Micro à couper pendant les tours")
        console.get_by_role("button", name="Garder").click()
        expect(console.locator("#notes")).to_contain_text("Micro à couper pendant les tours")
        console.get_by_role("button", name="Commencer", exact=False).last.click()
        expect(console.locator(".console-bar")).to_be_visible()
        assert room.state.current == "cadrage"
        console.reload()
        expect(console.locator("#notes")).to_contain_text("Micro à couper")


def test_another_activity_is_read_from_its_top(
    make_room: Callable[..., Room], new_context: Callable[..., BrowserContext]
) -> None:
    room = make_room(read_sheet(shipped_sheet("seminaire")))
    room.clock.now = room.state.sheet.meeting.starts_at
    with served(room.engine) as address:
        scene = Scene(room, address, new_context)
        console = scene.console()
        console.set_viewport_size({"width": 1366, "height": 650})
        room.enter("cafe")
        column = console.locator(".console-now[data-activity='cafe']")
        column.evaluate("each => each.scrollTop = 400")
        assert column.evaluate("each => each.scrollTop") > 0
        room.control(entries.EXTENDED, "cafe", minutes=2)
        expect(console.locator(".timeline [aria-current]")).to_contain_text("30")
        assert column.evaluate("each => each.scrollTop") > 0, "the same activity stays where it was"
        room.enter("mire")
        now = console.locator(".console-now[data-activity='mire']")
        expect(now).to_be_visible()
        assert now.evaluate("each => each.scrollTop") == 0


def test_each_part_of_the_pack_begins_on_a_sheet_of_its_own(
    make_room: Callable[..., Room], new_context: Callable[..., BrowserContext]
) -> None:
    """What the screen says between two parts is not printed, and does not join them."""
    room = make_room(read_sheet(shipped_sheet("seminaire")))
    with served(room.engine) as address:
        console = Scene(room, address, new_context).console()
        console.goto(f"{address}/regie/{room.code}/dossier")
        pages = pages_of(console.pdf(format="A4"))
    for part in ("Animation", "Temps et écran", "Accueil et aide", "Scripteur"):
        assert sum(each.lstrip().startswith(part) for each in pages) == 1, part
