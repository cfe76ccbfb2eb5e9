"""The greedy rule: most utility for its price first, whoever supports it.

The reference that cities use: with cost utilities, topics by number of supporters (of points),
each taken if it still fits. It says nothing of who is left out.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

from mire.choice.portfolio.market import Market, addable


def density(market: Market, topic: int) -> Fraction | None:
    """Return the utility that a topic gives for each unit of its price; None: it is free."""
    price = market.prices[topic]
    return market.worth[topic] * market.supports[topic].total / price if price else None


def greedy(market: Market, chosen: Sequence[int] = ()) -> tuple[tuple[int, ...], ...]:
    """Return what is added to ``chosen``, in order, each with those tied with it after it.

    Tied: of the same density and still able to be added then, in the order of ties.
    """

    def dense_first(topic: int) -> tuple[bool, Fraction]:
        value = density(market, topic)
        return value is not None, -(value or Fraction(0))

    taken = list(chosen)
    added: list[tuple[int, ...]] = []
    for _, group in groupby(sorted(market.open, key=dense_first), key=dense_first):
        equals = set(group)
        while able := [topic for topic in addable(market, taken) if topic in equals]:
            taken.append(able[0])
            added.append(tuple(able))
    return tuple(added)
