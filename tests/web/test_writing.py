"""What is written straight to a connection is what the pinned server would have written."""

import asyncio
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mire.live import hub as hubs
from mire.live.engine.tokens import RenewTokens
from mire.web.live_api.exchange import Exchange
from mire.web.shell.connections import BoundedProtocol
from mire.web.shell.writing import CONNECTION
from tests.support.rooms import Room
from tests.web.streams import Reader, n_frames

JSON = b"application/json"
PARTS = [b"one", b"two" * 400, b"3"]


async def whole(exchange: Exchange) -> None:
    await exchange.body()
    await exchange.answer(200, b'{"a":1}', JSON, (b"x-now", b"12"))


async def refused(exchange: Exchange) -> None:
    await exchange.answer(409, b"late", JSON)


async def empty(exchange: Exchange) -> None:
    await exchange.answer(204, b"", JSON)


async def parts(exchange: Exchange) -> None:
    start = {"type": "http.response.start", "status": 200, "headers": [(b"x-a", b"b")]}
    await exchange.send(start)
    for part in PARTS:
        await exchange.send({"type": "http.response.body", "body": part, "more_body": True})
        await asyncio.sleep(0)
    await exchange.send({"type": "http.response.body", "body": b""})


async def head_alone(exchange: Exchange) -> None:
    await exchange.send({"type": "http.response.start", "status": 200, "headers": []})
    await asyncio.sleep(0.05)
    await exchange.send({"type": "http.response.body", "body": b"later"})


ANSWERS = {f"/{each.__name__}": each for each in (whole, refused, empty, parts, head_alone)}


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await ANSWERS[scope["path"]](Exchange(scope, receive, send))


