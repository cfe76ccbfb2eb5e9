"""A guest reads one page by a link, does nothing there, and reads no other."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mire.programme.evidence.models import Verbatim
from mire.programme.guests.actions import invite_guest
from mire.programme.guests.models import GuestLink
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from tests.support.office import NOW, Office


@pytest.fixture
def page(office: Office) -> str:
    """A page that takes guests, of something that was said."""
    return office.address(f"fil/verbatim/{said(office, 'Du temps.').key}")


def said(office: Office, text: str) -> Verbatim:
    meeting = Meeting.objects.create(
        programme=office.programme, title="Séminaire", kind="seminar", planned_at=NOW
    )
    return Verbatim.objects.create(
        key=new_key(),
        meeting=meeting,
        place=1,
        activity="cafe",
        activity_title="Café",
        regime="group",
        text=text,
        state="said",
        digest="d",
    )


def invited(office: Office, page: str, whom: str = "Cabinet", days: int = 30) -> str:
    """Make a link as a facilitator does; return its address."""
    browser = office.browser(Right.FACILITATOR)
    here = f"{office.address('inviter')}?page={page}"
    form = browser.get(here).content.decode()
    once = re.search(r'name="once" value="([^"]+)"', form)
    assert once
    ends_on = timezone.localdate() + timedelta(days=days)
    given = {"whom": whom, "ends_on": ends_on.isoformat(), "once": once[1]}
    shown = browser.post(here, given, follow=True)
    assert shown.status_code == 200, shown.content.decode()
    found = re.search(r"(/invite/[\w-]+)", shown.content.decode())
    assert found
    assert found[1] not in browser.get(here).content.decode(), "shown once"
    return found[1]


def test_a_guest_reads_the_page_and_no_other(office: Office, page: str) -> None:
    link = invited(office, page)
    guest = Client()
    assert guest.get(page).status_code == 302
    shown = guest.get(link, follow=True)
    assert shown.status_code == 200
    assert "Du temps." in shown.content.decode()
    assert "invitation" in shown.content.decode()
    assert "Inviter quelqu" not in shown.content.decode()
    other = office.address(f"fil/verbatim/{said(office, 'Un lieu.').key}")
    for each in (other, office.address(), office.address("dit"), office.address("personnes")):
        assert guest.get(each).status_code == 302, each
    assert guest.post(page).status_code == 405
    assert GuestLink.objects.get().whom == "Cabinet"
    assert Entry.objects.filter(act="guest.invited").count() == 1


def test_a_link_ends_with_its_last_day_or_when_it_is_closed(office: Office, page: str) -> None:
    link = invited(office, page)
    guest = Client()
    guest.get(link)
    GuestLink.objects.update(ends_on=timezone.localdate())
    assert guest.get(page).status_code == 200
    GuestLink.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert guest.get(page).status_code == 302
    assert guest.get(link).status_code == 404
    GuestLink.objects.update(ends_on=timezone.localdate())
    key = GuestLink.objects.get().key
    close = f"{office.address(f'inviter/{key}/fermer')}?page={page}"
    assert office.browser(Right.FACILITATOR).post(close).status_code == 302
    assert guest.get(page).status_code == 302
    assert guest.get(link).status_code == 404


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_that_can_t_be_is_refused_beside_its_field(
    office: Office, page: str, days: int
) -> None:
    browser = office.browser(Right.FACILITATOR)
    ends_on = timezone.localdate() + timedelta(days=days)
    answer = browser.post(
        f"{office.address('inviter')}?page={page}",
        {"whom": "Cabinet", "ends_on": ends_on.isoformat(), "once": "2" * 11},
    )
    assert answer.status_code == 422
    assert "ends_on-error" in answer.content.decode()
    assert 'value="Cabinet"' in answer.content.decode()
    assert not GuestLink.objects.exists()


def test_no_link_for_a_page_that_takes_no_guest(office: Office, page: str) -> None:
    browser = office.browser(Right.FACILITATOR)
    for each in (office.address("personnes"), "/", "https://example.org/", "", "/nulle/part"):
        assert browser.get(f"{office.address('inviter')}?page={each}").status_code == 404, each
    elsewhere = page.replace(office.programme.key, "2" * 11)
    assert browser.get(f"{office.address('inviter')}?page={elsewhere}").status_code == 404


def test_the_secret_is_not_stored(office: Office, page: str) -> None:
    secret = invited(office, page).rpartition("/")[2]
    link = GuestLink.objects.get()
    assert secret.encode() not in bytes(link.digest)
    assert secret not in str(Entry.objects.filter(act="guest.invited").values())


def test_a_day_is_past_where_the_authority_is_not_where_clocks_are_set(office: Office) -> None:
    """Half past midnight in Paris on the second of June: it is still the first in UTC."""
    now = datetime(2018, 6, 1, 22, 30, tzinfo=UTC)

    def invite(ends_on: date) -> None:
        invite_guest(
            programme=office.programme, key=new_key(), secret=new_key(), path="/", whom="Cabinet",
            ends_on=ends_on, by=Actor("k", "Personne"), now=now,
        )  # fmt: skip

    invite(date(2018, 6, 2))
    with pytest.raises(Refusal):
        invite(date(2018, 6, 1))
