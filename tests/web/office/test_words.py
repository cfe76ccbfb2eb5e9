"""The programme's words: its roles and its lists; no change locks everybody out."""

import re

import pytest

from mire.programme.people.models import RoleKind
from mire.programme.people.rules import Right
from mire.programme.programmes.models import Programme
from tests.support.office import Office, open_office


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def kind_of(office: Office, slug: str) -> RoleKind:
    return RoleKind.objects.get(programme=office.programme, slug=slug)


def test_lists_are_kept_a_word_a_line(office: Office) -> None:
    browser = office.browser(Right.ADMINISTRATOR)
    here = office.address("reglages/mots")
    loaded = hidden(browser.get(here).content.decode(), "loaded")
    typed = {"axes": "Coopérer\n\n  Aller  voir \n", "poles": "", "loaded": loaded}
    assert browser.post(here, typed).status_code == 302
    kept = Programme.objects.get(pk=office.programme.pk).words
    assert kept == {"axes": ["Coopérer", "Aller voir"]}
    assert "Coopérer\nAller voir</textarea>" in browser.get(here).content.decode()
    assert browser.post(here, {**typed, "axes": "Autre"}).status_code == 409


@pytest.mark.parametrize("bad", ["Mot\nmot", "x" * 81, "\n".join(map(str, range(31)))])
def test_a_list_that_can_t_be_is_refused_beside_its_field(office: Office, bad: str) -> None:
    browser = office.browser(Right.ADMINISTRATOR)
    answer = browser.post(office.address("reglages/mots"), {"criteria": bad})
    assert answer.status_code == 422
    assert 'id="criteria-error"' in answer.content.decode()
    assert Programme.objects.get(pk=office.programme.pk).words == {}


def test_a_role_is_worded_otherwise_and_keeps_who_holds_it(office: Office) -> None:
    kind = kind_of(office, "ambassador")
    browser = office.browser(Right.ADMINISTRATOR)
    here = office.address(f"reglages/roles/{kind.key}")
    loaded = hidden(browser.get(here).content.decode(), "loaded")
    values = {
        "name": "éclaireur ou éclaireuse",
        "plural": "éclaireurs et éclaireuses",
        "right": "ambassador",
        "is_group": "on",
        "place": "3",
    }
    assert browser.post(here, {**values, "loaded": loaded}).status_code == 302
    page = office.browser(Right.READER).get(office.address("personnes")).content.decode()
    assert "1 éclaireur ou éclaireuse" in page
    assert "éclaireur ou éclaireuse" in page


def test_a_role_is_added_once(office: Office) -> None:
    browser = office.browser(Right.ADMINISTRATOR)
    here = office.address("reglages/roles/ajouter")
    once = hidden(browser.get(here).content.decode(), "once")
    values = {"name": "Relais", "plural": "relais", "right": "", "place": "20", "once": once}
    assert [browser.post(here, values).status_code for _ in range(2)] == [302, 302]
    added = RoleKind.objects.filter(programme=office.programme, name="Relais")
    assert [each.slug for each in added] == ["relais"]


def test_the_last_administrators_keep_their_right(office: Office) -> None:
    kind = kind_of(office, "administrator")
    browser = office.browser(Right.ADMINISTRATOR)
    values = {"name": kind.name, "plural": kind.plural, "right": "reader", "place": "0"}
    answer = browser.post(office.address(f"reglages/roles/{kind.key}"), values)
    assert answer.status_code == 422
    assert kind_of(office, "administrator").right == "administrator"


def test_a_role_of_another_programme_is_not_there(office: Office) -> None:
    other = office.stranger.roles.get().kind
    browser = office.browser(Right.ADMINISTRATOR)
    assert browser.get(office.address(f"reglages/roles/{other.key}")).status_code == 404
