"""A steering meeting from its file to minutes that are final, and what may happen after."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mire.programme.evidence.models import Verbatim
from mire.programme.findings.actions import write_finding
from mire.programme.findings.models import Finding
from mire.programme.findings.rules import FindingKind, Status
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.models import Outcome
from mire.programme.outcomes.queries import open_questions_of
from mire.programme.people.rules import Right
from mire.programme.steering.actions import forget_quotes_in_dossiers
from mire.programme.steering.models import Amendment, Minutes, SentDossier
from mire.programme.thread.models import Citation
from mire.programme.thread.queries import trace
from mire.programme.thread.rules import Reference
from tests.support.office import NOW, Office
from tests.support.said import held_meeting
from tests.support.steering import SECRETARY, file_of, minutes_of, note, steering_meeting

TEXTS = ["Essayer avant de généraliser.", "Qui tranche, et quand ?", "=cmd|'/C calc'!A0"]


@pytest.fixture
def said(office: Office) -> list[str]:
    held_meeting(office, TEXTS, n_tables=3)
    return [Verbatim.objects.get(text=each).key for each in TEXTS]


@pytest.fixture
def finding(office: Office, said: list[str]) -> Finding:
    return write_finding(
        programme=office.programme, key="f" * 11, kind=FindingKind.FINDING,
        sentence="On veut essayer d'abord.", detail="", cited=[Reference("verbatim", said[0])],
        by=SECRETARY, now=NOW,
    )  # fmt: skip


@pytest.fixture
def question(office: Office, said: list[str]) -> Finding:
    made = write_finding(
        programme=office.programme, key="q" * 11, kind=FindingKind.OPEN_QUESTION,
        sentence="Qui tranche quand deux directions s'opposent ?", detail="",
        cited=[Reference("verbatim", said[1])], by=SECRETARY, now=NOW,
    )  # fmt: skip
    Finding.objects.filter(pk=made.pk).update(status=Status.RELEASED)
    return made


@pytest.fixture
def meeting(office: Office) -> Meeting:
    return steering_meeting(office)


@pytest.fixture
def secretary(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


@pytest.fixture
def chief(office: Office) -> Client:
    return office.browser(Right.MANAGEMENT)


def at(office: Office, meeting: Meeting, rest: str) -> str:
    return office.address(f"reunions/{meeting.key}/{rest}")


def type_line(
    office: Office, meeting: Meeting, who: Client, typed: str, *, once: str = "", sources: str = ""
) -> int:
    body = {"typed": typed, "kind": "decision", "once": once or new_key(), "sources": sources}
    return who.post(at(office, meeting, "releve/ligne"), body).status_code


def plain(content: bytes) -> str:
    said = re.sub(r"<[^>]+>", " ", content.decode())
    return " ".join(said.replace("&#x27;", "'").replace("&amp;", "&").split())


def move(office: Office, meeting: Meeting, who: Client, to: str, **more: str) -> int:
    page = who.get(at(office, meeting, "releve")).content.decode()
    seen = re.search(r'name="seen" value="(\w*)"', page)
    body = {"do": to, "seen": seen[1] if seen else "", **more}
    return who.post(at(office, meeting, "releve/etat"), body).status_code


def make_final(office: Office, meeting: Meeting, who: Client) -> None:
    until = (timezone.localdate() + timedelta(days=7)).isoformat()
    assert move(office, meeting, who, "proposed", until=until) == 302
    Minutes.objects.update(amend_until=timezone.localdate() - timedelta(days=1))
    assert move(office, meeting, who, "final") == 302


def test_a_file_says_what_is_asked_and_takes_up_what_is_open_by_itself(
    office: Office, meeting: Meeting, finding: Finding, question: Finding, secretary: Client
) -> None:
    assert secretary.post(at(office, meeting, "dossier/commencer")).status_code == 302
    page = secretary.get(at(office, meeting, "dossier")).content.decode()
    # What comes by itself is read before the long list of all that may be submitted.
    assert page.index('id="ouvertes"') < page.index('id="chercher"')
    asks = re.findall(r'name="(ask-[\w-]+)"', page)
    secretary.post(at(office, meeting, "dossier/agir"), {"do": "asks", asks[1]: "decide"})
    secretary.post(at(office, meeting, "dossier/agir"), {"do": f"for:finding/{finding.key}"})
    secretary.post(at(office, meeting, "dossier/mots"), {"lead": "Décider d'un essai.", "once": ""})
    earlier = steering_meeting(office, "GT d'avant")
    note(minutes_of(earlier), "a Écrire la note | par D07 | pour 01/05/2018")
    Outcome.objects.update(shared_at=NOW)
    read = plain(secretary.get(at(office, meeting, "dossier/document")).content)
    for expected in (
        "Décider d'un essai.",
        "pour décision",
        "On veut essayer d'abord. (1 propos · 1 table · 1 réunion)",
        "A1 Écrire la note D07 1er mai 2018 en retard",
        "Qui tranche quand deux directions s'opposent ?",
    ):
        assert expected in read


def test_what_is_submitted_is_moved_and_taken_out(
    office: Office, meeting: Meeting, finding: Finding, question: Finding, secretary: Client
) -> None:
    one, two = Reference("finding", finding.key), Reference("finding", question.key)
    file_of(meeting, one, two)

    def press(what: str) -> list[str]:
        secretary.post(at(office, meeting, "dossier/agir"), {"do": what})
        cited = Citation.objects.filter(citing_kind="dossier").order_by("place")
        return list(cited.values_list("cited_key", flat=True))

    assert press(f"down:finding/{one.key}") == [two.key, one.key]
    assert press(f"down:finding/{one.key}") == [two.key, one.key]
    assert press(f"up:finding/{one.key}") == [one.key, two.key]
    assert press(f"out:finding/{two.key}") == [one.key]
    assert press("for:verbatim/" + "9" * 11) == [one.key]  # nowhere to be found: refused in words


def test_a_file_that_was_sent_is_kept_and_a_second_one_says_what_changes(
    office: Office, meeting: Meeting, finding: Finding, secretary: Client, chief: Client
) -> None:
    file_of(meeting, Reference("finding", finding.key))
    # What was not sent is a draft: management does not read it.
    assert chief.get(at(office, meeting, "dossier")).status_code == 404
    send = at(office, meeting, "dossier/envoi")
    assert secretary.post(send, {"version": "1"}).status_code == 302
    assert secretary.post(send, {"version": "1"}).status_code == 409  # sent twice by two people
    assert secretary.post(send, {"version": "2"}).status_code == 409  # nobody said what changes
    secretary.post(at(office, meeting, "dossier/agir"), {"do": f"out:finding/{finding.key}"})
    assert secretary.post(send, {"version": "2", "why": "Un constat retiré."}).status_code == 302
    first = plain(chief.get(at(office, meeting, "dossier/document") + "?version=1").content)
    last = plain(chief.get(at(office, meeting, "dossier/document")).content)
    assert "On veut essayer d'abord." in first
    assert "On veut essayer d'abord." not in last
    assert "Ce qui change : Un constat retiré." in last
    assert chief.post(send, {"version": "3", "why": "x"}).status_code == 403


def test_a_mask_reaches_the_files_that_were_sent(
    office: Office, meeting: Meeting, said: list[str], secretary: Client
) -> None:
    file_of(meeting, Reference("verbatim", said[0]))
    secretary.post(at(office, meeting, "dossier/envoi"), {"version": "1"})
    assert TEXTS[0] in str(SentDossier.objects.get().document)
    row = Verbatim.objects.get(key=said[0])
    Verbatim.objects.filter(pk=row.pk).update(state="masked", text="", searched="")
    forget_quotes_in_dossiers(meeting=row.meeting, now=NOW)
    assert TEXTS[0] not in str(SentDossier.objects.get().document)
    assert Entry.objects.filter(act="dossier.quotes_forgotten").count() == 1


def test_a_typed_line_cites_by_number_what_the_page_listed(
    office: Office, meeting: Meeting, finding: Finding, question: Finding, secretary: Client
) -> None:
    file_of(meeting, Reference("finding", finding.key))
    minutes_of(meeting)
    page = secretary.get(at(office, meeting, "releve")).content.decode()
    sources = re.search(r'name="sources" value="([^"]*)"', page)
    assert sources is not None
    assert sources[1] == f"finding/{finding.key} finding/{question.key}"
    # The file changes while the line is typed: its numbers mean what the page showed.
    file_of(meeting)
    Citation.objects.filter(citing_kind="dossier").delete()
    typed = "d Un essai d'un an | car on veut essayer | par la DG | reste le budget | vu 1 2 | pro"
    assert type_line(office, meeting, secretary, typed, sources=sources[1]) == 302
    decision = Outcome.objects.get()
    assert (decision.number, decision.who, decision.left, decision.stance) == (
        1, "la DG", "le budget", "for",
    )  # fmt: skip
    cited = Citation.objects.filter(citing_kind="decision").order_by("place")
    assert [each.cited_key for each in cited] == [finding.key, question.key]
    assert open_questions_of(office.programme, with_drafts=True) == []
    # From the decision down to what was said: two steps.
    found = trace(office.programme, Reference("decision", decision.key))
    assert found is not None
    depths = {step.citable.reference.kind: step.depth for step in found.sources}
    assert depths["verbatim"] == 2


def test_a_line_sent_again_is_written_once_and_one_that_cannot_be_read_is_kept(
    office: Office, meeting: Meeting, secretary: Client
) -> None:
    minutes_of(meeting)
    for _ in range(3):
        assert type_line(office, meeting, secretary, "q Qui paie ?", once="a" * 11) == 302
    assert Outcome.objects.count() == 1
    answer = secretary.post(
        at(office, meeting, "releve/ligne"), {"typed": "a Rédiger | pour demain", "once": "b" * 11}
    )
    assert answer.status_code == 422
    assert 'value="a Rédiger | pour demain"' in answer.content.decode()
    assert Outcome.objects.count() == 1


def test_two_secretaries_do_not_cross(
    office: Office, meeting: Meeting, secretary: Client, facilitator: Client
) -> None:
    minutes_of(meeting)
    for n in range(3):
        type_line(office, meeting, secretary, f"d Ligne {n}")
        type_line(office, meeting, facilitator, f"d Autre {n}")
    assert sorted(Outcome.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    row = Outcome.objects.get(what="Ligne 0")
    change = office.address(f"decider/{row.key}/changer")
    page = secretary.get(change).content.decode()
    loaded = re.search(r'name="loaded" value="(\w+)"', page)
    assert loaded is not None
    mine = {"what": "Ligne 0, à moi", "loaded": loaded[1]}
    assert facilitator.post(change, {**mine, "what": "La sienne"}).status_code == 302
    answer = secretary.post(change, mine)
    assert answer.status_code == 409
    assert "Ligne 0, à moi" in answer.content.decode()
    assert "La sienne" in answer.content.decode()
    lines = secretary.get(at(office, meeting, "releve/lignes"))
    seen = re.search(r'data-seen="(\w+)"', lines.content.decode())
    assert seen is not None
    assert secretary.get(at(office, meeting, f"releve/lignes?vu={seen[1]}")).status_code == 204


def test_minutes_are_a_draft_then_proposed_amended_and_final(
    office: Office, meeting: Meeting, secretary: Client, chief: Client
) -> None:
    minutes_of(meeting, "d Un essai d'un an | par la DG", "q Qui paie ?")
    decision = Outcome.objects.get(kind="decision")
    # What is being written is a draft.
    assert chief.get(at(office, meeting, "releve")).status_code == 404
    assert chief.get(office.address(f"decider/{decision.key}")).status_code == 404
    assert decision.what not in chief.get(office.address("decider")).content.decode()
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert move(office, meeting, secretary, "proposed", until="2018-01-01") == 409
    assert move(office, meeting, secretary, "proposed", until=tomorrow) == 302
    assert chief.get(at(office, meeting, "releve")).status_code == 200
    assert decision.what in plain(chief.get(office.address("decider")).content)
    ask = {"words": "Un essai de deux ans.", "outcome": decision.key, "once": "c" * 11}
    for _ in range(2):
        assert chief.post(at(office, meeting, "releve/amender"), ask).status_code == 302
    amendment = Amendment.objects.get()
    assert amendment.said == "Un essai d'un an"
    # The time that was promised is kept, and each request has its reply.
    assert move(office, meeting, secretary, "final") == 409
    Minutes.objects.update(amend_until=timezone.localdate() - timedelta(days=1))
    assert move(office, meeting, secretary, "final") == 409
    answer = at(office, meeting, f"releve/amendements/{amendment.key}")
    assert secretary.post(answer, {"state": "refused", "reply": ""}).status_code == 422
    assert (
        secretary.post(answer, {"state": "refused", "reply": "Un an a été dit."}).status_code == 302
    )
    late = chief.post(at(office, meeting, "releve/amender"), {**ask, "once": "d" * 11})
    assert late.status_code == 422
    assert move(office, meeting, secretary, "final") == 302
    decision.refresh_from_db()
    assert decision.settled_at is not None
    read = plain(chief.get(at(office, meeting, "releve/document")).content)
    assert "Un essai de deux ans." in read
    assert "Réponse : Un an a été dit." in read


def test_what_changed_since_it_was_read_does_not_become_final(
    office: Office, meeting: Meeting, secretary: Client
) -> None:
    minutes = minutes_of(meeting, "d Un essai")
    page = secretary.get(at(office, meeting, "releve")).content.decode()
    seen = re.search(r'name="seen" value="(\w*)"', page)
    assert seen is not None
    note(minutes, "q Qui paie ?")
    until = (timezone.localdate() + timedelta(days=1)).isoformat()
    body = {"do": "proposed", "seen": seen[1], "until": until}
    assert secretary.post(at(office, meeting, "releve/etat"), body).status_code == 409


def test_a_final_decision_is_not_rewritten_it_is_superseded_and_both_stay(
    office: Office, meeting: Meeting, finding: Finding, secretary: Client, chief: Client
) -> None:
    minutes = minutes_of(meeting)
    note(minutes, "d Un essai d'un an", Reference("finding", finding.key))
    writer = at(office, meeting, "releve")
    assert "autofocus" in secretary.get(writer).content.decode()
    make_final(office, meeting, secretary)
    # Who comes to read it again does not type into it.
    read_again = secretary.get(writer).content.decode()
    assert "autofocus" not in read_again
    assert re.search(r"<details\s*>\s*<summary>Ajouter une ligne à ce relevé définitif", read_again)
    first = Outcome.objects.get()
    change = office.address(f"decider/{first.key}/changer")
    assert secretary.post(change, {"what": "Autre chose"}).status_code in (409, 422)
    assert secretary.post(office.address(f"decider/{first.key}/retirer")).status_code == 409
    source = office.address(f"decider/{first.key}/source")
    gone = secretary.post(source, {"do": f"none:finding/{finding.key}"})
    assert gone.status_code == 409
    first.refresh_from_db()
    assert first.what == "Un essai d'un an"
    correct = office.address(f"decider/{first.key}/corriger")
    assert (
        secretary.post(correct, {"words": "À compter de mai.", "once": "e" * 11}).status_code == 302
    )
    # A line that comes after is settled at once, and is marked.
    assert type_line(office, meeting, secretary, "d Un essai de deux ans") == 302
    second = Outcome.objects.get(number=2)
    assert second.settled_at is not None
    put = office.address(f"decider/{first.key}/remplacer")
    assert secretary.post(put, {"by": second.key}).status_code == 302
    assert (
        secretary.post(
            office.address(f"decider/{second.key}/remplacer"), {"by": first.key}
        ).status_code
        == 409
    )
    register = plain(chief.get(office.address("decider")).content)
    assert "D1 · Un essai d'un an" in register
    assert "remplacée (D2)" in register
    read = plain(chief.get(at(office, meeting, "releve/document")).content)
    assert read.index("Depuis que ce relevé est définitif") < read.index("Ce qui est décidé")
    assert "remplacée par D2" in read
    assert "À compter de mai." in read
    assert [each.act for each in Entry.objects.filter(act__startswith="outcome.su")] == [
        "outcome.superseded"
    ]
    # The new one leads back to what it supersedes.
    assert Citation.objects.filter(citing_key=second.key, cited_key=first.key).exists()


def test_minutes_quote_nobody_so_that_a_mask_has_nothing_to_reach(
    office: Office, meeting: Meeting, said: list[str], secretary: Client
) -> None:
    minutes = minutes_of(meeting)
    note(minutes, "d Un essai", Reference("verbatim", said[0]))
    make_final(office, meeting, secretary)
    assert TEXTS[0] not in str(Minutes.objects.get().document)
    assert "propos · Séminaire · Café" in plain(
        secretary.get(at(office, meeting, "releve/document")).content
    )


@pytest.mark.parametrize("kind", ["pdf", "odt", "docx", "md"])
def test_both_documents_are_handed_out_as_files(
    office: Office, meeting: Meeting, finding: Finding, secretary: Client, kind: str
) -> None:
    file_of(meeting, Reference("finding", finding.key))
    minutes_of(meeting, "d =cmd|'/C calc'!A0 | car #strong[x] <b>", "a Écrire | pour 01/06")
    for rest in ("dossier/document", "releve/document"):
        answer = secretary.get(at(office, meeting, rest) + f"?format={kind}")
        assert answer.status_code == 200
        assert len(answer.content) > 400


def test_lists_are_read_in_few_queries(office: Office, meeting: Meeting, secretary: Client) -> None:
    minutes = minutes_of(meeting)
    for n in range(30):
        note(minutes, f"{'dqa'[n % 3]} Ligne {n}")
    for rest in ("decider", "decider/questions", "decider/actions", "decider/reunions"):
        secretary.get(office.address(rest))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert secretary.get(office.address(rest)).status_code == 200
        own = [each for each in queries if "django_session" not in each["sql"]]
        assert len(own) <= 10, (rest, len(own))


def test_a_meeting_from_which_something_came_is_not_removed(
    office: Office, meeting: Meeting, facilitator: Client
) -> None:
    minutes_of(meeting, "d Un essai")
    answer = facilitator.post(at(office, meeting, "retirer"), {"title": meeting.title})
    assert answer.status_code == 422
    assert Meeting.objects.filter(pk=meeting.pk).exists()


def test_an_erased_person_leaves_no_name_in_minutes(office: Office, meeting: Meeting) -> None:
    from mire.programme.personal.actions import erase_person

    person = office.people[Right.AMBASSADOR]
    by = Actor(person.account.key if person.account else "", str(person))
    minutes = minutes_of(meeting)
    outcome = note(minutes, "d Un essai")
    Outcome.objects.filter(pk=outcome.pk).update(made_by=str(person), who=str(person))
    Minutes.objects.update(made_by=str(person), state_by=str(person))
    assert by.name
    erase_person(
        person=person,
        programme=office.programme.key,
        on=timezone.localdate(),
        by=SECRETARY,
        now=NOW,
    )
    outcome.refresh_from_db()
    kept = [outcome.made_by, outcome.who, *Minutes.objects.values_list("made_by", "state_by")[0]]
    assert str(person) not in kept
