"""Local search: all swaps of a round are weighed at once, the best that is not barred is made.

Tabu search (Glover 1989): what was undone lately is barred for a while unless it leads to the
best board so far. One step costs a product of a people × people and a people × tables matrix.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mire.planning.rotation.board import AWAY, Board
from mire.planning.rotation.pairs import department_codes, department_matrix

PATIENCE = 1_000
"""Steps without anything better after which a search ends."""
HELD = 6
HELD_MORE = 8


def improved(
    board: Board,
    *,
    steps: int,
    least: float,
    rng: np.random.Generator,
    is_over: Callable[[], bool],
) -> float:
    """Better the board in place, for so many steps at most, and return what it costs then.

    Stops at ``least``. The board is left as the best that was seen.
    """
    cost = board.cost()
    best, best_at = cost, board.at.copy()
    held = np.zeros((board.rounds, board.size, board.n_tables), dtype=np.int64)
    calm = since = 0
    for step in range(1, steps + 1):
        if best <= least or is_over() or step > since + PATIENCE:
            break
        r = int(rng.integers(board.rounds))
        made = _step(board, r, held[r], step, best - cost, rng)
        if made is None:
            calm += 1
            if calm > 4 * board.rounds:
                break
            continue
        calm = 0
        cost += made
        if cost < best:
            best, best_at, since = cost, board.at.copy(), step
    board.restore(best_at)
    return best


def _step(
    board: Board,
    r: int,
    held: NDArray[np.int64],
    step: int,
    wanted: float,
    rng: np.random.Generator,
) -> float | None:
    """Make the best swap of a round and return what it changes; None when there is none."""
    who = board.there(r)
    rows = np.flatnonzero(board.still[r][who] == AWAY)
    if len(rows) < 2:
        return None
    movers, at = who[rows], board.at[r][who[rows]]
    price, by_table = board.prices(r, who, rows)
    own = by_table[np.arange(len(rows)), at]
    there = by_table[:, at]
    change = there + there.T - own[:, None] - own[None, :] - 2.0 * price[:, rows]
    barred = held[movers][:, at] > step
    barred |= barred.T
    change[barred & (change >= wanted)] = np.inf
    change[at[:, None] == at[None, :]] = np.inf
    empty = np.flatnonzero(movers >= board.n)
    change[np.ix_(empty, empty)] = np.inf
    least = change.min(initial=np.inf)
    if not np.isfinite(least):
        return None
    places = np.flatnonzero(change.ravel() <= least)
    x, y = divmod(int(places[int(rng.integers(len(places)))]), len(rows))
    i, j = int(movers[x]), int(movers[y])
    until = step + (HELD + int(rng.integers(HELD_MORE))) * board.rounds
    held[i, at[x]] = held[j, at[y]] = until
    board.swap(r, i, j)
    return float(least)


def exchanged(
    board: Board,
    *,
    steps: int,
    least: int,
    rng: np.random.Generator,
    is_over: Callable[[], bool],
) -> None:
    """Let people change whole routes, so that fewer meet their own department.

    Only those that nothing binds: always there, no host, no pair. All counts but those of
    departments stay. ``least``: where to stop.
    """
    facts, n = board.facts, board.n
    bound = {i for each in board.groups for i in each}
    names = {name for pair in facts.apart for name in pair}
    free = np.array(
        [
            i
            for i, each in enumerate(facts.people)
            if i not in bound
            and each.id not in names
            and not each.host
            and not each.first
            and (each.rounds is None or len(each.rounds) == facts.rounds)
        ],
        dtype=np.int64,
    )
    if len(free) < 2:
        return
    codes = department_codes(facts)
    members = np.zeros((n, int(codes.max()) + 1))
    members[np.arange(n), codes] = 1.0
    meets = board.meets[:n, :n]
    own_meets = meets[np.ix_(free, free)].copy()
    outside = meets[free] @ members  # by person and department, those who are bound included
    code = codes[free]
    total = float(np.triu(meets * department_matrix(facts), 1).sum())
    best, order = total, np.arange(len(free))
    best_order, everybody = order.copy(), order.copy()
    held = np.zeros(outside.shape, dtype=np.int64)
    since = 0
    for step in range(1, steps + 1):
        if best <= least or is_over() or step > since + 3 * PATIENCE // 2:
            break
        own = outside[everybody, code]
        rows = np.flatnonzero(own > 0)  # those who meet their own: others gain nothing by moving
        change = outside[rows][:, code] + outside[:, code[rows]].T
        change -= own[rows][:, None] + own[None, :] + 2.0 * own_meets[rows]
        barred = np.maximum(held[rows][:, code], held[:, code[rows]].T) > step
        change[barred & (total + change >= best)] = np.inf
        change[code[rows][:, None] == code[None, :]] = np.inf
        at_least = change.min(initial=np.inf)
        if not np.isfinite(at_least):
            break
        places = np.flatnonzero(change.ravel() <= at_least)
        row, y = divmod(int(places[int(rng.integers(len(places)))]), len(free))
        x = int(rows[row])
        a, b = code[x], code[y]
        held[x, a] = held[y, b] = step + HELD + int(rng.integers(HELD_MORE))
        outside[:, a] += own_meets[:, y] - own_meets[:, x]
        outside[:, b] += own_meets[:, x] - own_meets[:, y]
        code[x], code[y] = b, a
        order[x], order[y] = order[y], order[x]
        total += float(at_least)
        if total < best:
            best, best_order, since = total, order.copy(), step
    routes = board.at[:, free].copy()
    moved = board.at.copy()
    moved[:, free[best_order]] = routes
    board.restore(moved)
