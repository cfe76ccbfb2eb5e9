"""Citing: what is kept, what is refused, and the way both ways through citations."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.programmes.models import Programme
from mire.programme.thread import queries
from mire.programme.thread.actions import cite
from mire.programme.thread.models import Citation
from mire.programme.thread.rules import Citable, Kind, Link, Reference, State, reached
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from tests.support.office import open_office

NOW = datetime(2018, 5, 17, 9, tzinfo=UTC)
BY = Actor("k", "Direction de l'habitat · D07")
SAID = {f"k{n}": f"Propos {n}" for n in range(9)}
NAMES = st.sampled_from("abcdef")


def reference(key: str) -> Reference:
    return Reference("drawn", key)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=20), NAMES)
def test_behind_and_ahead_are_the_same_ways_walked_in_two_directions(
    pairs: list[tuple[str, str]], start: str
) -> None:
    links = [Link(reference(citing), reference(cited), cited) for citing, cited in pairs]
    behind = reached(reference(start), links, upstream=True)
    for each in behind:
        assert reference(start) in reached(each, links, upstream=False)
    assert reference(start) not in behind


@given(st.lists(st.tuples(NAMES, NAMES), max_size=20), NAMES)
def test_what_is_reached_stands_one_citation_further_than_something_nearer(
    pairs: list[tuple[str, str]], start: str
) -> None:
    links = [Link(reference(citing), reference(cited), cited) for citing, cited in pairs]
    behind = reached(reference(start), links, upstream=True)
    depths = {reference(start): 0} | {each: depth for each, (depth, _) in behind.items()}
    for link in links:
        if link.citing in depths:
            assert depths[link.cited] <= depths[link.citing] + 1
    for each, (depth, by) in behind.items():
        assert by.cited == each
        assert depth == 1 + min(
            depths[link.citing] for link in links if link.cited == each and link.citing in depths
        )


@pytest.fixture
def said() -> dict[str, str]:
    return dict(SAID)


@pytest.fixture
def programme(db: None, said: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Programme:
    """A programme in which things of a kind of the test's own can be cited."""

    def find(of: Programme, keys: object) -> Mapping[str, Citable]:
        Citation.objects.filter(pk=0).exists()  # a kind makes one query
        assert isinstance(keys, list)
        return {
            key: Citable(
                reference(key),
                said[key],
                said[key],
                State.MASKED if key == "k8" else State.SAID,
                (),
                rests_on=[reference("k7")] if key == "k6" else [],
            )
            for key in keys
            if key in said
        }

    kind = Kind("drawn", text("propos"), find)
    monkeypatch.setattr(queries, "kinds", lambda: {"drawn": kind})
    return open_office().programme


def quote(programme: Programme, citing: str, *cited: str, at: datetime = NOW) -> None:
    cite(
        programme=programme,
        citing=reference(citing),
        name=citing,
        cited=[reference(each) for each in cited],
        by=BY,
        now=at,
    )


def keys_of(steps: object) -> list[tuple[str, int]]:
    assert isinstance(steps, list)
    return [(step.citable.reference.key, step.depth) for step in steps]


def test_sources_stand_in_their_order_and_the_journal_says_how_many(programme: Programme) -> None:
    quote(programme, "k0", "k2", "k1", "k2")
    assert keys_of(queries.sources_of(programme, reference("k0"))) == [("k2", 1), ("k1", 1)]
    quote(programme, "k0", "k3", "k2")
    assert keys_of(queries.sources_of(programme, reference("k0"))) == [("k3", 1), ("k2", 1)]
    written = Entry.objects.filter(act="sources.changed").order_by("pk")
    assert [(each.before, each.after) for each in written] == [
        ({"n": 0}, {"n": 2}),
        ({"n": 2}, {"n": 2}),
    ]
    assert queries.taken_up(programme, "drawn") == {"k3", "k2"}


def test_the_same_sources_again_change_nothing(programme: Programme) -> None:
    quote(programme, "k0", "k1")
    quote(programme, "k0", "k1")
    assert Entry.objects.filter(act="sources.changed").count() == 1


@pytest.mark.parametrize("cited", ["k8", "unknown", "k0"])
def test_what_can_t_be_read_is_not_cited_nor_is_oneself(programme: Programme, cited: str) -> None:
    with pytest.raises(Refusal):
        quote(programme, "k0", "k1", cited)
    assert not Citation.objects.exists()


def test_what_was_cited_while_it_could_be_read_stays_cited(
    programme: Programme, said: dict[str, str]
) -> None:
    quote(programme, "k0", "k1")
    del said["k1"]
    quote(programme, "k0", "k1", "k2")
    first, second = queries.sources_of(programme, reference("k0"))
    assert first.citable.state is State.MISSING
    assert (first.citable.words, second.citable.words) == ("", "Propos 2")


def test_what_says_something_else_since_is_told(programme: Programme, said: dict[str, str]) -> None:
    quote(programme, "k0", "k1", "k2")
    said["k1"] = "Autre chose"
    assert [step.has_changed for step in queries.sources_of(programme, reference("k0"))] == [
        True,
        False,
    ]


def test_the_trace_goes_down_to_the_words_and_up_to_the_decision(programme: Programme) -> None:
    quote(programme, "k0", "k1")  # a decision cites a finding
    quote(programme, "k1", "k2", "k6")  # which cites a text, and a figure that rests on k7
    quote(programme, "k3", "k2")
    trace = queries.trace(programme, reference("k1"))
    assert trace is not None
    assert keys_of(trace.sources) == [("k2", 1), ("k6", 1), ("k7", 2)]
    assert keys_of(trace.uses) == [("k0", 1)]
    trace = queries.trace(programme, reference("k2"))
    assert trace is not None
    assert keys_of(trace.uses) == [("k1", 1), ("k3", 1), ("k0", 2)]


def test_the_trace_of_nothing_is_none(programme: Programme) -> None:
    assert queries.trace(programme, reference("unknown")) is None
    assert queries.trace(programme, Reference("unheard", "k1")) is None


def test_a_trace_costs_the_same_however_long_it_is(
    programme: Programme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    quote(programme, "k0", "k1")
    for n in range(1, 5):
        quote(programme, f"k{n}", f"k{n + 1}", "k6")
    with django_assert_num_queries(4):
        queries.trace(programme, reference("k0"))


def test_another_programme_sees_none_of_it(programme: Programme) -> None:
    quote(programme, "k0", "k1")
    other = Programme.objects.exclude(pk=programme.pk).get()
    assert queries.links_of(other) == []
