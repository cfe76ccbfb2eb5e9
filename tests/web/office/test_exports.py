"""Lists as files: what the page shows, all of it, nothing that a spreadsheet would compute."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
import python_calamine

from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Department
from mire.programme.people.rules import Right
from tests.support.office import Office, join, open_office


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def table(raw: bytes) -> list[list[str]]:
    text = raw.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:], newline=""), delimiter=";"))


def test_a_file_holds_what_the_list_shows_and_all_of_it(office: Office) -> None:
    for n in range(30):
        join(office.programme, f"relais {n:02}", "relay")
    browser = office.browser(Right.READER)
    page = browser.get(office.address("personnes?q=relais&tri=-nom&role=relay")).content.decode()
    query = "?q=relais&amp;tri=-nom&amp;role=relay&amp;page=1&amp;export=csv"
    assert f'href="{query}"' in page
    answer = browser.get(office.address("personnes" + query.replace("&amp;", "&")))
    assert answer["Content-Disposition"] == 'attachment; filename="personnes.csv"'
    rows = table(answer.content)
    assert rows[0] == ["Nom", "Rôle", "Direction", "Depuis"]
    assert [row[0] for row in rows[1:]] == [f"Personne relais {n:02}" for n in range(29, -1, -1)]


def test_a_workbook_holds_the_same(office: Office) -> None:
    browser = office.browser(Right.READER)
    rows = table(browser.get(office.address("personnes?export=csv")).content)
    raw = browser.get(office.address("personnes?export=ods")).content
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(raw))
    assert book.get_sheet_by_index(0).to_python() == rows


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_nothing_is_computed(office: Office, start: str) -> None:
    trap = f'{start}HYPERLINK("http://x")'
    person = office.people[Right.READER]
    person.department = Department.objects.create(authority=person.authority, name=trap)
    person.save()
    browser = office.browser(Right.READER)
    rows = table(browser.get(office.address("personnes?q=reader&export=csv")).content)
    assert rows[1][2] == f"'{trap}"
    raw = browser.get(office.address("personnes?q=reader&export=ods")).content
    sheet = python_calamine.CalamineWorkbook.from_filelike(BytesIO(raw)).get_sheet_by_index(0)
    assert sheet.to_python()[1][2] == trap
    assert b"table:formula" not in raw


def test_the_journal_too(office: Office) -> None:
    browser = office.browser(Right.ADMINISTRATOR)
    rows = table(browser.get(office.address("reglages/journal?q=reader&export=csv")).content)
    assert rows[0][0] == "Quand"
    assert {row[3] for row in rows[1:]} == {"Personne reader"}
    assert (
        office.browser(Right.READER).get(office.address("reglages/journal?export=csv")).status_code
        == 403
    )


def test_an_unknown_kind_is_the_page(office: Office) -> None:
    answer = office.browser(Right.READER).get(office.address("personnes?export=exe"))
    assert answer["Content-Type"].startswith("text/html")


def test_meetings_too(office: Office) -> None:
    for kind in ("session", "steering"):
        Meeting.objects.create(
            programme=office.programme,
            title=f"Réunion {kind}",
            kind=kind,
            planned_at=datetime(2018, 3, 14, 9, tzinfo=UTC),
        )
    browser = office.browser(Right.READER)
    rows = table(browser.get(office.address("reunions?genre=session&export=csv")).content)
    assert [row[0] for row in rows] == ["Réunion", "Réunion session"]
