"""`mire purge` and `mire import-log`: they say what they do, do it once, refuse with a reason."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from mire.cli import serving
from mire.live.engine import readers
from mire.live.engine.engine import use_engine
from mire.live.engine.keeping import Dispose
from mire.live.engine.notes import WriteNote
from mire.live.replay import written_log
from mire.live.state import entries
from mire.programme.journal.models import Entry
from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Person, Role
from mire.programme.people.rules import Right
from mire.programme.programmes.models import Programme
from tests.support.commands import Done, mire
from tests.support.office import Office, open_office
from tests.support.rooms import Room

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
def overdue(office: Office, room: Room) -> Meeting:
    """A meeting of a programme that is over for long, and that everybody left but one."""
    room.enter("cadrage")
    room.engine.ask(WriteNote(room.code, "relancer l'habitat"))
    room.control(entries.MEETING_ENDED)
    leave(office.programme)
    people = [each for right, each in office.people.items() if right is not Right.ADMINISTRATOR]
    Role.objects.filter(person__in=people).update(ends_on="2017-12-31")
    return meeting_in(office.programme, room.code)


def leave(programme: Programme) -> None:
    Programme.objects.filter(pk=programme.pk).update(ends_on="2018-01-01", retention_months=1)


def meeting_in(programme: Programme, code: str | None) -> Meeting:
    past = timezone.now() - timedelta(days=3000)
    return Meeting.objects.create(
        programme=programme, title="Séminaire", kind="seminar", planned_at=past, code=code
    )


def plain(done: Done) -> str:
    return " ".join((done.stdout + done.stderr).replace("\u202f", " ").replace("’", "'").split())


def test_a_dry_run_says_and_changes_nothing(overdue: Meeting) -> None:
    was = [*Person.objects.values()], Entry.objects.filter(act="data.erased").count()
    done = mire("purge", "--dry-run")
    assert done.returncode == 0
    assert "La Transfo" in plain(done)
    assert "Rien n'est effacé" in plain(done)
    assert ([*Person.objects.values()], Entry.objects.filter(act="data.erased").count()) == was
    assert Meeting.objects.filter(pk=overdue.pk).exists()


def test_personal_data_go_without_a_visa_and_archives_do_not(overdue: Meeting) -> None:
    done = mire("purge")
    assert done.returncode == 0
    assert "--visa REF" in plain(done)
    assert Person.objects.exclude(erased_at=None).count() == 4
    assert Meeting.objects.filter(pk=overdue.pk).exists()
    assert Entry.objects.filter(act="data.erased", actor="").exists()
    again = mire("purge")
    assert "0 élément effacé" in plain(again)


def test_archives_go_under_their_visa(overdue: Meeting) -> None:
    done = mire("purge", "--visa", "AD59 2021-07")
    assert "1 réunion éliminée sous le visa « AD59 2021-07 »" in plain(done)
    assert not Meeting.objects.exists()
    assert Entry.objects.get(act="archives.disposed").after["visa"] == "AD59 2021-07"
    assert "éliminée" not in plain(mire("purge", "--visa", "AD59 2021-07"))


def test_a_visa_is_of_one_programme(overdue: Meeting, office: Office) -> None:
    other = office.stranger.roles.get().kind.programme
    leave(other)
    meeting_in(other, None)
    done = mire("purge", "--visa", "x")
    assert done.returncode == 2
    assert "« Une autre »" in plain(done)
    assert Meeting.objects.count() == 2
    assert Person.objects.filter(erased_at=None).count() == 6  # nothing went before the refusal
    assert mire("purge", "--visa", "x", "--programme", "une autre").returncode == 0
    assert [each.pk for each in Meeting.objects.all()] == [overdue.pk]


def test_a_programme_that_is_not_here_is_refused(office: Office) -> None:
    done = mire("purge", "--programme", "Nulle part")
    assert done.returncode == 2
    assert "« La Transfo »" in plain(done)


def test_a_log_is_brought_in_once(office: Office, room: Room, tmp_path: Path) -> None:
    room.control(entries.MEETING_ENDED)
    file = tmp_path / "log.jsonl"
    raw = written_log(room.engine.read(readers.ReadLog(room.code)))
    file.write_bytes(raw)
    room.engine.ask(Dispose(room.code, "x"))
    done = mire("import-log", file)
    assert done.returncode == 0, plain(done)
    made = Meeting.objects.get()
    assert f"« Séminaire » est apportée, sous le code {made.code}." in plain(done)
    again = mire("import-log", file)
    assert again.returncode == 2
    assert f"sous le code {made.code}" in plain(again)
    file.write_bytes(raw.replace(b'"seq":1', b'"seq":2', 1))
    damaged = mire("import-log", file)
    assert (damaged.returncode, Meeting.objects.count()) == (2, 1)
    assert "ligne 1" in plain(damaged)
