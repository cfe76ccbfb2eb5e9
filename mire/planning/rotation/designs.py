"""Rotations of equal groups in which nobody meets twice, from algebra."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mire.planning.rotation.board import Places
from mire.planning.rotation.fields import field, prime_power


@dataclass(frozen=True, slots=True)
class Design:
    """``groups[r, i]``: the group of point i in round r; ``method`` names the construction."""

    method: str
    groups: Places


def design(
    *, groups: int, size: int, rounds: int, rng: np.random.Generator, is_over: Callable[[], bool]
) -> Design | None:
    """Return ``rounds`` rounds of ``groups`` groups of ``size`` without a repeat, if one is found.

    Points are numbered so that the last ``groups`` of them never meet, where that can be.
    """
    if size == 2 and rounds <= 2 * groups - 1:
        return Design("round_robin", _round_robin(groups)[:rounds])
    if size == groups and prime_power(groups) and rounds <= groups + 1:
        return Design("affine_plane", _plane(groups)[:rounds])
    return None


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
