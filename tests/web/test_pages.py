"""Pages and plain forms: everything works without scripts, and says what is wrong."""

import contextlib
import hashlib
import html
import re
import socket
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import RequestFactory

from mire.cli.rehearsal.browser import Browser
from mire.live.engine import readers
from mire.live.state import entries
from mire.web import rates
from mire.web.addresses import public_address
from tests.support.rooms import Room, placed

pytestmark = pytest.mark.storage


def text(page: bytes) -> str:
    """Return a page's words as its templates write them: plain spaces and apostrophes."""
    return html.unescape(page.decode()).replace("\u202f", " ").replace("’", "'")


def test_home_leads_to_a_room_by_its_code(room: Room, new_browser: Callable[[], Browser]) -> None:
    browser = new_browser()
    browser.get("/")
    spaced = f" {room.code[:3].lower()}-{room.code[3:].lower()} "
    status, page = browser.post_form("/", {"code": spaced})
    assert status == 200
    assert "Rejoindre la réunion" in text(page)


@pytest.mark.parametrize("typed", ["", "ABC", "ABC123", "ZZZZZZ", "é" * 50, "<script>"])
def test_home_says_what_is_wrong_with_a_code(
    typed: str, new_browser: Callable[[], Browser]
) -> None:
    browser = new_browser()
    browser.get("/")
    status, page = browser.post_form("/", {"code": typed})
    assert status == 422
    assert 'id="code-error"' in text(page)
    assert b"<script>" not in page


def test_an_unknown_room_is_said_kindly(new_browser: Callable[[], Browser]) -> None:
    status, page = new_browser().get("/ZZZZZZ")
    assert status == 404
    assert "Aucune réunion n'a ce code" in text(page)


def test_a_phone_without_a_seat_is_led_to_the_join_page(
    room: Room, new_browser: Callable[[], Browser]
) -> None:
    assert "Rejoindre la réunion" in text(new_browser().get(f"/{room.code}/salle")[1])


def test_a_plain_form_answers_changes_and_keeps_what_was_typed(room: Room, phone: Browser) -> None:
    room.open("grille")
    phone.get(f"/{room.code}/salle")
    fields = {"activity": "grille", "stance": "placed", "x": "3", "y": "-4", "reason": "un motif"}
    status, page = phone.post_form(f"/{room.code}/repondre", fields)
    assert status == 200
    assert "Votre réponse est enregistrée" in text(page)
    assert "un motif" in text(page)
    phone.post_form(f"/{room.code}/repondre", {**fields, "x": "5"})
    status, page = phone.post_form(f"/{room.code}/repondre", {**fields, "reason": "a" * 300})
    assert status == 422
    assert "a" * 300 in text(page)
    assert room.engine.room(room.code).n_answered == {"grille": 1}
    for _ in range(4):
        room.answer("grille", room.join(), {"stance": "abstain"})
    room.close("grille")
    log = room.engine.read(readers.ReadLog(room.code))
    assert [dict(entry.body) for entry in log if entry.kind == "placement"] == [{"x": 5, "y": -4}]


def test_a_plain_form_too_late_says_so(room: Room, phone: Browser) -> None:
    room.open("grille")
    phone.get(f"/{room.code}/salle")
    room.close("grille")
    fields = {"activity": "grille", "stance": "abstain"}
    status, page = phone.post_form(f"/{room.code}/repondre", fields)
    assert status == 422
    assert "trop tard" in text(page)


def test_passing_the_phone_gives_a_new_seat(room: Room, phone: Browser) -> None:
    room.open("grille")
    phone.get(f"/{room.code}/salle")
    fields = {"activity": "grille", "stance": "placed", "x": "1", "y": "1", "reason": "le mien"}
    phone.post_form(f"/{room.code}/repondre", fields)
    status, page = phone.post_form(f"/{room.code}/passer", {})
    assert status == 200
    assert "le mien" not in text(page)
    phone.post_form(f"/{room.code}/repondre", {**fields, "reason": "un autre"})
    assert room.engine.room(room.code).n_answered == {"grille": 2}
    assert len(room.engine.room(room.code).seats) == 2


def test_a_form_without_its_token_is_refused(room: Room, phone: Browser) -> None:
    phone.page = b""
    status, page = phone.post_form(f"/{room.code}/passer", {})
    assert status == 403
    assert "expiré" in text(page)


