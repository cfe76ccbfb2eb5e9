"""A person's page: what it says and to whom, and what may be changed there."""

import re
from datetime import date
from decimal import Decimal

import pytest

from mire.programme.journal.models import Entry
from mire.programme.people.models import MissionLetter, Person, Presence, Role
from mire.programme.people.rules import Right
from tests.support.office import Office, join, open_office

WHY = "Mutée à la piscine de l'ouest"


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def of(office: Office, person: Person, rest: str = "") -> str:
    return office.address(f"personnes/{person.key}{rest}")


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def test_the_list_leads_to_a_person(office: Office) -> None:
    person = office.people[Right.READER]
    page = office.browser(Right.READER).get(office.address("personnes")).content.decode()
    assert f'href="{of(office, person)}"' in page
    answer = office.browser(Right.READER).get(of(office, person))
    assert "directeur ou directrice" in answer.content.decode()


def test_who_has_no_role_here_has_no_page_here(office: Office) -> None:
    browser = office.browser(Right.ADMINISTRATOR)
    assert browser.get(of(office, office.stranger)).status_code == 404
    assert browser.get(of(office, office.stranger, "/changer")).status_code == 404


def test_why_somebody_left_is_for_facilitators_alone(office: Office) -> None:
    left = join(office.programme, "partie", "ambassador")
    role = Role.objects.get(person=left)
    facilitator = office.browser(Right.FACILITATOR)
    here = of(office, left, f"/role/{role.key}")
    loaded = hidden(facilitator.get(here).content.decode(), "loaded")
    ended = {
        "starts_on": "2017-03-01",
        "ends_on": "2018-02-01",
        "left_because": WHY,
        "loaded": loaded,
    }
    assert facilitator.post(here, ended).status_code == 302
    role.refresh_from_db()
    assert (role.ends_on, role.left_because) == (date(2018, 2, 1), WHY)
    needle = "piscine"
    assert needle in facilitator.get(of(office, left)).content.decode()
    assert needle in office.browser(Right.ADMINISTRATOR).get(of(office, left)).content.decode()
    leaks = [of(office, left), here, office.address("personnes"), office.address("personnes?q=pis")]
    leaks += [office.address(f"personnes?role=parti&export={kind}") for kind in ("csv", "ods")]
    for right in (Right.AMBASSADOR, Right.MANAGEMENT, Right.READER):
        for each in leaks:
            assert needle not in office.browser(right).get(each).content.decode("utf-8", "replace")
    journal = office.address("reglages/journal")
    for each in ("", "?export=csv"):
        page = office.browser(Right.ADMINISTRATOR).get(journal + each).content.decode()
        assert needle not in page
    assert not Entry.objects.filter(after__icontains=needle).exists()


def test_a_change_of_reason_alone_is_kept(office: Office) -> None:
    left = join(office.programme, "partie", "ambassador", ends_on=date(2018, 2, 1))
    role = Role.objects.get(person=left)
    here = of(office, left, f"/role/{role.key}")
    facilitator = office.browser(Right.FACILITATOR)
    loaded = hidden(facilitator.get(here).content.decode(), "loaded")
    values = {"starts_on": "2017-03-01", "ends_on": "2018-02-01", "left_because": WHY}
    assert facilitator.post(here, {**values, "loaded": loaded}).status_code == 302
    role.refresh_from_db()
    assert role.left_because == WHY


def test_two_people_who_change_a_person_at_once_are_told(office: Office) -> None:
    person = office.people[Right.READER]
    here = of(office, person, "/changer")
    one, two = office.browser(Right.FACILITATOR), office.browser(Right.ADMINISTRATOR)
    loaded = hidden(one.get(here).content.decode(), "loaded")
    values = {"given_name": "Personne", "family_name": "reader", "email": "reader@example.org"}
    assert two.post(here, {**values, "post": "D'abord", "loaded": loaded}).status_code == 302
    answer = one.post(here, {**values, "post": "Ensuite", "loaded": loaded})
    assert answer.status_code == 409
    person.refresh_from_db()
    assert person.post == "D'abord"


