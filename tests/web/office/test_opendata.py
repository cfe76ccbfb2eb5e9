"""Opening a meeting on its page, and what everybody finds at its address from then on."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from mire.documents.frozen import frozen, thawed
from mire.documents.tree import Document, Paragraph
from mire.live.state import entries
from mire.live.store.database import StorageUnavailable
from mire.programme.evidence.models import Verbatim
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.meetings.actions import open_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.opendata.models import Opening
from mire.programme.opendata.rules.seal import fault_in
from mire.programme.people.rules import Right
from mire.programme.reading.actions import begin_reading, read_together
from mire.programme.reading.rules import ActKind
from mire.programme.restitutions.models import ReleasedRestitution, Restitution
from mire.web import following
from tests.support.office import NOW, Office
from tests.support.rooms import Room, placed

BY = Actor("kkkkkkkkkkk", "Résidente · D07")
GIVEN = {"reason": "participants", "licence": "ODbL-1.0"}


@pytest.fixture
def admin(office: Office) -> Client:
    return office.browser(Right.ADMINISTRATOR)


@pytest.fixture
def meeting(office: Office, page_room: Room, admin: Client) -> Meeting:
    """A meeting that has ended: a grid on which eight people said why; two reasons were read."""
    opened = open_meeting(sheet=page_room.state.sheet, engine=page_room.engine, now=NOW)
    page_room.code = opened.code
    seats = [page_room.join() for _ in range(8)]
    page_room.open("grille")
    for n, seat in enumerate(seats):
        page_room.answer("grille", seat, placed(5, 5, f"Raison {n}"))
    page_room.close("grille")
    page_room.control(entries.MEETING_ENDED)
    Meeting.objects.filter(code=opened.code).update(programme=office.programme)
    admin.get(office.address("dit"))  # what was said is taken in
    made = Meeting.objects.get(code=opened.code)
    reading = begin_reading(
        programme=office.programme, key="r" * 11, title="Lecture", meetings=[made], by=BY, now=NOW
    )
    cards = [Verbatim.objects.get(text=f"Raison {n}").key for n in (0, 1)]
    body = {"theme": "t" * 11, "name": "Des raisons", "cards": cards}
    read_together(reading=reading, kind=ActKind.MADE, body=body, seen=0, by=BY, now=NOW)
    return made


def plain(content: bytes) -> str:
    words = content.decode().replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")
    return re.sub(r"\s+", " ", words)


def unzipped(answer: HttpResponse, folder: Path) -> Path:
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(folder)
        return folder / archive.namelist()[0].partition("/")[0]


def open_it(office: Office, admin: Client, meeting: Meeting) -> Opening:
    done = admin.post(office.address(f"reglages/donnees/{meeting.key}"), GIVEN)
    assert done.status_code == 302
    return Opening.objects.get(meeting=meeting)


def test_the_page_says_what_would_be_given_and_held_back_before_anything_is_open(
    office: Office, admin: Client, meeting: Meeting
) -> None:
    page = plain(admin.get(office.address("reglages/donnees")).content)
    assert "Pas ouverte." in page
    one = plain(admin.get(office.address(f"reglages/donnees/{meeting.key}")).content)
    assert "Propos : 2</li>" in one
    assert "Propos : 6 (que personne n'a relus" in one
    assert "Séquences : 1 (moins de réponses que le seuil)" in one
    assert "Personne n'a dit que tout le papier est saisi" in one
    assert not Opening.objects.exists()
    assert "Aucune réunion n'est ouverte." in plain(Client().get("/donnees").content)


def test_without_a_licence_nothing_is_opened(
    office: Office, admin: Client, meeting: Meeting
) -> None:
    here = office.address(f"reglages/donnees/{meeting.key}")
    assert admin.post(here, {"reason": "duty"}).status_code == 422
    assert admin.post(here, {"reason": "duty", "licence": "WTFPL"}).status_code == 422
    assert not Opening.objects.exists()


def test_what_is_open_is_given_to_anybody_and_may_be_kept(
    office: Office, admin: Client, meeting: Meeting, tmp_path: Path
) -> None:
    opening = open_it(office, admin, meeting)
    assert "par Personne administrator, sous ODbL 1.0, pour rendre compte" in plain(
        admin.get(office.address("reglages/donnees")).content
    )
    stranger = Client()
    index = stranger.get("/donnees")
    assert "Séminaire" in plain(index.content)
    assert f"/donnees/{opening.key}.zip" in index.content.decode()
    assert "<script" not in index.content.decode()
    for answer in (index, stranger.get(f"/donnees/{opening.key}.zip")):
        assert answer["Cache-Control"] == "public, max-age=300"
        assert "Set-Cookie" not in answer
    folder = unzipped(stranger.get(f"/donnees/{opening.key}.zip"), tmp_path)
    assert fault_in(folder) is None
    one = stranger.get(f"/donnees/{opening.key}/texts.csv")
    assert one.content == (folder / "texts.csv").read_bytes()
    assert one["Content-Type"] == "text/csv; charset=utf-8"
    told = json.loads(stranger.get(f"/donnees/{opening.key}/datapackage.json").content)
    assert told["licenses"][0]["name"] == "ODbL-1.0"
    assert "Personne" not in json.dumps(told)
    for nowhere in (f"/donnees/{opening.key}/secret.csv", f"/donnees/{'2' * 11}.zip"):
        assert stranger.get(nowhere).status_code == 404


def test_a_mask_reaches_the_address_before_it_is_given(
    office: Office, admin: Client, meeting: Meeting, page_room: Room
) -> None:
    opening = open_it(office, admin, meeting)
    address = f"/donnees/{opening.key}/texts.csv"
    assert b"Raison 1" in Client().get(address).content
    (entry,) = [
        each.id
        for each in page_room.state.activities["grille"].verbatims()
        if each.text == "Raison 1"
    ]
    page_room.control(entries.TEXT_MASKED, "grille", entry=entry, reason="désigne une personne")
    assert b"Raison 1" not in Client().get(address).content
    assert b"Raison 0" in Client().get(address).content


def test_nothing_is_given_while_rooms_can_t_be_read(
    office: Office, admin: Client, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = open_it(office, admin, meeting)

    def unavailable(*_given: object, **_named: object) -> None:
        raise StorageUnavailable

    monkeypatch.setattr(following, "meetings_behind", unavailable)
    answer = Client().get(f"/donnees/{opening.key}.zip")
    assert answer.status_code == 503
    assert "public" not in answer.get("Cache-Control", "")


def test_closed_again_its_address_gives_nothing(
    office: Office, admin: Client, meeting: Meeting
) -> None:
    opening = open_it(office, admin, meeting)
    before = Client().get(f"/donnees/{opening.key}/figures.csv").content
    assert admin.post(office.address(f"reglages/donnees/{meeting.key}/refermer")).status_code == 302
    refused = Client().get(f"/donnees/{opening.key}.zip")
    assert refused.status_code == 404
    assert "Aucune donnée n'est ouverte à cette adresse." in plain(refused.content)
    assert "Refermée." in plain(admin.get(office.address("reglages/donnees")).content)
    open_it(office, admin, meeting)
    assert Client().get(f"/donnees/{opening.key}/figures.csv").content == before


def test_archives_are_sealed_and_told_in_the_journal(
    office: Office, admin: Client, meeting: Meeting, tmp_path: Path
) -> None:
    answer = admin.post(office.address("reglages/donnees/archive"))
    folder = unzipped(answer, tmp_path / "whole")
    assert answer["Cache-Control"] == "no-store"
    assert fault_in(folder) is None
    assert (folder / "journal.json").exists()
    one = unzipped(
        admin.post(office.address(f"reglages/donnees/{meeting.key}/archive")), tmp_path / "one"
    )
    assert fault_in(one) is None
    lines = Entry.objects.filter(act="archive.handed_out")
    assert [(each.about_kind, each.actor_name) for each in lines.order_by("pk")] == [
        ("programme", "Personne administrator"),
        ("meeting", "Personne administrator"),
    ]


def test_all_open_meetings_together(
    office: Office, admin: Client, meeting: Meeting, tmp_path: Path
) -> None:
    here = office.address("reglages/donnees/tout.zip")
    assert admin.get(here).status_code == 404
    open_it(office, admin, meeting)
    assert fault_in(unzipped(admin.get(here), tmp_path)) is None


def test_the_archive_has_released_restitutions_as_pages(
    office: Office, admin: Client, meeting: Meeting, tmp_path: Path
) -> None:
    told = Restitution.objects.create(
        key="2" * 11, programme=office.programme, meeting=meeting, made_by="X", made_at=NOW
    )
    document = Document("Séminaire", "", "fr", [Paragraph("<b>Un lieu</b> & du temps")])
    ReleasedRestitution.objects.create(
        restitution=told, version=1, documents={"page": frozen(document)}, by="X", at=NOW
    )
    folder = unzipped(admin.post(office.address("reglages/donnees/archive")), tmp_path)
    page = (folder / "restitutions" / f"{told.key}-v1-page.html").read_text()
    assert "&lt;b&gt;Un lieu&lt;/b&gt; &amp; du temps" in page
    kept = json.loads((folder / "restitutions" / f"{told.key}-v1.json").read_text())
    assert thawed(kept["documents"]["page"]).title == "Séminaire"


def test_no_archive_without_a_press(office: Office, admin: Client, meeting: Meeting) -> None:
    for rest in ("archive", f"{meeting.key}/archive", f"{meeting.key}/refermer"):
        assert admin.get(office.address(f"reglages/donnees/{rest}")).status_code == 405
    assert not Entry.objects.filter(act="archive.handed_out").exists()
