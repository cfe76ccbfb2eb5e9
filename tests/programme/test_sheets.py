"""The run sheet of a meeting: changed by several people, undone, opened."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.meetings.actions import (
    change_sheet,
    keep_as_template,
    make_meeting,
    open_prepared_meeting,
    remove_meeting,
    undo_sheet,
)
from mire.programme.meetings.models import Meeting
from mire.programme.meetings.queries import may_undo, meetings_of, templates_of
from mire.programme.people.actions import set_up_programme
from mire.programme.programmes.actions import make_authority
from mire.programme.programmes.models import Programme
from mire.runsheet import editing
from mire.runsheet.sheet import Sheet, SheetRefused
from mire.runsheet.shipped import shipped_sheet
from mire.runsheet.toml_file import read_draft
from mire.technique_api.refusal import Refusal
from tests.support.rooms import Room

NOW = datetime(2018, 3, 1, 9, tzinfo=UTC)
BY = Actor("k", "Agent D07")
SOURCE = shipped_sheet("seminaire").decode()
STARTS = datetime(2018, 4, 4, 14)  # noqa: DTZ001 - local, as a sheet writes it


@pytest.fixture
def programme(db: None) -> Programme:
    day = NOW.date()
    return set_up_programme(
        authority=make_authority(name="Communauté urbaine", by=BY, now=NOW),
        name="La Transfo",
        starts_on=day,
        ends_on=day + timedelta(days=500),
        by=BY,
        now=NOW,
    )


def make(programme: Programme, key: str = "k" * 11) -> Meeting:
    return make_meeting(
        programme=programme,
        key=key,
        source=SOURCE,
        title="Séminaire d'avril",
        starts=STARTS,
        by=BY,
        now=NOW,
    )


def sheet_of(meeting: Meeting) -> Sheet:
    sheet, _ = read_draft(meeting.sheet.encode())
    return sheet


def test_a_meeting_begins_from_another_sheet_with_its_comments(programme: Programme) -> None:
    meeting = make(programme)
    assert meeting.planned_at == STARTS.replace(tzinfo=ZoneInfo("Europe/Paris"))
    assert (meeting.title, meeting.kind, meeting.minutes) == ("Séminaire d'avril", "seminar", 90)
    assert "# --- 2. Dans le couloir" in meeting.sheet
    assert make(programme).pk == meeting.pk  # sent twice
    assert meetings_of(programme).n == 1


def test_two_people_change_two_activities_and_both_are_kept(programme: Programme) -> None:
    meeting = make(programme)
    first, second = (each.id for each in sheet_of(meeting).activity[:2])

    def longer(sheet: Sheet) -> Sheet:
        return editing.change_activity(sheet, first, {"planned": 12})

    def renamed(sheet: Sheet) -> Sheet:
        return editing.change_activity(sheet, second, {"title": "Le café"})

    change_sheet(meeting=meeting, version=1, change=longer, by=BY, now=NOW)
    done = change_sheet(meeting=meeting, version=1, change=renamed, by=BY, now=NOW)
    assert (done.was_behind, done.clashes, done.meeting.version) == (True, (), 3)
    made = sheet_of(done.meeting)
    assert (made.activity[0].planned, made.activity[1].title) == (12, "Le café")


def test_two_people_change_one_activity_and_the_second_is_told(programme: Programme) -> None:
    meeting = make(programme)
    first = sheet_of(meeting).activity[0].id

    def change(planned: int) -> object:
        return change_sheet(
            meeting=meeting,
            version=1,
            change=lambda sheet: editing.change_activity(sheet, first, {"planned": planned}),
            by=BY,
            now=NOW,
        )

    change(11)
    done = change(12)
    assert done.clashes == (first,)
    assert sheet_of(done.meeting).activity[0].planned == 11
    assert done.mine.activity[0].planned == 12


def test_every_change_can_be_undone_down_to_the_first(programme: Programme) -> None:
    meeting = make(programme)
    start = meeting.sheet
    first = sheet_of(meeting).activity[0].id
    for planned in (7, 8, 9):
        meeting = change_sheet(
            meeting=meeting,
            version=meeting.version,
            change=lambda sheet, n=planned: editing.change_activity(sheet, first, {"planned": n}),
            by=BY,
            now=NOW,
        ).meeting
    meeting = undo_sheet(meeting=meeting, by=BY, now=NOW)
    assert sheet_of(meeting).activity[0].planned == 8
    meeting = undo_sheet(meeting=meeting, by=BY, now=NOW)
    meeting = undo_sheet(meeting=meeting, by=BY, now=NOW)
    assert meeting.sheet == start
    assert not may_undo(meeting)
    with pytest.raises(Refusal, match="rien à défaire"):
        undo_sheet(meeting=meeting, by=BY, now=NOW)


def test_what_changes_nothing_makes_no_version(programme: Programme) -> None:
    meeting = make(programme)
    n = Entry.objects.count()
    done = change_sheet(meeting=meeting, version=1, change=lambda sheet: sheet, by=BY, now=NOW)
    assert done.meeting.version == 1
    assert Entry.objects.count() == n


def test_text_is_kept_as_it_was_written(programme: Programme) -> None:
    meeting = make(programme)
    written = meeting.sheet.replace("planned = 10", "planned   =  11 # à revoir", 1)
    sheet, _ = read_draft(written.encode())
    done = change_sheet(
        meeting=meeting, version=1, change=lambda _: sheet, written=written, by=BY, now=NOW
    )
    assert done.meeting.sheet == written


def test_a_room_opens_once_and_its_sheet_changes_no_more(programme: Programme, room: Room) -> None:
    meeting = make(programme)
    opened = open_prepared_meeting(meeting=meeting, engine=room.engine, by=BY, now=NOW)
    assert opened is not None
    assert room.engine.room(opened.code).state.sheet.meeting.title == "Séminaire d'avril"
    assert open_prepared_meeting(meeting=meeting, engine=room.engine, by=BY, now=NOW) is None
    meeting.refresh_from_db()
    with pytest.raises(Refusal, match="La salle est ouverte"):
        undo_sheet(meeting=meeting, by=BY, now=NOW)
    with pytest.raises(Refusal, match="La salle est ouverte"):
        remove_meeting(meeting=meeting, by=BY, now=NOW)


def test_a_sheet_that_does_not_fit_opens_no_room(programme: Programme, room: Room) -> None:
    meeting = make(programme)
    first = sheet_of(meeting).activity[0].id
    change_sheet(
        meeting=meeting,
        version=1,
        change=lambda sheet: editing.change_activity(sheet, first, {"planned": 60, "most": 60}),
        by=BY,
        now=NOW,
    )
    with pytest.raises(SheetRefused):
        open_prepared_meeting(meeting=meeting, engine=room.engine, by=BY, now=NOW)
    meeting.refresh_from_db()
    assert (meeting.code, meeting.opened_at) == (None, None)


def test_a_template_is_the_programme_s_own(programme: Programme) -> None:
    meeting = make(programme)
    for _ in range(2):
        keep_as_template(meeting=meeting, name="Notre séminaire", key="t" * 11, by=BY, now=NOW)
    (template,) = templates_of(programme)
    assert (template.name, template.text) == ("Notre séminaire", meeting.sheet)


def test_a_meeting_that_was_never_opened_can_be_removed(programme: Programme) -> None:
    meeting = make(programme)
    remove_meeting(meeting=meeting, by=BY, now=NOW)
    assert meetings_of(programme).n == 0


def test_a_meeting_was_held_when_planned_unless_its_room_ended_another_day(
    programme: Programme,
) -> None:
    meeting = make(programme)
    assert meeting.held_at == meeting.planned_at
    meeting.ended_at = meeting.planned_at + timedelta(minutes=100)
    assert meeting.held_at == meeting.planned_at
    meeting.ended_at = meeting.planned_at + timedelta(days=3)
    assert meeting.held_at == meeting.ended_at
