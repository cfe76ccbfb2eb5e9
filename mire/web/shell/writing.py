"""How answers are written to a connection: whole ones at once, streams by prepared bytes.

The server writes an answer's head and its body apart, two calls into the system; and to send the
same frame to a thousand streams it builds and awaits it a thousand times. What stands here leans
on how the pinned server works inside: ``tests/web/test_writing.py`` holds it to that, and what
serves under another server finds no :data:`CONNECTION` in its scope and sends as ASGI says.
"""

import asyncio
import weakref

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

CONNECTION = "mire.connection"
"""Under this name a request's scope holds its :class:`Connection`."""


class JoinedTransport:
    """A transport that keeps an answer's first piece, its head, for the piece that follows.

    What follows comes in the same turn of the loop; if nothing does, the head goes by itself at
    the next.
    """

    __slots__ = ("_head", "_is_begun", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._is_begun = False
        self._head = b""

    def write(self, piece: bytes) -> None:
        """Write a piece, or keep it if it is the first."""
        if self._is_begun:
            head, self._head = self._head, b""
            self._transport.write(head + piece if head else piece)
        else:
            self._is_begun, self._head = True, piece
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Write what is kept."""
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)

    def close(self) -> None:
        """Close, once all is written."""
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Say whether it is closed, or will be."""
        return self._transport.is_closing()


class Connection:
    """The connection of one request, to which prepared bytes can be written."""

    __slots__ = ("_cycle", "_flow", "_joined", "_transport", "is_stream")

    def __init__(self, cycle: RequestResponseCycle, loop: asyncio.AbstractEventLoop) -> None:
        # The cycle holds the request's scope, which holds this: a circle would wait for the
        # collector, once a request.
        self._cycle = weakref.ref(cycle)
        self._flow = cycle.flow
        self.is_stream = False
        self._transport = cycle.transport
        self._joined = JoinedTransport(cycle.transport, loop)
        cycle.transport = self._joined  # type: ignore[assignment]

    def answer(self, status: int, headers: bytes, body: bytes) -> None:
        """Write a whole answer: its status, its header lines, each ended as HTTP does, its body.

        Instead of what ASGI sends, not beside it; nothing once who asked has gone.
        """
        cycle = self._cycle()
        if cycle is None or cycle.disconnected:
            return
        self._joined.flush()  # that the body may come, where the request asked
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        pieces = [STATUS_LINE[status]]
        for name, value in cycle.default_headers:
            pieces += (name, b": ", value, b"\r\n")
        pieces.append(headers)
        pieces.append(b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n")
        if cycle.scope["method"] != "HEAD":
            pieces.append(body)
        self._transport.write(b"".join(pieces))
        cycle.message_event.set()
        if not cycle.keep_alive:
            self._transport.close()
        cycle.on_response()

    def begin_stream(self) -> None:
        """Let :meth:`write` follow the head that ASGI sent, of an answer without a length."""
        self._joined.flush()
        self.is_stream = True

    def write(self, piece: bytes) -> bool:
        """Write what :func:`chunk` made; nothing once the connection is closed.

        False, and nothing written, while much of what was is not read yet.
        """
        if self._flow.write_paused:
            return False
        if not self._transport.is_closing():
            self._transport.write(piece)
        return True

    def end(self) -> None:
        """Write the last chunk and close."""
        self.write(b"0\r\n\r\n")
        self._transport.close()


def chunk(body: bytes) -> bytes:
    """Return a part of a body as HTTP writes it in chunks; ``body`` is not empty."""
    return b"%x\r\n%b\r\n" % (len(body), body)
