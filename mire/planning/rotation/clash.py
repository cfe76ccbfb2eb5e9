"""Why no rotation holds: the smallest set of rules that clash.

Implicit hitting sets, as for residencies (mire.planning.residency.clash): every clashing set
shares a rule with the complement of every set that can hold, so a smallest set that meets all
known complements is a smallest clashing set as soon as it clashes itself (Ignatiev, Previti,
Liffiton, Marques-Silva, CP 2015). Who sits in a rotation is decided by CP-SAT.
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from mire.planning.rotation.facts import Facts
from mire.planning.rotation.plan import OutOfTime
from mire.planning.rotation.rules import Rule, alone, attempt, bound_people, held, rules_of

ONE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Clash:
    """Rules that can't hold together. ``is_smallest``: no smaller set clashes (proven)."""

    rules: tuple[Rule, ...]
    is_smallest: bool


class NoClash(Exception):
    """A rotation holds every rule: nothing clashes."""


def clash(facts: Facts, *, seed: int = 1, seconds: float = 10.0) -> Clash:
    """Return the smallest clashing set, or the smallest found in time.

    Raises :class:`NoClash` when a rotation holds every rule, :class:`OutOfTime` when nothing is
    known in time.
    """
    by_itself = alone(facts)
    if by_itself is not None:
        return Clash((by_itself,), is_smallest=True)
    until = time.monotonic() + seconds
    few = bound_people(facts)
    if few is None:
        return _searched(facts, seed, until)
    try:
        among_few = _searched(few, seed, until)
    except (NoClash, OutOfTime):
        return _searched(facts, seed, until)
    # No rule clashes by itself, as `alone` knows where tables stay open: two are the fewest.
    are_two = len(among_few.rules) == 2 and all(each.rounds is None for each in facts.tables)
    if are_two or _is_in_all(facts, among_few.rules, seed, until):
        return among_few
    if time.monotonic() < until:
        with suppress(OutOfTime):
            return _searched(facts, seed, until)
    return replace(among_few, is_smallest=False)


def _is_in_all(facts: Facts, clashing: Sequence[Rule], seed: int, until: float) -> bool:
    """Whether leaving any one out lets all others hold: each is then in every clashing set."""
    rules = rules_of(facts)
    return all(
        time.monotonic() < until
        and attempt(
            facts,
            [rule for rule in rules if rule != one],
            seed=seed,
            seconds=min(ONE_SECONDS, until - time.monotonic()),
        ).places
        is not None
        for one in clashing
    )


def _searched(facts: Facts, seed: int, until: float) -> Clash:
    rules = rules_of(facts)
    seconds = max(ONE_SECONDS, until - time.monotonic())
    first = attempt(facts, rules, seed=seed, seconds=seconds)
    if first.places is not None:
        raise NoClash
    if not first.is_excluded:
        raise OutOfTime
    complements: list[frozenset[Rule]] = []
    while time.monotonic() < until:
        met = _smallest_meeting(complements, seed)
        found = attempt(facts, met, seed=seed, seconds=ONE_SECONDS)
        if found.places is None:
            told = tuple(rule for rule in rules if rule in met)
            return Clash(told, is_smallest=found.is_excluded)
        kept = held(facts, found.places, rules) | met
        complements.append(_complement(facts, rules, kept, seed, until))
    return Clash(_irreducible(facts, rules, seed), is_smallest=False)


def _complement(
    facts: Facts, rules: Sequence[Rule], kept: set[Rule], seed: int, until: float
) -> frozenset[Rule]:
    """Return the rules outside a largest possible set that holds, grown from ``kept``."""
    for rule in rules:
        if rule in kept or time.monotonic() > until:
            continue
        more = attempt(facts, kept | {rule}, seed=seed, seconds=ONE_SECONDS)
        if more.places is not None:
            kept |= held(facts, more.places, rules) | {rule}
    return frozenset(rules) - kept


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
        if attempt(facts, fewer, seed=seed, seconds=ONE_SECONDS).is_excluded:
            kept = fewer
    return tuple(kept)
