"""The real application served on loopback for a test, with an engine that the test holds."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from mire.live.engine.engine import Engine, use_engine

START_SECONDS = 120.0


@contextmanager
def served(engine: Engine) -> Iterator[str]:
    """Serve pages and the live door with ``engine``; give the address."""
    use_engine(engine)
    server = uvicorn.Server(
        uvicorn.Config(
            "mire.config.asgi:application",
            host="127.0.0.1",
            port=0,
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=1,
            ws="none",
            http="mire.web.shell.connections:BoundedProtocol",
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + START_SECONDS
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        use_engine(None)
