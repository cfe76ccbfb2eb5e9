"""Where a cloud of points has its middle, and how sure that is: Hotelling's ellipse.

Sources: H. Hotelling, "The generalization of Student's ratio", Annals of Mathematical
Statistics 2 (1931): the mean of n points in two dimensions lies, with the confidence asked, in
the ellipse of 2(n−1)/(n(n−2)) times the F quantile with 2 and n−2 degrees of freedom. Of six to
nine points a third of the risk is taken: a room of two camps may show only one of them
(``benchmarks/opinion.py`` says how often the ellipse is right). See ``docs/algorithms/cloud.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin, sqrt

import numpy as np

LEAST_POINTS = 6
PLAIN_FROM = 10
"""From this number of points on, Hotelling's quantile as it is; below, a third of the risk."""
CONFIDENCE = 0.95
FLAT = 1e-9


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Where the mean of the whole may lie: half axes, and the long one's angle in degrees.

    Angles turn from the first axis towards the second, in (−90, 90].
    """

    centre: tuple[float, float]
    long: float
    short: float
    angle: float

    def holds(self, point: tuple[float, float]) -> bool:
        """Say whether a point lies in the ellipse, its edge included."""
        dx, dy = point[0] - self.centre[0], point[1] - self.centre[1]
        turn = radians(self.angle)
        along, across = dx * cos(turn) + dy * sin(turn), dy * cos(turn) - dx * sin(turn)
        return (along / self.long) ** 2 + (across / self.short) ** 2 <= 1 + FLAT


def mean_ellipse(
    points: Sequence[tuple[float, float]], *, confidence: float = CONFIDENCE
) -> Ellipse | None:
    """Return the ellipse of the mean of ``points``.

    None under six points, and when they all lie on one line (or are all the same): there is
    no ellipse then. Raises ValueError for a figure that is not finite, and for a confidence
    that does not lie between 0 and 1.
    """
    given = np.asarray(points, dtype=float).reshape(-1, 2)
    if not np.isfinite(given).all() or not 0 < confidence < 1:
        msg = "points must be finite, and the confidence between 0 and 1"
        raise ValueError(msg)
    n = len(given)
    if n < LEAST_POINTS:
        return None
    lengths, axes = np.linalg.eigh(np.cov(given, rowvar=False))
    if lengths[0] <= FLAT * max(1.0, float(lengths[1])):
        return None
    scale = _scale(n, confidence)
    angle = degrees(atan2(axes[1, 1], axes[0, 1]))
    if angle > 90:
        angle -= 180
    elif angle <= -90:
        angle += 180
    middle = given.mean(axis=0)
    return Ellipse(
        (float(middle[0]), float(middle[1])),
        sqrt(scale * float(lengths[1])),
        sqrt(scale * float(lengths[0])),
        angle,
    )


def _scale(n: int, confidence: float) -> float:
    """Return what the covariance of ``n`` points is multiplied by."""
    from scipy.special import fdtri  # type: ignore[import-untyped]

    risk = (1 - confidence) / (3 if n < PLAIN_FROM else 1)
    return 2 * (n - 1) / (n * (n - 2)) * float(fdtri(2, n - 2, 1 - risk))
