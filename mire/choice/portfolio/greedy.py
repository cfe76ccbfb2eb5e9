"""The greedy rule: most utility for its price first, whoever supports it.

The reference that cities use: with cost utilities, topics by number of supporters (of points),
each taken if it still fits. It says nothing of who is left out.
"""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from mire.choice.portfolio.market import Market


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

    costs, most = market.whole_costs, market.most_topics
    n_taken = len(chosen)
    room = market.whole_capacity - sum(costs[topic] for topic in chosen)
    gone = set(chosen).union(*(market.rivals[topic] for topic in chosen))

    def may(topic: int) -> bool:
        fits = unfit is not Unfit.SKIPPED or costs[topic] <= room
        return fits and topic not in gone and (most is None or n_taken < most)

    # Who may not have a turn now never may: room shrinks, and what is gone stays so.
    places = {topic: dense_first(topic) for topic in market.open if may(topic)}
    added: list[tuple[int, ...]] = []
    for _, group in groupby(sorted(places, key=places.__getitem__), key=places.__getitem__):
        equals = list(group)
        while able := [topic for topic in equals if may(topic)]:
            first = able[0]
            if costs[first] > room:
                return (*added, tuple(able)) if unfit is Unfit.TAKEN else tuple(added)
            n_taken, room = n_taken + 1, room - costs[first]
            gone |= {first, *market.rivals[first]}
            added.append(tuple(able))
    return tuple(added)
