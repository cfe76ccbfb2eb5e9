"""What was said, on the office's pages: searched, traced, masked as soon as the room masks it."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern

from mire.live.engine.engine import Engine, use_engine
from mire.live.state import entries
from mire.live.store.connect import opener
from mire.programme.evidence.models import Figure, Verbatim
from mire.programme.journal.rules import Actor
from mire.programme.meetings.actions import open_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from mire.programme.reading.actions import begin_reading, read_together
from mire.programme.reading.models import ReadingAct
from mire.programme.reading.rules import ActKind
from tests.support.office import NOW, Office
from tests.support.rooms import Room, placed
from tests.web.office.test_rights import ALL

SECRET = "Parce que la cheffe du service d'à côté, elle"


@pytest.fixture
def meeting(office: Office, page_room: Room) -> Meeting:
    """A meeting that has ended: a grid on which eight people said why."""
    state = page_room.state
    opened = open_meeting(sheet=state.sheet, engine=page_room.engine, now=NOW)
    page_room.code = opened.code
    seats = [page_room.join() for _ in range(8)]
    page_room.open("grille")
    for n, seat in enumerate(seats):
        why = SECRET if n == 3 else f"Raison {n}"
        page_room.answer("grille", seat, placed(n, 5, why))
    page_room.close("grille")
    page_room.control(entries.MEETING_ENDED)
    Meeting.objects.filter(code=opened.code).update(programme=office.programme)
    return Meeting.objects.get(code=opened.code)


@pytest.fixture
def browser(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


def said(office: Office, browser: Client, query: str = "") -> str:
    answer = browser.get(office.address(f"dit{query}"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_page_says_what_it_will_hold(office: Office, browser: Client) -> None:
    assert "ce qui y a été dit vient ici de lui-même" in said(office, browser)


def test_what_was_said_is_there_once_the_meeting_has_ended(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    page = said(office, browser)
    assert "8 propos" in page
    assert "Raison 7" in page
    assert "Raison 7" in said(office, browser, "?q=RAISON+7")
    assert "Raison 6" not in said(office, browser, "?q=raison+7")
    assert "Rien ne répond" in said(office, browser, f"?reunion={'2' * 11}")
    assert "Raison 7" not in said(office, browser, "?quoi=chiffres")


def test_its_export_holds_all_of_them(office: Office, browser: Client, meeting: Meeting) -> None:
    file = browser.get(office.address("dit?export=csv")).content.decode("utf-8-sig")
    assert len(file.strip().splitlines()) == 9


def test_the_thread_of_a_text_says_where_it_comes_from_and_that_nothing_took_it_up(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    said(office, browser)
    row = Verbatim.objects.get(text="Raison 2")
    page = browser.get(office.address(f"fil/verbatim/{row.key}")).content.decode()
    for words in (
        "«\u202fRaison 2\u202f»",
        "Séminaire",
        "Séquence grille",
        "Rien ne l",
        "sans nom",
    ):
        assert words in page
    assert browser.get(office.address(f"fil/verbatim/{'2' * 11}")).status_code == 404
    assert browser.get(office.address(f"fil/unheard/{row.key}")).status_code == 404


def test_the_thread_of_a_figure_is_said_in_both_languages(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    said(office, browser)
    row = Figure.objects.filter(activity="grille").first()
    assert row is not None
    french = browser.get(office.address(f"fil/figure/{row.key}")).content.decode()
    assert "8 réponses" in french
    browser.cookies["langue"] = "en"
    english = browser.get(office.address(f"fil/figure/{row.key}")).content.decode()
    assert "8 answers" in english


def test_a_mask_in_the_console_reaches_the_office_at_once(
    office: Office, browser: Client, meeting: Meeting, page_room: Room
) -> None:
    said(office, browser)
    row = Verbatim.objects.get(text=SECRET)
    facilitator = office.browser(Right.FACILITATOR)
    facilitator.get(office.address(f"reunions/{meeting.key}/regie"))
    (entry,) = [
        each.id for each in page_room.state.activities["grille"].verbatims() if each.text == SECRET
    ]
    reading = begin_reading(
        programme=office.programme,
        key="",
        title="L",
        meetings=[meeting],
        by=Actor("k", "A"),
        now=NOW,
    )
    body = {"card": row.key, "words": "C'est de la cheffe qu'on parle"}
    read_together(
        reading=reading, kind=ActKind.REWORDED, body=body, seen=0, by=Actor("k", "A"), now=NOW
    )
    given = {"activity": "grille", "entry": entry, "reason": "désigne une personne"}
    assert facilitator.post(f"/regie/{meeting.code}/relire", given).status_code == 302
    row.refresh_from_db()  # before anybody opened a page of the office
    assert (row.text, row.searched, row.state) == ("", "", "masked")
    assert ReadingAct.objects.get().body == {"card": row.key, "words": ""}
    assert "cheffe" not in said(office, browser)
    assert "1 autre propos est occulté ou effacé" in said(office, browser)
    page = browser.get(office.address(f"fil/verbatim/{row.key}")).content.decode()
    assert "cheffe" not in page
    assert "occulté" in page
    assert "désigne une personne" in page


def test_a_room_that_can_t_be_read_shows_nothing_that_it_may_have_masked(
    office: Office, browser: Client, meeting: Meeting, tmp_path: Path
) -> None:
    said(office, browser)
    without_tables = Engine(opener(str(tmp_path / "none.sqlite3")))
    use_engine(without_tables)
    answer = browser.get(office.address("dit"))
    without_tables.stop()
    assert answer.status_code == 503
    assert "Raison" not in answer.content.decode()


def test_another_programme_can_t_open_it(office: Office, browser: Client, meeting: Meeting) -> None:
    said(office, browser)
    row = Verbatim.objects.get(text="Raison 2")
    stranger = office.browser(stranger=True)
    theirs = stranger.get("/programmes", follow=True).request["PATH_INFO"]
    assert stranger.get(f"{theirs}fil/verbatim/{row.key}").status_code == 404
    assert stranger.get(office.address(f"fil/verbatim/{row.key}")).status_code == 404


@pytest.mark.parametrize("pattern", [each for _, each in ALL], ids=[route for route, _ in ALL])
def test_pages_that_read_what_was_said_are_brought_up_to_date_first(pattern: URLPattern) -> None:
    """Whoever imports these readings shows them on pages declared with ``evidence_page`` alone."""
    assert pattern.callback is not None
    module = __import__(pattern.callback.__module__, fromlist=["*"])
    rooms = ("mire.programme.evidence.queries", "mire.programme.thread.queries")
    reads = [
        name
        for name, each in vars(module).items()
        if getattr(each, "__module__", "") in rooms and callable(each)
    ]
    if reads:
        assert getattr(pattern.callback, "is_up_to_date", False), reads
