"""Groups on the grid: camps are found, one cloud stays one, nobody makes a group of few."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.analysis import groups as module
from mire.analysis.groups import groups
from tests.support.drawing import examples

PLACE = st.integers(-10, 10)
Room = list[tuple[int, int]]


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def room(*camps: tuple[int, int, int], spread: float = 1.5) -> Room:
    """Return a room of camps, each given by x, y and how many."""
    draw = rng(3)
    return [
        (round(draw.normal(x, spread)), round(draw.normal(y, spread)))
        for x, y, n in camps
        for _ in range(n)
    ]


TWO = room((-6, -5, 15), (6, 5, 10))


def test_two_and_three_camps_are_found_the_largest_first() -> None:
    found = groups(TWO, rng())
    assert found is not None
    assert [each.n for each in found.groups] == [15, 10]
    assert found.labels == (0,) * 15 + (1,) * 10
    assert found.groups[0].mean == pytest.approx(np.mean(TWO[:15], axis=0))
    assert found.gap >= 3
    assert found.silhouette is not None
    three = groups(room((-6, -5, 12), (6, -5, 10), (0, 7, 9)), rng())
    assert three is not None
    assert sorted(three.labels) == [0] * 12 + [1] * 10 + [2] * 9


@settings(deadline=None, max_examples=examples(25))
@given(st.lists(st.tuples(PLACE, PLACE), min_size=20, max_size=45), st.integers(5, 8))
def test_groups_have_their_people_and_stand_apart(points: Room, least: int) -> None:
    found = groups(points, rng(), least=least)
    assert found is not None
    assert len(found.labels) == len(points)
    sizes = [each.n for each in found.groups]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes == [found.labels.count(k) for k in range(len(sizes))]
    if len(sizes) == 1:
        assert (found.gap, found.silhouette) == (0.0, None)
        return
    assert min(sizes) >= least
    for k, each in enumerate(found.groups):
        members = [p for p, label in zip(points, found.labels, strict=True) if label == k]
        assert each.mean == pytest.approx(np.mean(members, axis=0))


@settings(deadline=None, max_examples=examples(10))
@given(st.randoms(use_true_random=False))
def test_the_order_of_points_changes_labels_alone(shuffler: object) -> None:
    order = shuffler.sample(range(25), 25)  # type: ignore[attr-defined]
    found, mixed = groups(TWO, rng()), groups([TWO[i] for i in order], rng())
    assert found is not None
    assert mixed is not None
    assert mixed.groups == found.groups
    assert mixed.labels == tuple(found.labels[i] for i in order)


def test_one_cloud_is_one_group() -> None:
    clouds = [
        room((0, 0, 40), spread=3.0),
        room((8, 8, 30), spread=2.0),
        [(2, 2)] * 30,
        [(x, x) for x in range(-10, 11)],
        [(4, 4)] * 29 + [(-9, -9)],
    ]
    for cloud in clouds:
        found = groups(cloud, rng())
        assert found is not None
        assert len(found.groups) == 1


def test_two_points_far_apart_are_two_groups_and_near_ones_are_not() -> None:
    far, near = (groups([(-away, 0)] * 15 + [(away, 0)] * 15, rng()) for away in (6, 3))
    assert far is not None
    assert near is not None
    assert len(far.groups) == 2
    assert far.silhouette == 1.0
    assert len(near.groups) == 1


def test_four_alone_are_no_group() -> None:
    found = groups(room((-6, -6, 26), (6, 6, 4), spread=1.0), rng())
    assert found is not None
    assert len(found.groups) == 1
    asked = groups(room((-6, -6, 26), (6, 6, 4), spread=1.0), rng(), least=4)
    assert asked is not None
    assert [each.n for each in asked.groups] == [26, 4]


def test_a_large_room_is_told_as_a_small_one_of_the_same_shares() -> None:
    small, large = groups(TWO * 16, rng()), groups(TWO * 160, rng())
    assert small is not None
    assert large is not None
    assert [each.n for each in large.groups] == [10 * each.n for each in small.groups]
    assert large.gap == small.gap
    assert large.groups[0].mean == pytest.approx(small.groups[0].mean)


def test_the_squares_within_are_those_of_the_definition() -> None:
    """Ward's heights against the squares around each group's mean, added up."""
    from scipy.cluster.hierarchy import fcluster, ward
    from scipy.spatial.distance import pdist

    cloud = np.array(room((-5, 0, 12), (5, 2, 9), spread=3.0), dtype=float)
    tree = ward(pdist(cloud))
    told = module._log_within(tree, len(cloud))
    for k in range(1, 5):
        labels = fcluster(tree, k, "maxclust")
        squares = sum(
            float(((cloud[labels == g] - cloud[labels == g].mean(axis=0)) ** 2).sum())
            for g in set(labels)
        )
        assert told[k - 1] == pytest.approx(np.log(squares + len(cloud) / 6))


def test_the_silhouette_is_that_of_the_definition() -> None:
    cloud = np.array(room((-5, 0, 6), (5, 2, 5)), dtype=float)
    labels = np.array([0] * 6 + [1] * 5)
    square = np.sqrt(((cloud[:, None] - cloud[None]) ** 2).sum(axis=2))
    widths = []
    for i, label in enumerate(labels):
        own = np.mean([square[i, j] for j in range(11) if labels[j] == label and j != i])
        other = np.mean([square[i, j] for j in range(11) if labels[j] != label])
        widths.append((other - own) / max(own, other))
    assert module._silhouette(square, labels) == pytest.approx(np.mean(widths))


def test_fewer_than_twenty_and_figures_that_are_not() -> None:
    assert groups(TWO[:19], rng()) is None
    assert groups([], rng()) is None
    with pytest.raises(ValueError, match="finite"):
        groups([(0, float("inf"))] * 20, rng())  # type: ignore[list-item]
