"""Phases written in the settings; meetings month by month, and along the programme's timeline."""

import html
import re
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from io import BytesIO

import odfdo
import pytest
from django.test import Client

from mire.documents.builders.timeline import (
    Dot,
    Stretch,
    Timeline,
    Track,
    drawing,
    sentence,
    timeline_document,
)
from mire.documents.writers import paper
from mire.programme.journal.models import Entry
from mire.programme.meetings.models import Meeting
from mire.programme.meetings.rules import track_of
from mire.programme.people.rules import Right
from mire.programme.programmes.models import Phase
from mire.programme.programmes.rules import lanes_of
from tests.support.office import Office
from tests.support.pdf import pages_of

SVG = "{http://www.w3.org/2000/svg}"
PHASE = {
    "name": "Cas 3", "track": "cases", "starts_on": "2017-10-01", "ends_on": "2018-01-31",
    "place": "0",
}  # fmt: skip


@pytest.fixture
def admin(office: Office) -> Client:
    return office.browser(Right.ADMINISTRATOR)


def plainly(body: bytes) -> str:
    return re.sub(r"\s+", " ", html.unescape(body.decode())).replace("’", "'")


def timeline(today: date = date(2018, 3, 21)) -> Timeline:
    return Timeline(
        "La Transfo",
        date(2017, 3, 1),
        date(2018, 7, 31),
        today,
        [
            Track(
                "sessions et cas",
                [
                    Stretch("Cas 1 <b>&", date(2017, 3, 1), date(2017, 9, 30), 0),
                    Stretch("Un jour", date(2018, 3, 21), date(2018, 3, 21), 1),
                ],
                [Dot("Session", date(2017, 4, 1)), Dot("Bien après", date(2030, 1, 1))],
            ),
            Track("séminaires et pilotage", [], [Dot("Séminaire", date(2018, 3, 21))]),
        ],
    )


def test_stretches_that_overlap_have_lanes_of_their_own() -> None:
    first, second, third = (date(2018, month, 1) for month in (1, 2, 3))
    assert lanes_of([(first, second), (second, third), (third, third)]) == [0, 1, 0]
    assert lanes_of([(third, third), (first, second)]) == [0, 0]
    assert lanes_of([]) == []


def test_the_figure_holds_all_within_its_frame_and_escapes_names() -> None:
    root = ET.fromstring(drawing(timeline()))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    dots = root.findall(f"{SVG}circle")
    assert [each.find(f"{SVG}title").text for each in dots] == [
        "Session", "Bien après", "Séminaire",
    ]  # fmt: skip
    for each in (*dots, *root.findall(f"{SVG}rect"), *root.findall(f"{SVG}text")):
        x, y = (float(each.get(name) or each.get("c" + name)) for name in ("x", "y"))
        assert 0 <= x <= width
        assert 0 <= y <= height
    labels = [each.text.replace("’", "'") for each in root.findall(f"{SVG}text")]
    assert "Cas 1 <b>&" in labels
    assert "Un jour" not in labels  # it doesn't fit: the table has it
    assert "aujourd'hui" in labels
    assert "class=" not in drawing(timeline())
    for each in root.findall(f"{SVG}text"):
        wide = 8 * len(each.text)
        start = float(each.attrib["x"]) - (wide if each.get("text-anchor") == "end" else 0)
        assert 0 <= start <= start + wide <= width, each.text


def test_the_line_of_today_is_drawn_within_the_programme_alone() -> None:
    assert "stroke-dasharray" in drawing(timeline())
    assert "stroke-dasharray" not in drawing(timeline(date(2019, 1, 1)))
    assert "Un jour" in sentence(timeline())
    assert "Un jour" not in sentence(timeline(date(2018, 3, 22)))


def test_the_document_carries_the_figure_and_its_table() -> None:
    made = paper.written(timeline_document(timeline()), {"title": "□", "why": ""})
    (page,) = pages_of(made)
    for each in ("2 phases et 3 réunions", "Un jour", "Bien après", "séminaires et pilotage"):
        assert each in page


def test_each_kind_of_meeting_has_its_track() -> None:
    assert (track_of("session"), track_of("steering"), track_of("autre")) == (
        "cases", "piloting", "piloting",
    )  # fmt: skip


