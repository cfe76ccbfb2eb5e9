"""From ballots to a result: what equal shares takes, who has something of it, what would change it.

The rules are ``choice.portfolio``'s and ``choice.ranked``'s. A topic that one ranks is a topic
that one supports; ranks give an order of their own, by comparing topics two by two.
"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import ceil

import msgspec
import numpy as np

from mire.choice.portfolio.compared import better_off
from mire.choice.portfolio.election import BallotKind, Election, Topic, election
from mire.choice.portfolio.reasons import Explanation, explain
from mire.choice.portfolio.selection import Choice, choose
from mire.choice.portfolio.terms import Completion, Rule
from mire.choice.ranked import Ballot as Order
from mire.choice.ranked import ranked
from mire.technique_api.series import Series
from mire.technique_api.technique import Entry, Verbatim
from mire.technique_api.votes import Supported
from mire.techniques.allotment.config import Config, label
from mire.techniques.allotment.contribution import Ballot

FEW = 8
"""Under this number of ballots, they are counted and nothing is taken."""

MOST_WORK = 6_000
"""What would have changed is looked for up to this much ``reasons.work``: a second at most."""

RAISES = 10
"""Equal shares are raised by so many parts of what each had at first."""


class Cast(msgspec.Struct, frozen=True):
    id: str
    marks: tuple[tuple[int, int], ...]


class State(msgspec.Struct, frozen=True):
    cast: Series[Cast] = Series()


class Line(msgspec.Struct, frozen=True):
    """One topic. ``n``: who supports it; ``points``: given to it; ``n_first``: who rank it first.

    ``taken``: "rule", "completion" or None; ``why``: why not. ``up_to``: the days up to which it
    would still have been taken; ``down_to``: the days at which it would have been; ``more``: how
    many people more, supporting it alone, would have it taken; None: not found, or not looked for.
    ``place``: in the order of comparisons two by two, where topics are ranked.
    """

    number: int
    n: int
    points: int = 0
    n_first: int = 0
    taken: str | None = None
    why: str | None = None
    up_to: int | None = None
    down_to: int | None = None
    more: int | None = None
    place: int | None = None


class Tie(msgspec.Struct, frozen=True):
    """Topics among which the rule could not tell; the first was taken, by ``decided_by``."""

    topics: tuple[int, ...]
    decided_by: str


class Other(msgspec.Struct, frozen=True):
    """What taking the most supported first would take, and who has more under which."""

    topics: tuple[int, ...]
    better_here: int
    better_there: int
    same: int


class Result(msgspec.Struct, frozen=True):
    """``taken``: in the order in which they were; ``days``: what they take together.

    ``by_number[k]``: people of whose topics ``k`` are taken, those who support none of them
    (``n_blank``) among the first. ``step``: by how much each share was raised, in days, as it is
    written. ``is_searched``: what would have changed was looked for. ``best``: the topic that wins
    every comparison two by two, None: there is none, or topics were not ranked.
    """

    n: int
    n_blank: int
    lines: tuple[Line, ...]
    taken: tuple[int, ...] = ()
    days: int = 0
    by_number: tuple[int, ...] = ()
    step: str = ""
    is_searched: bool = False
    ties: tuple[Tie, ...] = ()
    other: Other | None = None
    best: int | None = None

    def line(self, number: int) -> Line:
        return self.lines[number - 1]

    @property
    def n_served(self) -> int:
        """How many people have one of their topics taken at least."""
        return sum(self.by_number[1:])

    @property
    def order(self) -> list[int]:
        """Topics as they are shown: those taken, then the others, the most supported first."""
        others = [line for line in self.lines if line.number not in self.taken]
        others.sort(key=lambda line: (-line.n, -line.points, line.number))
        return [*self.taken, *(line.number for line in others)]


def start(_config: Config) -> State:
    return State()


def step(config: Config, state: State, entry: Entry[Ballot]) -> State:
    marks = tuple(mark for mark in entry.body.marks if mark[0] <= len(config.topics))
    return State(state.cast.appended(Cast(entry.id, marks)))


def n_answers(state: State) -> int:
    return len(state.cast)


def verbatims(_state: State) -> Sequence[Verbatim]:
    return []


def supported(config: Config, state: State) -> Supported:
    """Return the ballots as what they support: a topic with points, or ranked, is supported."""
    counted = Counter(tuple(sorted(topic for topic, _ in each.marks)) for each in state.cast)
    return Supported(
        options=tuple(label(config, number) for number in range(1, len(config.topics) + 1)),
        ballots=tuple(sorted(counted.items())),
        capacity=config.capacity,
        has_degrees=config.mode != "approval",
    )


def synthesis(config: Config, state: State, _rng: np.random.Generator) -> Result:
    ballots = sorted(each.marks for each in state.cast)
    n_blank = sum(not marks for marks in ballots)
    lines = [_counted(config, ballots, number) for number in range(1, len(config.topics) + 1)]
    if len(ballots) - n_blank < FEW:
        return Result(n=len(ballots), n_blank=n_blank, lines=tuple(lines))
    voted = _election(config, ballots)
    raised_by = Fraction(max(1, ceil(Fraction(100 * config.capacity, RAISES * len(ballots)))), 100)
    choice = choose(voted, completion=Completion.ADD1_GREEDY, step=raised_by)
    explanation = explain(choice, most_work=MOST_WORK)
    lines = _explained(lines, choice, explanation)
    best = None
    if config.mode == "ranking":
        lines, best = _placed(lines, ballots)
    return Result(
        n=len(ballots),
        n_blank=n_blank,
        lines=tuple(lines),
        taken=tuple(topic + 1 for topic in choice.topics),
        days=int(choice.cost),
        by_number=explanation.represented.by_number,
        step=f"{float(raised_by):.2f}",
        is_searched=explanation.is_searched,
        ties=tuple(
            Tie(tuple(topic + 1 for topic in tie.topics), tie.decided_by) for tie in choice.ties
        ),
        other=_other(voted, choice),
        best=best,
    )


def _counted(config: Config, ballots: Sequence[Sequence[tuple[int, int]]], number: int) -> Line:
    values = [value for marks in ballots for topic, value in marks if topic == number]
    return Line(
        number=number,
        n=len(values),
        points=sum(values) if config.mode == "points" else 0,
        n_first=values.count(1) if config.mode == "ranking" else 0,
    )


def _election(config: Config, ballots: Sequence[Sequence[tuple[int, int]]]) -> Election:
    topics = [
        Topic(str(number), Fraction(each.days), each.label.strip())
        for number, each in enumerate(config.topics, start=1)
    ]
    if config.mode == "points":
        points = [{str(topic): value for topic, value in marks} for marks in ballots]
        return election(topics, points, capacity=config.capacity, kind=BallotKind.CUMULATIVE)
    supported = [[str(topic) for topic, _ in marks] for marks in ballots]
    return election(topics, supported, capacity=config.capacity)


def _explained(lines: Sequence[Line], choice: Choice, explanation: Explanation) -> list[Line]:
    told = list(lines)
    for won in explanation.won:
        told[won.topic] = msgspec.structs.replace(
            told[won.topic],
            taken=won.how.value,
            up_to=None if won.up_to is None else int(won.up_to),
        )
    for lost in explanation.lost:
        told[lost.topic] = msgspec.structs.replace(
            told[lost.topic],
            why=lost.why.value,
            down_to=None if lost.down_to is None else int(lost.down_to),
            more=lost.voters,
        )
    return told


def _placed(
    lines: Sequence[Line], ballots: Sequence[Sequence[tuple[int, int]]]
) -> tuple[list[Line], int | None]:
    orders = [
        Order([[topic - 1] for topic, _ in sorted(marks, key=lambda mark: mark[1])])
        for marks in ballots
    ]
    found = ranked(orders, n_options=len(lines))
    told = list(lines)
    for each in found.order:
        told[each.option] = msgspec.structs.replace(told[each.option], place=each.rank)
    return told, None if found.condorcet is None else found.condorcet + 1


def _other(voted: Election, choice: Choice) -> Other:
    rival = choose(voted, rule=Rule.GREEDY)
    better = better_off(choice, rival)
    return Other(
        tuple(topic + 1 for topic in rival.topics), better.first, better.second, better.same
    )
