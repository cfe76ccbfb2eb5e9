"""Which departments sessions reach: nobody counted twice, parts counted for their whole."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.journal.rules import Actor
from mire.programme.meetings.models import Meeting
from mire.programme.membership.queries import reach_of
from mire.programme.membership.rules import reach_of_sessions, reach_sentence
from mire.programme.people.models import Department, Person, Presence
from mire.programme.people.rules import Right
from tests.support.office import Office, open_office

TODAY = date(2018, 3, 28)
NOW = datetime(2018, 3, 28, 9, tzinfo=UTC)
BY = Actor()
KEYS = st.sampled_from("abcdef")
DAYS = st.dates(date(2017, 3, 1), TODAY)


@given(
    st.lists(st.tuples(st.text("S", max_size=3), DAYS, st.sets(KEYS)), max_size=8), st.sets(KEYS)
)
def test_each_department_is_counted_once_and_each_session_stands_once(
    sessions: list[tuple[str, date, set[str]]], departments: set[str]
) -> None:
    reach = reach_of_sessions(sessions, departments, TODAY)
    assert len(reach.rows) == len(departments)
    assert len(reach.sessions) == len(sessions)
    for n, (_title, _day, n_came) in enumerate(reach.sessions):
        assert n_came == sum(row[n] for row in reach.rows)
    ever = departments & {each for _, _, came in sessions for each in came}
    assert reach.n_never == len(departments) - len(ever)
    assert reach.n_lately <= len(ever)
    assert [sum(row) for row in reach.rows] == sorted(map(sum, reach.rows), reverse=True)


def test_the_sentence_of_the_story() -> None:
    early = ("S1", date(2017, 5, 3), {"a", "b", "c"})
    late = ("S9", date(2018, 2, 7), {"a"})
    said = reach_sentence(reach_of_sessions([late, early], "abcde", TODAY), "janvier 2018")
    assert str(said) == (
        "1 direction sur 5 a pris part à une session depuis janvier 2018 ; "
        "2 n'y sont jamais venues."
    )
    assert reach_of_sessions([late, early], "abcde", TODAY).since == date(2018, 1, 1)
    all_came = reach_of_sessions([("S", TODAY, {"a"})], "a", TODAY)
    assert "chacune est venue" in str(reach_sentence(all_came, "mars"))
    assert "présences notées" in str(reach_sentence(reach_of_sessions([], "a", TODAY), "mars"))
    assert "Aucune direction" in str(reach_sentence(reach_of_sessions([], "", TODAY), "mars"))


def test_where_no_session_was_held_of_late_nobody_is_said_to_stay_away() -> None:
    only = ("S1", date(2017, 5, 3), {"a", "b", "c"})
    said = reach_sentence(reach_of_sessions([only], "abcde", TODAY), "janvier 2018")
    assert str(said) == (
        "Aucune session n'a de présences notées depuis janvier 2018. À la dernière, 3 directions "
        "sur 5 sont venues ; 2 ne sont venues à aucune."
    )
    said = reach_sentence(reach_of_sessions([only], "abc", TODAY), "janvier 2018")
    assert str(said).endswith(
        "3 directions sur 3 sont venues ; chacune est venue au moins une fois."
    )


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def department(office: Office, name: str, **facts: object) -> Department:
    return Department.objects.create(authority=office.programme.authority, name=name, **facts)


def came(office: Office, meeting: str, where: Department, on: date) -> None:
    person = Person.objects.create(
        authority=office.programme.authority, family_name=where.name, department=where
    )
    Presence.objects.create(
        programme=office.programme, person=person, on=on, days=1, meeting=meeting
    )


def session(office: Office, on: date, kind: str = "session") -> str:
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    title = f"Session du {on}"
    return Meeting.objects.create(
        programme=office.programme, title=title, kind=kind, planned_at=at
    ).key


def test_services_count_for_their_department_and_merged_ones_for_what_they_became(
    office: Office,
) -> None:
    housing, roads = department(office, "Habitat"), department(office, "Voirie")
    department(office, "Finances")
    service = department(office, "Logement", kind="service", parent=housing)
    gone = department(office, "Propreté", ends_on=date(2017, 12, 31), merged_into=roads)
    first, last = date(2017, 4, 5), date(2018, 3, 7)
    came(office, session(office, first), gone, first)
    came(office, session(office, last), service, last)
    came(office, session(office, last, "steering"), department(office, "Culture"), last)
    reach = reach_of(office.programme, on=TODAY)
    assert [n for _, _, n in reach.sessions] == [1, 1]
    assert (len(reach.rows), reach.n_lately, reach.n_never) == (4, 1, 2)


def test_the_home_says_it_and_names_no_department(office: Office) -> None:
    on = date(2018, 3, 7)
    came(office, session(office, on), department(office, "Habitat"), on)
    department(office, "Finances")
    page = _home(office.browser(Right.READER), office)
    assert "venue à aucune" in page
    assert "Directions présentes" in page
    assert "Habitat" not in page
    assert "Finances" not in page


def _home(browser: Client, office: Office) -> str:
    return browser.get(office.address()).content.decode()