class TestConsole:
    def act(self, console: Browser, room: Room, kind: str, activity: str = "", **more: str) -> int:
        fields = {"kind": kind, "activity": activity, "saw": str(room.state.version), **more}
        return console.post_control(f"/regie/{room.code}/agir", fields)[0]

    def test_needs_its_key(self, room: Room, new_browser: Callable[[], Browser]) -> None:
        stranger = new_browser()
        for path in ("", "/restitution", "/journal", "/grille/scribe", "/grille/feuille"):
            assert stranger.get(f"/regie/{room.code}{path}")[0] == 403

    def test_moves_the_meeting_without_scripts(self, room: Room, console: Browser) -> None:
        fields = {"kind": entries.ENTERED, "activity": "cadrage", "saw": str(room.state.version)}
        status, page = console.post_form(f"/regie/{room.code}/agir", fields)
        assert status == 200
        assert room.state.current == "cadrage"
        status, page = console.post_form(f"/regie/{room.code}/agir", fields)
        assert status == 409
        assert "Quelqu'un vient d'agir" in text(page)

    @pytest.mark.parametrize(
        "fields",
        [
            {"kind": "n'importe"},
            {"kind": "answers.opened", "activity": "zut"},
            {"kind": "activity.extended", "activity": "cadrage", "minutes": "beaucoup"},
            {"kind": "headcount.declared", "n": "-4"},
            {"kind": "result.shown", "saw": "x"},
            {"kind": "text.masked", "activity": "grille", "entry": "z"},
            {},
            {"kind": "meeting.opened"},
            {"kind": "answers.closed", "activity": "grille"},
        ],
    )
    def test_refuses_with_words_what_makes_no_sense(
        self, room: Room, console: Browser, fields: dict[str, str]
    ) -> None:
        head = room.state.head
        sent = {"saw": str(room.state.version), **fields}
        status, said = console.post_control(f"/regie/{room.code}/agir", sent)
        assert status == 409
        assert said["message"]
        assert room.state.head == head

    def test_a_scribe_enters_paper_as_one_batch_or_nothing(
        self, room: Room, console: Browser
    ) -> None:
        room.open("grille")
        path = f"/regie/{room.code}/grille/scribe"
        console.get(path)
        status, page = console.post_form(path, {"batch": "b1", "lines": "F14 oui\nzzz\n\nA1"})
        assert status == 422
        assert "Ligne 2" in text(page)
        assert "F14 oui" in text(page)
        assert room.engine.room(room.code).n_answered == {"grille": 0}
        fields = {"batch": "b1", "lines": "F14 oui\r\n-\r\n\r\nA1"}
        status, page = console.post_form(path, fields)
        understood = text(page)[text(page).index('id="understood"') :]
        for told in ("est encore enregistré", "5 sur 10 vers", "« oui »",
                     "préfère ne pas se positionner", "10 sur 10 vers"):  # fmt: skip
            assert told in understood.replace("\u202f", " ").replace("\xa0", " "), told
        assert room.engine.room(room.code).n_answered == {"grille": 0}
        mark = re.findall(r'name="as" value="(\w+)"', understood)[0]
        changed = {**fields, "lines": "F14 non", "as": mark}
        status, page = console.post_form(path, changed)
        assert "« non »" in text(page).replace("\u202f", " ").replace("\xa0", " ")
        assert room.engine.room(room.code).n_answered == {"grille": 0}, "not what was shown"
        for _ in range(2):  # the same batch sent twice
            status, page = console.post_form(path, {**fields, "as": mark})
            assert status == 200
            assert "3 réponses sont enregistrées" in text(page)
        assert room.engine.room(room.code).n_answered == {"grille": 3}

    def test_prints_a_sheet_for_each_activity(self, room: Room, console: Browser) -> None:
        for activity in ("cadrage", "grille", "meteo"):
            status, page = console.get(f"/regie/{room.code}/{activity}/feuille")
            assert status == 200
            assert room.code in text(page)
        assert console.get(f"/regie/{room.code}/ailleurs/feuille")[0] == 404

    def test_restitution_and_log_are_there_at_any_time(self, room: Room, console: Browser) -> None:
        for _ in range(2):
            assert console.get(f"/regie/{room.code}/restitution")[0] == 200
            assert console.get(f"/regie/{room.code}/journal")[0] == 200
            room.open("grille")
            for seat in [room.join() for _ in range(8)]:
                room.answer("grille", seat, placed(1, 1, "<b>gras</b>"))
            assert b"gras" not in console.get(f"/regie/{room.code}/journal")[1]
            room.close("grille")
            page = console.get(f"/regie/{room.code}/restitution")[1]
            assert b"&lt;b&gt;gras" in page
            assert b"<b>gras" not in page
            break


def test_a_report_is_allowed_each_style_it_carries(room: Room, console: Browser) -> None:
    connection = console._connection
    where = f"/regie/{room.code}/restitution"
    connection.request("GET", where, headers={"Cookie": console._jar()})
    answer = connection.getresponse()
    styles = re.findall(r"<style>(.*?)</style>", answer.read().decode(), re.DOTALL)
    policy = answer.getheader("Content-Security-Policy") or ""
    assert len(styles) == 2
    for style in styles:
        digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_every_page_carries_its_headers(room: Room, phone: Browser, address: str) -> None:
    connection = phone._connection
    for path in ("/", f"/{room.code}", f"/{room.code}/salle", "/nulle-part"):
        connection.request("GET", path, headers={"Cookie": phone._jar()})
        answer = connection.getresponse()
        answer.read()
        policy = answer.getheader("Content-Security-Policy") or ""
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy
        assert answer.getheader("X-Content-Type-Options") == "nosniff"


