"""Phragmén's sequential rule, for topics with prices.

Brill, Freeman, Janson & Lackner, *Phragmén's voting methods and justified representation*
(Mathematical Programming, 2024); Los, Christoff & Grossi, *Proportional budget allocations*
(IJCAI 2022). Everybody earns at one speed from nothing; as soon as a topic's supporters have
its price together, it is bought and they have nothing again. It ends when a topic that could
be bought does not fit.
"""

import heapq
from dataclasses import dataclass
from fractions import Fraction
from math import inf

import numpy as np

from mire.choice.portfolio.market import Market, fits, together


@dataclass(frozen=True, slots=True)
class Arrival:
    """A topic bought: when, in the money that each has earned since the beginning.

    ``tied``: topics that could be bought at the same moment, in the order of ties; empty when
    there was no other.
    """

    topic: int
    at: Fraction
    tied: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """What was bought, in order; ``refused``: what could be bought then but did not fit."""

    arrivals: tuple[Arrival, ...]
    refused: tuple[int, ...]

    @property
    def topics(self) -> tuple[int, ...]:
        """The topics bought, in order."""
        return tuple(arrival.topic for arrival in self.arrivals)


def phragmen(market: Market) -> Sequence:
    """Return the topics that Phragmén's rule buys. Points count as approvals (see the page)."""
    moments, floats = [Fraction(0)], np.zeros(len(market.open) + 1)
    last = np.zeros(len(market.weights), np.int64)  # of each bloc: its last purchase's moment

    def exact(topic: int) -> Fraction:
        mine = market.supports[topic]
        counts = np.zeros(len(moments), np.int64)
        np.add.at(counts, last[mine.blocs], mine.weights)
        spent = sum((moments[k] * n for k, n in enumerate(counts.tolist()) if n), Fraction(0))
        return (market.prices[topic] + spent) / mine.n

    def about(topic: int) -> float:
        mine = market.supports[topic]
        spent = together(mine.heads, floats[last[mine.blocs]])
        return (market.price_floats[topic] + spent) / mine.n

    # A topic's moment never comes earlier while others are bought: (at least, place, topic).
    queue = [(about(topic), place, topic) for place, topic in enumerate(market.open)]
    heapq.heapify(queue)
    arrivals: list[Arrival] = []
    gone: set[int] = set()
    while queue:
        seen: list[tuple[float, int, int]] = []
        best = inf
        while queue and queue[0][0] <= best:
            _, place, topic = heapq.heappop(queue)
            if topic in gone:
                continue
            moment = about(topic)
            seen.append((moment, place, topic))
            best = min(best, moment * (1 + 1e-9))
        close = [(exact(topic), place, topic) for moment, place, topic in seen if moment <= best]
        if not close:
            break
        at = min(close)[0]
        tied = tuple(topic for moment, _, topic in sorted(close) if moment == at)
        chosen = [arrival.topic for arrival in arrivals]
        refused = tuple(topic for topic in tied if not fits(market, [*chosen, topic]))
        if refused:
            return Sequence(tuple(arrivals), refused)
        first = tied[0]
        arrivals.append(Arrival(first, at, tied if len(tied) > 1 else ()))
        floats[len(moments)] = float(at)
        last[market.supports[first].blocs] = len(moments)
        moments.append(at)
        gone.add(first)
        gone |= market.rivals[first]
        for each in seen:
            if each[2] not in gone:
                heapq.heappush(queue, each)
    return Sequence(tuple(arrivals), ())
