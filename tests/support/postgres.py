"""A private PostgreSQL: made in a temporary folder, on loopback, removed at the end.

As a context manager::

    with PostgreSQL() as server:
        use(server.url)

As a command, which runs another with DATABASE_URL set, and ends with its exit code::

    python -m tests.support.postgres .venv/bin/python -m pytest --storage-only

PostgreSQL refuses to run as root; as root, its programs run as the system's `postgres` user
(made by Debian's package) or `nobody`.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from tests.support.ports import free_port
from tools.provision import OLDEST_POSTGRESQL, find_postgresql

USER = "mire"

# Enough for two test workers with several server processes each.
SETTINGS = {"max_connections": "200", "listen_addresses": "127.0.0.1", "max_wal_size": "256MB"}

# A test database need not outlive the machine: these survive a killed server, not a power cut.
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "on", "full_page_writes": "off"}


class PostgreSQL:
    """One private server, from start to removal.

    `durable` keeps fsync on, as in production: for benchmarks and for tests of crashes.
    """

    def __init__(self, *, durable: bool = False) -> None:
        programs = find_postgresql()
        if programs is None:
            message = f"no PostgreSQL server ≥ {OLDEST_POSTGRESQL} here: run `make setup-system`"
            raise RuntimeError(message)
        self.programs = Path(programs)
        self.durable = durable
        self.port = free_port()
        self._password = secrets.token_hex(16)
        self._owner = _owner()
        # Not in pytest's own folder: another user must be able to reach it.
        self.folder = Path(tempfile.mkdtemp(prefix="mire-postgres-"))
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"

    @property
    def url(self) -> str:
        """The DATABASE_URL of its one database, over loopback."""
        return f"postgresql://{USER}:{self._password}@127.0.0.1:{self.port}/{USER}"

    @property
    def pid(self) -> int:
        """The server's first process."""
        return int((self.data / "postmaster.pid").read_text().partition("\n")[0])

    def start(self) -> Self:
        """Make the cluster if there is none yet, start it, and return once it answers."""
        if not self.data.exists():
            self._make_cluster()
        settings = SETTINGS | {"port": str(self.port), "unix_socket_directories": str(self.folder)}
        if not self.durable:
            settings |= FAST_SETTINGS
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run("pg_ctl", "start", "-w", "-t", "60", "-l", str(self.log), "-o", options)
        return self

    def stop(self) -> None:
        """Stop it in order; its sessions are cut."""
        if self._is_running():
            self._run("pg_ctl", "stop", "-w", "-m", "fast")

    def kill(self) -> None:
        """End it at once, as `kill -9` or a power cut would: nothing is flushed or said.

        The first process goes by SIGKILL; the others notice and follow. Returns once all are gone.
        """
        first = self.pid
        children = _children(first)
        os.kill(first, signal.SIGKILL)
        for child in children:
            _kill_quietly(child)
        deadline = time.monotonic() + 120
        while any(is_alive(process) for process in [first, *children]):
            if time.monotonic() > deadline:
                message = "PostgreSQL did not die within two minutes"
                raise TimeoutError(message)
            time.sleep(0.02)
        # Where nobody collects dead processes (a container), their numbers seem taken still.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for lock in self.folder.glob(".s.PGSQL.*"):
            lock.unlink(missing_ok=True)

    def freeze(self) -> None:
        """Stop every process of it where it stands, as a machine that hangs does."""
        for pid in (self.pid, *_children(self.pid)):
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let every process of it go on."""
        for pid in (self.pid, *_children(self.pid)):
            os.kill(pid, signal.SIGCONT)

    def restart(self) -> None:
        """Start it again after `kill` or `stop`, on the same port with the same data."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """Stop it and leave nothing behind."""
        try:
            if self._is_running():
                self._run("pg_ctl", "stop", "-w", "-m", "immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.remove()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()

    def _make_cluster(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self._password)
        if self._owner is not None:
            for path in (self.folder, secret):
                os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
        self._run(
            "initdb", "--username", USER, "--pwfile", str(secret), "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C.UTF-8", *([] if self.durable else ["--no-sync"]),
        )  # fmt: skip
        secret.unlink()
        # `postgres` is the database that always exists; ours bears the user's name.
        self.start()
        with psycopg.connect(self.url.removesuffix(USER) + "postgres", autocommit=True) as session:
            session.execute(f'CREATE DATABASE "{USER}"')
        self.stop()

    def _is_running(self) -> bool:
        try:
            return is_alive(self.pid)
        except (FileNotFoundError, ValueError):
            return False

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), "-D", str(self.data), *arguments]
        done = subprocess.run(
            command,
            # Not a pipe for what pg_ctl starts: the server would hold it open for its whole life.
            stdout=(out := tempfile.TemporaryFile()),  # noqa: SIM115
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            user=self._owner.pw_uid if self._owner else None,
            group=self._owner.pw_gid if self._owner else None,
            extra_groups=[] if self._owner else None,
            check=False,
        )
        out.seek(0)
        said = out.read().decode(errors="replace")
        out.close()
        if done.returncode != 0:
            log = self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""
            message = f"{program} failed:\n{said}\n{log}"
            raise RuntimeError(message)


def _owner() -> pwd.struct_passwd | None:
    """The user under whom the server runs; None when we are not root and run it ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    message = "root can't run PostgreSQL, and neither `postgres` nor `nobody` exists here"
    raise RuntimeError(message)


def _children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            # "pid (name) state ppid …": the name may hold spaces and brackets.
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(status.parent.name))
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; a dead one that nobody has collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _kill_quietly(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def main(command: Sequence[str]) -> int:
    """Run a command on a server of its own and return the command's exit code."""
    if not command:
        print("usage: python -m tests.support.postgres COMMAND…", file=sys.stderr)
        return 2
    with PostgreSQL() as server:
        child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": server.url})
        # Ctrl-C reaches the command by itself; a polite end of ours is handed on.
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
