"""Everyone answers within two seconds, each with an open stream, before one projector.

From an answer's sending to its ✓, and to the first projector frame that counts it. Answers are
anonymous: the nth acknowledged one is on the screen when the screen counts n.
"""

import json
import subprocess
import sys

from _bench import ROOT, Report, installation, median, options, served, spread

CROWDS = (500, 1_000)
ACK_MS, SCREEN_MS = 100, 250


def main() -> None:
    """Measure each crowd five times, in a new server each time."""
    given = options(__doc__ or "")
    report = Report("burst", given.smoke)
    crowds, rounds = ((60,), 1) if given.smoke else (CROWDS, 5)
    report.head(given.seed, f"{rounds} runs each, a new server each time")
    for crowd in crowds:
        runs = []
        for number in range(rounds):
            with (
                installation(is_built=False) as (_, environment),
                served("mire", environment, seats=crowd) as server,
            ):
                asked = {**server.facts, "port": server.port, "seed": given.seed + number}
                done = subprocess.run(
                    [sys.executable, str(ROOT / "benchmarks" / "_crowd.py")],
                    input=json.dumps(asked),
                    stdout=subprocess.PIPE,
                    text=True,
                    check=True,
                )
                runs.append(json.loads(done.stdout))
        lost = sum(run["lost"] for run in runs)
        report.add(f"{crowd} phones: lost", str(lost), "0", is_met=lost == 0, must=True)
        for name, words, goal in (
            ("ack_p95_ms", "ack p95, ms", ACK_MS),
            ("screen_p95_ms", "answer to projector p95, ms", SCREEN_MS),
        ):
            values = [run[name] for run in runs]
            report.add(
                f"{crowd} phones: {words}",
                spread(values, ".0f"),
                f"≤ {goal}",
                is_met=median(values) <= goal,
            )
        cpu = median([run["cpu"] for run in runs])
        report.add(f"{crowd} phones: load's processor", f"{100 * cpu:.0f} % of a core")
    report.end()


if __name__ == "__main__":
    main()
