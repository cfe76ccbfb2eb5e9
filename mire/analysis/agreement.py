"""How far people agree on a scale of ordered grades, from the counts alone.

Two measures that a mean can't replace: half at each end and all in the middle have the same.
Sources: C. van der Eijk, "Measuring agreement in ordered rating scales", Quality & Quantity 35
(2001); W. Tastle, M. Wierman, "Consensus and dissention: a measure of ordinal dispersion",
International Journal of Approximate Reasoning 45 (2007).
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import hypot, log2, sqrt
from statistics import NormalDist


def agreement(counts: Sequence[int]) -> float | None:
    """Return van der Eijk's A: 1 when all give one grade, 0 when evenly spread, −1 when split.

    ``counts`` are by grade, in order, two grades at least. The distribution is peeled into
    layers in which each grade is there or not; each layer's agreement counts by its people.
    None when nobody answered. Raises ValueError for a negative count or a single grade.
    """
    left = _checked(counts)
    total = sum(left)
    if total == 0:
        return None
    found = Fraction(0)
    while any(left):
        pattern = [count > 0 for count in left]
        step = min(count for count in left if count > 0)
        found += Fraction(step * sum(pattern), total) * _layer(pattern)
        left = [count - step if count > 0 else 0 for count in left]
    return float(found)


def agreement_error(counts: Sequence[int]) -> float | None:
    """Return the standard error of :func:`agreement`, by leaving out each person in turn.

    One over n at least: where all gave one grade, leaving one out tells nothing. None under two
    people. Source: B. Efron, C. Stein, "The jackknife estimate of variance", The Annals of
    Statistics 9 (1981). Raises ValueError as :func:`agreement` does.
    """
    given = _checked(counts)
    n = sum(given)
    if n < 2:
        return None
    without = [
        (agreement([each - (at == grade) for at, each in enumerate(given)]) or 0.0, count)
        for grade, count in enumerate(given)
        if count
    ]
    mean = sum(value * count for value, count in without) / n
    spread = sum(count * (value - mean) ** 2 for value, count in without)
    return max(1 / n, sqrt((n - 1) / n * spread))


def differ(
    most: Sequence[int], least: Sequence[int], *, n_scales: int, level: float = 0.05
) -> bool:
    """Tell whether the first and the last of ``n_scales`` agreements differ by more than chance.

    Where all scales are answered alike, that is told about as often as ``level``: the normal
    quantile is shared among all pairs of scales (Bonferroni). False where an agreement or its
    error is None. Raises ValueError for fewer than two scales, or a level out of 0 to 1.
    """
    if n_scales < 2 or not 0 < level < 1:
        msg = "there must be two scales or more, and a level between 0 and 1"
        raise ValueError(msg)
    found = [(agreement(each), agreement_error(each)) for each in (most, least)]
    (high, error_high), (low, error_low) = found
    if high is None or low is None or error_high is None or error_low is None:
        return False
    n_pairs = n_scales * (n_scales - 1) // 2
    quantile = NormalDist().inv_cdf(1 - level / (2 * n_pairs))
    return high - low > quantile * hypot(error_high, error_low)


def consensus(counts: Sequence[int]) -> float | None:
    """Return Tastle and Wierman's consensus: 1 when all give one grade, 0 when split in two.

    ``counts`` as for :func:`agreement`; grades stand at equal distances. None when nobody
    answered. Raises ValueError as :func:`agreement` does.
    """
    given = _checked(counts)
    total = sum(given)
    if total == 0:
        return None
    mean = sum(grade * count for grade, count in enumerate(given)) / total
    width = len(given) - 1
    return 1 + sum(
        count / total * log2(1 - abs(grade - mean) / width)
        for grade, count in enumerate(given)
        if count > 0
    )


def _layer(pattern: Sequence[bool]) -> Fraction:
    """Return the agreement of a layer: how much it has one peak, and how few grades it takes."""
    n_grades, n_there = len(pattern), sum(pattern)
    if n_there == n_grades:
        return Fraction(0)
    if n_there == 1 or n_grades == 2:
        return Fraction(1)
    one_peak = two_peaks = 0
    for left, middle, right in combinations(pattern, 3):
        two_peaks += left and right and not middle
        one_peak += middle and left != right
    peaks = n_grades - 2
    unimodality = Fraction(
        peaks * one_peak - (n_grades - 1) * two_peaks, peaks * (one_peak + two_peaks)
    )
    return unimodality * (1 - Fraction(n_there - 1, n_grades - 1))


def _checked(counts: Sequence[int]) -> list[int]:
    given = [int(count) for count in counts]
    if len(given) < 2 or min(given) < 0:
        msg = "there must be two grades or more, none with a negative count"
        raise ValueError(msg)
    return given
