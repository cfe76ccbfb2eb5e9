"""Planning a cycle: level after level, each with its proven bound.

Lexicographic: what holds, then the shortest cycle, then priorities, then the load of the
busiest, then the fewest changes against the plan in force. When a plan in force is mended,
the fewest changes come first.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mire.planning.residency.facts import Facts
from mire.planning.residency.first import first_plan
from mire.planning.residency.model import Model, modelled, shortest
from mire.planning.residency.rules import rules_of

SHARE = 0.6
WAYS = ("AUTOMATIC_SEARCH", "PORTFOLIO_WITH_QUICK_RESTART_SEARCH", "FIXED_SEARCH")
FIRST_SLICE = 0.5
LOOK_SECONDS = 0.1
MOVED = 1000
"""A department that moves at all weighs more than any number of weeks."""


class Level(StrEnum):
    """What is minimised, in turn."""

    CYCLE = "cycle"  # weeks at work until the last residency ends
    PRIORITIES = "priorities"  # sum of priority × week of start
    LOAD = "load"  # the busiest person's work, in thousandths of what a week of theirs does
    CHANGES = "changes"  # 1000 for each department that moves, and the weeks by which


PLANNED = (Level.CYCLE, Level.PRIORITIES, Level.LOAD, Level.CHANGES)
MENDED = (Level.CHANGES, Level.CYCLE, Level.PRIORITIES, Level.LOAD)

Progress = Callable[["Reached"], None]


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a level came. ``gap`` is between ``value`` and ``bound``; 0 when proven."""

    level: Level
    value: int
    bound: int

    @property
    def gap(self) -> int:
        """What the bound leaves open."""
        return self.value - self.bound

    @property
    def is_proven(self) -> bool:
        """Whether no plan does better at this level, those before being what they are."""
        return self.gap == 0


@dataclass(frozen=True, slots=True)
class Stage:
    """One phase of a residency: its first week and its last one, and who gives their days."""

    name: str
    first: int
    last: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Residency:
    """One department's residency."""

    department: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Cycle:
    """A plan: residencies by start, the length in weeks, and how good it is known to be.

    ``bound`` is the length that no cycle can beat; ``levels`` what each level reached;
    ``moved`` the departments whose dates change; ``seconds`` what it took. ``is_whole``:
    every level was worked through (not cut short by time or by someone).
    """

    residencies: tuple[Residency, ...]
    weeks: int
    bound: int
    levels: tuple[Reached, ...]
    moved: tuple[str, ...]
    seconds: float
    is_whole: bool

    @property
    def is_proven(self) -> bool:
        """Whether no cycle is shorter."""
        return self.bound == self.weeks


class NoPlan(Exception):
    """No plan holds every rule."""


class OutOfTime(Exception):
    """Nothing was found, nor excluded, in the time there was."""


