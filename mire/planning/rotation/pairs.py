"""Pairs of people as matrices: who is kept together, apart, and who counts as one department."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from mire.planning.rotation.facts import Facts

Matrix = NDArray[np.float64]


def groups_of(pairs: Iterable[tuple[int, int]], n: int) -> list[list[int]]:
    """Return the groups of two people or more that pairs link, in order of their first."""
    root = list(range(n))

    def top(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for i, j in pairs:
        low, high = sorted((top(i), top(j)))
        root[high] = low
    found: dict[int, list[int]] = {}
    for i in range(n):
        found.setdefault(top(i), []).append(i)
    return [each for each in found.values() if len(each) > 1]


def together_groups(facts: Facts) -> list[list[int]]:
    """Return the groups that are kept together, as indices of people."""
    return groups_of(_indices(facts, facts.together), len(facts.people))


def apart_groups(facts: Facts) -> list[list[int]]:
    """Return the groups that pairs kept apart link, as indices of people."""
    return groups_of(_indices(facts, facts.apart), len(facts.people))


def together_matrix(facts: Facts) -> Matrix:
    """Return 1 for two people of one group that is kept together, else 0."""
    made = np.zeros((len(facts.people),) * 2)
    for each in together_groups(facts):
        made[np.ix_(each, each)] = 1.0
    np.fill_diagonal(made, 0.0)
    return made


def apart_matrix(facts: Facts) -> Matrix:
    """Return 1 for two people who are kept apart, else 0."""
    made = np.zeros((len(facts.people),) * 2)
    for i, j in _indices(facts, facts.apart):
        made[i, j] = made[j, i] = 1.0
    return made


def department_matrix(facts: Facts) -> Matrix:
    """Return 1 for two people of one department who are not kept together, else 0."""
    codes = department_codes(facts)
    made = (codes[:, None] == codes[None, :]).astype(float)
    np.fill_diagonal(made, 0.0)
    kept: Matrix = made * (1.0 - together_matrix(facts))
    return kept


def department_codes(facts: Facts) -> NDArray[np.int64]:
    """Return each person's department as a number; those who have none have one of their own."""
    seen: dict[str, int] = {}
    made = []
    for number, each in enumerate(facts.people):
        name = each.department or f"\0{number}"
        made.append(seen.setdefault(name, len(seen)))
    return np.array(made, dtype=np.int64)


def _indices(facts: Facts, pairs: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    at = {each.id: index for index, each in enumerate(facts.people)}
    return [(at[one], at[other]) for one, other in pairs]
