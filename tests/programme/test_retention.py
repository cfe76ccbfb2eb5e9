"""Data at the end of their time: what goes, what stays, twice, after a crash."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mire.live.engine.notes import ReadNotes, WriteNote
from mire.live.engine.rooms import UnknownRoom
from mire.live.state import entries
from mire.live.store.connect import Opener
from mire.programme.accounts.models import Account, SignInLink
from mire.programme.guests.models import GuestLink
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import NOBODY, Actor
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.models import Outcome
from mire.programme.people.models import MissionLetter, Person, Presence, Role
from mire.programme.people.rules import Right
from mire.programme.personal.rules import STUB
from mire.programme.restitutions.models import Remark, Restitution
from mire.programme.restitutions.rules import RemarkState
from mire.programme.retention import actions
from mire.programme.retention.actions import dispose_of_archives, erase_kind, note_past_ends
from mire.programme.retention.queries import common_due, due_of
from mire.programme.retention.rules import Due, Kind, erased_kinds
from mire.programme.steering.models import Dossier, Minutes
from mire.technique_api.refusal import Refusal
from tests.live.test_keeping import pledge
from tests.support.office import NOW, Office, join, open_office
from tests.support.rooms import Room
from tests.support.steering import file_of, minutes_of, note

ENDS = date(2018, 7, 31)
BEFORE = date(2021, 7, 31)
"""The last day on which things of the programme are kept: its end, and 36 months."""
AFTER = date(2021, 8, 1)
BY = Actor("k", "Agent D07")


@pytest.fixture
def office(transactional_db: None) -> Office:
    """A programme that everybody but its administrator left with its end."""
    made = open_office()
    people = [each for right, each in made.people.items() if right is not Right.ADMINISTRATOR]
    Role.objects.filter(person__in=people).update(ends_on=ENDS)
    for person in people[:2]:
        MissionLetter.objects.create(
            programme=made.programme, person=person, days_a_month=2, starts_on=date(2017, 4, 1)
        )
        Presence.objects.create(
            programme=made.programme, person=person, on=date(2018, 1, 10), days=1, what="Session"
        )
    GuestLink.objects.create(
        programme=made.programme,
        digest=b"d" * 32,
        path="/",
        whom="Agence d'urbanisme",
        made_by="Agent D07",
        made_at=NOW,
        ends_on=date(2019, 1, 1),
    )
    return made


@pytest.fixture
def ended(office: Office, room: Room, open_database: Opener) -> Meeting:
    """A meeting that ended in the programme, with a note and a commitment."""
    room.enter("cadrage")
    room.engine.ask(WriteNote(room.code, "relancer l'habitat"))
    pledge(room, open_database)
    room.control(entries.MEETING_ENDED)
    return meeting_of(office, room, room.state.ended_at)


def meeting_of(office: Office, room: Room, ended_at: datetime | None) -> Meeting:
    return Meeting.objects.create(
        programme=office.programme,
        title="Séminaire",
        kind="seminar",
        planned_at=datetime(2018, 3, 21, 8, tzinfo=UTC),
        code=room.code,
        opened_at=NOW,
        ended_at=ended_at,
    )


def remarks_on(meeting: Meeting) -> dict[str, Remark]:
    """Three remarks of 2 April 2018: one unread, one hidden in June, one that is shown."""
    restitution = Restitution.objects.create(
        programme=meeting.programme,
        meeting=meeting,
        made_by="Agent D07",
        made_at=NOW,
        heard_ends_on=date(2018, 4, 15),
    )
    replied = date(2018, 6, 1)
    return {
        state: Remark.objects.create(
            restitution=restitution, words=f"Remarque {state}.", on=date(2018, 4, 2), state=state,
            reply_on=None if state == RemarkState.WAITING else replied,
        )
        for state in RemarkState
    }  # fmt: skip


def counts(office: Office, room: Room, today: date) -> dict[Kind, int]:
    return {each.rule.kind: each.n for each in due_of(office.programme, room.engine, today=today)}


def due_for(office: Office, room: Room, kind: Kind, today: date) -> Due:
    found = due_of(office.programme, room.engine, today=today)
    return next(each for each in found if each.rule.kind is kind)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def erase(office: Office, room: Room, today: date) -> dict[Kind, int]:
    return {
        kind: erase_kind(
            kind=kind,
            programme=office.programme,
            engine=room.engine,
            today=today,
            by=BY,
            now=at(today),
        )
        for kind in erased_kinds(is_common=False)
    }


def test_nothing_goes_before_its_day(office: Office, room: Room, ended: Meeting) -> None:
    was = [*Person.objects.order_by("pk").values()], Entry.objects.count()
    assert not any(erase(office, room, date(2018, 8, 1)).values())
    assert ([*Person.objects.order_by("pk").values()], Entry.objects.count()) == was
    told = due_for(office, room, Kind.PERSONS, BEFORE)
    assert (told.n, told.next_on, told.n_next, told.n_in_use) == (0, AFTER, 4, 1)
    assert counts(office, room, BEFORE)[Kind.MEETINGS] == 0


def test_what_is_told_is_what_goes_and_twice_is_once(
    office: Office, room: Room, ended: Meeting
) -> None:
    remarks_on(ended)
    told = counts(office, room, AFTER)
    del told[Kind.MEETINGS]
    assert told == {
        Kind.ACCOUNTS: 4,
        Kind.GUESTS: 1,
        Kind.REMARKS: 2,
        Kind.NOTES: 1,
        Kind.COMMITMENTS: 1,
        Kind.LETTERS: 2,
        Kind.PERSONS: 4,
        Kind.JOURNAL: Entry.objects.filter(programme=office.programme.key).count(),
    }
    assert erase(office, room, AFTER) == told
    assert not any(erase(office, room, AFTER).values())
    lines = Entry.objects.filter(programme=office.programme.key)
    assert {each.act for each in lines} == {"data.erased"}
    assert {each.about_key: each.after["n"] for each in lines} == told
    assert {each.actor_name for each in lines} == {"Agent D07"}


def test_remarks_go_a_year_after_the_last_answer_but_those_that_are_shown(
    office: Office, room: Room, ended: Meeting
) -> None:
    remarks = remarks_on(ended)
    assert due_for(office, room, Kind.REMARKS, date(2019, 4, 15)).n == 0
    assert erase(office, room, date(2019, 4, 16))[Kind.REMARKS] == 1
    left = [remarks["shown"], remarks["hidden"]]
    assert {each.words for each in Remark.objects.all()} == {each.words for each in left}
    assert erase(office, room, date(2019, 6, 1))[Kind.REMARKS] == 0
    assert erase(office, room, date(2019, 6, 2))[Kind.REMARKS] == 1
    assert [each.words for each in Remark.objects.all()] == ["Remarque shown."]


def test_who_left_leaves_figures_and_who_stays_stays_whole(
    office: Office, room: Room, ended: Meeting
) -> None:
    erase(office, room, AFTER)
    administrator = Person.objects.get(pk=office.people[Right.ADMINISTRATOR].pk)
    assert str(administrator) == "Personne administrator"
    assert Account.objects.filter(person=administrator).exists()
    assert Person.objects.exclude(erased_at=None).count() == 4
    assert Presence.objects.count() == 2
    assert not MissionLetter.objects.exists()
    assert room.engine.read(ReadNotes(room.code)) == []
    assert room.engine.named_in([room.code]) == {room.code: (0, 0)}
    assert Meeting.objects.filter(pk=ended.pk).exists()


def test_who_takes_part_elsewhere_stays(office: Office, room: Room) -> None:
    other = office.stranger.roles.get().kind
    busy = office.people[Right.READER]
    Role.objects.create(kind=other, person=busy, starts_on=date(2018, 1, 1))
    told = due_for(office, room, Kind.PERSONS, AFTER)
    assert (told.n, told.n_in_use) == (3, 2)
    erase(office, room, AFTER)
    assert Person.objects.get(pk=busy.pk).erased_at is None


def test_archives_go_under_a_visa_alone(office: Office, room: Room, ended: Meeting) -> None:
    def dispose(visa: str, today: date = AFTER) -> int:
        return dispose_of_archives(
            programme=office.programme,
            visa=visa,
            engine=room.engine,
            today=today,
            by=BY,
            now=at(today),
        )

    with pytest.raises(Refusal) as refused:
        dispose(" ")
    assert refused.value.path == ("visa",)
    assert dispose("AD59 2021-07", BEFORE) == 0
    assert room.engine.room(room.code).state.ended_at
    assert dispose("AD59 2021-07") == 1
    assert dispose("AD59 2021-07") == 0
    assert not Meeting.objects.exists()
    with pytest.raises(UnknownRoom):
        room.engine.room(room.code)
    line = Entry.objects.get(act="archives.disposed")
    assert line.after == {"n": 1, "visa": "AD59 2021-07"}
    erase(office, room, date(2090, 1, 1))
    assert Entry.objects.filter(act="archives.disposed").exists()  # the proof stays


def test_a_room_that_is_open_is_in_use(office: Office, room: Room) -> None:
    meeting_of(office, room, None)
    told = due_for(office, room, Kind.MEETINGS, AFTER)
    assert (told.n, told.n_in_use) == (0, 1)
    note_past_ends(engine=room.engine, today=AFTER, now=at(AFTER))
    assert due_for(office, room, Kind.MEETINGS, AFTER).n_in_use == 1
    room.control(entries.MEETING_ENDED)
    note_past_ends(engine=room.engine, today=AFTER, now=at(AFTER))
    assert due_for(office, room, Kind.MEETINGS, AFTER).n == 1


def test_a_crash_midway_leaves_whole_kinds_and_the_rest_goes_again(
    office: Office, room: Room, ended: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = counts(office, room, AFTER)

    def crash(*_args: Any, **_named: Any) -> int:
        raise OSError

    with monkeypatch.context() as patch:
        # The line is what the transaction ends with: the rows were deleted by then.
        patch.setattr(actions, "note", crash)
        with pytest.raises(OSError):  # noqa: PT011 - the fault itself
            erase(office, room, AFTER)
    assert counts(office, room, AFTER) == told
    assert Account.objects.count() == 6
    assert {**erase(office, room, AFTER), Kind.MEETINGS: 1} == told


def test_a_disposal_that_was_cut_is_ended_by_the_next(
    office: Office, room: Room, ended: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Callable[..., Any] = room.engine.ask

    def cut(request: Any) -> Any:
        asked(request)
        raise OSError

    def dispose() -> int:
        return dispose_of_archives(
            programme=office.programme,
            visa="AD59",
            engine=room.engine,
            today=AFTER,
            by=NOBODY,
            now=at(AFTER),
        )

    with monkeypatch.context() as patch:
        patch.setattr(room.engine, "ask", cut)
        with pytest.raises(OSError):  # noqa: PT011 - the fault itself
            dispose()
    assert Meeting.objects.filter(pk=ended.pk).exists()
    assert not Entry.objects.filter(act="archives.disposed").exists()
    assert dispose() == 1


def test_the_installation_s_own_goes_apart(office: Office, room: Room) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    join(office.programme, "late", "relay")
    browser = office.browser(Right.READER)
    SignInLink.objects.create(
        account=Account.objects.latest("pk"),
        digest="d",
        made_at=now - timedelta(days=60),
        lapses_at=now - timedelta(days=59),
    )
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=2))
    Entry.objects.filter(programme="").update(at=now - timedelta(days=400))
    fresh = Entry.objects.create(programme="", at=now, act="account.signed_in")
    told = {each.rule.kind: each.n for each in common_due(today=today)}
    assert told[Kind.SESSIONS] == 1
    assert told[Kind.LINKS] == 1
    assert told[Kind.SIGN_INS] > 3
    n_own = Entry.objects.filter(programme=office.programme.key).count()
    for turn in (told, dict.fromkeys(told, 0)):
        gone = {
            kind: erase_kind(
                kind=kind, programme=None, engine=room.engine, today=today, by=BY, now=now
            )
            for kind in erased_kinds(is_common=True)
        }
        assert gone == turn
    assert Entry.objects.filter(pk=fresh.pk).exists()
    assert Entry.objects.filter(programme=office.programme.key).count() == n_own
    assert browser.get(office.address()).status_code == 302  # its role ended; not its session
    assert not Session.objects.filter(session_key="old").exists()


def test_no_line_of_a_purge_names_anybody(office: Office, room: Room, ended: Meeting) -> None:
    names = {str(each) for each in Person.objects.all()} - {"Personne administrator"}
    erase(office, room, AFTER)
    for line in Entry.objects.filter(programme=office.programme.key):
        written = f"{line.actor_name} {line.about_name} {line.before} {line.after}"
        assert not any(name in written for name in names - {STUB}), written


def test_queries_are_as_many_as_is_said(office: Office, room: Room, ended: Meeting) -> None:
    with CaptureQueriesContext(connection) as seen:
        due_of(office.programme, room.engine, today=AFTER)
    assert len(seen) == 10
    with CaptureQueriesContext(connection) as seen:
        common_due(today=AFTER)
    assert len(seen) == 3


def test_minutes_go_with_their_meeting_and_decisions_stay_in_the_register(
    office: Office, room: Room, ended: Meeting
) -> None:
    note(minutes_of(ended), "d Un essai d'un an")
    file_of(ended)
    n = dispose_of_archives(
        programme=office.programme, visa="AD59", engine=room.engine, today=AFTER, by=BY,
        now=at(AFTER),
    )  # fmt: skip
    assert n == 1
    assert not Minutes.objects.exists()
    assert not Dossier.objects.exists()
    assert Outcome.objects.get().what == "Un essai d'un an"
    assert Outcome.objects.get().meeting is None