def plan(
    facts: Facts,
    *,
    seed: int = 1,
    seconds: float = 20.0,
    levels: tuple[Level, ...] = PLANNED,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Cycle:
    """Return the best cycle found; raise :class:`NoPlan` or :class:`OutOfTime`.

    ``seconds`` is the time for all levels together; ``cancel`` stops at once with the best so
    far; ``progress`` is told each better plan. The same facts and seed give the same plan
    when no time ran out.
    """
    begun = time.monotonic()
    search = _Search(facts, seed, begun + seconds, progress, cancel)
    reached: list[Reached] = []
    asked = [level for level in levels if level is not Level.CHANGES or facts.current]
    for number, level in enumerate(asked):
        found = search.minimise(level, is_last=number == len(asked) - 1)
        if found is None:
            break
        reached.append(found)
    return search.best_cycle(reached, begun, is_whole=len(reached) == len(asked))


class _Search:
    def __init__(
        self,
        facts: Facts,
        seed: int,
        until: float,
        progress: Progress | None,
        cancel: threading.Event | None,
    ) -> None:
        self.facts, self.seed, self.until = facts, seed, until
        self.progress, self.cancel = progress, cancel
        self.model = modelled(facts, rules_of(facts))
        self.best: dict[str, Any] = {}
        self.hints = self._first()

    def minimise(self, level: Level, *, is_last: bool) -> Reached | None:
        """Minimise one level and hold it there; None when there was no time for it.

        A level that is not the last leaves two fifths of the time to those after it.
        """
        from ortools.sat.python import cp_model

        left = self.until - time.monotonic()
        if self.best and (left <= 0 or self._is_cancelled):
            return None
        until = time.monotonic() + max(0.05, left if is_last else SHARE * left)
        aim = _aim(self.model, level)
        value, bound = None, 0
        for way, slice_ in _turns():
            self.model.cp.clear_hints()
            for variable, kept in self.best.get("values", self.hints):
                self.model.cp.add_hint(variable, kept)
            self.model.cp.minimize(aim)
            solver = _solver(self.seed, way, slice_, max(0.05, until - time.monotonic()))
            with _stopped_by(self.cancel, solver):
                status = solver.solve(self.model.cp, _watcher(self, level))
            if status == cp_model.INFEASIBLE:
                raise NoPlan
            bound = max(bound, round(solver.best_objective_bound))
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                found = round(solver.objective_value)
                if value is None or found < value:
                    value = found
                    self._keep(solver)
            if status == cp_model.OPTIMAL or time.monotonic() >= until or self._is_cancelled:
                break
        self.model.cp.clear_objective()
        if value is None:
            if not self.best:
                raise OutOfTime
            return None
        self.model.cp.add(aim <= value)
        return Reached(level, value, min(value, bound))

    def _first(self) -> list[tuple[Any, int]]:
        """Return where to start from: a first plan by hand, [] when there is none."""
        model = self.model
        draft = first_plan(self.facts, seed=self.seed, at_best=shortest(self.facts))
        if draft is None:
            return []
        hints = [
            (variable, place)
            for id, places in draft.starts.items()
            for variable, place in zip(model.starts[id], places, strict=True)
        ]
        for key, chosen in model.given.items():
            hints += [(taken, int(draft.given[key] == name)) for name, taken in chosen.items()]
        return hints

    @property
    def _is_cancelled(self) -> bool:
        return self.cancel is not None and self.cancel.is_set()

    def _keep(self, solver: Any) -> None:
        model = self.model
        variables = [each for starts in model.starts.values() for each in starts]
        variables += [chosen for given in model.given.values() for chosen in given.values()]
        self.best = {
            "values": [(each, solver.value(each)) for each in variables],
            "starts": {
                id: [solver.value(each) for each in starts] for id, starts in model.starts.items()
            },
            "given": {
                key: next(name for name, chosen in given.items() if solver.value(chosen))
                for key, given in model.given.items()
            },
        }

    def best_cycle(self, reached: list[Reached], begun: float, *, is_whole: bool) -> Cycle:
        """Return the best plan in weeks of the calendar."""
        facts, calendar = self.facts, self.model.calendar
        starts = self.best["starts"]
        residencies = sorted(
            (
                _residency(facts, calendar, id, places, self.best["given"])
                for id, places in starts.items()
            ),
            key=lambda each: (each.stages[0].first, each.department),
        )
        length = max(places[-1] for places in starts.values()) + facts.phases[-1].weeks
        bound = next((each.bound for each in reached if each.level is Level.CYCLE), 0)
        if (reached and reached[0].level is not Level.CYCLE) or not bound:
            bound = self._alone()
        kept = {
            id: tuple(calendar.week(place) for place in places) for id, places in starts.items()
        }
        moved = tuple(
            each.id
            for each in facts.departments
            if each.id in facts.current and facts.current[each.id] != kept[each.id]
        )
        return Cycle(
            residencies=tuple(residencies),
            weeks=calendar.week(length - 1) + 1,
            bound=calendar.week(bound - 1) + 1 if bound else 0,
            levels=tuple(reached),
            moved=moved,
            seconds=time.monotonic() - begun,
            is_whole=is_whole,
        )

    def _alone(self) -> int:
        """Return a bound of the cycle's length by itself, changes apart."""
        search = _Search(self.facts, self.seed, max(self.until, time.monotonic() + 1), None, None)
        found = search.minimise(Level.CYCLE, is_last=True)
        return 0 if found is None else found.bound


def _aim(model: Model, level: Level) -> Any:
    facts, calendar = model.facts, model.calendar
    if level is Level.CYCLE:
        return model.length
    if level is Level.PRIORITIES:
        return sum(each.priority * model.starts[each.id][0] for each in facts.departments)
    if level is Level.LOAD:
        return model.share
    return sum(
        _change(model, each.id, calendar) for each in facts.departments if each.id in facts.current
    )


def _change(model: Model, id: str, calendar: Any) -> Any:
    """Return what it weighs that a department moves from where the current plan has it."""
    terms = []
    most = calendar.length + sum(phase.weeks + phase.gap[1] for phase in model.facts.phases)
    moves = model.cp.new_bool_var("")
    for start, week in zip(model.starts[id], model.facts.current[id], strict=True):
        was = calendar.first_from(week)
        shift = model.cp.new_int_var(0, 2 * most, "")
        model.cp.add_abs_equality(shift, start - was)
        model.cp.add(shift == 0).only_enforce_if(~moves)
        terms.append(shift)
    return MOVED * moves + sum(terms)


def _residency(
    facts: Facts, calendar: Any, id: str, places: list[int], given: dict[Any, str]
) -> Residency:
    stages = []
    for index, phase in enumerate(facts.phases):
        people = [
            given[id, index, number]
            for number in range(len(phase.needs))
            if (id, index, number) in given
        ]
        stages.append(
            Stage(
                name=phase.name,
                first=calendar.week(places[index]),
                last=calendar.week(places[index] + phase.weeks - 1),
                people=tuple(dict.fromkeys(people)),
            )
        )
    return Residency(id, tuple(stages))


def _turns() -> Iterator[tuple[str, float]]:
    """Yield ways of searching that take turns, each longer than the last, without end.

    What one way finds slowly another finds at once; in slices of deterministic time and one
    after the other, they find the same each time.
    """
    slice_ = FIRST_SLICE
    while True:
        for way in WAYS:
            yield way, slice_
        slice_ *= 2


def _solver(seed: int, way: str, slice_: float, seconds: float) -> Any:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1
    solver.parameters.search_branching = getattr(cp_model, way)
    solver.parameters.linearization_level = 2  # proves weighted starts many times sooner
    solver.parameters.max_deterministic_time = slice_
    solver.parameters.max_time_in_seconds = seconds
    return solver


@contextmanager
def _stopped_by(cancel: threading.Event | None, solver: Any) -> Iterator[None]:
    """Let a search be cut as soon as it is cancelled, though it may find nothing for long."""
    if cancel is None:
        yield
        return
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(LOOK_SECONDS):
            if cancel.is_set():
                solver.stop_search()

    watcher = threading.Thread(target=watch, name="cancel", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()


def _watcher(search: _Search, level: Level) -> Any:
    """Return what CP-SAT calls for each better plan: it tells, and stops when asked."""
    from ortools.sat.python import cp_model

    class Watcher(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            if search.progress is not None:
                search.progress(
                    Reached(level, round(self.objective_value), round(self.best_objective_bound))
                )
            if search.cancel is not None and search.cancel.is_set():
                self.stop_search()

    return Watcher()
