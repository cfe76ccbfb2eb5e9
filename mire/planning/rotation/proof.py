"""Proofs for small rotations: the fewest repeats there can be, by constraint programming."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from mire.planning.rotation.board import Places
from mire.planning.rotation.facts import Facts
from mire.planning.rotation.pairs import together_groups
from mire.planning.rotation.rules import modelled, read, rules_of

MOST_MEETINGS = 6_000
"""Pairs × rounds × tables beyond which no proof is tried."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Better places, None when none were found, and a bound of the repeats."""

    places: Places | None
    bound: int


def is_small(facts: Facts) -> bool:
    """Whether a proof is worth trying."""
    n = len(facts.people)
    return n * (n - 1) // 2 * facts.rounds * len(facts.tables) <= MOST_MEETINGS


def proven(
    facts: Facts,
    at: Places,
    *,
    repeats: int,
    seed: int,
    seconds: float,
    stop: Callable[[], bool] | None = None,
) -> Proof:
    """Look for fewer than ``repeats`` repeats, starting from ``at`` (by round and person).

    The bound holds for all sizes of tables within their capacities.
    """
    from ortools.sat.python import cp_model

    model, seats = modelled(facts, rules_of(facts))
    for i, by_round in enumerate(seats):
        for r, able in enumerate(by_round):
            for t, chosen in able.items():
                model.add_hint(chosen, int(at[r, i] == t))
                if r == 0 and _is_alike(facts):
                    model.add(chosen == int(at[r, i] == t))
    kept = {pair for each in together_groups(facts) for pair in combinations(each, 2)}
    again: list[Any] = []
    for i, j in combinations(range(len(facts.people)), 2):
        if (i, j) not in kept:
            met = [
                _met(model, mine, theirs)
                for mine, theirs in zip(seats[i], seats[j], strict=True)
                if mine and theirs
            ]
            for one, other in combinations(met, 2):
                both = model.new_bool_var("")
                model.add_bool_or([~one, ~other, both])
                again.append(both)
    total = sum(again)
    model.add(total <= repeats)
    model.minimize(total)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.05, seconds)
    status = solver.solve(model, _watcher(stop))
    bound = min(repeats, max(0, round(solver.best_objective_bound)))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Proof(None, bound)
    if round(solver.objective_value) >= repeats:
        return Proof(None, bound)
    return Proof(read(facts, solver, seats), bound)


def _met(model: Any, mine: dict[int, Any], theirs: dict[int, Any]) -> Any:
    """Return a variable that is true when two share a table in a round."""
    met = model.new_bool_var("")
    for t in mine.keys() & theirs.keys():
        model.add_bool_or([~mine[t], ~theirs[t], met])
    return met


def _is_alike(facts: Facts) -> bool:
    """Whether any two people may trade places, and all tables are full: so is the first round."""
    return (
        not facts.together
        and not facts.apart
        and all(not each.host and not each.first and each.rounds is None for each in facts.people)
        and all(each.rounds is None for each in facts.tables)
        and len({each.capacity for each in facts.tables}) == 1
        and sum(each.capacity for each in facts.tables) == len(facts.people)
    )


def _watcher(stop: Callable[[], bool] | None) -> Any:
    """Return what CP-SAT calls for each better rotation: it stops when asked."""
    from ortools.sat.python import cp_model

    class Watcher(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            if stop is not None and stop():
                self.stop_search()

    return Watcher()
