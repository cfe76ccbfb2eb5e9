"""The method of equal shares, at one endowment.

Peters & Skowron, *Proportionality and the limits of welfarism* (EC 2020), as Rule X; Peters,
Pierczyński & Skowron, *Proportional participatory budgeting with additive utilities* (NeurIPS
2021). Everybody has the same endowment. A topic can be bought when its supporters have its
price; each pays the same for each unit of utility, or all that he has left if that is less.
The topic for which this rate is lowest is bought, again and again, until none can be.

A topic's rate never falls while the others are bought, so the last one known is a bound from
below, and only topics whose bound beats the best rate are computed again. This is done on
floats that come with a bound on their error; where the error leaves two topics possible, or
makes it doubtful that a price is reached, the exact ledger decides.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf
from typing import Self

import numpy as np
from numpy.typing import NDArray

from mire.choice.portfolio.ledger import Ledger
from mire.choice.portfolio.market import Floats, Market, together

ROUNDING = 2.0**-50
"""A sum of n amounts errs by n × 2⁻⁵³ of them at the very worst; the sums of a run add up to no
more than all endowments, so that eight times that bounds the error of any of its sums."""
FEWEST_TERMS = 10_000


@dataclass(frozen=True, slots=True)
class Purchase:
    """One topic bought. ``rate``: what a supporter paid a point, unless he had less.

    ``at_most`` and ``others``: no more than this a unit of utility for it, no less for any other
    topic that could still be bought and is not its twin (the same supporters, price and worth).
    ``tied``: topics with exactly its rate, itself among them, in the order of ties; empty when
    there was no tie. ``exact``: that rate, None where floats told enough. ``payers``: supporters
    who had something to pay with.
    """

    topic: int
    rate: float
    at_most: float
    others: float
    tied: tuple[int, ...]
    exact: Fraction | None
    payers: int


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What equal shares buys at one endowment, in order; what each bloc's voter has left."""

    endowment: Fraction
    purchases: tuple[Purchase, ...]
    left: Floats
    topics: tuple[int, ...] = field(init=False)
    """The topics bought, in order."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "topics", tuple(each.topic for each in self.purchases))


def run(market: Market, endowment: Fraction) -> Run:
    """Buy topics until none can be, everybody beginning with ``endowment``.

    Free topics that somebody supports come first, in the order of ties: they cost nobody.
    """
    return Shopping(market, endowment).begin().outcome()


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """Where a run stands before a purchase, or at its end: what is needed to take it up there.

    ``left``, ``doubt``: of each bloc's voter; ``gone``: topics that can't be bought any more;
    ``bounds``: of the others' rates, from below. ``n``: purchases made.
    """

    n: int
    left: Floats
    doubt: NDArray[np.bool_]
    blur: float
    gone: frozenset[int]
    bounds: tuple[tuple[int, float], ...]


@dataclass(slots=True)
class _Found:
    """A topic's rate: ``paid`` a point, ``rate`` a unit of utility, give or take ``error``.

    ``is_bound``: the rate is at least this, which is already more than another topic's.
    """

    topic: int
    paid: float
    rate: float
    error: float
    is_bound: bool = False


class Shopping:
    """A run under way: what is left to each bloc's voter, and the queue of topics."""

    def __init__(self, market: Market, endowment: Fraction) -> None:
        self.market = market
        self.endowment = endowment
        self.left = np.full(len(market.weights), float(endowment))
        self.doubt = np.zeros(len(market.weights), bool)  # of those at 0: are they really?
        share = ROUNDING * max(len(market.weights), FEWEST_TERMS)
        self.error = share * float(endowment) * market.n_voters  # bound, of a sum of money
        self.blur = share * float(endowment)  # and of one voter's
        self.ledger = Ledger(market, endowment)
        self.purchases: list[Purchase] = []
        self.gone: set[int] = set()
        self.place = {topic: place for place, topic in enumerate(market.open)}
        # (a bound from below on the topic's rate, its place in ties, the topic)
        self.queue: list[tuple[float, int, int]] = []

    def begin(self) -> Self:
        """Take what is free; the others wait their turn."""
        market = self.market
        for topic in market.open:
            if market.prices[topic] > 0:
                self.wait(topic, self.least(topic))
            elif topic not in self.gone:
                self.take(Purchase(topic, 0.0, 0.0, inf, (), None, market.supports[topic].n))
        return self

    def least(self, topic: int) -> float:
        """Return a bound from below on a topic's rate, whatever its supporters have left."""
        units = self.market.worth_floats[topic] * self.market.supports[topic].total
        return self.market.price_floats[topic] / units * (1 - 1e-12)

    def wait(self, topic: int, bound: float) -> None:
        """Let a topic wait its turn; its rate is no less than ``bound``."""
        heapq.heappush(self.queue, (bound, self.place[topic], topic))

    def outcome(self) -> Run:
        """Buy all that can be."""
        while self.buy_next():
            pass
        return Run(self.endowment, tuple(self.purchases), self.left)

    def moment(self) -> Moment:
        """Return where it stands."""
        bounds = tuple((topic, bound) for bound, _, topic in self.queue if topic not in self.gone)
        return Moment(
            len(self.purchases),
            self.left.copy(),
            self.doubt.copy(),
            self.blur,
            frozenset(self.gone),
            bounds,
        )

    def buy_next(self) -> bool:
        """Buy the topic of the lowest rate; say whether there was one."""
        seen: list[_Found] = []
        best = inf
        while self.queue and (self.queue[0][0] <= best or self.queue[0][2] in self.gone):
            bound, _, topic = heapq.heappop(self.queue)
            if topic in self.gone:
                continue
            found = self.found(topic, bound, best)
            if found is None:
                self.gone.add(topic)
                continue
            seen.append(found)
            if not found.is_bound:
                best = min(best, found.rate + found.error)
        if not seen:
            return False
        close = [each for each in seen if not each.is_bound and each.rate - each.error <= best]
        chosen, tied, exact = self.lowest(close)
        others = self.queue[0][0] if self.queue else inf
        for each in seen:
            if each.topic != chosen.topic:
                bound = each.rate - each.error
                heapq.heappush(self.queue, (bound, self.place[each.topic], each.topic))
                if each.topic not in tied or not self.are_twins(chosen.topic, each.topic):
                    others = min(others, bound)
        self.pay(chosen, others, tied, exact)
        return True

    def found(self, topic: int, bound: float, best: float) -> _Found | None:
        """Return a topic's rate, which is not under ``bound``; None when it is out of reach.

        What supporters pay together at a rate grows with it, ever more slowly; Newton's steps
        from below never pass the solution, and end on it since the curve is made of segments.
        They stop short once they pass ``best``.
        """
        market = self.market
        mine = market.supports[topic]
        price, worth, marks = market.price_floats[topic], market.worth_floats[topic], mine.marks
        left = self.left[mine.blocs]
        have = together(mine.heads, left)
        if have < price + self.error and (
            have < price - self.error or not self.exact().can_pay(topic)
        ):
            return None
        paid, points, enough = bound * worth, 0.0, 1e-14 * price
        while True:
            due = paid if marks is None else paid * marks
            missing = price - together(mine.heads, np.minimum(left, due))
            rich = together(mine.pull, left >= due)
            if rich == 0:
                break
            points = rich
            before = paid
            paid += missing / points
            if missing <= enough or paid <= before:
                break
            error = self.error / points + 1e-12 * paid
            if paid - error > best * worth:
                return _Found(topic, paid, paid / worth, error / worth, is_bound=True)
        error = (self.error / points if points else inf) + 1e-12 * paid
        return _Found(topic, paid, paid / worth, error / worth)

    def lowest(self, close: Sequence[_Found]) -> tuple[_Found, tuple[int, ...], Fraction | None]:
        """Return the first of the exactly lowest, all of those if there are several, the rate.

        Where there is but one, its rate is left as it is: None.
        """
        if len(close) == 1:
            return close[0], (), None
        exact = {each.topic: self.exact_rate(each) for each in close}
        least = min(exact.values())
        tied = sorted(
            (each for each in close if exact[each.topic] == least),
            key=lambda each: self.place[each.topic],
        )
        return tied[0], tuple(each.topic for each in tied) if len(tied) > 1 else (), least

    def exact_rate(self, found: _Found) -> Fraction:
        """Return a topic's exact rate.

        Where those who can't pay in full have nothing at all, its price and the points of the
        others say it; else the ledger does.
        """
        topic = found.topic
        mine, worth = self.market.supports[topic], self.market.worth[topic]
        left = self.left[mine.blocs]
        due = found.paid if mine.marks is None else found.paid * mine.marks
        poor = left - due <= self.blur + found.error * self.market.worth_floats[topic]
        if not np.any(poor & ((left > 0) | self.doubt[mine.blocs])):
            points = mine.weights if mine.scores is None else mine.weights * mine.scores
            return self.market.prices[topic] / (int(points[~poor].sum()) * worth)
        rate = self.exact().rate(topic)
        assert rate is not None
        return rate / worth

    def are_twins(self, one: int, other: int) -> bool:
        """Say whether two topics have one price, one worth and the same supporters."""
        market = self.market
        mine, theirs = market.supports[one], market.supports[other]
        return (
            market.prices[one] == market.prices[other]
            and market.worth[one] == market.worth[other]
            and np.array_equal(mine.blocs, theirs.blocs)
            and np.array_equal(mine.pull, theirs.pull)
        )

    def pay(
        self, chosen: _Found, others: float, tied: tuple[int, ...], exact: Fraction | None
    ) -> None:
        """Take what a topic's supporters pay for it."""
        mine = self.market.supports[chosen.topic]
        left = self.left[mine.blocs]
        payers = int(together(mine.heads, left > 0))
        after = left - (chosen.paid if mine.marks is None else chosen.paid * mine.marks)
        most = 1.0 if mine.marks is None else float(mine.marks.max())
        self.blur += min(
            chosen.error * self.market.worth_floats[chosen.topic] * most, float(self.endowment)
        )
        self.doubt[mine.blocs] = np.abs(after) <= self.blur
        self.left[mine.blocs] = np.maximum(after, 0.0)
        at_most = chosen.rate + chosen.error
        self.take(Purchase(chosen.topic, chosen.paid, at_most, others, tied, exact, payers))

    def take(self, purchase: Purchase) -> None:
        """Note a purchase; what it excludes is out."""
        self.purchases.append(purchase)
        self.gone.add(purchase.topic)
        self.gone |= self.market.rivals[purchase.topic]

    def exact(self) -> Ledger:
        """Return the ledger, brought up to what was bought."""
        self.ledger.follow([purchase.topic for purchase in self.purchases if purchase.rate > 0])
        return self.ledger
