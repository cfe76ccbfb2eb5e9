"""The live door: answers, own answers, frames, streams, and every refusal in words."""

import asyncio
import http.client
import json
import secrets
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mire.cli.rehearsal.browser import Browser
from mire.live.state import entries
from mire.web.live_api import app
from mire.web.live_api.app import MOST_STREAMS
from mire.web.shell import intake
from tests.support.drawing import examples
from tests.support.rooms import Room, placed

pytestmark = pytest.mark.storage


def letter(activity: str = "grille", body: object = None, **changes: Any) -> dict[str, Any]:
    made = {
        "activity": activity,
        "id": secrets.token_hex(16),
        "revision": 1,
        "body": placed(1, 2) if body is None else body,
    }
    return {**made, **changes}


def send(phone: Browser, room: Room, value: object, lang: str = "fr") -> tuple[int, dict[str, Any]]:
    return phone.post_json(f"/live/{room.code}/answer?lang={lang}", value)


def test_an_answer_is_stored_then_changed(room: Room, phone: Browser) -> None:
    room.open("grille")
    assert send(phone, room, letter()) == (
        200,
        {"status": "stored", "revision": 1, "activity": "grille"},
    )
    send(phone, room, letter(body=placed(-3, 4, "parce que"), revision=2))
    status, raw = phone.get(f"/live/{room.code}/own?activity=grille")
    own = json.loads(raw)
    assert (status, own["answered"], own["revision"]) == (200, True, 2)
    assert (own["own"]["x"], own["own"]["reason"]) == (-3, "parce que")


def test_the_seat_survives_a_reload_and_nobody_else_has_it(
    room: Room, phone: Browser, new_browser: Callable[[], Browser]
) -> None:
    room.open("grille")
    send(phone, room, letter())
    phone.reload()
    own = json.loads(phone.get(f"/live/{room.code}/own?activity=grille")[1])
    assert own["answered"] is True
    other = new_browser()
    other.get(f"/{room.code}")
    other.post_form(f"/{room.code}", {})
    assert json.loads(other.get(f"/live/{room.code}/own?activity=grille")[1])["answered"] is False


@pytest.mark.parametrize(("lang", "words"), [("fr", "pas encore ouverte"), ("en", "not open yet")])
def test_a_refusal_speaks_the_reader_s_language(
    room: Room, phone: Browser, lang: str, words: str
) -> None:
    status, said = send(phone, room, letter(), lang)
    assert (status, said["refused"]) == (409, "not_open")
    assert words in said["message"]


def test_a_closed_activity_refuses_what_is_late_and_knows_a_resend(
    room: Room, phone: Browser
) -> None:
    room.open("grille")
    kept = letter()
    send(phone, room, kept)
    room.close("grille")
    assert send(phone, room, kept)[1]["status"] == "counted"
    status, said = send(phone, room, letter())
    assert (status, said["refused"]) == (409, "late")
    assert "trop tard" in said["message"]


@pytest.mark.parametrize(
    ("value", "refused", "field"),
    [
        (letter(body={"stance": "placed", "x": 11, "y": 0}), "range", "x"),
        (letter(body={"stance": "placed", "x": "un", "y": 0}), "type", "x"),
        (letter(body={"stance": "placed", "z": 0}), "unknown", "z"),
        (letter(body=[]), "type", ""),
        (letter(body=None, id="court"), "value", "id"),
        (letter(revision=0), "range", "revision"),
        (letter(revision="1"), "type", "revision"),
        ({"activity": "grille"}, "missing", "id"),
        (letter(extra=1), "unknown", "extra"),
        ("rien", "type", ""),
    ],
)
def test_a_body_that_does_not_fit_names_the_field(
    room: Room, phone: Browser, value: object, refused: str, field: str
) -> None:
    room.open("grille")
    status, said = send(phone, room, value)
    assert (status, said["refused"], said["field"]) == (422, refused, field)
    assert said["message"]
    assert room.engine.room(room.code).n_answered == {"grille": 0}


