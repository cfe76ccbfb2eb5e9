"""What one hostile laptop costs everybody else, attack by attack, while it lasts and after.

Sixty honest phones answer an open question every second and a half, and one reads the page that
joins. Their waits, and the server's memory, are taken before, during and after each attack, in a
new server each time, served as ``mire serve`` does. The laptop has an address of its own
(127.0.0.2), or with ``--inside`` the room's, as behind one Wi-Fi. Loads go to 127.0.0.1 alone,
bounded in number and time (``_attack.py``).
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import uvloop
from _attack import ATTACKS
from _bench import ROOT, Report, Served, installation, options, p95, served

PHONES = 60
BETWEEN_SECONDS = 1.5
MOST_MS, MOST_MB = 50, 20


@dataclass
class Seen:
    """What the honest saw in one phase: waits in ms, and how much memory the server held, in MB."""

    acks: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    n_refused: int = 0
    megabytes: float = 0.0

    def primitives(self) -> dict[str, Any]:
        """Return its figures; a wait is None where nobody waited."""
        return {
            "n_answers": len(self.acks),
            "n_refused": self.n_refused,
            "ack_p95_ms": round(p95(self.acks), 1) if self.acks else None,
            "page_p95_ms": round(p95(self.pages), 1) if self.pages else None,
            "memory_mb": round(self.megabytes, 1),
        }


class Room:
    """The honest: each on a connection of its own, which it opens again when it is lost."""

    def __init__(self, server: Served) -> None:
        self.server = server
        self.seen = Seen()
        self.is_over = False

    async def phone(self, number: int, seat: str) -> None:
        """Answer again and again."""
        code, port = self.server.facts["code"], self.server.port
        await asyncio.sleep(BETWEEN_SECONDS * number / PHONES)
        revision, ends = 0, None
        while not self.is_over:
            revision += 1
            body = json.dumps(
                {
                    "activity": "grille",
                    "id": f"{number:08x}{revision:024x}",
                    "revision": revision,
                    "body": {"stance": "placed", "x": number % 10, "y": revision % 10},
                }
            ).encode()
            request = (
                f"POST /live/{code}/answer HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                f"Origin: http://127.0.0.1:{port}\r\nCookie: siege_{code}={seat}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            ).encode() + body
            ends = await self._timed(request, self.seen.acks, ends)
            await asyncio.sleep(BETWEEN_SECONDS)

    async def newcomer(self) -> None:
        """Read the page that joins, four times a second."""
        code, port = self.server.facts["code"], self.server.port
        request = f"GET /{code} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        while not self.is_over:
            await self._timed(request, self.seen.pages, None)
            await asyncio.sleep(0.25)

    async def memory(self) -> None:
        """Note the most that the server holds."""
        while not self.is_over:
            self.seen.megabytes = max(self.seen.megabytes, self.server.resident_mb())
            await asyncio.sleep(0.1)

    async def _timed(self, request: bytes, took: list[float], ends: Any) -> Any:
        """Send a request, note how long its answer took; return the connection, None when lost.

        On a kept connection that was closed meanwhile it is sent again, once, as browsers do.
        """
        seen, begun, head = self.seen, time.perf_counter(), b""
        for kept in (ends, None) if ends else (None,):
            try:
                reader, writer = ends = kept or await asyncio.open_connection(
                    "127.0.0.1", self.server.port
                )
                writer.write(request)
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
                length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
                await reader.readexactly(int(length))
                break
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                head = b""
        if not head:
            seen.n_refused += 1
            return None
        took.append(1000 * (time.perf_counter() - begun))
        seen.n_refused += b" 200 " not in head.partition(b"\r\n")[0]
        if request.startswith(b"GET"):
            writer.close()
            return None
        return ends


async def measured(server: Served, kind: str, address: str, seconds: Sequence[float]) -> Any:
    """Return what the honest saw before, during and after an attack, and what it did."""
    room = Room(server)
    seats = server.facts["seats"][:PHONES]
    tasks = [asyncio.create_task(room.phone(n, seat)) for n, seat in enumerate(seats)]
    tasks += [asyncio.create_task(room.newcomer()), asyncio.create_task(room.memory())]
    await asyncio.sleep(1.5)  # the first answers open connections and make templates
    phases: dict[str, Seen] = {}
    told: Any = {}
    for phase, lasts in zip(("before", "during", "after"), seconds, strict=True):
        room.seen = phases[phase] = Seen()
        if phase != "during":
            await asyncio.sleep(lasts)
            continue
        asked = {**server.facts, "kind": kind, "seconds": lasts, "port": server.port}
        laptop = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "benchmarks" / "_attack.py"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        line = json.dumps({**asked, "from": address, "seed": 1}).encode() + b"\n"
        told = json.loads((await laptop.communicate(line))[0] or b"{}")
    room.is_over = True
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return {
        "attack": kind,
        **{phase: seen.primitives() for phase, seen in phases.items()},
        "laptop": told,
    }


def main() -> None:
    """Measure each attack; print a table, then all figures as one line of JSON."""
    given = options(__doc__ or "", ("--inside", "the laptop has the room's address"))
    report = Report("attacker", given.smoke)
    address = "127.0.0.1" if given.inside else "127.0.0.2"
    seconds = (0.7, 1.0, 0.3) if given.smoke else (5.0, 8.0, 5.0)
    report.head(given.seed, f"{PHONES} honest phones; the laptop speaks from {address}")
    made = []
    with installation(is_built=False) as (_, environment), ExitStack() as kept:
        shared = None
        for kind in ATTACKS:
            with ExitStack() as own:
                # A small run says nothing of memory: one server will do.
                server = shared or (kept if given.smoke else own).enter_context(
                    served("guarded", environment, seats=PHONES + 20)
                )
                shared = server if given.smoke else None
                found = uvloop.run(measured(server, kind, address, seconds))
            made.append(found)
            before, during, after = found["before"], found["during"], found["after"]
            for name, words, most in (
                ("ack_p95_ms", "ack p95, ms", MOST_MS),
                ("page_p95_ms", "joining page p95, ms", MOST_MS),
                ("memory_mb", "memory, MB", MOST_MB),
            ):
                values = [each[name] for each in (before, during, after)]
                is_met = None not in values and values[1] - values[0] <= most
                report.add(
                    f"{kind}: {words}",
                    " → ".join("none" if each is None else f"{each:.0f}" for each in values),
                    f"≤ {most} more",
                    is_met=is_met,
                )
            refused = before["n_refused"] + during["n_refused"] + after["n_refused"]
            # From the room's own address, its limits are the room's too.
            is_met = None if given.inside else not refused
            report.add(f"{kind}: honest refused", str(refused), "0", is_met=is_met, must=True)
            laptop = found["laptop"]
            told = " · ".join(f"{n} {what}" for what, n in sorted(laptop["counted"].items()))
            report.add(f"{kind}: the laptop", f"{laptop['n']} sent: {told}")
            print(f"  {kind}: measured", flush=True)
    print(json.dumps(made))
    report.end()


if __name__ == "__main__":
    main()
