"""A server for one rehearsal: the real application, a clock that is moved by hand."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy
import uvicorn

from mire.live.engine.engine import Engine, use_engine
from mire.live.store.connect import opener

START_SECONDS = 30.0


class HandClock:
    """A clock that only moves when told to."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        """Return the time it shows."""
        return self._now

    def advance(self, *, seconds: float) -> None:
        """Move it forward."""
        self._now += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class RehearsalServer:
    """A running server: its engine, its clock, its address."""

    engine: Engine
    clock: HandClock
    address: str


@contextmanager
def rehearsal_server(now: datetime, seed: int) -> Iterator[RehearsalServer]:
    """Serve from a database of its own, thrown away on leaving."""
    clock = HandClock(now)
    generator = numpy.random.Generator(numpy.random.PCG64(seed))
    with tempfile.TemporaryDirectory(prefix="mire-rehearsal-") as folder:
        opens = opener(str(Path(folder) / "live.sqlite3"))
        database = opens()
        database.create_schema()
        database.close()
        engine = Engine(opens, clock=clock, random=generator.bytes)
        use_engine(engine)
        server = uvicorn.Server(
            uvicorn.Config(
                "mire.config.asgi:application",
                host="127.0.0.1",
                port=0,
                access_log=False,
                log_level="warning",
                timeout_graceful_shutdown=1,
                http="mire.web.shell.connections:BoundedProtocol",
                ws="none",
            )
        )
        thread = threading.Thread(target=server.run, name="rehearsal", daemon=True)
        thread.start()
        try:
            yield RehearsalServer(engine, clock, f"http://127.0.0.1:{_port(server)}")
        finally:
            server.should_exit = True
            thread.join()
            engine.stop()
            use_engine(None)


def _port(server: uvicorn.Server) -> int:
    until = time.monotonic() + START_SECONDS
    while not server.started:
        if time.monotonic() > until:
            msg = "the rehearsal's server did not start"
            raise TimeoutError(msg)
        time.sleep(0.01)
    return int(server.servers[0].sockets[0].getsockname()[1])
