"""Finite fields and the additive groups that act on tables."""

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


def prime_power(n: int) -> tuple[int, int] | None:
    """Return (p, k) when n = p**k for a prime p and k ≥ 1, else None."""
    if n < 2:
        return None
    p = next((p for p in range(2, int(n**0.5) + 1) if n % p == 0), n)
    k, left = 0, n
    while left % p == 0:
        left //= p
        k += 1
    return (p, k) if left == 1 else None


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """GF(q): elements are 0 … q−1, 0 and 1 the neutral ones; ``plus`` and ``times`` are q × q."""

    q: int
    plus: Indices
    times: Indices


@cache
def field(q: int) -> Field:
    """Return GF(q), q a prime power: polynomials over GF(p) modulo an irreducible one.

    An element's digits in base p are its coefficients, the constant one last in weight 1.
    """
    found = prime_power(q)
    if found is None:
        message = f"{q} is no prime power"
        raise ValueError(message)
    p, k = found
    words = [_digits(n, p, k) for n in range(q)]
    number = {word: n for n, word in enumerate(words)}
    plus = [
        [number[tuple((x + y) % p for x, y in zip(a, b, strict=True))] for b in words]
        for a in words
    ]
    for low in product(range(p), repeat=k):  # x**k = −(low), tried until a field comes out
        times = [[number[_product(a, b, low, p)] for b in words] for a in words]
        if all(sorted(row) == list(range(q)) for row in times[1:]):
            return Field(q, np.array(plus), np.array(times))
    raise AssertionError(q)


def _digits(n: int, p: int, k: int) -> tuple[int, ...]:
    return tuple(n // p**place % p for place in range(k))


def _product(
    a: tuple[int, ...], b: tuple[int, ...], low: tuple[int, ...], p: int
) -> tuple[int, ...]:
    """Return a·b modulo x**k + low(x), coefficients from the constant one up."""
    k = len(a)
    made = [0] * (2 * k)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            made[i + j] += x * y
    for i in range(2 * k - 1, k - 1, -1):
        for j, c in enumerate(low):
            made[i - k + j] -= made[i] * c
        made[i] = 0
    return tuple(each % p for each in made[:k])


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """An abelian group on 0 … n−1, 0 neutral: ``plus[x, y]`` and ``minus[x, y]`` = x − y.

    ``coset[x]``: which coset of the subgroup of tables of one station x lies in, 0 ….
    """

    n: int
    plus: Indices
    minus: Indices
    coset: Indices


def group(stations: int, tables: int) -> Group:
    """Return a group of order stations × tables; x // tables is its coset, a station."""
    outer, inner = _group_table(stations), _group_table(tables)
    n = stations * tables
    x, y = np.divmod(np.arange(n), tables)
    plus = outer[x[:, None], x[None, :]] * tables + inner[y[:, None], y[None, :]]
    minus = np.empty_like(plus)
    rows = np.arange(n)
    for y_ in range(n):
        minus[plus[rows, y_], y_] = rows
    return Group(n, plus, minus, x)


def _group_table(n: int) -> Indices:
    """Return the addition of a product of elementary abelian groups, of order n."""
    made, left, p = np.zeros((1, 1), dtype=np.int64), n, 2
    while left > 1:
        if left % p:
            p += 1
            continue
        rows = np.arange(len(made) * p)
        low, high = rows % p, rows // p
        made = made[high[:, None], high[None, :]] * p + (low[:, None] + low[None, :]) % p
        left //= p
    return made
