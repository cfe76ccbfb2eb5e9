"""What is shown gives nothing away: against every table that a reader could imagine."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.analysis.disclosure import (
    DisclosureRefused,
    Subtraction,
    Sum,
    TwoWay,
    shown,
    shown_of_table,
    shown_of_total,
    subtractions,
)
from tests.support.drawing import examples

groups = st.lists(st.integers(0, 12), min_size=1, max_size=7)


@settings(deadline=None)
@given(groups, st.integers(1, 6))
def test_groups_beside_their_total(counts: list[int], threshold: int) -> None:
    found = shown_of_total(counts, threshold=threshold)
    hidden = [count for count, is_shown in zip(counts, found, strict=True) if not is_shown]
    for count, is_shown in zip(counts, found, strict=True):
        assert not is_shown or count == 0 or count >= threshold
    if sum(counts) < threshold:
        assert len(hidden) == len(counts)
        return
    assert len(hidden) != 1  # one hidden group is the total less the others
    assert sum(hidden) == 0 or sum(hidden) >= threshold
    if all(count == 0 or count >= threshold for count in counts):
        assert not hidden
    small = [count for count in counts if 0 < count < threshold]
    if hidden and len(small) > 1 and sum(small) >= threshold:
        assert sorted(hidden) == sorted(small)  # nothing is hidden that need not be


def test_the_smallest_group_protects_a_lone_one() -> None:
    assert shown_of_total([20, 3, 9, 0, 14]) == (True, False, False, True, True)
    assert shown_of_total([20, 3, 1, 9]) == (True, False, False, False)  # 3 + 1 are still four
    assert shown_of_total([20, 3, 2, 9]) == (True, False, False, True)
    assert shown_of_total([3, 9]) == (False, False)
    assert shown_of_total([7, 0]) == (True, True)


@st.composite
def tables(draw: st.DrawFn) -> list[list[int]]:
    n_rows, n_columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    cell = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7, 9, 15])
    return [[draw(cell) for _ in range(n_columns)] for _ in range(n_rows)]


@settings(max_examples=examples(60), deadline=None)
@given(tables())
def test_nothing_of_a_table_under_the_threshold_is_shown_or_deduced(table: list[list[int]]) -> None:
    found = shown_of_table(table)
    for row, seen in zip(table, found.cells, strict=True):
        for count, is_shown in zip(row, seen, strict=True):
            assert not is_shown or count == 0 or count >= 5
    for least, most in deduced(table, found).values():
        assert most - least >= 1
    for row, seen, total in zip(table, found.cells, found.rows, strict=True):
        if total:
            rest = sum(count for count, is_shown in zip(row, seen, strict=True) if not is_shown)
            assert rest == 0 or rest >= 5


def deduced(table: list[list[int]], found: TwoWay) -> dict[tuple[int, int], tuple[float, float]]:
    """Between what each hidden cell must lie, from all that is shown (another formulation)."""
    from scipy.optimize import linprog

    grid = np.array(table)
    n_rows, n_columns = grid.shape
    unknown = [(i, j) for i in range(n_rows) for j in range(n_columns) if not found.cells[i][j]]
    rows, levels = [], []
    sights = [({(i, j) for j in range(n_columns)}, found.rows[i]) for i in range(n_rows)]
    sights += [({(i, j) for i in range(n_rows)}, found.columns[j]) for j in range(n_columns)]
    sights.append(({(i, j) for i in range(n_rows) for j in range(n_columns)}, found.total))
    for cells, is_shown in sights:
        if is_shown:
            rows.append([float(cell in cells) for cell in unknown])
            levels.append(sum(int(grid[cell]) for cell in cells if cell in unknown))
    bounds = {}
    for index, cell in enumerate(unknown):
        aim = np.eye(len(unknown))[index]
        solved = [
            linprog(sign * aim, A_eq=np.array(rows) if rows else None, b_eq=levels or None)
            for sign in (1, -1)
        ]
        least, most = (each.fun if each.status == 0 else -np.inf for each in solved)
        bounds[cell] = (least, -most)
    return bounds


def test_a_worked_table() -> None:
    """A lone small cell takes one more in its row, one in its column, and the fourth corner."""
    found = shown_of_table([[20, 3, 10], [8, 12, 30], [9, 11, 40]])
    assert found.cells == ((True, False, False), (True, True, True), (True, False, False))
    assert all(found.rows)
    assert all(found.columns)
    assert found.total


def test_a_table_where_counts_that_cannot_be_negative_tell_too_much() -> None:
    """All four cells are free of the sums alone, but a row of zeros pins them."""
    counts = [3, 0, 0, 9, 3, 9, 3, 9, 12]
    lines = [Sum(4, (0, 1)), Sum(5, (2, 3)), Sum(6, (0, 2)), Sum(7, (1, 3)), Sum(8, (4, 5))]
    costs = [1, 1, 1, 1, None, None, None, None, None]
    found = shown(counts, lines, small=[True] + [False] * 8, costs=costs)
    assert not found[0]
    for cell in range(4):
        assert not found[cell]  # they are all hidden, and 0 ≤ x ≤ 3 is left to each


@st.composite
def linked(draw: st.DrawFn) -> tuple[list[int], list[Sum]]:
    """Counts and random sums over them, some sharing cells."""
    counts = draw(st.lists(st.integers(0, 8), min_size=2, max_size=4))
    sums = []
    for _ in range(draw(st.integers(1, 3))):
        parts = draw(st.lists(st.integers(0, len(counts) - 1), min_size=1, max_size=3, unique=True))
        counts.append(sum(counts[part] for part in parts))
        sums.append(Sum(len(counts) - 1, tuple(parts)))
    return counts, sums


@settings(max_examples=examples(60), deadline=None)
@given(linked())
def test_every_hidden_cell_may_be_two_things_at_least(
    drawn: tuple[list[int], list[Sum]],
) -> None:
    """Against every table of whole numbers up to 20 that shows the same."""
    counts, sums = drawn
    found = shown(counts, sums)
    for count, is_shown in zip(counts, found, strict=True):
        assert not is_shown or count == 0 or count >= 5
    base = len(counts) - len(sums)
    hidden = [cell for cell in range(base) if not found[cell]]
    if len(hidden) > 3:
        return
    possible: dict[int, set[int]] = {cell: set() for cell in range(len(counts)) if not found[cell]}
    for guess in product(range(21), repeat=len(hidden)):
        told = list(counts)
        for cell, value in zip(hidden, guess, strict=True):
            told[cell] = value
        for each in sums:  # each total was made of earlier cells
            told[each.total] = sum(told[part] for part in each.parts)
        if all(told[c] == counts[c] for c in range(len(counts)) if found[c]):
            for cell, values in possible.items():
                values.add(told[cell])
    for values in possible.values():
        assert len(values) > 1


def test_what_everybody_knows_is_not_hidden_and_its_parts_are_protected() -> None:
    """A department of 20, of whom 18 came: the two who did not are a small group."""
    staff = [18, 2, 20, 10, 5, 15, 28]
    sums = [Sum(2, (0, 1)), Sum(5, (3, 4)), Sum(6, (0, 3))]
    found = shown(staff, sums, costs=[1, 0, None, 1, 0, None, 2])
    assert found == (False, False, True, False, False, True, True)
    with pytest.raises(DisclosureRefused) as caught:
        shown([3, 3], [Sum(1, (0,))], costs=[1, None])
    assert caught.value.cell == 0
    # A department of three hides who of them came; that they are three is known anyway.
    assert shown([2, 1, 3], [Sum(2, (0, 1))], costs=[1, 0, None]) == (False, False, True)


def test_groups_of_two_tables_that_differ_by_a_few() -> None:
    everyone, first = frozenset(range(30)), frozenset(range(27))
    second = frozenset(range(20))
    assert subtractions([everyone, first, second]) == [Subtraction(0, 1, 3)]
    assert subtractions([everyone, second]) == []
    assert subtractions([everyone, everyone]) == []
    assert subtractions([first, everyone], threshold=3) == []


@pytest.mark.parametrize(
    ("counts", "sums", "threshold", "cell"),
    [
        ([1, -1], [], 5, 1),
        ([1.5], [], 5, 0),
        ([float("nan")], [], 5, 0),
        ([1, 2, 4], [Sum(2, (0, 1))], 5, 2),
        ([1], [], 0, None),
    ],
)
def test_what_is_not_a_table_of_counts_is_refused(
    counts: list[int], sums: list[Sum], threshold: int, cell: int | None
) -> None:
    with pytest.raises(DisclosureRefused) as caught:
        shown(counts, sums, threshold=threshold)
    assert caught.value.cell == cell


def test_a_ragged_table_is_refused() -> None:
    with pytest.raises(DisclosureRefused):
        shown_of_table([[1, 2], [3]])
    assert shown_of_table([]).cells == ()
