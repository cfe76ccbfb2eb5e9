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

import numpy as np
from numpy.typing import NDArray

N_DRAWS = 999
ROUNDING = 1e-9


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
    scales: Sequence[Sequence[int]], rng: np.random.Generator, *, level: float = 0.05
) -> bool:
    """Tell whether the highest and the lowest agreement of several scales differ beyond chance.

    ``scales`` are counts by grade, as for :func:`agreement`, each of as many grades. Where all
    scales are answered alike, that is told less often than ``level``, however few people
    answer. Two tests must agree. The gap is measured against both errors, with the normal
    quantile shared among all pairs of scales (Bonferroni); few people who all say the same
    show no error, though, so answers are also dealt anew among the scales, which chance must
    seldom part as far (R. A. Fisher, *The Design of Experiments*, 1935). Before that each scale
    is turned to its heavier side, which changes no agreement: else answers of opposite sides
    would look like one split scale.

    False where a scale has less than two answers. Raises ValueError for fewer than two scales,
    scales of different grades, or a level out of 0 to 1.
    """
    if len(scales) < 2 or len({len(each) for each in scales}) != 1 or not 0 < level < 1:
        msg = "there must be two scales or more, of as many grades, and a level between 0 and 1"
        raise ValueError(msg)
    if min(sum(_checked(each)) for each in scales) < 2:
        return False
    ranked = sorted(scales, key=lambda each: agreement(each) or 0.0)
    least, most = ranked[0], ranked[-1]
    gap = (agreement(most) or 0.0) - (agreement(least) or 0.0)
    error = hypot(agreement_error(most) or 0.0, agreement_error(least) or 0.0)
    n_pairs = len(scales) * (len(scales) - 1) // 2
    if gap <= NormalDist().inv_cdf(1 - level / (2 * n_pairs)) * error:
        return False
    found = _agreements(_dealt([_turned(each) for each in scales], rng))
    reached = int((np.ptp(found, axis=1) >= gap - ROUNDING).sum())
    return (reached + 1) / (N_DRAWS + 1) <= level


def _turned(counts: Sequence[int]) -> list[int]:
    """Return the counts with the heavier side last."""
    moment = sum(grade * count for grade, count in enumerate(counts))
    is_low = 2 * moment < (len(counts) - 1) * sum(counts)
    return list(reversed(counts)) if is_low else list(counts)


def _dealt(scales: Sequence[Sequence[int]], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return all answers dealt anew among scales of the same sizes: draw, scale, grade."""
    n_grades = len(scales[0])
    left = np.tile(np.sum(scales, axis=0), (N_DRAWS, 1))
    dealt = np.empty((N_DRAWS, len(scales), n_grades), dtype=np.int64)
    for scale, counts in enumerate(scales):
        wanted = np.full(N_DRAWS, sum(counts))
        for grade in range(n_grades):
            after = left[:, grade + 1 :].sum(axis=1)
            drawn = rng.hypergeometric(left[:, grade], after, wanted)
            dealt[:, scale, grade] = drawn
            wanted -= drawn
        left -= dealt[:, scale]
    return dealt


def _agreements(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return :func:`agreement` of each row of grades (the last axis), none of them empty."""
    n_grades = counts.shape[-1]
    layers = np.array(
        [
            float(_layer([bool(mask >> grade & 1) for grade in range(n_grades)])) * mask.bit_count()
            if mask
            else 0.0
            for mask in range(2**n_grades)
        ]
    )
    found = np.zeros(counts.shape[:-1])
    under = np.zeros((*counts.shape[:-1], 1), dtype=np.int64)
    for step in np.moveaxis(np.sort(counts, axis=-1), -1, 0):
        masks = (counts > under) @ (1 << np.arange(n_grades))
        found += (step - under[..., 0]) * layers[masks]
        under = step[..., np.newaxis]
    agreements: NDArray[np.float64] = found / counts.sum(axis=-1)
    return agreements


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
