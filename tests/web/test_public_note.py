"""The published note: each sentence leads to its sources, and to nothing that isn't everybody's."""

import json
import re

import pytest
from django.db.models import F
from django.test import Client

from mire.programme.approvals.actions import set_published
from mire.programme.approvals.models import FrozenNote
from mire.programme.approvals.rules.frozen import check_version
from mire.programme.evidence.models import Figure, Verbatim
from mire.programme.findings.models import Finding
from mire.programme.meetings.models import Meeting
from mire.programme.note.actions import change_passage, show_source
from mire.programme.note.models import Passage, PrefigurationNote
from mire.programme.outcomes.models import Outcome
from mire.programme.people.actions import add_person
from mire.programme.people.rules import Right
from mire.programme.restitutions.models import ReleasedRestitution, Restitution
from mire.programme.thread.rules import Reference, State
from tests.support.approvals import answered, frozen, steps_of
from tests.support.approvals import circuit as begin
from tests.support.chronicle import SLUG, decision, restitution, site
from tests.support.note import BY, passage
from tests.support.office import NOW, Office, open_office
from tests.support.plain_words import typed
from tests.support.rooms import Room
from tests.support.steering import minutes_of, note, steering_meeting

AT = f"/p/{SLUG}/"
PAGES = ("note", "note.json", "note.prov.json")
QUOTED, ELSEWHERE = "Du temps, d'abord.", "Un propos que personne n'a publié."
TOLD, UNTOLD = "Le temps manque avant le lieu.", "Un constat que rien de public ne dit."


@pytest.fixture
def office(db: None, page_room: Room) -> Office:
    return open_office()


def anything(_said: object) -> None:
    """Let any words be public: what reads them must still hold."""


def publish(made: PrefigurationNote, why: str = "") -> FrozenNote:
    version = frozen(made, why)
    for step in steps_of(made):
        answered(step, version)
    set_published(version=version, is_published=True, check=anything, by=BY, now=NOW)
    return version


def finding(office: Office, sentence: str) -> Reference:
    row = Finding.objects.create(
        programme=office.programme, kind="finding", sentence=sentence, status="released",
        made_by="Camille Untel", made_at=NOW, status_by="Camille Untel", status_at=NOW,
    )  # fmt: skip
    return Reference("finding", row.key)


def told_in_public(office: Office, *sentences: str) -> Restitution:
    """Publish a restitution that quotes a text and says these sentences."""
    made = restitution(office, QUOTED)
    for row in ReleasedRestitution.objects.filter(restitution=made):
        for document in row.documents.values():
            document["blocks"] += [
                {"is": "Paragraph", "words": each, "role": "lead"} for each in sentences
            ]
        row.save()
    return made


def plain(content: bytes) -> str:
    said = re.sub(r"<[^>]+>", " ", content.decode())
    return " ".join(typed(said.replace("&#x27;", "'").replace("&quot;", '"')).split())


