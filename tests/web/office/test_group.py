"""The group above the list of people: how many, since when, who may want news, for whom."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from mire.programme.meetings.models import Meeting
from mire.programme.membership.queries import group_of
from mire.programme.membership.rules import Month, joined_spans, months_of, newcomers
from mire.programme.people.models import Department, Person, Presence, Role
from mire.programme.people.rules import Right
from tests.support.office import Office, join, open_office

TODAY = date(2018, 3, 20)
NEWS = "Qui aimerait peut-être des nouvelles"


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def hold(office: Office, on: date, *came: Person, kind: str = "session") -> None:
    meeting = Meeting.objects.create(
        programme=office.programme,
        title=f"Session du {on}",
        kind=kind,
        planned_at=datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
    )
    for person in came:
        Presence.objects.create(
            programme=office.programme, person=person, on=on, days=1, meeting=meeting.key
        )


def test_stretches_that_follow_each_other_are_one() -> None:
    spans = [
        (date(2018, 1, 1), None),
        (date(2017, 3, 1), date(2017, 5, 31)),
        (date(2017, 6, 1), date(2017, 8, 31)),
    ]
    assert joined_spans(spans) == [
        (date(2017, 3, 1), date(2017, 8, 31)),
        (date(2018, 1, 1), None),
    ]


def test_months_count_who_came_in_left_and_stays() -> None:
    people = [
        [(date(2018, 1, 10), None)],
        [(date(2018, 1, 1), date(2018, 2, 14))],
        [(date(2018, 2, 1), date(2018, 2, 28))],
    ]
    assert months_of(people, date(2018, 1, 5), date(2018, 3, 20)) == [
        Month(date(2018, 1, 1), 2, 0, 2),
        Month(date(2018, 2, 1), 1, 2, 1),
        Month(date(2018, 3, 1), 0, 0, 1),
    ]


def test_newcomers_are_those_of_the_last_month_of_arrivals() -> None:
    old, new = [(date(2017, 3, 1), None)], [(date(2018, 3, 5), None)]
    assert newcomers([old, old, new], TODAY) == (1, date(2018, 3, 1))
    assert newcomers([new, new], TODAY) == (0, None)
    assert newcomers([old, old], TODAY) == (0, None)
    assert newcomers([[(date(2017, 3, 1), date(2017, 9, 1))]], TODAY) == (0, None)


def test_who_missed_three_sessions_of_theirs_may_want_news(office: Office) -> None:
    here, away = (join(office.programme, name, "ambassador") for name in ("venue", "absente"))
    newcomer = join(office.programme, "nouvelle", "ambassador", starts_on=date(2018, 2, 20))
    for month in (11, 12):
        hold(office, date(2017, month, 7), here, away)
    for month in (1, 2, 3):
        hold(office, date(2018, month, 6), here)
    hold(office, date(2018, 3, 15), away, kind="steering")
    group = group_of(office.programme, on=TODAY)
    assert [each.name for each in group.news] == ["Personne absente", "Personne ambassador"]
    assert newcomer.key not in [each.key for each in group.news]
    assert group.shares == pytest.approx([2 / 3, 2 / 3, 1 / 3, 1 / 3, 1 / 4])
    assert group.n == 4


def test_who_may_want_news_is_for_facilitators_alone(office: Office) -> None:
    here, away = (join(office.programme, name, "ambassador") for name in ("venue", "absente"))
    for months in range(3):
        hold(office, TODAY - timedelta(days=30 * (months + 1)), here)
    assert away in Person.objects.all()
    for right in Right:
        page = office.browser(right).get(office.address("personnes")).content.decode()
        assert (NEWS in page) == (right in (Right.FACILITATOR, Right.ADMINISTRATOR)), right


def test_the_page_says_the_group_and_draws_it(office: Office) -> None:
    Department.objects.create(authority=office.programme.authority, name="Culture")
    for n in range(4):
        join(office.programme, f"plus tard {n}", "ambassador", starts_on=date(2018, 3, 5))
    page = office.browser(Right.READER).get(office.address("personnes")).content.decode()
    assert "5 ambassadeurs et ambassadrices" in page
    drawn = re.search(r'class="office-group-bars" d="([^"]+)"', page)
    assert drawn
    assert drawn[1].count("M") == 5
    assert page.count('<text x="0"') == 5
    assert "n&#x27;a personne" in page or "n’a personne" in page


def test_an_empty_group_is_said_too(office: Office) -> None:
    page = office.browser(stranger=True)
    other = office.stranger.roles.get().kind.programme
    answer = page.get(f"/programme/{other.key}/personnes").content.decode()
    assert "encore personne" in answer
    assert "office-group-bars" not in answer


def test_whom_the_programme_reaches_is_told_by_department_and_hides_small_groups(
    office: Office,
) -> None:
    authority = office.programme.authority
    habitat = Department.objects.create(authority=authority, name="Habitat", headcount=39)
    service = Department.objects.create(
        authority=authority, name="Logement", parent=habitat, kind="service"
    )
    eau = Department.objects.create(authority=authority, name="Eau", headcount=74)
    people = [join(office.programme, f"p{n}", "ambassador") for n in range(8)]
    for n, person in enumerate(people):
        person.department = service if n < 6 else eau
        person.save()
    client = office.browser(Right.MANAGEMENT)
    page = office.address("personnes/portee")
    assert "Aucune présence n" in client.get(page).content.decode()
    hold(office, date(2018, 1, 10), *people[:4])
    assert "Moins de 5 personnes" in client.get(page).content.decode()
    hold(office, date(2018, 2, 10), *people)
    said = client.get(page).content.decode()
    # A service counts for its department; two people of another are under the threshold.
    assert "Habitat" in said
    assert "Logement" not in said
    assert str(people[0]) not in said
    row = re.search(r">Eau<.*?</tr>", said, re.DOTALL)
    assert row is not None
    assert ">2<" not in row[0]
    assert client.get(page + "?format=odt").status_code == 200
    keys = Meeting.objects.filter(programme=office.programme).values_list("key", flat=True)
    assert not any(key in said for key in keys)
    # Who came into the group and who left it is told as numbers; who said what, not at all.
    assert "Qui entre dans le groupe, qui en part" in said
    assert "Personne n’en est parti." in said
    assert "les propos ne sont rattachés à personne" in said
    Role.objects.filter(person=people[0]).update(ends_on=date(2018, 2, 15))
    assert "1 départ en" in client.get(page).content.decode()
    assert office.browser(Right.READER).get(page).status_code == 403
