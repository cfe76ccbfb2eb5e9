"""Load in a process of its own: prepared requests over kept connections, replies only counted.

``_load.py`` reads one JSON line on its standard input, prints one. A reply is read by its
Content-Length alone; requests are bytes made before the clock starts.
"""

import asyncio
import json
import random
import sys
import time
from typing import Any

import uvloop


class Client(asyncio.Protocol):
    """One connection: sends the next request as soon as the last one is answered.

    ``between`` seconds at least part two of its requests, counted from ``first``: one that is
    answered late is followed at once.
    """

    def __init__(
        self,
        requests: list[bytes],
        until: float,
        tally: "Tally",
        *,
        between: float = 0.0,
        first: float = 0.0,
    ) -> None:
        self._between, self._due = between, first
        self._requests = iter(requests)
        self._until = until
        self._tally = tally
        self._read = b""
        self._sent = 0.0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._soon()

    def data_received(self, data: bytes) -> None:
        read = self._read + data if self._read else data
        head = read.find(b"\r\n\r\n")
        if head >= 0:
            at = read[: head + 2].lower().find(b"content-length: ")
            length = int(read[at + 16 : read.find(b"\r\n", at)])
            if len(read) >= head + 4 + length:
                self._read = b""
                self._tally.took.append(time.perf_counter() - self._sent)
                if read[9:12] != b"200":
                    self._tally.refused.append(read[head + 4 :].decode())
                self._soon()
                return
        self._read = read

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self._tally.refused.append(f"connection lost: {error}")
            self.done.set_result(None)

    def _soon(self) -> None:
        if not self._between:
            self._next()
            return
        wait = self._due - time.perf_counter()
        self._due += self._between
        asyncio.get_running_loop().call_later(max(0.0, wait), self._next)

    def _next(self) -> None:
        self._sent = time.perf_counter()
        request = next(self._requests, None) if self._sent < self._until else None
        if request is not None:
            self._transport.write(request)
        elif not self.done.done():
            self.done.set_result(None)
            self._transport.close()


class Tally:
    """What came back."""

    def __init__(self) -> None:
        self.took: list[float] = []
        self.refused: list[str] = []


def prepared(asked: Any, generator: random.Random) -> list[list[bytes]]:
    """Return each connection's requests; a seat's are on one connection, its revisions rise.

    With ``paths``, they are pages to be read, one after the other.
    """
    shares: list[list[bytes]] = [[] for _ in range(asked["connections"])]
    if paths := asked.get("paths"):
        for number in range(asked["requests"]):
            head = f"GET {paths[number % len(paths)]} HTTP/1.1\r\nHost: {asked['host']}\r\n\r\n"
            shares[number % len(shares)].append(head.encode())
        return shares
    revision = asked["revision"]
    seats = asked["seats"]
    for number in range(asked["requests"]):
        seat = number % len(seats)
        body = json.dumps(
            {
                "activity": "grille",
                "id": generator.randbytes(16).hex(),
                "revision": revision + number // len(seats),
                "body": {
                    "stance": "placed",
                    "x": generator.randint(-10, 10),
                    "y": generator.randint(-10, 10),
                    "reason": f"parce que le terrain le demande, {number}",
                },
            }
        ).encode()
        head = (
            f"POST /live/{asked['code']}/answer HTTP/1.1\r\nHost: 127.0.0.1:{asked['port']}\r\n"
            f"Origin: http://127.0.0.1:{asked['port']}\r\n"
            f"Cookie: siege_{asked['code']}={seats[seat]}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        shares[seat % asked["connections"]].append(head.encode() + body)
    return shares


async def run(asked: Any) -> dict[str, Any]:
    """Send for so many seconds; return what was measured."""
    shares = prepared(asked, random.Random(asked["seed"]))
    loop = asyncio.get_running_loop()
    tally = Tally()
    between = len(shares) / asked["rate"] if asked.get("rate") else 0.0
    cpu, begun = time.process_time(), time.perf_counter()
    clients = [
        (
            await loop.create_connection(
                lambda share=share, number=number: Client(
                    share,
                    begun + asked["seconds"],
                    tally,
                    between=between,
                    first=begun + between * number / len(shares),
                ),
                "127.0.0.1",
                asked["port"],
            )
        )[1]
        for number, share in enumerate(shares)
    ]
    await asyncio.gather(*(client.done for client in clients))
    elapsed = time.perf_counter() - begun
    return {
        "n": len(tally.took),
        "seconds": elapsed,
        "refused": tally.refused[:5],
        "n_refused": len(tally.refused),
        "cpu": (time.process_time() - cpu) / elapsed,
        "p50_ms": 1000 * sorted(tally.took)[len(tally.took) // 2],
        "p99_ms": 1000 * sorted(tally.took)[int(0.99 * (len(tally.took) - 1))],
    }


if __name__ == "__main__":
    print(json.dumps(uvloop.run(run(json.loads(sys.stdin.readline())))))
