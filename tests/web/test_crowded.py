"""One device that takes many seats, writes many notes, or watches many streams."""

import json
import re
import secrets
from collections.abc import Callable

import pytest

from mire.cli.rehearsal.browser import Browser
from mire.live.engine import presence
from mire.live.engine.readers import ReadLog
from mire.live.state import entries
from mire.live.views.screens import MOST_TEXTS
from mire.web import rates
from mire.web.live_api import app
from tests.support.rooms import Room, placed
from tests.support.sheets import activity, sheet
from tests.web.test_door import letter, send
from tests.web.test_pages import text

pytestmark = pytest.mark.storage

CAFE = {
    "question": "Que ferait-on ?",
    "stations": [{"label": f"Axe {n}", "tables": 2, "seats": 4} for n in range(1, 4)],
    "people": 20,
}


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "UNHEARD_SECONDS", -1.0)
    monkeypatch.setattr(rates, "notes_of_a_seat", rates.Rate(per_second=0.01, burst=20))
    monkeypatch.setattr(rates, "notes_of_a_table", rates.Rate(per_second=0.01, burst=60))


def take_seats(browser: Browser, room: Room, times: int) -> list[int]:
    """Ask for seats as a script does, that never opens the page it is led to."""
    browser.get(f"/{room.code}")
    token = re.search(rb'csrfmiddlewaretoken" value="([^"]+)"', browser.page)
    assert token
    body = b"csrfmiddlewaretoken=" + token[1]
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    found = []
    for _ in range(times):
        browser._cookies.pop(f"siege_{room.code}", None)
        found.append(browser._ask("POST", f"/{room.code}", body, kind)[0])
    return found


def test_the_console_says_how_many_are_too_many_and_cuts_unused_seats(
    room: Room,
    phone: Browser,
    console: Browser,
    new_browser: Callable[[], Browser],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rates, "joins", rates.Rate(per_second=0.001, burst=80))
    room.control(entries.HEADCOUNT, n=36)
    flooder = new_browser()
    assert take_seats(flooder, room, 90)[-1] == 429
    honest = new_browser()
    honest.get(f"/{room.code}")
    assert honest.post_form(f"/{room.code}", {})[0] == 429
    told = text(console.get(f"/regie/{room.code}")[1])
    assert "81 téléphones ont rejoint, pour 36 personnes annoncées." in told
    assert "80 places n'ont jamais servi" in told
    status, done = console.post_control(f"/regie/{room.code}/places", {})
    assert (status, done) == (200, {"cut": 80})
    assert len(room.engine.room(room.code).seats) == 1
    assert "n'ont jamais servi" not in text(console.get(f"/regie/{room.code}")[1])
    honest.get(f"/{room.code}")
    assert honest.post_form(f"/{room.code}", {})[0] == 200
    room.open("grille")
    assert send(phone, room, letter())[0] == 200
    assert send(flooder, room, letter())[0] == 401
    # It is gone from the database too.
    room.engine._committer.release(room.code)
    assert send(flooder, room, letter())[0] == 401


def test_only_the_console_cuts_seats(room: Room, phone: Browser) -> None:
    assert phone.post_form(f"/regie/{room.code}/places", {})[0] == 403
    assert len(room.engine.room(room.code).seats) == 1


def test_who_answers_without_ever_opening_the_page_is_there(
    room: Room, console: Browser, new_browser: Callable[[], Browser]
) -> None:
    room.open("grille")
    quick = new_browser()
    take_seats(quick, room, 1)
    assert send(quick, room, letter())[0] == 200
    assert console.post_control(f"/regie/{room.code}/places", {})[1] == {"cut": 0}
    assert send(quick, room, letter(revision=2))[0] == 200


def test_the_log_says_how_many_had_joined_when_a_ballot_closed(room: Room) -> None:
    seats = [room.join() for _ in range(7)]
    room.open("grille")
    for seat in seats[:5]:
        room.engine.ask(room.request("grille", seat, placed(1, 1)))
    room.close("grille")
    closed = [each for each in room.engine.read(ReadLog(room.code)) if each.kind == entries.CLOSED]
    assert [(each.body["n"], each.body["n_joined"]) for each in closed] == [(5, 7)]
    assert room.state.activities["grille"].n_joined == 7


class TestNotes:
    @pytest.fixture
    def room(self, make_room: Callable[..., Room]) -> Room:
        made = make_room(sheet(activity("cafe", "worldcafe", settings=CAFE, planned=45, most=60)))
        made.open("cafe")
        return made

    def note(self, phone: Browser, room: Room, table: int) -> int:
        body = {"table": table, "round": 1, "said": secrets.token_hex(8)}
        return send(phone, room, letter("cafe", body))[0]

    def test_one_phone_writes_so_many_and_one_table_so_many(
        self, room: Room, phone: Browser, new_browser: Callable[[], Browser]
    ) -> None:
        assert [self.note(phone, room, 1) for _ in range(21)] == [200] * 20 + [429]
        others = [new_browser() for _ in range(4)]
        for other in others:
            other.get(f"/{room.code}")
            other.post_form(f"/{room.code}", {})
        statuses = [self.note(other, room, 1) for other in others for _ in range(15)]
        assert statuses.count(200) == 40
        assert self.note(others[0], room, 2) == 200

    def test_the_console_stays_light_with_a_thousand_notes(
        self, room: Room, console: Browser
    ) -> None:
        for n in range(1_000):
            given = {"table": n % 6 + 1, "round": 1, "said": f"Propos {n} " + "a" * 300}
            room.engine.submit(room.request("cafe", b"", given))
        room.engine.ask(room.request("cafe", b"", {"table": 1, "round": 1, "said": "dernier"}))
        frame = console.get(f"/live/{room.code}/frame?surface=console")[1]
        assert len(frame) < 400_000
        assert frame.count(b'class="quote"') == MOST_TEXTS
        told = text(frame)
        assert "1001 textes à relire" in told.replace("\u202f", "")
        assert "dernier" in told
        assert "Relire tous les textes" in told


def test_streams_of_an_ended_meeting_are_counted(
    room: Room, address: str, monkeypatch: pytest.MonkeyPatch, new_browser: Callable[[], Browser]
) -> None:
    monkeypatch.setattr(app, "MOST_ENDED_STREAMS", 3)
    room.enter("cadrage")
    room.control(entries.MEETING_ENDED)
    opened = [new_browser() for _ in range(4)]
    statuses = []
    for browser in opened:
        browser._connection.request("GET", f"/live/{room.code}/stream?surface=phone")
        statuses.append(browser._connection.getresponse().status)
    assert statuses == [200, 200, 200, 429]
    assert json.loads(new_browser().get(f"/live/{room.code}/stream?surface=phone")[1])
