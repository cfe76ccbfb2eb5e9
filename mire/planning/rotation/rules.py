"""The rules of a rotation, one by one, so that those that clash can be named."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mire.planning.rotation.board import AWAY, Places
from mire.planning.rotation.facts import Facts, Visits
from mire.planning.rotation.verify import counted

MOST_SEATS = 2_000_000
"""People × rounds × tables beyond which no solver is asked: it would fill the memory."""


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """One rule: its ``kind``, whom it binds (an id, "" for all), the other."""

    kind: str
    subject: str = ""
    other: str = ""


def rules_of(facts: Facts) -> list[Rule]:
    """Return every rule that the facts make, in the order in which they are told."""
    return list(dict.fromkeys(_rules(facts)))


def _rules(facts: Facts) -> Iterator[Rule]:
    yield Rule("seats")
    if facts.visits is Visits.ONCE:
        yield Rule("once")
    for each in facts.people:
        if each.host:
            yield Rule("host", each.id, each.host)
        if each.first and each.is_present(0):
            yield Rule("first", each.id, each.first)
    for kind, pairs in (("together", facts.together), ("apart", facts.apart)):
        for pair in pairs:
            yield Rule(kind, *sorted(pair))


def alone(facts: Facts) -> Rule | None:
    """Return a rule that nothing can keep, by itself, where counting shows it; else None."""
    for r in range(facts.rounds):
        seats = sum(table.capacity for table in facts.tables if table.is_open(r))
        if len(facts.present(r)) > seats:
            return Rule("seats")
    if facts.visits is Visits.ONCE:
        most = len(facts.stations)
        for each in facts.people:
            if not each.host and sum(map(each.is_present, range(facts.rounds))) > most:
                return Rule("once")
    return None


def bound_people(facts: Facts) -> Facts | None:
    """Return the facts of those alone whom a rule of their own binds; None: nobody, or all.

    What they can't keep, all can't.
    """
    names = {id for pair in (*facts.together, *facts.apart) for id in pair}
    people = tuple(each for each in facts.people if each.host or each.first or each.id in names)
    return replace(facts, people=people) if 0 < len(people) < len(facts.people) else None


Seats = list[list[dict[int, Any]]]
"""By person and round: whether they sit there, by open table; {} in rounds they are away."""


def modelled(facts: Facts, rules: Collection[Rule]) -> tuple[Any, Seats]:
    """Return a CP-SAT model of ``rules`` and its variables; all who are there have a table."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    seats: Seats = [
        [
            {t: model.new_bool_var("") for t, table in enumerate(facts.tables) if table.is_open(r)}
            if each.is_present(r)
            else {}
            for r in range(facts.rounds)
        ]
        for each in facts.people
    ]
    for i, each in enumerate(facts.people):
        for r in range(facts.rounds):
            if each.is_present(r):
                model.add_exactly_one(seats[i][r].values())
    at = {each.id: i for i, each in enumerate(facts.people)}
    for rule in rules:
        match rule.kind:
            case "seats":
                _hold_seats(model, facts, seats)
            case "once":
                _hold_once(model, facts, seats)
            case "host":
                t = next(t for t, table in enumerate(facts.tables) if table.id == rule.other)
                for able in seats[at[rule.subject]]:
                    if t in able:
                        model.add(able[t] == 1)
            case "first":
                t = next(t for t, table in enumerate(facts.tables) if table.id == rule.other)
                if t in (able := seats[at[rule.subject]][0]):
                    model.add(able[t] == 1)
            case _:
                pair = seats[at[rule.subject]], seats[at[rule.other]]
                _hold_pair(model, *pair, is_together=rule.kind == "together")
    return model, seats


def _hold_seats(model: Any, facts: Facts, seats: Seats) -> None:
    for t, table in enumerate(facts.tables):
        for r in range(facts.rounds):
            model.add(sum(by[r][t] for by in seats if t in by[r]) <= table.capacity)


def _hold_once(model: Any, facts: Facts, seats: Seats) -> None:
    for i, each in enumerate(facts.people):
        for name in () if each.host else facts.stations:
            model.add_at_most_one(
                chosen
                for by in seats[i]
                for t, chosen in by.items()
                if facts.tables[t].station == name
            )


def _hold_pair(
    model: Any, one: list[dict[int, Any]], other: list[dict[int, Any]], *, is_together: bool
) -> None:
    for mine, theirs in zip(one, other, strict=True):
        for t in mine.keys() & theirs.keys():
            if is_together:
                model.add(mine[t] == theirs[t])
            else:
                model.add_at_most_one((mine[t], theirs[t]))


def read(facts: Facts, solver: Any, seats: Seats) -> Places:
    """Return where a solver seats everybody."""
    places = np.full((facts.rounds, len(facts.people)), AWAY)
    for i, by_round in enumerate(seats):
        for r, able in enumerate(by_round):
            for t, chosen in able.items():
                if solver.value(chosen):
                    places[r, i] = t
    return places


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a solver says: places that keep the rules, that there are none, or neither."""

    places: Places | None
    is_excluded: bool


def attempt(
    facts: Facts,
    rules: Collection[Rule],
    *,
    seed: int,
    seconds: float,
    near: Places | None = None,
) -> Attempt:
    """Look for places that keep ``rules``; neither found nor excluded where they are too many.

    ``near``: places from which as few as can be are to change, as far as time allows.
    """
    if len(facts.people) * facts.rounds * len(facts.tables) > MOST_SEATS:
        return Attempt(None, is_excluded=False)
    from ortools.sat.python import cp_model

    model, seats = modelled(facts, rules)
    if near is not None:
        _keep_near(model, seats, near)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.05, seconds)
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Attempt(read(facts, solver, seats), is_excluded=False)
    return Attempt(None, is_excluded=status == cp_model.INFEASIBLE)


def _keep_near(model: Any, seats: Seats, near: Places) -> None:
    """Hint at places, and have the model keep as many of them as it can."""
    kept = []
    for i, by_round in enumerate(seats):
        for r, able in enumerate(by_round):
            for t, chosen in able.items():
                model.add_hint(chosen, t == near[r, i])
            if near[r, i] in able:
                kept.append(able[int(near[r, i])])
    model.maximize(sum(kept))


def held(facts: Facts, places: Places, rules: Collection[Rule]) -> set[Rule]:
    """Return which rules these places keep, as the independent checker sees it."""
    ids = [each.id for each in facts.people]
    rounds = tuple(
        tuple(
            tuple(ids[i] for i in range(len(ids)) if places[r, i] == t)
            for t in range(len(facts.tables))
        )
        for r in range(facts.rounds)
    )
    broken: Counter[Rule] = Counter()
    for each in counted(facts, rounds).broken:
        if each.rule == "capacity":
            broken[Rule("seats")] += 1
        elif each.rule == "once":
            broken[Rule("once")] += 1
        elif each.rule in {"host", "first"}:
            broken[Rule(each.rule, *each.subjects)] += 1
        elif each.rule in {"together", "apart"}:
            broken[Rule(each.rule, *sorted(each.subjects))] += 1
    return {rule for rule in rules if rule not in broken}
