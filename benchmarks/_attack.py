"""One hostile laptop in a process of its own, at what one attack does, for so many seconds.

Reads one JSON line on its standard input (``kind``, ``seconds``, ``port``, ``from``, what the
server said of its rooms), prints one: how many requests or connections, and what was answered.
Only ever speaks to 127.0.0.1; holds ``MOST_OPEN`` connections and sends ``MOST_SENT`` requests at
most, and stops by itself.
"""

import asyncio
import json
import os
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop

MOST_OPEN = 2_000
MOST_SENT = 40_000
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
COOKIE = re.compile(rb"set-cookie: (garde=[^;]+)", re.IGNORECASE)
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"


class Laptop:
    """What the attacks share: who they speak to, until when, and what they count."""

    def __init__(self, asked: Any) -> None:
        self.asked = asked
        self.until = time.monotonic() + asked["seconds"]
        self.chance = random.Random(asked["seed"])
        self.counted: Counter[str] = Counter()
        self.n_sent = 0

    @property
    def goes_on(self) -> bool:
        return time.monotonic() < self.until and self.n_sent < MOST_SENT

    async def opened(self, limit: int = 1 << 16) -> tuple[Any, Any]:
        """Open a connection from the attacker's own address."""
        self.counted["connections"] += 1
        return await asyncio.open_connection(
            "127.0.0.1", self.asked["port"], local_addr=(self.asked["from"], 0), limit=limit
        )

    def head(self, method: str, path: str, *lines: str) -> bytes:
        host = f"127.0.0.1:{self.asked['port']}"
        said = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Origin: http://{host}", *lines]
        return ("\r\n".join(said) + "\r\n\r\n").encode()

    def posted(self, path: str, body: bytes, kind: str, *lines: str) -> bytes:
        length = f"Content-Length: {len(body)}"
        return self.head("POST", path, f"Content-Type: {kind}", length, *lines) + body

    async def asked_for(self, reader: Any, writer: Any, request: bytes) -> tuple[bytes, bytes]:
        """Send a request and read its whole answer: head and body."""
        self.n_sent += 1
        writer.write(request)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(found[1])) if found else b""
        self.counted[head[9:12].decode()] += 1
        return head, body

    async def again_and_again(self, make: Callable[[], bytes]) -> None:
        """Send what is made, one after the other, on a connection opened anew when it is lost."""
        while self.goes_on:
            try:
                reader, writer = await self.opened()
                while self.goes_on:
                    head, _ = await self.asked_for(reader, writer, make())
                    if b"connection: close" in head.lower():
                        break
                writer.close()
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                self.counted["lost"] += 1
                await asyncio.sleep(0.01)

    async def form(self, path: str) -> tuple[bytes, str]:
        """Return the token and the cookie of a page's form."""
        reader, writer = await self.opened(limit=1 << 20)
        head, body = await self.asked_for(reader, writer, self.head("GET", path))
        writer.close()
        token, cookie = TOKEN.search(body), COOKIE.search(head)
        assert token, path
        assert cookie, path
        return token[1], cookie[1].decode()

    def guess(self, length: int) -> str:
        return "".join(self.chance.choices(LETTERS, k=length))


FORM = "application/x-www-form-urlencoded"
Attack = Callable[[Laptop], Awaitable[Any]]


async def headers(laptop: Laptop) -> None:
    """Send headers without end, a hundred at once."""

    async def one() -> None:
        while laptop.goes_on:
            try:
                _reader, writer = await laptop.opened()
                writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
                while laptop.goes_on and not writer.is_closing():
                    laptop.n_sent += 1
                    writer.write(b"X-A: " + b"a" * 4_000 + b"\r\n")
                    await writer.drain()
                    await asyncio.sleep(0.001)
                writer.close()
            except OSError:
                laptop.counted["lost"] += 1

    await asyncio.gather(*(one() for _ in range(100)))


async def idle(laptop: Laptop) -> None:
    """Hold as many connections as one can, and say nothing."""
    held: list[Any] = []
    while laptop.goes_on:
        held = [each for each in held if not each.is_closing()]
        if len(held) >= MOST_OPEN:
            await asyncio.sleep(0.05)
            continue
        try:
            opened = await asyncio.gather(*(laptop.opened() for _ in range(100)))
        except OSError:
            laptop.counted["lost"] += 1
            await asyncio.sleep(0.05)
            continue
        held += [writer for _, writer in opened]
        laptop.n_sent += len(opened)
    laptop.counted["held"] = len([each for each in held if not each.is_closing()])
    for writer in held:
        writer.close()


async def bodies(laptop: Laptop) -> None:
    """Send the largest bodies that are read: whole ones to pages, others byte by byte."""
    large = laptop.posted("/", b"code=" + b"a" * 199_000, FORM)
    answer = laptop.posted(
        f"/live/{laptop.asked['code']}/answer",
        b'{"a":"' + b"a" * 16_000 + b'"}',
        "application/json",
        f"Cookie: siege_{laptop.asked['code']}={laptop.asked['seats'][-1]}",
    )

    async def slow() -> None:
        while laptop.goes_on:
            try:
                _reader, writer = await laptop.opened()
                writer.write(laptop.posted("/", b"", FORM).replace(b"h: 0", b"h: 199000"))
                while laptop.goes_on and not writer.is_closing():
                    writer.write(b"a" * 500)
                    await asyncio.sleep(0.2)
                writer.close()
            except OSError:
                laptop.counted["lost"] += 1

    await asyncio.gather(
        *(slow() for _ in range(200)),
        *(laptop.again_and_again(lambda: large) for _ in range(8)),
        *(laptop.again_and_again(lambda: answer) for _ in range(8)),
    )


