"""The pages of sponsorship: rights, forms, what slips, the deliberation, its files."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from mire.programme.keys import new_key
from mire.programme.note.queries import sections_of
from mire.programme.outcomes.models import Outcome
from mire.programme.people.rules import Right
from mire.programme.sponsorship.actions.deliberation import change_deliberation
from mire.programme.sponsorship.models import (
    Body,
    Deliberation,
    PathStep,
    RestraintPeriod,
    SponsorFact,
    SponsorshipPath,
)
from mire.programme.sponsorship.queries import text_of
from mire.programme.sponsorship.rules.scdl import FIELDS
from tests.support.note import begun, passage
from tests.support.office import NOW, Office, open_office
from tests.support.plain_words import typed
from tests.support.rooms import Room
from tests.support.sponsorship import (
    BY,
    begun_path,
    deliberated,
    planned_path,
    sponsorship_pages,
    step_called,
)
from tests.support.steering import minutes_of, steering_meeting

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def engine(page_room: Room) -> Room:
    """Pages bring what was said in rooms up to date."""
    return page_room


@pytest.fixture
def office() -> Office:
    return open_office()


@pytest.fixture
def group(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


def soon(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def plain(content: bytes) -> str:
    said = re.sub(r"<[^>]+>", " ", content.decode())
    return " ".join(typed(said.replace("&#x27;", "'")).split())


def loaded(content: bytes) -> str:
    found = re.search(r'name="loaded" value="([^"]*)"', content.decode())
    assert found is not None
    return found[1]


VOTE = {
    "result": "adopted", "DELIB_DATE": "2018-03-15", "DELIB_ID": "2018-112",
    "VOTE_EFFECTIF": "95", "VOTE_REEL": "90", "VOTE_POUR": "80", "VOTE_CONTRE": "4",
    "VOTE_ABSTENTION": "6", "COLL_NOM": "Communauté urbaine", "COLL_SIRET": "218 601 946 00013",
    "DELIB_MATIERE_CODE": "5.2",
    "DELIB_MATIERE_NOM": "institutions et vie politique/fonctionnement des assemblées",
}  # fmt: skip


def test_a_path_is_begun_dated_and_read(office: Office, group: Client) -> None:
    page = office.address("note/portage")
    assert "Préparer le chemin" in plain(group.get(page).content)
    for _each in range(2):
        assert group.post(f"{page}/commencer").status_code == 302
    assert SponsorshipPath.objects.count() == 1
    assert "le chemin se calcule à rebours" in plain(group.get(page).content)
    assert group.get(f"{page}/document").status_code == 404
    council = Body.objects.get(is_council=True)
    days = [soon(120), soon(160)]
    form = f"{page}/instance/{council.key}"
    body = {"name": "Conseil", "sessions": "\n".join(f"{each:%d/%m/%Y}" for each in days),
            "loaded": loaded(group.get(form).content)}  # fmt: skip
    assert group.post(form, body).status_code == 302
    wrong = group.post(form, {**body, "sessions": "demain", "loaded": ""})
    assert wrong.status_code == 422
    assert "Ligne 1 : « demain » n'est pas une date" in plain(wrong.content)
    form = f"{page}/conseil"
    body = {"council_on": days[0].isoformat(), "loaded": loaded(group.get(form).content)}
    assert group.post(form, body).status_code == 302
    said = plain(group.get(page).content)
    assert "tient. Prochaine étape : « Note signée »" in said
    assert "Convocation du conseil, avec la note de synthèse" in said
    assert "5 jours francs avant « Séance du conseil »" in said
    step = PathStep.objects.get(title="Note signée")
    form = f"{page}/etape/{step.key}/faite"
    today = timezone.localdate().isoformat()
    body = {"on": today, "loaded": loaded(group.get(form).content)}
    assert group.post(form, body).status_code == 302
    assert f"noté par {office.people[Right.AMBASSADOR]}" in plain(group.get(page).content)
    late = group.post(form, {"on": soon(3).isoformat(), "loaded": ""})
    assert late.status_code == 422
    assert "n'est pas encore passé" in plain(late.content)


def test_a_date_that_slips_offers_what_can_be_done(office: Office, group: Client) -> None:
    path = planned_path(office, soon(20))
    page = office.address("note/portage")
    council = path.bodies.get(is_council=True)
    council.sessions = [soon(20).isoformat(), soon(150).isoformat()]
    council.save()
    said = plain(group.get(page).content)
    assert "ne tient plus : « Note signée » est en retard de" in said
    assert "Choisir une autre séance, où tout tient" in said
    answer = group.post(f"{page}/conseil/choisir", {"on": soon(150).isoformat()})
    assert answer.status_code == 302
    assert "ne tient plus" not in plain(group.get(page).content)
    assert group.post(f"{page}/conseil/choisir", {"on": "bientôt"}).status_code == 404
    again = group.post(f"{page}/conseil/choisir", {"on": soon(150).isoformat()})
    assert again.status_code == 302  # sent twice


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2300-01-01", "2018-03-21"])
def test_a_session_that_was_not_offered_is_refused(office: Office, group: Client, on: str) -> None:
    path = planned_path(office, soon(20))
    page = office.address("note/portage")
    answer = group.post(f"{page}/conseil/choisir", {"on": on})
    assert answer.status_code == 409
    assert "Cette séance n'est plus proposée" in plain(answer.content)
    assert group.post(f"{page}/conseil", {"council_on": on, "loaded": ""}).status_code == (
        302 if on.startswith("2018") else 422
    )
    path.refresh_from_db()
    assert path.council_on == (date(2018, 3, 21) if on.startswith("2018") else soon(20))
    for each in ("", "/document", "/calendrier", "/dessin"):
        assert group.get(page + each).status_code == 200


def test_steps_have_their_form(office: Office, group: Client) -> None:
    path = planned_path(office, soon(150))
    page = office.address("note/portage")
    council = step_called(path, "Séance")
    form = f"{page}/etape/ajouter"
    body = {
        "title": HOSTILE, "side": "before", "anchors": [council.key], "delay": "10",
        "count": "working", "body": "", "source": "Usage", "visa": "", "once": new_key(),
    }  # fmt: skip
    for _each in range(2):
        assert group.post(form, body).status_code == 302
    row = PathStep.objects.get(title=HOSTILE)
    content = group.get(page).content.decode()
    assert HOSTILE not in content
    assert "&lt;script&gt;" in content
    for kind in ("", "?format=pdf", "?format=odt"):
        assert group.get(f"{page}/document{kind}").status_code == 200
    svg = group.get(f"{page}/dessin").content.decode()
    assert HOSTILE not in svg
    form = f"{page}/etape/{row.key}"
    stale = loaded(group.get(form).content)
    fresh = {**body, "title": "Relecture", "loaded": stale}
    assert group.post(form, fresh).status_code == 302
    answer = group.post(form, {**fresh, "title": "Autre relecture"})
    assert answer.status_code == 409
    assert "Enregistré entre-temps : « Relecture »" in plain(answer.content)
    for wrong, said in (
        ({"anchors": []}, "Dites par rapport à quelle étape compte ce délai."),
        ({"delay": "999"}, "Un délai va de 0 à 250."),
        ({"side": "after", "anchors": [step_called(path, "Note").key]}, "une étape d'après"),
        ({"side": "after", "body": path.bodies.all()[1].key}, "Une séance ne se choisit que"),
    ):
        answer = group.post(form, {**body, "loaded": "", **wrong})
        assert answer.status_code == 422
        assert said in plain(answer.content)
    there = f"{page}/etape/{row.key}/placer"
    assert group.post(there, {"do": "out"}).status_code == 302
    assert "Étapes retirées" in plain(group.get(page).content)
    assert group.post(there, {"do": "back"}).status_code == 302
    refused = group.post(f"{page}/etape/{council.key}/placer", {"do": "out"})
    assert refused.status_code == 409
    assert "reste dans le chemin" in plain(refused.content)
    form = f"{page}/etape/{council.key}"
    body = {"title": "Conseil communautaire", "source": "",
            "loaded": loaded(group.get(form).content)}  # fmt: skip
    assert group.post(form, body).status_code == 302
    council.refresh_from_db()
    assert (council.title, council.side, council.body) == (
        "Conseil communautaire", "council", path.bodies.get(is_council=True),
    )  # fmt: skip


def test_a_form_that_adds_changes_nothing_it_added_before(office: Office, group: Client) -> None:
    path = planned_path(office, soon(150))
    page = office.address("note/portage")
    council = step_called(path, "Séance")
    for kind, model, name, body in (
        ("instance", Body, "name", {"sessions": ""}),
        ("periode", RestraintPeriod, "title", {"last": soon(200).isoformat(), "source": ""}),
        ("etape", PathStep, "title", {
            "side": "before", "anchors": [council.key], "delay": "10", "count": "working",
        }),
        ("fait", SponsorFact, "function", {
            "role": "elected", "what": path.facts[0], "since": "2018-03-01",
        }),
    ):  # fmt: skip
        form = f"{page}/{kind}/ajouter"
        once = new_key()
        n_rows = model.objects.count()
        for _each in range(2):
            assert group.post(form, {**body, name: "Avis A", "once": once}).status_code == 302
        assert model.objects.count() == n_rows + 1
        answer = group.post(form, {**body, name: "Avis B", "once": once})
        assert answer.status_code == 422, kind
        assert "Ce formulaire a déjà servi à ajouter « Avis A" in plain(answer.content)
        content = answer.content.decode()
        assert 'value="Avis B"' in content
        assert list(model.objects.filter(key=once).values_list(name, flat=True)) == ["Avis A"]
        again = re.search(r'name="once" value="([^"]*)"', content)
        assert again is not None
        assert again[1] != once
        assert group.post(form, {**body, name: "Avis B", "once": again[1]}).status_code == 302
        assert model.objects.count() == n_rows + 2
        if kind == "fait":
            continue
        there = f"{page}/{kind}/{once}/{'placer' if kind == 'etape' else 'retirer'}"
        assert group.post(there, {"do": "out"}).status_code == 302
        answer = group.post(form, {**body, name: "Avis A", "once": once})
        assert answer.status_code == 422, kind  # what was taken out isn't said to be added
        assert "Ce formulaire a déjà servi" in plain(answer.content)


def test_the_calendar_follows_the_path(office: Office, group: Client) -> None:
    path = planned_path(office, soon(150))
    page = office.address("note/portage/calendrier")

    def events() -> dict[str, icalendar.Event]:
        made = icalendar.Calendar.from_ical(group.get(page).content)
        return {str(each["uid"]): each for each in made.walk("VEVENT")}

    first = events()
    assert group.get(page).content == group.get(page).content
    assert len(first) == path.steps.count()
    council = next(each for each in first.values() if each["summary"] == "Séance du conseil")
    assert council["dtstart"].dt == soon(150)
    answer = group.post(
        office.address("note/portage/conseil"),
        {"council_on": soon(157).isoformat(), "loaded": ""},
    )
    assert answer.status_code == 302
    second = events()
    assert set(second) == set(first)
    assert all(second[uid]["sequence"] > first[uid]["sequence"] for uid in first)
    convened = next(each for each in second.values() if "Convocation" in each["summary"])
    assert "L. 2121-12" in convened["description"]


def test_elections_are_told_and_forbid_nothing(office: Office, group: Client) -> None:
    planned_path(office, soon(150))
    page = office.address("note/portage")
    body = {"title": "Élections municipales", "last": soon(200).isoformat(), "first": "",
            "source": "L. 52-1", "once": new_key()}  # fmt: skip
    for _each in range(2):
        assert group.post(f"{page}/periode/ajouter", body).status_code == 302
    row = RestraintPeriod.objects.get(last=soon(200))
    assert row.first.day == 1
    assert row.first < soon(20)
    said = plain(group.get(page).content)
    assert "Période électorale (Élections municipales) : informez sans vanter" in said
    wrong = {**body, "first": soon(201).isoformat(), "once": new_key()}
    assert group.post(f"{page}/periode/ajouter", wrong).status_code == 422
    assert group.post(f"{page}/periode/{row.key}/retirer").status_code == 302
    assert "informez sans vanter" not in plain(group.get(page).content).split("Les élections")[0]


def test_facts_on_sponsors_are_noted_once_and_withdrawn(office: Office, group: Client) -> None:
    planned_path(office, soon(150))
    page = office.address("note/portage")
    body = {
        "role": "elected", "function": "Vice-présidence", "what": "A reçu la note",
        "words": HOSTILE, "since": "2018-03-01", "once": new_key(),
    }  # fmt: skip
    for _each in range(2):
        assert group.post(f"{page}/fait/ajouter", body).status_code == 302
    row = SponsorFact.objects.get()
    content = group.get(page).content
    assert "Vice-présidence : a reçu la note" in plain(content)
    assert HOSTILE not in content.decode()
    wrong = group.post(f"{page}/fait/ajouter", {**body, "what": "Soutient à 4 sur 5"})
    assert wrong.status_code == 422
    form = f"{page}/fait/{row.key}/retirer"
    assert group.post(form, {"why": ""}).status_code == 422
    assert group.post(form, {"why": "Une autre personne."}).status_code == 302
    said = plain(group.get(page).content)
    assert f"par {office.people[Right.AMBASSADOR]} : Une autre personne." in said
    form = f"{page}/fait/liste"
    body = {"facts": "A lu la note\n\nA lu la note", "loaded": loaded(group.get(form).content)}
    assert group.post(form, body).status_code == 302
    assert SponsorshipPath.objects.get().facts == ["A lu la note"]


def decided(office: Office) -> Outcome:
    minutes = minutes_of(steering_meeting(office), "d Le laboratoire va en résidence | car il va "
                         "là où sont les sujets | par la direction générale")  # fmt: skip
    row = minutes.meeting.outcomes.get()
    row.shared_at = row.settled_at = NOW
    row.save()
    return row


def test_a_deliberation_is_assembled_changed_voted_and_given(office: Office, group: Client) -> None:
    path = planned_path(office, soon(150))
    step = step_called(path, "Avis du comité")
    step.done_on = date(2018, 3, 1)
    step.save()
    section = sections_of(begun(office))[0]
    row = passage(section, "Le laboratoire va **là** où sont les sujets.")
    other = passage(section, "Autre chose.")
    outcome = decided(office)
    page = office.address("note/portage/deliberation")
    form = f"{page}/assembler"
    assert "D1 · Le laboratoire va en résidence" in plain(group.get(form).content)
    body = {"title": "Créer un laboratoire", "passages": [row.key], "decisions": [outcome.key],
            "once": new_key()}  # fmt: skip
    for _each in range(2):
        assert group.post(form, body).status_code == 302
    said = Deliberation.objects.get()
    assert [typed(each) for each in said.visas[-2:]] == [
        "Vu l'avis du comité social territorial du 1er mars 2018 ;",
        "Vu la note « Note de préfiguration » ;",
    ]
    assert typed(said.considering[0]) == "Considérant qu'il va là où sont les sujets ;"
    assert said.articles == ["Le laboratoire va en résidence."]
    assert said.reasons == "**Contexte**\n\nLe laboratoire va **là** où sont les sujets."
    content = plain(group.get(page).content)
    assert "Article premier. Le laboratoire va en résidence." in content
    assert "Le laboratoire va là où sont les sujets." in content  # its source is in the list
    assert other.words not in content
    form = f"{page}/changer"
    body = {
        "title": said.title, "visas": "\n".join(said.visas), "considering": "",
        "reasons": f"{HOSTILE}\r\n\r\n- un", "articles": "Un.\r\n\r\nDeux,\r\nsuite.",
        "rapporteur": "Vice-présidence", "signatory": "La présidence",
        "loaded": loaded(group.get(form).content),
    }  # fmt: skip
    assert group.post(form, body).status_code == 302
    answer = group.post(form, {**body, "title": "Autre titre"})
    assert answer.status_code == 409
    assert 'value="Autre titre"' in answer.content.decode()
    said.refresh_from_db()
    assert said.articles == ["Un.", "Deux,\nsuite."]
    assert HOSTILE not in group.get(page).content.decode()
    assert HOSTILE not in group.get(f"{page}/document").content.decode()
    for kind, start in (("pdf", b"%PDF"), ("odt", b"PK"), ("docx", b"PK"), ("md", b"# ")):
        assert group.get(f"{page}/document?format={kind}").content.startswith(start), kind
    assert group.get(f"{page}/ligne").status_code == 404
    form = f"{page}/vote"
    wrong = group.post(form, {**VOTE, "COLL_SIRET": "21860194600014"})
    assert wrong.status_code == 422
    assert "Ce n'est pas un SIRET" in plain(wrong.content)
    assert 'value="2018-112"' in wrong.content.decode()
    assert group.post(form, VOTE).status_code == 302
    said.refresh_from_db()
    assert said.state == "adopted"
    assert group.get(f"{page}/changer").status_code == 302
    late = group.post(f"{page}/changer", {**body, "title": "Écrit entre-temps", "loaded": ""})
    assert late.status_code == 422
    assert "il ne change plus" in plain(late.content)
    assert 'value="Écrit entre-temps"' in late.content.decode()
    content = plain(group.get(page).content)
    assert "80 pour, 4 contre, 6 abstentions" in content
    answer = group.get(f"{page}/ligne")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    (line,) = csv.DictReader(io.StringIO(answer.content.decode(), newline=""))
    assert list(line) == list(FIELDS)
    assert line["DELIB_OBJET"] == "Créer un laboratoire"
    assert line["COLL_SIRET"] == "21860194600013"
    with zipfile.ZipFile(io.BytesIO(group.get(f"{page}/document?format=odt").content)) as whole:
        written = whole.read("content.xml").decode()
    assert "2018-112" in written
    assert "Projet de délibération" not in written
    voted = group.get(f"{page}/document").content
    Deliberation.objects.update(reasons="Autre chose", articles=[])  # the frozen text is what shows
    assert group.get(f"{page}/document").content == voted
    stop = group.post(f"{page}/source", {"do": f"for:passage/{other.key}"})
    assert stop.status_code == 404


def test_a_vote_freezes_only_the_text_that_was_read(office: Office, group: Client) -> None:
    row = deliberated(planned_path(office, soon(150)), reasons=f"Contexte {HOSTILE}.")
    form = office.address("note/portage/deliberation/vote")
    page = group.get(form).content
    assert "Le laboratoire est créé." in plain(page)  # who votes reads what freezes
    assert HOSTILE not in page.decode()
    body = {**VOTE, "loaded": loaded(page)}
    other = replace(text_of(row), articles=("Le laboratoire est supprimé.",))
    change_deliberation(deliberation=row, seen=row.version, said=other, by=BY, now=NOW)
    answer = group.post(form, body)
    assert answer.status_code == 409
    assert "Le laboratoire est supprimé." in plain(answer.content)
    assert "Rien n'est écrasé" in plain(answer.content)
    assert 'value="2018-112"' in answer.content.decode()
    row.refresh_from_db()
    assert (row.document, row.state, row.act) == (None, "draft", {})
    assert step_called(row.path, "Séance").done_on is None
    assert group.post(form, {**body, "loaded": loaded(answer.content)}).status_code == 302
    row.refresh_from_db()
    assert "Le laboratoire est supprimé." in json.dumps(row.document, ensure_ascii=False)
    assert "Le texte soumis au vote" not in plain(group.get(form).content)


def test_a_source_that_changed_since_is_told(office: Office, group: Client) -> None:
    path = planned_path(office, soon(150))
    section = sections_of(begun(office))[0]
    row = passage(section, "Le laboratoire va là où sont les sujets.")
    deliberated(path)
    page = office.address("note/portage/deliberation")
    assert group.post(f"{page}/source", {"do": f"for:passage/{row.key}"}).status_code == 302
    assert "ont changé ou ne se lisent plus" not in plain(group.get(page).content)
    row.words = "Autre chose."
    row.save()
    assert "ont changé ou ne se lisent plus" in plain(group.get(page).content)


def test_management_reads_and_writes_nothing(office: Office) -> None:
    pages = sponsorship_pages(office, soon(20))
    reader, stranger = office.browser(Right.READER), office.browser(stranger=True)
    management = office.browser(Right.MANAGEMENT)
    readable = {"note/portage", "note/portage/deliberation"}
    for each in [*pages, "note/portage/document", "note/portage/calendrier"]:
        is_read = each in readable or each.endswith(("document", "calendrier"))
        assert management.get(office.address(each)).status_code == (200 if is_read else 403), each
        assert reader.get(office.address(each)).status_code == 403, each
        assert stranger.get(office.address(each)).status_code == 404, each
        assert Client().get(office.address(each)).status_code == 302, each
    content = management.get(office.address("note/portage")).content.decode()
    assert "<form" not in content.split("<main")[1].split("</main>")[0]
    for each in ("commencer", "conseil/choisir", "deliberation/source"):
        assert management.post(office.address(f"note/portage/{each}")).status_code == 403


def test_before_anything_is_begun_nothing_is_there(office: Office, group: Client) -> None:
    for each in ("conseil", "etape/ajouter", "deliberation", "document", "deliberation/document"):
        assert group.get(office.address(f"note/portage/{each}")).status_code == 404
    begun_path(office)
    assert group.get(office.address("note/portage/deliberation")).status_code == 200
    assert group.get(office.address("note/portage/deliberation/document")).status_code == 404
    reader = office.browser(Right.MANAGEMENT)
    assert "n'est pas encore choisie" in plain(reader.get(office.address("note/portage")).content)
