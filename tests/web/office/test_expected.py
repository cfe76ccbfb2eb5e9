"""Who is expected at a meeting: by name, by department, said against the run sheet."""

import html
import re
from datetime import date

import pytest
from django.test import Client

from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.meetings.models import Meeting
from mire.programme.people.actions import add_department
from mire.programme.people.models import Department, Role
from mire.programme.people.rules import Right
from mire.programme.preparation.models import ExpectedCount, ExpectedPerson
from mire.programme.preparation.queries import expected_at
from mire.programme.preparation.rules import against_sheet, expected_sentence
from tests.support.office import NOW, Office


@pytest.fixture
def department(office: Office) -> Department:
    return add_department(
        programme=office.programme,
        values={"name": "Direction de l'habitat", "starts_on": date(2010, 1, 1)},
        by=Actor(),
        now=NOW,
    )


@pytest.fixture
def meeting(office: Office, facilitator: Client, department: Department) -> Meeting:
    facilitator.post(office.address("reunions/commencer"), {"template": "seminaire"})
    return Meeting.objects.get(programme=office.programme)


def here(office: Office, meeting: Meeting, rest: str = "/attendus") -> str:
    return office.address(f"reunions/{meeting.key}{rest}")


def loaded(facilitator: Client, address: str) -> str:
    page = facilitator.get(address).content.decode()
    found = re.search(r'name="loaded" value="([^"]*)"', page)
    assert found
    return found[1]


def test_expected_by_name_and_by_department_are_said_on_the_meeting(
    office: Office, facilitator: Client, meeting: Meeting, department: Department
) -> None:
    person = office.people[Right.AMBASSADOR]
    given = {"persons": [person.key], f"n-{department.key}": "22"}
    assert facilitator.post(here(office, meeting), given).status_code == 302
    found = expected_at(meeting)
    assert (found.persons, found.counts) == ([person], [(department, 22)])
    page = html.unescape(facilitator.get(here(office, meeting, "")).content.decode())
    assert "23 personnes attendues" in page.replace("\u202f", " ")
    line = Entry.objects.get(act="meeting.expected")
    assert (line.before, line.after) == ({"n": 0}, {"n": 23})
    # Unticked, emptied: gone.
    facilitator.post(here(office, meeting), {f"n-{department.key}": "0"})
    assert not ExpectedPerson.objects.exists()
    assert not ExpectedCount.objects.exists()


def test_the_same_again_writes_nothing(
    office: Office, facilitator: Client, meeting: Meeting, department: Department
) -> None:
    for _ in range(2):
        facilitator.post(here(office, meeting), {f"n-{department.key}": "3"})
    assert Entry.objects.filter(act="meeting.expected").count() == 1


def test_bad_numbers_are_said_beside_and_kept(
    office: Office, facilitator: Client, meeting: Meeting, department: Department
) -> None:
    person = office.people[Right.AMBASSADOR]
    answer = facilitator.post(
        here(office, meeting), {"persons": [person.key], f"n-{department.key}": "-4"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="-4"' in page
    assert re.search(rf'value="{person.key}"[^>]*checked', page)
    assert f'id="n-{department.key}-error"' in page
    assert not ExpectedPerson.objects.exists()


def test_two_people_at_once_are_told_and_nothing_is_lost(
    office: Office, facilitator: Client, meeting: Meeting, department: Department
) -> None:
    first = loaded(facilitator, here(office, meeting))
    person = office.people[Right.AMBASSADOR]
    facilitator.post(here(office, meeting), {"loaded": first, "persons": [person.key]})
    answer = facilitator.post(here(office, meeting), {"loaded": first, f"n-{department.key}": "9"})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert 'value="9"' in page
    assert f"« {person} ·" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert not ExpectedCount.objects.exists()


def test_who_lost_their_role_stays_expected_until_unticked(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    person = office.people[Right.AMBASSADOR]
    facilitator.post(here(office, meeting), {"persons": [person.key]})
    Role.objects.filter(person=person).update(ends_on="2017-12-31")
    page = facilitator.get(here(office, meeting)).content.decode()
    assert re.search(rf'value="{person.key}"[^>]*checked', page)


@pytest.mark.parametrize(
    ("named", "counted", "said"),
    [
        (0, 0, "Personne n'est encore inscrit comme attendu."),
        (1, 0, "%(count)s personne attendue, par son nom."),
        (0, 3, "%(count)s personne attendue, par sa direction."),
        (12, 22, "%(n)s personnes attendues :"),
    ],
)
def test_the_number_is_said_by_how_it_is_known(named: int, counted: int, said: str) -> None:
    assert expected_sentence(named, counted).msgid.startswith(said)


@pytest.mark.parametrize(
    ("n", "tables", "begins"),
    [
        (0, 4, []),
        (30, 0, ["C'est le nombre"]),
        (34, 6, ["Le conducteur est prévu pour", "%(count)s table de %(most)s."]),
        (20, 10, ["Le conducteur est prévu pour", "%(count)s table : il n'y a pas"]),
        (30, 3, ["C'est le nombre", "%(count)s table : jusqu'à"]),
        (30, 5, ["C'est le nombre", "%(count)s table de %(most)s."]),
    ],
)
def test_the_number_is_held_against_the_sheet(n: int, tables: int, begins: list[str]) -> None:
    said = [each.msgid for each in against_sheet(n, 30, tables)]
    assert len(said) == len(begins)
    assert all(one.startswith(start) for one, start in zip(said, begins, strict=True))
