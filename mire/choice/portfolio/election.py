"""What is chosen from, and by whom: topics with their costs, ballots, a capacity.

Ballots are kept as arrays, a row a voter, as large as what was marked on them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from math import isfinite, lcm

import numpy as np
from numpy.typing import NDArray

Amount = int | float | str | Decimal | Fraction
Integers = NDArray[np.int64]

MOST_DIGITS = 12
"""Digits that an amount may have before its decimal point; after it, :data:`MOST_DECIMALS`."""
MOST_DECIMALS = 6
MOST_POINTS = 1_000_000
"""Points that one ballot may give to one topic; and the parts into which a point may be cut."""


class BallotKind(StrEnum):
    """How people voted, by Pabulib's names."""

    APPROVAL = "approval"  # the topics that one supports
    CUMULATIVE = "cumulative"  # a number of points shared out
    SCORING = "scoring"  # points or grades, each topic apart


class ElectionRefused(ValueError):
    """An election that does not stand. ``reason`` is a short code, listed in the page.

    ``what``: "topic", "ballot" or "election"; ``row``: its place in what was given, from 0
    (None for the election); ``field`` and ``value``: what is wrong in it.
    """

    def __init__(
        self, reason: str, what: str, row: int | None, field: str, value: object = None
    ) -> None:
        super().__init__(f"{reason}: {what} {row}, {field} = {value!r}")
        self.reason = reason
        self.what = what
        self.row = row
        self.field = field
        self.value = value


@dataclass(frozen=True, slots=True)
class Topic:
    """What may be taken on. ``cost`` in the unit of the capacity (agent-days, euros)."""

    id: str
    cost: Fraction
    name: str = ""
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Election:
    """Topics, ballots and the capacity that they compete for.

    Voter ``v`` marked ``marked[starts[v]:starts[v + 1]]`` (indexes of topics, ascending), with
    ``points`` as many (None: approvals), in units of 1/``points_unit``. ``more``: what else the
    file's head said, in order.
    """

    topics: tuple[Topic, ...]
    capacity: Fraction
    kind: BallotKind
    starts: Integers
    marked: Integers
    points: Integers | None
    points_unit: int
    voters: tuple[str, ...]
    more: tuple[tuple[str, str], ...] = ()

    @property
    def n_voters(self) -> int:
        """How many ballots there are, empty ones included."""
        return len(self.voters)


def amount(given: Amount) -> Fraction | None:
    """Return an exact amount, or None for what is no finite number of a sensible length."""
    try:
        if isinstance(given, bool):
            return None
        if isinstance(given, Fraction):
            return given
        if isinstance(given, float) and not isfinite(given):
            return None
        exact = Decimal(str(given)) if isinstance(given, float) else Decimal(given)
    except (InvalidOperation, ValueError, TypeError):
        return None
    if not exact.is_finite():
        return None
    too_long = exact and exact.adjusted() >= MOST_DIGITS
    exponent = exact.normalize().as_tuple().exponent
    if too_long or not isinstance(exponent, int) or -exponent > MOST_DECIMALS:
        return None
    return Fraction(exact)


