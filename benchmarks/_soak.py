"""A room that lasts, in a process of its own: streams that stay, answers that change, reloads.

Reads one JSON line on its standard input, prints one. Each phone keeps a stream, answers again
every ``between`` seconds on average, and now and then reloads: its stream is closed and opened
anew. At the end each is asked for its own answer, which must be the last that was acknowledged.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter, defaultdict
from typing import Any

import uvloop

RELOADS_A_MINUTE = 0.02
AT_ONCE = 64
OPENINGS_A_SECOND = 400


class Room:
    """The phones of a soak, and what they saw."""

    def __init__(self, asked: Any) -> None:
        self.asked = asked
        self.code, self.port = asked["code"], asked["port"]
        self.ends = 0.0
        self.acknowledged: dict[str, int] = {}
        self.seen: Counter[str] = Counter()
        self.waits: dict[int, list[float]] = defaultdict(list)
        self.begun = 0.0

    async def get(self, path: str, cookie: str) -> tuple[asyncio.StreamReader, Any, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        host = f"Host: 127.0.0.1:{self.port}"
        writer.write(f"GET {path} HTTP/1.1\r\n{host}\r\nCookie: {cookie}\r\n\r\n".encode())
        return reader, writer, await reader.readuntil(b"\r\n\r\n")

    async def watch(self, seat: str, chance: random.Random) -> None:
        """Keep a stream; open it anew when it ends, or when the page is reloaded."""
        cookie = f"siege_{self.code}={seat}"
        while time.monotonic() < self.ends:
            try:
                path = f"/live/{self.code}/stream?surface=phone&lang=fr"
                reader, writer, head = await self.get(path, cookie)
            except (OSError, asyncio.IncompleteReadError):
                self.seen["streams_refused"] += 1
                await asyncio.sleep(1)
                continue
            if b" 200 " not in head.partition(b"\r\n")[0]:
                self.seen["streams_refused"] += 1
            stays = min(
                chance.expovariate(RELOADS_A_MINUTE / 60), max(0.0, self.ends - time.monotonic())
            )
            try:
                async with asyncio.timeout(stays):
                    while await reader.read(65_536):
                        pass
                self.seen["streams_cut"] += 1
            except TimeoutError:
                self.seen["reloads"] += time.monotonic() < self.ends
            except OSError:
                self.seen["streams_cut"] += 1
            writer.close()

    async def answer(self, seat: str, chance: random.Random) -> None:
        """Answer again and again, each time otherwise."""
        revision = 0
        await asyncio.sleep(chance.uniform(0, self.asked["between"]))
        while time.monotonic() < self.ends:
            revision += 1
            begun = time.perf_counter()
            if await self.sent(seat, revision, chance):
                self.acknowledged[seat] = revision
                minute = int((time.monotonic() - self.begun) / 60)
                self.waits[minute].append(time.perf_counter() - begun)
            pause = chance.expovariate(1 / self.asked["between"])
            await asyncio.sleep(max(0.0, min(pause, self.ends - time.monotonic())))

    async def sent(self, seat: str, revision: int, chance: random.Random) -> bool:
        body = json.dumps(
            {
                "activity": "grille",
                "id": chance.randbytes(16).hex(),
                "revision": revision,
                "body": {"stance": "placed", "x": chance.randint(-10, 10), "y": 0,
                         "reason": f"raison {revision}"},
            }
        ).encode()  # fmt: skip
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(
                f"POST /live/{self.code}/answer HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
                f"Origin: http://127.0.0.1:{self.port}\r\nCookie: siege_{self.code}={seat}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            self.seen["answers_refused"] += 1
            return False
        writer.close()
        is_stored = b" 200 " in head.partition(b"\r\n")[0]
        self.seen["acknowledged" if is_stored else "answers_refused"] += 1
        return is_stored

    async def own(self, seat: str, turns: asyncio.Semaphore) -> None:
        """See that the server holds the last answer that was acknowledged, or a later one."""
        async with turns:
            path = f"/live/{self.code}/own?activity=grille"
            reader, writer, head = await self.get(path, f"siege_{self.code}={seat}")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            told = json.loads(await reader.readexactly(length))
            writer.close()
        if told.get("revision", 0) < self.acknowledged[seat]:
            self.seen["lost"] += 1
        if told["own"]["reason"] != f"raison {told['revision']}":
            self.seen["lost"] += 1

    async def run(self) -> dict[str, Any]:
        seats, seed = self.asked["seats"], self.asked["seed"]
        self.begun = time.monotonic()
        self.ends = self.begun + self.asked["seconds"]
        tasks = []
        for number, seat in enumerate(seats):
            chance = random.Random(1_000_003 * seed + number)
            tasks.append(asyncio.create_task(self.watch(seat, chance)))
            tasks.append(asyncio.create_task(self.answer(seat, chance)))
            if number % 20 == 0:
                await asyncio.sleep(20 / OPENINGS_A_SECOND)
        await asyncio.gather(*tasks)
        turns = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self.own(seat, turns) for seat in self.acknowledged))
        whole = [self.waits[n] for n in sorted(self.waits) if len(self.waits[n]) >= 20]
        return {
            **dict(self.seen),
            "n_answered": len(self.acknowledged),
            "ack_p95_ms": [p95(each) for each in whole],
        }


def p95(values: list[float]) -> float:
    """Return the 95th percentile, in ms."""
    ordered = sorted(values)
    return round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 1)


if __name__ == "__main__":
    print(json.dumps(uvloop.run(Room(json.loads(sys.stdin.readline())).run())))
