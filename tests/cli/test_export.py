"""`mire export`: an empty folder, what is open or the whole archive, a seal that is checked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from mire.cli import serving
from mire.live.engine.engine import use_engine
from mire.live.state import entries
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.meetings.models import Meeting
from mire.programme.opendata.actions import open_data
from tests.support.commands import Done, mire
from tests.support.office import Office, open_office
from tests.support.rooms import Room, placed

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def office(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(serving, "prepare_databases", lambda: None)
    return open_office()


@pytest.fixture(autouse=True)
def engine(room: Room) -> Iterator[None]:
    use_engine(room.engine)
    yield
    use_engine(None)


@pytest.fixture
def meeting(office: Office, room: Room) -> Meeting:
    """A meeting whose end the office has not noted yet."""
    room.open("grille")
    for n in range(8):
        room.answer("grille", room.join(), placed(5, 5, f"Raison {n}"))
    room.close("grille")
    room.control(entries.MEETING_ENDED)
    return Meeting.objects.create(
        programme=office.programme, title="Séminaire", kind="seminar", code=room.code,
        planned_at=timezone.now(),
    )  # fmt: skip


def open_it(meeting: Meeting, room: Room) -> None:
    meeting.refresh_from_db()
    open_data(
        meeting=meeting, reason="duty", licence="etalab-2.0", salt="s" * 32, engine=room.engine,
        by=Actor("k", "Agent D07"), now=timezone.now(),
    )  # fmt: skip


def plain(done: Done) -> str:
    words = (done.stdout + done.stderr).replace("\u202f", " ").replace("\xa0", " ")
    return " ".join(words.replace("’", "'").split())


def test_an_archive_is_written_checked_and_told(
    meeting: Meeting, tmp_path: Path, room: Room
) -> None:
    out = tmp_path / "archive"
    done = mire("export", "la transfo", "--out", out, "--archive")
    assert done.returncode == 0, plain(done)
    assert "fichiers écrits dans" in plain(done)
    (log,) = out.glob("meetings/*/log.jsonl")
    assert "Raison 3" in log.read_text()
    assert Entry.objects.get(act="archive.handed_out").actor == ""
    assert "rien n'a changé" in plain(mire("export", "--check", out))
    replayed = mire("replay", log, "--out", tmp_path / "again")
    assert replayed.returncode == 0, plain(replayed)
    again = (tmp_path / "again" / "results.json").read_bytes()
    assert again == log.with_name("results.json").read_bytes()
    log.write_text(log.read_text().replace("Raison 3", "Raison 9"))
    changed = mire("export", "--check", out)
    assert changed.returncode == 2
    assert f"« {log.relative_to(out).as_posix()} » a changé" in plain(changed)


def test_what_is_open_is_written_and_nothing_else(
    meeting: Meeting, tmp_path: Path, room: Room
) -> None:
    for name in (room.code, "La Transfo"):
        closed = mire("export", name, "--out", tmp_path / "closed")
        assert closed.returncode == 2
        assert "n'est ouvert" in plain(closed)
    assert not (tmp_path / "closed").exists()
    open_it(meeting, room)
    for n, name in enumerate((room.code.lower(), meeting.key, "La Transfo")):
        done = mire("export", name, "--out", tmp_path / str(n))
        assert done.returncode == 0, plain(done)
        assert (tmp_path / str(n) / "datapackage.json").exists()
        assert mire("export", "--check", tmp_path / str(n)).returncode == 0
    assert (tmp_path / "0" / "texts.csv").read_bytes() == (
        tmp_path / "1" / "texts.csv"
    ).read_bytes()


def test_a_folder_that_is_not_empty_is_left_alone(
    meeting: Meeting, tmp_path: Path, room: Room
) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("à moi")
    for out in (full, full / "mine.txt"):
        done = mire("export", room.code, "--out", out, "--archive")
        assert done.returncode == 2
        assert "n'est pas un dossier vide" in plain(done)
    assert [each.name for each in full.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("export",), "Dites quoi et où"),
        (("export", "NOWHERE"), "Dites quoi et où"),
        (("export", "NOWHERE", "--out", "{}/x"), "ne s'appelle « NOWHERE »"),
        (("export", "--check", "{}"), "« CHECKSUMS » manque"),
    ],
)
def test_what_is_wrong_is_said(
    office: Office, tmp_path: Path, typed: tuple[str, ...], said: str
) -> None:
    done = mire(*(each.format(tmp_path) for each in typed))
    assert done.returncode == 2
    assert said in plain(done)
    assert not (tmp_path / "x").exists()


def test_a_meeting_that_goes_on_has_no_archive(office: Office, room: Room, tmp_path: Path) -> None:
    Meeting.objects.create(
        programme=office.programme, title="Séminaire", kind="seminar", code=room.code,
        planned_at=timezone.now(),
    )  # fmt: skip
    done = mire("export", room.code, "--out", tmp_path / "x", "--archive")
    assert done.returncode == 2
    assert "n'est pas terminée" in plain(done)
