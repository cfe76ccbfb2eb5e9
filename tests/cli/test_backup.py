"""`mire backup` and `mire restore`: what comes back is what was there, but what must not leave."""

import os
import secrets
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.cli import restoring
from mire.cli.backing_up import check_pieces
from mire.cli.backup import archive, sqlite_files
from mire.cli.backup.archive import Damaged
from mire.cli.backup.manifest import Manifest, piece_of
from mire.live.engine.answers import Stored
from mire.live.engine.controls import Control
from mire.live.engine.engine import Engine
from mire.live.engine.requests import Join
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.store.connect import opener
from mire.live.store.database import SCHEMA_STEPS, schema_statements
from mire.technique_api.refusal import Refusal
from tests.faults.serving import MEETING
from tests.support.commands import Done, mire, mire_process
from tests.support.rooms import Room, placed
from tests.support.server import ROOT, Server

VALUES = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.binary(max_size=9),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
)  # fmt: skip
ROWS = st.dictionaries(st.integers(1, 99), st.tuples(VALUES, VALUES), max_size=12)


@given(rows=ROWS, others=ROWS, later=VALUES)
def test_a_copy_is_the_state_of_its_moment_whatever_is_written_meanwhile(
    rows: dict[int, Any], others: dict[int, Any], later: Any
) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name in sqlite_files.NAMES:
            _fill(folder / name, rows, others)
        before = _dumped(folder / "live.sqlite3")
        with sqlite_files.snapshots(folder) as (_office, live):
            with closing(sqlite3.connect(folder / "live.sqlite3")) as writer:
                writer.execute("INSERT INTO kept VALUES (100, ?, 1)", (later,))
                writer.commit()
            told = sqlite_files.copy(live, folder / "copy")
        assert _dumped(folder / "copy") == before
        assert told["kept"].n == len(rows)
        sqlite_files.check(folder / "copy", told)
        with closing(sqlite3.connect(folder / "copy")) as changed:
            changed.execute("INSERT INTO other VALUES (100, ?, 1)", (later,))
            changed.commit()
        with pytest.raises(Damaged):
            sqlite_files.check(folder / "copy", told)


def _fill(path: Path, rows: dict[int, Any], others: dict[int, Any]) -> None:
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY AUTOINCREMENT, a, b)")
        made.execute("CREATE TABLE other (id INTEGER PRIMARY KEY, a, b) WITHOUT ROWID")
        made.execute("CREATE INDEX by_a ON kept (a)")
        made.execute(
            "CREATE TRIGGER stays BEFORE DELETE ON kept BEGIN SELECT RAISE(ABORT, ''); END"
        )
        made.executemany("INSERT INTO kept VALUES (?, ?, ?)", [(n, *r) for n, r in rows.items()])
        made.executemany("INSERT INTO other VALUES (?, ?, ?)", [(n, *r) for n, r in others.items()])
        made.commit()


