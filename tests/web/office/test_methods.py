"""Methods on pages: first cards, the group's own, reviews, A5, the library's files, run sheets."""

import json
import re
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.methods.actions import bring_in_methods, change_method
from mire.programme.methods.models import Method, Review
from mire.programme.methods.queries import card_in, cards_of, key_of_technique, library_of
from mire.programme.methods.rules import cards_in
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from tests.support.office import NOW, Office, join
from tests.support.pdf import pages_of
from tests.support.said import held_meeting

BY = Actor("kkkkkkkkkkk", "Résidente · D07")
CARD = {
    "title": "Entretien sur le pas de porte",
    "aim": "Entendre l'usager là où il attend.",
    "avoid": "S'il est pressé.",
    "minutes_low": "5", "minutes_high": "15", "people_low": "", "people_high": "",
    "steps": "Se présenter.\n\nÉcouter.",
    "material": "Un carnet.",
    "sources": "",
    "technique": "question",
}  # fmt: skip


@pytest.fixture
def group(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


@pytest.fixture
def held(office: Office) -> Meeting:
    return held_meeting(office, ["Du temps."], n_tables=1)


@pytest.fixture
def own(office: Office, group: Client) -> Method:
    sent = {**CARD, "once": new_key()}
    for _ in range(2):  # sent twice
        assert group.post(office.address("methodes/nouvelle"), sent).status_code == 302
    return Method.objects.get()


def plain(content: bytes) -> str:
    words = unescape(content.decode()).replace("\u202f", " ").replace("\xa0", " ")
    return re.sub(r"\s+", " ", words.replace("’", "'"))


def at(office: Office, key: str, rest: str = "") -> str:
    return office.address(f"methodes/{key}{rest}")


def review(office: Office, browser: Client, key: str, held: Meeting, **changed: str) -> int:
    sent = {
        "where": f"meeting:{held.key}", "on": "2018-03-21", "ease": "3", "effect": "4",
        "would_again": "yes", "recommended_for": "un accueil", "said": "Les gens parlent.",
        **changed,
    }  # fmt: skip
    return browser.post(at(office, key, "/evaluer"), sent).status_code


def test_techniques_are_the_first_cards_in_the_readers_language(
    office: Office, group: Client
) -> None:
    page = plain(group.get(office.address("methodes")).content)
    assert "World café" in page
    assert "Faire circuler les idées" in page
    assert not Method.objects.exists()
    cafe = at(office, key_of_technique(office.programme, "worldcafe"))
    assert "Un hôte par table" in plain(group.get(cafe).content)
    group.cookies["langue"] = "en"
    assert "Faire circuler" not in plain(group.get(cafe).content)


def test_a_card_of_the_group_is_written_changed_and_withdrawn(
    office: Office, own: Method, group: Client
) -> None:
    page = plain(office.browser(Right.READER).get(at(office, own.key)).content)
    assert "Entendre l'usager là où il attend." in page
    assert "5 min à 15 min" in page
    assert "<li>Écouter.</li>" in page
    assert "Changer la fiche" not in page
    wrong = {**CARD, "minutes_low": "20"}
    assert group.post(at(office, own.key, "/changer"), wrong).status_code == 422
    changed = {**CARD, "title": "Sur le seuil"}
    assert group.post(at(office, own.key, "/changer"), changed).status_code == 302
    own.refresh_from_db()
    assert (own.title, own.version) == ("Sur le seuil", 2)
    group.post(at(office, own.key, "/retirer"))
    assert "Sur le seuil" not in plain(group.get(office.address("methodes")).content)
    assert office.browser(Right.READER).get(at(office, own.key)).status_code == 404
    group.post(at(office, own.key, "/retirer"))
    assert "Sur le seuil" in plain(group.get(office.address("methodes")).content)


def test_a_techniques_card_becomes_the_groups_own(office: Office, group: Client) -> None:
    key = key_of_technique(office.programme, "mood")
    page = plain(group.get(at(office, key, "/changer")).content)
    assert "C'est la fiche de Mire" in page
    assert "Savoir où en sont les gens" in page
    sent = {**CARD, "title": "Notre météo", "technique": "mood"}
    assert group.post(at(office, key, "/changer"), sent).status_code == 302
    assert Method.objects.get().key == key
    titles = [str(each.title) for each in cards_of(office.programme)]
    assert "Notre météo" in titles
    assert "Météo" not in titles


def test_a_card_that_somebody_changed_meanwhile_is_not_overwritten(
    office: Office, own: Method
) -> None:
    read = card_in(office.programme, own.key)
    assert read
    values = {name: getattr(own, name) for name in (
        "title", "aim", "avoid", "minutes_low", "minutes_high", "people_low", "people_high",
        "steps", "material", "sources", "technique",
    )}  # fmt: skip
    first = {**values, "title": "Le premier"}
    change_method(programme=office.programme, card=read, values=first, by=BY, now=NOW)
    with pytest.raises(Refusal) as refused:
        change_method(programme=office.programme, card=read, values=values, by=BY, now=NOW)
    assert refused.value.code == "moved"
    assert Method.objects.get().title == "Le premier"


def test_reviews_are_named_for_the_group_and_counted_for_the_others(
    office: Office, own: Method, group: Client, held: Meeting
) -> None:
    assert review(office, group, own.key, held, where="") == 422
    assert review(office, group, own.key, held, ease="9") == 422
    assert review(office, group, own.key, held) == 302
    page = plain(group.get(at(office, own.key)).content)
    assert "Personne ambassador" in page
    assert "Les gens parlent." in page
    assert "1 personne l'a évaluée : trop peu" in page
    others = plain(office.browser(Right.MANAGEMENT).get(at(office, own.key)).content)
    assert "1 personne l'a évaluée" in others
    assert "Personne ambassador" not in others
    assert "Les gens parlent." not in others
    entry = Entry.objects.get(act="method.reviewed")
    assert (entry.before, entry.after) == (None, None)


def test_would_use_again_alone_is_told_with_what_it_leaves_open(
    office: Office, own: Method, held: Meeting
) -> None:
    for n in range(7):
        person = join(office.programme, f"agent-{n}", "ambassador")
        office.people[Right.AMBASSADOR] = person
        again = "yes" if n < 5 else "no"
        assert (
            review(office, office.browser(Right.AMBASSADOR), own.key, held, would_again=again)
            == 302
        )
    page = plain(office.browser(Right.READER).get(at(office, own.key)).content)
    assert "5 personnes sur 7 s'en resserviraient sans aide." in page
    assert "de 36 à 92 %" in page
    assert "5 sur 7" in plain(office.browser(Right.READER).get(office.address("methodes")).content)


def test_only_its_author_takes_a_review_away(
    office: Office, own: Method, group: Client, held: Meeting
) -> None:
    review(office, group, own.key, held)
    there = at(office, own.key, f"/avis/{Review.objects.get().key}/retirer")
    assert office.browser(Right.FACILITATOR).post(there).status_code == 404
    assert group.post(there).status_code == 302
    assert not Review.objects.exists()


def test_a_method_never_used_cannot_be_reviewed(office: Office, own: Method, group: Client) -> None:
    page = plain(group.get(at(office, own.key, "/evaluer")).content)
    assert "notez d'abord la réunion" in page
    assert "<button" not in page.split("<main")[1]


@pytest.mark.parametrize("is_long", [False, True])
def test_a_card_is_printed_on_one_sheet_of_a5(
    office: Office, own: Method, group: Client, *, is_long: bool
) -> None:
    if is_long:
        own.steps = "\n".join(f"Étape {n} : " + "observer puis noter. " * 8 for n in range(12))
        own.save()
    answer = group.get(at(office, own.key, "/fiche.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    (page,) = PdfReader(BytesIO(answer.content)).pages  # one sheet
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (420, 595)
    (said,) = pages_of(answer.content)
    assert "Entendre l'usager là où il attend." in said.replace("’", "'")
    assert "Personne ne l'a encore évaluée." in said.replace("’", "'")


def test_the_library_goes_to_another_lab_and_back(
    office: Office, own: Method, group: Client
) -> None:
    answer = group.get(office.address("methodes/bibliotheque.json"))
    told = json.loads(answer.content)
    assert [each["title"] for each in told["methods"]] == [CARD["title"]]
    assert told == library_of(office.programme)
    other = office.stranger.roles.get().kind.programme  # type: ignore[attr-defined]
    cards = cards_in(told)
    assert bring_in_methods(programme=other, cards=cards, by=BY, now=NOW) == 1
    assert bring_in_methods(programme=other, cards=cards, by=BY, now=NOW) == 0
    brought = Method.objects.get(programme=other)
    assert (brought.aim, brought.steps, brought.technique) == (
        CARD["aim"], "Se présenter.\nÉcouter.", "question",
    )  # fmt: skip
    # Brought back where it comes from, it is there already.
    file = SimpleUploadedFile("m.json", answer.content, "application/json")
    back = group.post(office.address("methodes/apporter"), {"file": file})
    assert back.status_code == 422
    assert "Vous avez déjà toutes les fiches" in plain(back.content)


def test_a_file_that_is_no_library_is_refused_in_its_field(office: Office, group: Client) -> None:
    for body, said in (
        (b"{", "ne se lit pas comme du JSON"),
        (b"[" * 100_000, "ne se lit pas comme du JSON"),
        (b'{"format": "other"}', "pas une bibliothèque"),
    ):
        file = SimpleUploadedFile("m.json", body, "application/json")
        answer = group.post(office.address("methodes/apporter"), {"file": file})
        assert answer.status_code == 422
        assert said in plain(answer.content)
    unknown = {"format": "mire-methods", "version": 1, "methods": [
        {"key": "a", "title": "Autre", "aim": "Voir.", "technique": "unknown"},
    ]}  # fmt: skip
    file = SimpleUploadedFile("m.json", json.dumps(unknown).encode(), "application/json")
    answer = group.post(office.address("methodes/apporter"), {"file": file})
    assert answer.status_code == 302
    assert Method.objects.get().technique == ""


def test_lists_are_exported(office: Office, own: Method, group: Client) -> None:
    there = office.address("methodes?q=pas+de+porte&export=csv")
    line = group.get(there).content.decode("utf-8-sig").splitlines()[1]
    assert re.sub(r"\s", " ", line) == (
        "Entretien sur le pas de porte;Entendre l'usager là où il attend.;5 min à 15 min;;—;"
        "Question libre"
    )


def test_a_method_is_proposed_with_its_technique_by_the_run_sheet(
    office: Office, own: Method, facilitator: Client, meeting: Meeting
) -> None:
    page = plain(facilitator.get(office.address(f"reunions/{meeting.key}")).content)
    assert "Entretien sur le pas de porte (Question libre)" in page
    here = office.address(f"reunions/{meeting.key}/conducteur")
    sent = {"act": "add", "technique": f"method:{own.key}", "version": meeting.version}
    assert facilitator.post(here, sent).status_code == 302
    meeting.refresh_from_db()
    added = meeting.sheet.split("Entretien sur le pas de porte")
    assert len(added) == 2
    assert 'technique = "question"' in meeting.sheet
    assert "planned = 5" in meeting.sheet
    own.technique = ""
    own.save()
    sent["version"] = meeting.version
    refused = facilitator.post(here, sent)
    assert refused.status_code == 422
    assert "ne se joue plus dans Mire" in plain(refused.content)


def test_the_list_takes_as_many_queries_however_many_cards(
    office: Office, own: Method, group: Client, held: Meeting
) -> None:
    def count(address: str) -> int:
        group.get(address)
        with CaptureQueriesContext(connection) as queries:
            group.get(address)
        return len(queries)

    review(office, group, own.key, held)
    one, page = count(office.address("methodes")), count(at(office, own.key))
    for n in range(5):
        sent = {**CARD, "title": f"Fiche {n}", "once": new_key()}
        group.post(office.address("methodes/nouvelle"), sent)
        review(office, group, own.key, held)
    assert count(office.address("methodes")) == one <= 10
    assert count(at(office, own.key)) == page
