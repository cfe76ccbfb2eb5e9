"""Choosing again with one topic changed: at another cost, or with people who support it alone.

What the others buy, and at which rates, owes nothing to a topic before it is bought. So runs of
equal shares without it are kept, by endowment, with what everybody had left before each purchase.
At each of these moments the changed topic is not the next one where all that its supporters would
pay at the next one's rate does not reach its price. Up to the first moment at which it does, the
run is the one that was kept: it is taken up there, or is that run where there is no such moment.

Floats only rule out: their bounds on errors are in all comparisons, and from the moment on at which
the topic may come, the rule itself decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mire.choice.portfolio import equal_shares
from mire.choice.portfolio.election import Election
from mire.choice.portfolio.equal_shares import ROUNDING, Moment, Purchase, Run, Shopping
from mire.choice.portfolio.market import Blocs, Floats, Market, Support, market
from mire.choice.portfolio.selection import Choice, chosen

MOST_KEPT = 4_000_000
"""Amounts that are kept, over all runs: 32 MB."""

CLOSE = 1e-9
"""Rates are told apart only where they differ by more than this part of them."""


Key: TypeAlias = tuple[tuple[int, ...], int, int, int | None]
"""Of a run that is kept: topics taken before, the endowment (a ratio), the one without which."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A run and its moments, the first of them once what is free was taken.

    ``left``: what each bloc's voter has left, [moment, bloc].
    """

    run: Run
    moments: tuple[Moment, ...]
    left: Floats


class Again:
    """Runs that are kept while one topic of a choice after the other is changed."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self._markets: dict[tuple[int, ...], Market] = {}
        self._kept: dict[Key, Kept] = {}
        self._n_kept = 0

    def chosen(self, election: Election, voters: Blocs, topic: int) -> Choice:
        """Return the choice on the same terms, from an election or voters changed for a topic."""
        return chosen(
            election,
            voters,
            self._choice.terms,
            lambda shop, endowment, taken: self.run(shop, endowment, taken, topic),
        )

    def run(self, changed: Market, endowment: Fraction, taken: Sequence[int], topic: int) -> Run:
        """Return the run of a market that differs by one topic, with ``taken`` taken before."""
        if topic in taken or (topic in changed.open and not changed.prices[topic]):
            return equal_shares.run(changed, endowment)
        kept = self._without(topic, tuple(taken), endowment)
        if topic not in changed.open:
            at, bounds = None, np.full(len(kept.moments), inf)
        else:
            at, bounds = _turn(changed, kept, topic, float(endowment))
        purchases = _bounded(kept, topic, bounds)
        if at is None:
            left = _widened(kept.left[-1], changed, endowment)
            return Run(endowment, tuple(purchases), left)
        moment = kept.moments[at]
        shopping = _taken_up(changed, endowment, moment, purchases[: moment.n], topic)
        shopping.wait(topic, shopping.least(topic))
        return shopping.outcome()

    def _without(self, topic: int, taken: tuple[int, ...], endowment: Fraction) -> Kept:
        """Return the run of the others."""
        key = (taken, *endowment.as_integer_ratio(), topic)
        if (found := self._kept.get(key)) is not None:
            return found
        every = self._every(taken, endowment)
        if topic not in every.run.topics:
            return every
        at = every.run.topics.index(topic) - every.moments[0].n
        market = self._market(taken)
        if at < 0:  # it was free
            shopping = Shopping(market, endowment)
            shopping.gone.add(topic)
            return self._keep(key, _kept(shopping.begin(), ()))
        before, moment = every.moments[:at], every.moments[at]
        purchases = list(every.run.purchases[: moment.n])
        shopping = _taken_up(market, endowment, moment, purchases, topic)
        shopping.gone.add(topic)
        return self._keep(key, _kept(shopping, before))

    def _every(self, taken: tuple[int, ...], endowment: Fraction) -> Kept:
        """Return the run of all topics, as they are."""
        key = (taken, *endowment.as_integer_ratio(), None)
        found = self._kept.get(key)
        if found is None:
            shopping = Shopping(self._market(taken), endowment)
            found = self._keep(key, _kept(shopping.begin(), ()))
        return found

    def _market(self, taken: tuple[int, ...]) -> Market:
        found = self._markets.get(taken)
        if found is None:
            choice = self._choice
            found = self._markets[taken] = market(
                choice.election, choice.voters, choice.terms.bounds, choice.terms.utility, taken
            )
        return found

    def _keep(self, key: Key, kept: Kept) -> Kept:
        self._kept[key] = kept
        self._n_kept += kept.left.size
        while self._n_kept > MOST_KEPT and len(self._kept) > 1:
            self._n_kept -= self._kept.pop(next(iter(self._kept))).left.size
        return kept