def test_the_published_note_is_read_with_its_public_sources(office: Office) -> None:
    made = begin(office)
    told_in_public(office, TOLD)
    verbatim = Verbatim.objects.get(text=QUOTED)
    decided = decision(office, "Le laboratoire va en résidence")
    cited = [Reference("verbatim", verbatim.key), finding(office, TOLD),
             Reference("decision", decided.key)]  # fmt: skip
    passage(made.sections.all()[0], "Il faut du temps.", cited)
    site(office.programme)
    client = Client()
    assert client.get(f"{AT}note").status_code == 404
    version = publish(made)
    answer = client.get(f"{AT}note")
    page = plain(answer.content)
    assert "Il faut du temps." in page
    assert "D'où cela vient (3 sources)" in page
    for said in (QUOTED, TOLD, "Le laboratoire va en résidence"):
        assert said in page
    assert "Camille" not in page, "who wrote a finding is not told"
    assert "par la DG" not in page
    assert f'href="{AT}decisions#{decided.key}"' in answer.content.decode()
    assert not answer.cookies
    assert version.digest in page
    assert "Note de préfiguration" in plain(client.get(AT).content)
    assert f"{AT}note" in client.get(f"{AT}plan.xml").content.decode()
    assert client.get(f"{AT}note.pdf").content.startswith(b"%PDF")
    content = json.loads(client.get(f"{AT}note.json").content)
    assert "decision/" not in json.dumps(content)
    checked = check_version(content)
    assert (checked.wrong, checked.digest) == ([], version.digest)
    assert not checked.has_sources
    assert client.get(f"{AT}note", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_it_leads_to_nothing_that_is_not_everybodys(office: Office) -> None:
    """Every kind of source that must not show, cited and shown, on every page and file."""
    made = begin(office)
    section = made.sections.all()[0]
    told_in_public(office, TOLD)
    meeting = Meeting.objects.get(title="Séminaire")
    said = {"meeting": meeting, "activity": "cafe", "activity_title": "Café", "regime": "group",
            "searched": "x", "digest": "x"}  # fmt: skip
    hidden = Verbatim.objects.create(key="h" * 11, place=90, text=ELSEWHERE, state="said", **said)
    masked = Verbatim.objects.get(text=QUOTED)
    few = Figure.objects.create(
        key="k" * 11, meeting=meeting, place=91, activity="x", activity_title="x", name="x",
        sentence={"msgid": "Deux personnes sur trois ont dit oui.", "params": {}}, n_answers=3,
        n_entries=3, rests_on=[], state="said", digest="x",
    )  # fmt: skip
    draft = note(minutes_of(steering_meeting(office)), "d Une décision préparatoire | par Camille")
    private = decision(office, "Une décision définitive, pas publiée", is_public=False)
    sources = [
        Reference("verbatim", hidden.key), Reference("verbatim", masked.key),
        Reference("figure", few.key), finding(office, UNTOLD), Reference("decision", draft.key),
        Reference("decision", private.key),
    ]  # fmt: skip
    words = "Un passage qui s'appuie sur ce qui n'est pas public."
    row = passage(section, words, sources, sources[5:])
    for each in sources[:5]:
        show_source(passage=row, source=each, is_shown=True, by=BY, now=NOW)
    name = str(office.people[Right.MANAGEMENT])
    passage(section, f"Ce passage nomme {name}, qui n'a rien demandé.")
    site(office.programme)
    publish(made, "Relu.")
    Verbatim.objects.filter(pk=masked.pk).update(state=State.MASKED, text="", reason="nomme")
    leaks = [ELSEWHERE, QUOTED, "Deux personnes sur trois", UNTOLD, "préparatoire", "pas publiée",
             "Camille", name]  # fmt: skip
    client = Client()
    for each in PAGES:
        page = typed(client.get(f"{AT}{each}").content.decode())
        kept = [leak for leak in leaks if leak in page]
        assert kept == [], each
    page = plain(client.get(f"{AT}note").content)
    assert "S'appuie sur 6 sources qui ne sont pas publiques." in page
    assert "Un passage a été retiré d'ici : il nommait quelqu'un." in page
    from mire.documents.builders import note as builder
    from mire.programme.chronicle.queries.note import published_note

    found = published_note(office.programme)
    assert found is not None
    document = builder.note_document(
        office.programme, made, found.sections, builder.NoteCopy(NOW.date()), figures={}
    )
    assert not [leak for leak in leaks if leak in typed(str(document)) and leak != "préparatoire"]


def test_a_note_that_names_somebody_is_not_published(office: Office) -> None:
    made = begin(office)
    name = str(office.people[Right.MANAGEMENT])
    passage(made.sections.all()[0], f"{name} porte la démarche.")
    version = frozen(made)
    for step in steps_of(made):
        answered(step, version)
    press = office.address(f"note/circuit/version/{version.key}/publier")
    answer = office.browser(Right.FACILITATOR).post(press, {"do": "publish"})
    assert answer.status_code == 409
    assert "personne n'est nommé sur une page publique" in plain(answer.content)
    version.refresh_from_db()
    assert version.published_at is None


def test_a_new_version_says_what_changed_and_a_withdrawal_is_seen(office: Office) -> None:
    made = begin(office)
    site(office.programme)
    publish(made)
    row = Passage.objects.all()[0]
    change_passage(passage=row, seen=1, words="Les directions demandent deux jours.", by=BY,
                   now=NOW)  # fmt: skip
    client = Client()
    page = plain(client.get(f"{AT}note").content)
    assert "deux jours" not in page, "what is published stays as it was frozen"
    newer = publish(made, "Le temps demandé est précisé.")
    page = plain(client.get(f"{AT}note").content)
    assert "deux jours" in page
    assert "Le temps demandé est précisé." in page
    assert "La version 1 avait été publiée" in page
    for each in FrozenNote.objects.all():
        set_published(version=each, is_published=False, check=anything, by=BY, now=NOW)
    assert newer.published_at is None
    for each in PAGES:
        assert client.get(f"{AT}{each}").status_code == 404


def test_a_source_stops_being_public_with_what_made_it_so(office: Office) -> None:
    made = begin(office)
    told = told_in_public(office, TOLD)
    verbatim = Verbatim.objects.get(text=QUOTED)
    decided = decision(office, "Le laboratoire va en résidence")
    passage(made.sections.all()[0], "Il faut du temps.",
            [Reference("verbatim", verbatim.key), finding(office, TOLD),
             Reference("decision", decided.key)])  # fmt: skip
    site(office.programme)
    publish(made)
    client = Client()
    Restitution.objects.filter(pk=told.pk).update(published_at=None)
    page = plain(client.get(f"{AT}note").content)
    assert QUOTED not in page
    assert TOLD not in page
    assert "Le laboratoire va en résidence" in page
    Outcome.objects.filter(pk=decided.pk).update(struck_at=F("made_at"))
    page = plain(client.get(f"{AT}note").content)
    assert "Le laboratoire va en résidence" not in page
    assert "S'appuie sur 3 sources qui ne sont pas publiques." in page


def test_what_names_somebody_who_came_later_is_withheld_everywhere(office: Office) -> None:
    """Words, titles, the reason of a version and functions: files too, and digests stay."""
    made = begin(office)
    section = made.sections.all()[0]
    section.title = "Portage par Lou Martin"
    section.save()
    passage(section, "Lou Martin porte la démarche.")
    step = steps_of(made)[0]
    step.title = "Visa de Lou Martin"
    step.save()
    site(office.programme)
    version = publish(made, "Relu avec Lou Martin.")
    client = Client()
    assert "Lou Martin" in plain(client.get(f"{AT}note").content)
    add_person(
        authority=office.programme.authority,
        values={"given_name": "Lou", "family_name": "Martin"},
        programme=office.programme, by=BY, now=NOW,
    )  # fmt: skip
    for each in PAGES:
        assert "Lou Martin" not in client.get(f"{AT}{each}").content.decode(), each
    assert "il nommait quelqu'un" in plain(client.get(f"{AT}note").content)
    checked = check_version(json.loads(client.get(f"{AT}note.json").content))
    assert (checked.wrong, checked.digest) == ([], version.digest)


def test_a_version_that_goes_brings_no_earlier_one_back(office: Office) -> None:
    made = begin(office)
    site(office.programme)
    publish(made)
    passage(made.sections.all()[0], "Un passage de plus.")
    newer = publish(made, "Un passage de plus.")
    set_published(version=newer, is_published=False, check=anything, by=BY, now=NOW)
    assert Client().get(f"{AT}note").status_code == 404
