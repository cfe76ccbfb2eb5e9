"""Two sizes that no family of designs gives: 32 people in fours, 90 people in nines.

*Eight groups of four, ten rounds.* Points (o, x): four orbits o of (Z_2)^3, which moves x by
addition. Every round is its own image under all eight translations, so a pair is told by its
orbits and its difference: 7 in each orbit, 8 between two. Six rounds have one table with a point
of each orbit, and its translates: they take one difference between any two orbits. Four more
rounds pair two orbits, {(o, x), (o, x + s), (p, x), (p, x + s)}, which takes the difference s
in both and 0 and s between them; two of these also cut two orbits into the cosets of a group H
of four. With s = e_o + e_p, for e = 0, 1, 2, 4, the three s of an orbit are independent, and H
is what their pairwise sums make. What is left between the orbits, six differences for each two,
is cut into six tables by trying. Nobody meets twice; one other person is never met.

*Ten groups of nine, five rounds.* Person (j, c) sits in round r at table c + d[j][r] modulo 10,
as in :mod:`mire.planning.rotation.developed`. Full differences of order 10 can't be had, as
10 is twice an odd number; nine rows can: near-orthomorphisms of Z_10 (Evans, *Orthomorphism
Graphs of Groups*, 1992). Columns are 0, j, and three permutations θ of 1 … 9 with θ(j) − j, and
the differences of any two θ, all distinct. There are 928 such θ and no four go together.
"""

from itertools import combinations

import numpy as np

from mire.planning.rotation.board import Places

ORBITS = 4
PAIRS = tuple(combinations(range(ORBITS), 2))
UNITS = (0, 1, 2, 4)

Quad = tuple[int, ...]
Free = dict[tuple[int, int], set[int]]


def eight_fours() -> Places:
    """Return the group of each of 32 points in ten rounds."""
    steps = {(o, p): UNITS[o] ^ UNITS[p] for o, p in PAIRS}
    quads = _quads({pair: set(range(8)) - {0, step} for pair, step in steps.items()}, [])
    assert quads is not None
    made = [[(0, x ^ quad[o]) for o in range(ORBITS) for x in range(8)] for quad in quads]
    for paired in (((0, 1), (2, 3)), ((0, 2), (1, 3)), ((1, 2),), ((0, 3),)):
        mate = {o: pair for pair in paired for o in pair}
        made.append(
            [
                (mate[o][0], min(x, x ^ steps[mate[o]]))
                if o in mate
                else (o, min(x ^ h for h in _group(o)))
                for o in range(ORBITS)
                for x in range(8)
            ]
        )
    return np.array([_numbered(labels) for labels in made])


def _quads(free: Free, made: list[Quad]) -> list[Quad] | None:
    """Return tables with a point of each orbit that take every difference left once."""
    if not free[0, 1]:
        return made
    b = min(free[0, 1])
    for c in sorted(free[0, 2]):
        for d in sorted(free[0, 3]):
            quad = (0, b, c, d)
            if all(quad[o] ^ quad[p] in left for (o, p), left in free.items()):
                rest = {(o, p): left - {quad[o] ^ quad[p]} for (o, p), left in free.items()}
                found = _quads(rest, [*made, quad])
                if found is not None:
                    return found
    return None


def _group(o: int) -> Quad:
    """Return the group of four that holds none of the steps of an orbit."""
    a, b, c = (UNITS[o] ^ UNITS[p] for p in range(ORBITS) if p != o)
    return (0, a ^ b, b ^ c, a ^ c)


def _numbered(labels: list[tuple[int, int]]) -> list[int]:
    numbers = {label: number for number, label in enumerate(sorted(set(labels)))}
    return [numbers[label] for label in labels]


def ten_nines() -> Places:
    """Return the group of each of 90 points in five rounds; points of a row follow each other."""
    columns = _together(np.array(_near_orthomorphisms(10)))
    rows = np.vstack([np.zeros(9, dtype=np.int64), np.arange(1, 10), *columns])
    return np.asarray((rows[:, :, None] + np.arange(10)[None, None, :]) % 10).reshape(5, 90)


def _near_orthomorphisms(n: int) -> list[list[int]]:
    """Return all permutations θ of 1 … n − 1 for which θ(j) − j are distinct modulo n."""
    made: list[list[int]] = [[]]
    for j in range(1, n):
        made = [
            [*each, value]
            for each in made
            for value in range(1, n)
            if value not in each
            and (value - j) % n not in {(v - i) % n for i, v in enumerate(each, 1)}
        ]
    return made


def _together(thetas: Places) -> Places:
    """Return three of which any two differ by distinct values."""
    for first in range(len(thetas)):
        after = _apart(thetas, thetas[first + 1 :], first)
        for second in range(len(after)):
            third = _apart(after, after[second + 1 :], second)
            if len(third):
                return np.array([thetas[first], after[second], third[0]])
    raise AssertionError("no three near-orthomorphisms of order 10 go together")


def _apart(among: Places, others: Places, place: int) -> Places:
    differences = np.sort((others - among[place]) % 10, axis=1)
    return others[(np.diff(differences, axis=1) > 0).all(axis=1)]
