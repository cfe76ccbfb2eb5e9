"""A poor network in user space: a relay on loopback that delays, throttles and cuts.

Each connection has a line of its own, as each phone has::

    with Relay(server.port, delay=0.2, bytes_per_second=50_000, cut=0.05) as relay:
        open(relay.address)

``delay`` is of each way. ``cut`` is the share of requests that end both connections: half of
them before the server has read anything, half once it has, before its answer comes back; what
was stored and never acknowledged is what a resend must not count twice.
"""

import asyncio
import random
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

METHODS = (b"GET ", b"POST ", b"PUT ", b"HEAD ")
CHUNK = 16_384


class Relay:
    """Carries connections to a port of this machine until its block ends."""

    def __init__(
        self,
        upstream_port: int,
        *,
        delay: float = 0.0,
        bytes_per_second: float = 0.0,
        cut: float = 0.0,
        seed: int = 1,
    ) -> None:
        """``bytes_per_second`` 0: as fast as can be."""
        self._upstream = upstream_port
        self._delay, self._rate, self.cut = delay, bytes_per_second, cut
        self._chance = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._lines: set[asyncio.StreamWriter] = set()
        self.n_requests = self.n_cut = 0
        self.port = 0

    @property
    def address(self) -> str:
        """Where phones find it."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._wait(asyncio.start_server(self._carry, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wait(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def drop_all(self) -> None:
        """End every connection at once, as a network that goes away does."""
        self._wait(self._drop())

    def _wait(self, done: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(done, self._loop).result(timeout=30)

    async def _drop(self) -> None:
        for line in list(self._lines):
            line.transport.abort()

    async def _end(self) -> None:
        self._server.close()
        await self._drop()
        mine = asyncio.current_task()
        rest = [task for task in asyncio.all_tasks() if task is not mine]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _carry(self, here: asyncio.StreamReader, phone: asyncio.StreamWriter) -> None:
        try:
            there, server = await asyncio.open_connection("127.0.0.1", self._upstream)
        except OSError:
            phone.transport.abort()
            return
        both = {phone, server}
        self._lines |= both
        try:
            ways = (self._way(here, server, both, is_up=True), self._way(there, phone, both))
            await asyncio.gather(*ways)
        except (OSError, asyncio.CancelledError):
            pass  # cut, or the block has ended
        finally:
            self._lines -= both
            for line in both:
                line.transport.abort()

    async def _way(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        both: set[asyncio.StreamWriter],
        *,
        is_up: bool = False,
    ) -> None:
        """Carry one way: what was read leaves ``delay`` later, not faster than the line."""
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        reading = asyncio.ensure_future(self._read(source, queue))
        try:
            while True:
                due, part = await queue.get()
                await asyncio.sleep(max(0.0, due - self._loop.time()))
                if self._rate:
                    await asyncio.sleep(len(part) / self._rate)
                fate = self._fate(part) if is_up else ""
                if fate != "before":
                    target.write(part)
                    await target.drain()
                if not part:  # the source has ended
                    target.transport.abort()
                    return
                if fate:
                    # Time for the server to store it: its acknowledgement is what is lost.
                    await asyncio.sleep(0.0 if fate == "before" else min(0.1, self._delay / 2))
                    for line in both:
                        line.transport.abort()
                    return
        finally:
            reading.cancel()

    async def _read(
        self, source: asyncio.StreamReader, queue: asyncio.Queue[tuple[float, bytes]]
    ) -> None:
        part = b"-"
        while part:
            try:
                part = await source.read(CHUNK)
            except OSError:
                part = b""
            queue.put_nowait((self._loop.time() + self._delay, part))

    def _fate(self, part: bytes) -> str:
        """Say what becomes of a request: "" (it goes through), cut "before" or "after" it does."""
        if not part.startswith(METHODS):
            return ""
        self.n_requests += 1
        if self._chance.random() >= self.cut:
            return ""
        self.n_cut += 1
        return self._chance.choice(("before", "after"))
