"""Bounds on what a connection may take before it has asked for anything.

The server's own HTTP protocol waits for ever for a header, adds up its bytes without end, and
keeps who doesn't read. One laptop could then hold every descriptor, a core, or the memory.
"""

import asyncio
import logging
import resource
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any, ClassVar, TypeAlias
from weakref import WeakKeyDictionary

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from mire.web.shell.writing import CONNECTION, Connection

Network: TypeAlias = IPv4Network | IPv6Network

MOST_HEADERS = 32_768
"""Bytes of a request that are not its body: address, headers, sizes of chunks, trailers."""

HEADER_SECONDS = 10.0
BODY_SECONDS = 30.0
"""How long a request's headers may take, and then its whole body."""

LOOK_SECONDS = 0.25
"""How often it is looked who is late."""

NEVER = float("inf")

UNREAD_SECONDS = 60.0
"""How long an answer may wait for who doesn't read it."""

MOST_QUIET = 1_500
"""Connections of one address that ask for nothing: five hundred phones open two each."""

KEPT_QUIET = 1_000
"""Of these, those that are kept after an answer, for the next request."""

WARNING_SECONDS = 60.0
"""How often the same warning about a request is written: anybody can have it said."""

MOST_DESCRIPTORS = 65_536
SHARE_OF_ONE_ADDRESS = 0.75
"""How much of what this process may open one address may hold."""


def bound_connections(proxies: Sequence[Network]) -> None:
    """Let this process open as many connections as the system allows, and share them out."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    most = MOST_DESCRIPTORS if soft == resource.RLIM_INFINITY else soft
    BoundedProtocol.most_open = int(most * SHARE_OF_ONE_ADDRESS)
    BoundedProtocol.proxies = tuple(proxies)


class Seldom(logging.Filter):
    """Lets the same warning pass once in ``WARNING_SECONDS``, and every error."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether to write it."""
        if record.levelno > logging.WARNING:
            return True
        now, said = time.monotonic(), self._said.get(str(record.msg))
        if said is not None and now - said < WARNING_SECONDS:
            return False
        self._said[str(record.msg)] = now
        return True


logger = logging.getLogger(__name__)
logger.setLevel(logging.WARNING)
logger.addFilter(Seldom())


