"""The checker sees every broken rule, one at a time, and counts what can be counted by hand."""

from dataclasses import replace
from typing import Any

import pytest

from mire.planning.rotation.facts import BadFacts, Facts, Person, Table, Visits, even_tables
from mire.planning.rotation.verify import Broken, counted

FACTS = Facts(
    people=(
        Person(id="a", department="X", host="1"),
        Person(id="b", department="X"),
        Person(id="c", department="Y"),
        Person(id="d", rounds=frozenset({0})),
    ),
    tables=(Table(id="1", station="P", capacity=3), Table(id="2", station="Q", capacity=3)),
    rounds=2,
    visits=Visits.ONCE,
)
GOOD = [[["a", "b"], ["c", "d"]], [["a", "c"], ["b"]]]


def test_a_whole_rotation_is_counted() -> None:
    counts = counted(FACTS, GOOD)
    assert counts.is_whole
    assert (counts.repeats, counts.distinct_pairs, counts.most_meetings) == (0, 3, 1)
    assert (counts.same_department, counts.revisits, counts.unevenness) == (1, 0, 1)


@pytest.mark.parametrize(
    ("changes", "rounds", "broken"),
    [
        ({}, [[["a", "b", "b"], ["c", "d"]], GOOD[1]], Broken("twice", 0, ("b",))),
        ({}, [GOOD[0], [["a", "c"], ["b", "d"]]], Broken("absent", 1, ("d",))),
        ({}, [GOOD[0], [["a", "c"], []]], Broken("unseated", 1, ("b",))),
        ({}, [[["b"], ["a", "c", "d"]], GOOD[1]], Broken("host", 0, ("a", "1"))),
        ({}, [GOOD[0], [["a", "b"], ["c"]]], Broken("once", None, ("b", "P"))),
        ({"together": (("b", "c"),)}, GOOD, Broken("together", 0, ("b", "c"))),
        ({"apart": (("c", "d"),)}, GOOD, Broken("apart", 0, ("c", "d"))),
        ({"tables": (FACTS.tables[0], Table(id="2", station="Q", capacity=1))}, GOOD,
         Broken("capacity", 0, ("2",))),
        ({"tables": (FACTS.tables[0],
                     Table(id="2", station="Q", capacity=3, rounds=frozenset({0})))}, GOOD,
         Broken("closed", 1, ("2",))),
        ({}, GOOD[:1], Broken("shape", None, ())),
    ],
)  # fmt: skip
def test_each_broken_rule_is_seen(changes: Any, rounds: Any, broken: Broken) -> None:
    assert broken in counted(replace(FACTS, **changes), rounds).broken


def test_pairs_kept_together_count_neither_as_repeats_nor_as_of_one_department() -> None:
    facts = replace(FACTS, visits=Visits.FREE, together=(("a", "b"),))
    counts = counted(facts, [[["a", "b"], ["c", "d"]], [["a", "b"], ["c"]]])
    assert counts.is_whole
    assert (counts.repeats, counts.same_department, counts.distinct_pairs) == (0, 0, 1)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"people": ()}, ("rotation", 0, "people", "too_small")),
        ({"rounds": 0}, ("rotation", 0, "rounds", "too_small")),
        ({"people": (Person(id="a"), Person(id="a"))}, ("person", 1, "id", "twice")),
        ({"people": (Person(id=" "),)}, ("person", 0, "id", "empty")),
        ({"people": (Person(id="a", host="9"),)}, ("person", 0, "host", "unknown")),
        ({"people": (Person(id="a", rounds=frozenset({7})),)}, ("person", 0, "rounds", "outside")),
        ({"tables": ()}, ("rotation", 0, "tables", "too_small")),
        (
            {"tables": (Table(id="1", station="P", capacity=0),)},
            ("table", 0, "capacity", "too_small"),
        ),
        ({"tables": (Table(id="1", station="", capacity=1),)}, ("table", 0, "station", "empty")),
        ({"together": (("a", "z"),)}, ("together", 0, "together", "unknown")),
        ({"apart": (("a", "a"),)}, ("apart", 0, "apart", "self")),
        (
            {"people": tuple(Person(id=str(n)) for n in range(2_001))},
            ("rotation", 2_000, "people", "too_many"),
        ),
    ],
)
def test_bad_facts_are_refused(changes: Any, fault: tuple[str, int, str, str]) -> None:
    good: dict[str, Any] = {
        "people": (Person(id="a"), Person(id="b")),
        "rounds": 2,
        "tables": even_tables(stations=1, tables=2, people=2),
    }
    with pytest.raises(BadFacts) as caught:
        Facts(**{**good, **changes})
    assert fault in [(each.what, each.index, each.field, each.kind) for each in caught.value.faults]
