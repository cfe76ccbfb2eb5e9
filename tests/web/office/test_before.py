"""The request for a slot, the invitation and its calendar file, the attendance sheet."""

import html
import re
from datetime import UTC, date, datetime
from io import BytesIO

import icalendar
import odfdo
import pytest
from django.test import Client

from mire.documents.builders.attendance import BESIDES, attendance_sheet
from mire.documents.writers import paper
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.meetings.models import Meeting
from mire.programme.meetings.rules import is_whole_day
from mire.programme.people.actions import add_department
from mire.programme.people.models import Person
from mire.programme.people.rules import Right
from mire.programme.preparation.models import Preparation
from mire.words import words
from tests.support.office import NOW, Office
from tests.support.pdf import pages_of

NOTICE = {"title": "□", "why": ""}


def here(office: Office, meeting: Meeting, rest: str = "") -> str:
    return office.address(f"reunions/{meeting.key}{rest}")


def plainly(written: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(written)).replace("’", "'")


def event_of(facilitator: Client, address: str) -> icalendar.Event:
    calendar = icalendar.Calendar.from_ical(facilitator.get(address).content)
    (event,) = calendar.walk("VEVENT")
    return event


def test_the_request_says_what_is_asked_and_what_is_not(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    given = {"purpose": "Choisir un profil.", "why": "Le plan se prépare.", "signed_by": "L'équipe"}
    assert facilitator.post(here(office, meeting, "/demande"), given).status_code == 302
    page = plainly(facilitator.get(here(office, meeting, "/demande")).content.decode())
    pdf = plainly(
        " ".join(pages_of(facilitator.get(here(office, meeting, "/demande?format=pdf")).content))
    )
    odt = facilitator.get(here(office, meeting, "/demande?format=odt")).content
    text = plainly(str(odfdo.Document(BytesIO(odt)).get_formatted_text()))
    for written in (page, pdf, text):
        for said in (
            "Choisir un profil.",
            "1 h 30",
            "Le café du couloir (28 min)",
            "Ce qui n'est pas demandé",
            "Aucune réponse au nom d'une direction",
            "L'équipe",
        ):
            assert said in written


def test_a_request_as_long_as_its_fields_take_is_one_page(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    long = "mots " * 200
    given = {
        "purpose": long[:300],
        "why": long[:500],
        "asked": long[:300],
        "comes_back": long[:300],
        "signed_by": long[:150],
    }
    assert facilitator.post(here(office, meeting, "/demande"), given).status_code == 302
    pages = pages_of(facilitator.get(here(office, meeting, "/demande?format=pdf")).content)
    assert len(pages) == 1
    answer = facilitator.post(here(office, meeting, "/demande"), {**given, "why": long[:700]})
    assert answer.status_code == 422
    assert long[:690].strip() in answer.content.decode()


def test_the_invitation_says_when_where_and_whom_to_ask(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    given = {"place": "Salle du conseil", "purpose": "Choisir.", "contact": "accueil@example.org"}
    assert facilitator.post(here(office, meeting, "/invitation"), given).status_code == 302
    meeting.refresh_from_db()
    page = plainly(facilitator.get(here(office, meeting, "/invitation")).content.decode())
    for said in ("Salle du conseil", "Choisir.", "accueil@example.org", "de 9 h à 10 h 30",
                 "le papier compte autant"):  # fmt: skip
        assert said in page
    assert Entry.objects.filter(act="meeting.texts").count() == 1
    facilitator.post(here(office, meeting, "/invitation"), given)
    assert Entry.objects.filter(act="meeting.texts").count() == 1


def test_a_calendar_file_replaces_the_one_before(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    address = here(office, meeting, "/agenda.ics")
    first = event_of(facilitator, address)
    start, end = first.decoded("dtstart"), first.decoded("dtend")
    assert (start, (end - start).seconds) == (meeting.planned_at, 90 * 60)
    seen = [first["sequence"]]
    for given in (
        {"place": "Ici"},
        {"place": "Ici", "contact": "x"},
        {"place": "Là", "contact": "x"},
    ):
        facilitator.post(here(office, meeting, "/invitation"), given)
        event = event_of(facilitator, address)
        assert event["uid"] == first["uid"]
        seen.append(event["sequence"])
    meeting.refresh_from_db()
    facilitator.post(
        here(office, meeting, "/conducteur"),
        {"version": str(meeting.version), "act": "minutes:cadrage", "planned": "9"},
    )
    seen.append(event_of(facilitator, address)["sequence"])
    facilitator.get(address)
    assert seen == sorted(set(seen))
    assert str(event_of(facilitator, address)["location"]) == "Là"
    assert event_of(office.browser(Right.READER), address)["uid"] == first["uid"]


def test_the_attendance_sheet_has_who_is_expected_by_department(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    houses, water = (
        add_department(programme=office.programme, values={"name": name}, by=Actor(), now=NOW)
        for name in ("Habitat", "Eau")
    )
    first, second = office.people[Right.AMBASSADOR], office.people[Right.READER]
    Person.objects.filter(pk=first.pk).update(department=houses)
    Person.objects.filter(pk=second.pk).update(department=water)
    given = {"persons": [first.key, second.key], f"n-{houses.key}": "3"}
    facilitator.post(here(office, meeting, "/attendus"), given)
    (page,) = pages_of(facilitator.get(here(office, meeting, "/emargement")).content)
    assert page.index("Eau Personne reader") < page.index("Habitat Personne ambassador")
    assert page.count("Habitat") == 4
    assert "Signature" in page
    came = facilitator.get(here(office, meeting, "/presences")).content.decode()
    assert came.index("Eau · Personne reader") < came.index("Habitat · Personne ambassador")


@pytest.mark.parametrize("n", [1, 200])
def test_the_attendance_sheet_holds_on_its_pages(n: int) -> None:
    people = [("Direction de l'eau et de l'assainissement", f"Agent D{k:03}") for k in range(n)]
    made = attendance_sheet("Session", ["4 avril 2018"], people, [], is_whole_day=True)
    pages = pages_of(paper.written(made, NOTICE))
    assert all("Après-midi" in page for page in pages)
    assert all(f"{number} / {len(pages)}" in page for number, page in enumerate(pages, 1))
    assert len(pages) == 1 if n == 1 else 8 <= len(pages) <= 16
    told = re.findall(r"Agent D\d{3}", " ".join(pages))
    assert told == [name for _, name in people]
    assert len(made.blocks[0].rows) == n + BESIDES
    assert "□" not in " ".join(pages)


@pytest.mark.parametrize(
    ("hour", "minutes", "is_whole"),
    [(9, 90, False), (9, 390, True), (13, 300, False), (9, 271, True), (8, 290, False)],
)
def test_a_day_is_signed_twice(hour: int, minutes: int, *, is_whole: bool) -> None:
    assert is_whole_day(datetime(2018, 4, 4, hour, tzinfo=UTC), minutes) is is_whole


def test_what_is_done_outside_is_said_done_and_undone(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    for done, act in (("1", "meeting.invited"), ("0", "meeting.invited_not")):
        for _ in range(2):
            facilitator.post(here(office, meeting, "/fait"), {"step": "invited", "done": done})
        found = Preparation.objects.get(meeting=meeting)
        assert (found.invited_at is not None) == (done == "1")
        assert Entry.objects.filter(act=act).count() == 1
    facilitator.post(here(office, meeting, "/fait"), {"step": "autre", "done": "1"})
    assert Preparation.objects.get(meeting=meeting).printed_at is None


@pytest.mark.parametrize(
    ("n", "said"), [(45, "45 min"), (60, "1 h"), (90, "1 h 30"), (390, "6 h 30")]
)
def test_a_length_is_said_as_people_say_it(n: int, said: str) -> None:
    assert words.duration(n).replace("\u202f", " ") == said


def test_a_day_is_said_with_its_name() -> None:
    assert words.weekday(date(2018, 3, 21)) == "mercredi 21 mars 2018"
