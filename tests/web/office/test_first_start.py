"""An empty installation is started once, by one address; then by links."""

from datetime import timedelta
from unittest.mock import ANY

import pytest
from django.test import Client
from django.utils import timezone

from mire.programme.accounts.actions import LinkLapsed, make_first_start_key, use_sign_in_link
from mire.programme.accounts.models import Account
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.meetings.actions import open_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.people.actions import hand_out_link
from mire.programme.people.rules import Right
from tests.support.office import SECRET, open_office
from tests.support.rooms import Room
from tests.support.sheets import sheet

HERE = f"/premier-demarrage/{SECRET}"
YOU = {"given_name": "Agent", "family_name": "D07", "email": "D07@Example.org"}
PROGRAMME = {"programme": "La Transfo", "starts_on": "2017-03-01", "ends_on": "2018-07-31"}


def start(browser: Client) -> str:
    browser.post(f"{HERE}?page=1", YOU)
    browser.post(f"{HERE}?page=2", {"authority": "Communauté urbaine"})
    return str(browser.post(f"{HERE}?page=3", PROGRAMME).headers["Location"])


@pytest.mark.django_db
def test_three_pages_make_the_first_administrator() -> None:
    make_first_start_key(secret=SECRET, now=timezone.now())
    browser = Client()
    home = start(browser)
    page = browser.get(home)
    assert page.status_code == 200
    assert "La Transfo" in page.content.decode()
    assert Account.objects.get().email == "d07@example.org"
    assert browser.get(f"{home}reglages").status_code == 200
    assert Client().get(HERE).status_code == 404  # once


@pytest.mark.django_db
def test_rooms_opened_before_the_first_start_are_in_its_programme(page_room: Room) -> None:
    opened = open_meeting(sheet=sheet(), engine=page_room.engine, now=timezone.now())
    make_first_start_key(secret=SECRET, now=timezone.now())
    browser = Client()
    home = start(browser)
    meeting = Meeting.objects.get(code=opened.code)
    assert meeting.programme is not None
    assert meeting.key in browser.get(f"{home}reunions").content.decode()


@pytest.mark.django_db
def test_an_answer_that_is_wrong_is_said_and_the_others_kept() -> None:
    make_first_start_key(secret=SECRET, now=timezone.now())
    browser = Client()
    browser.post(f"{HERE}?page=1", YOU)
    browser.post(f"{HERE}?page=2", {"authority": "Communauté urbaine"})
    wrong = browser.post(f"{HERE}?page=3", {**PROGRAMME, "ends_on": "2016-01-01"})
    assert wrong.status_code == 422
    assert "Le dernier jour vient après le premier." in wrong.content.decode()
    assert 'value="Agent"' in browser.get(f"{HERE}?page=1").content.decode()
    assert Account.objects.count() == 0


@pytest.mark.django_db
def test_a_last_page_without_the_first_ones_asks_for_them() -> None:
    make_first_start_key(secret=SECRET, now=timezone.now())
    answer = Client().post(f"{HERE}?page=3", PROGRAMME)
    assert answer["Location"] == f"{HERE}?page=1"
    assert Account.objects.count() == 0


@pytest.mark.django_db
def test_only_the_last_address_given_starts() -> None:
    make_first_start_key(secret=SECRET, now=timezone.now())
    make_first_start_key(secret="another", now=timezone.now())
    assert Client().get(HERE).status_code == 404
    assert Client().get("/premier-demarrage/another").status_code == 200


@pytest.mark.django_db
def test_a_link_opens_one_session_and_looking_at_it_spends_nothing() -> None:
    office = open_office()
    person = office.people[Right.READER]
    now = timezone.now()
    hand_out_link(person=person, secret="once", programme="", by=Actor(), now=now)
    browser = Client()
    for _ in range(3):
        assert browser.get("/compte/lien/once").status_code == 200
    assert browser.post("/compte/lien/once").status_code == 302
    assert browser.get(office.address()).status_code == 200
    assert Client().post("/compte/lien/once").status_code == 404
    acts = [each.act for each in Entry.objects.all()[:3]]
    assert acts == ["account.refused", "account.signed_in", "account.link_used"]


@pytest.mark.django_db
def test_a_link_lapses_and_a_new_one_ends_the_old() -> None:
    office = open_office()
    person = office.people[Right.READER]
    now = timezone.now()
    old = now - timedelta(hours=25)
    hand_out_link(person=person, secret="old", programme="", by=Actor(), now=old)
    assert Client().get("/compte/lien/old").status_code == 404
    hand_out_link(person=person, secret="first", programme="", by=Actor(), now=now)
    hand_out_link(person=person, secret="second", programme="", by=Actor(), now=now)
    assert Client().get("/compte/lien/first").status_code == 404
    assert Client().get("/compte/lien/second").status_code == 200
    with pytest.raises(LinkLapsed):
        use_sign_in_link(secret="first", now=now)


@pytest.mark.django_db
def test_secrets_are_not_in_the_database() -> None:
    office = open_office()
    hand_out_link(
        person=office.people[Right.READER],
        secret="only-on-paper",
        programme="",
        by=Actor(),
        now=timezone.now(),
    )
    kept = [
        *Entry.objects.values_list("after", "about_name"),
        *Account.objects.values_list("password", "email"),
    ]
    assert "only-on-paper" not in str(kept)
    link = office.people[Right.READER].account.links.get()
    assert link.digest == ANY
    assert "only-on-paper" not in link.digest
