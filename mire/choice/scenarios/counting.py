"""Counting who comes where, over many draws of weights and measures.

Work goes chunk by chunk through arrays made once: making them anew costs more than what is
computed in them.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from mire.choice.scenarios.drawing import DrawWeights, Floats
from mire.choice.scenarios.products import product_over
from mire.choice.scenarios.worths import Worths

CHUNK = 1 << 14
# Two worths this near are equal but for rounding; drawn by chance it happens to one in a billion.
EQUAL = 1e-9


class Tally:
    """Counts over draws; n options, m criteria.

    ``acceptability`` (n, n): [option, rank] shares. ``firsts`` (n,): how many draws each won,
    draws won together shared out. ``weights`` and ``squares`` (n, m): the sums of the weights,
    and of their squares, over those draws.
    """

    def __init__(
        self, worths: Worths, draw_weights: DrawWeights, rng: np.random.Generator, n_draws: int
    ) -> None:
        n, m = worths.sure.shape
        self.firsts = np.zeros(n)
        self.weights, self.squares = np.zeros((n, m)), np.zeros((n, m))
        counts = np.zeros((n, n, n), np.int64)
        for k, times in _chunks(n_draws):
            worth, places = np.empty((n, k)), _Places(n, k)
            for _ in range(times):
                weights = draw_weights(rng, k)
                worths.under(weights, rng, worth)
                places.find(worth)
                counts += places.counts()
                first = places.first()
                self.firsts += first.sum(axis=1)
                self.weights += product_over(first, weights)
                np.multiply(weights, weights, out=weights)
                self.squares += product_over(first, weights)
        self.acceptability = _shared(counts) / n_draws


class _Places:
    """Per option and draw, how many others are ahead of it and how many are equal to it."""

    def __init__(self, n: int, k: int) -> None:
        self.ahead, self.equal = np.empty((n, k), np.uint8), np.empty((n, k), np.uint8)
        self._by, self._first = np.empty(k), np.empty((n, k))
        self._wins, self._loses = np.empty(k, np.bool_), np.empty(k, np.bool_)
        self._code = np.empty(k, np.intp)

    def find(self, worth: Floats) -> None:
        """Compare each two options; ``worth`` is (n, k)."""
        n, k = worth.shape
        self.ahead.fill(0)
        self.equal.fill(0)
        for one in range(n):
            for other in range(one + 1, n):
                np.subtract(worth[one], worth[other], out=self._by)
                np.greater(self._by, EQUAL, out=self._wins)
                np.less(self._by, -EQUAL, out=self._loses)
                self.ahead[other] += self._wins
                self.ahead[one] += self._loses
                if np.count_nonzero(self._wins) + np.count_nonzero(self._loses) < k:
                    level = ~(self._wins | self._loses)
                    self.equal[one] += level
                    self.equal[other] += level

    def counts(self) -> npt.NDArray[np.int64]:
        """Return how many draws there are of each: [option, ahead, equal]."""
        n = len(self.ahead)
        found = np.empty((n, n, n), np.int64)
        for option in range(n):
            np.multiply(self.ahead[option], n, out=self._code, dtype=np.intp)
            self._code += self.equal[option]
            found[option] = np.bincount(self._code, minlength=n * n).reshape(n, n)
        return found

    def first(self) -> Floats:
        """Return 1 where an option comes first, a part of it where several do, else 0."""
        np.equal(self.ahead, 0, out=self._first)
        if self.equal.any():
            self._first /= 1.0 + self.equal
        return self._first


def firsts_under(
    worths: Worths,
    central: Floats,
    options: npt.NDArray[np.intp],
    rng: np.random.Generator,
    n_draws: int,
) -> Floats:
    """Return how often each of ``options`` comes first, or equal, under its row of ``central``."""
    found = np.zeros(len(options))
    for k, times in _chunks(n_draws):
        each = np.empty((len(worths.sure), len(options), k))
        best = np.empty((len(options), k))
        for _ in range(times):
            worths.under_each(central, rng, each)
            np.max(each, axis=0, out=best)
            best -= EQUAL
            for row, option in enumerate(options):
                found[row] += np.count_nonzero(each[option, row] >= best[row])
    return found / n_draws


def _shared(counts: npt.NDArray[np.int64]) -> Floats:
    """Share each tie's ranks: from [option, ahead, equal] to [option, rank]."""
    n = len(counts)
    found = np.zeros((n, n))
    for n_ahead in range(n):
        for n_equal in range(n - n_ahead):
            part = counts[:, n_ahead, n_equal] / (n_equal + 1)
            found[:, n_ahead : n_ahead + n_equal + 1] += part[:, None]
    return found


def _chunks(n_draws: int) -> Iterator[tuple[int, int]]:
    """Give (how many draws, how many times)."""
    full, rest = divmod(n_draws, CHUNK)
    if full:
        yield CHUNK, full
    if rest:
        yield rest, 1
