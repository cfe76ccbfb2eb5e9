"""One HTTP exchange of the live door, over bare ASGI: reading and answering."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from django.utils.translation import override

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text
from mire.web.shell.writing import CONNECTION, Connection
from mire.words.words import translate

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LANGUAGES = ("fr", "en")
MOST_BODY = 16_000

ALWAYS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
"""Headers of every whole answer."""

ALWAYS_LINES = b"".join(b"%b: %b\r\n" % each for each in ALWAYS)

STATUS = {
    "no_room": 404,
    "no_seat": 401,
    "no_right": 403,
    "origin": 403,
    "method": 405,
    "too_long": 413,
    "too_often": 429,
    "storage": 503,
    "late": 409,
    "not_open": 409,
    "no_answers": 409,
    "id_taken": 409,
    "ended": 410,
    "full": 409,
}
"""HTTP status of a refusal's code; 422 for what is not named: the body does not fit."""


class Exchange:
    """A request with what is needed of its headers, and the ways to answer it."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.method: str = scope["method"]
        self.receive = receive
        self.send = send
        self.headers = dict(scope["headers"])
        self._cookies: dict[str, str] | None = None
        self._query: bytes = scope["query_string"]
        client = scope.get("client")
        self.address: str = client[0] if client else ""
        self.connection: Connection | None = scope.get(CONNECTION)

    @property
    def cookies(self) -> dict[str, str]:
        """Return the cookies as they are sent: ours are never quoted."""
        if self._cookies is None:
            sent = self.headers.get(b"cookie", b"").decode("latin-1").split(";")
            pairs = [each.partition("=") for each in sent]
            self._cookies = {name.strip(): value.strip() for name, _, value in pairs}
        return self._cookies

    @property
    def language(self) -> str:
        """Return the language that the page asked for: "fr" unless it is "en"."""
        asked = self.asked("lang")
        return asked if asked in LANGUAGES else "fr"

    def asked(self, name: str) -> str:
        """Return a parameter of the address, "" when it is not there."""
        if not self._query:
            return ""
        return parse_qs(self._query.decode("latin-1")).get(name, [""])[0]

    def check_origin(self) -> None:
        """Refuse what another site's page sends."""
        origin = self.headers.get(b"origin", b"").decode("latin-1")
        host = self.headers.get(b"host", b"").decode("latin-1")
        try:
            is_ours = bool(origin) and urlsplit(origin).netloc == host
        except ValueError:
            is_ours = False
        if not is_ours:
            raise Refusal(
                text("Cette demande vient d'une autre page que celle de la réunion."), code="origin"
            )

    def forget_request(self) -> None:
        """Let go of what was asked: a stream that lasts for hours needs none of it."""
        self.headers = {}
        self._query = b""

    async def body(self) -> bytes:
        """Return the whole body; refuse one that is too long, or cut off."""
        parts, size = [], 0
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ConnectionResetError
            part = message.get("body", b"")
            size += len(part)
            if size > MOST_BODY:
                raise Refusal(text("Cette réponse est trop longue."), code="too_long")
            parts.append(part)
            if not message.get("more_body"):
                return b"".join(parts)

    async def answer(
        self, status: int, body: bytes, kind: bytes, *headers: tuple[bytes, bytes]
    ) -> None:
        """Send a whole answer."""
        own = ((b"content-type", kind), (b"content-length", b"%d" % len(body)), *headers)
        if self.connection is not None:
            lines = b"".join([b"%b: %b\r\n" % each for each in own])
            self.connection.answer(status, ALWAYS_LINES + lines, body)
            return
        sent = {"type": "http.response.start", "status": status, "headers": [*ALWAYS, *own]}
        await self.send(sent)
        await self.send({"type": "http.response.body", "body": body})

    async def answer_json(self, status: int, value: Any) -> None:
        """Send JSON."""
        await self.answer(status, msgspec.json.encode(value), b"application/json")

    async def refuse(self, refusal: Refusal) -> None:
        """Send a refusal, in the reader's language."""
        await self.answer_json(
            STATUS.get(refusal.code, 422),
            {
                "refused": refusal.code,
                "message": self.say(refusal.text),
                "field": ".".join(map(str, refusal.path)),
            },
        )

    def say(self, words: Text) -> str:
        """Return words in the reader's language."""
        with override(self.language):
            return translate(words)