@pytest.mark.parametrize(
    "typed",
    [
        "{code}",
        " {code}/ ",
        "{code}.",
        "http://192.0.2.7:8000/{code}",
        "mire.example.org/{code}/",
        "https://mire.example.org/{code}/table/3?x=1",
        "« {code} »",
        "192.0.2.7:8000/{code}#a",
    ],
)
def test_a_code_is_read_as_people_type_or_paste_it(
    room: Room, new_browser: Callable[[], Browser], typed: str
) -> None:
    browser = new_browser()
    browser.get("/")
    status, page = browser.post_form("/", {"code": typed.format(code=room.code.lower())})
    assert status == 200
    assert "Rejoindre la réunion" in text(page)


@pytest.mark.parametrize("end", ["/", ".", ",", ")"])
def test_an_address_with_a_sign_after_the_code_joins(
    room: Room, new_browser: Callable[[], Browser], end: str
) -> None:
    status, page = new_browser().get(f"/{room.code}{end}")
    assert status == 200
    assert "Rejoindre la réunion" in text(page)


@pytest.mark.parametrize("typed", ["", "abc", "mire.example.org", "http://", "/" * 50, "a" * 199])
def test_what_holds_no_code_says_what_a_code_is(
    new_browser: Callable[[], Browser], typed: str
) -> None:
    browser = new_browser()
    browser.get("/")
    status, page = browser.post_form("/", {"code": typed})
    assert status == 422
    assert "six lettres" in text(page)


def test_joining_leads_on_to_where_one_was_going(
    room: Room, new_browser: Callable[[], Browser]
) -> None:
    browser = new_browser()
    status, body, where = browser._ask("GET", f"/{room.code}?suite=/{room.code}/table/3")
    assert (status, where) == (200, None)
    browser.page = body
    for wanted, led in (
        (f"/{room.code}/table/3", f"/{room.code}/table/3"),
        ("//ailleurs.example", f"/{room.code}/salle"),
        ("/QQQQQQ/table/3", f"/{room.code}/salle"),
    ):
        other = new_browser()
        other.get(f"/{room.code}")
        token = re.search(rb'csrfmiddlewaretoken" value="([^"]+)"', other.page)
        assert token
        sent = urlencode({"csrfmiddlewaretoken": token[1].decode(), "suite": wanted}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert other._ask("POST", f"/{room.code}", sent, kind)[2] == led


def test_a_phone_that_changes_hands_says_that_its_seat_is_new(room: Room, phone: Browser) -> None:
    phone.get(f"/{room.code}/salle")
    status, page = phone.post_form(f"/{room.code}/passer", {})
    assert status == 200
    assert "place neuve" in text(page)
    assert "place neuve" not in text(phone.get(f"/{room.code}/salle")[1])


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/{code}",
        "/{code}/salle",
        "/live/{code}/frame?surface=phone",
        "/live/{code}/stream?surface=phone",
        "/live/{code}/trial",
        "/static/{script}",
    ],
)
def test_what_can_be_got_answers_head_and_forbids_guessing_its_kind(
    room: Room, phone: Browser, path: str
) -> None:
    script = re.search(rb"/static/([^\"]+\.js)", phone.get(f"/{room.code}/salle")[1])
    assert script
    asked = path.format(code=room.code, script=script[1].decode())
    phone._connection.request("HEAD", asked, headers={"Cookie": phone._jar()})
    answer = phone._connection.getresponse()
    assert (answer.status, answer.read()) in ((200, b""), (302, b""))
    assert answer.getheader("X-Content-Type-Options") == "nosniff"


def test_the_stream_forbids_guessing_its_kind(room: Room, phone: Browser) -> None:
    phone._connection.request(
        "GET", f"/live/{room.code}/stream?surface=phone", headers={"Cookie": phone._jar()}
    )
    answer = phone._connection.getresponse()
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    phone.reload()


def test_a_plan_nested_without_end_is_refused_in_words(room: Room, console: Browser) -> None:
    status, told = console.post_control(
        f"/regie/{room.code}/agir",
        {"kind": "plan.applied", "plan": "a", "plan_minutes": "[" * 5_000, "saw": "1"},
    )
    assert (status, told["refused"]) == (409, "plan")