def election(
    topics: Iterable[Topic],
    ballots: Iterable[Sequence[str] | Mapping[str, Amount]],
    *,
    capacity: Amount,
    kind: BallotKind = BallotKind.APPROVAL,
    voters: Sequence[str] | None = None,
    more: Sequence[tuple[str, str]] = (),
) -> Election:
    """Return an election that holds together; raise :class:`ElectionRefused` otherwise.

    A ballot is the ids that one approves, or points by id (0: no support). ``voters`` are ids,
    as many as ballots (None: numbers from 1).
    """
    total = amount(capacity)
    if total is None or total < 0:
        raise ElectionRefused("not_an_amount", "election", None, "capacity", capacity)
    chosen = tuple(topics)
    places = _places(chosen)
    starts, marked, points = [0], list[int](), list[Fraction]()
    for row, ballot in enumerate(ballots):
        if isinstance(ballot, Mapping) is (kind is BallotKind.APPROVAL):
            raise ElectionRefused("wrong_kind", "ballot", row, "vote", kind.value)
        if isinstance(ballot, Mapping):
            given = _points(ballot, row, places)
            points += given.values()
            marked += given
        else:
            marked += _approvals(ballot, row, places)
        starts.append(len(marked))
    n_ballots = len(starts) - 1
    if n_ballots == 0:
        raise ElectionRefused("no_ballot", "election", None, "ballots")
    names = tuple(voters) if voters is not None else tuple(map(str, range(1, n_ballots + 1)))
    if len(names) != n_ballots:
        raise ElectionRefused("wrong_number", "election", None, "voters", len(names))
    unit = lcm(*{score.denominator for score in points}) if points else 1
    if unit > MOST_POINTS:
        raise ElectionRefused("too_fine", "election", None, "points", unit)
    return Election(
        topics=chosen,
        capacity=total,
        kind=kind,
        starts=np.array(starts, np.int64),
        marked=np.array(marked, np.int64),
        points=None
        if kind is BallotKind.APPROVAL
        else np.array([int(score * unit) for score in points], np.int64),
        points_unit=unit,
        voters=names,
        more=tuple(more),
    )


def _places(topics: Sequence[Topic]) -> dict[str, int]:
    if not topics:
        raise ElectionRefused("no_topic", "election", None, "topics")
    places: dict[str, int] = {}
    for row, topic in enumerate(topics):
        if not topic.id:
            raise ElectionRefused("no_id", "topic", row, "id", topic.id)
        if topic.id in places:
            raise ElectionRefused("twice", "topic", row, "id", topic.id)
        if topic.cost < 0:
            raise ElectionRefused("negative", "topic", row, "cost", topic.cost)
        places[topic.id] = row
    return places


def _approvals(ballot: Sequence[str], row: int, places: Mapping[str, int]) -> list[int]:
    """Return the places of the topics that a ballot approves, ascending."""
    marks = sorted({places[topic] for topic in ballot if topic in places})
    if len(marks) < len(ballot):
        unknown = [topic for topic in ballot if topic not in places]
        if unknown:
            raise ElectionRefused("unknown_topic", "ballot", row, "vote", unknown[0])
        twice = [topic for number, topic in enumerate(ballot) if topic in ballot[:number]]
        raise ElectionRefused("twice", "ballot", row, "vote", twice[0])
    return marks


def _points(
    ballot: Mapping[str, Amount], row: int, places: Mapping[str, int]
) -> dict[int, Fraction]:
    """Return the points that a ballot gives by the topic's place, ascending, zeros left out."""
    marks = {}
    for topic, given in ballot.items():
        if topic not in places:
            raise ElectionRefused("unknown_topic", "ballot", row, "vote", topic)
        score = amount(given)
        if score is None:
            raise ElectionRefused("not_an_amount", "ballot", row, "points", given)
        if score < 0:
            raise ElectionRefused("negative", "ballot", row, "points", given)
        if score > MOST_POINTS:
            raise ElectionRefused("too_large", "ballot", row, "points", given)
        if score > 0:
            marks[places[topic]] = score
    return dict(sorted(marks.items()))


def points_of_grades(
    ballots: Iterable[Mapping[str, str]], grades: Sequence[str]
) -> list[dict[str, int]]:
    """Return ballots by points from ballots by grades, worst grade first.

    The worst grade gives 0 points, which is no support; each next one gives one point more.
    Raises :class:`ElectionRefused` for a grade that is not one of them.
    """
    worth = {grade: points for points, grade in enumerate(grades)}
    if len(worth) != len(grades) or len(worth) < 2:
        raise ElectionRefused("twice", "election", None, "grades", tuple(grades))
    given = []
    for row, ballot in enumerate(ballots):
        for grade in ballot.values():
            if grade not in worth:
                raise ElectionRefused("unknown_grade", "ballot", row, "grade", grade)
        given.append({topic: worth[grade] for topic, grade in ballot.items()})
    return given
