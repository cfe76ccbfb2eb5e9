"""Rotations of equal groups in which nobody meets twice, from algebra."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from mire.planning.rotation.board import Places
from mire.planning.rotation.fields import field, prime_power
from mire.planning.rotation.sporadic import eight_fours, ten_nines

SQUARES = (1, 2, 4)
"""The squares modulo 7."""


@dataclass(frozen=True, slots=True)
class Design:
    """``groups[r, i]``: the group of point i in round r; ``method`` names the construction."""

    method: str
    groups: Places


def design(*, groups: int, size: int, rounds: int) -> Design | None:
    """Return ``rounds`` rounds of ``groups`` groups of ``size`` without a repeat, if known."""
    if size == 2 and rounds <= 2 * groups - 1:
        return Design("round_robin", _round_robin(groups)[:rounds])
    if size == groups and prime_power(groups) and rounds <= groups + 1:
        return Design("affine_plane", _plane(groups)[:rounds])
    if groups == size == 10 and rounds <= 4:
        return Design("latin_squares", _two_squares_of_ten()[:rounds])
    if (groups, size) == (8, 4) and rounds <= 10:
        return Design("translations", eight_fours()[:rounds])
    if (groups, size) == (10, 9) and rounds <= 5:
        return Design("near_orthomorphisms", ten_nines()[:rounds])
    if groups == size and rounds <= 3:
        row, column = np.divmod(np.arange(groups**2), groups)
        return Design("latin_squares", np.array([(row + column) % groups, row, column])[:rounds])
    k = _power_of(groups * size, size)
    if k and prime_power(size) and rounds <= (groups * size - 1) // (size - 1):
        return Design("affine_space", _space(size, k)[:rounds])
    return None


def _power_of(v: int, q: int) -> int:
    """Return k when v = q**k, else 0."""
    k = 0
    while v % q == 0 and v > 1:
        v, k = v // q, k + 1
    return k if v == 1 else 0


def _space(q: int, k: int) -> Places:
    """Return the lines of the affine space of dimension k over GF(q), a round a direction."""
    gf = field(q)
    minus = np.argmin(gf.plus, axis=1)
    points = np.array(list(product(range(q), repeat=k)))
    made = []
    for direction in product(range(q), repeat=k):
        lead = next((place for place, x in enumerate(direction) if x), None)
        if lead is None or direction[lead] != 1:
            continue  # a multiple of another
        along = points[:, lead]
        # The point of its line where the leading coordinate is 0.
        feet = gf.plus[points, minus[gf.times[along[:, None], np.array(direction)[None, :]]]]
        number = (feet * q ** np.arange(k)[None, :]).sum(axis=1)
        made.append(np.unique(number, return_inverse=True)[1])
    return np.array(made)


def _two_squares_of_ten() -> Places:
    """Return rows, columns and two orthogonal Latin squares of order 10: four rounds.

    Z_7 and three more symbols (Parker 1959): vectors with one of the three in one place are
    found so that, of each two places, the differences are all of Z_7; they are developed
    modulo 7, and the squares of order 3 fill what is left.
    """
    full = _vectors([])
    assert full is not None
    rows = [[shift] * 4 for shift in range(7)]
    for vector in full:
        for number, factor in enumerate(SQUARES):
            rows += [
                [7 + number if x is None else (factor * x + shift) % 7 for x in vector]
                for shift in range(7)
            ]
    plane = _plane(3)
    rows += (7 + plane.T[:, [3, 0, 1, 2]]).tolist()
    return np.array(rows).T


Vector = tuple[int | None, ...]


def _vectors(made: list[Vector]) -> list[Vector] | None:
    """Return four vectors, the k-th without an entry in place k, grown from those ``made``."""
    place = len(made)
    if place == 4:
        return made
    for entries in product(range(7), repeat=2):
        mine = [0, *entries]  # all entries may be shifted alike: one is 0
        grown = [*made, (*mine[:place], None, *mine[place:])]
        if all(_is_split(grown, a, b) for a in range(4) for b in range(a)):
            found = _vectors(grown)
            if found is not None:
                return found
    return None


def _is_split(vectors: list[Vector], a: int, b: int) -> bool:
    """Whether the differences of places a and b are not both squares, nor both others, nor 0."""
    found = [
        (x - y) % 7
        for vector in vectors
        if (x := vector[a]) is not None and (y := vector[b]) is not None
    ]
    kinds = [each in SQUARES for each in found]
    return 0 not in found and len(set(kinds)) == len(kinds)


def _round_robin(groups: int) -> Places:
    """Return the 1-factorisation of the complete graph: one point stays, the others turn."""
    n = 2 * groups - 1
    made = np.zeros((n, 2 * groups), dtype=np.int64)
    for r in range(n):
        made[r, n] = made[r, r] = 0
        for k in range(1, groups):
            made[r, (r + k) % n] = made[r, (r - k) % n] = k
    return made


def _plane(q: int) -> Places:
    """Return the lines of the affine plane over GF(q): point (x, y) lies on y − m·x of slope m."""
    gf = field(q)
    y, x = np.divmod(np.arange(q * q), q)
    minus = np.argmin(gf.plus, axis=1)  # x + minus[x] = 0
    made = [gf.plus[y, minus[gf.times[m, x]]] for m in range(q)]
    return np.array([*made, x])
