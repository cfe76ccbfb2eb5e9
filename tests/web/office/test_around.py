"""A meeting's page says what is done, what is left, and leads to each."""

import html
import re
from datetime import date

from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mire.live.engine.controls import Control
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.programme.journal.rules import Actor
from mire.programme.meetings.actions import note_rehearsed
from mire.programme.meetings.models import Meeting
from mire.programme.people.queries import member_of
from mire.programme.people.rules import Right
from mire.programme.preparation.rules import steps_of
from mire.runsheet.toml_file import read_draft
from mire.web.office.meetings.around import around
from tests.support.office import Office
from tests.support.rooms import Room


def words_of(facilitator: Client, office: Office, meeting: Meeting) -> str:
    page = facilitator.get(office.address(f"reunions/{meeting.key}")).content.decode()
    return re.sub(r"\s+", " ", html.unescape(page)).replace("’", "'")


FACTS = {
    "fits": True, "rehearsed": False, "expected": True, "invited": False, "printed": True,
    "frozen": False,
}  # fmt: skip


def test_steps_say_what_is_left() -> None:
    told = {each.key: each for each in steps_of(FACTS, 6, 4)}
    assert {key: each.is_done for key, each in told.items()} == {**FACTS, "duties": False}
    assert (told["duties"].words.count, told["rehearsed"].words.msgid) == (2, "pas encore répété")
    assert {each.is_done for each in steps_of(dict.fromkeys(FACTS, True), 6, 6)} == {True}


def test_a_change_after_the_rehearsal_asks_for_another(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    assert "pas encore répété" in words_of(facilitator, office, meeting)
    note_rehearsed(meeting=meeting, by=Actor(), now=timezone.now())
    assert "pas encore répété" not in words_of(facilitator, office, meeting)
    meeting.refresh_from_db()
    given = {"version": str(meeting.version), "act": "minutes:cadrage", "planned": "9"}
    facilitator.post(office.address(f"reunions/{meeting.key}/conducteur"), given)
    assert "pas encore répété" in words_of(facilitator, office, meeting)


def test_what_surrounds_a_meeting_costs_six_queries(
    office: Office,
    facilitator: Client,
    meeting: Meeting,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    note_rehearsed(meeting=meeting, by=Actor(), now=timezone.now())
    meeting.refresh_from_db()
    account = office.people[Right.FACILITATOR].account
    assert account is not None
    member = member_of(account, office.programme.key, on=date(2018, 3, 20))
    assert member is not None
    sheet, _ = read_draft(meeting.sheet.encode())
    with django_assert_num_queries(6):
        around(member, meeting, sheet, fits=True)


def test_the_page_leads_to_all_that_surrounds_the_meeting(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    page = facilitator.get(office.address(f"reunions/{meeting.key}")).content.decode()
    for rest in ("attendus", "roles", "invitation", "demande", "roles/fiches", "emargement"):
        address = office.address(f"reunions/{meeting.key}/{rest}")
        assert f'href="{address}"' in page
        assert facilitator.get(address).status_code == 200
    reader = office.browser(Right.READER)
    page = reader.get(office.address(f"reunions/{meeting.key}")).content.decode()
    assert "/attendus" not in page
    assert 'name="step"' not in page


def test_frozen_then_ended_what_nobody_wrote_is_to_be_typed(
    office: Office, facilitator: Client, meeting: Meeting, room: Room
) -> None:
    def press(kind: str, activity: str = "") -> None:
        saw = room.engine.room(meeting.code or "").state.version
        room.engine.ask(Control(meeting.code or "", Command(kind, activity, saw=saw)))

    facilitator.post(office.address(f"reunions/{meeting.key}/ouvrir"))
    meeting.refresh_from_db()
    assert "conducteur à figer" in words_of(facilitator, office, meeting)
    press(entries.SHEET_FROZEN)
    assert "conducteur figé" in words_of(facilitator, office, meeting)
    assert "restent à saisir" not in words_of(facilitator, office, meeting)
    press(entries.ENTERED, "cadrage")
    press(entries.ENTERED, "cafe")
    press(entries.MEETING_ENDED)
    said = words_of(facilitator, office, meeting)
    assert "la restitution reste à écrire" in said
    assert "La réunion s'est terminée le" in said
    assert "restent à saisir" in said
    assert f"{meeting.code}/cafe/scribe" in said
