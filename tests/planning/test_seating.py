"""Seating by wishes: capacities hold, the order of goals is exact, departments are spread."""

import itertools
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.planning.seating import Seating, Wish, seated
from tests.support.drawing import examples


def drawn(n_people: int, n_subjects: int, most_seats: int) -> st.SearchStrategy[Any]:
    subject = st.none() | st.integers(0, n_subjects - 1)
    return st.tuples(
        st.lists(st.builds(Wish, subject, subject, st.sampled_from("ABC")), max_size=n_people),
        st.lists(st.integers(0, 2), min_size=n_subjects, max_size=n_subjects),
        st.lists(st.integers(1, most_seats), min_size=n_subjects, max_size=n_subjects),
    )


def goals(wishes: list[Wish], subject: tuple[int | None, ...]) -> tuple[int, int, int, int]:
    """What is minimised, in order, computed apart from the solver."""
    standing = sum(s is None for s in subject)
    neither = sum(
        s is not None and (w.first, w.second) != (None, None) and s not in (w.first, w.second)
        for w, s in zip(wishes, subject, strict=True)
    )
    second = sum(
        s is not None and s == w.second != w.first for w, s in zip(wishes, subject, strict=True)
    )
    sizes = Counter(s for s in subject if s is not None)
    return standing, neither, second, sum(n * n for n in sizes.values())


@settings(deadline=None, max_examples=examples(60))
@given(drawn(5, 3, 3), st.integers(0, 99))
def test_no_plan_is_better(given_: tuple[list[Wish], list[int], list[int]], seed: int) -> None:
    """Against every plan there is."""
    wishes, tables, seats = given_
    found = seated(wishes, tables, seats, np.random.default_rng(seed))
    best = min(
        goals(wishes, plan)
        for plan in itertools.product([None, 0, 1, 2], repeat=len(wishes))
        if all(plan.count(s) <= tables[s] * seats[s] for s in range(3))
    )
    assert goals(wishes, found.subject) == best


@settings(deadline=None)
@given(drawn(40, 5, 8), st.integers(0, 99))
def test_tables_hold_and_are_even_and_departments_are_spread(
    given_: tuple[list[Wish], list[int], list[int]], seed: int
) -> None:
    wishes, tables, seats = given_
    found = seated(wishes, tables, seats, np.random.default_rng(seed))
    n_wishing = sum((w.first, w.second) != (None, None) for w in wishes)
    standing = sum(
        s is None and (w.first, w.second) != (None, None)
        for w, s in zip(wishes, found.subject, strict=True)
    )
    assert found.n_first + found.n_second + found.n_elsewhere + standing == n_wishing
    assert found.n_standing == found.subject.count(None) == found.table.count(None)
    for subject, (n_tables, size) in enumerate(zip(tables, seats, strict=True)):
        people = [i for i, s in enumerate(found.subject) if s == subject]
        at = Counter(found.table[i] for i in people)
        assert len(at) <= n_tables
        assert all(n <= size for n in at.values())
        assert not at or max(at.values()) - min(at.values()) <= 1
        for department in "ABC":
            held = Counter(found.table[i] for i in people if wishes[i].department == department)
            counts = [held[table] for table in at]
            assert not counts or max(counts) - min(counts) <= 1


def test_the_same_draw_gives_the_same_plan() -> None:
    wishes = [Wish(0)] * 9
    plans = {seated(wishes, [1, 1], [5, 9], np.random.default_rng(4)).subject for _ in range(3)}
    assert len(plans) == 1


def test_chance_decides_among_equals_and_not_the_order_of_names() -> None:
    """Ten want the five seats of one subject: everyone gets one about half of the time."""
    wishes = [Wish(0)] * 10
    served = np.zeros(10)
    for seed in range(200):
        plan = seated(wishes, [1, 1], [5, 9], np.random.default_rng(seed))
        served += [s == 0 for s in plan.subject]
    assert served.sum() == 200 * 5
    assert served.min() > 60
    assert served.max() < 140


def test_nobody_gives_a_seat() -> None:
    empty = Seating((), (), 0, 0, 0, 0)
    assert seated([], [1], [4], np.random.default_rng(0)) == empty


@pytest.mark.parametrize(
    ("wishes", "tables", "seats"),
    [([Wish(2)], [1, 1], [4, 4]), ([Wish(0)], [1], [4, 4]), ([Wish(0)], [-1], [4])],
)
def test_what_makes_no_sense_is_refused(
    wishes: list[Wish], tables: list[int], seats: list[int]
) -> None:
    with pytest.raises(ValueError, match="subject"):
        seated(wishes, tables, seats, np.random.default_rng(0))
