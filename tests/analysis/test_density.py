"""Zones of people: what they hold, that nobody makes one alone, and their outlines."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.analysis.density import Zone, area, density
from tests.support.drawing import examples

LIMIT = 10
PLACE = st.integers(-LIMIT, LIMIT)
ROOMS = st.lists(st.tuples(PLACE, PLACE), min_size=20, max_size=60)
Room = list[tuple[int, int]]


def room(*camps: tuple[int, int, int], spread: float = 1.5, seed: int = 1) -> Room:
    """Return a room of camps, each given by x, y and how many."""
    draw = np.random.Generator(np.random.PCG64(seed))
    return [
        (
            int(np.clip(round(draw.normal(x, spread)), -LIMIT, LIMIT)),
            int(np.clip(round(draw.normal(y, spread)), -LIMIT, LIMIT)),
        )
        for x, y, n in camps
        for _ in range(n)
    ]


def height_at(points: Room, wide: tuple[float, float], x: float, y: float) -> float:
    """Return the smoothed count at one place, by the plain sum (slow)."""
    steps = [k / 4 for k in range(-4 * LIMIT, 4 * LIMIT + 1)]
    total = 0.0
    for point in points:
        lent = 1.0
        for here, at, width in zip((x, y), point, wide, strict=True):
            whole = sum(np.exp(-0.5 * ((each - at) / width) ** 2) for each in steps) / 4
            lent *= float(np.exp(-0.5 * ((here - at) / width) ** 2)) / whole
        total += lent
    return total


def is_in(zone: Zone, x: float, y: float) -> bool:
    """Say whether a place lies in a zone, by how often a ray crosses its outlines."""
    crossings = 0
    for line in zone.outlines:
        for (x0, y0), (x1, y1) in zip(line, [*line[1:], line[0]], strict=True):
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
                crossings += 1
    return crossings % 2 == 1


@settings(deadline=None, max_examples=examples(25))
@given(ROOMS, st.integers(3, 8))
def test_each_zone_holds_as_many_as_the_floor_asks(points: Room, least: int) -> None:
    found = density(points, limit=LIMIT, least=least)
    if found is None:
        return
    for zone in found.zones:
        assert zone.n >= least
        for line in zone.outlines:
            assert len(line) >= 3
            assert all(abs(x) <= LIMIT and abs(y) <= LIMIT for x, y in line)
    assert sum(zone.n for zone in found.zones) <= len(points)


@settings(deadline=None, max_examples=examples(15))
@given(ROOMS, st.randoms(use_true_random=False))
def test_order_changes_nothing_and_a_turned_grid_turns_the_zones(
    points: Room, shuffler: object
) -> None:
    found = density(points, limit=LIMIT)
    mixed = shuffler.sample(points, len(points))  # type: ignore[attr-defined]
    assert density(mixed, limit=LIMIT) == found
    turned = density([(y, x) for x, y in points], limit=LIMIT)
    assert (found is None) == (turned is None)
    if found and turned:
        assert turned.bandwidth == pytest.approx(found.bandwidth[::-1])
        assert turned.level == pytest.approx(found.level)
        assert sum(zone.n for zone in turned.zones) == sum(zone.n for zone in found.zones)


@settings(deadline=None, max_examples=examples(15))
@given(st.tuples(PLACE, PLACE))
def test_one_person_more_never_makes_a_zone(alone: tuple[int, int]) -> None:
    """Wherever one person stands, there are no more zones than without."""
    for camps in (((-5, -4, 24),), ((-6, -5, 20), (6, 5, 20))):
        points = room(*camps)
        before, after = (density(each, limit=LIMIT) for each in (points, [*points, alone]))
        assert before is not None
        assert after is not None
        assert len(after.zones) <= len(before.zones) == len(camps)


def test_camps_apart_are_zones_and_camps_near_are_one() -> None:
    apart = density(room((-6, -5, 20), (6, 5, 20)), limit=LIMIT)
    near = density(room((-2, -2, 20), (1, 1, 20)), limit=LIMIT)
    assert apart is not None
    assert near is not None
    assert len(apart.zones) == 2
    assert len(near.zones) == 1


@settings(deadline=None, max_examples=examples(4))
@given(ROOMS)
def test_the_edge_lies_at_the_level_and_the_zones_hold_the_share(points: Room) -> None:
    """Against the plain sum, on the outline and inside it."""
    found = density(points, limit=LIMIT, least=1)
    assert found is not None
    for zone in found.zones:
        for x, y in zone.outlines[0][::7]:
            if abs(x) < LIMIT - 0.3 and abs(y) < LIMIT - 0.3:
                seen = height_at(points, found.bandwidth, x, y)
                assert seen == pytest.approx(found.level, rel=0.06)
        for x, y in set(points):
            away = height_at(points, found.bandwidth, x, y) / found.level
            if is_in(zone, x, y):
                assert away > 0.9
    everyone = sum(
        height_at(points, found.bandwidth, x / 1.0, y / 1.0)
        for x in range(-LIMIT, LIMIT + 1)
        for y in range(-LIMIT, LIMIT + 1)
        if any(is_in(zone, x + 1e-4, y + 1e-4) for zone in found.zones)
    )
    assert everyone / len(points) == pytest.approx(0.5, abs=0.12)


def test_a_spread_of_thirty_six_has_the_rule_of_scott() -> None:
    points = [(x, y) for x in (-5, -3, -1, 1, 3, 5) for y in (-5, -3, -1, 1, 3, 5)]
    found = density(points, limit=LIMIT)
    assert found is not None
    sd = float(np.std([x for x, _ in points], ddof=1))
    assert found.bandwidth == pytest.approx((sd * 36 ** (-1 / 6),) * 2)
    (zone,) = found.zones
    assert len(zone.outlines) == 1
    assert zone.n == 16, "the inner four by four"


def test_a_ring_of_people_has_a_hole() -> None:
    ring = [
        (round(9 * np.cos(turn)), round(9 * np.sin(turn)))
        for turn in np.linspace(0, 2 * np.pi, 400, endpoint=False)
    ]
    found = density(ring, limit=LIMIT, share=0.8)
    assert found is not None
    (zone,) = found.zones
    assert len(zone.outlines) == 2
    assert zone.n > 300
    assert not is_in(zone, 0.01, 0.01)


def test_few_people_and_all_at_one_point() -> None:
    assert density([], limit=LIMIT) is None
    assert density([(1, 1)] * 19, limit=LIMIT) is None
    found = density([(10, 10)] * 20, limit=LIMIT)
    assert found is not None
    (zone,) = found.zones
    assert (zone.n, found.bandwidth) == (20, (1.0, 1.0))
    assert density([(1, 1)] * 20, limit=LIMIT, least=21) is None


def test_a_square_has_its_area() -> None:
    assert area([[(0, 0), (2, 0), (2, 2), (0, 2)]]) == 4
    assert area([[(0, 0), (3, 0), (3, 3), (0, 3)], [(1, 1), (1, 2), (2, 2), (2, 1)]]) == 8


def test_what_is_off_the_grid_is_refused() -> None:
    for points in ([(11, 0)] * 20, [(0, float("nan"))] * 20):
        with pytest.raises(ValueError, match="points must lie"):
            density(points, limit=LIMIT)  # type: ignore[arg-type]
    for share in (0.0, 1.0, float("nan")):
        with pytest.raises(ValueError, match="share"):
            density([(0, 0)] * 20, limit=LIMIT, share=share)