def test_phases_are_added_changed_and_removed(office: Office, admin: Client) -> None:
    page = admin.get(office.address("reglages/phases/ajouter")).content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    for _ in range(2):  # sent twice
        admin.post(office.address("reglages/phases/ajouter"), {**PHASE, "once": once[1]})
    phase = Phase.objects.get()
    address = office.address(f"reglages/phases/{phase.key}")
    bad = admin.post(address, {**PHASE, "ends_on": "2017-01-01"})
    assert bad.status_code == 422
    assert 'value="2017-01-01"' in bad.content.decode()
    assert admin.post(address, {**PHASE, "name": "Cas 3, à bout"}).status_code == 302
    line = Entry.objects.get(act="phase.changed")
    assert (line.before, line.after) == ({"name": "Cas 3"}, {"name": "Cas 3, à bout"})
    stale = admin.post(address, {**PHASE, "name": "Autre", "loaded": "older"})
    assert stale.status_code == 409
    assert "Cas 3, à bout" in plainly(stale.content)
    assert "Cas 3, à bout" in plainly(admin.get(office.address("reglages/phases")).content)
    assert admin.post(f"{address}/retirer").status_code == 302
    assert not Phase.objects.exists()
    assert Entry.objects.filter(act="phase.removed").count() == 1


@pytest.fixture
def meeting(office: Office) -> Meeting:
    browser = office.browser(Right.FACILITATOR)
    browser.post(office.address("reunions/commencer"), {"template": "seminaire"})
    Meeting.objects.update(planned_at=datetime(2018, 3, 31, 22, 30, tzinfo=UTC))
    return Meeting.objects.get(programme=office.programme)


@pytest.mark.parametrize("year", ["0201", "1899", "2200", "9999"])
def test_a_year_that_no_calendar_here_holds_is_refused(
    office: Office, admin: Client, year: str
) -> None:
    given = {
        "name": "Cas 1", "track": "cases", "starts_on": "2017-03-01", "ends_on": f"{year}-12-31",
        "once": "2" * 11,
    }  # fmt: skip
    answer = admin.post(office.address("reglages/phases/ajouter"), given)
    assert answer.status_code == 422
    assert "ends_on-error" in answer.content.decode()
    assert admin.get(office.address("reunions?vue=frise")).status_code == 200


def test_a_meeting_stands_on_its_local_day(office: Office, meeting: Meeting) -> None:
    browser = office.browser(Right.READER)
    march = plainly(browser.get(office.address("reunions?vue=mois&mois=2018-03")).content)
    april = plainly(browser.get(office.address("reunions?vue=mois&mois=2018-04")).content)
    assert "0 h 30 Séminaire" in april  # 1 April in Paris
    assert "1 réunion<" in april.replace(" <", "<")
    assert "mois=2018-03" in april
    assert "mois=2018-05" in april
    assert "0 réunion" in march
    assert "Séminaire" in march  # the week's last day, of the month after


@pytest.mark.parametrize(
    "month", ["", "2018-13", "x", "2018-", "١٢٣٤-01", "9999-12", "2018-3-1", "2018-" + "1" * 5000]
)
def test_a_month_that_can_t_be_read_is_today_s(office: Office, month: str) -> None:
    answer = office.browser(Right.READER).get(
        office.address("reunions"), {"vue": "mois", "mois": month}
    )
    assert answer.status_code == 200
    assert 'aria-current="date"' in answer.content.decode()


def test_the_timeline_is_a_page_and_a_document(
    office: Office, admin: Client, meeting: Meeting
) -> None:
    admin.post(office.address("reglages/phases/ajouter"), PHASE)
    browser = office.browser(Right.READER)
    page = plainly(browser.get(office.address("reunions?vue=frise")).content)
    assert "1 phase et 1 réunion sur deux pistes, de mars 2017 à juillet 2018." in page
    assert "<svg" in page
    assert f'href="{office.address(f"reunions/{meeting.key}")}"' in page
    pdf = " ".join(pages_of(browser.get(office.address("reunions?vue=frise&format=pdf")).content))
    odt = browser.get(office.address("reunions?vue=frise&format=odt")).content
    for words in (pdf, str(odfdo.Document(BytesIO(odt)).get_formatted_text())):
        assert "Cas 3" in words
