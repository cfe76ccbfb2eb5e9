"""Meetings in the office: begun from a template, rehearsed, opened, led by right, over."""

import html
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from mire.live.engine.controls import Control
from mire.live.engine.engine import Engine, use_engine
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.store.connect import opener
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import NOBODY
from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Presence, Role
from mire.programme.people.rules import Right
from mire.programme.transfer.actions import pack_meeting
from mire.runsheet.shipped import SHIPPED
from mire.runsheet.toml_file import read_draft
from tests.support.meetings import activities, here
from tests.support.office import NOW, Office, join
from tests.support.rooms import Room


@pytest.mark.parametrize("template", SHIPPED)
def test_two_presses_make_a_meeting_from_each_template(
    office: Office, facilitator: Client, template: str
) -> None:
    page = facilitator.get(office.address("reunions/nouvelle")).content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    given = {"template": template, "once": once[1]}
    for _ in range(2):  # sent twice
        answer = facilitator.post(office.address("reunions/commencer"), given)
        assert answer.status_code == 302
    meeting = Meeting.objects.get(programme=office.programme)
    assert facilitator.get(answer["Location"]).status_code == 200
    _, problems = read_draft(meeting.sheet.encode())
    assert problems == []


def test_an_unknown_template_leads_back(office: Office, facilitator: Client) -> None:
    answer = facilitator.post(office.address("reunions/commencer"), {"template": "autre"})
    assert answer["Location"].endswith("reunions/nouvelle")
    assert not Meeting.objects.filter(programme=office.programme).exists()


def test_a_meeting_that_was_carried_says_so_until_it_is_back(
    office: Office, facilitator: Client, meeting: Meeting, room: Room
) -> None:
    def is_told() -> bool:
        page = html.unescape(facilitator.get(here(office, meeting)).content.decode())
        return "pour être tenue sur un autre ordinateur" in page

    assert not is_told()
    pack_meeting(meeting=meeting, engine=room.engine, by=NOBODY, now=NOW)
    assert is_told()
    facilitator.post(here(office, meeting, "/ouvrir"))
    assert not is_told()


def test_a_room_is_opened_and_led_by_right_without_its_secret_address(
    office: Office, facilitator: Client, meeting: Meeting, room: Room
) -> None:
    assert facilitator.post(here(office, meeting, "/ouvrir")).status_code == 302
    meeting.refresh_from_db()
    assert meeting.code
    console = f"/regie/{meeting.code}"
    assert Client().get(console).status_code == 403
    assert facilitator.get(here(office, meeting, "/regie"))["Location"] == console
    assert facilitator.get(console).status_code == 200
    assert facilitator.get(f"/ecran/{meeting.code}").status_code == 200
    reader = office.browser(Right.READER)
    assert reader.get(here(office, meeting, "/regie")).status_code == 403
    assert reader.get(console).status_code == 403