@contextmanager
def answered_by(protocol: type[HttpToolsProtocol], app: Any = application) -> Iterator[int]:
    config = uvicorn.Config(
        app, port=0, log_level="error", http=protocol, ws="none", lifespan="off",
        date_header=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def ports() -> Iterator[tuple[int, int]]:
    """Where the server's own protocol answers, and ours."""
    with answered_by(HttpToolsProtocol) as theirs, answered_by(BoundedProtocol) as ours:
        yield theirs, ours


def talk(port: int, sent: bytes) -> bytes:
    """Return all that comes until the other side closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as made:
        made.sendall(sent)
        made.settimeout(10)
        told = b""
        while part := made.recv(65_536):
            told += part
    return told


LAST = b"Connection: close\r\n"


@pytest.mark.parametrize("path", sorted(ANSWERS))
@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"POST"])
@pytest.mark.parametrize("version", [b"1.1", b"1.0"])
def test_the_bytes_are_those_of_the_server(
    ports: tuple[int, int], path: str, method: bytes, version: bytes
) -> None:
    body = b"Content-Length: 3\r\n" if method == b"POST" else b""
    sent = (
        b"%b %b HTTP/%b\r\nHost: x\r\n%b" % (method, path.encode(), version, body)
        + LAST + b"\r\n" + (b"abc" if body else b"")
    )  # fmt: skip
    theirs, ours = (_headers_sorted(talk(port, sent)) for port in ports)
    assert theirs == ours
    assert any(line.startswith((b"HTTP/1.1 2", b"HTTP/1.1 409")) for line in ours)


def test_requests_follow_each_other_on_one_connection(ports: tuple[int, int]) -> None:
    """Also when they are sent before the first is answered, and when a body is announced."""
    ask = b"GET /%b HTTP/1.1\r\nHost: x\r\n%b\r\n"
    expect = (
        b"POST /whole HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc"
    )
    sent = expect + ask % (b"parts", b"") + ask % (b"empty", b"") + ask % (b"refused", LAST)
    theirs, ours = (_headers_sorted(talk(port, sent)) for port in ports)
    assert theirs == ours
    assert b"".join(ours).count(b"HTTP/1.1 ") == 5


def _headers_sorted(told: bytes) -> list[bytes]:
    """Return an answer's lines; those of one head are sorted, for their order says nothing."""
    lines: list[bytes] = []
    for piece in re.split(rb"(?<=\r\n\r\n)", told):
        head = piece.endswith(b"\r\n\r\n") and piece.startswith(b"HTTP/")
        lines += sorted(piece.split(b"\r\n")) if head else [piece]
    return lines


def test_a_head_and_its_body_are_one_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each write is a call into the system, and two of them were a sixth of an answer's time."""
    written: list[bytes] = []

    class Watched(BoundedProtocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            real = transport.write

            class Watching:
                def __getattr__(self, name: str) -> Any:
                    return getattr(transport, name)

                def write(self, piece: bytes) -> None:
                    written.append(piece)
                    real(piece)

            self.transport = Watching()  # type: ignore[assignment]

    with answered_by(Watched) as port:
        talk(port, b"GET /whole HTTP/1.1\r\nHost: x\r\n" + LAST + b"\r\n")
        assert len(written) == 1
        written.clear()
        told = talk(port, b"GET /parts HTTP/1.1\r\nHost: x\r\n" + LAST + b"\r\n")
    assert b"".join(written) == told
    assert written[0].endswith(PARTS[0] + b"\r\n")  # the head with the first part


# --- streams ----------------------------------------------------------------------------------


@pytest.fixture(params=["straight", "as ASGI says"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of writing: by the hub to the connection, and under a server without it."""
    if request.param != "straight":
        real = Exchange.__init__

        def without(self: Exchange, scope: Any, receive: Any, send: Any) -> None:
            real(self, {k: v for k, v in scope.items() if k != CONNECTION}, receive, send)

        monkeypatch.setattr(Exchange, "__init__", without)
    return str(request.param)


@pytest.mark.usefixtures("way")
def test_a_stream_gives_each_change_and_beats(
    room: Room, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr("mire.web.live_api.app.BEAT_SECONDS", 0.1)
    reader = Reader(address, room.code, f"siege_{room.code}={room.join().hex()}")
    first = reader.until(lambda read: n_frames(read) == 1)
    assert b"event: beat\ndata: " in first
    before = first.count(b"event: beat")
    reader.until(lambda read: read.count(b"event: beat") >= before + 3)
    assert n_frames(reader.read) == 1
    room.enter("cadrage")
    reader.until(lambda read: n_frames(read) == 2)
    reader.made.close()


@pytest.mark.usefixtures("way")
def test_who_has_the_frame_already_is_not_sent_it(room: Room, address: str) -> None:
    cookie = f"siege_{room.code}={room.join().hex()}"
    reader = Reader(address, room.code, cookie)
    told = reader.until(lambda read: b"\n\n\r\n" in read and n_frames(read) == 1)
    tag = told.partition(b"id: ")[2][:18].decode()
    again = Reader(address, room.code, cookie, surface=f"phone&have={tag}")
    told = again.until(lambda read: b"event: beat" in read)
    assert n_frames(told) == 0
    room.enter("cadrage")
    again.until(lambda read: n_frames(read) == 1)
    for each in (reader, again):
        each.made.close()


@pytest.mark.usefixtures("way")
def test_renewed_addresses_end_the_streams_of_the_old_ones(
    room: Room, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "RENEWED_SECONDS", 0.1)
    monkeypatch.setattr("mire.web.live_api.app.BEAT_SECONDS", 0.1)
    console = Reader(
        address, room.code, f"regie_{room.code}={room.console.hex()}", surface="console"
    )
    phone = Reader(address, room.code, f"siege_{room.code}={room.join().hex()}")
    for each in (console, phone):
        each.until(lambda read: n_frames(read) == 1)
    room.engine.ask(RenewTokens(room.code))
    assert console.to_end().endswith(b"0\r\n\r\n")
    room.enter("cadrage")
    phone.until(lambda read: n_frames(read) == 2)
    for each in (console, phone):
        each.made.close()
