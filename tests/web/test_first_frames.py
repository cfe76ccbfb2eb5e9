"""What a page starts with is not sent to it again, and comes small."""

import gzip
import posixpath
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from mire.cli.rehearsal.browser import Browser
from tests.support.browser import PHONE
from tests.support.rooms import Room, placed
from tests.web.streams import Reader, n_frames

pytestmark = pytest.mark.storage

ROOT = Path(__file__).parents[2]
IMPORTED = re.compile(r'^import [^"]*"([^"]+)";', re.MULTILINE)


def have(page: bytes) -> str:
    """Return the tag that a page says it has."""
    found = re.search(rb'data-have="([^"]*)"', page)
    assert found is not None
    return found[1].decode()


def tag(browser: Browser, code: str, surface: str) -> str:
    """Return the tag of the frame that all see now."""
    connection = browser._connection
    path = f"/live/{code}/frame?surface={surface}"
    connection.request("GET", path, headers={"Cookie": browser._jar()})
    answer = connection.getresponse()
    answer.read()
    return answer.getheader("X-Frame-Tag") or ""


@pytest.mark.parametrize("moment", ["before", "open", "closed"])
def test_a_page_that_shows_what_all_see_says_which_frame_it_is(
    room: Room, phone: Browser, new_browser: Callable[[], Browser], moment: str
) -> None:
    if moment != "before":
        room.open("grille")
    if moment == "closed":
        for _ in range(8):
            room.answer("grille", room.join(), placed(1, 1))
        room.close("grille")
    assert have(phone.get(f"/{room.code}/salle")[1]) == tag(phone, room.code, "phone") != ""
    projector = new_browser()
    page = projector.get(f"/ecran/{room.code}?cle={room.projector.hex()}")[1]
    if moment == "before":  # afterwards its own being there is counted between the two
        assert have(page) == tag(projector, room.code, "projector") != ""


def test_a_stream_gives_no_frame_to_a_page_that_has_it(
    room: Room, phone: Browser, address: str
) -> None:
    room.open("grille")
    shown = have(phone.get(f"/{room.code}/salle")[1])
    reader = Reader(address, room.code, phone._jar(), f"phone&have={shown}")
    assert n_frames(reader.until(lambda read: b"event: beat" in read)) == 0
    room.close("grille")
    assert n_frames(reader.until(lambda read: b"event: frame" in read)) == 1
    reader.made.close()


def test_a_page_with_something_of_its_own_takes_the_frame_that_all_see(
    room: Room, phone: Browser
) -> None:
    room.open("grille")
    phone.get(f"/{room.code}/salle")
    wrong = {"activity": "grille", "stance": "placed", "x": "99", "y": "0"}
    status, refused = phone.post_form(f"/{room.code}/repondre", wrong)
    assert status == 422
    assert have(refused) == ""
    right = {**wrong, "x": "3"}
    assert have(phone.post_form(f"/{room.code}/repondre", right)[1]) == ""
    assert have(phone.get(f"/{room.code}/salle")[1]) == ""


def test_a_page_is_compressed_for_who_takes_it_and_is_the_same(
    room: Room, console: Browser, new_browser: Callable[[], Browser]
) -> None:
    nobody = new_browser()

    def get(browser: Browser, path: str, takes: str) -> tuple[dict[str, str], bytes]:
        headers = {"Cookie": browser._jar(), "Accept-Encoding": takes}
        browser._connection.request("GET", path, headers=headers)
        answer = browser._connection.getresponse()
        return {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    for path in ("/", f"/{room.code}"):
        plain, page = get(nobody, path, "identity")
        small, sent = get(nobody, path, "gzip, br")
        assert "content-encoding" not in plain
        assert small["content-encoding"] == "gzip"
        assert "Accept-Encoding" in plain["vary"]
        assert "Accept-Encoding" in small["vary"]
        assert int(small["content-length"]) == len(sent) < 0.7 * len(page)
        words = re.compile(rb'value="[^"]{64}"')  # a form's token is another each time
        assert words.sub(b"", gzip.decompress(sent)) == words.sub(b"", page)
    lengths = {len(get(nobody, f"/{room.code}", "gzip")[1]) for _ in range(12)}
    assert len(lengths) > 1  # nothing is read from a length
    log, _ = get(console, f"/regie/{room.code}/journal", "gzip")
    assert "content-encoding" not in log


def test_a_phone_asks_at_once_for_all_that_its_script_imports(room: Room, phone: Browser) -> None:
    wanted, found = ["phone/phone.js"], set()
    while wanted:
        name = wanted.pop()
        file = ROOT / "mire/web" / name.partition("/")[0] / "static" / name
        for each in IMPORTED.findall(file.read_text("utf-8")):
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(name), each))
            if imported not in found:
                found.add(imported)
                wanted.append(imported)
    page = phone.get(f"/{room.code}/salle")[1].decode()
    asked = re.findall(r'(?:rel="modulepreload" href|type="module" src)="/static/([^"]+)"', page)
    named = {re.sub(r"\.[0-9a-f]{12}(?=\.js$)", "", each) for each in asked}
    assert found
    assert found <= named, found - named


@pytest.mark.browser
def test_a_phone_that_is_sent_no_frame_goes_on_as_with_one(
    room: Room, address: str, new_context: Callable[..., BrowserContext]
) -> None:
    room.open("grille")
    page = new_context(viewport=PHONE).new_page()
    page.goto(f"{address}/{room.code}")
    page.get_by_role("button", name="Rejoindre la réunion").click()
    page.wait_for_url("**/salle")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    heard: list[str] = []
    network.on("Network.eventSourceMessageReceived", lambda each: heard.append(each["eventName"]))
    page.reload()
    plane = page.locator(".grid-plane")
    plane.click(position={"x": 60, "y": 60})
    expect(page.get_by_text("Pas encore envoyé.")).to_be_visible()
    page.locator("[data-send]").click()
    expect(page.get_by_text("Votre réponse est enregistrée")).to_be_visible()
    assert "beat" in heard
    assert "frame" not in heard
    page.reload()  # its answer is its own: the frame that all see comes, and leaves it there
    expect(page.get_by_text("Votre réponse est enregistrée")).to_be_visible()
    assert "frame" in heard
