"""Durable answers a second through the live door, against baselines started here.

``--postgresql``: the same on a private PostgreSQL with fsync on.
"""

import json
import subprocess
import sys
from contextlib import ExitStack, nullcontext
from typing import Any

from _bench import ROOT, Report, Served, installation, median, options, served, spread

from tests.support.postgres import PostgreSQL

KINDS = ("echo", "mire", "single", "orm")
SEATS = 4_000
CONNECTIONS = 128
MOST_A_SECOND = {"echo": 60_000, "mire": 30_000, "single": 8_000, "orm": 4_000}


def load(server: Served, facts: Any, *, seconds: float, revision: int, seed: int, most: int) -> Any:
    """Run the load in a process of its own; return what it measured, with the server's CPU."""
    before = server.cpu_seconds()
    asked = {
        "port": server.port,
        "code": facts["code"],
        "seats": facts["seats"],
        "connections": CONNECTIONS,
        "requests": int(most * seconds),
        "seconds": seconds,
        "revision": revision,
        "seed": seed,
    }
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "_load.py")],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured = json.loads(done.stdout)
    measured["server_cpu"] = (server.cpu_seconds() - before) / measured["seconds"]
    measured["rate"] = measured["n"] / measured["seconds"]
    return measured


def main() -> None:
    """Measure each server in turn, round after round."""
    given = options(__doc__ or "", ("--postgresql", "on PostgreSQL instead of SQLite"))
    report = Report("ingest" + (" on PostgreSQL" if given.postgresql else ""), given.smoke)
    rounds, seconds = (1, 0.5) if given.smoke else (5, 3.0)
    report.head(
        given.seed,
        f"{rounds} rounds of {seconds:g} s, {CONNECTIONS} connections, {SEATS} seats; "
        + ("PostgreSQL, fsync on" if given.postgresql else "SQLite WAL, synchronous=FULL"),
    )
    runs: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    with ExitStack() as stack:
        database = stack.enter_context(
            PostgreSQL(durable=True) if given.postgresql else nullcontext()
        )
        url = database.url if database else ""
        servers = {}
        for kind in KINDS:
            _, environment = stack.enter_context(installation(is_built=False, DATABASE_URL=url))
            servers[kind] = stack.enter_context(served(kind, environment, seats=SEATS))
        for number in range(rounds):
            for kind, server in servers.items():
                facts = server.facts or servers["mire"].facts
                runs[kind].append(
                    load(
                        server,
                        facts,
                        seconds=seconds,
                        revision=1 + 1_000 * number,
                        seed=given.seed + number,
                        most=MOST_A_SECOND[kind],
                    )
                )
    rates = {kind: [run["rate"] for run in runs[kind]] for kind in KINDS}
    for kind, words in (
        ("echo", "bare POST echo"),
        ("mire", "durable answers"),
        ("single", "one commit a request"),
        ("orm", "Django ORM view (WSGI)"),
    ):
        report.add(
            f"{words}, a second",
            spread(rates[kind], ",.0f"),
            f"server {100 * median([run['server_cpu'] for run in runs[kind]]):.0f} % of a core, "
            f"load {100 * median([run['cpu'] for run in runs[kind]]):.0f} %, "
            f"p50 {median([run['p50_ms'] for run in runs[kind]]):.1f} ms",
        )
    refused = [words for kind in KINDS for run in runs[kind] for words in run["refused"]]
    report.add(
        "refused or lost",
        str(sum(run["n_refused"] for k in KINDS for run in runs[k])),
        "0",
        is_met=not refused,
        must=True,
    )
    for words in refused[:3]:
        print(words[:300])

    def ratio(kind: str) -> list[float]:
        return [mine / its for mine, its in zip(rates["mire"], rates[kind], strict=True)]

    least = 0.55 if given.postgresql else 0.60
    share = ratio("echo")
    report.add(
        "share of the bare echo",
        spread(share, ".0%"),
        f"≥ {least:.0%}",
        is_met=median(share) >= least,
    )
    if not given.postgresql:
        for kind, goal in (("single", 6), ("orm", 18)):
            times = ratio(kind)
            report.add(
                f"times {kind}", spread(times, ".1f"), f"≥ {goal}", is_met=median(times) >= goal
            )
    report.end()


if __name__ == "__main__":
    main()
