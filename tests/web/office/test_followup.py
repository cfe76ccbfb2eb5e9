"""What became of what was said: for the team, for a guest, for those who were there."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from mire.programme.evidence.models import Verbatim
from mire.programme.findings.models import Finding
from mire.programme.findings.rules import Status
from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.actions import correct_outcome
from mire.programme.outcomes.models import Outcome
from mire.programme.people.rules import Right
from mire.programme.steering.models import Minutes
from mire.programme.thread.rules import Reference
from tests.support.office import NOW, Office
from tests.support.plain_words import typed
from tests.support.said import held_meeting
from tests.support.steering import SECRETARY, minutes_of, note, steering_meeting
from tests.support.telling import SECRET, conclude, tell

TEXTS = ["Du temps.", "On a bien assez de temps.", "Un lieu à nous."]


@pytest.fixture
def meeting(office: Office) -> Meeting:
    return held_meeting(office, TEXTS)


@pytest.fixture
def finding(office: Office, meeting: Meeting) -> Finding:
    finding = conclude(office, meeting)
    Finding.objects.update(status=Status.RELEASED)
    return finding


@pytest.fixture
def minutes(office: Office, finding: Finding) -> Minutes:
    """Minutes being taken: a decision rests on the finding, an action on the decision."""
    minutes = minutes_of(steering_meeting(office))
    decision = note(minutes, "d Un jour par mois", Reference("finding", finding.key))
    note(minutes, "a Écrire la règle", Reference("decision", decision.key))
    return minutes


def read(client: Client, address: str) -> str:
    said = re.sub(r"<[^>]+>", " ", client.get(address).content.decode())
    return " ".join(typed(said).split())


def test_each_text_leads_up_to_what_it_changed(
    office: Office, meeting: Meeting, minutes: Minutes
) -> None:
    page = office.address(f"reunions/{meeting.key}/suites")
    reader = office.browser(Right.MANAGEMENT)
    # Minutes being written are a draft.
    assert "D1" not in read(reader, page)
    Outcome.objects.update(shared_at=NOW)
    said = read(reader, page)
    assert "3 propos ont été gardés. 1 n'est repris par aucun constat." in said
    assert "2 propos de cette réunion · dont 1 qui dit le contraire" in said
    assert said.index("D1 Un jour par mois") < said.index("A1 Écrire la règle")
    Verbatim.objects.filter(text=TEXTS[0]).update(state="masked", text="", searched="")
    assert TEXTS[0] not in read(reader, page)


def test_drafts_are_left_out(office: Office, meeting: Meeting, finding: Finding) -> None:
    Finding.objects.update(status=Status.DRAFT)
    said = read(office.browser(Right.AMBASSADOR), office.address(f"reunions/{meeting.key}/suites"))
    assert finding.sentence not in said
    assert "3 ne sont repris par aucun constat." in said


def test_those_who_were_there_read_decisions_once_they_are_final(
    office: Office, meeting: Meeting, finding: Finding, minutes: Minutes
) -> None:
    tell(office, meeting, finding)
    Outcome.objects.update(shared_at=NOW)
    nobody = Client()
    assert "Un jour par mois" not in read(nobody, f"/entendu/{SECRET}")
    Outcome.objects.update(settled_at=NOW)
    assert "D1 Un jour par mois · décision, en vigueur" in read(nobody, f"/entendu/{SECRET}")
    # What was corrected since stands beside, for those who were there too.
    decision = Outcome.objects.get(kind="decision")
    correct_outcome(
        outcome=decision,
        key=new_key(),
        words="Deux jours, en été.",
        by=SECRETARY,
        now=NOW + timedelta(days=1),
    )
    for who, page in (
        (nobody, f"/entendu/{SECRET}"),
        (office.browser(Right.MANAGEMENT), office.address(f"reunions/{meeting.key}/suites")),
    ):
        assert re.search(r"Correction du [^:]+ : Deux jours, en été.", read(who, page))


def test_nobody_from_elsewhere_reads_it(office: Office, meeting: Meeting) -> None:
    page = office.address(f"reunions/{meeting.key}/suites")
    assert office.browser(stranger=True).get(page).status_code == 404
    assert office.browser(Right.READER).get(page).status_code == 403
