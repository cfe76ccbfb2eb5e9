"""The greedy rule: most utility for its price first, whoever supports it.

The reference that cities use: with cost utilities, topics by number of supporters (of points),
each taken if it still fits. It says nothing of who is left out.
"""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from mire.choice.portfolio.market import Market, addable


def density(market: Market, topic: int) -> Fraction | None:
    """Return the utility that a topic gives for each unit of its price; None: it is free."""
    price = market.prices[topic]
    return market.worth[topic] * market.supports[topic].total / price if price else None


class Unfit(StrEnum):
    """What becomes of a topic whose turn it is and whose cost is more than what is left."""

    SKIPPED = "skipped"
    LAST = "last"  # it is not taken, and nothing after it
    TAKEN = "taken"  # it is taken all the same, and is the last


def greedy(
    market: Market, chosen: Sequence[int] = (), *, unfit: Unfit = Unfit.SKIPPED
) -> tuple[tuple[int, ...], ...]:
    """Return what is added to ``chosen``, in order, each with those tied with it after it.

    Tied: of the same density and still able to be added then, in the order of ties. Topics that
    another excludes, or for which there is no place, are skipped in any case.
    """

    def dense_first(topic: int) -> tuple[bool, Fraction]:
        value = density(market, topic)
        return value is not None, -(value or Fraction(0))

    taken = list(chosen)
    added: list[tuple[int, ...]] = []
    for _, group in groupby(sorted(market.open, key=dense_first), key=dense_first):
        equals = set(group)
        while able := [topic for topic in _next(market, taken, unfit) if topic in equals]:
            spent = sum((market.costs[topic] for topic in taken), Fraction(0))
            if spent + market.costs[able[0]] > market.capacity:
                return (*added, tuple(able)) if unfit is Unfit.TAKEN else tuple(added)
            taken.append(able[0])
            added.append(tuple(able))
    return tuple(added)


def _next(market: Market, taken: Sequence[int], unfit: Unfit) -> list[int]:
    """Return topics that may have their turn, in the order of ties."""
    if unfit is Unfit.SKIPPED:
        return addable(market, taken)
    if market.most_topics is not None and len(taken) >= market.most_topics:
        return []
    gone = set(taken).union(*(market.rivals[topic] for topic in taken))
    return [topic for topic in market.open if topic not in gone]
