"""« Ce qui sera effacé », a person's data given and erased, a log brought in: as pages."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from odfdo import Document

from mire.live.engine import readers
from mire.live.engine.engine import use_engine
from mire.live.engine.keeping import Dispose
from mire.live.replay import written_log
from mire.live.state import entries
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Person, Role
from mire.programme.people.rules import Right
from mire.programme.personal.actions import erase_person
from mire.programme.programmes.models import Programme
from tests.support.office import Office, join, open_office
from tests.support.rooms import Room


@pytest.fixture
def office(transactional_db: None) -> Office:
    return open_office()


@pytest.fixture(autouse=True)
def engine(room: Room) -> Iterator[None]:
    use_engine(room.engine)
    yield
    use_engine(None)


@pytest.fixture
def admin(office: Office) -> Client:
    return office.browser(Right.ADMINISTRATOR)


def plain(answer: HttpResponse) -> str:
    words = answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    return " ".join(words.replace("’", "'").replace("&#x27;", "'").split())


def mark_of(answer: HttpResponse) -> str:
    return answer.content.decode().split('name="mark" value="')[1].split('"')[0]


@pytest.fixture
def overdue(office: Office, room: Room) -> Office:
    """A programme over for long, which all but its administrator left, with an ended meeting."""
    room.control(entries.MEETING_ENDED)
    past = timezone.now() - timedelta(days=3000)
    Meeting.objects.create(
        programme=office.programme,
        title="Séminaire",
        kind="seminar",
        planned_at=past,
        code=room.code,
        ended_at=past,
    )
    Programme.objects.filter(pk=office.programme.pk).update(
        ends_on="2018-01-01", retention_months=1
    )
    people = [each for right, each in office.people.items() if right is not Right.ADMINISTRATOR]
    Role.objects.filter(person__in=people).update(ends_on="2017-12-31")
    return office


def test_the_page_says_what_goes_and_goes_on_saying(office: Office, admin: Client) -> None:
    Programme.objects.update(ends_on=timezone.localdate())
    said = plain(admin.get(office.address("reglages/conservation")))
    assert "Personnes, avec leurs rôles et leurs présences" in said
    assert "36 mois après la fin du programme, ou du dernier rôle s'il vient après" in said
    assert "Code du patrimoine, articles L212-2 et L212-3" in said
    assert "5 sans échéance" in said
    assert "Effacer ce qui est échu" not in said


def test_a_press_erases_what_was_shown_once(overdue: Office, admin: Client) -> None:
    where = overdue.address("reglages/conservation")
    mark = mark_of(admin.get(where))
    answer = admin.post(where, {"act": "erase", "mark": mark})
    assert answer.status_code == 302
    assert Person.objects.exclude(erased_at=None).count() == 4
    assert Meeting.objects.count() == 1
    assert "éléments sont partis" in plain(admin.get(answer["Location"]))
    n_lines = Entry.objects.count()
    again = admin.post(where, {"act": "erase", "mark": mark})
    assert again.status_code == 409
    assert "a changé entre-temps" in plain(again)
    assert Entry.objects.count() == n_lines
    shown = plain(admin.get(overdue.address("reglages/journal")))
    assert "personnes, avec leurs rôles et leurs présences" in shown


def test_archives_ask_for_their_visa(overdue: Office, admin: Client) -> None:
    where = overdue.address("reglages/conservation")
    mark = mark_of(admin.get(where))
    refused = admin.post(where, {"act": "dispose", "mark": mark, "visa": " "})
    assert refused.status_code == 422
    assert "Donnez la référence du visa d'élimination." in plain(refused)
    assert Meeting.objects.count() == 1
    assert admin.post(where, {"act": "dispose", "mark": mark, "visa": "AD59"}).status_code == 302
    assert Meeting.objects.count() == 0
    assert Person.objects.filter(erased_at=None).count() == 6
    assert "AD59" in plain(admin.get(overdue.address("reglages/journal")))


def test_a_person_s_data_are_given_by_the_page_and_to_themselves(
    office: Office, admin: Client
) -> None:
    person = office.people[Right.AMBASSADOR]
    here = office.address(f"personnes/{person.key}")
    told = json.loads(admin.get(f"{here}/donnees.json").content)
    assert (told["person"]["family_name"], told["is_whole"]) == ("ambassador", False)
    own = office.browser(Right.AMBASSADOR)
    answer = own.get("/compte/moi/donnees.json")
    assert answer["Content-Disposition"] == 'attachment; filename="personne-ambassador.json"'
    assert json.loads(answer.content)["is_whole"] is True
    assert "/compte/moi/donnees.ods" in own.get("/compte/moi").content.decode()
    assert f"{here}/donnees.ods" in admin.get(here).content.decode()
    assert f"{here}/donnees" not in own.get(here).content.decode()


def test_the_workbook_holds_what_the_json_holds(office: Office) -> None:
    own = office.browser(Right.AMBASSADOR)
    told = json.loads(own.get("/compte/moi/donnees.json").content)
    book = Document(BytesIO(own.get("/compte/moi/donnees.ods").content))
    tables = {each.name: each for each in book.body.tables}
    assert list(tables) == [
        "Personne",
        "Compte",
        "Rôles",
        "Lettres de mission",
        "Présence",
        "Réunions à venir",
        "Journal",
    ]
    roles = tables["Rôles"].get_values()
    assert roles[0] == [*told["roles"][0]]
    assert len(roles) == 1 + len(told["roles"])
    assert ["email", "ambassador@example.org"] in tables["Personne"].get_values()
    assert len(tables["Journal"].get_values()) == 1 + len(told["journal"])


def test_erasing_asks_for_the_name_and_says_what_is_lost(office: Office, admin: Client) -> None:
    person = office.people[Right.AMBASSADOR]
    where = office.address(f"personnes/{person.key}/effacer")
    said = plain(admin.get(where))
    assert "Effacer Personne ambassador ?" in said
    assert "Ce que rien ne relie à cette fiche" in said
    wrong = admin.post(where, {"name": "Personne reader"})
    assert wrong.status_code == 422
    assert Person.objects.get(pk=person.pk).erased_at is None
    assert admin.post(where, {"name": " personne  AMBASSADOR "}).status_code == 302
    assert Person.objects.get(pk=person.pk).erased_at is not None
    assert admin.get(office.address(f"personnes/{person.key}")).status_code == 404
    for page in ("personnes", "reglages/journal", "personnes?role=", ""):
        assert "Personne ambassador" not in plain(admin.get(office.address(page))), page
    assert "une personne effacée" in plain(admin.get(office.address("personnes")))
    assert "une personne effacée" in plain(admin.get(office.address("reglages/journal")))


def test_nobody_erases_themselves_or_who_takes_part_elsewhere(
    office: Office, admin: Client
) -> None:
    own = office.people[Right.ADMINISTRATOR]
    busy = office.people[Right.READER]
    kind = office.stranger.roles.get().kind
    Role.objects.create(kind=kind, person=busy, starts_on="2018-01-01")
    for person in (own, busy):
        where = office.address(f"personnes/{person.key}/effacer")
        assert admin.get(where).status_code == 403
        assert admin.post(where, {"name": str(person)}).status_code == 403
        assert Person.objects.get(pk=person.pk).erased_at is None


def test_a_session_of_who_is_erased_opens_nothing(office: Office, room: Room) -> None:
    gone = office.browser(Right.AMBASSADOR)
    assert gone.get("/compte/moi").status_code == 200
    erase_person(
        person=office.people[Right.AMBASSADOR],
        programme=office.programme.key,
        on=timezone.localdate(),
        by=Actor("k", "A"),
        now=timezone.now(),
    )
    assert gone.get("/compte/moi").status_code == 302
    assert gone.get("/compte/moi/donnees.json").status_code == 302


@pytest.fixture
def log(room: Room) -> bytes:
    """The log of an ended meeting that is here no more."""
    room.control(entries.MEETING_ENDED)
    raw = written_log(room.engine.read(readers.ReadLog(room.code)))
    room.engine.ask(Dispose(room.code, "x"))
    return raw


def send(office: Office, raw: bytes, right: Right = Right.FACILITATOR) -> HttpResponse:
    file = SimpleUploadedFile("log.jsonl", raw)
    return office.browser(right).post(office.address("reunions/apporter"), {"file": file})


def test_a_log_becomes_an_ended_meeting_with_all_its_pages(office: Office, log: bytes) -> None:
    answer = send(office, log)
    assert answer.status_code == 302
    browser = office.browser(Right.FACILITATOR)
    page = plain(browser.get(answer["Location"]))
    assert "Apportée d'une autre installation le" in page
    assert "par Personne facilitator" in page
    assert "apportée" in plain(browser.get(office.address("reunions")))
    for where in ("restitution", "hour_after", "log"):
        shown = browser.get(f"{answer['Location']}/regie?vers={where}", follow=True)
        assert shown.status_code == 200, where
    assert b"".join(shown) == log if shown.streaming else shown.content == log


def test_a_log_is_refused_with_its_line_and_once(office: Office, log: bytes) -> None:
    damaged = send(office, log.replace(b'"seq":1', b'"seq":9', 1))
    assert damaged.status_code == 422
    assert "Ligne 1" in plain(damaged)
    empty = send(office, b"")
    assert "Ligne 1 : ce journal est vide" in plain(empty)
    assert not Meeting.objects.exists()
    assert send(office, log).status_code == 302
    again = send(office, log)
    assert again.status_code == 422
    assert f"sous le code {Meeting.objects.get().code}" in plain(again)


def test_a_log_too_large_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = send(office, b"x" * 5_000_001)
    assert refused.status_code == 422
    assert "Ce fichier dépasse 5 Mo" in plain(refused)


def test_a_guest_of_the_group_shows_no_name_once_erased(office: Office, admin: Client) -> None:
    late = join(office.programme, "rarissime", "ambassador")
    assert "rarissime" in plain(admin.get(office.address("personnes")))
    erase_person(
        person=late,
        programme=office.programme.key,
        on=timezone.localdate(),
        by=Actor("k", "A"),
        now=timezone.now(),
    )
    assert "rarissime" not in plain(admin.get(office.address("personnes")))