def _dumped(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as read:
        return sorted(read.iterdump())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small backup, made of one piece."""
    folder = tmp_path_factory.mktemp("whole")
    piece = folder / "secret_key"
    piece.write_bytes(b"of a test" * 30)
    manifest = Manifest("sqlite", "1", "2026-11-30T15:00:00+00:00", [], {}, [], [piece_of(piece)])
    archive.pack(folder / "whole", manifest, [piece])
    return folder / "whole"


@given(data=st.data())
def test_a_changed_byte_is_seen_or_changes_nothing(whole: Path, data: st.DataObject) -> None:
    raw = bytearray(whole.read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    assert _is_seen_or_nothing(whole, bytes(raw))


@given(data=st.data())
def test_a_file_that_is_cut_is_seen(whole: Path, data: st.DataObject) -> None:
    raw = whole.read_bytes()
    assert _is_seen_or_nothing(whole, raw[: data.draw(st.integers(0, len(raw) - 1))])


def _is_seen_or_nothing(whole: Path, raw: bytes) -> bool:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "good").mkdir()
        (folder / "changed").write_bytes(raw)
        try:
            found = archive.unpack(folder / "changed", folder)
        except Damaged:
            return True
        kept = (folder / "secret_key").read_bytes()
        good = archive.unpack(whole, folder / "good")
        return found == good and kept == (folder / "good" / "secret_key").read_bytes()


@pytest.fixture
def folder(tmp_path: Path, static: Path, settings: Any) -> Path:
    """The data of an installation on SQLite in which nothing happened."""
    settings.DATABASE_URL = ""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    for name in sqlite_files.NAMES:
        shutil.copyfile(static.parent / name, settings.DATA / name)
    return tmp_path / "data"


def test_a_backup_replaces_none_and_is_read_by_its_owner_alone(
    folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.mire"
    done = mire("backup", file)
    assert (done.returncode, stat.S_IMODE(file.stat().st_mode)) == (0, 0o600), done.stderr
    assert "écrite et relue" in done.stdout
    assert "La clé secrète n’y est pas" in done.stdout.replace("'", "’")
    kept = file.read_bytes()
    again = mire("backup", file)
    assert again.returncode == 2
    assert "existe déjà" in again.stderr
    assert file.read_bytes() == kept
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.mire", "data"]


def test_a_key_that_is_not_in_use_is_not_kept(folder: Path, tmp_path: Path) -> None:
    (folder / "secret_key").write_text("left by an older start")
    done = mire("backup", tmp_path / "a.mire", "--with-secret-key")
    assert done.returncode == 2
    assert "MIRE_SECRET_KEY" in done.stderr
    assert not (tmp_path / "a.mire").exists()


def test_a_full_disk_leaves_no_half_of_a_backup(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = mire("backup", tmp_path / "a.mire")
    assert done.returncode == 2
    assert "le disque est plein" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["data"]


def test_what_was_written_otherwise_than_it_was_read_is_no_backup(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = archive.pack

    def badly(path: Path, manifest: Manifest, pieces: list[Path]) -> None:
        with pieces[0].open("ab") as piece:
            piece.write(b"more")
        packed(path, manifest, pieces)

    monkeypatch.setattr(archive, "pack", badly)
    done = mire("backup", tmp_path / "a.mire")
    assert done.returncode == 2
    assert "Pas de sauvegarde" in done.stderr
    assert not (tmp_path / "a.mire").exists()


def test_what_can_not_be_restored_is_refused_in_words(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.mire"
    mire("backup", file)
    done = mire("restore", file)
    assert done.returncode == 2
    assert "restaurez dans un autre dossier, par --into" in done.stderr
    file.write_bytes(file.read_bytes()[:-9])
    done = mire("restore", file, "--into", tmp_path / "other")
    assert done.returncode == 2
    assert "Rien n" in done.stderr
    assert [each.name for each in (tmp_path / "other").iterdir()] == ["serve.lock"]


def test_a_backup_of_another_database_or_a_newer_version_is_refused(settings: Any) -> None:
    settings.DATABASE_URL = ""
    newer = Manifest("sqlite", "9.1", "", ["live.9999_of_later"], {}, [], [])
    with pytest.raises(Refusal, match=r"plus récente de Mire \(9\.1\)"):
        restoring.refuse_what_does_not_fit(newer)
    with pytest.raises(Refusal, match="vient de PostgreSQL"):
        restoring.refuse_what_does_not_fit(Manifest("postgresql", "1", "", [], {}, [], []))
    restoring.refuse_what_does_not_fit(
        Manifest("sqlite", "1", "", ["live.0001_initial"], {}, [], [])
    )


def test_an_older_backup_is_brought_up_to_date_and_opens_nothing(
    tmp_path: Path, static: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sessions do not leave, links to sign in are dead; the secret key comes where it was asked."""
    monkeypatch.delenv("MIRE_SECRET_KEY", raising=False)
    data, file, other = tmp_path / "data", tmp_path / "a.mire", tmp_path / "other"
    data.mkdir()
    shutil.copyfile(static.parent / "office.sqlite3", data / "office.sqlite3")
    with closing(sqlite3.connect(data / "office.sqlite3")) as office:
        office.execute("INSERT INTO django_session VALUES ('a session', 'held', '2999-01-01')")
        office.execute("INSERT INTO accounts_firststartkey VALUES (1, 'a digest', '2026-01-01')")
        office.commit()
    _make_older(data / "live.sqlite3", static.parent / "live.sqlite3")
    done = mire_process(tmp_path, "backup", file, "--with-secret-key")
    assert done.returncode == 0, done.stderr
    done = mire_process(tmp_path, "restore", file, "--into", other)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(other / "live.sqlite3")) as live:
        assert live.execute("SELECT count(*) FROM live_join_card").fetchall() == [(0,)]
        assert live.execute("SELECT code FROM live_room").fetchall() == [("ABCDEF",)]
    with closing(sqlite3.connect(other / "office.sqlite3")) as office:
        for table in ("django_session", "accounts_firststartkey"):
            assert office.execute(f"SELECT count(*) FROM {table}").fetchall() == [(0,)]
    assert (other / "secret_key").read_text() == (data / "secret_key").read_text()
    assert {stat.S_IMODE(each.stat().st_mode) for each in other.iterdir()} == {0o600}
    names = {"live.sqlite3", "office.sqlite3", "secret_key", "serve.lock"}
    assert {each.name for each in other.iterdir()} == names


