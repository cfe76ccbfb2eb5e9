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

import numpy as np

from mire.planning.rotation.board import Board, Places
from mire.planning.rotation.bounds import Bounds, bounds
from mire.planning.rotation.facts import Facts, Visits, Wish
from mire.planning.rotation.proof import is_small, proven
from mire.planning.rotation.rules import alone, attempt, rules_of
from mire.planning.rotation.search import exchanged, improved
from mire.planning.rotation.skeletons import Skeleton, skeletons
from mire.planning.rotation.stations import spread_over_stations
from mire.planning.rotation.verify import Counts, counted

Stop = Callable[[], bool]
Rounds = tuple[tuple[tuple[str, ...], ...], ...]
"""By round, by table in the order of the facts: the ids of those who sit there."""

STEPS = 60_000_000
"""Steps of local search, times the square of the number of people."""
MOST_STEPS = 4_000
TURNS = 2
LEAST_STEPS = 400
LEAST_SECONDS = 2.0
"""What is always left to find out whether the rules can hold at all."""


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

    if alone(facts) is not None:
        raise NoPlan
    limits = bounds(facts)
    board = Board(facts)
    target = _least_cost(board, limits)
    cost, method = _first(board, limits, target, rng, is_over)
    if cost > target:
        steps = int(np.clip(STEPS / board.size**2, LEAST_STEPS, MOST_STEPS))
        better = _searched(board, steps, target, limits, rng, is_over)
        if better < cost:
            cost, method = better, f"{method}+search" if method else "search"
        if cost > target and method:
            kept = board.at.copy()
            board.seat(None, rng)
            better = _searched(board, steps, target, limits, rng, is_over)
            if better < cost:
                cost, method = better, "search"
            else:
                board.restore(kept)
        if not counted(facts, board.rounds_of_ids()).is_whole:
            method = _kept(board, seed, max(LEAST_SECONDS, until - time.monotonic()))
            improved(board, steps=steps, least=target, rng=rng, is_over=is_over)
        found = counted(facts, board.rounds_of_ids()).repeats
        if is_small(facts) and found > limits.repeats and facts.wish is Wish.REPEATS:
            proof = proven(facts, board.at[:, : board.n], repeats=found, seed=seed,
                           seconds=until - time.monotonic(), stop=stop)  # fmt: skip
            limits = replace(limits, repeats=max(limits.repeats, proof.bound))
            if proof.places is not None:
                board.seat(proof.places, rng)
                method = "proof"
    spread_over_stations(board)
    rounds = board.rounds_of_ids()
    counts = counted(facts, rounds)
    return Rotation(
        rounds=rounds, counts=counts, bounds=limits,
        levels=levels(facts, counts, limits), method=method or "search",
        seconds=time.monotonic() - begun, is_whole=not cut,
    )  # fmt: skip


def _searched(
    board: Board, steps: int, target: float, limits: Bounds, rng: np.random.Generator,
    is_over: Stop,
) -> float:  # fmt: skip
    """Better the board by swaps in a round and by exchanges of routes, in turn."""
    cost = improved(board, steps=steps, least=target, rng=rng, is_over=is_over)
    for _ in range(TURNS):
        if cost <= target or is_over():
            break
        exchanged(board, steps=steps, least=limits.same_department, rng=rng, is_over=is_over)
        exchanged_cost = board.cost()
        again = improved(board, steps=steps, least=target, rng=rng, is_over=is_over)
        if min(again, exchanged_cost) >= cost:
            break
        cost = again
    return cost


def _kept(board: Board, seed: int, seconds: float) -> str:
    """Seat everybody so that the rules hold, meetings aside; raise when that can't be."""
    facts = board.facts
    found = attempt(facts, rules_of(facts), seed=seed, seconds=seconds)
    if found.is_excluded:
        raise NoPlan
    if found.places is None:
        raise OutOfTime
    board.seat(found.places, np.random.default_rng(seed))
    if not counted(facts, board.rounds_of_ids()).is_whole:  # it leaves some tables half empty
        raise OutOfTime
    return "rules+search"


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
    return least


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