class TestReview:
    def texts(self, room: Room) -> list[str]:
        return [each.id for each in room.state.activities["grille"].verbatims()]

    @pytest.fixture(autouse=True)
    def closed(self, room: Room) -> None:
        """Eight reasons, closed, and the meeting gone on and ended."""
        room.open("grille")
        for index in range(8):
            room.answer("grille", room.join(), placed(1, 1, f"propos-{index}"))
        room.close("grille")
        room.enter("meteo")
        room.control(entries.MEETING_ENDED)

    @pytest.mark.django_db(transaction=True)
    def test_masks_after_the_end_in_every_output(self, room: Room, console: Browser) -> None:
        path = f"/regie/{room.code}/relire"
        _, page = console.get(path)
        assert text(page).count("propos-") == 8
        fields = {"do": "mask", "activity": "grille", "entry": self.texts(room)[0]}
        status, page = console.post_form(path, fields)
        assert status == 409
        assert "pourquoi" in text(page)
        words = room.state.activities["grille"].verbatims()[0].text
        status, page = console.post_form(path, {**fields, "reason": "désigne une personne"})
        assert status == 200
        for where in ("/relire", "/restitution", "/journal", ""):
            assert words not in text(console.get(f"/regie/{room.code}{where}")[1]), where

    def test_erases_for_good_and_only_when_confirmed(self, room: Room, console: Browser) -> None:
        path = f"/regie/{room.code}/relire"
        console.get(path)
        entry = self.texts(room)[0]
        words = room.state.activities["grille"].verbatims()[0].text
        status, page = console.post_form(path, {"do": "erase", "entry": entry})
        assert status == 409
        assert "cochez la case" in text(page)
        console.post_form(path, {"do": "erase", "entry": entry, "confirmed": "1"})
        assert entry not in self.texts(room)
        log = room.engine.read(readers.ReadLog(room.code))
        assert words not in str(log)
        for where in ("/relire", "/restitution", "/journal"):
            assert words not in text(console.get(f"/regie/{room.code}{where}")[1]), where

    def test_needs_the_console(self, room: Room, new_browser: Callable[[], Browser]) -> None:
        assert new_browser().get(f"/regie/{room.code}/relire")[0] == 403


def test_nobody_slow_and_nothing_large_holds_a_page(
    room: Room, new_browser: Callable[[], Browser], address: str
) -> None:
    """Twenty half-sent forms, and one of a gigabyte, leave the pages as quick as before."""
    where = (urlsplit(address).hostname or "", urlsplit(address).port or 0)
    opened = [socket.create_connection(where, timeout=60) for _ in range(20)]
    for each in opened:
        each.sendall(
            b"POST / HTTP/1.1\r\nHost: x\r\nCookie: garde=a\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: 1000\r\n\r\nco"
        )
    browser = new_browser()
    browser._connection.timeout = 60
    assert browser.get(f"/{room.code}")[0] == 200
    for each in opened:
        each.close()
    large = socket.create_connection(where, timeout=60)
    large.sendall(
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        b"Content-Length: 1000000000\r\n\r\n"
    )
    with contextlib.suppress(OSError):  # the server may close while we send
        for _ in range(40):
            large.sendall(b"x" * 10_000)
    assert b"413" in large.recv(100)
    large.close()


def test_one_address_cannot_fill_a_room(
    room: Room, new_browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "joins", rates.Rate(per_second=0.01, burst=5))
    browser = new_browser()
    browser.get(f"/{room.code}")
    browser.post_form(f"/{room.code}", {})
    statuses = [browser.post_form(f"/{room.code}/passer", {})[0] for _ in range(6)]
    assert statuses[:4] == [200] * 4
    assert 429 in statuses
    stranger = new_browser()
    stranger.get(f"/{room.code}")
    stranger.post_form(f"/{room.code}/passer", {})
    assert len(room.engine.room(room.code).seats) == 5


@pytest.mark.parametrize(
    "back", ["foo", "//ailleurs.example", "/\\ailleurs.example", "", "x" * 300]
)
def test_choosing_a_language_never_leads_elsewhere(
    back: str, new_browser: Callable[[], Browser]
) -> None:
    browser = new_browser()
    browser.get("/")
    status, page = browser.post_form("/langue", {"back": back, "language": "en"})
    assert status == 200
    assert "Join a meeting" in text(page)


@pytest.mark.parametrize(
    ("setting", "host", "shown"),
    [
        ("", "127.0.0.1:8000", "http://192.0.2.7:8000"),
        ("", "mire.example:8000", "http://mire.example:8000"),
        ("https://mire.example", "127.0.0.1:8000", "https://mire.example"),
    ],
)
def test_the_qr_code_leads_where_phones_can_go(
    setting: str, host: str, shown: str, settings: Any
) -> None:
    settings.PUBLIC_ADDRESS, settings.NETWORK_ADDRESS = setting, "http://192.0.2.7:8000"
    assert public_address(RequestFactory().get("/", HTTP_HOST=host)) == shown
