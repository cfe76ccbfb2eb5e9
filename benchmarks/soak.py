"""A room of 2,000 phones that lasts: what the server's memory does, and whether anything is lost.

Each phone keeps a stream, answers again every minute or so, and now and then reloads. The memory
is taken every second; its slope is that of the last two thirds, when everything that a room of this
size needs is there. ``--minutes N`` (30): how long; the figure says it.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from itertools import pairwise

from _bench import ROOT, Report, installation, served

PHONES, BETWEEN_SECONDS = 2_000, 60.0
MOST_MB_AN_HOUR = 20.0
"""A meeting of two hours may leave 40 MB more than it began with."""


def main() -> None:
    """Let a room last."""
    given = _options()
    seconds = 6.0 if given.smoke else 60 * given.minutes
    phones = 60 if given.smoke else PHONES
    between = 2.0 if given.smoke else BETWEEN_SECONDS
    report = Report("soak", given.smoke)
    report.head(given.seed, f"{phones} phones, {seconds / 60:g} min")
    # Many phones of one address, as behind a proxy.
    settings = {"DATABASE_URL": "", "MIRE_PROXY": "127.0.0.1"}
    with (
        installation(is_built=False, **settings) as (_, environment),
        served("mire", environment, seats=phones) as server,
    ):
        asked = {
            "port": server.port, "code": server.facts["code"], "seats": server.facts["seats"],
            "seconds": seconds, "between": between, "seed": given.seed,
        }  # fmt: skip
        at_rest, cpu = server.resident_mb(), server.cpu_seconds()
        held: list[tuple[float, float]] = []
        with subprocess.Popen(
            [sys.executable, str(ROOT / "benchmarks" / "_soak.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as load:
            assert load.stdin is not None
            assert load.stdout is not None
            load.stdin.write(json.dumps(asked) + "\n")
            load.stdin.flush()
            begun = time.monotonic()
            while load.poll() is None and time.monotonic() - begun < seconds:
                held.append((time.monotonic() - begun, server.resident_mb()))
                time.sleep(0.1 if given.smoke else 1.0)
            told = json.loads(load.stdout.readline())
        cpu = server.cpu_seconds() - cpu
    late = [each for each in held if each[0] >= seconds / 3]
    slope = 3600 * statistics.linear_regression(*zip(*late, strict=True)).slope
    lost, refused = told.get("lost", 0), told.get("answers_refused", 0)
    report.add("minutes", f"{seconds / 60:g}")
    report.add("answers acknowledged", f"{told['acknowledged']:,}")
    report.add("answers refused", str(refused), "0", is_met=refused == 0, must=True)
    report.add("lost, each phone asked", str(lost), "0", is_met=lost == 0, must=True)
    cut = told.get("streams_cut", 0) + told.get("streams_refused", 0)
    report.add("streams cut or refused", str(cut), "0", is_met=cut == 0, must=True)
    report.add("reloads", f"{told.get('reloads', 0):,}")
    if waits := told["ack_p95_ms"]:
        report.add("ack p95, first minute · last, ms", f"{waits[0]:g} · {waits[-1]:g}")
    report.add("processor, share of a core", f"{100 * cpu / seconds:.0f} %")
    report.add(
        "memory at rest · after a third · at the end, MB",
        f"{at_rest:.0f} · {late[0][1]:.0f} · {late[-1][1]:.0f}",
    )
    report.add(
        "slope of memory, last two thirds, MB an hour",
        f"{slope:+.1f} (most between two seconds: {_most_step(late):+.1f} MB)",
        f"≤ {MOST_MB_AN_HOUR:g}",
        is_met=slope <= MOST_MB_AN_HOUR,
    )
    report.end()


def _most_step(held: list[tuple[float, float]]) -> float:
    """Return the greatest change between two samples, in MB."""
    return max((after[1] - before[1] for before, after in pairwise(held)), key=abs, default=0.0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a small run that judges nothing")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=30.0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
