"""The note's pages: written, cited, remarked on, read; nothing that is masked gets through."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from mire.programme.evidence.models import Verbatim
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.note.actions import say_writing, show_source
from mire.programme.note.models import Passage, PassageRemark, Section
from mire.programme.note.queries import passages_of, sections_of
from mire.programme.outcomes.models import Outcome
from mire.programme.people.models import Person
from mire.programme.people.rules import Right
from mire.programme.thread.rules import Reference, State
from tests.support.note import BY, begun, note_pages, passage
from tests.support.office import NOW, Office, open_office
from tests.support.plain_words import typed
from tests.support.rooms import Room
from tests.support.said import held_meeting
from tests.support.steering import minutes_of, note, steering_meeting

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
def section(office: Office) -> Section:
    return sections_of(begun(office))[0]


def plain(content: bytes) -> str:
    said = re.sub(r"<[^>]+>", " ", content.decode())
    return " ".join(typed(said.replace("&#x27;", "'")).split())


def loaded(content: bytes) -> str:
    found = re.search(r'name="loaded" value="([^"]*)"', content.decode())
    assert found is not None
    return found[1]


def test_a_note_is_begun_written_cited_and_read(office: Office, group: Client) -> None:
    held_meeting(office, [SAID])
    assert "Commencer la note" in plain(group.get(office.address("note")).content)
    for _ in range(2):
        assert group.post(office.address("note/commencer")).status_code == 302
    assert Section.objects.count() == 12
    hosting = Section.objects.get(title="Portage")
    owner = office.people[Right.AMBASSADOR]
    body = {"title": "Portage", "hint": "Qui l'accueille.", "owners": [owner.key]}
    form = office.address(f"note/partie/{hosting.key}")
    assert group.post(form, {**body, "loaded": loaded(group.get(form).content)}).status_code == 302
    written = {"words": "Le laboratoire sera un **processus en résidence**.\r\n\r\n- deux agents",
               "once": new_key()}  # fmt: skip
    for _ in range(2):
        answer = group.post(office.address(f"note/partie/{hosting.key}/ecrire"), written)
        assert answer.status_code == 302
    row = Passage.objects.get()
    there = office.address(f"note/passage/{row.key}")
    assert answer["Location"] == f"{there}#sources"
    page = plain(group.get(office.address("note")).content)
    assert "1 passage · 1 sans source" in page
    assert f"Y veillent : {owner}" in page
    assert "<strong>processus en résidence</strong>" in group.get(there).content.decode()
    found = plain(group.get(f"{there}?q=heures").content)
    assert SAID in found
    key = Verbatim.objects.get().key
    assert group.post(f"{there}/source", {"do": f"for:verbatim/{key}"}).status_code == 302
    page = plain(group.get(office.address("note")).content)
    assert "1 passage · 0 sans source" in page
    assert SAID in page
    assert group.post(f"{there}/montrer", {"do": f"for:verbatim/{key}"}).status_code == 302
    document = plain(group.get(office.address("note/document")).content)
    assert "4. Portage" in document
    assert document.count(SAID) == 3  # under the passage, among the sources, in the annex
    assert "Cette partie n'est pas encore écrite." in document
    assert "Qui l'accueille." not in document  # a hint is for who writes
    assert "Cela vient" not in document
    assert SAID in plain(group.get(office.address(f"fil/passage/{row.key}")).content)
    for kind, start in (("pdf", b"%PDF"), ("odt", b"PK"), ("docx", b"PK"), ("md", b"# ")):
        answer = group.get(office.address(f"note/document?format={kind}"))
        assert answer.content.startswith(start), kind


def test_what_is_masked_is_nowhere_in_the_note(
    office: Office, group: Client, section: Section
) -> None:
    held_meeting(office, [SAID, "Autre chose."])
    first = Verbatim.objects.get(text=SAID)
    reference = Reference("verbatim", first.key)
    row = passage(section, "Cela demande du temps.", [reference])
    show_source(passage=row, source=reference, is_shown=True, by=BY, now=NOW)
    pages = ("note", f"note/passage/{row.key}", "note/document", "note/document?format=md")
    assert all(SAID in typed(group.get(office.address(each)).content.decode()) for each in pages)
    Verbatim.objects.filter(pk=first.pk).update(state=State.MASKED, text="", reason="nomme")
    for each in (*pages, "note/couverture", f"note/passage/{row.key}?q=heures"):
        content = typed(group.get(office.address(each)).content.decode())
        assert SAID not in content, each
    assert "ne se lit plus" in plain(group.get(office.address("note/document")).content)


def test_two_who_write_are_told_and_nothing_is_lost(
    office: Office, group: Client, section: Section
) -> None:
    row = passage(section, "Un.")
    form = office.address(f"note/passage/{row.key}/changer")
    first = loaded(group.get(form).content)
    other = office.browser(Right.FACILITATOR)
    page = plain(other.get(form).content)
    assert "a ouvert ce passage il y a moins de trois minutes" in page
    answer = other.post(form, {"words": "Deux.", "loaded": loaded(other.get(form).content)})
    assert answer.status_code == 302
    answer = group.post(form, {"words": "Trois.", "loaded": first})
    assert answer.status_code == 409
    said = plain(answer.content)
    assert "Trois." in said
    assert "Enregistré entre-temps : « Deux. »" in said
    row.refresh_from_db()
    assert row.words == "Deux."
    assert group.post(form, {"words": "  ", "loaded": ""}).status_code == 422
    long = group.post(form, {"words": "x" * 6_001, "loaded": ""})
    assert long.status_code == 422
    assert "x" * 6_001 in long.content.decode()
    page = group.get(office.address(f"note/passage/{row.key}/versions")).content.decode()
    assert "<del>Un.</del>" in page
    assert "<ins>Deux.</ins>" in page


def test_who_does_not_write_remarks_and_suggests(
    office: Office, group: Client, section: Section
) -> None:
    row = passage(section, "Deux jours par mois.")
    reader = office.browser(Right.MANAGEMENT)
    there = office.address(f"note/passage/{row.key}")
    page = plain(reader.get(there).content)
    assert "Suggérer d'autres mots" in page
    assert "Retirer ce passage" not in page
    for closed in ("/changer", "/placer", "/source", "/montrer"):
        assert reader.post(there + closed).status_code == 403
    assert reader.get(office.address("note/couverture")).status_code == 403
    assert office.browser(Right.READER).get(office.address("note")).status_code == 403
    same = reader.post(f"{there}/suggestion", {"words": "Deux jours par mois."})
    assert same.status_code == 422
    once = new_key()
    for _ in range(2):
        body = {"words": "Trois jours par mois.", "once": once}
        assert reader.post(f"{there}/suggestion", body).status_code == 302
    assert reader.post(f"{there}/remarque", {"words": "Et l'hiver ?"}).status_code == 302
    assert "2 remarques à traiter" in plain(group.get(office.address("note")).content)
    suggestion = PassageRemark.objects.get(kind="suggestion")
    page = group.get(there).content.decode()
    assert "<ins>Trois </ins>" in page
    assert reader.post(f"{there}/remarque/{suggestion.key}", {"do": "take"}).status_code == 403
    body = {"do": "take", "reply": "D'accord."}
    assert group.post(f"{there}/remarque/{suggestion.key}", body).status_code == 302
    row.refresh_from_db()
    assert row.words == "Trois jours par mois."
    comment = PassageRemark.objects.get(kind="comment")
    long = {"do": "decline", "reply": "x" * 401}
    assert group.post(f"{there}/remarque/{comment.key}", long).status_code == 409
    assert group.post(f"{there}/remarque/{comment.key}", {"do": "decline"}).status_code == 302
    assert "à traiter" not in plain(group.get(there).content)
    assert group.post(f"{there}/remarque/{new_key()}", {"do": "take"}).status_code == 404
    # A suggestion on words that changed since is told, not taken.
    reader.post(f"{there}/suggestion", {"words": "Quatre jours.", "once": new_key()})
    late = PassageRemark.objects.get(words="Quatre jours.")
    form = f"{there}/changer"
    group.post(form, {"words": "Cinq jours.", "loaded": loaded(group.get(form).content)})
    answer = group.post(f"{there}/remarque/{late.key}", {"do": "take"})
    assert answer.status_code == 409
    assert "a changé depuis cette suggestion" in plain(answer.content)
    assert 'value="note"' in answer.content.decode()  # its words can be taken up by hand
    group.post(f"{there}/remarque/{late.key}", {"do": "note"})
    late.refresh_from_db()
    row.refresh_from_db()
    assert (late.state, row.words) == ("taken", "Cinq jours.")


def test_passages_and_sections_are_put_in_order(
    office: Office, group: Client, section: Section
) -> None:
    first, second = passage(section, "Un."), passage(section, "Deux.")
    other = sections_of(section.note)[1]
    here = office.address(f"note/passage/{second.key}/placer")
    group.post(here, {"do": "up"})
    assert [each.words for each in passages_of(office.programme)] == ["Deux.", "Un."]
    group.post(here, {"do": "to", "section": other.key})
    assert [each.words for each in passages_of(office.programme)] == ["Un.", "Deux."]
    for nowhere in (new_key(), "", "\0"):
        assert group.post(here, {"do": "to", "section": nowhere}).status_code == 404
    assert group.post(here, {"do": "sideways"}).status_code == 404
    group.post(here, {"do": "out"})
    assert group.get(office.address(f"note/passage/{second.key}")).status_code == 404
    assert "Passages retirés" in plain(group.get(office.address("note")).content)
    group.post(here, {"do": "back"})
    assert group.get(office.address(f"note/passage/{second.key}")).status_code == 200
    place = office.address(f"note/partie/{other.key}/placer")
    group.post(place, {"do": "up"})
    assert sections_of(section.note)[0] == other
    full = office.address(f"note/partie/{section.key}/placer")
    assert group.post(full, {"do": "out"}).status_code == 404
    assert first in passages_of(office.programme)


def test_hostile_words_stay_words(office: Office, group: Client, section: Section) -> None:
    hostile = '<img src=x onerror="alert(1)"> <script>alert(1)</script> [x](javascript:alert(1))'
    row = passage(
        section, hostile + "\n\n| <b>a</b> | b |\n|---|---|\n| <i>1</i> | 2 |\n\n> <u>q</u>"
    )
    for each in ("note", f"note/passage/{row.key}", f"note/passage/{row.key}/versions",
                 "note/document"):  # fmt: skip
        page = group.get(office.address(each)).content.decode()
        for tag in ("<img src=x", "<script>alert", "<b>a", "<i>1", "<u>q", 'href="javascript'):
            assert tag not in page, (each, tag)
    assert "onerror" in plain(group.get(office.address(f"note/passage/{row.key}")).content)


def test_every_page_opens_and_says_what_it_is(office: Office, group: Client) -> None:
    held_meeting(office, [SAID])
    cited = [Reference("verbatim", Verbatim.objects.get().key)]
    for each in note_pages(office, cited):
        assert group.get(office.address(each)).status_code == 200, each


def test_nobody_is_told_as_writing_beside_themselves(
    office: Office, group: Client, section: Section
) -> None:
    row = passage(section, "Un.")
    person: Person = office.people[Right.AMBASSADOR]
    say_writing(passage=row, by=Actor("x" * 11, str(person)), now=timezone.now())
    form = office.address(f"note/passage/{row.key}/changer")
    assert "a ouvert ce passage" not in plain(group.get(form).content)


def test_the_readers_document_holds_no_draft(
    office: Office, group: Client, section: Section
) -> None:
    """A decision that nobody shared yet is the group's: its passage is sourced, no more."""
    note(minutes_of(steering_meeting(office)), "d Une décision pas encore partagée")
    draft = Outcome.objects.get()
    reference = Reference(draft.kind, draft.key)
    row = passage(section, "Le laboratoire est décidé.", [reference])
    show_source(passage=row, source=reference, is_shown=True, by=BY, now=NOW)
    passage(section, "Rien ne le dit.")
    assert "pas encore partagée" in plain(group.get(office.address("note")).content)
    for reader in (group, office.browser(Right.MANAGEMENT)):
        said = plain(reader.get(office.address("note/document")).content)
        assert "Une décision pas encore partagée" not in said
        assert said.count("Sans source.") == 1
    page = plain(office.browser(Right.MANAGEMENT).get(office.address("note")).content)
    assert "Une décision pas encore partagée" not in page
    assert "ses sources ne sont pas encore partagées" in page
    there = office.address(f"note/passage/{row.key}")
    page = office.browser(Right.MANAGEMENT).get(there).content.decode()
    assert "Ses sources ne sont pas encore partagées." in plain(page.encode())
    assert "/fil/passage/" not in page


