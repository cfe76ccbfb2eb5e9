"""A stream of the live door, read by a bare socket."""

import socket
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit


class Reader:
    """Reads a stream from its head on."""

    def __init__(self, address: str, code: str, cookie: str, surface: str = "phone") -> None:
        where = urlsplit(address)
        self.made = socket.create_connection((where.hostname or "", where.port or 80), timeout=10)
        self.read = b""
        self.made.sendall(
            f"GET /live/{code}/stream?surface={surface} HTTP/1.1\r\nHost: {where.netloc}\r\n"
            f"Cookie: {cookie}\r\n\r\n".encode()
        )

    def until(self, is_there: Callable[[bytes], bool]) -> bytes:
        """Read until something is there; raises when the stream ends or says nothing before."""
        while not is_there(self.read):
            part = self.made.recv(65_536)
            if not part:
                raise EOFError(self.read[-300:])
            self.read += part
        return self.read

    def read_on(self) -> bytes:
        """Read what has come by now, and wait for nothing; raises when the stream has ended."""
        waits = self.made.gettimeout()
        self.made.settimeout(0.0)
        with suppress(BlockingIOError):
            while True:
                part = self.made.recv(65_536)
                if not part:
                    raise EOFError(self.read[-300:])
                self.read += part
        self.made.settimeout(waits)
        return self.read

    def to_end(self) -> bytes:
        while part := self.made.recv(65_536):
            self.read += part
        return self.read


def n_frames(read: bytes) -> int:
    """Return how many frames were read."""
    return read.count(b"event: frame")
