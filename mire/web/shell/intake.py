"""What stands between the network and Django's few threads, so that nobody slow holds one.

A request reaches a page only once its body is whole, within a size and a time; an answer
leaves the thread whole, and goes out at the reader's pace from the event loop. No address takes
all the threads, nor all the memory.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

MOST_BODY = 200_000
PATIENCE_SECONDS = 15.0

# The one page that takes a file, from who bears an office's session: more, and for longer.
TAKES_A_FILE = re.compile(r"/programme/[a-z0-9]+/personnes/importer")
MOST_FILE_BODY = 5_200_000
FILE_PATIENCE_SECONDS = 60.0


TOO_OFTEN = 429

REFUSED_SECONDS = 0.3
"""How long a refusal is kept from who asks too often, on the event loop: a thousand refusals a
second would cost the others what the bucket was to spare them.
"""

MOST_HELD = 2_100_000
"""Bytes of bodies that one address has here at once: ten of the largest, thousands of answers."""

MOST_FILES_HELD = 2 * MOST_FILE_BODY
"""The same of files that are brought in, beside the others: two."""

LARGE_BODY = 32_000
"""Bytes: more than any answer or note. Reading the fields of larger ones takes milliseconds, in
which nobody else is answered: an address has one of them read at a time.
"""


class Shares:
    """What each address takes of the pages at this moment. Lives on one event loop.

    Somebody who asks without end, or sends bodies without ending them, then waits behind their
    own requests: those of other addresses pass. What has no address ("": a socket of the system)
    is not bounded.
    """

    def __init__(self, *, most_at_once: int, most_held: int = MOST_HELD) -> None:
        self._most_at_once, self._most_held = most_at_once, most_held
        self._held: Counter[tuple[str, bool]] = Counter()
        self._turns: dict[tuple[str, bool], asyncio.Semaphore] = {}
        self._users: Counter[tuple[str, bool]] = Counter()

    def hold(self, address: str, size: int, *, is_file: bool = False) -> bool:
        """Count the bytes of a body in; False, and nothing counted, when they are too many."""
        most = MOST_FILES_HELD if is_file else self._most_held
        if address and self._held[address, is_file] + size > most:
            return False
        self._held[address, is_file] += size
        return True

    def let_go(self, address: str, size: int, *, is_file: bool = False) -> None:
        """Count bytes out again."""
        self._held[address, is_file] -= size
        if not self._held[address, is_file]:
            del self._held[address, is_file]

    @asynccontextmanager
    async def turn(
        self, address: str, receive: Receive, *, is_large: bool = False
    ) -> AsyncIterator[bool]:
        """Wait for a turn of this address; give False for who left while waiting.

        Large bodies wait behind each other, and keep nothing else waiting.
        """
        if not address:
            yield True
            return
        key = (address, is_large)
        most = 1 if is_large else self._most_at_once
        turns = self._turns.setdefault(key, asyncio.Semaphore(most))
        self._users[key] += 1
        has_turn = False
        try:
            has_turn = await _taken(turns, receive)
            yield has_turn
        finally:
            if has_turn:
                turns.release()
            self._users[key] -= 1
            if not self._users[key]:
                del self._users[key], self._turns[key]


async def _taken(turns: asyncio.Semaphore, receive: Receive) -> bool:
    """Take a turn, or return False once the client is gone."""
    if not turns.locked():
        return await turns.acquire()
    taking = asyncio.ensure_future(turns.acquire())
    leaving = asyncio.ensure_future(receive())  # the body is whole: only the end can come
    try:
        await asyncio.wait({taking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return taking.done()
    except asyncio.CancelledError:
        if taking.done():
            turns.release()
        raise
    finally:
        leaving.cancel()
        if not taking.done():
            taking.cancel()


def with_whole_messages(pages: App, *, most_at_once: int) -> App:
    """Give ``pages`` whole bodies and take whole answers from it.

    ``most_at_once``: how many requests of one address are answered at the same time.
    """
    shares = Shares(most_at_once=most_at_once)

    async def serve(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        address = (scope.get("client") or ("",))[0]
        most, patience = _limits(scope)
        body = _Body(shares, address, most)
        try:
            try:
                await asyncio.wait_for(body.take_in(receive), patience)
            except TimeoutError:
                await _refuse(send, 408)
                return
            except ConnectionResetError:
                return
            if body.refusal:
                await asyncio.sleep(REFUSED_SECONDS if body.refusal == TOO_OFTEN else 0)
                await _refuse(send, body.refusal)
                return
            async with shares.turn(address, receive, is_large=body.is_large) as has_turn:
                kept = await _answered(pages, scope, body.whole()) if has_turn else []
        finally:
            body.let_go()
        if kept and kept[0].get("status") == TOO_OFTEN:
            await asyncio.sleep(REFUSED_SECONDS)
        for message in kept:
            await send(message)

    return serve


async def _answered(pages: App, scope: MutableMapping[str, Any], body: bytes) -> list[Message]:
    """Return a page's whole answer."""
    given = [{"type": "http.request", "body": body, "more_body": False}]
    kept: list[Message] = []

    async def give() -> Message:
        return given.pop() if given else {"type": "http.disconnect"}

    async def keep(message: Message) -> None:
        kept.append(message)

    await pages(scope, give, keep)
    return kept


def _limits(scope: MutableMapping[str, Any]) -> tuple[int, float]:
    """Return how large a body may be, and how long it may take."""
    bears = any(
        name == b"cookie" and b"bureau=" in value for name, value in scope.get("headers", ())
    )
    if bears and TAKES_A_FILE.fullmatch(scope.get("path", "")):
        return MOST_FILE_BODY, FILE_PATIENCE_SECONDS
    return MOST_BODY, PATIENCE_SECONDS


class _Body:
    """A body that comes in; ``refusal`` is the HTTP status to refuse it with, 0 for none."""

    def __init__(self, shares: Shares, address: str, most: int) -> None:
        self._shares, self._address, self._most = shares, address, most
        self._is_file = most > MOST_BODY
        self._parts: list[bytes] = []
        self._size = 0
        self.refusal = 0

    async def take_in(self, receive: Receive) -> None:
        """Take it in; raise ConnectionResetError for who leaves before its end."""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionResetError
            part = message.get("body", b"")
            if self._size + len(part) > self._most:
                self.refusal = 413
                return
            if not self._shares.hold(self._address, len(part), is_file=self._is_file):
                self.refusal = TOO_OFTEN
                return
            self._size += len(part)
            self._parts.append(part)
            if not message.get("more_body"):
                return

    @property
    def is_large(self) -> bool:
        """Whether its fields take long to read."""
        return self._size > LARGE_BODY

    def whole(self) -> bytes:
        """Return it; what came is kept once."""
        whole = b"".join(self._parts)
        self._parts.clear()
        return whole

    def let_go(self) -> None:
        """Count it out."""
        self._parts.clear()
        self._shares.let_go(self._address, self._size, is_file=self._is_file)
        self._size = 0


async def _refuse(send: Send, status: int) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"text/plain"), (b"connection", b"close")],
        }
    )
    await send({"type": "http.response.body", "body": b""})
