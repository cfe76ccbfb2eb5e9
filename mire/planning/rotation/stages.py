"""The stages of a search: algebra, starters, local search, rules by CP-SAT, a small proof."""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import chain

import numpy as np

from mire.planning.rotation.board import Board, Places
from mire.planning.rotation.bounds import Bounds
from mire.planning.rotation.facts import Facts, Visits, Wish
from mire.planning.rotation.proof import is_small, proven
from mire.planning.rotation.rules import attempt, rules_of
from mire.planning.rotation.search import exchanged, improved
from mire.planning.rotation.skeletons import skeletons, starter_skeleton
from mire.planning.rotation.stations import spread_over_stations
from mire.planning.rotation.verify import counted

STEPS = 60_000_000
"""Steps of local search, times the square of the number of people."""
LEAST_STEPS, MOST_STEPS = 400, 4_000
EXCHANGES = 2_000
TURNS = 2
STARTERS_SHARE = 0.7
"""How much of the time that is left may go to starters."""
LEAST_SECONDS = 2.0
"""What is always left to find out whether the rules can hold at all."""


class NoPlan(Exception):
    """No rotation holds every rule."""


class OutOfTime(Exception):
    """Nothing that holds every rule was found, nor excluded, in the time there was."""


class Stages:
    """One search: :meth:`run` leaves the best ``board``, its ``method`` and ``limits``."""

    def __init__(
        self, facts: Facts, limits: Bounds, *, seed: int, until: float,
        is_over: Callable[[], bool], stop: Callable[[], bool] | None,
    ) -> None:  # fmt: skip
        self.facts, self.limits, self.seed, self.until = facts, limits, seed, until
        self.is_over, self.stop = is_over, stop
        self.rng = np.random.default_rng(seed)
        self.method = ""
        self._open(is_full=False)

    def run(self) -> None:
        """Go through the stages as far as they are needed; raise :class:`NoPlan`."""
        self._begin()
        if not self._holds() or self.cost > self.target:
            self._search()
        if not self._holds():
            self._keep_rules()
        self._prove()
        spread_over_stations(self.board)
        self.method = self.method or "search"

    def _open(self, *, is_full: bool) -> None:
        self.board = Board(self.facts, is_full=is_full)
        self.target = self._least_cost()
        self.cost = np.inf
        self.steps = int(np.clip(STEPS / self.board.size**2, LEAST_STEPS, MOST_STEPS))

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
        for each in chain(skeletons(self.facts, self.rng, self.is_over), [None]):
            if self.cost <= self.target or (each is None and self.cost < np.inf):
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

    def _search(self) -> None:
        """Search from where the board is, then from scratch."""
        kept = self.board.at.copy()
        self._take(self._searched(), kept, f"{self.method}+search" if self.method else "search")
        if self.cost > self.target and self.method != "search" and not self.is_over():
            kept = self.board.at.copy()
            self.board.seat(None, self.rng)
            self._take(self._searched(), kept, "search")

    def _searched(self) -> float:
        """Better the board by swaps in a round and by exchanges of routes, in turn."""
        cost = self._improve()
        for _ in range(TURNS):
            if cost <= self.target or self.is_over():
                break
            self._exchange(self.steps)
            exchanged_cost = self.board.cost()
            again = self._improve()
            if min(again, exchanged_cost) >= cost:
                break
            cost = again
        return cost

    def _improve(self) -> float:
        return improved(self.board, steps=self.steps, least=self.target, rng=self.rng,
                        is_over=self.is_over)  # fmt: skip

    def _exchange(self, steps: int) -> None:
        exchanged(self.board, steps=steps, least=self.limits.same_department, rng=self.rng,
                  is_over=self.is_over)  # fmt: skip

    def _keep_rules(self) -> None:
        """Set out every seat, as even tables may be why rules break, and try again."""
        found = attempt(self.facts, rules_of(self.facts), seed=self.seed,
                        seconds=max(LEAST_SECONDS, self.until - time.monotonic()))  # fmt: skip
        if found.is_excluded:
            raise NoPlan
        self._open(is_full=True)
        self._begin()
        if not self._holds() and found.places is not None:
            self.board.seat(found.places, self.rng)
            self.cost, self.method = self.board.cost(), "rules"
        self._search()

    def _prove(self) -> None:
        """Close the gap of small facts, where few repeats are wished for."""
        repeats = self._repeats()
        is_open = repeats > self.limits.repeats and self.facts.wish is Wish.REPEATS
        if not is_open or not is_small(self.facts) or not self._holds() or self.is_over():
            return
        found = proven(
            self.facts, self.board.at[:, : self.board.n], repeats=repeats, seed=self.seed,
            seconds=self.until - time.monotonic(), stop=self.stop,
        )  # fmt: skip
        self.limits = replace(self.limits, repeats=max(self.limits.repeats, found.bound))
        if found.places is not None:
            self._open(is_full=True)
            self.board.seat(found.places, self.rng)
            self.method = "proof"
