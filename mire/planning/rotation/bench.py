"""Sitting out in turn, when there are more people than seats: nobody again before all others.

facts, bench = benched(facts)
bench[1]  # the ids of those who sit out in the second round
"""

from collections.abc import Sequence
from dataclasses import replace

from mire.planning.rotation.facts import Facts
from mire.planning.rotation.pairs import together_groups

Bench = tuple[tuple[str, ...], ...]
"""By round: the ids of those who sit out."""


def benched(facts: Facts) -> tuple[Facts, Bench]:
    """Return the facts in which those who sit out are away, and who they are, round by round.

    Those sit out who have sat out least, hosts of an open table only when nobody else is left.
    Those who stay together sit out together where that leaves no seat empty; else alone. Where
    seats suffice, nobody does.
    """
    turns = [0] * len(facts.people)
    away: list[set[int]] = []
    units = _units(facts)
    for r in range(facts.rounds):
        here = set(facts.present(r))
        seats = sum(table.capacity for table in facts.tables if table.is_open(r))
        away.append(_out(facts, units, here, r, len(here) - seats, turns))
        for i in away[-1]:
            turns[i] += 1
    if not any(away):
        return facts, tuple(() for _ in range(facts.rounds))
    people = tuple(
        replace(
            each,
            rounds=frozenset(
                r for r in range(facts.rounds) if each.is_present(r) and i not in away[r]
            ),
        )
        if any(i in out for out in away)
        else each
        for i, each in enumerate(facts.people)
    )
    ids = tuple(tuple(facts.people[i].id for i in sorted(out)) for out in away)
    return replace(facts, people=people), ids


def _units(facts: Facts) -> list[tuple[int, ...]]:
    """Return people by those who stay together, in their order."""
    groups = [tuple(sorted(each)) for each in together_groups(facts)]
    grouped = {i for each in groups for i in each}
    return sorted([*groups, *((i,) for i in range(len(facts.people)) if i not in grouped)])


def _out(
    facts: Facts,
    units: Sequence[tuple[int, ...]],
    here: set[int],
    r: int,
    n: int,
    turns: Sequence[int],
) -> set[int]:
    """Return ``n`` of those who are here, the least often out first, whole units if they fit."""
    open_tables = {table.id for table in facts.tables if table.is_open(r)}
    out: set[int] = set()
    for hosts in (False, True):
        able = [
            tuple(i for i in unit if i in here and (facts.people[i].host in open_tables) == hosts)
            for unit in units
        ]
        able = [unit for unit in able if unit]
        able.sort(key=lambda unit: max(turns[i] for i in unit))
        for unit in able:
            if len(unit) <= n - len(out):
                out |= set(unit)
        rest = [i for unit in able for i in unit if i not in out]
        rest.sort(key=lambda i: turns[i])
        out |= set(rest[: max(0, n - len(out))])
    return out
