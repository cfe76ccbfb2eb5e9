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
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mire.planning.rotation.board import Board, Places
from mire.planning.rotation.bounds import Bounds, bounds
from mire.planning.rotation.facts import Facts, Visits, Wish
from mire.planning.rotation.search import exchanged, improved
from mire.planning.rotation.skeletons import Skeleton, skeletons
from mire.planning.rotation.stations import spread_over_stations
from mire.planning.rotation.verify import Counts, counted

Stop = Callable[[], bool]
Rounds = tuple[tuple[tuple[str, ...], ...], ...]
"""By round, by table in the order of the facts: the ids of those who sit there."""

STEPS = 60_000_000
"""Steps of local search, times the square of the number of people."""
MOST_STEPS = 12_000
LEAST_STEPS = 400


class Level(StrEnum):
    """What is made best, in this order; FREE leaves visits to the end."""

    RULES = "rules"  # rules that do not hold
    VISITS = "visits"  # Σ over people and stations of C(visits, 2)
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


class NoPlan(Exception):
    """No rotation holds every rule."""


class OutOfTime(Exception):
    """Nothing that holds every rule was found, nor excluded, in the time there was."""


def plan(
    facts: Facts, *, seed: int = 1, seconds: float = 10.0, stop: Stop | None = None
) -> Rotation:
    """Return the best rotation found; raise :class:`NoPlan` or :class:`OutOfTime`.

    ``stop`` is asked again and again, and ends the search with the best so far. The same facts
    and seed give the same rotation when no time ran out.
    """
    begun = time.monotonic()
    until = begun + seconds
    rng = np.random.default_rng(seed)
    cut = False

    def is_over() -> bool:
        nonlocal cut
        cut = cut or time.monotonic() > until or (stop is not None and stop())
        return cut

    limits = bounds(facts)
    board = Board(facts)
    target = _least_cost(board, limits)
    cost, method = _first(board, limits, target, rng, is_over)
    if cost > target:
        steps = int(np.clip(STEPS / board.size**2, LEAST_STEPS, MOST_STEPS))
        better = improved(board, steps=steps, least=target, rng=rng, is_over=is_over)
        if better < cost:
            cost, method = better, f"{method}+search" if method else "search"
    spread_over_stations(board)
    rounds = board.rounds_of_ids()
    counts = counted(facts, rounds)
    if not counts.is_whole:
        raise OutOfTime
    return Rotation(
        rounds=rounds, counts=counts, bounds=limits,
        levels=levels(facts, counts, limits), method=method or "search",
        seconds=time.monotonic() - begun, is_whole=not cut,
    )  # fmt: skip


def levels(facts: Facts, counts: Counts, limits: Bounds) -> tuple[Reached, ...]:
    """Return what each level reached, in the order in which they count."""
    visits = Reached(Level.VISITS, counts.revisits, limits.revisits)
    if facts.wish is Wish.PAIRS:
        meetings = Reached(Level.PAIRS, counts.distinct_pairs, limits.distinct_pairs)
    else:
        meetings = Reached(Level.REPEATS, counts.repeats, limits.repeats)
    departments = Reached(Level.DEPARTMENTS, counts.same_department, limits.same_department)
    ends = (Reached(Level.SIZES, counts.unevenness, 0),)
    first = (Reached(Level.RULES, len(counts.broken), 0),)
    if facts.visits is Visits.FREE:
        return (*first, meetings, departments, *ends)
    return (*first, visits, meetings, departments, *ends)


def _least_cost(board: Board, limits: Bounds) -> float:
    facts = board.facts
    if facts.wish is Wish.PAIRS:
        meetings = sum(float((s * (s - 1) // 2).sum()) for s in _sizes(board))
        meetings -= board.asked_together()
        least = board.w_meeting * max(0.0, meetings - limits.distinct_pairs)
    else:
        least = board.w_meeting * limits.repeats
    least += board.w_department * limits.same_department
    if facts.visits is Visits.EVEN:
        least += board.w_visit * limits.revisits
    return least + 0.5 * board.w_department


def _sizes(board: Board) -> list[Places]:
    return [board.slots[r] for r in range(board.rounds)]


def _first(
    board: Board, limits: Bounds, target: float, rng: np.random.Generator, is_over: Stop
) -> tuple[float, str]:
    """Seat everybody as the best construction says, and let people change routes."""
    best, best_at, method = np.inf, board.at, ""
    for each in (*skeletons(board.facts, rng, is_over), Skeleton("", board.at[:, : board.n])):
        if best <= target:
            break
        if each.method == "" and best < np.inf:
            break
        board.seat(each.wanted if each.method else None, rng)
        exchanged(board, steps=2_000, least=limits.same_department, rng=rng, is_over=is_over)
        cost = board.cost()
        if cost < best:
            best, best_at, method = cost, board.at.copy(), each.method
    board.restore(best_at)
    return best, method
