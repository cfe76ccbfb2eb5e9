"""What each voter has left, exactly: consulted where floats can't tell.

Voters who paid alike share a *cell* and its one exact value, so that the first rounds of a
large election hold few of them.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cmp_to_key

import numpy as np

from mire.choice.portfolio.election import Integers
from mire.choice.portfolio.market import Market


class Ledger:
    """The exact account of a run at one endowment; it follows the purchases when asked."""

    def __init__(self, market: Market, endowment: Fraction) -> None:
        self._market = market
        self._cells = np.ones(len(market.weights), np.int64)
        self._left = [Fraction(0), endowment]  # cell 0: those who have nothing left
        self._followed = 0

    def follow(self, purchases: Sequence[int]) -> None:
        """Pay what was bought since the last time."""
        for topic in purchases[self._followed :]:
            self._pay(topic)
            self._followed += 1

    def can_pay(self, topic: int) -> bool:
        """Say whether a topic's supporters have its price."""
        rows, _ = self._rows(topic)
        have = sum((self._left[cell] * n for cell, _, n in rows), Fraction(0))
        return have >= self._market.prices[topic]

    def rate(self, topic: int) -> Fraction | None:
        """Return what a supporter pays a point, unless he has less; None: out of reach.

        The smallest rate at which payments reach the topic's price, supporters who have less
        than it times their points giving all that they have.
        """
        rows, _ = self._rows(topic)
        return self._rate(topic, rows)

    def _rate(self, topic: int, rows: list[tuple[int, int, int]]) -> Fraction | None:
        missing = self._market.prices[topic]
        if sum((self._left[cell] * n for cell, _, n in rows), Fraction(0)) < missing:
            return None
        points = sum(score * n for _, score, n in rows)

        def poorer_first(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
            mine, theirs = self._left[one[0]] * other[1], self._left[other[0]] * one[1]
            return (mine > theirs) - (mine < theirs)

        for cell, score, n in sorted(rows, key=cmp_to_key(poorer_first)):
            if self._left[cell] * points >= missing * score:
                return missing / points
            missing -= self._left[cell] * n
            points -= score * n
        message = "what is left reaches the price, so some row must pay the rest"
        raise AssertionError(message)

    def _pay(self, topic: int) -> None:
        rows, inverse = self._rows(topic)
        rate = self._rate(topic, rows)
        assert rate is not None
        moved = []
        for cell, score, _ in rows:
            left = self._left[cell] - rate * score
            if left > 0:
                moved.append(len(self._left))
                self._left.append(left)
            else:
                moved.append(0)
        self._cells[self._market.supports[topic].blocs] = np.array(moved, np.int64)[inverse]

    def _rows(self, topic: int) -> tuple[list[tuple[int, int, int]], Integers]:
        """Return (cell, points, voters) of a topic's supporters, and each bloc's row."""
        mine = self._market.supports[topic]
        keys = self._cells[mine.blocs]
        levels = np.ones(1, np.int64)
        if mine.scores is not None:
            levels, level = np.unique(mine.scores, return_inverse=True)
            keys = keys * len(levels) + level
        found, inverse = np.unique(keys, return_inverse=True)
        counts = np.zeros(len(found), np.int64)
        np.add.at(counts, inverse, mine.weights)
        rows = [
            (key // len(levels), int(levels[key % len(levels)]), n)
            for key, n in zip(found.tolist(), counts.tolist(), strict=True)
        ]
        return rows, inverse
