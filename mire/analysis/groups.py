"""Whether people on a grid stand in several groups, or in one cloud that chance made uneven.

Ward's hierarchy (scipy), cut in two to four; the gap statistic of R. Tibshirani, G. Walther,
T. Hastie, JRSS B 63 (2001), its reference drawn in the cloud's principal box; the silhouette of
P. Rousseeuw, J. of Computational and Applied Mathematics 20 (1987). Thresholds are calibrated so
that one cloud is called several in at most 4 % of rooms (``benchmarks/opinion.py``). See
``docs/algorithms/groups.md``.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_POINTS = 20
MOST_GROUPS = 4
MOST_POINTS = 400
"""Larger rooms are scaled down to as many people, the same shares at each position."""
N_REFERENCES = 100

LEAST_GAP = 3.5
"""Standard errors by which several groups must beat one, on the gap alone …"""
LEAST_GAP_WITH_SILHOUETTE = 3.0
LEAST_SILHOUETTE = 0.5
"""… or fewer, with a silhouette that is clear by itself."""
LEAST_APART = 7.5
"""Steps between two groups' means: nearer ones may be one opinion rounded in several ways."""
LEAST_IN_GROUP = 5

# Points are cells a step wide: on each axis, 1/12 of variance that rounding hides.
CELL_VARIANCE = 2 / 12


@dataclass(frozen=True, slots=True)
class Group:
    """Where a group's mean lies, and how many people are in it."""

    mean: tuple[float, float]
    n: int


@dataclass(frozen=True, slots=True)
class Groups:
    """One group, or several (the largest first), and what that rests on.

    ``labels``: the index of each point's group, in the order of the points. ``gap``: standard
    errors by which this many groups beat one (0 for one group); ``silhouette`` from −1 to 1
    (None for one group).
    """

    groups: tuple[Group, ...]
    labels: tuple[int, ...]
    gap: float
    silhouette: float | None


def groups(
    points: Sequence[tuple[int, int]],
    rng: np.random.Generator,
    *,
    least: int = LEAST_IN_GROUP,
) -> Groups | None:
    """Return the groups that ``points`` make; a single one is the usual answer.

    None under twenty points. ``least``: the fewest people in a group. The order of points
    changes nothing but the order of labels. Raises ValueError for a figure that is not finite.
    """
    given = np.asarray(points, dtype=float).reshape(-1, 2)
    if not np.isfinite(given).all():
        msg = "points must be finite"
        raise ValueError(msg)
    if len(given) < LEAST_POINTS:
        return None
    cloud = _scaled(given)
    found = _several(cloud, rng, least * len(cloud) / len(given))
    if found is None:
        return Groups((_group(given),), (0,) * len(given), 0.0, None)
    means, gap, silhouette = found
    nearest = _nearest(given, means)
    order = sorted(range(len(means)), key=lambda k: (-int((nearest == k).sum()), *means[k]))
    rank = {k: index for index, k in enumerate(order)}
    return Groups(
        tuple(_group(given[nearest == k]) for k in order),
        tuple(rank[int(k)] for k in nearest),
        gap,
        silhouette,
    )


def _several(
    cloud: Floats, rng: np.random.Generator, least: float
) -> tuple[Floats, float, float] | None:
    """Return the means of several groups, their gap and silhouette; None for one cloud."""
    from scipy.cluster.hierarchy import fcluster, ward  # type: ignore[import-untyped]
    from scipy.spatial.distance import pdist, squareform  # type: ignore[import-untyped]

    distances = pdist(cloud)
    tree = ward(distances)
    cuts = [fcluster(tree, k, "maxclust") - 1 for k in range(2, MOST_GROUPS + 1)]
    means = [
        np.array([cloud[labels == k].mean(axis=0) for k in range(labels.max() + 1)])
        for labels in cuts
    ]
    may_be = [_are_apart(cloud, each, least) for each in means]
    if not any(may_be):
        return None
    gaps = _gaps(cloud, _log_within(tree, len(cloud)), rng)
    square = squareform(distances)
    silhouettes = [_silhouette(square, labels) for labels in cuts]
    by_gap, by_silhouette = int(np.argmax(gaps)), int(np.argmax(silhouettes))
    for cut, is_clear in (
        (by_gap, gaps[by_gap] >= LEAST_GAP),
        (
            by_silhouette,
            silhouettes[by_silhouette] >= LEAST_SILHOUETTE
            and gaps[by_silhouette] >= LEAST_GAP_WITH_SILHOUETTE,
        ),
    ):
        if is_clear and may_be[cut]:
            return means[cut], float(gaps[cut]), float(silhouettes[cut])
    return None