def test_an_unknown_activity_or_one_without_answers_is_refused(room: Room, phone: Browser) -> None:
    assert send(phone, room, letter("ailleurs"))[1]["refused"] == "no_answers"
    status, said = send(phone, room, letter("cadrage", body={}))
    assert status in (409, 422)
    assert said["message"]


def test_a_wrong_seat_and_a_dead_room_say_what_to_do(
    room: Room, new_browser: Callable[[], Browser]
) -> None:
    room.open("grille")
    stranger = new_browser()
    status, said = send(stranger, room, letter())
    assert (status, said["refused"]) == (401, "no_seat")
    assert "rejoignez-la à nouveau" in said["message"]
    status, said = stranger.post_json("/live/ZZZZZZ/answer", letter())
    assert (status, said["refused"]) == (404, "no_room")


def test_after_the_end_the_door_says_so(room: Room, phone: Browser) -> None:
    room.control(entries.MEETING_ENDED)
    status, said = send(phone, room, letter())
    assert (status, said["refused"]) == (410, "ended")
    status, body = phone.get(f"/live/{room.code}/frame?surface=phone")
    assert status == 200
    assert "terminée" in body.decode()


@pytest.mark.parametrize("origin", ["", "http://ailleurs.example", "null"])
def test_another_site_cannot_answer(room: Room, phone: Browser, origin: str) -> None:
    room.open("grille")
    phone._origin = origin
    status, said = send(phone, room, letter())
    assert (status, said["refused"]) == (403, "origin")


def test_a_body_too_long_is_refused(room: Room, phone: Browser) -> None:
    room.open("grille")
    status, said = send(phone, room, letter(body=placed(1, 1, "a" * 20_000)))
    assert (status, said["refused"]) == (413, "too_long")
    status, said = send(phone, room, letter(body=placed(1, 1, "a" * 281)))
    assert (status, said["field"]) == (422, "reason")


def test_an_id_with_a_line_end_is_none(room: Room, phone: Browser) -> None:
    room.open("grille")
    status, told = send(phone, room, letter(id=secrets.token_hex(16) + "\n"))
    assert (status, told["field"]) == (422, "id")


def test_an_answer_nested_without_end_is_refused_in_words(room: Room, phone: Browser) -> None:
    room.open("grille")
    raw = b'{"activity":"grille","id":"%s","revision":1,"body":' % secrets.token_hex(16).encode()
    phone._connection.request(
        "POST",
        f"/live/{room.code}/answer",
        raw + b"[" * 12_000,
        {"Origin": phone._origin, "Cookie": phone._jar(), "Content-Type": "application/json"},
    )
    answer = phone._connection.getresponse()
    assert answer.status == 422
    assert answer.read()


def test_one_phone_that_sends_late_many_times_is_one_phone(room: Room, phone: Browser) -> None:
    room.open("grille")
    room.close("grille")
    for _ in range(5):
        assert send(phone, room, letter())[1]["refused"] == "late"
    assert room.engine.room(room.code).n_late["grille"] == 1


def test_codes_cannot_be_tried_one_after_the_other(
    room: Room, new_browser: Callable[[], Browser]
) -> None:
    stranger = new_browser()
    statuses = [
        stranger.get(f"/live/ZZZZ{a}{b}/frame?surface=phone")[0]
        for a in "ABCDEF"
        for b in "ABCDEFGH"
    ]
    assert statuses[:30] == [404] * 30
    assert statuses[-1] == 429
    assert stranger.get(f"/{room.code}")[0] == 200


def test_one_seat_cannot_flood(room: Room, phone: Browser) -> None:
    room.open("grille")
    statuses = [send(phone, room, letter(revision=n))[0] for n in range(1, 60)]
    assert statuses[0] == 200
    assert 429 in statuses


