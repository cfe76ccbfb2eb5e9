"""The election as the rules compute on it: who supports what, at which price.

Identical ballots are one *bloc* with a weight. A topic's supporters are arrays of blocs, so
memory is linear in what was marked on ballots. Floats find candidates quickly; the exact
prices stand beside them for where a tie decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from mire.choice.portfolio.election import Election, Integers
from mire.choice.portfolio.terms import Bounds, Utility

Floats = NDArray[np.float64]

ALONE = 8_192
"""From about this many terms, BLAS shares a product out between threads, which on a busy machine
wait for one another far longer than the product takes."""


def together(one: Floats, other: NDArray[np.float64 | np.bool_]) -> float:
    """Return Σ one × other, on this thread alone."""
    if len(one) < ALONE:
        return float(one.dot(other))
    return float(np.einsum("i,i", one, other))


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """Who supports one topic: blocs (ascending), voters in each, points of each voter.

    ``scores`` None: one point each. ``n``: voters; ``total``: their points together.
    """

    blocs: Integers
    weights: Integers
    scores: Integers | None
    heads: Floats  # the weights again, as floats
    marks: Floats | None  # the scores again, as floats
    pull: Floats  # points of each bloc's voters together
    n: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class Blocs:
    """Voters by identical ballots. ``weights``: voters in each; ``of``: each voter's bloc."""

    weights: Integers
    of: Integers
    supports: tuple[Support, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """Topics at their prices, before supporters with an endowment.

    ``prices``: what a topic takes, see :func:`market`; ``worth``: its utility a point;
    ``whole_costs``, ``whole_capacity``: in a unit that makes whole numbers of all of them.
    ``open``: topics that a rule may choose, in the order in which ties are broken, which is
    lower cost, then more supporters, then the order of the election.
    """

    supports: tuple[Support, ...]
    weights: Integers
    n_voters: int
    capacity: Fraction
    most_topics: int | None
    costs: tuple[Fraction, ...]
    prices: tuple[Fraction, ...]
    worth: tuple[Fraction, ...]
    rivals: tuple[frozenset[int], ...]
    open: tuple[int, ...]
    price_floats: tuple[float, ...]
    worth_floats: tuple[float, ...]
    whole_costs: tuple[int, ...]
    whole_capacity: int


def blocs(election: Election) -> Blocs:
    """Return voters by identical ballots, in order of first appearance."""
    starts, marked, points = election.starts, election.marked, election.points
    numbers: dict[tuple[bytes, bytes], int] = {}
    of = np.empty(election.n_voters, np.int64)
    firsts: list[int] = []
    for voter in range(election.n_voters):
        row = slice(starts[voter], starts[voter + 1])
        key = (marked[row].tobytes(), b"" if points is None else points[row].tobytes())
        number = numbers.setdefault(key, len(firsts))
        if number == len(firsts):
            firsts.append(voter)
        of[voter] = number
    weights = np.bincount(of, minlength=len(firsts)).astype(np.int64)
    lengths = (starts[1:] - starts[:-1])[firsts]
    rows = np.repeat(np.arange(len(firsts)), lengths)
    ends = np.cumsum(lengths)
    where = np.repeat(starts[:-1][firsts] - (ends - lengths), lengths) + np.arange(len(rows))
    topics = marked[where]
    order = np.argsort(topics, kind="stable")
    edges = np.searchsorted(topics[order], np.arange(len(election.topics) + 1))
    supports = []
    for topic in range(len(election.topics)):
        mine = order[edges[topic] : edges[topic + 1]]
        scores = None if points is None else points[where[mine]]
        supports.append(support(rows[mine], weights[rows[mine]], scores))
    return Blocs(weights, of, tuple(supports))


def support(groups: Integers, weights: Integers, scores: Integers | None) -> Support:
    """Return a topic's support from its blocs, their weights and scores."""
    points = weights if scores is None else weights * scores
    return Support(
        groups,
        weights,
        scores,
        weights.astype(np.float64),
        None if scores is None else scores.astype(np.float64),
        points.astype(np.float64),
        int(weights.sum()),
        int(points.sum()),
    )


def market(
    election: Election, voters: Blocs, bounds: Bounds, utility: Utility, taken: Sequence[int] = ()
) -> Market:
    """Return the market that is left once the topics ``taken`` are, from everybody's share.

    Where the number of topics is bounded too, a place is worth an equal part of the capacity,
    and a topic's price is the dearer of its cost and its place: a topic of 2 days, where 20
    days and 4 topics are left, takes 5. So prices within the capacity keep both bounds.
    """
    costs = tuple(topic.cost for topic in election.topics)
    capacity = election.capacity - sum((costs[topic] for topic in taken), Fraction(0))
    places = None if bounds.most_topics is None else bounds.most_topics - len(taken)
    place = capacity / places if places else Fraction(0)
    prices = tuple(max(cost, place) for cost in costs)
    out = set(bounds.set_aside) | set(taken)
    for topic in taken:
        out |= bounds.rivals[topic]
    able = [
        topic
        for topic, cost in enumerate(costs)
        if topic not in out and cost <= capacity and places != 0 and voters.supports[topic].n
    ]
    unit = lcm(capacity.denominator, *(cost.denominator for cost in costs))
    worth = prices if utility is Utility.COST else (Fraction(1),) * len(costs)
    return Market(
        supports=voters.supports,
        weights=voters.weights,
        n_voters=int(voters.weights.sum()),
        capacity=capacity,
        most_topics=places,
        costs=costs,
        prices=prices,
        worth=worth,
        rivals=bounds.rivals,
        open=tuple(
            sorted(able, key=lambda topic: (costs[topic], -voters.supports[topic].n, topic))
        ),
        price_floats=tuple(map(float, prices)),
        worth_floats=tuple(map(float, worth)),
        whole_costs=tuple(cost.numerator * (unit // cost.denominator) for cost in costs),
        whole_capacity=capacity.numerator * (unit // capacity.denominator),
    )


def fits(market: Market, chosen: Sequence[int]) -> bool:
    """Say whether topics fit together into the capacity and the places that are left."""
    few = market.most_topics is None or len(chosen) <= market.most_topics
    return few and sum(market.whole_costs[topic] for topic in chosen) <= market.whole_capacity


def addable(market: Market, chosen: Sequence[int]) -> list[int]:
    """Return the open topics that could still be added, in the order of ties."""
    room = market.whole_capacity - sum(market.whole_costs[topic] for topic in chosen)
    if market.most_topics is not None and len(chosen) >= market.most_topics:
        return []
    gone = set(chosen).union(*(market.rivals[topic] for topic in chosen))
    return [
        topic for topic in market.open if topic not in gone and market.whole_costs[topic] <= room
    ]


def with_cost(election: Election, topic: int, cost: Fraction) -> Election:
    """Return the election as it would be if a topic cost something else."""
    topics = list(election.topics)
    topics[topic] = replace(topics[topic], cost=cost)
    return replace(election, topics=tuple(topics))


def with_supporters(voters: Blocs, topic: int, n: int) -> Blocs:
    """Return the voters and ``n`` more, who give that topic alone what its best friends do."""
    best = voters.supports[topic].scores
    score = 1 if best is None or not len(best) else int(best.max())
    bloc = len(voters.weights)
    supports = list(voters.supports)
    mine = supports[topic]
    supports[topic] = support(
        np.append(mine.blocs, bloc),
        np.append(mine.weights, n),
        None if mine.scores is None else np.append(mine.scores, score),
    )
    return Blocs(np.append(voters.weights, n), voters.of, tuple(supports))
