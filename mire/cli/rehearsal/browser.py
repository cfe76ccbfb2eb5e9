"""A browser without a screen: cookies, plain forms, JSON. One a simulated person."""

import http.client
import json
import re
import select
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
GONE = (ConnectionError, http.client.RemoteDisconnected)


class Unreachable(Exception):
    """The server took a request that can't be sent twice, and let go without an answer.

    Not an ``OSError``: a command that ends on a broken pipe is taken for one whose reader
    left, and ends without a word.
    """


class Browser:
    """Keeps cookies and one connection; follows redirections of its own forms."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self._origin = address
        self._connection = http.client.HTTPConnection(self._host, timeout=60)
        self._cookies: dict[str, str] = {}
        self.page = b""

    def get(self, path: str) -> tuple[int, bytes]:
        """Open a page, following redirections."""
        status, body, location = self._ask("GET", path)
        while location:
            status, body, location = self._ask("GET", location)
        self.page = body
        return status, body

    def post_form(self, path: str, fields: Mapping[str, str]) -> tuple[int, bytes]:
        """Send a plain form with the token of the page at hand."""
        found = TOKEN.search(self.page)
        token = found[1].decode() if found else ""
        body = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, answer, location = self._ask("POST", path, body, headers)
        return self.get(location) if location else (status, answer)

    def post_control(self, path: str, fields: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """Press a control of the console, as its script does."""
        found = TOKEN.search(self.page)
        token = found[1].decode() if found else ""
        body = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        status, answer, _ = self._ask("POST", path, body, headers)
        return status, json.loads(answer)

    def post_json(self, path: str, value: object) -> tuple[int, dict[str, Any]]:
        """Send JSON, as the phone's script does."""
        body = json.dumps(value).encode()
        status, answer, _ = self._ask("POST", path, body, {"Content-Type": "application/json"})
        return status, json.loads(answer)

    def reload(self) -> None:
        """Come back on a new connection with the same cookies, as after a lock or a crash."""
        self._connection.close()
        self._connection = http.client.HTTPConnection(self._host, timeout=60)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _ask(
        self, method: str, path: str, body: bytes | None = None, more: Mapping[str, str] = {}
    ) -> tuple[int, bytes, str | None]:
        """Send a request, on a new connection where the server let go of the last one.

        Only what changes nothing is sent twice: a control that was sent and not answered may
        have been done.
        """
        headers = {"Origin": self._origin, "Cookie": self._jar(), **more}
        if self._is_let_go():
            self.reload()
        try:
            answer, content = self._sent(method, path, body, headers)
        except GONE as gone:
            self.reload()
            if method != "GET":
                msg = f"{method} {path}: {gone!r}"
                raise Unreachable(msg) from gone
            answer, content = self._sent(method, path, body, headers)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                jar = SimpleCookie(value)
                self._cookies |= {key: morsel.value for key, morsel in jar.items()}
        return answer.status, content, answer.getheader("Location")

    def _sent(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        self._connection.request(method, path, body, dict(headers))
        answer = self._connection.getresponse()
        return answer, answer.read()

    def _is_let_go(self) -> bool:
        """Say whether the server closed this connection: it has something to read, unasked."""
        socket = self._connection.sock
        return socket is not None and bool(select.select([socket], [], [], 0)[0])

    def _jar(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())