def test_a_role_is_given_once_and_not_twice_at_once(office: Office) -> None:
    person = office.people[Right.READER]
    here = of(office, person, "/role")
    browser = office.browser(Right.FACILITATOR)
    once = hidden(browser.get(here).content.decode(), "once")
    new = {"role": "relay", "starts_on": "2018-01-10", "once": once}
    assert [browser.post(here, new).status_code for _ in range(2)] == [302, 302]
    assert Role.objects.filter(person=person, kind__slug="relay").count() == 1
    other = hidden(browser.get(here).content.decode(), "once")
    assert browser.post(here, {**new, "once": other}).status_code == 422
    assert browser.post(here, {**new, "ends_on": "2018-01-01", "once": other}).status_code == 422


def test_a_facilitator_makes_nobody_an_administrator(office: Office) -> None:
    person = office.people[Right.FACILITATOR]
    browser = office.browser(Right.FACILITATOR)
    new = {"role": "administrator", "starts_on": "2018-01-10"}
    assert browser.post(of(office, person, "/role"), new).status_code == 422
    added = browser.post(office.address("personnes/ajouter"), {**new, "family_name": "Deux"})
    assert added.status_code == 422
    first = Role.objects.get(person=office.people[Right.ADMINISTRATOR])
    here = of(office, office.people[Right.ADMINISTRATOR], f"/role/{first.key}")
    ended = {"starts_on": "2017-03-01", "ends_on": "2017-04-01"}
    assert browser.post(here, ended).status_code == 403
    assert (
        Role.objects.filter(kind__right="administrator", kind__programme=office.programme).count()
        == 1
    )


def test_days_are_granted_given_and_left(office: Office) -> None:
    person = office.people[Right.AMBASSADOR]
    browser = office.browser(Right.FACILITATOR)
    letter = {"days_a_month": "2", "starts_on": "2017-03-01", "ends_on": "2017-04-30"}
    once = hidden(browser.get(of(office, person, "/lettre")).content.decode(), "once")
    for _ in range(2):
        answer = browser.post(of(office, person, "/lettre"), {**letter, "once": once})
        assert answer.status_code == 302
    given = {"on": "2017-03-14", "days": "1,5", "what": "préparer le séminaire"}
    once = hidden(browser.get(of(office, person, "/temps")).content.decode(), "once")
    for _ in range(2):
        assert (
            browser.post(of(office, person, "/temps"), {**given, "once": once}).status_code == 302
        )
    assert MissionLetter.objects.get().days_a_month == 2
    assert Presence.objects.get().days == Decimal("1.5")
    page = browser.get(of(office, person)).content.decode()
    assert "1,5, sur 4 accordés à ce jour" in page.replace("\u202f", " ")
    assert "il en reste 2,5" in page
    assert "préparer le séminaire" in page


def test_days_and_presence_are_for_facilitators_and_oneself(office: Office) -> None:
    person = office.people[Right.AMBASSADOR]
    Presence.objects.create(
        programme=office.programme,
        person=person,
        on=date(2018, 1, 9),
        days=1,
        what="atelier secret",
    )
    for right in (Right.FACILITATOR, Right.ADMINISTRATOR, Right.AMBASSADOR):
        assert "atelier secret" in office.browser(right).get(of(office, person)).content.decode()
    for right in (Right.MANAGEMENT, Right.READER):
        assert (
            "atelier secret" not in office.browser(right).get(of(office, person)).content.decode()
        )


def test_a_letter_is_changed(office: Office) -> None:
    person = office.people[Right.AMBASSADOR]
    letter = MissionLetter.objects.create(
        programme=office.programme, person=person, days_a_month=2, starts_on=date(2017, 3, 1)
    )
    browser = office.browser(Right.FACILITATOR)
    here = of(office, person, f"/lettre/{letter.key}")
    loaded = hidden(browser.get(here).content.decode(), "loaded")
    changed = {"days_a_month": "3", "starts_on": "2017-03-01", "loaded": loaded}
    assert browser.post(here, changed).status_code == 302
    letter.refresh_from_db()
    assert letter.days_a_month == 3
    other = of(office, office.people[Right.READER], f"/lettre/{letter.key}")
    assert browser.post(other, changed).status_code == 404
