"""PROMETHEE: the six cars, the definition written out again, and its laws."""

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.choice.scenarios.criteria import Criterion, Direction, Shape
from mire.choice.scenarios.measures import Exact, Grades, Normal, Option, Range, Triangular
from mire.choice.scenarios.promethee import Relation, degree, promethee
from tests.choice.scenarios.given import (
    CARS,
    car_criteria,
    comparisons,
    options,
    plain,
    table,
)


@pytest.mark.parametrize(
    ("criteria", "net"),
    [
        (car_criteria(Shape.USUAL), ("0.40", "0.16", "-0.08", "0.04", "-0.20", "-0.32")),
        (
            car_criteria(Shape.LINEAR, (1000, 5, 0.5, 0.5, 0.5), (5000, 15, 1, 1.5, 1.5)),
            ("0.325", "0.040", "0.000", "0.020", "-0.180", "-0.205"),
        ),
    ],
    ids=["usual", "linear"],
)
def test_the_six_cars(criteria: list[Criterion], net: tuple[str, ...]) -> None:
    found = promethee(criteria, options(CARS))
    assert found.net == tuple(map(Fraction, net))
    best = sorted(net, key=float, reverse=True)
    assert found.ranks == tuple(best.index(each) + 1 for each in net)


def slowly(criterion: Criterion, d: float) -> float:
    """The six functions as Brans and Vincke draw them, in plain floating point."""
    q, p, s = criterion.q or 0, criterion.p or 0, criterion.s or 1
    if d <= 0:
        return 0
    return {
        Shape.USUAL: 1,
        Shape.U: 1 if d > q else 0,
        Shape.V: min(d / p, 1) if p else 1,
        Shape.LEVEL: 0 if d <= q else 0.5 if d <= p else 1,
        Shape.LINEAR: 0 if d <= q else min((d - q) / (p - q), 1) if p > q else 1,
        Shape.GAUSSIAN: 1 - math.exp(-(d**2) / (2 * s**2)),
    }[criterion.shape]


@settings(deadline=None)
@given(comparisons())
def test_flows_are_those_of_the_definition(
    drawn: tuple[list[Criterion], list[list[float]]],
) -> None:
    criteria, rows = drawn
    found = promethee(criteria, table(rows))
    total = sum(each.weight or 0 for each in criteria)
    n = len(rows)

    def preference(a: int, b: int) -> float:
        return sum(
            (c.weight or 0)
            / total
            * slowly(c, (1 if c.direction is Direction.MAX else -1) * (rows[a][j] - rows[b][j]))
            for j, c in enumerate(criteria)
        )

    for a in range(n):
        plus = sum(preference(a, b) for b in range(n) if b != a) / (n - 1)
        minus = sum(preference(b, a) for b in range(n) if b != a) / (n - 1)
        assert float(found.plus[a]) == pytest.approx(plus, abs=1e-12)
        assert float(found.minus[a]) == pytest.approx(minus, abs=1e-12)
        assert found.net[a] == found.plus[a] - found.minus[a]
        for b in range(n):
            expected = preference(a, b)
            assert float(found.preference[a][b]) == pytest.approx(expected, abs=1e-12)


@settings(deadline=None)
@given(comparisons())
def test_net_flows_sum_to_zero_and_both_rankings_agree(
    drawn: tuple[list[Criterion], list[list[float]]],
) -> None:
    criteria, rows = drawn
    found = promethee(criteria, table(rows))
    assert sum(found.net) == 0
    for a in range(len(rows)):
        for b in range(len(rows)):
            match found.relations[a][b]:
                case Relation.PREFERRED:
                    assert found.net[a] > found.net[b]
                    assert found.relations[b][a] is Relation.BEHIND
                case Relation.INDIFFERENT:
                    assert found.net[a] == found.net[b]
                    assert found.relations[b][a] is Relation.INDIFFERENT
                case Relation.INCOMPARABLE:
                    higher = (found.plus[a] > found.plus[b], found.minus[a] > found.minus[b])
                    assert higher in ((True, True), (False, False))
            assert (found.ranks[a] < found.ranks[b]) == (found.net[a] > found.net[b])


@settings(deadline=None)
@given(comparisons(), st.data())
def test_permuting_options_or_criteria_permutes_the_flows(
    drawn: tuple[list[Criterion], list[list[float]]], data: st.DataObject
) -> None:
    criteria, rows = drawn
    before = promethee(criteria, table(rows))
    across = data.draw(st.permutations(range(len(criteria))))
    turned = table([[row[j] for j in across] for row in rows])
    assert promethee([criteria[j] for j in across], turned).net == before.net
    down = data.draw(st.permutations(range(len(rows))))
    after = promethee(criteria, table([rows[i] for i in down]))
    assert after.net == tuple(before.net[i] for i in down)
    assert after.ranks == tuple(before.ranks[i] for i in down)


