"""The stages of a search: algebra, starters, local search, rules by CP-SAT, a small proof."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from mire.planning.rotation.board import AWAY, Board, Places
from mire.planning.rotation.bounds import Bounds
from mire.planning.rotation.facts import Facts, Visits, Wish
from mire.planning.rotation.proof import is_small, proven
from mire.planning.rotation.rules import attempt, rules_of
from mire.planning.rotation.search import exchanged, improved
from mire.planning.rotation.skeletons import LEAST_TRIES, skeletons, starter_skeleton
from mire.planning.rotation.stations import spread_over_stations
from mire.planning.rotation.verify import Counts, counted

STEPS = 60_000_000
"""Steps of local search, times the square of the number of people."""
LEAST_STEPS, MOST_STEPS = 400, 4_000
EXCHANGES = 4_000
TURNS = 2
HOPELESS = 4
"""Even tables that break rules from the start get that fraction of the steps, if others do not."""
NEAR = 6
"""Meetings of a department above the bound: from more than that, search does better than
another construction."""
STARTERS_SHARE = 0.7
"""How much of the time that is left may go to starters."""
LEAST_SECONDS = 10.0
"""What is always left to find out whether the rules can hold at all; seldom used up."""
NEAR_SECONDS = 1.5
"""What may go to keeping the rules near the plan that breaks some of them."""
POLISH_SECONDS = 1.0
"""What is always left to better seats that keep the rules, when they came late."""


class NoPlan(Exception):
    """No rotation holds every rule."""


class OutOfTime(Exception):
    """Nothing that holds every rule was found, nor excluded, in the time there was."""


class Stages:
    """One search: :meth:`run` leaves the best ``board``, its ``method`` and ``limits``."""

    def __init__(
        self,
        facts: Facts,
        limits: Bounds,
        *,
        seed: int,
        until: float,
        is_over: Callable[[], bool],
        stop: Callable[[], bool] | None,
    ) -> None:
        self.facts, self.limits, self.seed, self.until = facts, limits, seed, until
        self.is_over, self.stop = is_over, stop
        self.rng = np.random.default_rng(seed)
        self.method = ""
        self._open(is_roomy=False)

    def run(self) -> None:
        """Go through the stages as far as they are needed; raise :class:`NoPlan`."""
        is_even = self._may_be_even()
        if is_even:
            self._begin()
        if is_even and self._holds():
            self._search(self.steps)
        else:
            self._keep_rules(is_even=is_even)
        self._prove()
        spread_over_stations(self.board)
        self.method = self.method or "search"

    def _open(self, *, is_roomy: bool, at_least: Places | None = None) -> None:
        self.board = Board(self.facts, is_roomy=is_roomy, at_least=at_least)
        self.target = self._least_cost()
        self.cost, self.method = np.inf, ""
        self.steps = int(np.clip(STEPS / self.board.size**2, LEAST_STEPS, MOST_STEPS))

    def _may_be_even(self) -> bool:
        """Whether even tables hold each group, and as many visits at each station as are due."""
        facts, board = self.facts, self.board
        if any(
            sum(facts.people[i].is_present(r) for i in each) > board.slots[r].max()
            for each in board.groups
            for r in range(facts.rounds)
        ):
            return False
        if facts.visits is not Visits.ONCE:
            return True
        movers = [each for each in facts.people if not each.host]
        seats = board.slots.sum(axis=0) - sum(
            np.bincount(still[still != AWAY], minlength=board.n_tables) for still in board.still
        )
        by_station = np.bincount(board.station, seats)
        visits = sum(each.is_present(r) for each in movers for r in range(facts.rounds))
        return bool(np.minimum(by_station, len(movers)).sum() >= visits)

    def _least_cost(self) -> float:
        """Return what no board costs less than."""
        board, limits = self.board, self.limits
        is_pairs = self.facts.wish is Wish.PAIRS
        least = board.w_meeting * (limits.again if is_pairs else limits.repeats)
        least += board.w_department * limits.same_department
        if self.facts.visits is Visits.EVEN:
            least += board.w_visit * limits.revisits
        return least

    def _holds(self) -> bool:
        return counted(self.facts, self.board.rounds_of_ids()).is_whole

    def _begin(self) -> None:
        """Seat everybody as the best construction says, and let people change routes."""
        best_at: Places = self.board.at.copy()
        for number, each in enumerate(chain(skeletons(self.facts, self.rng, self.is_over), [None])):
            is_seated = self.cost < np.inf
            is_far = self.cost > self.target + NEAR * self.board.w_department
            is_enough = each is None or self.is_over() or (is_far and number >= LEAST_TRIES)
            if self.cost <= self.target or (is_seated and is_enough):
                break
            self.board.seat(None if each is None else each.wanted, self.rng)
            self._exchange(EXCHANGES)
            cost = self.board.cost()
            if cost < self.cost:
                self.cost, best_at = cost, self.board.at.copy()
                self.method = each.method if each else ""
        self.board.restore(best_at)
        if not self.limits.repeats and self._repeats() and not self.is_over():
            self._by_starters()

    def _repeats(self) -> int:
        return counted(self.facts, self.board.rounds_of_ids()).repeats

    def _by_starters(self) -> None:
        """Look for starters in part of the time that is left, and take them if they are better."""
        now = time.monotonic()
        turn = now + STARTERS_SHARE * (self.until - now)
        each = starter_skeleton(
            self.facts, self.rng, lambda: self.is_over() or time.monotonic() > turn
        )
        if each is not None:
            kept = self.board.at.copy()
            self.board.seat(each.wanted, self.rng)
            self._exchange(EXCHANGES)
            self._take(self.board.cost(), kept, each.method)

    def _take(self, cost: float, otherwise: Places, method: str) -> None:
        if cost < self.cost:
            self.cost, self.method = cost, method
        else:
            self.board.restore(otherwise)

    def _search(self, steps: int) -> None:
        """Search from where the board is, then from scratch, unless nothing is left to gain."""
        if self.cost <= self.target:
            return
        kept = self.board.at.copy()
        self._take(
            self._searched(steps), kept, f"{self.method}+search" if self.method else "search"
        )
        is_met_anew = self.cost < self.target + self.board.w_meeting
        if not is_met_anew and self.method != "search" and not self.is_over():
            kept = self.board.at.copy()
            self.board.seat(None, self.rng)
            self._take(self._searched(steps), kept, "search")

    def _searched(self, steps: int) -> float:
        """Better the board by swaps in a round and by exchanges of routes, in turn."""
        cost = self._improve(steps)
        for _ in range(TURNS):
            if cost <= self.target or self.is_over():
                break
            self._exchange(steps)
            exchanged_cost = self.board.cost()
            again = self._improve(steps)
            if min(again, exchanged_cost) >= cost:
                break
            cost = again
        return cost

    def _improve(self, steps: int) -> float:
        return improved(
            self.board, steps=steps, least=self.target, rng=self.rng, is_over=self.is_over
        )

    def _exchange(self, steps: int) -> None:
        exchanged(
            self.board,
            steps=steps,
            least=self.limits.same_department,
            rng=self.rng,
            is_over=self.is_over,
        )

    def _keep_rules(self, *, is_even: bool) -> None:
        """Try tables less even, then what CP-SAT says, as every rule comes before sizes.

        What keeps the rules by itself is there first, then what searching makes of it.
        """
        even = self._left()
        self._open(is_roomy=True)
        self._begin()
        roomy = self._left()
        if is_even:
            self._resume(even)
            self._search(self.steps // HOPELESS if roomy.counts.is_whole else self.steps)
            even = self._left()
        if roomy.counts.is_whole or not even.counts.is_whole:
            self._resume(roomy)
            self._search(self.steps)
            roomy = self._left()
        best = min((even, roomy), key=lambda each: each.worth(self.facts))
        self._resume(best)
        if not best.counts.is_whole:
            self._ask_for_places()

    def _ask_for_places(self) -> None:
        """Take seats that keep the rules from CP-SAT, and search from there."""
        left = 0.0 if self.is_over() else self.until - time.monotonic()
        rules, near = rules_of(self.facts), self.board.at[:, : self.board.n]
        found = attempt(self.facts, rules, seed=self.seed, seconds=NEAR_SECONDS, near=near)
        if found.places is None and not found.is_excluded:
            found = attempt(self.facts, rules, seed=self.seed, seconds=max(LEAST_SECONDS, left))
        if found.is_excluded:
            raise NoPlan
        if found.places is not None:
            self._open(is_roomy=True, at_least=found.places)
            self.board.seat(found.places, self.rng)
            self.cost, self.method = self.board.cost(), "rules"
            self._polish()

    def _polish(self) -> None:
        """Search from seats that hold, for a moment even when time is out."""
        if not self.is_over():
            self._search(self.steps)
            return
        is_over, late = self.is_over, time.monotonic() + POLISH_SECONDS
        self.is_over = lambda: time.monotonic() > late or (self.stop is not None and self.stop())
        kept = self.board.at.copy()
        self._take(self._searched(self.steps), kept, "rules+search")
        self.is_over = is_over

    def _left(self) -> "_Left":
        counts = counted(self.facts, self.board.rounds_of_ids())
        return _Left(self.board, self.target, self.cost, self.steps, self.method, counts)

    def _resume(self, left: "_Left") -> None:
        self.board, self.target, self.cost = left.board, left.target, left.cost
        self.steps, self.method = left.steps, left.method

    def _prove(self) -> None:
        """Close the gap of small facts, where few repeats are wished for."""
        repeats = self._repeats()
        is_open = repeats > self.limits.repeats and self.facts.wish is Wish.REPEATS
        if not is_open or not is_small(self.facts) or not self._holds() or self.is_over():
            return
        found = proven(
            self.facts,
            self.board.at[:, : self.board.n],
            repeats=repeats,
            seed=self.seed,
            seconds=self.until - time.monotonic(),
            stop=self.stop,
        )
        self.limits = replace(self.limits, repeats=max(self.limits.repeats, found.bound))
        if found.places is not None:
            self._open(is_roomy=True, at_least=found.places)
            self.board.seat(found.places, self.rng)
            self.method = "proof"


@dataclass(frozen=True, slots=True)
class _Left:
    """A search that may be gone on with, and the counts of its board when it was left."""

    board: Board
    target: float
    cost: float
    steps: int
    method: str
    counts: Counts

    def worth(self, facts: Facts) -> tuple[int, ...]:
        """Return what is least for the best of two, levels in their order."""
        counts = self.counts
        return (
            len(counts.broken),
            counts.revisits if facts.visits is Visits.EVEN else 0,
            counts.thrice if facts.wish is Wish.TWICE else 0,
            -counts.distinct_pairs if facts.wish is Wish.PAIRS else counts.repeats,
            counts.same_department,
            counts.unevenness,
        )
