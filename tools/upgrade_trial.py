"""Make an installation with an earlier state of Mire, then serve it with this one, and compare.

    python tools/upgrade_trial.py REVISION [--keep]

The earlier state plays its demonstration and leaves a room open, on the packages of this one. Then
this state serves the same data: tables are brought up to date, pages open, no row and no entry of
a log is lost, and the earlier logs replay to the same results. Ends non-zero where one is not so.
SQLite, which an installation of one machine has; `--keep` leaves the folder.
"""

import argparse
import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("office.sqlite3", "live.sqlite3")
PASSING = {"django_session"}
"""Tables whose rows go by themselves."""
START_SECONDS = 300.0


def main() -> None:
    """Play the earlier state, serve it with this one, print what became of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("revision", help="a commit or tag of this repository")
    parser.add_argument("--keep", action="store_true", help="leave the folder of the trial")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="mire-upgrade-"))
    try:
        faults = tried(asked.revision, folder)
    finally:
        if asked.keep:
            print(f"left in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit("\n".join(faults) if faults else 0)


def tried(revision: str, folder: Path) -> list[str]:
    """Carry a trial out in a folder, print its figures; return what went wrong."""
    earlier, data, out = folder / "earlier", folder / "data", folder / "out"
    unpack(revision, earlier)
    day = git("log", "-1", "--format=%h of %cs", revision).strip()
    print(f"from {day} to {git('log', '-1', '--format=%h of %cs').strip()}")
    mire(earlier, data, "build")
    with serving(earlier, data, "demo", "--out", str(out)) as (address, told, _seconds):
        codes = sorted(set(re.findall(rf"{re.escape(address)}/([A-Z]{{6}})\b", told)))
        codes = codes or sorted(set(re.findall(r"/([A-Z]{6})\b", told)))
    before = {name: rows_of(data / name) for name in DATABASES}
    columns, entries = entries_of(data / "live.sqlite3")
    print(f"tables before: {sum(map(len, before.values()))}, rows: {n_rows(before)}")

    faults: list[str] = []
    with serving(ROOT, data, "serve") as (address, _told, seconds):
        print(f"tables brought up to date and first page after {seconds:.1f} s")
        pages = ["/", "/compte/entrer", "/a-propos", *(f"/{code}" for code in codes)]
        states = {path: status_of(address + path) for path in pages}
        print("pages: " + ", ".join(f"{path} {state}" for path, state in states.items()))
        faults += [f"{path} answers {state}" for path, state in states.items() if state != 200]
        if not codes:
            faults.append("the earlier state opened no room")
    after = {name: rows_of(data / name) for name in DATABASES}
    print(f"tables after: {sum(map(len, after.values()))}, rows: {n_rows(after)}")
    faults += lost(before, after)
    if entries_of(data / "live.sqlite3", columns)[1] != entries:
        faults.append("entries of a log changed")
    for log in sorted(out.rglob("log.jsonl")):
        faults += replayed(log, data, folder / "again")
    print("nothing lost" if not faults else "\n".join(faults))
    return faults


def unpack(revision: str, into: Path) -> None:
    """Write the tree of a revision into a folder."""
    packed = subprocess.run(
        ["git", "archive", "--format=tar", revision], cwd=ROOT, stdout=subprocess.PIPE, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(into, filter="data")


def git(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def environment(tree: Path, data: Path) -> dict[str, str]:
    """Return one in which `mire` is that of a tree, with such data on SQLite."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MIRE_")}
    kept.pop("DATABASE_URL", None)
    return {
        **kept, "PYTHONPATH": str(tree), "MIRE_DATA": str(data), "LANG": "fr_FR.UTF-8",
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip


def mire(tree: Path, data: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "mire.cli", *arguments],
        cwd=tree, env=environment(tree, data), stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip


@contextmanager
def serving(tree: Path, data: Path, *arguments: str) -> Iterator[tuple[str, str, float]]:
    """Serve by a tree's command; give the address, what was printed, seconds to the first page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address, began = f"http://127.0.0.1:{port}", time.monotonic()
    with tempfile.TemporaryFile("w+") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "mire.cli", *arguments, "--port", str(port)],
            cwd=tree, env=environment(tree, data), stdout=told,
        )  # fmt: skip
        try:
            while status_of(address) != 200:
                if process.poll() is not None or time.monotonic() - began > START_SECONDS:
                    sys.exit(f"{' '.join(arguments)} does not serve ({process.returncode})")
                time.sleep(0.1)
            seconds = time.monotonic() - began
            told.seek(0)
            yield address, told.read(), seconds
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def status_of(address: str) -> int:
    """Return the status of a page, redirections followed; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own server
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def rows_of(database: Path) -> dict[str, int]:
    """Return how many rows each table of a database has."""
    with contextlib.closing(sqlite3.connect(database)) as opened:
        tables = opened.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for (name,) in tables
        }


def n_rows(counted: Mapping[str, Mapping[str, int]]) -> int:
    return sum(n for tables in counted.values() for n in tables.values())


def lost(
    before: Mapping[str, Mapping[str, int]], after: Mapping[str, Mapping[str, int]]
) -> list[str]:
    """Return a sentence for each table that has fewer rows than before, or is gone."""
    return [
        f"{database}: {table} had {n} rows, has {after[database].get(table, 'no table')}"
        for database, tables in before.items()
        for table, n in tables.items()
        if table not in PASSING and n and after[database].get(table, 0) < n
    ]


def entries_of(database: Path, columns: Sequence[str] = ()) -> tuple[Sequence[str], str]:
    """Return the columns of a live database's entries, and the digest of what stands in them.

    Given columns, it reads these alone: later ones may have come beside them.
    """
    with contextlib.closing(sqlite3.connect(database)) as opened:
        columns = columns or [row[1] for row in opened.execute("PRAGMA table_info(live_entry)")]
        rows = opened.execute(f"SELECT {', '.join(columns)} FROM live_entry").fetchall()  # noqa: S608
    return columns, hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()


def replayed(log: Path, data: Path, into: Path) -> list[str]:
    """Replay an earlier log with this state; return a sentence where its results differ."""
    mire(ROOT, data, "replay", str(log), "--out", str(into))
    was, now = (parts_of(each / "results.json") for each in (log.parent, into))
    differing = [name for name in was if now.get(name) != was[name]]
    n_same = len(was) - len(differing)
    print(f"{log.parent.name}: {n_same} of {len(was)} results are the same")
    return [f"{log.parent.name}: the result of {name} differs" for name in differing]


def parts_of(results: Path) -> dict[str, Any]:
    """Return the results of a meeting, an activity each, and what is said of the whole."""
    whole: dict[str, Any] = json.loads(results.read_bytes())
    activities = whole.pop("activities")
    return {**whole, **{f"activity {n}": each for n, each in enumerate(activities, 1)}}


if __name__ == "__main__":
    main()
