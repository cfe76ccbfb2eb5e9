"""Intervals of shares: published figures, laws, and how often they are right."""

import subprocess
import sys
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.analysis.proportions import (
    Interval,
    clopper_pearson,
    difference,
    wilson,
    worst_case,
    worst_case_difference,
)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611), (8, 12, 0.3906, 0.8619)],
)
def test_wilson_as_published(k: int, n: int, low: float, high: float) -> None:
    """81/263 is R. Newcombe's example, Statistics in Medicine 17 (1998), method 3."""
    found = wilson(k, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(
    st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.sampled_from([0.5, 0.9, 0.95, 0.99]),
)
def test_wilson_is_scipy_s_to_the_last_bit(pair: tuple[int, int], confidence: float) -> None:
    k, n = pair
    from scipy.stats import binomtest

    theirs = binomtest(k, n).proportion_ci(confidence_level=confidence, method="wilson")
    found = wilson(k, n, confidence=confidence)
    assert found.low == (theirs.low if k else 0)
    assert found.high == (theirs.high if k < n else 1)


def test_wilson_loads_no_more_than_it_needs() -> None:
    """A room's first result waited a second for a package of which it asked for one figure."""
    asked = (
        "import sys; from mire.analysis.proportions import wilson; wilson(3, 10); "
        "sys.exit('scipy.stats' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", asked], check=True)


def test_clopper_pearson_as_published() -> None:
    """Newcombe 1998, method 5: 81/263 gives .2527 to .3676, 0/20 gives 0 to .1684."""
    found = clopper_pearson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2527, 0.3676)
    assert round(clopper_pearson(0, 20).high, 4) == 0.1684


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_intervals_hold_the_share_and_mirror_each_other(pair: tuple[int, int]) -> None:
    k, n = pair
    for interval in (wilson, clopper_pearson):
        found, mirror = interval(k, n), interval(n - k, n)
        assert 0 <= found.low <= k / n <= found.high <= 1
        assert found.low == pytest.approx(1 - mirror.high)
        assert (found.low == 0) == (k == 0)
        assert (found.high == 1) == (k == n)


@pytest.mark.parametrize("n", [5, 8, 12, 36])
@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.8])
def test_the_exact_interval_is_right_as_often_as_it_says(n: int, share: float) -> None:
    right = sum(
        comb(n, k) * share**k * (1 - share) ** (n - k)
        for k in range(n + 1)
        if clopper_pearson(k, n).low <= share <= clopper_pearson(k, n).high
    )
    assert right >= 0.95


def test_silence_leaves_open_what_it_leaves_open() -> None:
    assert worst_case(20, 30, 0) == Interval(20 / 30, 20 / 30)
    assert worst_case(20, 30, 6) == Interval(20 / 36, 26 / 36)
    assert worst_case(0, 0, 5) == Interval(0, 1)


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (0, 0), (1, -1)])
def test_counts_that_cannot_be_are_refused(k: int, n: int) -> None:
    for interval in (wilson, clopper_pearson):
        with pytest.raises(ValueError, match="must hold"):
            interval(k, n)


def test_worst_cases_that_cannot_be_are_refused() -> None:
    for given_ in ((3, 2, 0), (-1, 2, 0), (0, 0, 0), (1, 2, -1)):
        with pytest.raises(ValueError, match="must hold"):
            worst_case(*given_)


def test_a_confidence_is_between_nothing_and_certainty() -> None:
    for confidence in (0, 1, 1.2, float("nan")):
        with pytest.raises(ValueError, match="must hold"):
            wilson(3, 10, confidence=confidence)
    assert wilson(3, 10, confidence=0.5).low > wilson(3, 10).low


@pytest.mark.parametrize(
    ("after", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_differences_as_published(
    after: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    """R. Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10."""
    found = difference(before, after)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


SAMPLES = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(SAMPLES, SAMPLES)
def test_a_difference_holds_its_estimate_and_turns_with_its_samples(
    before: tuple[int, int], after: tuple[int, int]
) -> None:
    found, turned = difference(before, after), difference(after, before)
    estimate = after[0] / after[1] - before[0] / before[1]
    assert -1 <= found.low <= estimate + 1e-12
    assert estimate - 1e-12 <= found.high <= 1
    assert found.low == pytest.approx(-turned.high)
    assert found.high == pytest.approx(-turned.low)


@given(SAMPLES, SAMPLES, st.integers(0, 30), st.integers(0, 30))
def test_the_silent_could_turn_a_difference_as_far_as_its_worst_cases(
    before: tuple[int, int], after: tuple[int, int], silent: int, silent_after: int
) -> None:
    found = worst_case_difference((*before, silent), (*after, silent_after))
    possible = [
        (after[0] + said_after) / (after[1] + silent_after)
        - (before[0] + said) / (before[1] + silent)
        for said in range(silent + 1)
        for said_after in range(silent_after + 1)
    ]
    assert found.low == pytest.approx(min(possible))
    assert found.high == pytest.approx(max(possible))


def test_a_difference_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="must hold"):
        difference((0, 0), (1, 2))
    with pytest.raises(ValueError, match="must hold"):
        worst_case_difference((1, 2, 0), (3, 2, 0))
