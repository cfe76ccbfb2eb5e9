"""Two boards compared: what goes together, what differs, whatever themes are called."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.blind.rules import Comparison, compared
from mire.programme.reading.rules import ASIDE, Act, ActKind, Board, folded

CARDS = [f"c{n}" for n in range(8)]
groupings = st.lists(st.sampled_from(["", "a", "b", "c", ASIDE]), min_size=8, max_size=8)


def board(groups: list[str], *, prefix: str = "") -> Board:
    """Place the cards in the groups of the same rank; "" leaves one to be read."""
    bodies: list[tuple[str, dict[str, object]]] = []
    for name in dict.fromkeys(groups):
        cards = [card for card, group in zip(CARDS, groups, strict=True) if group == name]
        if name == ASIDE:
            bodies.append((ActKind.SET_ASIDE, {"cards": cards, "reason": "hors sujet"}))
        elif name:
            made = {"theme": prefix + name, "name": prefix + name, "cards": cards}
            bodies.append((ActKind.MADE, made))
    acts = [Act(n, kind, body, "k", "K") for n, (kind, body) in enumerate(bodies, 1)]
    return folded(acts)


def compare(one: list[str], other: list[str], *, prefix: str = "", **says: str) -> Comparison:
    words = {each: says.get(each, each) for each in CARDS}
    chance = np.random.default_rng(1)
    return compared(board(one), board(other, prefix=prefix), words, chance=chance)


@given(groupings)
def test_the_same_groups_differ_nowhere(groups: list[str]) -> None:
    found = compare(groups, groups, prefix="autre-")
    assert found.different == []
    assert found.agreed is None or found.agreed.index == 1
    assert all(each.n_one == each.n_other == each.n_both for each in found.pairs)


@given(groupings, groupings)
def test_what_themes_are_called_changes_nothing(one: list[str], other: list[str]) -> None:
    plain, renamed = compare(one, other), compare(one, other, prefix="z-")
    assert renamed.agreed == plain.agreed
    assert renamed.n == plain.n
    assert {card for each in renamed.different for card in each.cards if not each.one} == {
        card for each in plain.different for card in each.cards if not each.one
    }


@given(groupings, groupings)
def test_every_card_is_the_same_or_different_or_nowhere(one: list[str], other: list[str]) -> None:
    found = compare(one, other)
    told = [card for each in found.different for card in each.cards]
    assert len(told) == len(set(told))
    for card, first, second in zip(CARDS, one, other, strict=True):
        is_same = first == second == "" or (first != "" and found.same.get(second) == first)
        assert (card in told) is not is_same


def test_what_only_one_placed_comes_last_and_does_not_count() -> None:
    found = compare([*"aaabbb", "", "a"], [*"aabbbb", "a", ""])
    assert found.n == 6
    assert [each.cards for each in found.different] == [("c2",), ("c6",), ("c7",)]
    assert found.same == {"a": "a", "b": "b"}


def test_the_most_different_company_comes_first() -> None:
    """c7 leaves nobody for four others; c4 to c6 leave four of their six companions."""
    found = compare(list("aaaaaaab"), list("aaaabbba"))
    assert [each.cards for each in found.different] == [("c7",), ("c4",), ("c5",), ("c6",)]
    assert [each.apart for each in found.different] == [1, *[4 / 6] * 3]


def test_set_aside_goes_with_set_aside_alone() -> None:
    found = compare(
        [ASIDE, ASIDE, ASIDE, "a", "a", "", "", ""], ["b", "b", "b", "b", ASIDE, "", "", ""]
    )
    assert found.same == {"b": "a", ASIDE: ASIDE}
    assert {each.cards[0] for each in found.different} == {"c0", "c1", "c2", "c4"}


def test_cards_that_say_the_same_at_the_same_places_are_told_once() -> None:
    found = compare(list("aaaabbbb"), list("aaabbbbb"), c3="du temps", c0="du temps")
    assert [each.cards for each in found.different] == [("c3",)]
    found = compare(list("aaaaaabb"), list("aaaabbbb"), c4="du temps", c5="du temps")
    assert [each.cards for each in found.different] == [("c4", "c5")]


def test_nothing_placed_is_nothing_compared() -> None:
    found = compare([""] * 8, list("aabbccaa"))
    assert found.agreed is None
    assert found.n == 0
    assert found.pairs == []


@pytest.mark.parametrize("seed", range(3))
def test_the_same_chance_says_the_same(seed: int) -> None:
    chance = np.random.default_rng(seed)
    one, other = (list(chance.choice(["a", "b"], 8)) for _ in range(2))
    assert compare(one, other) == compare(one, other)
