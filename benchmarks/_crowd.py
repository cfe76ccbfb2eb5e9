"""A crowd in a process of its own: a stream and an answer a phone, and a projector's stream.

Before an echo (no ``projector``) the same phones answer at the same times, without streams.
Reads one JSON line on its standard input, prints one.
"""

import asyncio
import json
import random
import re
import sys
import time
from typing import Any

import uvloop

WINDOW_SECONDS = 2.0
SETTLE_SECONDS = 3.0
COUNTED = re.compile(rb"<strong>(\d+)</strong>")


async def stream(asked: Any, cookie: str, surface: str) -> tuple[Any, Any]:
    """Open a stream, and return its two ends once its first bytes have come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", asked["port"], limit=1 << 20)
    writer.write(
        f"GET /live/{asked['code']}/stream?surface={surface}&lang=fr HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{asked['port']}\r\nCookie: {cookie}\r\n\r\n".encode()
    )
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 200 " in head.partition(b"\r\n")[0], head
    return reader, writer


async def drain(reader: asyncio.StreamReader) -> None:
    """Read a phone's stream, as a phone does."""
    while await reader.read(65_536):
        pass


async def watch(reader: asyncio.StreamReader, seen: list[tuple[float, int]]) -> None:
    """Note when the projector's count changes."""
    while line := await reader.readline():
        if found := COUNTED.search(line):
            seen.append((time.perf_counter(), int(found[1])))


async def answer(
    asked: Any, seat: str, at: float, chance: random.Random, sent: list[tuple[float, float]]
) -> None:
    """Answer once, at its time, on a connection opened beforehand."""
    reader, writer = await asyncio.open_connection("127.0.0.1", asked["port"])
    body = json.dumps(
        {
            "activity": "grille",
            "id": chance.randbytes(16).hex(),
            "revision": 1,
            "body": {
                "stance": "placed",
                "x": chance.randint(-10, 10),
                "y": chance.randint(-10, 10),
                "reason": "parce que le terrain le demande",
            },
        }
    ).encode()
    await asyncio.sleep(at - time.perf_counter())
    begun = time.perf_counter()
    writer.write(
        f"POST /live/{asked['code']}/answer HTTP/1.1\r\nHost: 127.0.0.1:{asked['port']}\r\n"
        f"Origin: http://127.0.0.1:{asked['port']}\r\nCookie: siege_{asked['code']}={seat}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " in head.partition(b"\r\n")[0]:
        sent.append((time.perf_counter(), begun))
    writer.close()


def quantile(values: list[float], share: float) -> float:
    """Return the value below which that share of them lies, in ms; infinite when there is none."""
    ordered = sorted(values)
    return 1000 * ordered[int(share * (len(ordered) - 1))] if ordered else float("inf")


async def run(asked: Any) -> dict[str, float]:
    """Open the streams, let everyone answer, wait for the screen."""
    chance = random.Random(asked["seed"])
    code, seats = asked["code"], asked["seats"]
    ends, tasks = [], []
    is_watched = bool(asked["projector"])
    seen: list[tuple[float, int]] = []
    if is_watched:
        for seat in seats:
            reader, writer = await stream(asked, f"siege_{code}={seat}", "phone")
            ends.append(writer)
            tasks.append(asyncio.create_task(drain(reader)))
        reader, writer = await stream(asked, f"ecran_{code}={asked['projector']}", "projector")
        ends.append(writer)
        tasks.append(asyncio.create_task(watch(reader, seen)))
    await asyncio.sleep(1)
    cpu, begun = time.process_time(), time.perf_counter()
    start = begun + 0.5
    sent: list[tuple[float, float]] = []
    await asyncio.gather(
        *(
            answer(asked, seat, start + chance.uniform(0, WINDOW_SECONDS), chance, sent)
            for seat in seats
        )
    )
    used = (time.process_time() - cpu) / (time.perf_counter() - begun)
    if not is_watched:
        return {"ack_p95_ms": quantile([acked - begun for acked, begun in sent], 0.95)}
    until = time.perf_counter() + SETTLE_SECONDS
    while time.perf_counter() < until and (not seen or seen[-1][1] < len(sent)):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    for writer in ends:
        writer.close()
    sent.sort()
    shown = []
    for number, (_, asked_at) in enumerate(sent, 1):
        at = next((at for at, count in seen if count >= number), None)
        shown.append(float("inf") if at is None else at - asked_at)
    on_screen = seen[-1][1] if seen else 0
    return {
        "lost": len(seats) - min(len(sent), on_screen),
        "cpu": used,
        "ack_median_ms": quantile([acked - begun for acked, begun in sent], 0.5),
        "ack_p95_ms": quantile([acked - begun for acked, begun in sent], 0.95),
        "screen_p95_ms": quantile(shown, 0.95),
    }


if __name__ == "__main__":
    print(json.dumps(uvloop.run(run(json.loads(sys.stdin.readline())))))
