"""A real Mire in a process of its own, as an operator starts it: to talk to, or to kill."""

import contextlib
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import psycopg

from mire.live.engine.engine import Engine
from mire.live.engine.requests import CreateRoom
from mire.live.store.connect import opener
from mire.runsheet.toml_file import read_sheet
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120.0
PREPARE = """
import django
django.setup()
from django.db import connections
from mire.cli.serving import prepare_databases
prepare_databases()
connections.close_all()
"""
PREPARED = "prepared"
PREPARING = 20180321
"""The lock under which one worker makes the database that the others copy."""


@dataclass(frozen=True)
class OpenedRoom:
    """A room's code and its three addresses."""

    code: str
    phone: str
    console: str
    projector: str


def prepare(folder: Path, database: str = "") -> None:
    """Make an installation in ``folder`` ready, as `mire serve` does before it serves."""
    subprocess.run(
        [sys.executable, "-c", PREPARE],
        cwd=ROOT,
        env={
            **os.environ,
            "MIRE_DATA": str(folder),
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "mire.config.settings.prod",
        },
        check=True,
    )


class Server:
    """`mire serve` on a free port, with data of its own.

    With DATABASE_URL in the environment, a fresh PostgreSQL database there; else SQLite files
    in ``folder``. ``static`` is a folder that `build_static` filled. The tables are copied from
    one installation for the whole run; ``is_new`` leaves it to `mire serve` to make them.
    """

    def __init__(
        self,
        folder: Path,
        static: Path,
        *,
        is_new: bool = False,
        workers: int = 1,
        **settings: str,
    ) -> None:
        self._workers = workers
        self.folder = folder
        self._is_new = is_new
        self._static = static
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._database = ""
        self._server = os.environ.get("DATABASE_URL", "")
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "static").exists():
            (folder / "static").symlink_to(static, target_is_directory=True)
        self.environment: Mapping[str, str] = {
            **os.environ,
            "MIRE_DATA": str(folder),
            "LANG": "fr_FR.UTF-8",
            "DJANGO_SETTINGS_MODULE": "mire.config.settings.prod",
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if self._server:
            self._database = f"served_{secrets.token_hex(8)}"
            copied = "template1" if self._is_new else self._prepared()
            with psycopg.connect(self._server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {self._database} TEMPLATE {copied}")
            self.environment = {**self.environment, "DATABASE_URL": self._url(self._database)}
        elif not self._is_new:
            for name in ("office.sqlite3", "live.sqlite3"):
                shutil.copyfile(self._static.parent / name, self.folder / name)
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        if self._database:
            with psycopg.connect(self._server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {self._database} WITH (FORCE)")

    def _prepared(self) -> str:
        """Return the name of the server's PostgreSQL database with all tables and no rows."""
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (PREPARING,))
            known = connection.execute(
                "SELECT FROM pg_database WHERE datname = %s", (PREPARED,)
            ).fetchone()
            if known is None:
                making = f"{PREPARED}_{secrets.token_hex(4)}"
                connection.execute(f"CREATE DATABASE {making}")
                prepare(self._static.parent, self._url(making))
                connection.execute(f"ALTER DATABASE {making} RENAME TO {PREPARED}")
        return PREPARED

    def _url(self, database: str) -> str:
        return urlunsplit(urlsplit(self._server)._replace(path=f"/{database}"))

    def command(self) -> list[str]:
        """What starts it."""
        host = urlsplit(self.address).hostname or ""
        return [
            sys.executable, "-m", "mire.cli", "serve", "--host", host,
            "--port", str(self.port), "--workers", str(self._workers),
        ]  # fmt: skip

    def start(self) -> None:
        """Start, or start again on the same port and data; return once it answers."""
        self.process = subprocess.Popen(self.command(), cwd=ROOT, env=dict(self.environment))
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                message = f"the server ended with {self.process.returncode}"
                raise RuntimeError(message)
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(self.address, timeout=2).close()
                return
            time.sleep(0.05)
        self.kill()
        message = "the server does not answer"
        raise RuntimeError(message)

    def stop(self) -> None:
        """Stop as an operator does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End at once, as a power cut does to a process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def run(self, *arguments: str) -> str:
        """Run another `mire` command on the same data; return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "mire.cli", *arguments],
            cwd=ROOT,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    @property
    def database(self) -> str:
        """The address of its live database."""
        return self.environment.get("DATABASE_URL") or str(self.folder / "live.sqlite3")

    def open_room(self, sheet: Path) -> OpenedRoom:
        """Open a room for a sheet in the server's database, as fast as can be."""
        engine = Engine(opener(self.database))
        try:
            code, console, projector = engine.ask(CreateRoom(read_sheet(sheet.read_bytes())))
        finally:
            engine.stop()
        return OpenedRoom(
            code,
            f"{self.address}/{code}",
            f"{self.address}/regie/{code}?cle={console.hex()}",
            f"{self.address}/ecran/{code}?cle={projector.hex()}",
        )

    def open_room_by_command(self, sheet: Path) -> OpenedRoom:
        """Open a room for a sheet as an operator does, noted in the office as well."""
        printed = self.run("open", str(sheet))
        console, projector = re.findall(r"\S+\?cle=[0-9a-f]+", printed)
        code = re.findall(r"/([A-Z]{6})\?", console)[0]

        def here(address: str) -> str:
            return self.address + address[address.index("/", 8) :]

        return OpenedRoom(code, f"{self.address}/{code}", here(console), here(projector))
