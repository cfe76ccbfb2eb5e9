"""Shares of a few people, with what they leave open: intervals and worst cases.

Never Wald's interval, which says 0 to 0 of nobody in twenty. Sources: E. B. Wilson, "Probable
inference, the law of succession, and statistical inference", JASA 22 (1927); C. Clopper and
E. Pearson, "The use of confidence or fiducial limits", Biometrika 26 (1934); R. G. Newcombe,
"Interval estimation for the difference between independent proportions", Statistics in
Medicine 17 (1998), 873-890; C. Manski, *Partial Identification of Probability Distributions*,
Springer, 2003, ch. 1.
"""

from dataclasses import dataclass
from math import hypot, sqrt

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``: shares between 0 and 1, differences of shares from -1 to 1."""

    low: float
    high: float


def wilson(k: int, n: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Return Wilson's score interval of ``k`` among ``n``: right on average, for n of 5 on.

    Raises ValueError unless 0 ≤ k ≤ n, n ≥ 1 and the confidence lies between 0 and 1.
    """
    _check(k, n, confidence)
    # Not scipy.stats: importing it takes a second, in the middle of a meeting's first closing.
    from scipy.special import ndtri  # type: ignore[import-untyped]

    z, p = float(ndtri((1 + confidence) / 2)), k / n
    whole = 2 * (n + z**2)
    middle, half = (2 * n * p + z**2) / whole, z / whole * sqrt(4 * n * p * (1 - p) + z**2)
    return _bounded(k, n, middle - half, middle + half)


def clopper_pearson(k: int, n: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the exact interval of ``k`` among ``n``: never right less often than it says.

    Raises ValueError as :func:`wilson` does.
    """
    _check(k, n, confidence)
    from scipy.stats import binomtest  # type: ignore[import-untyped]

    found = binomtest(k, n).proportion_ci(confidence_level=confidence, method="exact")
    return _bounded(k, n, found.low, found.high)


def worst_case(k: int, n: int, silent: int) -> Interval:
    """Return the share of ``k`` among ``n`` and ``silent`` more, whatever these would say.

    The whole circle counts ``n + silent`` people; both bounds are reached. Raises ValueError
    for a count that can't be, or an empty circle.
    """
    if not 0 <= k <= n or silent < 0 or n + silent == 0:
        msg = f"0 ≤ {k} ≤ {n} and {silent} ≥ 0 must hold, of someone"
        raise ValueError(msg)
    return Interval(k / (n + silent), (k + silent) / (n + silent))


def difference(
    before: tuple[int, int], after: tuple[int, int], *, confidence: float = CONFIDENCE
) -> Interval:
    """Return the interval of how far a share rose, between two samples of independent people.

    Each is ``k`` among ``n``. Newcombe's hybrid of Wilson's intervals (his method 10). Raises
    ValueError as :func:`wilson` does.
    """
    (k, n), (k_after, n_after) = before, after
    was, now = wilson(k, n, confidence=confidence), wilson(k_after, n_after, confidence=confidence)
    p, q = k / n, k_after / n_after
    low = q - p - hypot(q - now.low, was.high - p)
    high = q - p + hypot(now.high - q, p - was.low)
    return Interval(max(-1.0, low), min(1.0, high))


def worst_case_difference(before: tuple[int, int, int], after: tuple[int, int, int]) -> Interval:
    """Return how far a share of two whole circles rose, whatever their silent ones would say.

    Each is ``k`` among ``n``, and so many silent; both bounds are reached. Raises ValueError as
    :func:`worst_case` does.
    """
    was, now = worst_case(*before), worst_case(*after)
    return Interval(now.low - was.high, now.high - was.low)


def _check(k: int, n: int, confidence: float) -> None:
    if not 0 <= k <= n or n < 1 or not 0 < confidence < 1:
        msg = f"0 ≤ {k} ≤ {n}, n ≥ 1 and 0 < {confidence} < 1 must hold"
        raise ValueError(msg)


def _bounded(k: int, n: int, low: float, high: float) -> Interval:
    """Of nobody and of everybody, the bound is exact; its arithmetic is not."""
    return Interval(float(low) if k else 0.0, float(high) if k < n else 1.0)