@settings(deadline=None)
@given(comparisons(), st.data())
def test_another_unit_changes_nothing_once_its_thresholds_follow(
    drawn: tuple[list[Criterion], list[list[float]]], data: st.DataObject
) -> None:
    criteria, rows = drawn
    j = data.draw(st.integers(0, len(criteria) - 1))
    # Decimals are read as written, so a factor that decimals can carry is followed exactly.
    factor = data.draw(st.sampled_from([0.001, 0.1, 7, 1000]))

    def scaled(value: float | None) -> float | None:
        return None if value is None else float(Fraction(str(value)) * Fraction(str(factor)))

    old = criteria[j]
    changed = replace(old, q=scaled(old.q), p=scaled(old.p), s=scaled(old.s), unit="other")
    moved = [[scaled(v) if k == j else v for k, v in enumerate(row)] for row in rows]
    after = promethee([*criteria[:j], changed, *criteria[j + 1 :]], table(moved))  # type: ignore[arg-type]
    assert after.net == promethee(criteria, table(rows)).net


@settings(deadline=None)
@given(comparisons(), st.integers(-50, 50))
def test_adding_the_same_to_all_or_turning_the_scale_round_changes_nothing(
    drawn: tuple[list[Criterion], list[list[float]]], shift: int
) -> None:
    criteria, rows = drawn
    turned = [
        replace(each, direction=Direction.MIN if each.direction is Direction.MAX else Direction.MAX)
        for each in criteria
    ]
    moved = [[shift - value for value in row] for row in rows]
    assert promethee(turned, table(moved)) == promethee(criteria, table(rows))


@settings(deadline=None)
@given(comparisons(), st.data())
def test_a_dominated_option_never_stands_above_what_dominates_it(
    drawn: tuple[list[Criterion], list[list[float]]], data: st.DataObject
) -> None:
    criteria, rows = drawn
    over = data.draw(st.integers(0, len(rows) - 1))
    losses = data.draw(st.lists(st.integers(0, 5), min_size=len(criteria), max_size=len(criteria)))
    worse = [
        value - loss if criterion.direction is Direction.MAX else value + loss
        for value, loss, criterion in zip(rows[over], losses, criteria, strict=True)
    ]
    found = promethee(criteria, table([*rows, worse]))
    assert found.net[-1] <= found.net[over]
    assert found.relations[-1][over] in (Relation.BEHIND, Relation.INDIFFERENT)


def test_a_threshold_that_is_just_reached_is_decided_as_written() -> None:
    # In floating point 0.9 - 0.7 is above 0.2.
    u = [Criterion(name="a", shape=Shape.U, q=0.2)]
    assert promethee(u, table([[0.9], [0.7]])).net == (0, 0)
    level = [Criterion(name="a", shape=Shape.LEVEL, q=0.1, p=0.2)]
    assert promethee(level, table([[0.9], [0.7]])).net == (Fraction(1, 2), Fraction(-1, 2))


@pytest.mark.parametrize(
    ("shape", "told", "expected"),
    [
        (Shape.LINEAR, {"q": 2, "p": 2}, [0, 0, 1]),
        (Shape.LEVEL, {"q": 2, "p": 2}, [0, 0, 1]),
        (Shape.GAUSSIAN, {"s": 1e-300}, [0, 1, 1]),
        (Shape.GAUSSIAN, {"s": 2.0}, [0, 1 - math.exp(-0.5), 1 - math.exp(-1.125)]),
    ],
)
def test_thresholds_at_their_limits(
    shape: Shape, told: dict[str, float], expected: list[float]
) -> None:
    criterion = Criterion(name="a", shape=shape, **told)  # type: ignore[arg-type]
    found = [float(degree(criterion, Fraction(by))) for by in (0, 2, 3)]
    assert found == pytest.approx(expected, abs=1e-12)


def test_unsure_measures_count_by_their_mean() -> None:
    graded = Criterion(name="g", grades=("poor", "fair", "good"), shape=Shape.V, p=2)
    linear = Criterion(name="m", shape=Shape.V, p=10)
    one = Option(name="a", measures=[Grades((1, 1, 2)), Range(2, 5)])
    two = Option(name="b", measures=[Exact(0), Triangular(0, 1, 5)])
    three = Option(name="c", measures=[Exact(2), Normal(1.5, 4)])
    found = promethee([graded, linear], [one, two, three])
    assert found.degrees[0][0][1] == Fraction(5, 8)  # mean grade 1.25
    assert found.degrees[1][0][1] == Fraction(3, 20)  # 3.5 against 2
    assert found.degrees[1][1][2] == Fraction(1, 20)  # 2 against 1.5


def test_all_equal_options_are_indifferent() -> None:
    found = promethee(plain(3), table([[1, 2, 3]] * 3))
    assert found.net == (0, 0, 0)
    assert found.ranks == (1, 1, 1)
    assert {each for row in found.relations for each in row} == {Relation.INDIFFERENT}