def _are_apart(cloud: Floats, means: Floats, least: float) -> bool:
    """Say whether each mean has its people, and none is near another."""
    from scipy.spatial.distance import pdist

    if len(means) < 2:
        return False
    sizes = np.bincount(_nearest(cloud, means), minlength=len(means))
    return bool(sizes.min() >= least and pdist(means).min() >= LEAST_APART)


def _gaps(cloud: Floats, within: Floats, rng: np.random.Generator) -> Floats:
    """Return by how many standard errors two, three, … groups beat one.

    The gain of each number over one is compared with what evenly strewn people give, in the
    smallest box around the cloud along its principal axes, rounded to the grid likewise.
    """
    from scipy.cluster.hierarchy import ward
    from scipy.spatial.distance import pdist

    n, middle = len(cloud), cloud.mean(axis=0)
    axes = np.linalg.svd(cloud - middle, full_matrices=False)[2]
    turned = (cloud - middle) @ axes.T
    low, high = turned.min(axis=0) - 0.5, turned.max(axis=0) + 0.5
    strewn = np.rint(rng.uniform(low, high, (N_REFERENCES, n, 2)) @ axes + middle)
    even = np.array([_log_within(ward(pdist(each)), n) for each in strewn])
    gains = even[:, :1] - even[:, 1:]
    error = gains.std(axis=0) * np.sqrt(1 + 1 / N_REFERENCES)
    seen: Floats = (within[0] - within[1:] - gains.mean(axis=0)) / np.maximum(error, 1e-9)
    return seen


def _log_within(tree: Floats, n: int) -> Floats:
    """Return the log of the squares within 1, 2, … groups: Ward's heights are their steps."""
    squares = np.concatenate([[0.0], np.cumsum(tree[:, 2] ** 2 / 2)])
    kept = [squares[n - k] for k in range(1, MOST_GROUPS + 1)]
    within: Floats = np.log(np.array(kept) + n * CELL_VARIANCE)
    return within


def _silhouette(square: Floats, labels: NDArray[np.int64]) -> float:
    """Return the mean silhouette; who is alone in a group counts 0."""
    sizes = np.bincount(labels)
    if len(sizes) < 2:
        return 0.0
    at = np.arange(len(labels))
    sums = np.stack([square[:, labels == k].sum(axis=1) for k in range(len(sizes))], axis=1)
    own = sums[at, labels] / np.maximum(sizes[labels] - 1, 1)
    others = sums / sizes
    others[at, labels] = np.inf
    other = others.min(axis=1)
    width = np.where(sizes[labels] > 1, (other - own) / np.maximum(np.maximum(own, other), 1e-9), 0)
    return float(width.mean())


def _scaled(given: Floats) -> Floats:
    """Return the points sorted, at most 400 of them: largest remainders keep the shares."""
    counts = Counter((float(x), float(y)) for x, y in given)
    cells = sorted(counts)
    if len(given) > MOST_POINTS:
        exact = [counts[cell] * MOST_POINTS / len(given) for cell in cells]
        kept = [int(each) for each in exact]
        order = sorted(range(len(cells)), key=lambda i: (kept[i] - exact[i], cells[i]))
        for i in order[: MOST_POINTS - sum(kept)]:
            kept[i] += 1
        counts = Counter(dict(zip(cells, kept, strict=True)))
    return np.array([cell for cell in cells for _ in range(counts[cell])], dtype=float)


def _nearest(given: Floats, means: Floats) -> NDArray[np.int64]:
    away = ((given[:, None, :] - means[None, :, :]) ** 2).sum(axis=2)
    nearest: NDArray[np.int64] = away.argmin(axis=1)
    return nearest


def _group(members: Floats) -> Group:
    mean = members.mean(axis=0)
    return Group((float(mean[0]), float(mean[1])), len(members))