class BoundedProtocol(HttpToolsProtocol):
    """The server's HTTP protocol, with bounds on size, time and number.

    ``proxies`` are the networks whose machines speak for others: they are not counted.
    ``most_open`` is how many connections one other address may hold.
    """

    proxies: ClassVar[Sequence[Network]] = ()
    most_open: ClassVar[int] = int(MOST_DESCRIPTORS * SHARE_OF_ONE_ADDRESS)
    _open: ClassVar[Counter[str]] = Counter()
    _quiet: ClassVar[dict[str, dict["BoundedProtocol", None]]] = {}
    """Those of an address that ask for nothing, the longest quiet first."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.logger = logger
        self._address = ""
        self._is_quiet = False
        self._is_counted = False
        self._is_reading_request = False
        self._is_too_large = False
        self._n_beside_body = 0
        self._n_of_headers = 0
        self._deadlines = _deadlines_of(self.loop)
        self.deadline = NEVER
        self._unread_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count it, and give it some time to ask for something."""
        super().connection_made(transport)
        self._address = _counted_address(self.client, self.proxies)
        self._is_counted = True
        self._open[self._address] += 1
        self._deadlines.watch(self)
        self._become_quiet()
        if self._address and self._open[self._address] > self.most_open:
            transport.abort()
            return
        self._make_room()
        self._give_seconds(HEADER_SECONDS)

    def shutdown(self) -> None:
        """The server ends: an answer under way is finished, a stream ends here."""
        super().shutdown()
        scope: Mapping[str, Any] | None = self.scope
        connection = scope.get(CONNECTION) if scope else None  # none before the first request
        if isinstance(connection, Connection) and connection.is_stream:
            connection.end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._stop_timers()
        if self._is_counted:
            self._is_counted = False
            self._leave(self._open)
            self.stop_being_quiet()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what is no body, and refuse what has no end."""
        if self._is_too_large:
            return
        if not self._is_reading_request and self.deadline == NEVER:
            self._give_seconds(HEADER_SECONDS)
        self._n_beside_body += len(data)
        super().data_received(data)
        if self._n_beside_body > MOST_HEADERS and self._is_reading_request:
            self._refuse_size()

    def on_message_begin(self) -> None:
        """Begin to count."""
        self._is_reading_request = True
        self._n_of_headers = 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count headers that come in one piece too."""
        self._n_of_headers += len(name) + len(value)
        if self._n_of_headers > MOST_HEADERS:
            self._is_too_large = True
            msg = "headers are too large"
            raise ValueError(msg)  # the parser stops there; see send_400_response
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Give the body its time; let the answer write by :mod:`mire.web.shell.writing`."""
        self.stop_being_quiet()
        self._n_beside_body = 0
        self._give_seconds(BODY_SECONDS)
        super().on_headers_complete()
        self.scope[CONNECTION] = Connection(self.cycle, self.loop)  # type: ignore[literal-required]

    def on_body(self, body: bytes) -> None:
        """Take a part of the body out of the count."""
        self._n_beside_body -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The whole request is here."""
        self._is_reading_request = False
        self._n_beside_body = 0
        self._give_seconds(None)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Keep the connection for the next request, unless its address keeps many."""
        super().on_response_complete()
        if self.pipeline or self.transport.is_closing():
            return
        self._become_quiet()
        if self._address and len(self._quiet[self._address]) > KEPT_QUIET:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Refuse what can't be read, or is too large."""
        if self._is_too_large:
            self._refuse_size()
        else:
            super().send_400_response(msg)

    def pause_writing(self) -> None:
        """What was written is not read: wait for a while."""
        super().pause_writing()
        if self._unread_timer is None:
            self._unread_timer = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It is read again."""
        super().resume_writing()
        if self._unread_timer is not None:
            self._unread_timer.cancel()
            self._unread_timer = None

    def _refuse_size(self) -> None:
        self._is_too_large = True
        self._stop_timers()
        if not self.transport.is_closing():
            if not getattr(self.cycle, "response_started", False):  # None before the first
                self.transport.write(
                    STATUS_LINE[431] + b"content-length: 0\r\nconnection: close\r\n\r\n"
                )
            self.transport.close()

    def _give_seconds(self, seconds: float | None) -> None:
        self.deadline = NEVER if seconds is None else self.loop.time() + seconds

    def give_up(self) -> None:
        """What had to come in time has not: close."""
        self.deadline = NEVER
        self.transport.abort()

    def _stop_timers(self) -> None:
        self._give_seconds(None)
        self._deadlines.forget(self)
        if self._unread_timer is not None:
            self._unread_timer.cancel()
            self._unread_timer = None

    def _become_quiet(self) -> None:
        if self._is_counted and not self._is_quiet:
            self._is_quiet = True
            self._quiet.setdefault(self._address, {})[self] = None

    def stop_being_quiet(self) -> None:
        """Count it no more among those that ask for nothing."""
        if self._is_quiet:
            self._is_quiet = False
            others = self._quiet[self._address]
            del others[self]
            if not others:
                del self._quiet[self._address]

    def _make_room(self) -> None:
        """Let go of the one that has been quiet for longest, of an address that holds too many.

        Not of the newest: who shares an address with somebody who holds them all still gets in.
        """
        quiet = self._quiet[self._address]
        if self._address and len(quiet) > MOST_QUIET:
            longest = next(iter(quiet))
            longest.stop_being_quiet()
            longest.transport.abort()

    def _leave(self, counter: "Counter[str]") -> None:
        counter[self._address] -= 1
        if not counter[self._address]:
            del counter[self._address]


class _Deadlines:
    """The deadlines of a loop's connections, looked at now and then.

    A timer a request, made and cancelled twice, would take more time than reading it.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._watched: set[BoundedProtocol] = set()
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, connection: BoundedProtocol) -> None:
        """Look at a connection's deadline from now on."""
        self._watched.add(connection)
        if self._timer is None:
            self._timer = self._loop.call_later(LOOK_SECONDS, self._look)

    def forget(self, connection: BoundedProtocol) -> None:
        """Look at it no more."""
        self._watched.discard(connection)

    def _look(self) -> None:
        now = self._loop.time()
        for connection in [each for each in self._watched if each.deadline <= now]:
            connection.give_up()
        self._timer = self._loop.call_later(LOOK_SECONDS, self._look) if self._watched else None


_deadlines: WeakKeyDictionary[asyncio.AbstractEventLoop, _Deadlines] = WeakKeyDictionary()


def _deadlines_of(loop: asyncio.AbstractEventLoop) -> _Deadlines:
    if loop not in _deadlines:
        _deadlines[loop] = _Deadlines(loop)
    return _deadlines[loop]


def _counted_address(client: tuple[str, int] | None, proxies: Sequence[Network]) -> str:
    """Return the address that a connection counts for, "" when it counts for nobody."""
    try:
        read = ip_address(client[0] if client else "")
    except ValueError:  # a socket of the system
        return ""
    return "" if any(read in network for network in proxies) else str(read)
