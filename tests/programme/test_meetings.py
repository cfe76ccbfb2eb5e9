"""A meeting is opened in the office and in the live log, or in neither."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoAssertNumQueries

from mire.live.store.database import StorageUnavailable
from mire.programme.meetings.actions import open_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.meetings.queries import recent_meetings
from tests.support.rooms import Room
from tests.support.sheets import sheet

NOW = datetime(2018, 3, 20, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_opening_writes_a_line_and_opens_a_room(room: Room) -> None:
    opened = open_meeting(sheet=sheet(), engine=room.engine, now=NOW)
    (meeting,) = Meeting.objects.all()
    assert (meeting.code, meeting.title, meeting.opened_at) == (opened.code, "Séminaire", NOW)
    assert room.engine.room(opened.code).state.sheet == sheet()
    assert len(bytes.fromhex(opened.console)) == len(bytes.fromhex(opened.projector)) == 24


@pytest.mark.django_db
def test_a_room_that_can_not_be_opened_leaves_no_line(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = room.engine._committer._database
    assert database is not None
    fault = database.errors[0]("disk I/O error")

    def broken(*_: object) -> None:
        raise fault

    monkeypatch.setattr(database, "execute_many", broken)
    with pytest.raises(StorageUnavailable):
        open_meeting(sheet=sheet(), engine=room.engine, now=NOW)
    assert list(Meeting.objects.all()) == []


@pytest.mark.django_db
def test_a_line_that_can_not_be_written_opens_no_room(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(Meeting, "save", broken)
    known = set(room.engine._committer.views)
    with pytest.raises(OSError):  # noqa: PT011 - the fault itself
        open_meeting(sheet=sheet(), engine=room.engine, now=NOW)
    assert set(room.engine._committer.views) == known


@pytest.mark.django_db
@pytest.mark.parametrize("n", [1, 3])
def test_the_last_opened_come_first_in_one_query(
    room: Room, django_assert_num_queries: DjangoAssertNumQueries, n: int
) -> None:
    opened = [
        open_meeting(sheet=sheet(), engine=room.engine, now=NOW + timedelta(days=day))
        for day in range(n)
    ]
    with django_assert_num_queries(1):
        found = [each.code for each in recent_meetings()]
    assert found == [each.code for each in reversed(opened)]
    assert len(recent_meetings(most=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_meetings_of_an_earlier_version_are_kept(
    django_db_blocker: object, make_room: Callable[..., Room]
) -> None:
    """The table changes hands with its rows."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    executor = MigrationExecutor(connection)
    executor.migrate([("programme", "0001_initial"), ("meetings", None)])
    earlier = executor.loader.project_state([("programme", "0001_initial")]).apps
    earlier.get_model("programme", "Meeting").objects.create(
        code="ABCDEF", title="Avant", kind="seminar", planned_at=NOW, opened_at=NOW
    )
    executor = MigrationExecutor(connection)
    executor.migrate(latest)
    assert [each.title for each in Meeting.objects.all()] == ["Avant"]
