"""Constraints hold whenever they can, and are refused with what clashes when they can't."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mire.choice.portfolio.election import Topic, election
from mire.choice.portfolio.selection import How, choose
from mire.choice.portfolio.terms import Completion, Constraints, ConstraintsRefused, Rule
from tests.choice.portfolio.drawn import Drawn, drawn
from tests.support.drawing import examples

RULES: list[dict[str, Any]] = [
    {},
    {"completion": Completion.ADD1},
    {"completion": Completion.ADD1_GREEDY},
    {"completion": Completion.ADD1_OVERSPEND},
    {"rule": Rule.PHRAGMEN},
    {"rule": Rule.GREEDY},
]
THEMES = ("accueil", "quartier", "écrit")


@st.composite
def constrained(draw: st.DrawFn) -> tuple[Drawn, Constraints]:
    given_ = draw(drawn(topics=6, voters=5))
    n = len(given_.costs)
    themes = draw(
        st.lists(
            st.lists(st.sampled_from(THEMES), max_size=2, unique=True).map(tuple),
            min_size=n,
            max_size=n,
        )
    )
    known = sorted({theme for each in themes for theme in each})
    ids = st.lists(st.sampled_from([f"t{topic}" for topic in range(n)]), max_size=2, unique=True)
    pair = st.lists(
        st.sampled_from([f"t{topic}" for topic in range(n)]), min_size=2, max_size=3, unique=True
    ).map(tuple)
    return replace(given_, themes=themes), Constraints(
        most_topics=draw(st.none() | st.integers(0, n)),
        must_have=tuple(draw(ids)),
        set_aside=tuple(draw(ids)),
        excludes=tuple(draw(st.lists(pair, max_size=2)) if n > 1 else ()),
        themes=tuple(draw(st.lists(st.sampled_from(known), unique=True))) if known else (),
    )


def holds(given_: Drawn, constraints: Constraints, chosen: set[str]) -> bool:
    """Say whether an outcome respects everything, from the constraints' own words."""
    topics = {topic.id: topic for topic in given_.election.topics}
    return (
        sum(topics[id].cost for id in chosen) <= given_.capacity
        and (constraints.most_topics is None or len(chosen) <= constraints.most_topics)
        and set(constraints.must_have) <= chosen
        and not set(constraints.set_aside) & chosen
        and all(len(set(group) & chosen) <= 1 for group in constraints.excludes)
        and all(any(theme in topics[id].themes for id in chosen) for theme in constraints.themes)
    )


@settings(max_examples=examples(200))
@given(constrained(), st.sampled_from(RULES))
def test_constraints_hold_whenever_some_choice_can_hold_them(
    case: tuple[Drawn, Constraints], terms: dict[str, Any]
) -> None:
    given_, constraints = case
    ids = [topic.id for topic in given_.election.topics]
    can = any(
        holds(given_, constraints, set(some))
        for n in range(len(ids) + 1)
        for some in combinations(ids, n)
    )
    try:
        found = choose(given_.election, constraints=constraints, **terms)
    except ConstraintsRefused:
        assert not can
        return
    assert holds(given_, constraints, set(found.ids))
    assert len(set(found.ids)) == len(found.ids)


@given(drawn(), st.integers(1, 6), st.sampled_from(RULES))
def test_a_bound_on_their_number_that_does_not_bind_changes_nothing(
    given_: Drawn, most: int, terms: dict[str, Any]
) -> None:
    """Places no dearer than the cheapest topic leave every price as it is."""
    assume(given_.capacity <= most * min(given_.costs))
    free = choose(given_.election, **terms)
    assert choose(given_.election, constraints=Constraints(most_topics=most), **terms).topics == (
        free.topics
    )


def test_few_places_are_shared_between_groups_as_the_capacity_is() -> None:
    """Nine topics of 1 day fit; with three places, one third of the people have one of them."""
    left, right = ["L1", "L2", "L3"], ["R1", "R2", "R3"]
    given_ = election(
        [Topic(id, Fraction(1)) for id in [*left, *right]], [left] * 6 + [right] * 3, capacity=9
    )
    found = choose(given_, constraints=Constraints(most_topics=3))
    assert sorted(id[0] for id in found.ids) == ["L", "L", "R"]


def test_a_must_is_paid_by_all_alike_and_leaves_the_rest_to_the_rule() -> None:
    given_ = election(
        [Topic("imposed", Fraction(4)), Topic("a", Fraction(4)), Topic("b", Fraction(4))],
        [["a"], ["a"], ["b"], ["b"]],
        capacity=12,
    )
    found = choose(given_, constraints=Constraints(must_have=("imposed",)))
    assert found.ids == ("imposed", "a", "b")
    assert [each.how for each in found.taken] == [How.MUST_HAVE, How.RULE, How.RULE]
    assert found.endowment == 2


def test_a_theme_left_without_a_topic_gets_its_best_supported_one() -> None:
    given_ = election(
        [
            Topic("a", Fraction(5), themes=("x",)),
            Topic("b", Fraction(5), themes=("x",)),
            Topic("c", Fraction(6), themes=("y",)),
            Topic("d", Fraction(5), themes=("y",)),
        ],
        [["a", "b"]] * 5 + [["a", "c"], ["d"]],
        capacity=11,
    )
    assert choose(given_).ids == ("a",)
    found = choose(given_, completion=Completion.ADD1, constraints=Constraints(themes=("x", "y")))
    # c and d have one supporter each: d costs less; then a, which most support, has its place.
    assert found.ids == ("d", "a")
    assert (found.taken[0].how, found.taken[0].themes) == (How.THEME, ("y",))


@pytest.mark.parametrize(
    ("constraints", "reason", "field", "values"),
    [
        (Constraints(must_have=("zut",)), "unknown_topic", "must_have", ("zut",)),
        (Constraints(set_aside=("zut",)), "unknown_topic", "set_aside", ("zut",)),
        (Constraints(excludes=(("a", "zut"),)), "unknown_topic", "excludes", ("zut",)),
        (Constraints(excludes=(("a", "a"),)), "too_few", "excludes", ("a", "a")),
        (Constraints(themes=("zut",)), "unknown_theme", "themes", ("zut",)),
        (Constraints(most_topics=-1), "negative", "most_topics", ("-1",)),
        (Constraints(must_have=("a",), set_aside=("a",)), "must_and_aside", "must_have", ("a",)),
        (
            Constraints(must_have=("a", "b"), excludes=(("a", "b"),)),
            "must_have_exclude",
            "must_have",
            ("a", "b"),
        ),
        (Constraints(must_have=("a", "c")), "must_have_exceed", "must_have", ("a", "c")),
        (
            Constraints(must_have=("a", "b"), most_topics=1),
            "must_have_exceed",
            "must_have",
            ("a", "b"),
        ),
        (Constraints(themes=("x", "y")), "themes_out_of_reach", "themes", ("x", "y")),
    ],
)
def test_what_clashes_is_named(
    constraints: Constraints, reason: str, field: str, values: tuple[str, ...]
) -> None:
    given_ = election(
        [
            Topic("a", Fraction(3), themes=("x",)),
            Topic("b", Fraction(2), themes=("x",)),
            Topic("c", Fraction(8), themes=("y",)),
        ],
        [["a", "b"]],
        capacity=9,
    )
    with pytest.raises(ConstraintsRefused) as caught:
        choose(given_, constraints=constraints)
    assert (caught.value.reason, caught.value.field, caught.value.values) == (reason, field, values)
