"""How soon a server answers its first page, and the memory that it holds when idle."""

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from _bench import ROOT, Report, free_port, installation, median, options, spread

READY_SECONDS, IDLE_MB = 3.0, 180.0
START_SECONDS = 60.0


def main() -> None:
    """Start the server several times on one installation."""
    given = options(__doc__ or "")
    report = Report("startup", given.smoke)
    rounds, idle = (1, 0.5) if given.smoke else (5, 3.0)
    report.head(given.seed, f"{rounds} starts, memory after {idle:g} s of rest")
    took, held = [], []
    with installation(is_new=True) as (_, environment):
        for _number in range(rounds):
            seconds, mb = measure(environment, idle)
            took.append(seconds)
            held.append(mb)
    report.add(
        "from start to the first page, s",
        spread(took, ".2f"),
        f"≤ {READY_SECONDS:g}",
        is_met=median(took) <= READY_SECONDS,
    )
    report.add(
        "resident memory at rest, MB",
        spread(held, ".0f"),
        f"≤ {IDLE_MB:g}",
        is_met=median(held) <= IDLE_MB,
    )
    report.end()


def measure(environment: dict[str, str], idle: float) -> tuple[float, float]:
    """Start `mire serve`; return the seconds to its first page and its memory at rest."""
    port = free_port()
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "mire.cli", "serve", "--host", "127.0.0.1", "--port", str(port)],
        cwd=ROOT,
        env=environment,
    )
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                    assert page.read()
                seconds = time.perf_counter() - begun
                break
            except (urllib.error.URLError, OSError):
                if process.poll() is not None or time.perf_counter() - begun > START_SECONDS:
                    raise
                time.sleep(0.02)
        time.sleep(idle)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found
        return seconds, int(found[1]) * 1024 / 1e6
    finally:
        process.terminate()
        process.wait(timeout=15)


if __name__ == "__main__":
    main()
