"""Why nothing holds: the smallest set of rules that clash.

A set of rules clashes if no plan holds them all. Every clashing set shares a rule with the
complement of every set that can hold; so a smallest set that meets all the complements known
so far is a smallest clashing set as soon as it clashes itself (implicit hitting sets:
Ignatiev, Previti, Liffiton, Marques-Silva, *Smallest MUS extraction with minimal hitting set
dualization*, CP 2015). Each turn that does not end finds one complement more.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from mire.planning.residency.calendar import Calendar
from mire.planning.residency.facts import Facts
from mire.planning.residency.holding import Given, Starts, holds
from mire.planning.residency.model import modelled
from mire.planning.residency.rules import Rule, rules_of

ONE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Clash:
    """Rules that can't hold together. ``is_smallest``: no smaller set clashes (proven).

    ``enough``: those of which dropping the one lets a plan hold all others, a plan being known.
    """

    rules: tuple[Rule, ...]
    is_smallest: bool
    enough: tuple[Rule, ...] = ()


class NoClash(Exception):
    """A plan holds every rule: nothing clashes."""


def clash(facts: Facts, *, seed: int = 1, seconds: float = 10.0) -> Clash:
    """Return the smallest clashing set, or the smallest found in time; raise :class:`NoClash`."""
    found = _clashing(facts, rules_of(facts), seed, seconds)
    return replace(found, enough=_enough(facts, found.rules, seed))


def _clashing(facts: Facts, rules: list[Rule], seed: int, seconds: float) -> Clash:
    if _found(facts, rules, seed) is not None:
        raise NoClash
    until = time.monotonic() + seconds
    complements: list[frozenset[Rule]] = []
    while time.monotonic() < until:
        met = _smallest_meeting(complements, seed)
        found = _found(facts, met, seed)
        if found is None:
            return Clash(tuple(rule for rule in rules if rule in met), is_smallest=True)
        complements.append(_complement(facts, rules, met, found, seed))
    return Clash(_irreducible(facts, rules, seed), is_smallest=False)


def _found(facts: Facts, rules: Collection[Rule], seed: int) -> tuple[Starts, Given] | None:
    """Return a plan that holds ``rules``; None when there is none (or none in time)."""
    from ortools.sat.python import cp_model

    model = modelled(facts, rules)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = ONE_SECONDS
    if solver.solve(model.cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    starts = {id: [solver.value(each) for each in places] for id, places in model.starts.items()}
    given = {
        key: next(name for name, chosen in able.items() if solver.value(chosen))
        for key, able in model.given.items()
    }
    return starts, given


def _enough(facts: Facts, clashing: Sequence[Rule], seed: int) -> tuple[Rule, ...]:
    """Return the rules that suffice when dropped alone: each of them is in every clashing set."""
    rules = rules_of(facts)
    return tuple(
        rule
        for rule in clashing
        if _found(facts, [each for each in rules if each != rule], seed) is not None
    )


def _complement(
    facts: Facts,
    rules: Sequence[Rule],
    met: Collection[Rule],
    found: tuple[Starts, Given],
    seed: int,
) -> frozenset[Rule]:
    """Return the rules outside a largest possible set that holds, grown from ``met``."""
    calendar = Calendar(facts)
    held = {rule for rule in rules if holds(facts, calendar, rule, *found)} | set(met)
    for rule in rules:
        if rule in held:
            continue
        more = _found(facts, held | {rule}, seed)
        if more is not None:
            held |= {one for one in rules if holds(facts, calendar, one, *more)} | {rule}
    return frozenset(rules) - held


def _smallest_meeting(sets: Sequence[frozenset[Rule]], seed: int) -> frozenset[Rule]:
    """Return a smallest set of rules that shares one with each of ``sets``."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    chosen = {rule: model.new_bool_var("") for rule in sorted(frozenset().union(*sets))}
    for each in sets:
        model.add_bool_or([chosen[rule] for rule in sorted(each)])
    model.minimize(sum(chosen.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.solve(model)
    return frozenset(rule for rule, taken in chosen.items() if solver.value(taken))


def _irreducible(facts: Facts, rules: Sequence[Rule], seed: int) -> tuple[Rule, ...]:
    """Return a clashing set of which every rule is needed: left out one by one."""
    kept = list(rules)
    for rule in rules:
        fewer = [one for one in kept if one != rule]
        if _found(facts, fewer, seed) is None:
            kept = fewer
    return tuple(kept)
