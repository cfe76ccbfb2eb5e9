"""What is wrong with the machine is said in one sentence, with code 2, and nothing is begun."""

import errno
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import OperationalError

from mire.cli import building, troubles
from tests.support.commands import Done, mire
from tests.support.server import ROOT

SHEET = ROOT / "mire" / "runsheet" / "sheets" / "debrief.toml"


def process(folder: Path, *arguments: object, lang: str = "fr_FR.UTF-8", **more: str) -> Done:
    """Run `mire` in a process of its own, with these variables."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment.pop("MIRE_SECRET_KEY", None)
    done = subprocess.run(
        [sys.executable, "-m", "mire.cli", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=180,
        env={**environment, "MIRE_DATA": str(folder / "data"), "LC_ALL": lang,
             "DJANGO_SETTINGS_MODULE": "mire.config.settings.prod", **more},
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


def is_one_sentence(done: Done) -> bool:
    said = done.stderr.strip()
    return done.returncode == 2 and len(said.splitlines()) == 1 and "Traceback" not in said


@pytest.mark.slow
def test_an_address_that_is_none_is_said_without_repeating_it(tmp_path: Path) -> None:
    done = process(tmp_path, "runsheet", "check", SHEET, DATABASE_URL="garbage:secret")
    assert is_one_sentence(done), done.stderr
    assert "DATABASE_URL n" in done.stderr
    assert "secret" not in done.stderr
    english = process(tmp_path, "serve", lang="en_GB.UTF-8", DATABASE_URL="garbage")
    assert is_one_sentence(english), english.stderr
    assert "DATABASE_URL is not" in english.stderr


@pytest.mark.slow
def test_a_database_that_is_away_is_said(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        url = f"postgresql://mire:secret@127.0.0.1:{port}/mire"
        done = process(tmp_path, "open", SHEET, DATABASE_URL=url)
    assert is_one_sentence(done), done.stderr
    assert "PostgreSQL" in done.stderr
    assert "secret" not in done.stderr
    assert done.stdout == ""


@pytest.mark.slow
def test_a_data_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = process(tmp_path, "runsheet", "check", SHEET, MIRE_DATA=str(tmp_path / "file" / "x"))
    assert is_one_sentence(done), done.stderr
    assert "MIRE_DATA" in done.stderr


@pytest.mark.slow
def test_a_setting_that_can_t_be_read_is_said(tmp_path: Path) -> None:
    done = process(tmp_path, "runsheet", "check", SHEET, MIRE_PROXY="my-proxy")
    assert is_one_sentence(done), done.stderr
    assert "MIRE_PROXY" in done.stderr


@pytest.mark.slow
def test_a_busy_port_is_said_before_any_address(tmp_path: Path) -> None:
    with socket.create_server(("0.0.0.0", 0)) as other:
        port = other.getsockname()[1]
        for command in ("serve", "demo"):
            done = process(tmp_path, command, "--port", port)
            assert is_one_sentence(done), done.stderr
            assert str(port) in done.stderr
            assert done.stdout == ""
    assert not (tmp_path / "data" / "live.sqlite3").exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left", "/x/y"), "/x/y : on ne peut pas s'en servir (le"),
        (OSError(errno.EROFS, "Read-only"), "Le système refuse"),
        (sqlite3.OperationalError("database or disk is full"), "le disque est plein"),
        (OperationalError("attempt to write a readonly database"), "MIRE_DATA"),
        (OperationalError("unable to open database file"), "MIRE_DATA"),
        (OperationalError("disk I/O error"), "disk I/O error"),
    ],
)
def test_each_trouble_has_its_sentence(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert said in str(troubles.sentence(error)).replace("’", "'").replace("\u202f", " ")
    assert troubles.sentence(ValueError("a fault of ours")) is None


def test_a_full_disk_ends_a_command_in_one_sentence(tmp_path: Path) -> None:
    """A limit on the size of files is a disk that fills up while a rehearsal is written."""
    command = (
        f'trap "" XFSZ; ulimit -f 40; exec {sys.executable} -m mire.cli rehearse {SHEET} '
        f"--out {tmp_path / 'out'} --participants 8"
    )
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
        env={**os.environ, "MIRE_DATA": str(tmp_path / "data"), "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "plein" in done.stderr


@contextmanager
def somebody_else() -> Iterator[Path]:
    """Give a folder that this process may not write to, root or not."""
    folder = Path(tempfile.mkdtemp(prefix="mire-read-only-"))
    is_root = os.geteuid() == 0
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        for each in [folder, *folder.rglob("*")]:
            if each.is_dir():
                each.chmod(0o755)
        shutil.rmtree(folder)


def test_a_program_folder_that_is_read_only_is_built_with_the_data(settings: Any) -> None:
    with somebody_else() as folder:
        catalogues = folder / "program" / "locale" / "en" / "LC_MESSAGES"
        catalogues.mkdir(parents=True)
        shutil.copy(settings.PACKAGE / "locale/en/LC_MESSAGES/django.po", catalogues)
        settings.PACKAGE, settings.MADE = folder / "program", folder / "data" / "made"
        settings.MADE.mkdir(parents=True)
        for each in (folder, settings.MADE, settings.MADE.parent):
            each.chmod(0o777)
        catalogues.chmod(0o555)
        if os.geteuid() == 0:
            os.seteuid(65534)
        building.compile_catalogues()
        made = settings.MADE / "locale" / "en" / "LC_MESSAGES" / "django.mo"
        assert made.exists()
        assert not (catalogues / "django.mo").exists()
        if os.geteuid() != os.getuid():
            os.seteuid(os.getuid())
        catalogues.chmod(0o755)
        building.compile_catalogues()
        assert (catalogues / "django.mo").exists()
        assert not made.exists()


def test_a_command_of_this_process_says_it_too(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    done = mire("rehearse", SHEET, "--out", tmp_path / "out", "--participants", "8")
    assert is_one_sentence(done), done.stderr
