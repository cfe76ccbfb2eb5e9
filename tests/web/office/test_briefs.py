"""Who does what at a meeting, and the page that each of them is given."""

import html
import re
from io import BytesIO

import odfdo
import pytest
from django.test import Client

from mire.programme.journal.models import Entry
from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from mire.programme.preparation.models import Duty
from mire.programme.preparation.rules import n_tables, rounds_of, slots_of
from mire.runsheet.shipped import shipped_sheet
from mire.runsheet.toml_file import read_draft
from tests.support.office import Office
from tests.support.pdf import pages_of
from tests.support.plain_words import typed


def here(office: Office, meeting: Meeting, rest: str = "") -> str:
    return office.address(f"reunions/{meeting.key}/roles{rest}")


def pdf_words(body: bytes) -> str:
    return " ".join(pages_of(body))


def odt_words(body: bytes) -> str:
    return str(odfdo.Document(BytesIO(body)).get_formatted_text()).replace("\u202f", " ")


def test_each_table_of_the_seminar_has_a_host() -> None:
    sheet, _ = read_draft(shipped_sheet("seminaire"))
    slots = slots_of(sheet)
    assert [each.key for each in slots[:4]] == ["lead", "time", "notes", "welcome"]
    assert len({each.key for each in slots}) == len(slots)
    assert 0 < n_tables(sheet) <= len(slots) - 4
    cafe = next(each for each in sheet.activity if each.technique == "worldcafe")
    rounds = rounds_of(cafe)
    assert len(rounds) > 1
    last = max(rounds)
    assert last + rounds[last] <= cafe.planned


def test_roles_are_given_to_persons_or_to_typed_names(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    person = office.people[Right.AMBASSADOR]
    answer = facilitator.post(here(office, meeting), {"lead": str(person), "time": "Agent D07"})
    assert answer.status_code == 302
    told = {each.slot: each for each in Duty.objects.filter(meeting=meeting)}
    assert (told["lead"].person, told["lead"].name) == (person, "")
    assert (told["time"].person, told["time"].name) == (None, "Agent D07")
    line = Entry.objects.get(act="meeting.duties")
    assert (line.before, line.after) == ({"n": 0}, {"n": 2})
    assert "Agent D07" not in str(line.after)


def test_two_people_naming_at_once_are_told(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    page = facilitator.get(here(office, meeting)).content.decode()
    loaded = re.search(r'name="loaded" value="([^"]*)"', page)
    assert loaded
    facilitator.post(here(office, meeting), {"loaded": loaded[1], "lead": "Agente D01"})
    answer = facilitator.post(here(office, meeting), {"loaded": loaded[1], "lead": "Agent D02"})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Agente D01" in page
    assert 'value="Agent D02"' in page
    assert Duty.objects.get(slot="lead").name == "Agente D01"


@pytest.mark.parametrize("kind", ["pdf", "odt"])
def test_private_notes_are_on_the_facilitator_s_brief_alone(
    office: Office, facilitator: Client, meeting: Meeting, kind: str
) -> None:
    said = {"say": "Bienvenue au café.", "notes": "La directrice arrive tard."}
    assert facilitator.post(here(office, meeting, "/fiche/lead"), said).status_code == 302
    hidden = {"say": "", "notes": "Ne pas oublier les feutres."}
    assert facilitator.post(here(office, meeting, "/fiche/time"), hidden).status_code == 302
    read = pdf_words if kind == "pdf" else odt_words
    address = here(office, meeting, f"/fiches?format={kind}")
    facilitator = read(facilitator.get(address).content)
    ambassador = read(office.browser(Right.AMBASSADOR).get(address).content)
    for words in (facilitator, ambassador):
        assert "Bienvenue au café." in words
        assert "feutres" not in words
        assert "Minute par minute" in words
    assert "arrive tard" in facilitator
    assert "arrive tard" not in ambassador
    assert office.browser(Right.READER).get(address).status_code == 403


def test_each_role_has_a_page(office: Office, facilitator: Client, meeting: Meeting) -> None:
    sheet, _ = read_draft(meeting.sheet.encode())
    body = facilitator.get(here(office, meeting, "/fiches")).content
    pages = pages_of(body)
    slots = slots_of(sheet)
    tables = [each for each in slots if each.table]
    activities = {each.activity for each in tables}
    # Hosts to be found share the page of their activity; one who is named has their own.
    assert len(pages) == len(slots) - len(tables) + len(activities)
    assert all("Minute par minute" in each for each in pages)
    assert sum("un exemplaire de cette fiche" in typed(each) for each in pages) == len(activities)
    facilitator.post(here(office, meeting), {tables[0].key: "Agente D01"})
    pages = pages_of(facilitator.get(here(office, meeting, "/fiches")).content)
    assert len(pages) == len(slots) - len(tables) + len(activities) + 1
    assert sum("Agente D01" in each for each in pages) == 1
    assert facilitator.get(here(office, meeting, "/fiche/personne")).status_code == 404
