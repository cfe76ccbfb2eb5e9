"""Forms of the office: nothing typed is lost, nothing is written twice or in silence."""

import re

import pytest
from django.test import Client

from mire.programme.people.models import Person
from mire.programme.people.rules import Right
from mire.programme.programmes.models import Programme
from tests.support.office import Office, open_office

SETTINGS = {
    "name": "La Transfo",
    "starts_on": "2017-03-01",
    "ends_on": "2018-07-31",
    "aims": "Un laboratoire.",
    "threshold": "6",
    "retention_months": "24",
    "language": "fr",
}


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def hidden(browser: Client, address: str, name: str) -> str:
    page = browser.get(address).content.decode()
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def test_a_saved_form_changes_the_programme(office: Office) -> None:
    browser = office.browser(Right.ADMINISTRATOR)
    here = office.address("reglages")
    loaded = hidden(browser, here, "loaded")
    assert browser.post(here, {**SETTINGS, "loaded": loaded}).status_code == 302
    programme = Programme.objects.get(pk=office.programme.pk)
    assert (programme.threshold, programme.aims) == (6, "Un laboratoire.")


def test_bad_input_answers_beside_the_field_and_keeps_what_was_typed(office: Office) -> None:
    browser = office.browser(Right.ADMINISTRATOR)
    answer = browser.post(office.address("reglages"), {**SETTINGS, "threshold": "2"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-describedby="threshold-hint threshold-error"' in page
    assert "Un laboratoire." in page
    assert Programme.objects.get(pk=office.programme.pk).threshold == 5


def test_a_stale_form_writes_nothing_and_shows_both(office: Office) -> None:
    browser, other = office.browser(Right.ADMINISTRATOR), office.browser(Right.ADMINISTRATOR)
    here = office.address("reglages")
    loaded = hidden(browser, here, "loaded")
    other.post(here, {**SETTINGS, "aims": "D'abord.", "loaded": loaded})
    answer = browser.post(here, {**SETTINGS, "aims": "Ensuite.", "loaded": loaded})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ensuite." in page
    assert "Enregistré entre-temps : « D&#x27;abord. »." in page.replace("\xa0", " ").replace(
        "\u202f", " "
    ).replace("’", "&#x27;")
    assert Programme.objects.get(pk=office.programme.pk).aims == "D'abord."
    fresh = re.search(r'name="loaded" value="([^"]*)"', page)
    assert fresh
    assert (
        browser.post(here, {**SETTINGS, "aims": "Tous deux.", "loaded": fresh[1]}).status_code
        == 302
    )


def test_what_was_typed_comes_back_after_signing_in_again(office: Office) -> None:
    browser = office.browser(Right.ADMINISTRATOR)
    here = office.address("reglages")
    browser.logout()
    answer = browser.post(here, {**SETTINGS, "aims": "Écrit pendant une heure."})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/compte/entrer?next=")
    account = office.people[Right.ADMINISTRATOR].account
    assert account is not None
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = browser.get(here).content.decode()
    assert "Écrit pendant une heure." in page
    assert "Votre session avait pris fin" in page
    assert "Écrit pendant une heure." not in browser.get(here).content.decode()  # once


def test_a_form_sent_twice_adds_once(office: Office) -> None:
    browser = office.browser(Right.FACILITATOR)
    here = office.address("personnes/ajouter")
    once = hidden(browser, here, "once")
    new = {"family_name": "Relais D03", "role": "relay", "starts_on": "2018-01-10", "once": once}
    for _ in range(2):
        assert browser.post(here, new).status_code == 302
    assert Person.objects.filter(family_name="Relais D03").count() == 1


def test_an_address_that_somebody_has_is_refused_beside_the_field(office: Office) -> None:
    browser = office.browser(Right.FACILITATOR)
    answer = browser.post(
        office.address("personnes/ajouter"),
        {
            "family_name": "Double",
            "email": "Reader@example.org",
            "role": "relay",
            "starts_on": "2018-01-10",
        },
    )
    assert answer.status_code == 422
    assert "email-error" in answer.content.decode()
    assert not Person.objects.filter(family_name="Double").exists()


def test_the_journal_says_in_words_what_changed(office: Office) -> None:
    browser = office.browser(Right.ADMINISTRATOR)
    here = office.address("reglages")
    loaded = hidden(browser, here, "loaded")
    browser.post(here, {**SETTINGS, "ends_on": "2018-09-30", "loaded": loaded})
    page = browser.get(office.address("reglages/journal")).content.decode()
    said = page.replace("\xa0", " ").replace("\u202f", " ")
    assert "dernier jour : 31 juillet 2018 → 30 septembre 2018" in said
    assert "ends_on" not in page
