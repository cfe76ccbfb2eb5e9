"""Criteria: added once, ordered, retired with what they graded, taken back; limits said."""

import pytest
from django.test import Client

from mire.programme.criteria.models import Criterion
from mire.programme.criteria.rules import MOST_CRITERIA, moved_up
from mire.programme.journal.models import Entry
from mire.programme.people.rules import Right
from tests.support.office import Office


@pytest.fixture
def administrator(office: Office) -> Client:
    return office.browser(Right.ADMINISTRATOR)


def add(office: Office, browser: Client, name: str, key: str = "") -> int:
    sent = {"name": name, "meaning": "De 0 à 4.", "once": key}
    return browser.post(office.address("reglages/criteres/ajouter"), sent).status_code


def names() -> list[str]:
    return [each.name for each in Criterion.objects.filter(retired_at=None)]


def test_criteria_are_added_once_and_ordered(office: Office, administrator: Client) -> None:
    for name, key in (("Usagers", "a" * 11), ("Usagers", "a" * 11), ("Coût", "b" * 11)):
        assert add(office, administrator, name, key) == 302
    assert names() == ["Usagers", "Coût"]
    assert add(office, administrator, " usagers ") == 422
    assert add(office, administrator, "1 + 1") == 422
    administrator.post(office.address(f"reglages/criteres/{'b' * 11}/monter"))
    administrator.post(office.address(f"reglages/criteres/{'b' * 11}/monter"))  # already first
    assert names() == ["Coût", "Usagers"]
    assert Entry.objects.filter(act="criterion.moved").count() == 1


def test_a_retired_criterion_is_kept_and_taken_back(office: Office, administrator: Client) -> None:
    add(office, administrator, "Usagers", "a" * 11)
    here = office.address(f"reglages/criteres/{'a' * 11}/retirer")
    administrator.post(here)
    assert names() == []
    assert "Reprendre" in administrator.get(office.address("reglages/criteres")).content.decode()
    administrator.post(here)
    assert names() == ["Usagers"]


def test_no_more_criteria_than_a_show_of_hands_bears(office: Office, administrator: Client) -> None:
    for n in range(MOST_CRITERIA):
        assert add(office, administrator, f"Critère {'abcdefghi'[n]}", "abcdefghj"[n] * 11) == 302
    assert add(office, administrator, "Un de trop") == 422
    administrator.post(office.address(f"reglages/criteres/{'a' * 11}/retirer"))
    assert add(office, administrator, "Un de trop") == 302
    answer = administrator.post(office.address(f"reglages/criteres/{'a' * 11}/retirer"))
    assert answer.status_code == 409
    assert len(names()) == MOST_CRITERIA


def test_the_programmes_words_are_offered(office: Office, administrator: Client) -> None:
    office.programme.words = {"criteria": ["Visibilité", "Coût"]}
    office.programme.save()
    add(office, administrator, "coût")
    page = administrator.get(office.address("reglages/criteres")).content.decode()
    assert "?name=Visibilit%C3%A9" in page
    assert "?name=Co%C3%BBt" not in page


def test_words_change_under_the_same_criterion(office: Office, administrator: Client) -> None:
    add(office, administrator, "Usagers", "a" * 11)
    here = office.address(f"reglages/criteres/{'a' * 11}")
    sent = {"name": "Usagers touchés", "meaning": "Combien"}
    assert administrator.post(here, sent).status_code == 302
    assert names() == ["Usagers touchés"]
    entry = Entry.objects.get(act="criterion.changed")
    assert entry.after == {"name": "Usagers touchés", "meaning": "Combien"}


def test_moving_up() -> None:
    assert moved_up(["a", "b", "c"], "c") == ["a", "c", "b"]
    assert moved_up(["a", "b"], "a") == ["a", "b"]
    assert moved_up(["a", "b"], "z") == ["a", "b"]
