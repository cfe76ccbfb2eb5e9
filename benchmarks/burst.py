"""Everyone answers within two seconds, each with an open stream, before one projector.

From an answer's sending to its ✓, and to the first projector frame that counts it. Answers are
anonymous: the nth acknowledged one is on the screen when the screen counts n. Beside it, in the
same run, the same phones before a bare echo, and before an echo that answers once what it was sent
is on the disk, in a file or in the database. ``--postgresql``: on a private one with fsync on.
"""

import json
import subprocess
import sys
from contextlib import nullcontext
from typing import Any

from _bench import ROOT, Report, Served, installation, median, options, served, spread

from tests.support.postgres import PostgreSQL

CROWDS = {500: (100, 250, 4), 1_000: (100, 250, 6), 2_000: (None, 500, 8)}
"""By number of phones: ack p95 and screen p95 at most, ms; ack p95 at most, times the echo's."""


def crowd_before(server: Served, facts: dict[str, Any], seed: int) -> Any:
    """Have the crowd answer; return what it measured."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "_crowd.py")],
        input=json.dumps({**facts, "port": server.port, "seed": seed}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def main() -> None:
    """Measure each crowd five times, in a new server each time."""
    given = options(__doc__ or "", ("--postgresql", "on PostgreSQL instead of SQLite"))
    report = Report("burst" + (" on PostgreSQL" if given.postgresql else ""), given.smoke)
    crowds, rounds = ({60: CROWDS[500]}, 1) if given.smoke else (CROWDS, 5)
    report.head(given.seed, f"{rounds} runs each, a new server each time")
    with PostgreSQL(durable=True) if given.postgresql else nullcontext() as database:
        url = database.url if database else ""
        for crowd, goals in crowds.items():
            runs, echoes, synced = [], [], []
            for number in range(rounds):
                # Two thousand come through a proxy: one address alone may not keep so many waiting.
                settings = {"DATABASE_URL": url, "MIRE_PROXY": "127.0.0.1"}
                with (
                    installation(is_built=False, **settings) as (_, environment),
                    served("mire", environment, seats=crowd) as server,
                    served("echo", environment) as echo,
                    served("synced", environment) as disk,
                ):
                    seed = given.seed + number
                    runs.append(crowd_before(server, server.facts, seed))
                    unwatched = {**server.facts, "projector": ""}
                    echoes.append(crowd_before(echo, unwatched, seed))
                    synced.append(crowd_before(disk, unwatched, seed))
            tell(report, crowd, goals, runs, echoes, synced)
    report.end()


def tell(
    report: Report,
    crowd: int,
    goals: tuple[int | None, int, int],
    runs: Any,
    echoes: Any,
    synced: Any,
) -> None:
    """Add a crowd's figures to the report."""
    ack, screen, most_times = goals
    lost = sum(run["lost"] for run in runs)
    report.add(f"{crowd} phones: lost", str(lost), "0", is_met=lost == 0, must=True)
    for name, words, goal in (
        ("ack_p95_ms", "ack p95, ms", ack),
        ("screen_p95_ms", "answer to projector p95, ms", screen),
    ):
        values = [run[name] for run in runs]
        report.add(
            f"{crowd} phones: {words}",
            spread(values, ".0f"),
            "" if goal is None else f"≤ {goal}",
            is_met=None if goal is None else median(values) <= goal,
        )
    times = over(runs, echoes)
    report.add(
        f"{crowd} phones: ack p95, times the echo's",
        spread(times, ".1f"),
        f"≤ {most_times}",
        is_met=median(times) <= most_times,
    )
    report.add(
        f"{crowd} phones: ack median, times the echo's p95",
        spread(over(runs, echoes, "ack_median_ms"), ".1f"),
    )
    report.add(
        f"{crowd} phones: an echo that is on the disk, times the echo's",
        spread(over(synced, echoes), ".1f"),
        "the least that a disk allows",
    )
    report.add(
        f"{crowd} phones: ack p95, times that of an echo on the disk",
        spread(over(runs, synced), ".1f"),
    )
    cpu = median([run["cpu"] for run in runs])
    report.add(f"{crowd} phones: load's processor", f"{100 * cpu:.0f} % of a core")


def over(runs: Any, baseline: Any, figure: str = "ack_p95_ms") -> list[float]:
    """Return, run by run, how many times the baseline's ack p95 a figure of the runs is."""
    return [a[figure] / b["ack_p95_ms"] for a, b in zip(runs, baseline, strict=True)]


if __name__ == "__main__":
    main()
