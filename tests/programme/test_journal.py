"""The journal can't be forgotten: an action writes a line, or undoes what it did."""

import ast
import importlib
import inspect
import pkgutil
import re
from datetime import UTC, datetime

import pytest

import mire.programme
from mire.programme.journal.actions import NotJournalled, journalled, note, nothing_done
from mire.programme.journal.models import Entry
from mire.programme.journal.queries import journal_of
from mire.programme.journal.rules import ACTS, About, Actor, changed
from mire.programme.programmes.models import Authority

NOW = datetime(2018, 3, 20, 9, tzinfo=UTC)


def actions() -> list[object]:
    found = []
    for each in pkgutil.walk_packages(mire.programme.__path__, "mire.programme."):
        is_of_actions = each.name.endswith(".actions") or ".actions." in each.name
        if is_of_actions and each.name != "mire.programme.journal.actions":
            module = importlib.import_module(each.name)
            found += [
                function
                for name, function in inspect.getmembers(module, inspect.isfunction)
                if function.__module__ == each.name and not name.startswith("_")
            ]
    return found


@pytest.mark.parametrize("action", actions(), ids=lambda each: each.__qualname__)
def test_every_action_is_journalled(action: object) -> None:
    takes = inspect.signature(action).parameters  # type: ignore[arg-type]
    if "now" in takes:
        assert getattr(action, "is_journalled", False)


@pytest.mark.django_db
def test_an_action_without_a_line_changes_nothing() -> None:
    @journalled
    def forgetful() -> None:
        Authority.objects.create(name="Oubliée", made_at=NOW)

    with pytest.raises(NotJournalled):
        forgetful()
    assert not Authority.objects.exists()


@pytest.mark.django_db
def test_a_line_outside_an_action_is_refused() -> None:
    with pytest.raises(NotJournalled):
        note(by=Actor(), act="account.made", about=About("account", "x", "x"), now=NOW)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_an_action_that_fails_leaves_neither_line_nor_row() -> None:
    @journalled
    def failing() -> None:
        Authority.objects.create(name="Ratée", made_at=NOW)
        note(by=Actor(), act="authority.made", about=About("authority", "x", "x"), now=NOW)
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - the fault itself
        failing()
    assert not Entry.objects.exists()
    assert not Authority.objects.exists()


@pytest.mark.django_db
def test_an_inner_action_counts_for_the_outer_one() -> None:
    @journalled
    def inner() -> None:
        note(by=Actor(), act="authority.made", about=About("authority", "x", "x"), now=NOW)

    @journalled
    def outer() -> None:
        inner()

    @journalled
    def idle() -> None:
        nothing_done()

    outer()
    idle()
    assert Entry.objects.count() == 1


def test_only_what_changed_is_told() -> None:
    before = {"name": "A", "on": datetime(2018, 1, 1, tzinfo=UTC), "n": 1}
    after = {"name": "A", "on": datetime(2018, 1, 2, tzinfo=UTC), "n": None}
    assert changed(before, after) == (
        {"on": "2018-01-01T00:00:00+00:00", "n": 1},
        {"on": "2018-01-02T00:00:00+00:00", "n": None},
    )


@pytest.mark.django_db
def test_a_programme_reads_its_own_journal_by_words() -> None:
    @journalled
    def act(programme: str, name: str) -> None:
        about = About("person", "x", name)
        by = Actor("k", "Agent D07")
        note(by=by, act="person.added", about=about, programme=programme, now=NOW)

    act("mine", "Direction de l'habitat")
    act("mine", "Direction des finances")
    act("theirs", "Direction de l'habitat")
    found = journal_of("mine", words="habitat agent")
    assert (found.n, [each.about for each in found.lines]) == (1, ["Direction de l'habitat"])
    assert journal_of("mine", most=1).n == 2


def test_every_act_that_is_noted_has_words_and_no_other() -> None:
    modules = {inspect.getmodule(function) for function in actions()}
    noted = {
        node.value
        for module in modules
        if module
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z_]+\.[a-z_]*", node.value)
    }
    begun = {each for each in noted if each.endswith((".", "_"))}  # of an f-string
    assert noted - begun <= set(ACTS)
    assert [
        act for act in ACTS if act not in noted and not any(act.startswith(each) for each in begun)
    ] == []
