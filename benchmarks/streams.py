"""Ten thousand streams of one screen, 1 KB at 4 Hz, beside a floor of bare sockets.

Both write the same number of bytes at the same pace to the same readers, one after the other,
round after round. What is measured of Mire is its own way, from the hub to the sockets; only the
drawing of a frame is replaced, by a kilobyte that says when it was made. The floor is an event
loop that does nothing but write.
"""

import json
import os
import resource
import subprocess
import sys
from typing import Any

from _bench import ROOT, Report, Served, installation, median, options, served, spread

VIEWERS = 10_000
HZ = 4.0
SECONDS = 10.0
DESCRIPTORS_ASIDE = 500


def viewers_here() -> int:
    """Return how many viewers this machine's descriptors let there be, ``VIEWERS`` at most."""
    return min(VIEWERS, resource.getrlimit(resource.RLIMIT_NOFILE)[1] - DESCRIPTORS_ASIDE)


def watch(server: Served, request: str, *, viewers: int, seconds: float) -> dict[str, Any]:
    """Have so many watch; return what they saw, with the server's processor and memory."""
    before = server.resident_mb()
    asked = {"port": server.port, "viewers": viewers, "seconds": seconds, "settle": 1.0}
    with subprocess.Popen(
        [sys.executable, str(ROOT / "benchmarks" / "_viewers.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as load:
        assert load.stdin is not None
        assert load.stdout is not None
        load.stdin.write(json.dumps({**asked, "request": request}) + "\n")
        load.stdin.flush()
        load.stdout.readline()
        held = server.resident_mb()
        cpu = server.cpu_seconds()
        load.stdin.write("\n")
        load.stdin.flush()
        seen: dict[str, Any] = json.loads(load.stdout.readline())
        # The system counts in hundredths: a small run may use none of them.
        cpu = max(server.cpu_seconds() - cpu, 1 / os.sysconf("SC_CLK_TCK"))
    seen["cpu_us"] = 1e6 * cpu / seen["n"]
    seen["kb"] = 1000 * (held - before) / viewers
    return seen


def main() -> None:
    """Measure the floor and Mire in turn."""
    given = options(__doc__ or "")
    report = Report("streams", given.smoke)
    viewers, rounds, seconds = (200, 1, 1.5) if given.smoke else (viewers_here(), 5, SECONDS)
    report.head(given.seed, f"{viewers} viewers, {HZ:g} Hz, {rounds} rounds of {seconds:g} s")
    runs: dict[str, list[dict[str, Any]]] = {"floor": [], "ticks": []}
    for _ in range(rounds):
        for kind, found in runs.items():
            with (
                installation(is_built=False) as (_, environment),
                served(kind, environment, hz=HZ) as server,
            ):
                request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
                if server.facts:
                    code, projector = server.facts["code"], server.facts["projector"]
                    request = (
                        f"GET /live/{code}/stream?surface=projector HTTP/1.1\r\nHost: x\r\n"
                        f"Cookie: ecran_{code}={projector}\r\n\r\n"
                    )
                found.append(watch(server, request, viewers=viewers, seconds=seconds))
    floor, mire = runs["floor"], runs["ticks"]
    for words, kind in (("floor", floor), ("Mire", mire)):
        report.add(
            f"{words}: processor a message, µs",
            spread([run["cpu_us"] for run in kind], ".1f"),
            f"readers {100 * median([run['cpu'] for run in kind]):.0f} % of a core",
        )
        report.add(f"{words}: lag p99, ms", spread([run["lag_p99_ms"] for run in kind], ".0f"))
    lost = sum(run["lost"] + run["closed"] for run in mire)
    report.add("ticks lost or streams closed", str(lost), "0", is_met=lost == 0, must=True)
    for words, key in (("processor a message", "cpu_us"), ("lag p99", "lag_p99_ms")):
        times = [its[key] / its_floor[key] for its, its_floor in zip(mire, floor, strict=True)]
        report.add(
            f"{words}, times the floor",
            spread(times, ".2f"),
            "≤ 1.25",
            is_met=median(times) <= 1.25,
        )
    held = [run["kb"] for run in mire]
    report.add("memory a stream, KB", spread(held, ".1f"), "≤ 16", is_met=median(held) <= 16)
    report.end()


if __name__ == "__main__":
    main()
