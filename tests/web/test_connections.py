"""What one connection may take: sizes, times, numbers, and honest ones beside it."""

import http.client
import resource
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_network
from urllib.parse import urlsplit

import pytest

from mire.web.shell import connections
from mire.web.shell.connections import BoundedProtocol, bound_connections

SHORT = 0.4
CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(autouse=True)
def short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", SHORT)
    monkeypatch.setattr(connections, "BODY_SECONDS", SHORT)


@contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    host, _, port = urlsplit(address).netloc.partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as made:
        yield made


def read_to_end(made: socket.socket) -> bytes:
    """Return what is sent until the other side closes; an abort is an end too."""
    parts = []
    try:
        while part := made.recv(65_536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def still_serves(address: str) -> bool:
    other = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    other.request("GET", "/")
    status = other.getresponse().status
    other.close()
    return status == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 40_000,
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(9_000)),
        b"GET /" + b"a" * 40_000,
        CHUNKED + b"1;" + b"a" * 400_000,
        CHUNKED + b"0\r\nX: " + b"a" * 400_000,
    ],
    ids=["one header", "many headers", "address", "size of a chunk", "trailer"],
)
def test_what_has_no_end_is_refused_with_431(address: str, sent: bytes) -> None:
    with connected(address) as made:
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before all was sent
            made.sendall(sent)
        told = read_to_end(made)
    assert told[:12] in (b"HTTP/1.1 431", b""), told[:200]
    assert still_serves(address)


def test_the_refusal_is_431_when_who_sends_still_listens(address: str) -> None:
    with connected(address) as made:
        made.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 33_000)
        assert read_to_end(made).startswith(b"HTTP/1.1 431")


def test_headers_of_a_usual_size_pass(address: str) -> None:
    with connected(address) as made:
        made.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n")
        made.sendall(b"Cookie: a=" + b"b" * 20_000 + b"\r\n\r\n")
        assert read_to_end(made).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\ncode",
        b"POST /live/AAAAAA/answer HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n",
    ],
    ids=[
        "nothing",
        "blank line",
        "half a line",
        "half a header",
        "half a page's body",
        "half an answer",
        "half a body nobody reads",
    ],
)
def test_who_does_not_finish_is_let_go(address: str, sent: bytes) -> None:
    with connected(address) as made:
        began = time.monotonic()
        made.sendall(sent)
        read_to_end(made)
        # A page's answer to a body that it does not read, then five seconds of keep-alive.
        assert time.monotonic() - began < 5 + 10 * SHORT


def test_a_trickle_does_not_buy_time(address: str) -> None:
    with connected(address) as made:
        began = time.monotonic()
        made.settimeout(0.05)
        while time.monotonic() - began < 10:
            try:
                made.sendall(b"\r\n")
                if made.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        assert time.monotonic() - began < 10


def test_an_address_holds_only_so_many_quiet_connections(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that were quiet for longest are let go of: who comes later is not shut out by them."""
    monkeypatch.setattr(connections, "HEADER_SECONDS", 30)
    monkeypatch.setattr(connections, "MOST_QUIET", 20)
    host, _, port = urlsplit(address).netloc.partition(":")
    held = [socket.create_connection((host, int(port)), timeout=2) for _ in range(30)]
    assert [read_to_end(made) for made in held[:10]] == [b""] * 10
    assert still_serves(address)
    (quiet,) = BoundedProtocol._quiet.values()
    assert len(quiet) <= 20
    for made in held[20:]:  # those that stay are as good as any
        made.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert made.recv(100).startswith(b"HTTP/1.1 200")
    for made in held:
        made.close()
    until = time.monotonic() + 10
    while BoundedProtocol._quiet and time.monotonic() < until:
        time.sleep(0.02)
    assert still_serves(address)


def test_nothing_stays_counted(address: str) -> None:
    for _ in range(3):
        assert still_serves(address)
    with connected(address) as made:
        made.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert made.recv(100)
    until = time.monotonic() + 10
    while (BoundedProtocol._open or BoundedProtocol._quiet) and time.monotonic() < until:
        time.sleep(0.02)
    assert (BoundedProtocol._open, BoundedProtocol._quiet) == (Counter(), {})


def test_a_stated_proxy_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    proxies = [ip_network("10.0.0.0/8")]
    counted = connections._counted_address
    assert counted(("10.1.2.3", 1), proxies) == ""
    assert counted(("192.0.2.1", 1), proxies) == "192.0.2.1"
    assert counted(None, proxies) == ""


def test_descriptors_are_raised_and_shared() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    kept = BoundedProtocol.most_open, BoundedProtocol.proxies
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 512), hard))
        bound_connections([])
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 512
        assert BoundedProtocol.most_open < resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    finally:
        BoundedProtocol.most_open, BoundedProtocol.proxies = kept
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_what_cannot_be_read_fills_no_log(
    address: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty connections that say nonsense are told once; an error is told each time."""
    (seldom,) = connections.logger.filters
    monkeypatch.setattr(seldom, "_said", {})
    for _ in range(20):
        with connected(address) as made:
            made.sendall(b"nonsense\r\n\r\n")
            assert b" 400 " in read_to_end(made)
    assert len([each for each in caplog.records if "Invalid HTTP" in each.message]) == 1
    for _ in range(2):
        connections.logger.error("a page failed")
    assert len([each for each in caplog.records if each.message == "a page failed"]) == 2