def _make_older(path: Path, of_today: Path) -> None:
    """Make live tables as they were before their last step, with one meeting."""
    with closing(sqlite3.connect(path)) as made:
        for step in SCHEMA_STEPS[:-1]:
            for statement in schema_statements("sqlite", step=step):
                made.execute(statement)
        made.execute("INSERT INTO live_room VALUES (1, 'ABCDEF', x'00', x'01', 0, 0, '')")
        made.execute("ATTACH ? AS today", (str(of_today),))
        made.execute(
            "CREATE TABLE django_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, "
            "app TEXT NOT NULL, name TEXT NOT NULL, applied TEXT NOT NULL)"
        )
        made.execute(
            "INSERT INTO django_migrations SELECT * FROM today.django_migrations "
            "WHERE app <> 'live' OR name NOT LIKE ?",
            (f"{SCHEMA_STEPS[-1]:04d}%",),
        )
        made.commit()


@contextmanager
def restored(server: Server, file: Path, folder: Path) -> Iterator[tuple[str, Done]]:
    """Restore a backup where nothing is; give the live database's address, and what was said."""
    environment = {**server.environment, "MIRE_DATA": str(folder)}
    if not os.environ.get("DATABASE_URL"):
        yield str(folder / "live.sqlite3"), run(environment, "restore", file)
        return
    name = f"restored_{secrets.token_hex(8)}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}")
        try:
            url = server._url(name)
            yield url, run({**environment, "DATABASE_URL": url}, "restore", file)
        finally:
            session.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(environment: dict[str, str], *arguments: object) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "mire.cli", *map(str, arguments)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.storage
def test_an_open_question_comes_back_empty_and_takes_answers_again(
    tmp_path: Path, static: Path
) -> None:
    """Neither its key nor its answers leave; all the rest does, while a server runs."""
    file = tmp_path / "a.mire"
    with Server(tmp_path / "data", static) as server:
        code = server.open_room(MEETING).code
        engine = Engine(opener(server.database))
        seats = [engine.ask(Join(code)) for _ in range(9)]
        _press(engine, code, entries.ENTERED)
        _press(engine, code, entries.OPENED)
        for seat in seats:
            _answer(engine, code, seat, "avant la sauvegarde")
        done = run(dict(server.environment), "backup", file)
        assert done.returncode == 0, done.stderr
        assert "1 question attendait des réponses" in done.stdout
        before = engine.room(code).state
        engine.stop()
        (tmp_path / "pieces").mkdir()
        check_pieces(archive.unpack(file, tmp_path / "pieces"), tmp_path / "pieces")
        held = b"".join(each.read_bytes() for each in (tmp_path / "pieces").iterdir())
        assert b"avant la sauvegarde" not in held
        with restored(server, file, tmp_path / "other") as (url, said):
            assert said.returncode == 0, said.stderr
            assert "Installation restaurée" in said.stdout
            # Record 0057: who restores is told, since nothing does it for them.
            assert "effacé, occulté ou retiré depuis ce jour-là est revenu" in said.stdout
            engine = Engine(opener(url))
            try:
                again = engine.room(code).state
                assert (again.head, again.sheet) == (before.head, before.sheet)
                for seat in seats[:8]:
                    assert _answer(engine, code, seat, "après") == Stored("stored", 1)
                _press(engine, code, entries.CLOSING)
                assert engine.room(code).n_answered == {"grille": 8}
            finally:
                engine.stop()


def _press(engine: Engine, code: str, kind: str) -> None:
    version = engine.room(code).state.version
    engine.ask(Control(code, Command(kind, "grille", version, None)))


def _answer(engine: Engine, code: str, seat: bytes, words: str) -> Any:
    room = Room.__new__(Room)  # its clock and its own meeting are of no use here
    room.engine, room.code = engine, code
    return room.answer("grille", seat, placed(1, 1, words))
