"""Why each topic was taken or not, what would have changed it, and who is represented.

What would have changed a topic's fate is found by choosing again: with another cost, with more
supporters. Boehmer, Faliszewski, Janeczko, Peters, Pierczyński, Schierreich, Skowron & Szufa,
*Evaluation of project performance in participatory budgeting* (IJCAI 2024), whose "singleton"
supporters these are: people who come in addition and support that topic alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

import numpy as np

from mire.choice.portfolio.again import Again
from mire.choice.portfolio.market import together, with_cost, with_supporters
from mire.choice.portfolio.selection import Choice, How
from mire.choice.portfolio.terms import Bounds, ConstraintsRefused, Rule

MOST_WORK = 20_000
"""What would have changed is looked for up to this much :func:`work`, some seconds."""


class Why(StrEnum):
    """Why a topic was not taken."""

    SET_ASIDE = "set-aside"  # it was not to be considered
    RIVAL = "rival"  # another that was taken excludes it
    TOO_COSTLY = "too-costly"  # more than the whole capacity left to the rule
    UNSUPPORTED = "unsupported"
    NO_PLACE = "no-place"  # as many topics as may be were taken
    OUT_OF_REACH = "out-of-reach"  # equal shares: its supporters had not enough left
    NO_ROOM = "no-room"  # the capacity left was less than it costs
    AFTER_THE_END = "after-the-end"  # Phragmén: the rule had ended before its turn


@dataclass(frozen=True, slots=True)
class Won:
    """A topic that was taken. ``supporters``: how many; ``payers``: those who had money left.

    ``each``: equal shares: what each paid a point, those who had less giving what they had;
    ``effective``: its price in that, as if so many supporters (points) had paid in full.
    ``up_to``: the highest cost at which it would still have been taken (None: not looked for).
    """

    topic: int
    how: How
    themes: tuple[str, ...]
    supporters: int
    payers: int | None
    each: float | None
    effective: float | None
    up_to: Fraction | None


@dataclass(frozen=True, slots=True)
class Lost:
    """A topic that was not taken.

    ``rivals``: those taken that exclude it. ``means``: equal shares: what its supporters had
    left together in the end. ``down_to``: a cost at which it would have been taken, while one
    ``grain`` more would not do; ``voters``: so many people more, who support it alone, would
    have it taken, while one fewer would not. Both None where no such change was found, or was
    not looked for.
    """

    topic: int
    why: Why
    supporters: int
    rivals: tuple[int, ...]
    means: float | None
    down_to: Fraction | None
    voters: int | None


@dataclass(frozen=True, slots=True)
class Represented:
    """Who has what. ``by_number[k]``: voters of whose topics ``k`` were taken.

    ``alone[topic]``: voters of whose topics it is the only one taken. ``blank``: voters who
    marked no topic at all; they are in ``by_number[0]`` too.
    """

    by_number: tuple[int, ...]
    alone: dict[int, int]
    blank: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """A choice explained. ``grain``: the step of costs that was looked at.

    ``is_searched``: what would have changed was looked for; else the election is too large.
    ``addable``: topics not taken that would still fit, cheapest first.
    """

    won: tuple[Won, ...]
    lost: tuple[Lost, ...]
    represented: Represented
    grain: Fraction
    is_searched: bool
    addable: tuple[int, ...]


def explain(choice: Choice, *, most_work: float | None = None) -> Explanation:
    """Explain a choice, its topics in the order in which they were taken, the others in theirs.

    ``most_work``: up to how much :func:`work` what would have changed is looked for; None:
    :data:`MOST_WORK`.
    """
    election = choice.election
    is_searched = work(choice) <= (MOST_WORK if most_work is None else most_work)
    grain = Fraction(1, lcm(*(topic.cost.denominator for topic in election.topics)))
    taken = set(choice.topics)
    others = [topic for topic in range(len(election.topics)) if topic not in taken]
    again = Again(choice)
    return Explanation(
        won=tuple(
            _won(choice, place, grain if is_searched else None, again)
            for place in range(len(choice.taken))
        ),
        lost=tuple(_lost(choice, topic, grain if is_searched else None, again) for topic in others),
        represented=represented(choice),
        grain=grain,
        is_searched=is_searched,
        addable=_addable(choice, others),
    )


def work(choice: Choice) -> float:
    """Return how much it takes to choose again for each topic: runs, topics, then ballots."""
    n_topics, n_marks = len(choice.election.topics), len(choice.election.marked)
    return choice.n_runs * n_topics**2 * (1 + n_marks / 2000)


def represented(choice: Choice) -> Represented:
    """Return who is represented by what was taken."""
    voters = choice.voters
    numbers = np.zeros(len(voters.weights), np.int64)
    for topic in choice.topics:
        numbers[voters.supports[topic].blocs] += 1
    counts = np.zeros(len(choice.topics) + 1, np.int64)
    np.add.at(counts, numbers, voters.weights)
    alone = {}
    for topic in choice.topics:
        mine = voters.supports[topic]
        alone[topic] = int(mine.weights[numbers[mine.blocs] == 1].sum())
    election = choice.election
    blank = int((election.starts[1:] == election.starts[:-1]).sum())
    return Represented(tuple(counts.tolist()), alone, blank)


def _won(choice: Choice, place: int, grain: Fraction | None, again: Again) -> Won:
    taken = choice.taken[place]
    topic = taken.topic
    payers = each = effective = None
    for purchase in choice.run.purchases if choice.run else ():
        if purchase.topic == topic:
            payers, each = purchase.payers, purchase.rate * choice.election.points_unit
            price = float(choice.market.prices[topic])
            effective = price / each if each else None
    up_to = None
    if grain is not None and taken.how in (How.RULE, How.COMPLETION):
        # No cost above the capacity can be taken, and its own is.
        step = _edge(
            lambda k: _wins_at(choice, topic, k * grain, again),
            inside=int(choice.election.topics[topic].cost / grain),
            outside=int(choice.election.capacity / grain) + 1,
        )
        up_to = step * grain
    n = choice.voters.supports[topic].n
    return Won(topic, taken.how, taken.themes, n, payers, each, effective, up_to)


def _lost(choice: Choice, topic: int, grain: Fraction | None, again: Again) -> Lost:
    election, voters = choice.election, choice.voters
    why, rivals = _why(choice, topic)
    mine = voters.supports[topic]
    means = None
    if choice.run is not None:
        means = together(mine.heads, choice.run.left[mine.blocs])
    down_to = more = None
    if grain is not None and why not in (Why.SET_ASIDE, Why.RIVAL):
        cost = int(election.topics[topic].cost / grain)
        if cost and mine.n:
            guess = cost if means is None else int(Fraction(means) / grain)
            down_to = _lower(
                lambda k: _wins_at(choice, topic, k * grain, again), max(1, guess), cost
            )
        if why is not Why.TOO_COSTLY:
            more = _higher(lambda n: _wins_with(choice, topic, n, again), most=election.n_voters)
    return Lost(
        topic,
        why,
        mine.n,
        rivals,
        means,
        None if down_to is None or grain is None else down_to * grain,
        more,
    )


def _why(choice: Choice, topic: int) -> tuple[Why, tuple[int, ...]]:
    """Return why a topic was not taken, and what was taken that excludes it."""
    bounds: Bounds = choice.terms.bounds
    cost = choice.election.topics[topic].cost
    rivals = tuple(each for each in choice.topics if each in bounds.rivals[topic])
    if topic in bounds.set_aside:
        return Why.SET_ASIDE, ()
    if rivals:
        return Why.RIVAL, rivals
    if cost > choice.market.capacity:
        return Why.TOO_COSTLY, ()
    if not choice.voters.supports[topic].n:
        return Why.UNSUPPORTED, ()
    if bounds.most_topics is not None and len(choice.taken) >= bounds.most_topics:
        return Why.NO_PLACE, ()
    if choice.terms.rule is Rule.EQUAL_SHARES:
        return Why.OUT_OF_REACH, ()
    if cost > choice.election.capacity - choice.cost:
        return Why.NO_ROOM, ()
    return Why.AFTER_THE_END, ()


def _addable(choice: Choice, others: list[int]) -> tuple[int, ...]:
    bounds, election = choice.terms.bounds, choice.election
    if bounds.most_topics is not None and len(choice.taken) >= bounds.most_topics:
        return ()
    room = election.capacity - choice.cost
    able = [
        topic
        for topic in others
        if election.topics[topic].cost <= room
        and choice.voters.supports[topic].n
        and topic not in bounds.set_aside
        and not bounds.rivals[topic] & set(choice.topics)
    ]
    return tuple(sorted(able, key=lambda topic: (election.topics[topic].cost, topic)))


def _wins_at(choice: Choice, topic: int, cost: Fraction, again: Again) -> bool:
    election = with_cost(choice.election, topic, cost)
    try:
        return topic in again.chosen(election, choice.voters, topic).topics
    except ConstraintsRefused:  # at that cost, themes could no longer all be had
        return False


def _wins_with(choice: Choice, topic: int, n: int, again: Again) -> bool:
    voters = with_supporters(choice.voters, topic, n)
    return topic in again.chosen(choice.election, voters, topic).topics


def _edge(does: Callable[[int], bool], *, inside: int, outside: int) -> int:
    """Return a number for which it does, its neighbour towards ``outside`` doing not.

    It does for ``inside`` and not for ``outside``; where it changes more than once on the way,
    one such number is found.
    """
    while abs(outside - inside) > 1:
        middle = (inside + outside) // 2
        if does(middle):
            inside = middle
        else:
            outside = middle
    return inside


def _lower(does: Callable[[int], bool], guess: int, outside: int) -> int | None:
    """Return a number from 1 for which it does while one more does not; None: not found."""
    inside = min(guess, outside - 1)
    while inside >= 1 and not does(inside):
        inside, outside = inside // 2, inside
    return _edge(does, inside=inside, outside=outside) if inside >= 1 else None


def _higher(does: Callable[[int], bool], *, most: int) -> int | None:
    """Return a number up to ``most`` for which it does while one fewer does not; None: none."""
    outside, inside = 0, 1
    while not does(inside):
        if inside == most:
            return None
        outside, inside = inside, min(most, inside * 2)
    return _edge(does, inside=inside, outside=outside)
