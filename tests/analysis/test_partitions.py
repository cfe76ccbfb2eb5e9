"""Two groupings compared: 1 for the same, near 0 by chance, whatever the groups are called."""

from itertools import combinations
from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.analysis.partitions import LEAST_THINGS, adjusted_rand, agreement_of, matched

groupings = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=25)


def by_pairs(one: list[int], other: list[int]) -> float:
    """The index from its definition, a pair at a time."""
    pairs = list(combinations(range(len(one)), 2))
    first = sum(one[a] == one[b] for a, b in pairs)
    second = sum(other[a] == other[b] for a, b in pairs)
    both = sum(one[a] == one[b] and other[a] == other[b] for a, b in pairs)
    expected, most = first * second / len(pairs), (first + second) / 2
    return 1.0 if isclose(most, expected) else (both - expected) / (most - expected)


@given(groupings)
def test_it_is_what_pairs_say(pairs: list[tuple[int, int]]) -> None:
    one, other = [each[0] for each in pairs], [each[1] for each in pairs]
    assert adjusted_rand(one, other) == pytest.approx(by_pairs(one, other), abs=1e-9)


@given(groupings)
def test_names_of_groups_change_nothing(pairs: list[tuple[int, int]]) -> None:
    one, other = [each[0] for each in pairs], [each[1] for each in pairs]
    renamed = [f"thème {9 - each}" for each in other]
    assert adjusted_rand(one, renamed) == adjusted_rand(one, other)
    assert adjusted_rand(other, one) == pytest.approx(adjusted_rand(one, other))


@given(st.lists(st.integers(0, 5), min_size=2, max_size=40))
def test_the_same_groups_agree_wholly(groups: list[int]) -> None:
    assert adjusted_rand(groups, [each + 7 for each in groups]) == 1
    found = agreement_of(groups, groups, chance=np.random.default_rng(1))
    assert found is not None
    assert found.index == 1
    assert found.low in (None, 1)


def test_what_is_shuffled_agrees_as_chance_does() -> None:
    chance = np.random.default_rng(20181)
    groups = np.repeat(np.arange(6), 30)
    found = [adjusted_rand(groups.tolist(), chance.permutation(groups).tolist()) for _ in range(50)]
    assert abs(np.mean([each for each in found if each is not None])) < 0.01


def test_known_values() -> None:
    """By hand, of 15 pairs: 6 and 3 together, 2 in both; (2 - 6*3/15) / (4.5 - 6*3/15)."""
    assert adjusted_rand([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2]) == pytest.approx(8 / 33)


def test_the_interval_holds_the_index_and_narrows_with_more_things() -> None:
    chance = np.random.default_rng(3)
    widths = []
    for n in (40, 400):
        one = chance.integers(0, 5, n)
        other = np.where(chance.random(n) < 0.2, chance.integers(0, 5, n), one)
        found = agreement_of(one.tolist(), other.tolist(), chance=np.random.default_rng(1))
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.index <= found.high
        widths.append(found.high - found.low)
    assert widths[1] < widths[0] / 2


def test_the_interval_is_not_pushed_up_by_things_drawn_twice() -> None:
    """Of groupings that agree as chance does, about as many draws are under 0 as over."""
    chance = np.random.default_rng(5)
    over = []
    for _ in range(20):
        one, other = chance.integers(0, 4, 60).tolist(), chance.integers(0, 4, 60).tolist()
        found = agreement_of(one, other, chance=chance)
        assert found is not None
        assert found.low is not None
        over.append(found.low > 0)
    assert sum(over) <= 4


def test_few_things_have_no_interval_and_one_no_index() -> None:
    assert adjusted_rand([1], [1]) is None
    assert agreement_of([], [], chance=np.random.default_rng(1)) is None
    few = list(range(LEAST_THINGS - 1))
    found = agreement_of(few, few, chance=np.random.default_rng(1))
    assert found is not None
    assert found.low is None
    with pytest.raises(ValueError, match="same things"):
        adjusted_rand([1, 2], [1])


def test_groups_go_with_those_that_hold_most_of_the_same() -> None:
    one = ["temps", "temps", "temps", "lieu", "lieu", "-"]
    other = ["x", "x", "y", "y", "y", "z"]
    assert matched(one, other) == {"x": "temps", "y": "lieu", "z": "-"}
    assert matched(["a", "a"], ["x", "y"]) in ({"x": "a"}, {"y": "a"})