def test_renewed_addresses_end_what_was_given_before(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    facilitator.post(here(office, meeting, "/ouvrir"))
    meeting.refresh_from_db()
    facilitator.get(here(office, meeting, "/regie"))
    console = f"/regie/{meeting.code}"
    assert facilitator.get(console).status_code == 200
    page = facilitator.post(here(office, meeting, "/adresses")).content.decode()
    secret = re.search(r"cle=([0-9a-f]{48})", page)
    assert secret
    assert facilitator.get(console).status_code == 403
    assert facilitator.get(here(office, meeting, "/regie")).status_code == 302
    assert facilitator.get(console).status_code == 200
    helper = Client()
    assert helper.get(f"{console}?cle={secret[1]}").status_code == 302
    assert helper.get(console).status_code == 200


def test_a_grant_is_for_one_room_and_can_not_be_made_up(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    facilitator.post(here(office, meeting, "/ouvrir"))
    facilitator.get(here(office, meeting, "/regie"))
    meeting.refresh_from_db()
    grant = facilitator.cookies[f"regie_{meeting.code}"].value
    for written in (grant[:-1] + ("A" if grant[-1] != "A" else "B"), ":", "x:y:z", "", "é:é"):
        other = Client()
        other.cookies[f"regie_{meeting.code}"] = written
        assert other.get(f"/regie/{meeting.code}").status_code == 403


def test_a_rehearsal_opens_from_the_sheet_and_leaves_the_meeting_closed(
    office: Office, facilitator: Client, meeting: Meeting, room: Room
) -> None:
    answer = facilitator.post(here(office, meeting, "/repeter"), {"n": "8", "speed": "at_once"})
    assert answer.status_code == 302
    code = answer["Location"].rpartition("/")[2]
    assert facilitator.get(answer["Location"]).status_code == 200
    meeting.refresh_from_db()
    assert meeting.code is None
    back = facilitator.post(f"/regie/{code}/jeter")
    assert back["Location"] == here(office, meeting)


def test_a_template_of_the_programme_begins_another_meeting(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    facilitator.post(here(office, meeting, "/modele"), {"name": "Le nôtre"})
    page = facilitator.get(office.address("reunions/nouvelle")).content.decode()
    key = re.search(r'name="template" value="(\w{11})"', page)
    assert key
    assert "Le nôtre" in page
    facilitator.post(office.address("reunions/commencer"), {"template": key[1]})
    assert Meeting.objects.filter(programme=office.programme).count() == 2


def test_a_meeting_is_removed_once_confirmed(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    page = facilitator.get(here(office, meeting, "/retirer")).content.decode()
    assert "seront perdus" in page
    facilitator.post(here(office, meeting, "/retirer"), {})
    assert not Meeting.objects.filter(pk=meeting.pk).exists()


def test_the_end_of_a_meeting_is_known_to_the_office(
    office: Office, facilitator: Client, meeting: Meeting, room: Room
) -> None:
    facilitator.post(here(office, meeting, "/ouvrir"))
    facilitator.get(here(office, meeting, "/regie"))
    meeting.refresh_from_db()
    page = facilitator.get(f"/regie/{meeting.code}").content.decode()
    assert page
    for kind in (entries.ENTERED, entries.MEETING_ENDED):
        view = room.engine.room(meeting.code)
        given = {"kind": kind, "saw": str(view.state.version)}
        if kind == entries.ENTERED:
            given["activity"] = activities(meeting)[0]
        facilitator.post(f"/regie/{meeting.code}/agir", given)
    shown = facilitator.get(office.address("reunions")).content.decode()
    assert "terminée" in shown
    meeting.refresh_from_db()
    assert meeting.ended_at == room.engine.room(meeting.code).state.ended_at is not None


def test_a_meeting_whose_day_is_over_is_past(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(planned_at=datetime(2018, 1, 1, 9, tzinfo=UTC))
    assert "passée, sans salle ici" in facilitator.get(office.address("reunions")).content.decode()
    page = facilitator.get(here(office, meeting)).content.decode()
    assert "Cette réunion est passée" in page
    assert "pas encore répété" not in page
    assert "Noter qui est venu" in page


def test_a_room_that_cant_be_read_leaves_the_list_of_meetings(
    office: Office, facilitator: Client, meeting: Meeting, tmp_path: Path
) -> None:
    facilitator.post(here(office, meeting, "/ouvrir"))
    without_tables = Engine(opener(str(tmp_path / "none.sqlite3")))
    use_engine(without_tables)
    shown = facilitator.get(office.address("reunions"))
    without_tables.stop()
    assert shown.status_code == 200
    assert meeting.key in shown.content.decode()


def test_an_end_that_the_office_missed_is_noted_when_its_page_opens(
    office: Office, facilitator: Client, meeting: Meeting, room: Room
) -> None:
    facilitator.post(here(office, meeting, "/ouvrir"))
    meeting.refresh_from_db()
    for kind, each in ((entries.ENTERED, activities(meeting)[0]), (entries.MEETING_ENDED, "")):
        saw = room.engine.room(meeting.code).state.version
        room.engine.ask(Control(meeting.code, Command(kind, each, saw=saw)))
    assert Meeting.objects.get(pk=meeting.pk).ended_at is None
    page = facilitator.get(here(office, meeting)).content.decode()
    assert "Relire dans la régie" in page
    assert Meeting.objects.get(pk=meeting.pk).ended_at is not None


def test_the_home_says_what_is_next(office: Office, facilitator: Client, meeting: Meeting) -> None:
    page = facilitator.get(office.address()).content.decode()
    assert meeting.key in page
    assert "en préparation" in page


def test_who_came_is_ticked_and_read_by_facilitators_alone(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    address = here(office, meeting, "/presences")
    page = facilitator.get(address).content.decode()
    came = office.people[Right.AMBASSADOR]
    assert f'value="{came.key}"' in page
    loaded = re.search(r'name="loaded" value="([^"]*)"', page)
    assert loaded
    given = {"came": [came.key], "loaded": loaded[1]}
    assert facilitator.post(address, given).status_code == 302
    presence = Presence.objects.get(meeting=meeting.key)
    assert (presence.person, presence.days) == (came, Decimal("0.5"))
    # Somebody else had the page open meanwhile: nothing is overwritten in silence.
    assert facilitator.post(address, {"came": [], "loaded": loaded[1]}).status_code == 409
    assert Presence.objects.filter(meeting=meeting.key).count() == 1
    # Who came is not in the journal, how many is.
    entry = Entry.objects.filter(act="meeting.presences").get()
    assert (entry.before, entry.after) == ({"n": 0}, {"n": 1})
    assert came.family_name not in str(entry.__dict__)
    for right in (Right.AMBASSADOR, Right.MANAGEMENT, Right.READER):
        assert office.browser(right).get(address).status_code == 403


def test_somebody_who_left_since_keeps_their_presence(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    gone = join(office.programme, "gone", "ambassador")
    address = here(office, meeting, "/presences")
    facilitator.post(address, {"came": [gone.key]})
    Role.objects.filter(person=gone).update(ends_on="2018-01-31")
    page = facilitator.get(address).content.decode()
    assert re.search(rf'value="{gone.key}"[^>]*checked', page)


def test_the_latest_come_first_on_every_page_of_the_list(
    office: Office, facilitator: Client
) -> None:
    for day in range(1, 29):
        Meeting.objects.create(
            programme=office.programme,
            title=f"Réunion {day:02d}",
            kind="session",
            planned_at=datetime(2018, 3, day, 9, tzinfo=UTC),
        )
    first = facilitator.get(office.address("reunions")).content.decode()
    assert 'aria-sort="descending"' in first
    assert first.index("Réunion 28") < first.index("Réunion 27")
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following
    rest = facilitator.get(
        office.address("reunions") + html.unescape(following[1])
    ).content.decode()
    shown = re.findall(r"Réunion ([0-9]{2})", rest)
    assert shown == ["03", "02", "01"]
