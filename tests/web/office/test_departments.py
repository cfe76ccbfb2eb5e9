"""Departments: the tree, who represents each, names that change, merges that keep the past."""

import re
from datetime import date

import pytest

from mire.programme.journal.models import Entry
from mire.programme.journal.rules import NOBODY
from mire.programme.organisation.queries import tree_of
from mire.programme.organisation.rules import tree_order, unrepresented, within
from mire.programme.people.actions import add_department, merge_departments
from mire.programme.people.models import Department
from mire.programme.people.rules import Right
from tests.support.office import NOW, Office, open_office

TODAY = date(2018, 3, 20)


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def add(office: Office, name: str, **values: object) -> Department:
    return add_department(
        programme=office.programme, values={"name": name, **values}, by=NOBODY, now=NOW
    )


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def test_each_stands_after_its_parent_and_a_loop_loses_none() -> None:
    parents = {"c": "a", "a": "", "b": "a", "x": "y", "y": "x", "z": "gone"}
    ordered = tree_order(list(parents), key=str, parent=parents.__getitem__)
    assert ordered == [(0, "a"), (1, "c"), (1, "b"), (0, "z"), (0, "x"), (1, "y")]
    assert within(parents, "a") == {"a", "b", "c"}


def test_a_service_represents_its_department_but_not_the_reverse() -> None:
    parents = {"pole": "", "one": "pole", "two": "pole", "service": "one"}
    kinds = {"pole": "pole", "one": "department", "two": "department", "service": "service"}
    assert unrepresented(parents, kinds, ["service"]) == ["two"]
    assert unrepresented(parents, kinds, ["pole"]) == ["one", "two"]


def test_the_page_says_who_comes_from_where_and_whom_nobody_represents(office: Office) -> None:
    habitat, culture = add(office, "Habitat"), add(office, "Culture")
    ambassador = office.people[Right.AMBASSADOR]
    ambassador.department = habitat
    ambassador.save()
    tree = tree_of(office.programme, on=TODAY)
    assert [(each.name, each.people) for each in tree.current] == [
        ("Culture", []),
        ("Habitat", ["Personne ambassador"]),
    ]
    assert [each.key for each in tree.missing] == [culture.key]
    page = office.browser(Right.READER).get(office.address("personnes/directions"))
    said = page.content.decode().replace("&#x27;", "'").replace("’", "'")
    assert "1 direction sur 2 n'a personne dans le groupe." in said
    assert "Fusionner" not in page.content.decode()


def test_a_department_keeps_the_name_that_it_leaves(office: Office) -> None:
    habitat = add(office, "Habitat", code="D07")
    browser = office.browser(Right.FACILITATOR)
    here = office.address(f"personnes/directions/{habitat.key}")
    loaded = hidden(browser.get(here).content.decode(), "loaded")
    values = {"name": "Habitat et logement", "kind": "department", "code": "D07"}
    answer = browser.post(here, {**values, "named_on": "2018-02-01", "loaded": loaded})
    assert answer.status_code == 302
    page = browser.get(office.address("personnes/directions")).content.decode()
    assert "Habitat et logement" in page
    assert "avant le 1er février 2018 : Habitat" in page.replace("\u202f", " ")


def test_a_department_is_no_part_of_what_lies_in_it(office: Office) -> None:
    pole = add(office, "Pôle", kind="pole")
    inside = add(office, "Habitat", parent=pole)
    browser = office.browser(Right.FACILITATOR)
    here = office.address(f"personnes/directions/{pole.key}")
    answer = browser.post(here, {"name": "Pôle", "kind": "pole", "parent": inside.key})
    assert answer.status_code == 422
    merged = browser.post(f"{here}/fusionner", {"into": inside.key, "on": "2018-01-01"})
    assert merged.status_code == 422
    assert Department.objects.get(pk=pole.pk).merged_into is None


