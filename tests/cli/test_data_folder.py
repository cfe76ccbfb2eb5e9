"""Who else may read the data of an installation, and how many may serve it."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mire.cli.data_folder import hold_alone, keep_private
from tests.faults.serving import MEETING
from tests.support.server import ROOT, Server


@pytest.fixture
def open_umask() -> Iterator[None]:
    """An account whose new files everybody may read and change."""
    kept = os.umask(0)
    yield
    os.umask(kept)


@pytest.fixture
def on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


def modes(folder: Path) -> dict[str, int]:
    """Return the permissions of a folder and of all that it holds itself, but static files."""
    found = {".": stat.S_IMODE(folder.stat().st_mode)}
    for path in folder.rglob("*"):
        if "static" not in path.parts:
            found[str(path.relative_to(folder))] = stat.S_IMODE(path.stat().st_mode)
    return found


@pytest.mark.usefixtures("open_umask")
def test_files_that_were_open_to_all_are_closed(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "demo").mkdir(parents=True)
    for name in ("live.sqlite3", "live.sqlite3-wal", "secret_key", "demo/log.jsonl"):
        (folder / name).write_text("answers")
    keep_private(folder, [folder / "live.sqlite3", folder / "office.sqlite3"])
    assert {mode for name, mode in modes(folder).items() if name not in (".", "demo")} == {0o600}
    assert modes(folder)["."] == modes(folder)["demo"] == 0o700
    assert (folder / "live.sqlite3").read_text() == "answers"


@pytest.mark.storage
@pytest.mark.usefixtures("open_umask", "on_sqlite")
def test_nobody_else_reads_what_a_server_writes(tmp_path: Path, static: Path) -> None:
    with Server(tmp_path / "data", static, is_new=True) as server:
        server.open_room(MEETING)
        found = modes(server.folder)
    assert {"live.sqlite3", "live.sqlite3-wal", "live.sqlite3-shm"} <= found.keys()
    assert {name: mode for name, mode in found.items() if mode & 0o077} == {}


@pytest.mark.usefixtures("on_sqlite")
def test_a_second_server_on_the_same_files_is_refused_in_words(
    tmp_path: Path, static: Path
) -> None:
    with Server(tmp_path / "data", static) as server:
        other = Server(server.folder, static)
        done = subprocess.run(
            [sys.executable, "-m", "mire.cli", "serve", "--port", str(other.port)],
            cwd=ROOT,
            env=dict(other.environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 2
        assert "Un autre serveur Mire se sert déjà de" in done.stderr
        assert "Traceback" not in done.stderr
        server.run("open", str(MEETING))  # a command that writes and ends is no second server
        assert server.process
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        server.start()  # the lock went with its process


def test_the_lock_is_for_one(tmp_path: Path) -> None:
    first = hold_alone(tmp_path)
    assert first is not None
    assert hold_alone(tmp_path) is None
    first.close()
    again = hold_alone(tmp_path)
    assert again is not None
    again.close()