def test_one_form_sent_twice_with_other_words_loses_none(
    office: Office, group: Client, section: Section
) -> None:
    once = new_key()
    form = office.address(f"note/partie/{section.key}/ecrire")
    assert group.post(form, {"words": "Un.", "once": once}).status_code == 302
    answer = group.post(form, {"words": "Deux.", "once": once})
    assert answer.status_code == 422
    assert "Deux." in answer.content.decode()
    row = Passage.objects.get()
    remark = office.address(f"note/passage/{row.key}/remarque")
    assert group.post(remark, {"words": "Un.", "once": once}).status_code == 302
    assert group.post(remark, {"words": "Deux.", "once": once}).status_code == 422


def test_a_mark_alone_is_no_passage_and_breaks_no_document(
    office: Office, group: Client, section: Section
) -> None:
    form = office.address(f"note/partie/{section.key}/ecrire")
    for empty in ("-", "> ", "| |\n|-|", "***"):
        assert group.post(form, {"words": empty}).status_code == 422, empty
    passage(section, "-\n\n| |\n|-|\n\n1.\n\n>\n\nUn.")
    for kind in ("", "?format=pdf", "?format=odt", "?format=docx", "?format=md"):
        assert group.get(office.address(f"note/document{kind}")).status_code == 200


def test_what_is_not_cited_is_not_shown(office: Office, group: Client, section: Section) -> None:
    row = passage(section, "Un.")
    there = office.address(f"note/passage/{row.key}/montrer")
    assert group.post(there, {"do": f"for:verbatim/{new_key()}"}).status_code == 409
    row.refresh_from_db()
    assert row.shown == []


def test_who_reads_the_note_finds_its_summary_and_circuit_and_no_closed_door(
    office: Office, group: Client, section: Section
) -> None:
    passage(section, SAID)
    director = office.browser(Right.MANAGEMENT)
    views = ("note", "note/synthese", "note/circuit/", "note/portage")
    for browser, reads_all in ((group, True), (director, False)):
        for here in views:
            page = browser.get(office.address(here)).content.decode()
            tabs = re.search(r'<ul class="office-tabs">(.*?)</ul>', page, re.DOTALL)
            assert tabs is not None
            found = re.findall(r'href="([^"]+)"', tabs[1])
            assert set(found) >= {office.address(each) for each in views}
            assert (office.address("note/couverture") in found) is reads_all
            assert [browser.get(each).status_code for each in found] == [200] * len(found)