def _kept(shopping: Shopping, before: Sequence[Moment]) -> Kept:
    """Return a run from where it stands to its end, with the moments before."""
    moments = [*before, shopping.moment()]
    while shopping.buy_next():
        moments.append(shopping.moment())
    run = Run(shopping.endowment, tuple(shopping.purchases), shopping.left)
    return Kept(run, tuple(moments), np.stack([each.left for each in moments]))


def _taken_up(
    market: Market,
    endowment: Fraction,
    moment: Moment,
    purchases: Sequence[Purchase],
    topic: int,
) -> Shopping:
    """Return a run that stands at a moment of another, in which ``topic`` was not bought."""
    shopping = Shopping(market, endowment)
    n = len(moment.left)  # people who came in addition have all that they had
    shopping.left[:n] = moment.left
    shopping.doubt[:n] = moment.doubt
    shopping.blur += moment.blur
    shopping.purchases = list(purchases)
    shopping.gone = set(moment.gone) - {topic}
    for each, bound in moment.bounds:
        if each != topic:
            shopping.wait(each, bound)
    return shopping


def _widened(left: Floats, market: Market, endowment: Fraction) -> Floats:
    """Return what is left with those who came in addition, who paid nothing."""
    more = len(market.weights) - left.shape[-1]
    return np.concatenate([left, np.full((*left.shape[:-1], more), float(endowment))], axis=-1)


def _turn(market: Market, kept: Kept, topic: int, endowment: float) -> tuple[int | None, Floats]:
    """Return the first moment at which a topic may be the next; None where there is none.

    And, for the moments before, a bound from below on its rate then; infinite once it can't be
    bought.
    """
    mine = market.supports[topic]
    price, worth = market.price_floats[topic], market.worth_floats[topic]
    n_free, topics = kept.moments[0].n, kept.run.topics
    bought = kept.run.purchases[n_free:]
    # What excludes it ends its chances; what is free comes before anything else.
    excluded = [i - n_free for i, each in enumerate(topics) if each in market.rivals[topic]]
    last = min(excluded, default=len(bought))
    if last < 0:
        return None, np.full(len(kept.moments), inf)
    left = _of_supporters(kept, mine, endowment)
    rates = np.array([*(each.at_most for each in bought), inf])
    have = _each_together(left, mine.heads)
    room = 4 * ROUNDING * max(len(market.weights), equal_shares.FEWEST_TERMS)
    error = room * endowment * market.n_voters + CLOSE * price
    with np.errstate(invalid="ignore"):
        due = (rates * worth * (1 + CLOSE))[:, None] * (1.0 if mine.marks is None else mine.marks)
    paid = _each_together(np.minimum(left, due), mine.heads)
    is_able = have >= price - error
    is_next = is_able & (paid >= price - error)
    points = _each_together(left >= due, mine.pull)
    with np.errstate(divide="ignore", invalid="ignore"):
        missing = np.maximum(price - error - paid, 0) / (points * worth)
    bounds = np.where(points > 0, rates + missing, rates) * (1 - CLOSE)
    bounds[~is_able] = inf
    n_able = int(is_able.argmin()) if not is_able.all() else len(is_able)
    found = np.flatnonzero(is_next[: min(n_able, last + 1)])
    return (int(found[0]) if found.size else None), bounds


def _each_together(rows: NDArray[np.float64 | np.bool_], other: Floats) -> Floats:
    """Return Σ row × other for each row, on this thread alone."""
    found: Floats = np.einsum("ij,j->i", rows, other)
    return found


def _of_supporters(kept: Kept, mine: Support, endowment: float) -> Floats:
    """Return what a topic's supporters have left at each moment, those in addition included."""
    n = kept.left.shape[1]
    here = mine.blocs[mine.blocs < n]
    more = np.full((len(kept.moments), len(mine.blocs) - len(here)), endowment)
    return np.concatenate([kept.left[:, here], more], axis=1)


def _bounded(kept: Kept, topic: int, bounds: Floats) -> list[Purchase]:
    """Return the purchases of a run in which another topic could be bought, at no less than this.

    What a purchase says of the others' rates holds of that topic too, and none is tied with it.
    """
    n = kept.moments[0].n
    free, bought = kept.run.purchases[:n], kept.run.purchases[n:]
    return [
        *free,
        *(
            each
            if each.others <= bound and topic not in each.tied
            else replace(each, others=min(each.others, bound), tied=_untied(each.tied, topic))
            for each, bound in zip(bought, bounds.tolist(), strict=False)
        ),
    ]


def _untied(tied: tuple[int, ...], topic: int) -> tuple[int, ...]:
    """Return the topics of a tie without one of them; alone, none is tied."""
    left = tuple(each for each in tied if each != topic)
    return left if len(left) > 1 else ()
