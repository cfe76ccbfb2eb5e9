"""Drafts of minutes and files stay drafts wherever they could be reached; two people, late acts."""

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mire.programme.evidence.models import Verbatim
from mire.programme.findings.models import Finding
from mire.programme.findings.rules import Status
from mire.programme.home.queries import stands_of
from mire.programme.home.rules import Load, breath_sentence
from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.actions import set_outcome_source, supersede, write_outcome
from mire.programme.outcomes.models import Outcome
from mire.programme.outcomes.queries import answers_of, questions_of
from mire.programme.outcomes.rules.kinds import Seen
from mire.programme.people.rules import Right
from mire.programme.personal.actions import erase_person
from mire.programme.programmes.models import Programme
from mire.programme.steering.models import Dossier, Minutes, SentDossier
from mire.programme.thread.models import Citation
from mire.programme.thread.rules import Reference
from mire.technique_api.refusal import Refusal
from tests.support.office import NOW, Office
from tests.support.plain_words import typed
from tests.support.said import held_meeting
from tests.support.steering import SECRETARY, file_of, minutes_of, note, steering_meeting
from tests.support.telling import SECRET, conclude, tell
from tests.web.office.test_guests import invited
from tests.web.office.test_steering import at, make_final, move, plain, type_line

DRAFT = "Ligne secrète"


@pytest.fixture
def finding(office: Office) -> Finding:
    finding = conclude(office, held_meeting(office, ["Du temps.", "Autre chose."]))
    Finding.objects.update(status=Status.RELEASED)
    return finding


@pytest.fixture
def meeting(office: Office) -> Meeting:
    return steering_meeting(office)


