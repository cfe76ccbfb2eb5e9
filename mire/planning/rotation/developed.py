"""Rotations that a group develops: as many people as tables × rows, moved alike.

With N tables, the elements of an abelian group of order N, person (j, c) sits in round r at
table c + d[j][r]. Two people of one row never meet; (j, c) and (k, c′) meet in the rounds
where d[j][r] − d[k][r] = c′ − c. So all counts of N·s people come from the s × R matrix d:

    Σ C(m, 2) = N · Σ over j < k and values v of C(#{r : d[j][r] − d[k][r] = v}, 2).

Nobody meets twice exactly when the differences of any two rows are distinct: for s = R = N
that is a difference matrix, which the multiplication table of GF(N) is. When the tables of a
station are a coset, each station is visited once exactly when each row meets distinct cosets.
A host at every table is one more row, all 0. (Colbourn and Dinitz, *Handbook of Combinatorial
Designs*, 2nd ed., 2007, VI.17.)
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mire.planning.rotation.facts import Wish
from mire.planning.rotation.fields import Group, field, group, prime_power

Matrix = NDArray[np.int64]

VISITED = 50.0
"""What a second visit to a station weighs, against one repeat, while a matrix is searched."""
THRICE = 100.0


def worth(matrix: Matrix, over: Group, *, wish: Wish, is_once: bool) -> float:
    """Return what a matrix costs, in units of N people pairs; second visits dear."""
    total = 0.0
    for j in range(len(matrix)):
        differences = over.minus[matrix[j][None, :], matrix[j + 1 :]]
        for row in differences:
            counts = np.bincount(row, minlength=over.n)
            total += float(_price(counts, wish).sum())
        if is_once:
            stations = np.bincount(over.coset[matrix[j]])
            total += VISITED * float((stations * (stations - 1) // 2).sum())
    return total


def _price(counts: Matrix, wish: Wish) -> NDArray[np.float64]:
    """Return what it costs that pairs meet so often."""
    if wish is Wish.PAIRS:
        return np.maximum(counts - 1, 0).astype(float)
    cost = (counts * (counts - 1) / 2).astype(float)
    if wish is Wish.TWICE:
        cost += THRICE * np.maximum(counts - 2, 0)
    return cost


def _marginal(counts: Matrix, wish: Wish) -> NDArray[np.float64]:
    """Return what one meeting more costs."""
    if wish is Wish.PAIRS:
        return (counts > 0).astype(float)
    cost = counts.astype(float)
    if wish is Wish.TWICE:
        cost += THRICE * (counts >= 2)
    return cost


def matrix_of_rows(
    *,
    stations: int,
    tables: int,
    rows: int,
    rounds: int,
    wish: Wish,
    is_once: bool,
    is_hosted: bool,
    least: float,
    rng: np.random.Generator,
    is_over: Callable[[], bool],
) -> tuple[Matrix, float, Group]:
    """Return the best matrix found, its worth, and the group over which it is.

    ``least`` is where to stop, in units of N pairs; ``is_hosted``: the first row stays 0.
    The group has the tables of a station as a coset.
    """
    over = group(stations, tables)
    best, value = _first(over, rows, rounds, wish, is_once=is_once, is_hosted=is_hosted)
    if value <= least:
        return best, value, over
    if rounds > over.n:  # two rows have more rounds than differences
        return best, value, over
    if least <= 0 and wish is not Wish.PAIRS:
        found = _by_depth(over, rows, rounds, rng, is_over, is_once=is_once, is_hosted=is_hosted)
        if found is not None:
            return found, 0.0, over
    if is_over():
        return best, value, over
    made, cost = _by_tabu(
        over, best, wish, least, rng, is_over, is_once=is_once, is_hosted=is_hosted
    )
    return (made, cost, over) if cost < value else (best, value, over)


def _first(
    over: Group, rows: int, rounds: int, wish: Wish, *, is_once: bool, is_hosted: bool
) -> tuple[Matrix, float]:
    """Return the best of what the field gives: multiples, and polynomials of degree 2."""
    still = np.zeros((rows, rounds), dtype=np.int64)
    options = [still]
    if over.n > 1 and prime_power(over.n) and rounds <= over.n:
        gf = field(over.n)
        points = np.arange(rounds)
        square = gf.times[points, points]
        free = 1 if is_once else 0
        slopes = np.arange(rows) % (over.n - free) + free
        if is_hosted:
            slopes[0] = 0
        options.append(gf.times[slopes[:, None], points[None, :]])
        both = np.array([(b, c) for c in range(over.n) for b in range(over.n)])
        for drop in (0, 1):
            chosen = np.resize(both[drop:], (rows, 2))
            options.append(
                gf.plus[
                    gf.times[chosen[:, :1], points[None, :]],
                    gf.times[chosen[:, 1:], square[None, :]],
                ]
            )
    worths = [worth(each, over, wish=wish, is_once=is_once) for each in options]
    rarest = [worth(each, over, wish=Wish.TWICE, is_once=is_once) for each in options]
    place = min(range(len(options)), key=lambda each: (worths[each], rarest[each]))
    return options[place], worths[place]


MOST_STEPS = 60_000
RESTART_STEPS = 4_000


def _by_depth(
    over: Group,
    rows: int,
    rounds: int,
    rng: np.random.Generator,
    is_over: Callable[[], bool],
    *,
    is_once: bool,
    is_hosted: bool,
) -> Matrix | None:
    """Return a matrix without repeats, row after row, cell after cell; None when none came.

    One try is made whatever the time: it takes milliseconds, and what comes without it seconds.
    """
    minus, coset = over.minus.tolist(), over.coset.tolist()
    n, done, steps = over.n, 0, 0
    while done < MOST_STEPS:
        made = [[0] * rounds] if is_hosted else []
        steps = 0
        while len(made) < rows and steps < RESTART_STEPS:
            row, more = _row(made, n, rounds, minus, coset, rng, is_once=is_once)
            steps += more
            if row is not None:
                made.append(row)
            elif made[int(is_hosted) :]:
                made.pop()
        done += max(1, steps)
        if len(made) == rows:
            return np.array(made, dtype=np.int64)
        if is_over():
            return None
    return None


def _row(
    made: list[list[int]],
    n: int,
    rounds: int,
    minus: list[list[int]],
    coset: list[int],
    rng: np.random.Generator,
    *,
    is_once: bool,
) -> tuple[list[int] | None, int]:
    """Return a row whose differences with each made one are distinct, and the steps taken."""
    order = [rng.permutation(n).tolist() for _ in range(rounds)]
    order[0] = order[0][:1]  # all columns may be shifted alike
    used: list[set[int]] = [set() for _ in made]
    seen: set[int] = set()
    row: list[int] = []
    places = [0] * rounds
    steps = 0
    while steps < 400:
        steps += 1
        r = len(row)
        if r == rounds:
            return row, steps
        while places[r] < len(order[r]):
            x = order[r][places[r]]
            places[r] += 1
            if is_once and coset[x] in seen:
                continue
            if all(
                minus[x][other[r]] not in taken for other, taken in zip(made, used, strict=True)
            ):
                row.append(x)
                seen.add(coset[x])
                for other, taken in zip(made, used, strict=True):
                    taken.add(minus[x][other[r]])
                break
        else:
            places[r] = 0
            if not row:
                return None, steps
            x = row.pop()
            seen.discard(coset[x])
            for other, taken in zip(made, used, strict=True):
                taken.discard(minus[x][other[r - 1]])
    return None, steps


TABU_STEPS = 4_000


def _by_tabu(
    over: Group,
    start: Matrix,
    wish: Wish,
    least: float,
    rng: np.random.Generator,
    is_over: Callable[[], bool],
    *,
    is_once: bool,
    is_hosted: bool,
) -> tuple[Matrix, float]:
    """Return the best matrix of a tabu search: one cell at a time, of one row after another."""
    rows, rounds = start.shape
    matrix = start.copy()
    value = worth(matrix, over, wish=wish, is_once=is_once)
    best, best_value = matrix.copy(), value
    held = np.zeros((rows, rounds, over.n), dtype=np.int64)
    elements = np.arange(over.n)
    moving = list(range(int(is_hosted), rows))
    for step in range(TABU_STEPS):
        if best_value <= least or is_over() or not moving:
            break
        j = moving[int(rng.integers(len(moving)))]
        prices = _cell_prices(over, matrix, j, wish, elements, is_once=is_once)
        now = prices[np.arange(rounds), matrix[j]]
        change = prices - now[:, None]
        allowed = (held[j] <= step) | (value + change < best_value)
        change = np.where(allowed, change, np.inf)
        change[np.arange(rounds), matrix[j]] = np.inf
        ties = np.argwhere(change == change.min())
        r, x = ties[int(rng.integers(len(ties)))]
        if not np.isfinite(change[r, x]):
            continue
        held[j, r, matrix[j, r]] = step + rows + int(rng.integers(1, 8))
        matrix[j, r] = x
        value += float(change[r, x])
        if value < best_value:
            best, best_value = matrix.copy(), value
    return best, best_value


def _cell_prices(
    over: Group, matrix: Matrix, j: int, wish: Wish, elements: Matrix, *, is_once: bool
) -> NDArray[np.float64]:
    """Return, by round and element, what row j would cost there, its other cells as they are."""
    others = np.delete(matrix, j, axis=0)
    rounds = matrix.shape[1]
    prices = np.zeros((rounds, over.n))
    if len(others):
        differences = over.minus[matrix[j][None, :], others]
        counts = np.zeros((len(others), over.n), dtype=np.int64)
        which = np.arange(len(others))
        for r in range(rounds):
            counts[which, differences[:, r]] += 1
        for r in range(rounds):
            counts[which, differences[:, r]] -= 1
            marginal = _marginal(counts, wish)
            wanted = over.minus[elements[:, None], others[:, r][None, :]]
            prices[r] = marginal[which[None, :], wanted].sum(axis=1)
            counts[which, differences[:, r]] += 1
    if is_once:
        visits = np.bincount(over.coset[matrix[j]], minlength=int(over.coset.max()) + 1)
        for r in range(rounds):
            elsewhere = visits.copy()
            elsewhere[over.coset[matrix[j, r]]] -= 1
            prices[r] += VISITED * elsewhere[over.coset]
    return prices
