"""Counts that may be shown: none under the threshold, none to be had by subtraction.

A *cell* is how many people there are of a kind; *sums* are what a reader can add up (a row and
its total, a department's staff and those of it who came). Cells under the threshold are hidden;
then others are, the least costly first, until no sum gives a hidden cell or a group under the
threshold. Complementary suppression: Hundepool et al., *Statistical Disclosure Control* (Wiley,
2012), ch. 4. See ``docs/algorithms/disclosure.md``.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DEFAULT_THRESHOLD = 5
"""A group smaller than this is never shown, unless the programme says otherwise."""

ROUNDING = 1e-6
UNBOUNDED = 3  # scipy's status of a linear programme without an end


class DisclosureRefused(ValueError):
    """The cells can't be protected: ``cell`` is the index of the one at fault, or None."""

    def __init__(self, reason: str, cell: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cell = cell


@dataclass(frozen=True, slots=True)
class Sum:
    """Cells (indexes) that add up to another: ``total`` = Σ ``parts``."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TwoWay:
    """Which figures of a table may be shown: its cells, its rows' and columns' totals, all."""

    cells: tuple[tuple[bool, ...], ...]
    rows: tuple[bool, ...]
    columns: tuple[bool, ...]
    total: bool


@dataclass(frozen=True, slots=True)
class Subtraction:
    """A group of fewer people than the threshold, had by taking one group off another."""

    larger: int
    smaller: int
    n_people: int


def shown(
    counts: Sequence[int],
    sums: Sequence[Sum] = (),
    *,
    threshold: int = DEFAULT_THRESHOLD,
    small: Sequence[bool] | None = None,
    costs: Sequence[int | None] | None = None,
) -> tuple[bool, ...]:
    """Return which cells may be shown.

    ``small`` says which must not be (None: those from 1 to ``threshold`` − 1). ``costs``: what
    it costs to hide each cell to protect others, None for a cell that everybody knows and that
    can't be hidden (None for all: 1 each, so that the smallest counts go first). What holds of
    the answer, given the cells shown, the sums, and that counts are not negative: no hidden
    cell can be but one number, and no sum leaves from 1 to ``threshold`` − 1 people hidden
    under a total that is shown. ``small`` cells that everybody knows are shown.

    Raises :class:`DisclosureRefused` for a negative count, a sum that is not one, a threshold
    under 1, and cells that nothing can protect.
    """
    _check(counts, sums, threshold)
    price = [1] * len(counts) if costs is None else list(costs)
    marked = [0 < count < threshold for count in counts] if small is None else list(small)
    hidden = {cell for cell, is_small in enumerate(marked) if is_small and price[cell] is not None}
    table = _Table(counts, sums, price, threshold)
    needed = frozenset(hidden)
    while (cell := table.next_to_hide(hidden)) is not None:
        hidden.add(cell)
    for cell in table.by_cost(hidden - needed, hidden)[::-1]:
        if not table.gives_away(hidden - {cell}):
            hidden.remove(cell)
    return tuple(cell not in hidden for cell in range(len(counts)))


def shown_of_total(
    counts: Sequence[int], *, threshold: int = DEFAULT_THRESHOLD
) -> tuple[bool, ...]:
    """Return which groups may be shown beside their total, which is kept as long as can be.

    All are hidden where the total itself is under the threshold.
    """
    cells = [*counts, sum(counts)]
    parts = Sum(len(counts), tuple(range(len(counts))))
    costs = [*([1] * len(counts)), 2]
    if sum(counts) < threshold:
        return (False,) * len(counts)
    return shown(cells, [parts], threshold=threshold, costs=costs)[:-1]


def shown_of_table(table: Sequence[Sequence[int]], *, threshold: int = DEFAULT_THRESHOLD) -> TwoWay:
    """Return which figures of a two-way table, published with its totals, may be shown."""
    n_rows, n_columns = len(table), len(table[0]) if table else 0
    width = n_columns + 1
    if any(len(row) != n_columns for row in table):
        raise DisclosureRefused("rows of different lengths")
    whole = [[*row, sum(row)] for row in table]
    whole.append([sum(column) for column in zip(*whole, strict=True)] if whole else [0])
    lines = [range(row * width, row * width + width) for row in range(n_rows + 1)]
    lines += [range(column, (n_rows + 1) * width, width) for column in range(width)]
    costs = [
        1 + (row == n_rows) + (column == n_columns)
        for row in range(n_rows + 1)
        for column in range(width)
    ]
    found = shown(
        [count for row in whole for count in row],
        [Sum(line[-1], tuple(line[:-1])) for line in lines],
        threshold=threshold,
        costs=costs,
    )
    rows = [found[row * width : row * width + width] for row in range(n_rows + 1)]
    return TwoWay(
        cells=tuple(row[:-1] for row in rows[:-1]),
        rows=tuple(row[-1] for row in rows[:-1]),
        columns=rows[-1][:-1],
        total=rows[-1][-1],
    )


def subtractions(
    groups: Sequence[frozenset[Hashable]], *, threshold: int = DEFAULT_THRESHOLD
) -> list[Subtraction]:
    """Return what published groups, from one table or several, give away by subtraction.

    ``groups``: who is in each. A group that holds another but for fewer people than the
    threshold gives these away; indexes in order.
    """
    return [
        Subtraction(larger, smaller, len(groups[larger]) - len(groups[smaller]))
        for larger, smaller in permutations(range(len(groups)), 2)
        if groups[smaller] < groups[larger]
        and len(groups[larger]) - len(groups[smaller]) < threshold
    ]


class _Table:
    """Cells and sums, and what a reader can make of those that are shown."""

    def __init__(
        self,
        counts: Sequence[int],
        sums: Sequence[Sum],
        price: Sequence[int | None],
        threshold: int,
    ) -> None:
        self.counts, self.sums, self.price = counts, sums, price
        self.threshold = threshold
        self.signs = np.zeros((len(sums), len(counts)))
        for row, each in enumerate(sums):
            self.signs[row, each.total] -= 1
            for part in each.parts:
                self.signs[row, part] += 1

    def next_to_hide(self, hidden: set[int]) -> int | None:
        """Return the cell to hide next, None when nothing is given away."""
        unprotected = None
        for weak in self._weaknesses(hidden):
            if ordered := self.by_cost(weak - hidden, hidden):
                return ordered[0]
            unprotected = min(weak & hidden)
        if unprotected is not None:
            raise DisclosureRefused("nothing can protect this cell", unprotected)
        return None

    def _weaknesses(self, hidden: set[int]) -> Iterator[set[int]]:
        """Give cells one more of which must be hidden, the plainest weakness first."""
        for each in self.sums:
            parts = hidden & set(each.parts)
            n_hidden = sum(self.counts[part] for part in parts)
            is_public = self.price[each.total] is None
            if each.total in hidden:
                if not parts:
                    yield {each.total, *each.parts}
            elif len(parts) == 1 or (0 < n_hidden < self.threshold and not is_public):
                yield {each.total, *each.parts}
        for cell in self._deducible(hidden):
            yield {cell}.union(
                *(
                    {each.total, *each.parts}
                    for each, signs in zip(self.sums, self.signs, strict=True)
                    if signs[cell]
                )
            )

    def by_cost(self, cells: set[int], hidden: set[int]) -> list[int]:
        """Return the cells that may be hidden, those to hide first in front.

        The least costly; then those that need fewest others hidden in turn; then the smallest
        that are not empty.
        """
        left = []
        for cell in cells:
            price = self.price[cell]
            if price is not None:
                n_alone = sum(
                    cell in each.parts
                    and each.total not in hidden
                    and hidden.isdisjoint(each.parts)
                    for each in self.sums
                )
                count = self.counts[cell]
                left.append((price, n_alone, count == 0, count, cell))
        return [each[-1] for each in sorted(left)]

    def gives_away(self, hidden: set[int]) -> bool:
        """Say whether something could be had from what is shown."""
        return next(self._weaknesses(hidden), None) is not None

    def _deducible(self, hidden: set[int]) -> Iterator[int]:
        """Give the hidden cells that can be but one number."""
        cells = sorted(cell for cell in hidden if self.signs[:, cell].any())
        signs = self.signs[:, cells]
        signs = signs[signs.any(axis=1)]
        if not signs.size:
            return
        is_free = _free_of_sums(signs)
        yield from (cell for cell, free in zip(cells, is_free, strict=True) if not free)
        actual = np.array([self.counts[cell] for cell in cells], float)
        can_vary = _can_vary(signs, actual)
        yield from (cell for cell, free in zip(cells, can_vary, strict=True) if not free)


def _free_of_sums(signs: Floats) -> list[bool]:
    """Return which cells the sums leave free: no combination of sums is the cell alone."""
    _, values, directions = np.linalg.svd(signs, full_matrices=False)
    told = directions[values > ROUNDING]
    return list((told**2).sum(axis=0) < 1 - ROUNDING)


def _can_vary(signs: Floats, actual: Floats) -> list[bool]:
    """Return which cells may differ by one or more, all sums kept and none negative."""
    from scipy.optimize import linprog  # type: ignore[import-untyped]

    # Cells of exactly the same sums may trade people: no need to search.
    _, alike = np.unique(signs, axis=1, return_inverse=True)
    n_alike, n_people = np.bincount(alike), np.bincount(alike, weights=actual)
    varies = (n_alike[alike] > 1) & (n_people[alike] > 0)
    for cell in range(len(actual)):
        for direction in (-1.0, 1.0):
            if varies[cell]:
                break
            aim = np.zeros(len(actual))
            aim[cell] = direction
            solved = linprog(aim, A_eq=signs, b_eq=signs @ actual, method="highs")
            if solved.status == UNBOUNDED:
                varies[cell] = True
            elif solved.status == 0:
                varies |= np.abs(solved.x - actual) > 1 - ROUNDING
    return list(varies)


def _check(counts: Sequence[int], sums: Sequence[Sum], threshold: int) -> None:
    if threshold < 1:
        raise DisclosureRefused("the threshold is at least 1")
    for cell, count in enumerate(counts):
        if count < 0 or count % 1:
            raise DisclosureRefused("a count is a whole number, 0 or more", cell)
    for each in sums:
        if counts[each.total] != sum(counts[part] for part in each.parts):
            raise DisclosureRefused("this total is not the sum of its parts", each.total)
