"""Make an installation with an earlier state of Mire, then serve it with this one, and compare.

    python tools/upgrade_trial.py REVISION [--postgresql] [--keep]

The earlier state holds a meeting to its end, leaves another while a question is open, plays its
demonstration and leaves a room open, on the packages of this one. Then this state serves the same
data: tables are brought up to date, pages open, no row and no entry of a log is lost, the earlier
logs replay to the same results, the meetings go on where they were left (`upgrade_meetings.py`).
Ends non-zero where one is not so. On SQLite, or a private PostgreSQL. `--keep` leaves the folder.
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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("office.sqlite3", "live.sqlite3")
PASSING = {"django_session"}
"""Tables whose rows go by themselves."""
START_SECONDS = 300.0


class Data(Protocol):
    """What an installation keeps: where, and how its tables are read."""

    folder: Path
    settings: Mapping[str, str]

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has."""

    def entries(self, columns: Sequence[str] = ()) -> tuple[Sequence[str], frozenset[str]]:
        """Return the columns of the logs' entries, and the digest of each entry.

        Given columns, it reads these alone: later ones may have come beside them.
        """


class Files:
    """An installation on SQLite."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings: Mapping[str, str] = {}

    def rows(self) -> dict[str, int]:
        counted = {}
        for database in DATABASES:
            with contextlib.closing(sqlite3.connect(self.folder / database)) as opened:
                tables = opened.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' "
                    "AND name NOT LIKE 'sqlite_%'"
                ).fetchall()
                for (name,) in tables:
                    (n,) = opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608
                    counted[f"{database.partition('.')[0]}: {name}"] = n
        return counted

    def entries(self, columns: Sequence[str] = ()) -> tuple[Sequence[str], frozenset[str]]:
        with contextlib.closing(sqlite3.connect(self.folder / "live.sqlite3")) as opened:
            columns = columns or [row[1] for row in opened.execute("PRAGMA table_info(live_entry)")]
            rows = opened.execute(f"SELECT {', '.join(columns)} FROM live_entry")  # noqa: S608
            return columns, digests(rows)


class Served:
    """An installation on a PostgreSQL."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.settings: Mapping[str, str] = {"DATABASE_URL": url}

    def rows(self) -> dict[str, int]:
        import psycopg

        with psycopg.connect(self.url) as opened:
            tables = opened.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            return {
                name: n
                for (name,) in tables.fetchall()
                for (n,) in opened.execute(f'SELECT count(*) FROM "{name}"')  # type: ignore[arg-type]  # noqa: S608
            }

    def entries(self, columns: Sequence[str] = ()) -> tuple[Sequence[str], frozenset[str]]:
        import psycopg

        with psycopg.connect(self.url) as opened:
            columns = columns or [
                name
                for (name,) in opened.execute(
                    "SELECT column_name FROM information_schema.columns "
                    "WHERE table_name = 'live_entry' ORDER BY ordinal_position"
                )
            ]
            rows = opened.execute(f"SELECT {', '.join(columns)} FROM live_entry")  # type: ignore[arg-type]  # noqa: S608
            return columns, digests(rows)


def digests(rows: Iterable[Sequence[Any]]) -> frozenset[str]:
    """Return the digest of each row."""
    return frozenset(
        hashlib.sha256(
            repr([bytes(each) if isinstance(each, memoryview) else each for each in row]).encode()
        ).hexdigest()
        for row in rows
    )


