"""What a simulated browser does when its server lets go of an idle connection."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from mire.cli.rehearsal.browser import Browser, Unreachable

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Server:
    """Answers ``per_connection`` requests on a connection, then closes it.

    ``is_rude``: it reads one request more, and closes without answering.
    """

    def __init__(self, per_connection: int, *, is_rude: bool) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.per_connection, self.is_rude = per_connection, is_rude
        self.asked: list[str] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with connection:
                for _ in range(self.per_connection):
                    if self._read(connection):
                        connection.sendall(ANSWER)
                if self.is_rude:
                    self._read(connection)

    def _read(self, connection: socket.socket) -> bool:
        got = b""
        while b"\r\n\r\n" not in got:
            part = connection.recv(65_536)
            if not part:
                return False
            got += part
        self.asked.append(got.decode().partition(" HTTP")[0])
        return True


@pytest.fixture
def polite() -> Iterator[Server]:
    server = Server(1, is_rude=False)
    yield server
    server.listening.close()


@pytest.fixture
def rude() -> Iterator[Server]:
    server = Server(1, is_rude=True)
    yield server
    server.listening.close()


def closed(browser: Browser) -> None:
    """Wait for the server's end of the connection to have arrived."""
    until = time.monotonic() + 120
    while not browser._is_let_go() and time.monotonic() < until:
        time.sleep(0.01)


def test_a_connection_closed_while_idle_is_opened_anew(polite: Server) -> None:
    browser = Browser(polite.address)
    assert browser.get("/a") == (200, b"{}")
    closed(browser)
    assert browser.post_control("/b", {})[0] == 200
    closed(browser)
    assert browser.get("/c") == (200, b"{}")
    browser.close()
    assert polite.asked == ["GET /a", "POST /b", "GET /c"]


def test_what_was_sent_and_not_answered_is_sent_again_only_if_it_changes_nothing(
    rude: Server,
) -> None:
    browser = Browser(rude.address)
    assert browser.get("/a")[0] == 200
    assert browser.get("/b")[0] == 200  # read, not answered, sent again
    with pytest.raises(Unreachable, match="POST /c"):
        browser.post_control("/c", {})
    browser.close()
    assert rude.asked == ["GET /a", "GET /b", "GET /b", "POST /c"]
