"""PostgreSQL: one dump by ``pg_dump``, counted in the very state that it holds; put back."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from mire.cli.backup.archive import Damaged
from mire.cli.backup.manifest import NOT_KEPT, Table
from mire.live.store.copies import BOX, KEYS, OPEN_BALLOTS
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

Session = psycopg.Connection[Any]


class ProgramFailed(Refusal):
    """A program of PostgreSQL is missing, or says that it could not."""


@contextmanager
def snapshot(url: str) -> Iterator[tuple[Session, str]]:
    """Show the database as it is now until leaving: a connection, and the name of that state."""
    with psycopg.connect(url) as session:
        session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        session.read_only = True
        row = session.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield session, str(row[0])


def dump(url: str, state: str, target: Path) -> None:
    """Write the dump of a state, without what must not leave. Raises ``ProgramFailed``."""
    target.touch(mode=0o600)
    left = [f"--exclude-table-data=public.{name}" for name in (*NOT_KEPT, KEYS)]
    # Not even named: a table that is dumped is locked against what opens and closes a ballot,
    # which makes and drops a part of the box. Each part bears the name of the box and more.
    left.append(f"--exclude-table=public.{BOX}*")
    _run(
        "pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", "--no-password",
        f"--snapshot={state}", *left, f"--file={target}",
    )  # fmt: skip


def listed(target: Path) -> None:
    """See that ``pg_restore`` reads a dump to its end. Raises ``Damaged``, ``ProgramFailed``."""
    try:
        _run("pg_restore", "", f"--file={os.devnull}", str(target))
    except ProgramFailed as failed:
        if shutil.which("pg_restore") is None:
            raise
        raise Damaged(target.name) from failed


def put_back(url: str, source: Path) -> None:
    """Make the tables of a dump in an empty database, all or nothing. Raises ``ProgramFailed``."""
    _run(
        "pg_restore", url, "--no-owner", "--no-privileges", "--no-password", "--exit-on-error",
        "--single-transaction", str(source),
    )  # fmt: skip


def tables_of(session: Session) -> dict[str, Table]:
    """Return how many rows each table has, the box left out; 0 where rows do not leave."""
    rows = session.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    told = {}
    for (name,) in rows:
        if name.startswith(BOX):
            continue
        is_left = name in {*NOT_KEPT, KEYS}
        counted = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", name))
        row = None if is_left else session.execute(counted).fetchone()
        told[str(name)] = Table(0 if row is None else int(row[0]))
    return told


def migrations_of(session: Session) -> list[str]:
    """Return "app.name" of each step that the tables have taken, sorted."""
    rows = session.execute("SELECT app, name FROM django_migrations").fetchall()
    return sorted(f"{app}.{name}" for app, name in rows)


def open_ballots(session: Session) -> list[tuple[int, str]]:
    """Return (room id, activity) of the ballots whose answers a copy leaves out."""
    return [(int(room), str(activity)) for room, activity in session.execute(OPEN_BALLOTS)]


def _run(program: str, url: str, *arguments: str) -> None:
    """Run a program on a database; its password goes by the environment: others list commands."""
    found = shutil.which(program)
    if found is None:
        raise ProgramFailed(
            text(
                "%(program)s n'est pas sur ce serveur : installez les programmes clients de "
                "PostgreSQL, de la version du serveur ou d'une plus récente",
                program=program,
            ),
            code="missing",
        )
    environment, to = dict(os.environ), []
    if url:
        given = conninfo_to_dict(url)
        password = given.pop("password", None)
        environment |= {} if password is None else {"PGPASSWORD": str(password)}
        to = ["--dbname=" + make_conninfo(**{name: str(told) for name, told in given.items()})]
    done = subprocess.run(
        [found, *to, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ProgramFailed(
            text(
                "%(program)s n'a pas pu : %(why)s",
                program=program,
                why=_last_line(done.stderr.splitlines()),
            ),
            code="failed",
        )


def _last_line(lines: Sequence[str]) -> str:
    said = [each.strip() for each in lines if each.strip()]
    return next((each for each in said if "error" in each.lower()), said[-1] if said else "?")