async def joins(laptop: Laptop) -> None:
    """Take seats, one after the other, eight at once."""
    path = f"/{laptop.asked['code']}"
    token, cookie = await laptop.form(path)
    request = laptop.posted(path, b"csrfmiddlewaretoken=" + token, FORM, f"Cookie: {cookie}")
    await asyncio.gather(*(laptop.again_and_again(lambda: request) for _ in range(8)))


async def cards(laptop: Laptop) -> None:
    """Guess the cards of a room that asks for one, eight at once."""
    path = f"/{laptop.asked['carded']}"
    token, cookie = await laptop.form(path)

    def made() -> bytes:
        body = b"csrfmiddlewaretoken=" + token + b"&carte=" + laptop.guess(8).encode()
        return laptop.posted(path, body, FORM, f"Cookie: {cookie}")

    await asyncio.gather(*(laptop.again_and_again(made) for _ in range(8)))


async def notes(laptop: Laptop) -> None:
    """Write for the tables of another room, from sixteen seats."""
    code = laptop.asked["cafe"]

    def writing(seat: str) -> Callable[[], bytes]:
        def made() -> bytes:
            said = f"{laptop.guess(20)} " + "a" * 400
            sent = {
                "activity": "cafe",
                "id": laptop.chance.randbytes(16).hex(),
                "revision": 1,
                "body": {"table": laptop.chance.randint(1, 6), "round": 1, "said": said},
            }
            return laptop.posted(
                f"/live/{code}/answer",
                json.dumps(sent).encode(),
                "application/json",
                f"Cookie: siege_{code}={seat}",
            )

        return made

    seats = laptop.asked["writers"][:16]
    await asyncio.gather(*(laptop.again_and_again(writing(seat)) for seat in seats))


async def streams(laptop: Laptop) -> None:
    """Open streams of twenty seats, many a seat, and never read them; then try again."""
    code, held = laptop.asked["code"], []
    seats = laptop.asked["seats"][-20:]
    while laptop.goes_on:
        if len(held) < MOST_OPEN:
            for seat in seats:
                path = f"/live/{code}/stream?surface=phone&lang=fr"
                _reader, writer = await laptop.opened(limit=1_024)
                writer.write(laptop.head("GET", path, f"Cookie: siege_{code}={seat}"))
                held.append(writer)
                laptop.n_sent += 1
        await asyncio.sleep(0.02)
    laptop.counted["held"] = len([each for each in held if not each.is_closing()])
    for writer in held:
        writer.close()


async def codes(laptop: Laptop) -> None:
    """Guess the codes of rooms, sixteen at once."""

    def made() -> bytes:
        return laptop.head("GET", f"/live/{laptop.guess(6)}/frame?surface=phone")

    def page() -> bytes:
        return laptop.head("GET", f"/{laptop.guess(6)}")

    await asyncio.gather(
        *(laptop.again_and_again(made) for _ in range(8)),
        *(laptop.again_and_again(page) for _ in range(8)),
    )


async def forwarded(laptop: Laptop) -> None:
    """The same, each time as if for somebody else."""

    def made() -> bytes:
        told = ".".join(str(laptop.chance.randint(1, 254)) for _ in range(4))
        return laptop.head("GET", f"/{laptop.guess(6)}", f"X-Forwarded-For: {told}")

    await asyncio.gather(*(laptop.again_and_again(made) for _ in range(16)))


async def sign_in(laptop: Laptop) -> None:
    """Try links that open the office, eight at once."""
    token, cookie = await laptop.form("/")

    def made() -> bytes:
        body = b"csrfmiddlewaretoken=" + token
        path = f"/compte/lien/{laptop.guess(32)}"
        return laptop.posted(path, body, FORM, f"Cookie: {cookie}")

    await asyncio.gather(*(laptop.again_and_again(made) for _ in range(8)))


ATTACKS: dict[str, Attack] = {
    "headers": headers,
    "idle connections": idle,
    "bodies": bodies,
    "joins": joins,
    "notes": notes,
    "streams": streams,
    "codes of rooms": codes,
    "codes of cards": cards,
    "forged addresses": forwarded,
    "sign-in": sign_in,
}


async def run(asked: Any) -> dict[str, Any]:
    """Attack until the time is over."""
    laptop = Laptop(asked)
    async with asyncio.timeout(asked["seconds"] + 15):
        await ATTACKS[asked["kind"]](laptop)
    return {"n": laptop.n_sent, "counted": dict(laptop.counted)}


if __name__ == "__main__":
    os.nice(10)  # a laptop of its own would not take the server's processor
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, MOST_OPEN + 500), hard))
    print(json.dumps(uvloop.run(run(json.loads(sys.stdin.readline())))))
