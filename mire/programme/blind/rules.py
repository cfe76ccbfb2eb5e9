"""Two boards of the same cards, compared: pure.

A card's group is its theme, or having been set aside. What only one of the two placed is told, and
does not count in their agreement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mire.analysis.partitions import Agreed, agreement_of, matched
from mire.programme.reading.rules import ASIDE, Board


@dataclass(frozen=True, slots=True)
class Different:
    """Cards that the readers put in different places; "" where one left them to read.

    ``apart``: which share of those that either put with them the other did not; 1 for nobody's.
    """

    cards: tuple[str, ...]
    one: str
    other: str
    apart: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Groups of either reading that go together; ``other`` is "" for one that has no equal."""

    one: str
    other: str
    n_one: int
    n_other: int
    n_both: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two readings agree on the ``n`` cards that both placed (None under two), pair by pair.

    ``same``: the group of one with which each group of the other goes.
    """

    agreed: Agreed | None
    n: int
    pairs: Sequence[Pair]
    different: Sequence[Different]
    same: Mapping[str, str]


def compared(
    one: Board, other: Board, says: Mapping[str, str], *, chance: np.random.Generator
) -> Comparison:
    """Compare two boards over some cards: ``says`` tells what each says, as it is searched.

    Cards that say the same and lie at the same places are told once. Those come first that the
    readers put with the most different company, those that one did not place last.
    """
    first = {card: board.theme for card, board in one.places.items() if card in says}
    second = {card: board.theme for card, board in other.places.items() if card in says}
    both = [card for card in says if card in first and card in second]
    groups, others = [first[card] for card in both], [second[card] for card in both]
    same = _same(groups, others)
    return Comparison(
        agreement_of(groups, others, chance=chance),
        len(both),
        _pairs(one, other, groups, others, same),
        _different(first, second, says, same),
        same,
    )


def _same(groups: Sequence[str], others: Sequence[str]) -> dict[str, str]:
    """Return which groups go together; set aside goes with set aside alone."""
    themes = [each for each in zip(groups, others, strict=True) if ASIDE not in each]
    found = matched([each for each, _ in themes], [each for _, each in themes]) if themes else {}
    same = {str(other): str(one) for other, one in found.items()}
    return same | ({ASIDE: ASIDE} if ASIDE in groups and ASIDE in others else {})


def _pairs(
    one: Board,
    other: Board,
    groups: Sequence[str],
    others: Sequence[str],
    same: Mapping[str, str],
) -> list[Pair]:
    equal = {first: second for second, first in same.items()}
    rows = [
        Pair(
            key,
            equal.get(key, ""),
            groups.count(key),
            others.count(equal[key]) if key in equal else 0,
            sum(a == key and b == equal.get(key) for a, b in zip(groups, others, strict=True)),
        )
        for key in [*one.themes, ASIDE]
        if key in groups
    ]
    rows += [
        Pair("", key, 0, others.count(key), 0)
        for key in [*other.themes, ASIDE]
        if key in others and key not in same
    ]
    return rows


def _different(
    first: Mapping[str, str],
    second: Mapping[str, str],
    says: Mapping[str, str],
    same: Mapping[str, str],
) -> list[Different]:
    company = _company(first), _company(second)
    found: dict[tuple[str, str, str], list[str]] = {}
    for card, words in says.items():
        one, other = first.get(card, ""), second.get(card, "")
        if (one or other) and not (one and same.get(other) == one):
            found.setdefault((words, one, other), []).append(card)
    made = []
    for (_words, one, other), cards in found.items():
        with_one, with_other = company[0].get(one, set()), company[1].get(other, set())
        kept = (with_one | with_other) - set(cards)
        apart = len((with_one ^ with_other) - set(cards)) / len(kept) if kept else 1.0
        made.append(Different(tuple(cards), one, other, apart))
    return sorted(made, key=lambda each: (not (each.one and each.other), -each.apart))


def _company(places: Mapping[str, str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for card, theme in places.items():
        found.setdefault(theme, set()).add(card)
    return found