@pytest.fixture
def secretary(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


@pytest.fixture
def chief(office: Office) -> Client:
    return office.browser(Right.MANAGEMENT)


def of(kind: str, outcome: Outcome) -> Reference:
    return Reference(kind, outcome.key)


def in_a_year() -> str:
    return (timezone.localdate() + timedelta(days=365)).isoformat()


def test_the_thread_shows_no_draft_to_management_nor_to_a_guest(
    office: Office, meeting: Meeting, finding: Finding, secretary: Client, chief: Client
) -> None:
    decision = note(minutes_of(meeting), f"d {DRAFT}", Reference("finding", finding.key))
    verbatim = Verbatim.objects.get(text="Du temps.")
    up = office.address(f"fil/verbatim/{verbatim.key}")
    assert chief.get(office.address(f"fil/decision/{decision.key}")).status_code == 404
    assert DRAFT not in plain(chief.get(up).content)
    assert DRAFT in plain(secretary.get(up).content)
    guest = Client()
    guest.get(invited(office, up), follow=True)
    read = plain(guest.get(up).content)
    assert "Du temps." in read
    assert DRAFT not in read
    # Proposed, it is read by members; final, by guests too.
    Outcome.objects.update(shared_at=NOW)
    assert DRAFT in plain(chief.get(up).content)
    assert DRAFT not in plain(guest.get(up).content)
    Outcome.objects.update(settled_at=NOW)
    assert DRAFT in plain(guest.get(up).content)


def test_a_draft_answers_nothing_for_who_does_not_read_it(
    office: Office, meeting: Meeting, finding: Finding, chief: Client
) -> None:
    question = note(minutes_of(meeting), "q Qui paie ?", Reference("finding", finding.key))
    Outcome.objects.update(shared_at=NOW, settled_at=NOW)
    tell(office, Verbatim.objects.all()[0].meeting, finding)
    other = minutes_of(steering_meeting(office, "GT 2"))
    note(other, f"r {DRAFT}", of("question", question))
    assert DRAFT not in plain(chief.get(office.address(f"decider/{question.key}")).content)
    assert "R1" not in plain(chief.get(office.address("decider/questions")).content)
    stands = stands_of(office.programme, today=date(2018, 6, 1), now=NOW)
    assert stands.formed.n_open == 1
    assert "a sa réponse" not in plain(Client().get(f"/entendu/{SECRET}").content)


def test_what_cites_a_question_as_its_contrary_does_not_answer_it(
    office: Office, meeting: Meeting
) -> None:
    minutes = minutes_of(meeting)
    question, decision = note(minutes, "q Qui ?"), note(minutes, "d Nous")
    asked = of("question", question)
    set_outcome_source(outcome=decision, source=asked, how="against", by=SECRETARY, now=NOW)
    assert not answers_of(office.programme, [asked], seen=Seen.DRAFTS)


def test_only_a_settled_decision_supersedes_and_then_stays(
    office: Office, meeting: Meeting, finding: Finding, secretary: Client
) -> None:
    minutes_of(meeting, "d Un essai")
    make_final(office, meeting, secretary)
    first = Outcome.objects.get()
    other = steering_meeting(office, "GT 2")
    second = note(minutes_of(other), "d Deux essais")
    with pytest.raises(Refusal, match="arrêtée"):
        supersede(outcome=first, successor=second, by=SECRETARY, now=NOW)
    source = Reference("finding", finding.key)
    set_outcome_source(outcome=second, source=source, how="against", by=SECRETARY, now=NOW)
    make_final(office, other, secretary)
    second.refresh_from_db()
    supersede(outcome=first, successor=second, by=SECRETARY, now=NOW)
    # What said the contrary of the new one still does.
    assert Citation.objects.get(citing_key=second.key, cited_key=finding.key).is_contrary
    assert secretary.post(office.address(f"decider/{second.key}/retirer")).status_code == 409


def test_a_line_taken_out_does_not_come_back_once_its_minutes_are_final(
    office: Office, meeting: Meeting, secretary: Client
) -> None:
    minutes_of(meeting, "d Un", "d Deux")
    second = Outcome.objects.get(number=2)
    page = office.address(f"decider/{second.key}/retirer")
    assert secretary.post(page).status_code == 200
    assert secretary.post(page).status_code == 200  # pressed twice: the same page
    make_final(office, meeting, secretary)
    assert secretary.post(page, {"do": "back"}).status_code == 409
    second.refresh_from_db()
    assert second.struck_at is not None


def test_what_is_not_sent_yet_is_read_by_the_group_alone(
    office: Office, meeting: Meeting, finding: Finding, secretary: Client, chief: Client
) -> None:
    dossier = file_of(meeting, Reference("finding", finding.key))
    assert chief.get(office.address(f"fil/dossier/{dossier.key}")).status_code == 404
    secretary.post(at(office, meeting, "dossier/envoi"), {"version": "1"})
    secretary.post(at(office, meeting, "dossier/mots"), {"lead": DRAFT})
    assert DRAFT in plain(secretary.get(at(office, meeting, "dossier")).content)
    for rest in ("dossier", "dossier/document"):
        assert DRAFT not in plain(chief.get(at(office, meeting, rest)).content)


def test_two_people_who_say_what_is_asked_keep_both(
    office: Office, meeting: Meeting, secretary: Client, facilitator: Client
) -> None:
    file_of(meeting)
    page = secretary.get(at(office, meeting, "dossier")).content.decode()
    one, two = re.findall(r'name="ask-([\w-]+)"', page)[:2]
    press = at(office, meeting, "dossier/agir")
    was = {"do": "asks", f"was-{one}": "", f"was-{two}": ""}
    facilitator.post(press, {**was, f"ask-{one}": "decide", f"ask-{two}": ""})
    secretary.post(press, {**was, f"ask-{one}": "", f"ask-{two}": "know"})
    asks = Dossier.objects.get().asks
    assert (asks[one], asks[two]) == ("decide", "know")


def test_the_time_promised_for_amendments_is_not_shortened_and_may_grow(
    office: Office, meeting: Meeting, secretary: Client, chief: Client
) -> None:
    minutes_of(meeting, "d Un")
    assert move(office, meeting, secretary, "proposed", until=in_a_year()) == 302
    assert move(office, meeting, secretary, "taking") == 302
    # What was read before it was taken back is still read; what is written since, not.
    note(Minutes.objects.get(), f"d {DRAFT}")
    read = chief.get(at(office, meeting, "releve"))
    assert read.status_code == 200
    assert DRAFT not in plain(read.content)
    today = timezone.localdate()
    assert move(office, meeting, secretary, "proposed", until=today.isoformat()) == 409
    assert move(office, meeting, secretary, "proposed", until=in_a_year()) == 302
    longer = today + timedelta(days=400)
    assert move(office, meeting, secretary, "proposed", until=longer.isoformat()) == 302
    assert Minutes.objects.get().amend_until == longer


def test_the_list_of_meetings_counts_no_draft(
    office: Office, meeting: Meeting, chief: Client, secretary: Client
) -> None:
    minutes_of(meeting, "d Un", "d Deux")
    assert "2 décisions" in plain(secretary.get(office.address("decider/reunions")).content)
    read = chief.get(office.address("decider/reunions")).content.decode()
    assert "2 décisions" not in plain(read.encode())
    assert "/releve" not in read


def test_a_made_up_key_breaks_nothing(office: Office, meeting: Meeting, secretary: Client) -> None:
    minutes_of(meeting)
    assert type_line(office, meeting, secretary, "d Un", once="ABC DEF/<x>") == 302
    assert secretary.get(at(office, meeting, "releve")).status_code == 200
    assert secretary.get(office.address("decider")).status_code == 200
    other = Programme.objects.exclude(pk=office.programme.pk)[0]
    key = new_key()
    write_outcome(
        programme=other, key=key, values={"kind": "decision", "what": "Ailleurs"},
        on=date(2018, 1, 1), by=SECRETARY, now=NOW,
    )  # fmt: skip
    assert type_line(office, meeting, secretary, "d Deux", once=key) == 422


def test_numbers_of_sources_do_not_shift_while_questions_come(
    office: Office, meeting: Meeting
) -> None:
    minutes = minutes_of(meeting)
    for n in range(9):
        note(minutes, f"q Question {n}")
    before = [each.name for each in questions_of(office.programme, with_drafts=True)]
    note(minutes, "q La dixième")
    after = [each.name for each in questions_of(office.programme, with_drafts=True)]
    assert after == [*before, "Q10"]


def test_a_successor_is_written_with_its_place_or_not_at_all(
    office: Office, meeting: Meeting, secretary: Client
) -> None:
    minutes_of(meeting, "d Un essai")
    make_final(office, meeting, secretary)
    first = Outcome.objects.get()
    write = office.address(f"decider/ecrire?remplace={first.key}")
    # After a lapsed session one comes back to the same form.
    assert "remplace" in Client().post(write, {"what": "Deux"})["Location"]
    body = {"kind": "action", "what": "Deux essais", "once": new_key()}
    assert secretary.post(write, body).status_code == 302
    second = Outcome.objects.get(number=2)
    first.refresh_from_db()
    assert (second.kind, first.superseded_by) == ("decision", second)
    assert secretary.post(write, {**body, "once": new_key()}).status_code == 422
    assert Outcome.objects.count() == 2


def test_the_register_takes_few_queries_however_many_were_superseded(
    office: Office, meeting: Meeting, secretary: Client
) -> None:
    rows = [note(minutes_of(meeting), f"d Ligne {n}") for n in range(20)]
    Outcome.objects.update(shared_at=NOW, settled_at=NOW)
    for first, second in pairwise(rows):
        second.refresh_from_db()
        supersede(outcome=first, successor=second, by=SECRETARY, now=NOW)
    secretary.get(office.address("decider"))
    with CaptureQueriesContext(connection) as queries:
        secretary.get(office.address("decider"))
    assert len(queries) <= 10


def test_a_correction_stands_beside_wherever_the_line_is_read(
    office: Office, meeting: Meeting, secretary: Client, chief: Client
) -> None:
    minutes_of(meeting, "d Un essai")
    decision = Outcome.objects.get()
    correct = office.address(f"decider/{decision.key}/corriger")
    body = {"words": "À compter de mai.", "once": new_key()}
    assert secretary.post(correct, body).status_code == 422  # a draft is changed itself
    make_final(office, meeting, secretary)
    assert secretary.post(correct, body).status_code == 302
    pages = ("decider", f"decider/{decision.key}", f"fil/decision/{decision.key}")
    for rest in (*pages, "decider?export=csv"):
        assert "À compter de mai." in plain(chief.get(office.address(rest)).content), rest


def test_documents_keep_all_that_was_typed_and_say_what_was_abandoned(
    office: Office, meeting: Meeting, secretary: Client
) -> None:
    minutes_of(
        meeting,
        "q Qui paie ? | car le budget est clos",
        "a Écrire | car il le faut | reste le jour",
        "d Un essai",
    )
    decision = Outcome.objects.get(kind="decision")
    ended = {"do": "abandoned", "why": "plus utile"}
    assert secretary.post(office.address(f"decider/{decision.key}/fin"), ended).status_code == 302
    read = plain(secretary.get(at(office, meeting, "releve/document")).content)
    for expected in ("le budget est clos", "il le faut", "le jour", "Abandonnée : plus utile"):
        assert expected in typed(read)


def test_a_line_that_comes_after_has_its_own_day(
    office: Office, meeting: Meeting, secretary: Client
) -> None:
    minutes_of(meeting, "d Un essai")
    make_final(office, meeting, secretary)
    type_line(office, meeting, secretary, "d Deux essais")
    assert Outcome.objects.get(number=2).on == timezone.localdate()
    assert type_line(office, meeting, secretary, "a Trois | pour 12/06/0018") == 422


def test_a_source_that_comes_after_it_was_read_is_seen(
    office: Office, meeting: Meeting, finding: Finding, secretary: Client
) -> None:
    minutes_of(meeting, "d Un essai")

    def seen() -> str:
        page = secretary.get(at(office, meeting, "releve")).content.decode()
        found = re.search(r'name="seen" value="(\w+)"', page)
        assert found is not None
        return found[1]

    before = seen()
    source = Reference("finding", finding.key)
    set_outcome_source(
        outcome=Outcome.objects.get(), source=source, how="for", by=SECRETARY, now=NOW
    )
    assert seen() != before


def test_an_erased_name_goes_from_what_was_kept_as_it_was(
    office: Office, meeting: Meeting, secretary: Client
) -> None:
    person = office.people[Right.MANAGEMENT]
    minutes_of(meeting, f"a Écrire | par {person} (DGS)")
    make_final(office, meeting, secretary)
    Outcome.objects.update(settled_at=NOW)
    file_of(meeting)
    secretary.post(at(office, meeting, "dossier/envoi"), {"version": "1"})
    kept = [Minutes.objects.get().document, SentDossier.objects.get().document]
    assert all(str(person) in str(each) for each in kept)
    erase_person(
        person=person, programme=office.programme.key, on=timezone.localdate(), by=SECRETARY,
        now=NOW,
    )  # fmt: skip
    kept = [Minutes.objects.get().document, SentDossier.objects.get().document]
    assert not any(str(person) in str(each) for each in kept)
    assert Outcome.objects.get().who == "une personne effacée (DGS)"


@pytest.mark.parametrize(
    ("days", "said"),
    [("0", "0 jour"), ("1", "1 jour"), ("1.5", "1,5 jour"), ("2", "2 jours")],
)
def test_days_are_counted_as_french_counts(db: None, days: str, said: str) -> None:
    load = Load(Decimal(days), Decimal(9), date(2018, 1, 1), 1, 0)
    assert f"a donné {said} pour 9 accordés." in typed(breath_sentence(load))


def test_a_line_that_changed_after_the_delay_asks_for_a_new_one(
    office: Office, meeting: Meeting, secretary: Client
) -> None:
    minutes_of(meeting, "d Un essai")
    today = timezone.localdate()
    assert move(office, meeting, secretary, "proposed", until=today.isoformat()) == 302
    Minutes.objects.update(amend_until=today - timedelta(days=1))
    Outcome.objects.update(changed_at=NOW)
    change = office.address(f"decider/{Outcome.objects.get().key}/changer")
    assert secretary.post(change, {"what": "Le contraire"}).status_code == 302
    page = plain(secretary.get(at(office, meeting, "releve")).content)
    assert "D1 a changé après le délai" in typed(page)
    assert move(office, meeting, secretary, "final") == 409
    assert move(office, meeting, secretary, "proposed", until=today.isoformat()) == 302
    assert Minutes.objects.get().amend_until == today
    Minutes.objects.update(amend_until=today - timedelta(days=1))
    Outcome.objects.update(changed_at=NOW)
    assert move(office, meeting, secretary, "final") == 302


def test_what_carries_out_an_amendment_is_not_late(
    office: Office, meeting: Meeting, secretary: Client, chief: Client
) -> None:
    minutes_of(meeting, "d Un essai")
    today = timezone.localdate()
    assert move(office, meeting, secretary, "proposed", until=today.isoformat()) == 302
    decision = Outcome.objects.get()
    ask = {"words": "Deux essais.", "outcome": decision.key, "once": "c" * 11}
    assert chief.post(at(office, meeting, "releve/amender"), ask).status_code == 302
    Minutes.objects.update(amend_until=today - timedelta(days=1))
    change = office.address(f"decider/{decision.key}/changer")
    assert secretary.post(change, {"what": "Deux essais"}).status_code == 302
    answer = at(office, meeting, f"releve/amendements/{'c' * 11}")
    assert secretary.post(answer, {"state": "taken", "reply": ""}).status_code == 302
    assert move(office, meeting, secretary, "final") == 302
