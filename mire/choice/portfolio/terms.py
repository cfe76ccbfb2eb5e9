"""On what terms topics are chosen: the rule, what a topic is worth, constraints."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mire.choice.portfolio.election import Election


class Rule(StrEnum):
    """How topics are chosen."""

    EQUAL_SHARES = "equal-shares"
    PHRAGMEN = "phragmen"
    GREEDY = "greedy"
    GREEDY_STRICT = "greedy-strict"  # ends at the first topic that does not fit


class Utility(StrEnum):
    """What a topic that one supports is worth to one, for each point given (1: approval)."""

    COST = "cost"  # as much as it costs: large and small topics weigh what they take
    CARDINALITY = "cardinality"  # one: the number of topics counts


class Completion(StrEnum):
    """How equal shares, which may leave capacity unused, goes on.

    ADD1 raises everybody's endowment by one step at a time, until nothing more fits into the
    capacity, or until the next raise would overspend it. ADD1_GREEDY then adds what still fits,
    as the greedy rule would. ADD1_OVERSPEND raises until the next raise would overspend, even
    past outcomes to which nothing more can be added, for later ones may spread support better.
    GREEDY adds what fits at once, without raising; GREEDY_OVERSPEND too, up to the first topic
    that does not fit, which is taken all the same and is the last.
    """

    NONE = "none"
    ADD1 = "add1"
    ADD1_GREEDY = "add1-greedy"
    ADD1_OVERSPEND = "add1-overspend"
    GREEDY = "greedy"
    GREEDY_OVERSPEND = "greedy-overspend"


RAISING = frozenset({Completion.ADD1, Completion.ADD1_GREEDY, Completion.ADD1_OVERSPEND})
"""Completions that raise everybody's endowment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What the outcome must respect besides the capacity; topics by their ids.

    ``most_topics``: how many may be chosen (None: as many as fit). ``must_have``: taken first,
    from everybody's share alike. ``set_aside``: not considered. ``excludes``: of each group, at
    most one. ``themes``: each must have at least one topic.
    """

    most_topics: int | None = None
    must_have: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    excludes: tuple[tuple[str, ...], ...] = ()
    themes: tuple[str, ...] = ()


class ConstraintsRefused(ValueError):
    """Constraints that can't be met. ``reason`` is a short code, listed in the page.

    ``field`` is the constraint's name in :class:`Constraints`; ``values`` what clashes in it.
    """

    def __init__(self, reason: str, field: str, values: Sequence[str] = ()) -> None:
        super().__init__(f"{reason}: {field} {', '.join(values)}")
        self.reason = reason
        self.field = field
        self.values = tuple(values)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Constraints as indexes of topics. ``rivals[topic]``: those that it excludes."""

    most_topics: int | None
    must_have: tuple[int, ...]
    set_aside: frozenset[int]
    rivals: tuple[frozenset[int], ...]
    themes: tuple[str, ...]


def bounds(election: Election, constraints: Constraints) -> Bounds:
    """Return ``constraints`` by index; raise :class:`ConstraintsRefused` where they clash."""
    places = {topic.id: place for place, topic in enumerate(election.topics)}
    if constraints.most_topics is not None and constraints.most_topics < 0:
        raise ConstraintsRefused("negative", "most_topics", [str(constraints.most_topics)])

    def indexes(field: str, ids: Sequence[str]) -> list[int]:
        unknown = [id for id in ids if id not in places]
        if unknown:
            raise ConstraintsRefused("unknown_topic", field, unknown)
        return [places[id] for id in dict.fromkeys(ids)]

    must_have = indexes("must_have", constraints.must_have)
    set_aside = frozenset(indexes("set_aside", constraints.set_aside))
    rivals: list[set[int]] = [set() for _ in election.topics]
    for group in constraints.excludes:
        members = indexes("excludes", group)
        if len(members) < 2:
            raise ConstraintsRefused("too_few", "excludes", group)
        for member in members:
            rivals[member].update(set(members) - {member})
    known = {theme for topic in election.topics for theme in topic.themes}
    unknown = [theme for theme in constraints.themes if theme not in known]
    if unknown:
        raise ConstraintsRefused("unknown_theme", "themes", unknown)
    both = [election.topics[place].id for place in must_have if place in set_aside]
    if both:
        raise ConstraintsRefused("must_and_aside", "must_have", both)
    clash = [election.topics[place].id for place in must_have if rivals[place] & set(must_have)]
    if clash:
        raise ConstraintsRefused("must_have_exclude", "must_have", clash)
    cost = sum(election.topics[place].cost for place in must_have)
    most = constraints.most_topics
    if cost > election.capacity or (most is not None and len(must_have) > most):
        raise ConstraintsRefused("must_have_exceed", "must_have", constraints.must_have)
    return Bounds(
        constraints.most_topics,
        tuple(must_have),
        set_aside,
        tuple(map(frozenset, rivals)),
        tuple(dict.fromkeys(constraints.themes)),
    )
