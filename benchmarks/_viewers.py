"""Many readers of one stream, in a process of its own: ``_viewers.py`` reads one JSON line.

Each frame carries its number and when its fan-out began, on the clock that the machine's
processes share. Readers join in batches, wait for ``settle`` seconds, then count for ``seconds``.
Prints one JSON line once all are connected, another at the end.
"""

import asyncio
import json
import sys
import time
from typing import Any

import uvloop

BATCH = 200
MARK = b"tick="


class Viewer(asyncio.Protocol):
    """One stream: notes of each frame its number and how late it came."""

    def __init__(self, request: bytes, tally: "Tally") -> None:
        self._request = request
        self._tally = tally
        self.last = -1
        self.begun = asyncio.get_running_loop().create_future()
        self.n_lost = 0

    def connection_made(self, transport: Any) -> None:
        transport.write(self._request)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        at = data.find(MARK)
        while at >= 0:
            number, _, rest = data[at + len(MARK) : at + 60].partition(b" ")
            tick, began = int(number), float(rest.partition(b" ")[0])
            if self._tally.is_counting and self.last >= 0:
                self.n_lost += tick - self.last - 1
                self._tally.lags.append(now - began)
            self.last = tick
            if not self.begun.done():
                self.begun.set_result(None)
            at = data.find(MARK, at + 1)

    def connection_lost(self, error: Exception | None) -> None:
        self._tally.n_closed += 1


class Tally:
    """What all of them saw."""

    def __init__(self) -> None:
        self.is_counting = False
        self.lags: list[float] = []
        self.n_closed = 0


async def run(asked: Any) -> None:
    """Connect, settle, count; print what was seen."""
    loop = asyncio.get_running_loop()
    tally = Tally()
    viewers: list[Viewer] = []
    request = asked["request"].encode()
    for start in range(0, asked["viewers"], BATCH):
        made = [
            loop.create_connection(lambda: Viewer(request, tally), "127.0.0.1", asked["port"])
            for _ in range(min(BATCH, asked["viewers"] - start))
        ]
        viewers += [each for _, each in await asyncio.gather(*made)]
    await asyncio.gather(*(viewer.begun for viewer in viewers))
    await asyncio.sleep(asked["settle"])
    print(json.dumps({"connected": len(viewers)}), flush=True)
    sys.stdin.readline()
    cpu, begun = time.process_time(), time.monotonic()
    tally.is_counting = True
    await asyncio.sleep(asked["seconds"])
    tally.is_counting = False
    elapsed = time.monotonic() - begun
    tally.lags.sort()
    n = len(tally.lags)
    print(
        json.dumps(
            {
                "n": n,
                "lost": sum(viewer.n_lost for viewer in viewers),
                "closed": tally.n_closed,
                "lag_p50_ms": 1000 * tally.lags[n // 2],
                "lag_p99_ms": 1000 * tally.lags[min(n - 1, int(0.99 * n))],
                "cpu": (time.process_time() - cpu) / elapsed,
                "seconds": elapsed,
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    uvloop.run(run(json.loads(sys.stdin.readline())))
