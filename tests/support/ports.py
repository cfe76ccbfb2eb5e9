"""Loopback ports that nobody uses."""

import secrets
import socket
import time

# Below those that systems give to outgoing connections, above those that browsers refuse:
# between our asking and the server's binding, nobody but another worker could take one of these.
LOWEST, HIGHEST = 11_000, 32_000


def free_port() -> int:
    """A TCP port of 127.0.0.1 that was free a moment ago."""
    while True:
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
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
