"""The note's documents: figures with their tables, an annex by meeting, a summary on two pages."""

import re
from typing import Any

import pytest
from django.test import Client

from mire.live.state import entries
from mire.programme.evidence.actions import take_in
from mire.programme.evidence.models import Figure, Verbatim
from mire.programme.evidence.queries import read_log
from mire.programme.evidence.rules import FIGURE, VERBATIM
from mire.programme.journal.rules import NOBODY
from mire.programme.meetings.actions import note_ended, open_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.note.actions import set_in_summary, show_source
from mire.programme.note.models import Passage, Section
from mire.programme.note.queries import sections_of
from mire.programme.people.rules import Right
from mire.programme.thread.rules import Reference, State
from tests.support.approvals import frozen
from tests.support.note import BY, begun, passage
from tests.support.office import NOW, Office, open_office
from tests.support.plain_words import typed
from tests.support.rooms import Room, placed
from tests.support.sheets import activity, sheet

pytestmark = pytest.mark.django_db
STATIONS = [{"label": f"Axe {n}", "tables": 2, "seats": 4} for n in range(1, 4)]
CAFE: dict[str, Any] = {"question": "Que ferait-on ?", "stations": STATIONS, "people": 20}
SAID = "Un lieu à nous, où l'on essaie."


@pytest.fixture
def office(page_room: Room) -> Office:
    return open_office()


@pytest.fixture
def group(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


@pytest.fixture
def section(office: Office) -> Section:
    return sections_of(begun(office))[0]


def held(office: Office, room: Room, n: int) -> Meeting:
    """Hold a meeting where a table spoke and ``n`` people placed themselves on the grid."""
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
    meeting.programme = office.programme
    meeting.save()
    room.open("cafe")
    room.engine.ask(room.request("cafe", b"", {"table": 1, "round": 1, "said": SAID}))
    room.close("cafe")
    seats = [room.join() for _ in range(n)]
    room.open("grille")
    for place, seat in enumerate(seats):
        room.answer("grille", seat, placed(place, 5))
    room.close("grille")
    room.control(entries.MEETING_ENDED)
    ended = room.state.ended_at
    assert ended is not None
    note_ended(code=room.code, ended_at=ended, by=NOBODY, now=NOW)
    meeting.refresh_from_db()
    take_in(meeting=meeting, read=read_log(meeting, engine=room.engine), now=NOW)
    return meeting


def plain(content: bytes) -> str:
    said = re.sub(r"<[^>]+>", " ", content.decode())
    return " ".join(typed(said.replace("&#x27;", "'")).split())


def test_a_figure_stands_with_its_drawing_its_sentence_and_its_table(
    office: Office, group: Client, section: Section, page_room: Room
) -> None:
    held(office, page_room, 8)
    figure = Figure.objects.filter(activity="grille")[0]
    reference = Reference(FIGURE, figure.key)
    row = passage(section, "La salle veut aller voir dehors.", [reference])
    there = office.address("note/document")
    assert "<svg" not in group.get(there).content.decode().split("</header>")[-1]
    show_source(passage=row, source=reference, is_shown=True, by=BY, now=NOW)
    other = passage(section, "Elle le redit.", [reference])
    show_source(passage=other, source=reference, is_shown=True, by=BY, now=NOW)
    page = group.get(there).content.decode()
    assert page.count("<figure") == 1, "drawn once, though two passages show it"
    assert "<table" in page
    for kind, start in (("pdf", b"%PDF"), ("odt", b"PK"), ("docx", b"PK"), ("md", b"# ")):
        assert group.get(f"{there}?format={kind}").content.startswith(start), kind
    version = frozen(section.note)
    kept = group.get(office.address(f"note/circuit/version/{version.key}/document"))
    assert kept.content.decode().count("<figure") == 1
    Figure.objects.filter(pk=figure.pk).update(state=State.WITHDRAWN)
    assert "<figure" not in group.get(there).content.decode()


def test_a_question_that_too_few_answered_is_not_drawn(
    office: Office, group: Client, section: Section, page_room: Room
) -> None:
    """A row that a mistake left cannot show what the room withheld."""
    meeting = held(office, page_room, 4)
    figure = Figure.objects.create(
        key="f" * 11, meeting=meeting, place=9, activity="grille", activity_title="Grille",
        name="x", sentence={"msgid": "Trois personnes sur quatre.", "params": {}}, n_answers=4,
        n_entries=4, rests_on=[], state=State.SAID, digest="x",
    )  # fmt: skip
    reference = Reference(FIGURE, figure.key)
    row = passage(section, "La salle veut aller voir dehors.", [reference])
    show_source(passage=row, source=reference, is_shown=True, by=BY, now=NOW)
    assert "<figure" not in group.get(office.address("note/document")).content.decode()


def test_the_annex_tells_the_sources_meeting_by_meeting(
    office: Office, group: Client, section: Section, page_room: Room
) -> None:
    meeting = held(office, page_room, 8)
    verbatim = Verbatim.objects.get(activity="cafe")
    cited = [Reference(VERBATIM, verbatim.key)]
    passage(section, "Il faut un lieu.", cited)
    page = plain(group.get(office.address("note/document")).content)
    annex = page.split("Annexe : les sources, réunion par réunion")[1]
    assert meeting.title in annex
    assert SAID in annex
    Verbatim.objects.update(state=State.MASKED, text="", reason="nomme")
    page = plain(group.get(office.address("note/document")).content)
    assert SAID not in page
    assert "Annexe" not in page, "nothing is left to read in it"


def test_the_summary_holds_the_passages_that_were_chosen_word_for_word(
    office: Office, group: Client, section: Section
) -> None:
    rows = [passage(section, f"Passage {n}, en **peu** de mots.") for n in range(3)]
    here = office.address("note/synthese")
    assert "Aucun passage n'est encore choisi" in plain(group.get(here).content)
    press = office.address(f"note/passage/{rows[1].key}/synthese")
    reader = office.browser(Right.MANAGEMENT)
    assert reader.post(press, {"do": "in"}).status_code == 403
    for _ in range(2):
        assert group.post(press, {"do": "in"}).status_code == 302
    page = plain(reader.get(here).content)
    assert "1 passage · 1 page" in page
    assert "Passage 1, en peu de mots." in page
    assert "Passage 2" not in page
    document = plain(reader.get(office.address("note/synthese/document")).content)
    assert "Passage 1, en peu de mots." in document
    assert "Passage 0" not in document
    version = frozen(section.note)
    assert group.post(press, {"do": "out", "from": "summary"})["Location"] == here
    assert not Passage.objects.filter(in_summary=True).exists()
    kept = group.get(office.address(f"note/circuit/version/{version.key}/synthese"))
    assert "Passage 1, en peu de mots." in plain(kept.content), "as it was frozen"


def test_a_summary_of_three_pages_is_told(office: Office, group: Client, section: Section) -> None:
    for n in range(9):
        row = passage(section, f"{n} " + "Le laboratoire va là où sont les sujets. " * 30)
        set_in_summary(passage=row, is_in=True, by=BY, now=NOW)
    page = plain(group.get(office.address("note/synthese")).content)
    assert re.search(r"La synthèse fait [3-9] pages", page), page
