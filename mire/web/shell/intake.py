"""What stands between the network and Django's few threads, so that nobody slow holds one.

A request reaches a page only once its body is whole, within a size and a time; an answer
leaves the thread whole, and goes out at the reader's pace from the event loop.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
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


def with_whole_messages(pages: App) -> App:
    """Give ``pages`` whole bodies and take whole answers from it."""

    async def serve(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        most, patience = _limits(scope)
        try:
            body = await asyncio.wait_for(_whole_body(receive, most), patience)
        except TimeoutError:
            await _refuse(send, 408)
            return
        except ConnectionResetError:
            return
        if body is None:
            await _refuse(send, 413)
            return
        given = [{"type": "http.request", "body": body, "more_body": False}]
        kept: list[Message] = []

        async def give() -> Message:
            return given.pop() if given else {"type": "http.disconnect"}

        async def keep(message: Message) -> None:
            kept.append(message)

        await pages(scope, give, keep)
        for message in kept:
            await send(message)

    return serve


def _limits(scope: MutableMapping[str, Any]) -> tuple[int, float]:
    """Return how large a body may be, and how long it may take."""
    bears = any(
        name == b"cookie" and b"bureau=" in value for name, value in scope.get("headers", ())
    )
    if bears and TAKES_A_FILE.fullmatch(scope.get("path", "")):
        return MOST_FILE_BODY, FILE_PATIENCE_SECONDS
    return MOST_BODY, PATIENCE_SECONDS


async def _whole_body(receive: Receive, most: int) -> bytes | None:
    """Return the body; None when it is larger than any page takes."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            return None
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def _refuse(send: Send, status: int) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"text/plain"), (b"connection", b"close")],
        }
    )
    await send({"type": "http.response.body", "body": b""})
