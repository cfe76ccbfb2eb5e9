"""The circuit's pages: versions, visas here and on paper, what fell, files that anybody checks."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from mire.programme.approvals.models import Approval, ApprovalStep, FrozenNote
from mire.programme.approvals.rules.circuit import Verdict
from mire.programme.evidence.models import Verbatim
from mire.programme.keys import new_key
from mire.programme.note.actions import (
    change_passage,
    remove_section,
    rename_note,
    show_source,
)
from mire.programme.note.models import Passage, PassageRemark
from mire.programme.people.rules import Right
from mire.programme.thread.rules import Reference, State
from mire.technique_api.refusal import Refusal
from tests.support.approvals import answered, circuit, circuit_pages, frozen, hold, steps_of
from tests.support.commands import mire
from tests.support.note import BY, passage
from tests.support.office import NOW, Office, open_office
from tests.support.plain_words import typed
from tests.support.rooms import Room
from tests.support.said import held_meeting

pytestmark = pytest.mark.django_db
SAID = "Libérer deux jours par mois, pas deux heures."


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


@pytest.fixture
def director(office: Office) -> Client:
    return office.browser(Right.MANAGEMENT)


def plain(content: bytes) -> str:
    said = re.sub(r"<[^>]+>", " ", content.decode())
    return " ".join(typed(said.replace("&#x27;", "'")).split())


def loaded(content: bytes) -> str:
    found = re.search(r'name="loaded" value="([^"]*)"', content.decode())
    assert found is not None
    return found[1]


def test_from_a_circuit_to_a_published_note(
    office: Office, group: Client, director: Client
) -> None:
    made = circuit(office)
    made.steps.all().delete()
    here = office.address("note/circuit/")
    assert "Proposer un circuit" in plain(group.get(here).content)
    for _ in range(2):
        assert group.post(office.address("note/circuit/commencer")).status_code == 302
    assert ApprovalStep.objects.count() == 5
    ApprovalStep.objects.exclude(rank=1).delete()
    step = ApprovalStep.objects.get()
    form = office.address(f"note/circuit/etape/{step.key}")
    holder = office.people[Right.MANAGEMENT]
    body = {"title": "Direction générale des services", "rank": 1, "holder": holder.key}
    assert group.post(form, {**body, "loaded": loaded(group.get(form).content)}).status_code == 302
    once = new_key()
    for _ in range(2):
        answer = group.post(office.address("note/circuit/figer"), {"why": "Relu.", "once": once})
        assert answer.status_code == 302
    version = FrozenNote.objects.get()
    assert "Lire et donner mon visa" not in plain(group.get(here).content)
    page = plain(director.get(here).content)
    assert "La note attend depuis aujourd'hui : Direction générale des services." in page
    assert "Lire et donner mon visa" in page
    assert "1 visa attend votre lecture" in plain(director.get(office.address()).content)
    visa = office.address(f"note/circuit/etape/{step.key}/visa")
    read = plain(director.get(visa).content)
    assert "Les directions demandent du temps." in read
    once = new_key()
    for _ in range(2):
        assert director.post(visa, {"verdict": "approved", "once": once}).status_code == 302
    row = Approval.objects.get()
    assert (row.person, row.recorded_by) == (holder, "")
    page = plain(group.get(here).content)
    assert "Chaque étape a donné son visa à la version 1." in page
    assert "1 visa donné sur 1" in page
    press = office.address(f"note/circuit/version/{version.key}/publier")
    assert director.post(press, {"do": "publish"}).status_code == 403
    assert group.post(press, {"do": "publish"}).status_code == 403, "an ambassador alone does not"
    leads = office.browser(Right.FACILITATOR)
    assert leads.post(press, {"do": "other"}).status_code == 404
    assert leads.post(press, {"do": "publish"}).status_code == 302
    assert "que tout le monde peut lire" in plain(group.get(here).content)


def test_remarks_under_passages_come_with_the_visa(
    office: Office, group: Client, director: Client
) -> None:
    made = circuit(office)
    step = hold(steps_of(made)[0], office.people[Right.MANAGEMENT])
    frozen(made)
    visa = office.address(f"note/circuit/etape/{step.key}/visa")
    one, two = Passage.objects.order_by("section__place")
    said = {f"on-{one.key}": "D'où vient\r\nce chiffre ?", f"on-{two.key}": "Il ira.",
            f"words-{two.key}": "on"}  # fmt: skip
    answer = director.post(visa, {**said, "verdict": "approved", "once": new_key()})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "D&#x27;où vient" in page, "what was typed is kept"
    assert not PassageRemark.objects.exists()
    assert director.post(visa, {**said, "verdict": "remarks", "once": new_key()}).status_code == 302
    assert {each.words for each in PassageRemark.objects.all()} == {
        "D'où vient\nce chiffre ?", "Il ira.",
    }  # fmt: skip
    page = plain(group.get(office.address(f"note/passage/{two.key}")).content)
    assert str(office.people[Right.MANAGEMENT]) in page
    assert "2 remarques dans le texte" in plain(group.get(office.address("note/circuit/")).content)


def test_who_may_answer_and_when(office: Office, group: Client, director: Client) -> None:
    made = circuit(office)
    first, second, *_rest = steps_of(made)
    hold(first, office.people[Right.FACILITATOR])
    hold(second, office.people[Right.MANAGEMENT])
    frozen(made)
    other = office.address(f"note/circuit/etape/{first.key}/visa")
    answer = director.post(other, {"verdict": "approved", "once": new_key()})
    assert answer.status_code == 422
    assert "Ce visa est celui de quelqu'un d'autre." in plain(answer.content)
    early = office.address(f"note/circuit/etape/{second.key}/visa")
    assert "Ce n'est pas encore le tour" in plain(director.get(early).content)
    answer = director.post(early, {"verdict": "approved", "once": new_key()})
    assert "Ce n'est pas encore le tour" in plain(answer.content)
    assert not Approval.objects.exists()
    record = office.address(f"note/circuit/etape/{first.key}/consigner")
    assert director.get(record).status_code == 403
    said = {"verdict": "approved", "given_on": timezone.localdate().isoformat(), "proof": "",
            "once": new_key()}  # fmt: skip
    assert group.post(record, said).status_code == 422
    assert group.post(record, {**said, "proof": "Parapheur."}).status_code == 302
    page = plain(director.get(office.address("note/circuit/")).content)
    assert "consigné par" in page
    assert "Parapheur." in page
    row = Approval.objects.get()
    away = office.address(f"note/circuit/visa/{row.key}/retirer")
    assert director.get(away).status_code == 404
    assert group.post(away, {"why": "Trop tôt.", "once": new_key()}).status_code == 302
    assert "Trop tôt." in plain(director.get(office.address("note/circuit/")).content)


def test_a_change_is_told_before_and_after_it_makes_a_visa_fall(
    office: Office, group: Client
) -> None:
    made = circuit(office)
    step = steps_of(made)[0]
    answered(step, frozen(made))
    row = Passage.objects.order_by("section__place")[1]
    form = office.address(f"note/passage/{row.key}/changer")
    page = plain(group.get(form).content)
    assert "1 visa couvre cette partie, et tombera si elle change : Direction qui porte." in page
    change_passage(passage=row, seen=1, words="Le laboratoire ira partout.", by=BY, now=NOW)
    page = plain(group.get(office.address("note/circuit/")).content)
    assert "tombé" in page
    assert "« Portage » : les mots d'un passage ont changé" in page
    assert "Le texte a changé depuis la version 1" in page
    since = group.get(office.address(f"note/circuit/etape/{step.key}/depuis")).content.decode()
    assert "<del" in since
    assert "<ins" in since
    assert "Le texte a changé depuis la dernière version figée" not in page
    message = office.address(f"note/circuit/etape/{step.key}/message")
    assert "Depuis votre visa, 1 chose a changé" in plain(group.get(message).content)


def test_a_mask_reaches_the_sources_of_a_frozen_version(office: Office, group: Client) -> None:
    held_meeting(office, [SAID, "Autre chose."])
    first = Verbatim.objects.get(text=SAID)
    made = circuit(office)
    reference = Reference("verbatim", first.key)
    row = passage(made.sections.all()[0], "Cela demande du temps.", [reference])
    show_source(passage=row, source=reference, is_shown=True, by=BY, now=NOW)
    version = frozen(made)
    pages = [f"note/circuit/version/{version.key}", f"note/circuit/version/{version.key}/document"]
    assert all(SAID in typed(group.get(office.address(each)).content.decode()) for each in pages)
    Verbatim.objects.filter(pk=first.pk).update(state=State.MASKED, text="", reason="nomme")
    pages += [
        f"note/circuit/version/{version.key}/{each}"
        for each in ("fichier", "provenance", "document?format=md")
    ]
    for each in pages:
        assert SAID not in typed(group.get(office.address(each)).content.decode()), each
    version.refresh_from_db()
    answer = group.get(office.address(f"note/circuit/version/{version.key}/fichier"))
    assert answer.content.decode() == version.content


def test_anybody_checks_a_version_with_a_command(
    office: Office, group: Client, tmp_path: Path
) -> None:

    made = circuit(office)
    version = frozen(made)
    answered(steps_of(made)[0], version, Verdict.REMARKS, "Dites qui paie.")
    for name in ("fichier", "provenance"):
        got = group.get(office.address(f"note/circuit/version/{version.key}/{name}"))
        (tmp_path / name).write_bytes(got.content)
    done = mire("verify", tmp_path / "fichier", "--digest", version.digest[:12], "--provenance",
                tmp_path / "provenance")  # fmt: skip
    assert done.returncode == 0, done
    assert "2 passages vérifiés" in typed(done.stdout)
    assert "Direction qui porte" in done.stdout
    assert "Untel" not in done.stdout
    changed = json.loads((tmp_path / "fichier").read_text())
    changed["sections"][0]["passages"][0]["words"] += " Ou pas."
    (tmp_path / "autre").write_text(json.dumps(changed))
    for wrong in (
        (tmp_path / "autre",),
        (tmp_path / "fichier", "--digest", "00ff"),
        (tmp_path / "provenance",),
        (tmp_path / "fichier", "--provenance", tmp_path / "fichier"),
        (tmp_path / "rien",),
    ):
        assert mire("verify", *wrong).returncode == 2, wrong


def test_hostile_words_stay_words(office: Office, group: Client) -> None:
    made = circuit(office)
    hostile = "<img src=x onerror=alert(1)> <script>alert(1)</script>"
    passage(made.sections.all()[0], hostile)
    step = steps_of(made)[0]
    version = frozen(made, hostile)
    answered(step, version, Verdict.REMARKS, hostile, proof=hostile)
    for each in ("", f"version/{version.key}", f"version/{version.key}/document", "visas",
                 f"etape/{step.key}/visa"):  # fmt: skip
        page = group.get(office.address(f"note/circuit/{each}")).content.decode()
        assert "<img src=x" not in page, each
        assert "<script>alert" not in page, each


def test_every_page_opens_and_files_are_what_they_say(office: Office, group: Client) -> None:
    for each in circuit_pages(office):
        reader = office.browser(Right.FACILITATOR) if "/visa" in each else group
        assert reader.get(office.address(each)).status_code == 200, each
    version = FrozenNote.objects.order_by("-number")[0]
    there = office.address(f"note/circuit/version/{version.key}/document")
    for kind, start in (("pdf", b"%PDF"), ("odt", b"PK"), ("docx", b"PK"), ("md", b"# ")):
        assert group.get(f"{there}?format={kind}").content.startswith(start), kind
        sheet = group.get(office.address(f"note/circuit/visas?format={kind}"))
        assert sheet.content.startswith(start), kind
    assert version.digest in typed(group.get(there).content.decode())


def test_a_visa_bears_on_the_version_that_was_read(office: Office, director: Client) -> None:
    """Somebody froze another version while the form was open: nothing is recorded, all is kept."""
    made = circuit(office)
    step = hold(steps_of(made)[0], office.people[Right.MANAGEMENT])
    first = frozen(made)
    visa = office.address(f"note/circuit/etape/{step.key}/visa")
    assert f'name="version" value="{first.key}"' in director.get(visa).content.decode()
    passage(made.sections.all()[0], "Un passage de plus.")
    frozen(made)
    said = {"verdict": "remarks", "remarks": "Bien, mais…", "version": first.key, "once": new_key()}
    answer = director.post(visa, said)
    assert answer.status_code == 422
    assert "La version 2 a été figée entre-temps" in plain(answer.content)
    assert "Bien, mais…" in answer.content.decode()
    assert not Approval.objects.exists()


def test_a_form_that_comes_back_changed_is_not_taken_in_silence(
    office: Office, group: Client
) -> None:
    made = circuit(office)
    step = steps_of(made)[0]
    frozen(made)
    record = office.address(f"note/circuit/etape/{step.key}/consigner")
    said = {"verdict": "approved", "given_on": timezone.localdate().isoformat(), "proof": "Papier.",
            "once": new_key()}  # fmt: skip
    assert group.post(record, said).status_code == 302
    answer = group.post(record, {**said, "verdict": "sent_back", "remarks": "Non, pas ainsi."})
    assert answer.status_code == 422
    assert "Ce formulaire a déjà servi" in plain(answer.content)
    assert "Non, pas ainsi." in answer.content.decode()
    assert Approval.objects.get().verdict == "approved"
    other = steps_of(made)[1]
    elsewhere = office.address(f"note/circuit/etape/{other.key}/consigner")
    assert group.post(elsewhere, said).status_code == 422, "a key of another step's is no fault"
    add = office.address("note/circuit/etape/ajouter")
    body = {"title": "Cabinet", "rank": 5, "once": new_key()}
    assert group.post(add, body).status_code == 302
    assert group.post(add, body).status_code == 302
    assert group.post(add, {**body, "title": "Autre"}).status_code == 422
    assert ApprovalStep.objects.filter(title__in=["Cabinet", "Autre"]).count() == 1


def test_who_freezes_has_read_what_is_frozen(office: Office, group: Client) -> None:
    made = circuit(office)
    form = office.address("note/circuit/figer")
    page = group.get(form).content
    passage(made.sections.all()[0], "Un passage venu entre-temps.")
    body = {"why": "Relu.", "once": new_key(), "loaded": loaded(page)}
    answer = group.post(form, body)
    assert answer.status_code == 409
    assert not FrozenNote.objects.exists()
    again = {**body, "loaded": loaded(answer.content)}
    for _ in range(2):
        assert group.post(form, again).status_code == 302
    assert FrozenNote.objects.get().why == "Relu."


def test_a_step_that_answered_stays_in_the_circuit(office: Office, group: Client) -> None:
    made = circuit(office)
    first, second, *_rest = steps_of(made)
    answered(first, frozen(made), Verdict.SENT_BACK, "Sans le budget, non.")
    press = office.address(f"note/circuit/etape/{first.key}/retirer")
    assert group.post(press).status_code == 403
    leads = office.browser(Right.FACILITATOR)
    answer = leads.post(press)
    assert answer.status_code == 409
    assert "Cette étape a répondu" in plain(answer.content)
    assert leads.post(office.address(f"note/circuit/etape/{second.key}/retirer")).status_code == 302
    first.refresh_from_db()
    assert first.removed_at is None


def test_a_version_keeps_its_title(office: Office, group: Client) -> None:
    made = circuit(office)
    step = steps_of(made)[0]
    version = frozen(made)
    answered(step, version)
    rename_note(made=made, title="Un tout autre titre", by=BY, now=NOW)
    for each in ("", "/document", "/synthese"):
        there = office.address(f"note/circuit/version/{version.key}{each}")
        page = plain(group.get(there).content)
        assert "Note de préfiguration" in page, each
        assert "Un tout autre titre" not in page, each
    page = plain(group.get(office.address("note/circuit/")).content)
    assert "le titre de la note a changé" in page
    assert "tombé" in page


def test_a_step_whose_sections_are_gone_does_not_answer_for_nothing(
    office: Office, group: Client
) -> None:
    made = circuit(office)
    context, hosting = made.sections.all()
    step = steps_of(made)[0]
    step.covers = [hosting.key]
    step.save()
    Passage.objects.filter(section=hosting).delete()
    remove_section(section=hosting, by=BY, now=NOW)
    version = frozen(made)
    with pytest.raises(Refusal) as refused:
        answered(step, version)
    assert refused.value.code == "uncovered"
    form = office.address(f"note/circuit/etape/{step.key}")
    page = group.get(form).content
    assert "une partie retirée depuis" in plain(page)
    body = {"title": step.title, "rank": 1, "covers": [hosting.key, context.key],
            "loaded": loaded(page)}  # fmt: skip
    assert group.post(form, body).status_code == 302
    answered(step, version)


def test_a_long_version_leads_to_its_parts_and_to_its_summary(
    office: Office, director: Client
) -> None:
    made = circuit(office)
    version = frozen(made)
    step = hold(steps_of(made)[0], office.people[Right.MANAGEMENT])
    here = office.address("note/circuit/")
    for page in (f"version/{version.key}", f"etape/{step.key}/visa"):
        shown = director.get(here + page).content.decode()
        contents = re.search(r'<ol class="note-contents.*?</ol>', shown, re.DOTALL)
        assert contents is not None
        parts = re.findall(r'href="#([^"]+)"', contents[0])
        assert len(parts) == 2
        assert all(f'id="{part}"' in shown for part in parts)
        summary = f"{here}version/{version.key}/synthese"
        assert f'href="{summary}?format=pdf"' in shown
        assert director.get(summary).status_code == 200
