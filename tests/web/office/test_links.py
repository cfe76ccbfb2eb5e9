"""An administrator hands out a link that opens one session, shown once."""

import re
from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from mire.programme.accounts.models import Account, SignInLink
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.people.actions import add_person, give_role
from mire.programme.people.models import Person, Role
from mire.programme.people.rules import Right
from mire.programme.programmes.models import Programme
from tests.support.office import NOW, Office, open_office

ADDRESS = re.compile(r'value="(http://testserver(/compte/lien/[^"]+))"')


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def page_of(office: Office, person: Person) -> str:
    return office.address(f"personnes/{person.key}/lien")


def made(browser: Client, address: str) -> str:
    found = ADDRESS.search(browser.post(address).text)
    assert found
    return found[2]


def test_a_link_is_shown_once_and_ends_the_ones_before(office: Office) -> None:
    browser = office.browser(Right.ADMINISTRATOR)
    here = page_of(office, office.people[Right.READER])
    assert "compte/lien" not in browser.get(here).text
    first, second = made(browser, here), made(browser, here)
    assert "compte/lien" not in browser.get(here).text
    assert Client().get(first).status_code == 404
    reader = Client()
    assert reader.post(second).status_code == 302
    assert reader.get(office.address()).status_code == 200
    assert reader.get(office.address("reglages")).status_code == 403
    line = Entry.objects.filter(act="account.link_made").first()
    assert line is not None
    assert line.actor_name == "Personne administrator"


def test_the_page_has_the_address_as_a_code_to_flash(office: Office) -> None:
    page = office.browser(Right.ADMINISTRATOR).post(page_of(office, office.people[Right.READER]))
    assert "<svg" in page.text
    assert page["Cache-Control"] == "no-store"


def test_who_never_signed_in_gets_an_account(office: Office) -> None:
    person = add_person(
        authority=office.programme.authority,
        values={"family_name": "Sans adresse"},
        programme=office.programme,
        by=Actor(),
        now=NOW,
    )
    browser, here = office.browser(Right.ADMINISTRATOR), page_of(office, person)
    assert browser.get(here).status_code == 404, "of the authority, and of no programme yet"
    kind = office.programme.role_kinds.get(slug="relay")
    over = date(2017, 4, 1)
    give_role(person=person, kind=kind, starts_on=over, ends_on=over, by=Actor(), now=NOW)
    assert "donnez-lui d’abord un rôle" in browser.get(here).text
    assert browser.post(here).status_code == 409
    give_role(person=person, kind=kind, starts_on=NOW.date(), by=Actor(), now=NOW)
    assert Client().post(made(browser, here)).status_code == 302


def test_no_link_opens_what_its_maker_does_not_administer(office: Office) -> None:
    other = Programme.objects.exclude(pk=office.programme.pk).get()
    person = office.people[Right.READER]
    give_role(
        person=person,
        kind=other.role_kinds.get(slug="administrator"),
        starts_on=date(2017, 3, 1),
        by=Actor(),
        now=NOW,
    )
    browser, here = office.browser(Right.ADMINISTRATOR), page_of(office, person)
    assert "un programme que vous n’administrez pas" in browser.get(here).text
    assert browser.post(here).status_code == 409
    assert SignInLink.objects.count() == 0
    Role.objects.filter(person=person, kind__programme=other).update(ends_on="2017-12-31")
    assert browser.post(here).status_code == 200


def test_nobody_but_an_administrator_makes_one(office: Office) -> None:
    here = page_of(office, office.people[Right.ADMINISTRATOR])
    assert office.browser(Right.FACILITATOR).post(here).status_code == 403
    assert office.browser(stranger=True).post(here).status_code == 404
    nobody = office.address(f"personnes/{new_key()}/lien")
    assert office.browser(Right.ADMINISTRATOR).post(nobody).status_code == 404
    assert SignInLink.objects.count() == 0


def test_an_address_that_somebody_else_signs_in_with_is_said(office: Office) -> None:
    person = office.people[Right.READER]
    Person.objects.filter(pk=person.pk).update(account=None)
    browser = office.browser(Right.ADMINISTRATOR)
    answer = browser.post(page_of(office, person))
    assert answer.status_code == 409
    assert "se connecte déjà avec cette adresse" in answer.text
    assert Account.objects.filter(email=person.email).count() == 1


def test_the_page_says_whether_messages_are_sent(office: Office, settings: Settings) -> None:
    browser = office.browser(Right.ADMINISTRATOR)
    here = page_of(office, office.people[Right.READER])
    assert "Mire n’envoie pas de messages ici" in browser.get(here).text
    settings.HAS_MAIL = True
    assert "par un code reçu à son adresse" in browser.get(here).text
