"""Sending people to stations they have not seen, where that costs nothing: tables trade groups."""

import numpy as np
from numpy.typing import NDArray

from mire.planning.rotation.board import AWAY, Board
from mire.planning.rotation.facts import Visits

PASSES = 3


def spread_over_stations(board: Board) -> None:
    """Let whole tables of a round trade their people, so that stations are visited evenly.

    Who meets whom stays as it is. Tables that trade have as many seats, and no host. Where each
    station is visited once there is nothing to do.
    """
    if board.facts.visits is Visits.ONCE or board.station.max() == 0:
        return
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

    for _ in range(PASSES):
        for r in range(board.rounds):
            at = board.at[r]
            hosted = set(board.still[r].tolist())
            visits = _visits(board, r)
            for seats in sorted(set(board.slots[r].tolist())):
                traders = np.array(
                    [t for t in np.flatnonzero(board.slots[r] == seats) if int(t) not in hosted],
                    dtype=np.int64,
                )
                if len(traders) < 2 or seats == 0:
                    continue
                people = [np.flatnonzero(at[: board.n] == t) for t in traders]
                cost = np.array(
                    [visits[each].sum(axis=0)[board.station[traders]] for each in people]
                )
                stays = cost - 1e-6 * np.eye(len(traders))  # no change without a gain
                rows, columns = linear_sum_assignment(stays)
                moved = at.copy()
                for one, other in zip(rows, columns, strict=True):
                    moved[at == traders[one]] = traders[other]
                at[:] = moved


def _visits(board: Board, r: int) -> NDArray[np.float64]:
    """Return, by person and station, the visits of all rounds but one."""
    made = np.zeros((board.n, int(board.station.max()) + 1))
    for other in range(board.rounds):
        if other != r:
            tables = board.at[other][: board.n]
            who = np.flatnonzero((tables != AWAY) & board.moves_between_stations[: board.n])
            made[who, board.station[tables[who]]] += 1
    return made
