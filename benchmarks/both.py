"""Streams and answers at once: 10,000 viewers of a kilobyte at 4 Hz, while 4,500 answers a second.

One server process does both. The load asks for so many answers a second on kept connections: an
answer that comes late is followed at once, so that what the server can't do shows as a rate that
falls short, and as waits. Viewers and load are processes of their own, on the same machine.
"""

import json
import subprocess
import sys
from typing import Any

from _bench import ROOT, Report, Served, installation, median, options, served, spread
from streams import HZ, VIEWERS, viewers_here

ANSWERS, SEATS, CONNECTIONS = 4_500, 4_000, 128
ACK_MS, LAG_MS = 50, 250


def both(server: Served, *, viewers: int, seconds: float, rate: int, seed: int) -> dict[str, Any]:
    """Have so many watch while so many answer; return what both saw."""
    facts = server.facts
    request = (
        f"GET /live/{facts['code']}/stream?surface=projector HTTP/1.1\r\nHost: x\r\n"
        f"Cookie: ecran_{facts['code']}={facts['projector']}\r\n\r\n"
    )
    watched = {
        "port": server.port, "viewers": viewers, "seconds": seconds, "settle": 1.0,
        "request": request,
    }  # fmt: skip
    answered = {
        "port": server.port, "code": facts["code"], "seats": facts["seats"],
        "connections": CONNECTIONS, "requests": int(2 * rate * seconds), "seconds": seconds,
        "revision": 1, "seed": seed, "rate": rate,
    }  # fmt: skip
    with _process("_viewers.py") as watching, _process("_load.py") as answering:
        _say(watching, watched)
        _heard(watching)
        cpu = server.cpu_seconds()
        _say(watching, {})
        _say(answering, answered)
        answers, streams = _heard(answering), _heard(watching)
        cpu = (server.cpu_seconds() - cpu) / seconds
    return {"answers": answers, "streams": streams, "cpu": cpu}


def _process(name: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(ROOT / "benchmarks" / name)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _say(process: "subprocess.Popen[str]", told: dict[str, Any]) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(told) + "\n")
    process.stdin.flush()


def _heard(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None
    heard: dict[str, Any] = json.loads(process.stdout.readline())
    return heard


def main() -> None:
    """Measure both, round after round, each in a new server."""
    given = options(__doc__ or "")
    report = Report("both", given.smoke)
    viewers = 100 if given.smoke else viewers_here()
    rounds, seconds, rate = (1, 1.5, 200) if given.smoke else (5, 10.0, ANSWERS)
    report.head(
        given.seed,
        f"{viewers} viewers of {VIEWERS} asked, {HZ:g} Hz, {rate} answers/s asked, {rounds} rounds "
        f"of {seconds:g} s",
    )
    runs = []
    for number in range(rounds):
        with (
            installation(is_built=False) as (_, environment),
            served("ticks", environment, hz=HZ, seats=SEATS) as server,
        ):
            seed = given.seed + number
            runs.append(both(server, viewers=viewers, seconds=seconds, rate=rate, seed=seed))
    rates = [run["answers"]["n"] / run["answers"]["seconds"] for run in runs]
    report.add(
        "answers acknowledged a second",
        spread(rates, ",.0f"),
        f"≥ {rate:,}",
        is_met=median(rates) >= 0.99 * rate,
    )
    waits = [run["answers"]["p99_ms"] for run in runs]
    report.add("ack p99, ms", spread(waits, ".0f"), f"≤ {ACK_MS}", is_met=median(waits) <= ACK_MS)
    lags = [run["streams"]["lag_p99_ms"] for run in runs]
    report.add("lag p99, ms", spread(lags, ".0f"), f"≤ {LAG_MS}", is_met=median(lags) <= LAG_MS)
    lost = sum(run["streams"]["lost"] + run["streams"]["closed"] for run in runs)
    report.add("ticks lost or streams closed", str(lost), "0", is_met=lost == 0)
    refused = sum(run["answers"]["n_refused"] for run in runs)
    report.add("answers refused or lost", str(refused), "0", is_met=refused == 0, must=True)
    report.add(
        "server's processor", f"{100 * median([run['cpu'] for run in runs]):.0f} % of a core"
    )
    report.end()


if __name__ == "__main__":
    main()