def test_a_code_is_one_department_s(office: Office) -> None:
    add(office, "Habitat", code="D07")
    browser = office.browser(Right.FACILITATOR)
    answer = browser.post(
        office.address("personnes/directions/ajouter"),
        {"name": "Culture", "kind": "department", "code": "D07"},
    )
    assert answer.status_code == 422
    assert "code-error" in answer.content.decode()


def test_a_merge_says_what_moves_and_keeps_the_past(office: Office) -> None:
    old, new = add(office, "Habitat", starts_on=date(2010, 1, 1)), add(office, "Ville")
    old.former_names = [{"name": "Logement", "until": "2012-01-01"}]
    old.save()
    service = add(office, "Accueil", kind="service", parent=old)
    ambassador = office.people[Right.AMBASSADOR]
    ambassador.department = old
    ambassador.save()
    browser = office.browser(Right.FACILITATOR)
    here = office.address(f"personnes/directions/{old.key}/fusionner")
    page = browser.get(here).content.decode().replace("\u202f", " ")
    assert "1 personne, 1 service" in page
    assert "« Habitat » finit ce jour-là" in page
    assert "Personne ambassador" in page
    move = {"into": new.key, "on": "2018-01-31", "loaded": hidden(page, "loaded")}
    assert browser.post(here, move).status_code == 302
    old.refresh_from_db(), service.refresh_from_db(), ambassador.refresh_from_db()
    assert (old.ends_on, old.merged_into, old.starts_on) == (
        date(2018, 1, 31),
        new,
        date(2010, 1, 1),
    )
    assert (service.parent, ambassador.department) == (new, new)
    before, after = (tree_of(office.programme, on=on) for on in (date(2018, 1, 31), TODAY))
    assert "Habitat" in [each.name for each in before.current]
    past = after.past[0]
    assert (past.name, past.into, past.former_names[0]["name"]) == ("Habitat", "Ville", "Logement")
    line = Entry.objects.get(act="department.merged")
    assert line.after == {"into": "Ville", "on": "2018-01-31", "people": 1, "services": 1}
    assert browser.post(here, move).status_code == 409


def test_a_merge_that_moves_more_than_was_said_is_not_done(office: Office) -> None:
    old, new = add(office, "Habitat"), add(office, "Ville")
    browser = office.browser(Right.FACILITATOR)
    here = office.address(f"personnes/directions/{old.key}/fusionner")
    loaded = hidden(browser.get(here).content.decode(), "loaded")
    add(office, "Accueil", kind="service", parent=old)
    answer = browser.post(here, {"into": new.key, "on": "2018-01-31", "loaded": loaded})
    assert answer.status_code == 409
    assert Department.objects.get(pk=old.pk).ends_on is None


def test_several_merge_into_one(office: Office) -> None:
    into = add(office, "Ville")
    both = [add(office, "Habitat"), add(office, "Culture")]
    merge_departments(
        departments=both, into=into, programme=office.programme, on=TODAY, by=NOBODY, now=NOW
    )
    assert list(into.merged_from.order_by("name")) == both[::-1]


def test_the_tree_is_exported_as_it_is_shown(office: Office) -> None:
    housing = add_department(
        programme=office.programme,
        values={"name": "Pôle habitat", "code": "P1", "kind": "pole", "headcount": 12},
        by=NOBODY,
        now=NOW,
    )
    add_department(
        programme=office.programme,
        values={"name": "=Logement", "code": "D7", "parent": housing},
        by=NOBODY,
        now=NOW,
    )
    reader = office.browser(Right.READER)
    file = reader.get(office.address("personnes/directions?export=csv"))
    rows = [line.split(";") for line in file.content.decode("utf-8-sig").strip().splitlines()]
    found = {row[0]: row for row in rows}
    assert found["Pôle habitat"][1:5] == ["P1", "pôle", "", "12"]
    assert found["'=Logement"][1:4] == ["D7", "direction", "Pôle habitat"]
