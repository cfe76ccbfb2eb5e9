"""Every address of the office, tried by everybody."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver

from mire.programme.keys import new_key
from mire.programme.people.models import Role
from mire.programme.people.rules import Right
from mire.web.office import urls
from mire.web.office.pages import access_of
from tests.support.office import Office, join, open_office

PERSONS = (*Right, "stranger", "nobody")


def patterns(
    within: list[URLPattern | URLResolver] = urls.urlpatterns, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for each in within:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, route)
        else:
            yield route, each


ALL = list(patterns())
OF_PROGRAMME = [(route, each) for route, each in ALL if "<key:programme>" in route]


def filled(route: str, programme: str) -> str:
    """Return an address of a route; things that it names don't exist."""
    address = route.replace("<key:programme>", programme)
    while "<" in address:
        start, _, rest = address.partition("<")
        kind, _, after = rest.partition(">")
        value = {
            "int": "1",
            "slug": "x",
            "key": new_key(),
            "surface": "projector",
            "file_kind": "json",
            "open_file": "texts.csv",
        }[kind.partition(":")[0]]
        address = start + value + after
    return "/" + address


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.mark.parametrize(("route", "pattern"), ALL, ids=[route for route, _ in ALL])
def test_every_address_says_who_may_open_it(route: str, pattern: URLPattern) -> None:
    access = access_of(pattern.callback)
    assert access is not None
    assert isinstance(access, tuple) == ("<key:programme>" in route)


@pytest.mark.parametrize("who", PERSONS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_who_may_gets_past_the_door(office: Office, who: str, method: str) -> None:
    browser = office.browser(who if isinstance(who, Right) else None, stranger=who == "stranger")
    for route, pattern in OF_PROGRAMME:
        address = filled(route, office.programme.key)
        answer = getattr(browser, method)(address)
        rights = access_of(pattern.callback)
        if answer.status_code == 405:
            continue
        if who == "nobody":
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/compte/entrer?next="), address
        elif who == "stranger":
            assert answer.status_code == 404, address
            assert "La Transfo" not in answer.content.decode(), address
        elif who is Right.ADMINISTRATOR or who in rights:
            is_past = answer.status_code != 403 and "/compte/" not in answer.get("Location", "")
            assert is_past, address
        else:
            assert answer.status_code == 403, address


def test_no_address_counts() -> None:
    assert [route for route, _ in ALL if "<int:" in route] == []


@pytest.mark.django_db
def test_a_session_ends_with_the_role() -> None:
    office = open_office()
    browser = office.browser(Right.READER)
    assert browser.get(office.address()).status_code == 200
    Role.objects.filter(person=office.people[Right.READER]).update(ends_on="2017-12-31")
    assert browser.get(office.address()).status_code == 302
    assert "_auth_user_id" not in browser.session


@pytest.mark.django_db
def test_a_role_to_come_opens_nothing_yet() -> None:
    office = open_office()
    later = join(office.programme, "later", "resident", starts_on=Role.objects.last().starts_on)
    Role.objects.filter(person=later).update(starts_on="2100-01-01")
    office.people[Right.READER] = later
    assert office.browser(Right.READER).get(office.address()).status_code == 302


@pytest.mark.django_db
def test_a_right_in_one_programme_is_none_in_another() -> None:
    office = open_office()
    answer = office.browser(stranger=True).get(office.address("reglages"))
    assert answer.status_code == 404