def main() -> None:
    """Play the earlier state, serve it with this one, print what became of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("revision", help="a commit or tag of this repository")
    parser.add_argument("--postgresql", action="store_true", help="on a private PostgreSQL")
    parser.add_argument("--keep", action="store_true", help="leave the folder of the trial")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="mire-upgrade-"))
    with contextlib.ExitStack() as stack:
        if asked.keep:
            stack.callback(print, f"left in {folder}")
        else:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        data: Data = Files(folder / "data")
        if asked.postgresql:
            sys.path.insert(0, str(ROOT))
            from tests.support.postgres import PostgreSQL

            data = Served(folder / "data", stack.enter_context(PostgreSQL()).url)
        faults = tried(asked.revision, folder, data)
    sys.exit("\n".join(faults) if faults else 0)


def tried(revision: str, folder: Path, data: Data) -> list[str]:
    """Carry a trial out in a folder, print its figures; return what went wrong."""
    earlier, out, kept = folder / "earlier", folder / "out", folder / "kept"
    unpack(revision, earlier)
    day = git("log", "-1", "--format=%h of %cs", revision).strip()
    print(f"from {day} to {git('log', '-1', '--format=%h of %cs').strip()}, {type(data).__name__}")
    mire(earlier, data, "build")
    meetings(earlier, data, "begin", str(kept))
    mire(earlier, data, "replay", str(kept / "held" / "log.jsonl"), "--out", str(kept / "held"))
    with serving(earlier, data, "demo", "--out", str(out)) as (address, told, _seconds):
        codes = sorted(set(re.findall(rf"{re.escape(address)}/([A-Z]{{6}})\b", told())))
        codes = codes or sorted(set(re.findall(r"/([A-Z]{6})\b", told())))
    before, (columns, entries) = data.rows(), data.entries()
    print(f"tables before: {len(before)}, rows: {sum(before.values())}")

    faults: list[str] = []
    with serving(ROOT, data, "serve") as (address, told, seconds):
        print(f"tables brought up to date and first page after {seconds:.1f} s")
        pages = ["/", "/compte/entrer", "/a-propos", *(f"/{code}" for code in codes)]
        states = {path: status_of(address + path) for path in pages}
        print("pages: " + ", ".join(f"{path} {state}" for path, state in states.items()))
        faults += [f"{path} answers {state}" for path, state in states.items() if state != 200]
        if not codes:
            faults.append("the earlier state opened no room")
        after, now = data.rows(), data.entries(columns)[1]
        print(f"tables after: {len(after)}, rows: {sum(after.values())}")
        faults += lost(before, after)
        if not entries <= now:
            faults.append("entries of a log changed")
        first = re.search(r"/premier-demarrage/(\S+)", told())
        sent = (str(kept), address, first[1] if first else "")
        faults += [] if meetings(ROOT, data, "finish", *sent) else ["the meetings did not go on"]
    for log in sorted([*out.rglob("log.jsonl"), kept / "held" / "log.jsonl"]):
        faults += replayed(log, log, data, folder / "again")
    then, log = kept / "held" / "log.jsonl", kept / "now" / "held" / "log.jsonl"
    faults += replayed(then, log, data, folder / "again")
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


def environment(tree: Path, data: Data) -> dict[str, str]:
    """Return one in which `mire` is that of a tree, with such data."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MIRE_")}
    kept.pop("DATABASE_URL", None)
    return {
        **kept, "PYTHONPATH": str(tree), "MIRE_DATA": str(data.folder), "LANG": "fr_FR.UTF-8",
        "PYTHONUNBUFFERED": "1", **data.settings,
    }  # fmt: skip


def mire(tree: Path, data: Data, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "mire.cli", *arguments],
        cwd=tree, env=environment(tree, data), stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip


def meetings(tree: Path, data: Data, *arguments: str) -> bool:
    """Hold meetings with a tree, or go on with them; say whether all went well."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "upgrade_meetings.py"), *arguments],
        cwd=tree, env=environment(tree, data), check=False,
    )  # fmt: skip
    if arguments[0] == "begin" and done.returncode:
        sys.exit("the earlier state held no meeting")
    return done.returncode == 0


@contextmanager
def serving(
    tree: Path, data: Data, *arguments: str
) -> Iterator[tuple[str, Callable[[], str], float]]:
    """Serve by a tree's command; give the address, what it has printed, seconds to a page."""
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
            yield address, lambda: _all_of(told), seconds
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def _all_of(told: IO[str]) -> str:
    told.flush()
    told.seek(0)
    return told.read()


def status_of(address: str) -> int:
    """Return the status of a page, redirections followed; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own server
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def lost(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    """Return a sentence for each table that has fewer rows than before, or is gone.

    The table of meetings of 0.1.0 goes on under another name.
    """
    renamed = {"programme_meeting": "meetings_meeting"}
    found = []
    for table, n in before.items():
        place, name = table.rpartition(" ")[::2]
        later = f"{place} {renamed.get(name, name)}".strip()
        if name not in PASSING and n and after.get(later, 0) < n:
            found.append(f"{table} had {n} rows, has {after.get(later, 'no table')}")
    return found


def replayed(first: Path, log: Path, data: Data, into: Path) -> list[str]:
    """Replay a log with this state; return a sentence where its results are not the first ones."""
    mire(ROOT, data, "replay", str(log), "--out", str(into))
    was, now = (parts_of(each / "results.json") for each in (first.parent, into))
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
