"""`mire doctor`: each judgment, and the command on a folder and on a served address."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from mire.cli.backup.sqlite_files import NAMES
from mire.cli.doctor import machine, served, storage
from mire.cli.doctor.checked import Checked, State
from tests.support.commands import mire

WELL, MIND, WRONG = State.WELL, State.MIND, State.WRONG


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (machine.disk(machine.LEAST_FREE - 1), WRONG),
        (machine.disk(machine.LEAST_FREE), MIND),
        (machine.disk(machine.FEW_FREE), WELL),
        (machine.key("k" * 31), WRONG),
        (machine.key("k" * 32), WELL),
        (machine.clock(3.3, 0.3), MIND),
        (machine.clock(0.3, 0.3), WELL),
        (machine.descriptors(1_024), MIND),
        (machine.descriptors(4_096), WELL),
        (machine.descriptors(-1), WELL),  # no limit at all
        (storage.database_clock(-31), WRONG),
        (storage.database_clock(2), MIND),
        (storage.database_clock(0.1), WELL),
        (storage.locks(1), MIND),
        (storage.locks(0), WELL),
        (storage.archives("on"), MIND),
        (storage.archives("always"), MIND),
        (storage.archives("off"), WELL),
        (served.certificate(13 * served.DAY), MIND),
        (served.certificate(15 * served.DAY), WELL),
        (served.named("mire.example.org", "127.0.0.1:8000"), WRONG),
        (served.named("mire.example.org", "mire.example.org"), WELL),
        (served.forwarded(is_forwarded=True, is_believed=False), WRONG),
        (served.forwarded(is_forwarded=True, is_believed=True), WELL),
        (served.scheme("https", is_secure=False), WRONG),
        (served.scheme("http", is_secure=False), MIND),
        (served.buffered([0.0, 0.001, 0.002, 0.003]), WRONG),
        (served.buffered([0.0, 0.3, 0.6, 0.9]), WELL),
    ],
)
def test_what_is_found_is_judged(found: Checked, state: State) -> None:
    assert found.state is state


@pytest.fixture
def folder(tmp_path: Path, static: Path, settings: Any) -> Path:
    """The data of an installation on SQLite in which nothing happened."""
    settings.DATABASE_URL = ""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir(mode=0o700)
    for name in NAMES:
        shutil.copyfile(static.parent / name, settings.DATA / name)
        (settings.DATA / name).chmod(0o600)
    return tmp_path / "data"


@pytest.mark.django_db(databases="__all__")
def test_a_file_that_others_read_or_that_is_damaged_is_named(folder: Path) -> None:
    said = json.loads(mire("doctor", "--json").stdout)
    assert [each["check"] for each in said if each["state"] == "wrong"] == []
    (folder / "live.sqlite3").chmod(0o644)
    raw = bytearray((folder / "live.sqlite3").read_bytes())
    raw[4096 : 3 * 4096] = b"\xff" * 2 * 4096
    (folder / "live.sqlite3").write_bytes(raw)
    done = mire("doctor")
    assert done.returncode == 1
    wrong = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert len(wrong) == 2
    assert all("live.sqlite3" in line for line in wrong)
