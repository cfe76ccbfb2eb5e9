"""What was said becomes rows that can be cited, and follows its log: masks, erasures, paper."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from msgspec.structs import replace
from pytest_django import DjangoAssertNumQueries

from mire.live.engine.controls import Erase
from mire.live.state import entries
from mire.programme.evidence.actions import take_in
from mire.programme.evidence.models import Figure, MeetingRead, Verbatim
from mire.programme.evidence.queries import (
    figures_of,
    meetings_behind,
    meetings_read,
    read_log,
    verbatims_of,
)
from mire.programme.evidence.rules import FIGURE, NOTHING, VERBATIM, said_in
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import NOBODY
from mire.programme.meetings.actions import note_ended, open_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.programmes.models import Programme
from mire.programme.thread.queries import citables, kinds, trace
from mire.programme.thread.rules import Reference, State
from tests.support.office import open_office
from tests.support.rooms import Room, placed
from tests.support.sheets import activity, sheet

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

NOW = datetime(2018, 3, 21, 12, tzinfo=UTC)
STATIONS = [{"label": f"Axe {n}", "tables": 2, "seats": 4} for n in range(1, 4)]
CAFE: dict[str, Any] = {"question": "Que ferait-on ?", "stations": STATIONS, "people": 20}
REASONS = [f"Parce que, raison {n}" for n in range(8)]


@pytest.fixture
def programme() -> Programme:
    return open_office().programme


@pytest.fixture
def held(programme: Programme, room: Room) -> tuple[Meeting, Room]:
    """A meeting of the programme, in a room that goes on: a café, a grid."""
    opened = open_meeting(
        sheet=sheet(
            activity("cafe", "worldcafe", settings=CAFE, planned=45, most=60),
            activity("grille", "positioning"),
            slot=90,
        ),
        engine=room.engine,
        now=NOW,
    )
    room.code = opened.code
    meeting = Meeting.objects.get(code=opened.code)
    meeting.programme = programme
    meeting.save()
    room.open("cafe")
    for table, said in ((1, "Un lieu à nous."), (2, "Du temps.")):
        note(room, said, table)
    room.close("cafe")
    return meeting, room


def note(room: Room, said: str, table: int) -> str:
    request = room.request("cafe", b"", {"table": table, "round": 1, "said": said})
    room.engine.ask(request)
    return request.id


def place(room: Room, n: int) -> None:
    seats = [room.join() for _ in range(n)]
    room.open("grille")
    for n_seat, seat in enumerate(seats):
        room.answer("grille", seat, placed(n_seat, 5, REASONS[n_seat]))
    room.close("grille")


def end(meeting: Meeting, room: Room) -> None:
    room.control(entries.MEETING_ENDED)
    ended = room.state.ended_at
    assert ended is not None
    note_ended(code=room.code, ended_at=ended, by=NOBODY, now=NOW)
    meeting.refresh_from_db()
    follow(meeting, room)


def follow(meeting: Meeting, room: Room) -> int:
    behind = meetings_behind([meeting], engine=room.engine)
    for each in behind:
        take_in(meeting=each, read=read_log(each, engine=room.engine), now=NOW)
    return len(behind)


def texts(programme: Programme, **asked: Any) -> list[str]:
    return sorted(each.text for each in verbatims_of(programme, most=None, **asked).verbatims)


def rows() -> list[dict[str, Any]]:
    """Every row of evidence, but for what a database numbers."""
    return [
        *Verbatim.objects.order_by("key").values(*FIELDS, "text", "regime", "medium", "beside"),
        *Figure.objects.order_by("key").values(*FIELDS, "sentence", "rests_on", "n_answers"),
    ]


FIELDS = ("key", "meeting__key", "place", "activity", "state", "digest")


def everything_stored() -> str:
    """Every cell of every table of evidence, as the database holds it."""
    found = []
    with connection.cursor() as cursor:
        for model in (Verbatim, Figure, MeetingRead):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_can_be_cited_before_the_end(held: tuple[Meeting, Room]) -> None:
    meeting, room = held
    assert follow(meeting, room) == 0
    assert not Verbatim.objects.exists()


def test_the_end_gives_what_was_said_with_its_place(
    held: tuple[Meeting, Room], programme: Programme
) -> None:
    meeting, room = held
    place(room, 8)
    end(meeting, room)
    assert texts(programme) == sorted(["Un lieu à nous.", "Du temps.", *REASONS])
    row = Verbatim.objects.get(text="Du temps.")
    found = citables(programme, [Reference(VERBATIM, row.key)])[Reference(VERBATIM, row.key)]
    said = [words for _, words in found.origin]
    assert said[:3] == ["Séminaire", meeting.planned_at, "Séquence cafe"]
    assert found.state is State.SAID
    assert not found.is_anonymous
    assert figures_of(programme)
    (count,) = meetings_read(programme)
    assert (count.n_said, count.n_gone) == (10, 0)
    assert Entry.objects.get(act="meeting.read").after["verbatims"] == 10


def test_who_wrote_one_after_the_other_can_t_be_told(
    held: tuple[Meeting, Room], programme: Programme
) -> None:
    meeting, room = held
    place(room, 8)
    end(meeting, room)
    given = [each.text for each in Verbatim.objects.filter(activity="grille").order_by("place")]
    assert given == sorted(REASONS)


def test_too_few_leave_nothing(held: tuple[Meeting, Room], programme: Programme) -> None:
    meeting, room = held
    place(room, 4)
    end(meeting, room)
    assert "raison" not in everything_stored()
    assert not Figure.objects.filter(activity="grille").exists()


def test_what_people_signed_is_not_evidence(
    programme: Programme, room: Room, make_room: Callable[..., Room]
) -> None:
    signup = {
        "question": "Quel profil ?",
        "profiles": [{"label": "Coach"}, {"label": "Veilleur"}],
    }
    opened = open_meeting(
        sheet=sheet(activity("profils", "signup", settings=signup)), engine=room.engine, now=NOW
    )
    room.code = opened.code
    meeting = Meeting.objects.get(code=opened.code)
    meeting.programme = programme
    meeting.save()
    seats = [room.join() for _ in range(9)]
    room.open("profils")
    for n, seat in enumerate(seats):
        room.answer("profils", seat, {"first": "1", "name": f"Habitat · D{n:02}"})
    room.close("profils")
    end(meeting, room)
    assert "Habitat" not in everything_stored()
    assert not Verbatim.objects.exists()


def test_a_rehearsal_leaves_nothing(held: tuple[Meeting, Room]) -> None:
    meeting, room = held
    state = room.engine.room(room.code).state

    ended = replace(state, ended_at=NOW, is_rehearsal=True)
    assert said_in(meeting.key, ended, []) == NOTHING


def test_a_mask_reaches_the_row_and_keeps_its_address(
    held: tuple[Meeting, Room], programme: Programme
) -> None:
    meeting, room = held
    end(meeting, room)
    row = Verbatim.objects.get(text="Du temps.")
    entry = next(
        each.id for each in room.state.activities["cafe"].verbatims() if each.text == "Du temps."
    )
    room.control(entries.TEXT_MASKED, "cafe", entry=entry, reason="nomme une personne")
    assert follow(meeting, room) == 1
    masked = Verbatim.objects.get(key=row.key)
    assert (masked.state, masked.reason) == (State.MASKED, "nomme une personne")
    assert "Du temps" not in everything_stored()
    assert texts(programme) == ["Un lieu à nous."]
    (count,) = meetings_read(programme)
    assert (count.n_said, count.n_gone) == (1, 1)


def test_an_erasure_leaves_a_stub_without_a_word(
    held: tuple[Meeting, Room], programme: Programme
) -> None:
    meeting, room = held
    end(meeting, room)
    row = Verbatim.objects.get(text="Du temps.")
    entry = next(
        each.id for each in room.state.activities["cafe"].verbatims() if each.text == "Du temps."
    )
    room.engine.ask(Erase(room.code, entry))
    follow(meeting, room)
    assert Verbatim.objects.get(key=row.key).state == State.ERASED
    assert "Du temps" not in everything_stored()
    found = trace(programme, Reference(VERBATIM, row.key))
    assert found is not None
    assert (found.here.words, found.here.state) == ("", State.ERASED)


def test_rows_made_again_from_the_log_are_the_same(
    held: tuple[Meeting, Room], programme: Programme
) -> None:
    meeting, room = held
    place(room, 8)
    end(meeting, room)
    entry = room.state.activities["cafe"].verbatims()[0].id
    room.control(entries.TEXT_MASKED, "cafe", entry=entry, reason="nomme une personne")
    follow(meeting, room)
    before = rows()
    n_lines = Entry.objects.count()
    take_in(meeting=meeting, read=read_log(meeting, engine=room.engine), now=NOW)
    assert (rows(), Entry.objects.count()) == (before, n_lines)
    Verbatim.objects.all().delete()
    Figure.objects.all().delete()
    MeetingRead.objects.all().delete()
    follow(meeting, room)
    assert rows() == before


def test_a_row_that_the_log_gives_no_more_keeps_its_address_and_no_word(
    held: tuple[Meeting, Room],
) -> None:
    meeting, room = held
    end(meeting, room)
    stray = Verbatim.objects.get(text="Du temps.")
    stray.pk, stray.key, stray.text = None, "2" * 11, "Un propos d'ailleurs"
    stray.save()
    take_in(meeting=meeting, read=read_log(meeting, engine=room.engine), now=NOW)
    assert Verbatim.objects.get(key="2" * 11).state == State.WITHDRAWN
    assert "ailleurs" not in everything_stored()


def test_search_knows_no_accents_and_the_meeting_narrows(
    held: tuple[Meeting, Room], programme: Programme
) -> None:
    meeting, room = held
    end(meeting, room)
    assert texts(programme, words="LIEU À") == ["Un lieu à nous."]
    assert texts(programme, words="lieu a") == ["Un lieu à nous."]
    assert texts(programme, meeting="2" * 11) == []
    other = Programme.objects.exclude(pk=programme.pk).get()
    assert texts(other) == []


def test_nothing_new_costs_one_query_and_one_in_the_live_tables(
    held: tuple[Meeting, Room], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    meeting, room = held
    end(meeting, room)
    with django_assert_num_queries(1):
        assert follow(meeting, room) == 0


def test_the_kinds_are_found_by_their_rooms() -> None:
    assert {VERBATIM, FIGURE} <= set(kinds())
