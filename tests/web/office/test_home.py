"""The home on its page: four answers, what waits for whom, nothing for who may not read it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.models import Outcome
from mire.programme.people.rules import Right
from mire.programme.steering.actions import ask_amendment
from mire.programme.steering.models import Minutes
from tests.support.office import NOW, Office
from tests.support.plain_words import typed
from tests.support.steering import SECRETARY, minutes_of, note, steering_meeting


@pytest.fixture
def minutes(office: Office) -> Minutes:
    minutes = minutes_of(steering_meeting(office), "d Un essai | pro", "q Qui paie ?")
    note(minutes, "a Écrire | pour 01/06/2018")
    return minutes


def page(client: Client, office: Office) -> str:
    return " ".join(typed(client.get(office.address()).content.decode()).split())


def test_nothing_is_said_where_nothing_is_known(office: Office) -> None:
    said = page(office.browser(Right.AMBASSADOR), office)
    assert "On ignore ce que le groupe essaie" in said
    assert "rien n'est conclu encore" in said
    assert "un sondage à leur intention le dirait" in said
    assert "Ce qui vous attend" not in said
    assert "décision en vigueur" not in said


def test_drafts_are_not_told_and_shared_decisions_are(office: Office, minutes: Minutes) -> None:
    chief = office.browser(Right.MANAGEMENT)
    assert "1 décision en vigueur" not in page(chief, office)
    Outcome.objects.update(shared_at=NOW, settled_at=NOW)
    said = page(chief, office)
    assert "1 décision en vigueur, prise le 17 mai 2018 ; 1 question reste ouverte" in said
    assert "1 décision ne dit pas sur quoi elle repose." in said
    assert "1 décision en faveur du laboratoire ; 1 question qui attend sa réponse." in said


def test_what_waits_is_for_who_works_on_it(office: Office, minutes: Minutes) -> None:
    Minutes.objects.update(state="proposed", amend_until=timezone.localdate())
    minutes.refresh_from_db()
    ask_amendment(
        minutes=minutes, key="a" * 11, outcome="", words="Il manque le budget.",
        today=timezone.localdate(), by=SECRETARY, now=NOW,
    )  # fmt: skip
    said = page(office.browser(Right.AMBASSADOR), office)
    assert "1 amendement attend sa réponse" in said
    assert "1 action est en retard" in said
    Minutes.objects.update(amend_until=timezone.localdate() - timedelta(days=1))
    assert "Un relevé peut devenir définitif" not in page(office.browser(Right.AMBASSADOR), office)
    assert "Ce qui vous attend" not in page(office.browser(Right.MANAGEMENT), office)
    assert "La direction générale suit-elle" not in page(office.browser(Right.READER), office)


def test_the_home_takes_a_bounded_number_of_queries(office: Office, minutes: Minutes) -> None:
    client = office.browser(Right.FACILITATOR)

    def n_queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(office.address())
        return len(queries)

    n_queries()
    before = n_queries()
    for n in range(12):
        note(minutes, f"{'dqa'[n % 3]} Encore {n}")
    Outcome.objects.update(shared_at=NOW)
    Meeting.objects.filter(pk=minutes.meeting_id).update(planned_at=NOW)
    assert n_queries() <= before + 6
    assert before <= 50
