"""Whether the same people moved between two rounds: the sign-flip test.

If nothing moved them, each difference could as well have had the other sign. The test asks how
often chance signs move the mean as far as it did. Exact up to twelve people (4,096 signs),
drawn beyond. Source: R. A. Fisher, *The Design of Experiments*, Oliver and Boyd, 1935, §21; for
drawn signs, the (b + 1)/(m + 1) of B. Phipson and G. Smyth, "Permutation p-values should never
be zero", Statistical Applications in Genetics and Molecular Biology 9 (2010). Bounds of the mean
move are Student's ("The probable error of a mean", Biometrika 6, 1908).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

EXACT_UP_TO = 12
N_DRAWS = 9_999
ROUNDING = 1e-9
LEAST_FOR_BOUNDS = 6
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Shift:
    """How people moved, on average, and whether chance alone would do it.

    ``mean`` is by dimension; ``p`` between 0 and 1; ``is_exact`` when every sign was tried.
    """

    n: int
    mean: tuple[float, ...]
    p: float
    is_exact: bool


def shift(
    differences: Sequence[Sequence[float]], rng: np.random.Generator, *, n_draws: int = N_DRAWS
) -> Shift | None:
    """Return the shift of paired answers, after minus before, one row a person.

    Of several dimensions, people keep one sign for all of them and the length of the mean is
    what is compared. None without a pair. Raises ValueError for rows of different lengths or
    a figure that is not finite.
    """
    if not len(differences):
        return None
    if len({len(row) for row in differences}) != 1:
        msg = "every difference needs as many dimensions"
        raise ValueError(msg)
    moved = np.asarray(differences, dtype=float)
    if moved.shape[1] == 0 or not np.isfinite(moved).all():
        msg = "differences must be finite figures, in one dimension or more"
        raise ValueError(msg)
    n = len(moved)
    seen = _length(np.ones((1, n)), moved)[0]
    is_exact = n <= EXACT_UP_TO
    if is_exact:
        signs = np.array(list(product((1.0, -1.0), repeat=n)))
        p = float((_length(signs, moved) >= seen * (1 - ROUNDING)).mean())
    else:
        reached = 0
        for start in range(0, n_draws, 1_000):
            size = (min(1_000, n_draws - start), n)
            signs = rng.choice(np.array([1.0, -1.0]), size=size)
            reached += int((_length(signs, moved) >= seen * (1 - ROUNDING)).sum())
        p = (reached + 1) / (n_draws + 1)
    return Shift(n, tuple(float(each) for each in moved.mean(axis=0)), p, is_exact)


def mean_bounds(
    differences: Sequence[float], *, confidence: float = CONFIDENCE
) -> tuple[float, float] | None:
    """Return between what the mean move of one dimension lies; None under six people.

    Both are the mean when everybody moved alike. Raises ValueError for a figure that is not
    finite, or a confidence out of 0 to 1.
    """
    from scipy.special import stdtrit  # type: ignore[import-untyped]

    moved = np.asarray(differences, dtype=float)
    if not np.isfinite(moved).all() or not 0 < confidence < 1:
        msg = "differences must be finite figures, the confidence between 0 and 1"
        raise ValueError(msg)
    n = len(moved)
    if n < LEAST_FOR_BOUNDS:
        return None
    reach = float(stdtrit(n - 1, (1 + confidence) / 2)) * float(moved.std(ddof=1)) / n**0.5
    mean = float(moved.mean())
    return mean - reach, mean + reach


def _length(signs: NDArray[np.float64], moved: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the squared length of the mean difference, for each row of signs."""
    mean = signs @ moved / len(moved)
    lengths: NDArray[np.float64] = (mean * mean).sum(axis=1)
    return lengths
