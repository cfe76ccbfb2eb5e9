"""What every benchmark shares: its options, its server processes, its report, its verdict."""

import argparse
import fcntl
import json
import os
import platform
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
# An installation has its modules compiled: a start that compiles them again measures the shell.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

from tests.support.server import prepare  # noqa: E402

KEPT = ROOT / ".bench_cache"
START_SECONDS = 60.0
PACKAGES = ("django", "uvicorn", "uvloop", "httptools", "msgspec", "a2wsgi", "psycopg")


def options(description: str, *more: tuple[str, str]) -> argparse.Namespace:
    """Read the command line: ``--smoke``, ``--seed`` and switches of the benchmark's own."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--smoke", action="store_true", help="a small run that judges nothing")
    parser.add_argument("--seed", type=int, default=1)
    for name, words in more:
        parser.add_argument(name, action="store_true", help=words)
    return parser.parse_args()


@dataclass
class Report:
    """Figures beside their goals; :meth:`end` prints them and ends the process."""

    title: str
    is_smoke: bool
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    is_short: bool = False

    def head(self, seed: int, *lines: str) -> None:
        """Say on what this runs, before it runs."""
        packages = " · ".join(f"{name} {version(name)}" for name in PACKAGES)
        print(f"# {self.title}" + (" (smoke run: speed is not judged)" if self.is_smoke else ""))
        print(f"Python {platform.python_version()} · SQLite {sqlite3.sqlite_version} · {packages}")
        print(f"{platform.system()} {platform.release()} · {os.cpu_count()} cores · seed {seed}")
        for line in lines:
            print(line)
        sys.stdout.flush()

    def add(
        self,
        what: str,
        figure: str,
        goal: str = "",
        *,
        is_met: bool | None = None,
        must: bool = False,
    ) -> None:
        """Add a figure; ``must``: a fault even in a smoke run when it is not met."""
        verdict = "" if is_met is None else "met" if is_met else "SHORT"
        if is_met is False and (must or not self.is_smoke):
            self.is_short = True
        self.rows.append((what, figure, goal, verdict))

    def end(self) -> None:
        """Print the table; exit 1 when a goal is missed.

        ``performance.py`` names a file in MIRE_BENCH_JSON: the rows go there too.
        """
        if kept := os.environ.get("MIRE_BENCH_JSON"):
            names = ("what", "figure", "goal", "verdict")
            rows = [dict(zip(names, row, strict=True)) for row in self.rows]
            Path(kept).write_text(json.dumps({"title": self.title, "rows": rows}))
        widths = [max(len(row[column]) for row in self.rows) for column in range(3)]
        for row in self.rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
            print("  " + "  ".join([*cells, row[3]]).rstrip())
        print("short of a goal" if self.is_short else "done")
        sys.exit(1 if self.is_short else 0)


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def spread(values: Sequence[float], form: str) -> str:
    """Return a median with its least and greatest: « 12 (10–14) »."""
    return f"{median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


@contextmanager
def installation(
    *, is_built: bool = True, is_new: bool = False, **settings: str
) -> Iterator[tuple[Path, dict[str, str]]]:
    """Give a folder of data, with `mire build`'s files or not, and its environment.

    Tables and files are copied from an installation that is kept for all benchmarks; ``is_new``
    leaves the tables to whoever serves, as on the first start.
    """
    with tempfile.TemporaryDirectory(prefix="mire-bench-") as folder:
        environment = {
            **os.environ,
            "MIRE_DATA": folder,
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "mire.config.settings.prod",
            **settings,
        }
        kept = kept_installation()
        if is_built:
            shutil.copytree(kept / "static", Path(folder) / "static")
        if not is_new and not environment["DATABASE_URL"]:
            for name in ("office.sqlite3", "live.sqlite3"):
                shutil.copyfile(kept / name, Path(folder) / name)
        yield Path(folder), environment


@cache
def kept_installation() -> Path:
    """Return an installation without any row, brought up to date once a process."""
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        prepare(KEPT)
    return KEPT


@dataclass
class Served:
    """A server process of a benchmark; ``facts`` is the JSON line that it printed."""

    process: subprocess.Popen[bytes]
    port: int
    facts: Any

    def cpu_seconds(self) -> float:
        """Return the processor time that it has used."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self) -> float:
        """Return its resident memory, in MB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1000
        raise RuntimeError("no such process")


@contextmanager
def served(kind: str, environment: dict[str, str], **more: Any) -> Iterator[Served]:
    """Start one of the servers of ``_servers.py`` in a process of its own."""
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable,
            str(ROOT / "benchmarks" / "_servers.py"),
            kind,
            str(port),
            json.dumps(more),
        ],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > until:
                    message = f"{kind} does not start"
                    raise RuntimeError(message) from None
                time.sleep(0.05)
        yield Served(process, port, facts)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def free_port() -> int:
    """Return a loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
