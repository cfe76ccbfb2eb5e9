"""Loopback ports that nobody uses."""

import socket
import time


def free_port() -> int:
    """A TCP port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(port: int, *, seconds: float = 60.0) -> None:
    """Return once something accepts connections on the port; TimeoutError otherwise."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if time.monotonic() > deadline:
                message = f"nothing listens on 127.0.0.1:{port} after {seconds:g} s"
                raise TimeoutError(message) from None
            time.sleep(0.02)