def test_a_refusal_to_who_sends_too_often_comes_late(
    room: Room, phone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The door stays open to others meanwhile: it is the event loop that waits, not the room."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(intake, "REFUSED_SECONDS", 7.0)
    monkeypatch.setattr(app, "asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": sleep}))
    room.open("grille")
    statuses = [send(phone, room, letter(revision=n))[0] for n in range(1, 60)]
    assert slept == [7.0] * statuses.count(429) != []


@pytest.mark.parametrize("surface", ["console", "projector"])
def test_console_and_projector_need_their_secret(room: Room, phone: Browser, surface: str) -> None:
    status, raw = phone.get(f"/live/{room.code}/frame?surface={surface}")
    assert (status, json.loads(raw)["refused"]) == (403, "no_right")
    assert phone.get(f"/live/{room.code}/stream?surface={surface}")[0] == 403


def test_a_projector_s_key_does_not_open_the_console(
    room: Room, new_browser: Callable[[], Browser]
) -> None:
    browser = new_browser()
    assert browser.get(f"/ecran/{room.code}?cle={room.projector.hex()}")[0] == 200
    assert browser.get(f"/live/{room.code}/frame?surface=projector")[0] == 200
    assert browser.get(f"/live/{room.code}/frame?surface=console")[0] == 403
    assert browser.get(f"/regie/{room.code}?cle={room.projector.hex()}")[0] == 403


def test_polling_hears_only_of_changes(room: Room, phone: Browser) -> None:
    connection = phone._connection

    def poll(have: str = "") -> tuple[int, str]:
        path = f"/live/{room.code}/frame?surface=phone&have={have}"
        connection.request("GET", path, headers={"Cookie": phone._jar()})
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("X-Frame-Tag") or ""

    status, tag = poll()
    assert status == 200
    assert poll(tag) == (204, tag)
    room.enter("cadrage")
    until = time.monotonic() + 120
    while (heard := poll(tag))[0] == 204:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert heard[0] == 200
    assert heard[1] != tag


def test_a_stream_gives_the_frame_then_each_change(
    room: Room, phone: Browser, address: str
) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request(
        "GET", f"/live/{room.code}/stream?surface=phone", headers={"Cookie": phone._jar()}
    )
    answer = connection.getresponse()
    assert answer.getheader("Content-Type", "").startswith("text/event-stream")
    assert read_event(answer)[0] == "beat"
    assert 'data-moment="before"' in read_event(answer)[1]
    room.open("grille")
    while True:
        name, data = read_event(answer)
        if name == "frame" and "data-answer" in data:
            break
    connection.close()


def read_event(answer: http.client.HTTPResponse) -> tuple[str, str]:
    name, data = "", []
    while line := answer.readline().decode().rstrip("\n"):
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            data.append(line[6:])
    return name, "\n".join(data)


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(raw=st.binary(max_size=200) | st.text(max_size=80).map(str.encode))
def test_no_bytes_make_the_door_fail(room: Room, phone: Browser, raw: bytes) -> None:
    if room.state.current is None:
        room.open("grille")
    status, answer, _ = phone._ask("POST", f"/live/{room.code}/answer", raw)
    assert 400 <= status < 500
    assert json.loads(answer)["message"]


def test_one_seat_cannot_hold_streams_without_end(room: Room, phone: Browser, address: str) -> None:
    opened = []
    for _ in range(MOST_STREAMS + 1):
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        connection.request(
            "GET", f"/live/{room.code}/stream?surface=phone", headers={"Cookie": phone._jar()}
        )
        opened.append((connection, connection.getresponse()))
    assert [answer.status for _, answer in opened] == [200] * MOST_STREAMS + [429]
    for connection, answer in opened:
        answer.close()
        connection.close()


def test_a_polled_frame_follows_the_room_without_a_stream(room: Room, phone: Browser) -> None:
    def polled() -> str:
        return phone.get(f"/live/{room.code}/frame?surface=phone")[1].decode()

    assert 'data-moment="before"' in polled()
    room.enter("cadrage")
    until = time.monotonic() + 120
    while "Séquence cadrage" not in polled():
        assert time.monotonic() < until
        time.sleep(0.02)
