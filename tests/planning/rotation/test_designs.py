"""Algebra: fields are fields, and no pair of a design meets twice, counted pair by pair."""

from itertools import combinations

import numpy as np
import pytest

from mire.planning.rotation.designs import design
from mire.planning.rotation.developed import matrix_of_rows, worth
from mire.planning.rotation.facts import Wish
from mire.planning.rotation.fields import field, group, prime_power
from mire.planning.rotation.starters import developed_starters


def never() -> bool:
    return False


def meet_once(groups: np.ndarray, n_groups: int, size: int) -> None:
    """Fail unless each round has groups of one size and no pair meets twice."""
    seen: set[tuple[int, int]] = set()
    for one in groups.tolist():
        members: dict[int, list[int]] = {}
        for point, label in enumerate(one):
            members.setdefault(label, []).append(point)
        assert sorted(map(len, members.values())) == [size] * n_groups
        for ids in members.values():
            for pair in combinations(ids, 2):
                assert pair not in seen
                seen.add(pair)


@pytest.mark.parametrize("q", [2, 3, 4, 5, 7, 8, 9, 16, 25, 27])
def test_a_field_is_one(q: int) -> None:
    gf = field(q)
    everything = list(range(q))
    for table, neutral, some in ((gf.plus, 0, everything), (gf.times, 1, everything[1:])):
        assert (table == table.T).all()
        assert table[neutral].tolist() == everything
        for x in some:
            assert sorted(table[x].tolist()) == everything
            assert (table[table[x]] == table[x][table]).all(), "associative"
    for x in everything:
        assert (gf.times[x][gf.plus] == gf.plus[gf.times[x]][:, gf.times[x]]).all(), "distributive"


def test_prime_powers() -> None:
    assert [n for n in range(30) if prime_power(n)] == [
        2, 3, 4, 5, 7, 8, 9, 11, 13, 16, 17, 19, 23, 25, 27, 29
    ]  # fmt: skip
    assert prime_power(81) == (3, 4)
    with pytest.raises(ValueError, match="6"):
        field(6)


@pytest.mark.parametrize(("stations", "tables"), [(4, 3), (6, 4), (10, 5), (1, 8), (5, 1)])
def test_a_group_is_one_with_stations_as_cosets(stations: int, tables: int) -> None:
    over = group(stations, tables)
    n = stations * tables
    assert sorted(over.plus[3 % n].tolist()) == list(range(n))
    assert (over.plus[over.plus] == over.plus[:, over.plus]).all()
    for x in range(n):
        assert (over.plus[over.minus[:, x], x] == np.arange(n)).all()
    assert np.bincount(over.coset).tolist() == [tables] * stations
    inside = np.flatnonzero(over.coset == 0)
    assert set(over.coset[over.plus[np.ix_(inside, inside)]].ravel().tolist()) == {0}


@pytest.mark.parametrize(
    ("groups", "size", "rounds", "method"),
    [
        (3, 2, 5, "round_robin"),
        (10, 2, 19, "round_robin"),
        (4, 4, 5, "affine_plane"),
        (9, 9, 10, "affine_plane"),
        (9, 3, 13, "affine_space"),
        (16, 4, 21, "affine_space"),
        (6, 6, 3, "latin_squares"),
        (10, 10, 4, "latin_squares"),
        (8, 4, 10, "translations"),
        (10, 9, 5, "near_orthomorphisms"),
    ],
)
def test_known_designs(groups: int, size: int, rounds: int, method: str) -> None:
    found = design(groups=groups, size=size, rounds=rounds)
    assert found is not None
    assert found.method == method
    assert len(found.groups) == rounds
    meet_once(found.groups, groups, size)


def test_there_is_no_design_for_more_rounds_than_people_to_meet() -> None:
    assert design(groups=9, size=3, rounds=14) is None
    rng = np.random.default_rng(1)
    assert developed_starters(groups=4, size=3, rounds=6, rng=rng, is_over=never) is None


@pytest.mark.parametrize(
    ("groups", "size", "rounds"),
    [(5, 3, 7), (7, 3, 10), (8, 3, 11), (6, 4, 7), (7, 4, 9), (9, 4, 11)],
)
def test_starters_reach_the_most_rounds_known(groups: int, size: int, rounds: int) -> None:
    rng = np.random.default_rng(1)
    found = developed_starters(groups=groups, size=size, rounds=rounds, rng=rng, is_over=never)
    assert found is not None
    assert len(found) == rounds
    meet_once(found, groups, size)


@pytest.mark.parametrize(
    ("stations", "tables", "rows", "rounds", "is_once", "is_hosted"),
    [
        (4, 3, 5, 4, True, False),
        (6, 4, 5, 6, True, False),
        (4, 3, 6, 4, True, True),
        (1, 7, 7, 7, False, False),
        (1, 10, 5, 6, False, False),
    ],
)
def test_matrices_without_a_repeat(
    stations: int, tables: int, rows: int, rounds: int, is_once: bool, is_hosted: bool
) -> None:
    matrix, value, over = matrix_of_rows(
        stations=stations,
        tables=tables,
        rows=rows,
        rounds=rounds,
        wish=Wish.REPEATS,
        is_once=is_once,
        is_hosted=is_hosted,
        least=0,
        rng=np.random.default_rng(1),
        is_over=never,
    )
    assert value == 0
    routes = over.plus[:, matrix]  # by element and row: the table of each round
    people = routes.reshape(-1, rounds)
    for one, other in combinations(people.tolist(), 2):
        assert sum(a == b for a, b in zip(one, other, strict=True)) <= 1
    if is_once:
        for route in people[int(is_hosted) :: rows].tolist():
            assert len({table // tables for table in route}) == (1 if is_hosted else rounds) or (
                len({table // tables for table in route}) == rounds
            )
    if is_hosted:
        assert (matrix[0] == 0).all()


def test_the_worth_of_a_matrix_is_that_of_its_people() -> None:
    rng = np.random.default_rng(3)
    over = group(2, 3)
    matrix = rng.integers(0, 6, (4, 5))
    people = over.plus[:, matrix].reshape(-1, 5).tolist()
    met = [
        sum(a == b for a, b in zip(one, other, strict=True))
        for one, other in combinations(people, 2)
    ]
    repeats = sum(m * (m - 1) // 2 for m in met)
    assert 6 * worth(matrix, over, wish=Wish.REPEATS, is_once=False) == repeats
    again = sum(max(0, m - 1) for m in met)
    assert 6 * worth(matrix, over, wish=Wish.PAIRS, is_once=False) == again
