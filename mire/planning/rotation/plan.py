"""Planning a rotation: level after level, each with a bound that no rotation can beat.

    facts = Facts(
        people=tuple(Person(id=str(n), department="…") for n in range(60)),
        tables=even_tables(stations=4, tables=3, people=60),
        rounds=4,
        visits=Visits.ONCE,
    )
    found = plan(facts, seed=1)
    found.rounds[0][2]  # who sits at the third table in the first round

See docs/algorithms/rotation.md.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from mire.planning.rotation.bounds import Bounds, bounds
from mire.planning.rotation.facts import Facts, Visits, Wish
from mire.planning.rotation.pairs import together_groups
from mire.planning.rotation.rules import alone, attempt, bound_people, rules_of
from mire.planning.rotation.stages import NoPlan, OutOfTime, Stages
from mire.planning.rotation.verify import Counts, counted

__all__ = ["Level", "NoPlan", "OutOfTime", "Reached", "Rotation", "levels", "plan"]

AT_ONCE_SECONDS = 1.0
"""What may go to excluding a plan by the people whom rules of their own bind, before searching."""

Stop = Callable[[], bool]
Rounds = tuple[tuple[tuple[str, ...], ...], ...]
"""By round, by table in the order of the facts: the ids of those who sit there."""


class Level(StrEnum):
    """What is made best, in this order; FREE leaves visits to the end."""

    RULES = "rules"  # rules that do not hold
    VISITS = "visits"  # Σ over people and stations of C(visits, 2)
    THRICE = "thrice"  # meetings of a pair beyond its second, where no pair is to have any
    REPEATS = "repeats"  # Σ over pairs of C(meetings, 2)
    PAIRS = "pairs"  # pairs that meet at all: the most is best
    DEPARTMENTS = "departments"  # meetings of two people of one department
    SIZES = "sizes"  # by how much a table with room is smaller than another


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a level came; ``gap`` is 0 when the bound is met."""

    level: Level
    value: int
    bound: int

    @property
    def gap(self) -> int:
        """What the bound leaves open."""
        return abs(self.value - self.bound)

    @property
    def is_proven(self) -> bool:
        """Whether no rotation does better at this level, those before being what they are."""
        return self.gap == 0


@dataclass(frozen=True, slots=True)
class Rotation:
    """A rotation, its counts by the independent checker, and how good it is known to be.

    ``method``: what gave it: "developed", "round_robin", "affine_plane", "starter", …, each
    with "+search" where local search had the last word; "search" or "proof" by themselves.
    ``is_whole``: the search came to its end (not cut short by time or by someone).
    """

    rounds: Rounds
    counts: Counts
    bounds: Bounds
    levels: tuple[Reached, ...]
    method: str
    seconds: float
    is_whole: bool

    @property
    def is_proven(self) -> bool:
        """Whether every level meets its bound, table sizes within one included."""
        return all(each.is_proven for each in self.levels if each.level is not Level.SIZES) and all(
            each.value <= 1 for each in self.levels if each.level is Level.SIZES
        )


def plan(
    facts: Facts, *, seed: int = 1, seconds: float = 10.0, stop: Stop | None = None
) -> Rotation:
    """Return the best rotation found; raise :class:`NoPlan` or :class:`OutOfTime`.

    ``stop`` is asked again and again, and ends the search with the best so far. The same facts
    and seed give the same rotation when no time ran out.
    """
    begun = time.monotonic()
    until = begun + seconds
    cut = False

    def is_over() -> bool:
        nonlocal cut
        cut = cut or time.monotonic() > until or (stop is not None and stop())
        return cut

    if alone(facts) is not None or _is_excluded_at_once(facts, seed, seconds):
        raise NoPlan
    search = Stages(facts, bounds(facts), seed=seed, until=until, is_over=is_over, stop=stop)
    search.run()
    rounds = search.board.rounds_of_ids()
    counts = counted(facts, rounds)
    if not counts.is_whole:
        raise OutOfTime
    limits = search.limits
    if facts.visits is Visits.EVEN and counts.revisits > limits.revisits:
        # Visits that are not as even leave more tables to spread over.
        freed = bounds(replace(facts, visits=Visits.FREE))
        limits = replace(freed, revisits=limits.revisits)
    limits = _for_sizes(facts, limits, rounds)
    return Rotation(
        rounds=rounds,
        counts=counts,
        bounds=limits,
        levels=levels(facts, counts, limits),
        method=search.method,
        seconds=time.monotonic() - begun,
        is_whole=not cut,
    )


def _is_excluded_at_once(facts: Facts, seed: int, seconds: float) -> bool:
    """Whether the few whom rules of their own bind can't keep them: found before any search."""
    few = bound_people(facts)
    if few is None:
        return False
    limit = min(AT_ONCE_SECONDS, seconds)
    return attempt(few, rules_of(few), seed=seed, seconds=limit).is_excluded


def _for_sizes(facts: Facts, limits: Bounds, rounds: Rounds) -> Bounds:
    """Return the bounds with the most distinct pairs for tables of these sizes.

    Where rules make tables less even than they could be, more people meet than the bound
    for even ones knows of.
    """
    together = {
        frozenset(facts.people[i].id for i in pair)
        for each in together_groups(facts)
        for pair in combinations(each, 2)
    }
    met = sum(len(ids) * (len(ids) - 1) // 2 for one in rounds for ids in one)
    met -= sum(pair <= set(ids) for pair in together for one in rounds for ids in one)
    most = min(limits.pairs, met - min(limits.again, met))
    return replace(limits, distinct_pairs=max(limits.distinct_pairs, most))


def levels(facts: Facts, counts: Counts, limits: Bounds) -> tuple[Reached, ...]:
    """Return what each level reached, in the order in which they count."""
    visits = Reached(Level.VISITS, counts.revisits, limits.revisits)
    if facts.wish is Wish.PAIRS:
        meetings = Reached(Level.PAIRS, counts.distinct_pairs, limits.distinct_pairs)
    else:
        meetings = Reached(Level.REPEATS, counts.repeats, limits.repeats)
    departments = Reached(Level.DEPARTMENTS, counts.same_department, limits.same_department)
    ends = (Reached(Level.SIZES, counts.unevenness, 0),)
    first: tuple[Reached, ...] = (Reached(Level.RULES, len(counts.broken), 0),)
    if facts.wish is Wish.TWICE:
        first = (*first, Reached(Level.THRICE, counts.thrice, 0))
    if facts.visits is Visits.FREE:
        return (*first, meetings, departments, *ends)
    return (first[0], visits, *first[1:], meetings, departments, *ends)
