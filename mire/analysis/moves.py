"""Whether people moved up or down an ordered scale between two rounds: the sign test.

Grades are ordered, their distances mean nothing: only who moved up and who moved down count. It
is the sign-flip test of ``shift`` on signs, exact at any size. Sources: W. Dixon, A. Mood, "The
statistical sign test", JASA 41 (1946); bounds by C. Clopper and E. Pearson, Biometrika 26 (1934),
given how many moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mire.analysis.proportions import CONFIDENCE, clopper_pearson


@dataclass(frozen=True, slots=True)
class Moves:
    """How many moved up, down, or stayed, and whether chance alone would do it.

    ``p`` between 0 and 1: 1 when nobody moved. ``low`` and ``high``: between what the net
    share lies (up less down, of all, from −1 to 1), given how many moved.
    """

    n_up: int
    n_down: int
    n_same: int
    p: float
    low: float
    high: float

    @property
    def n(self) -> int:
        """How many people."""
        return self.n_up + self.n_down + self.n_same

    @property
    def net(self) -> float:
        """Up less down, as a share of all."""
        return (self.n_up - self.n_down) / self.n


def moves(pairs: Sequence[tuple[int, int]], *, confidence: float = CONFIDENCE) -> Moves | None:
    """Return what became of grades, given before and after, one pair a person.

    None without a pair. The bounds leave out 0 when ``p`` is under 1 − ``confidence``. Raises
    ValueError unless the confidence lies between 0 and 1.
    """
    if not len(pairs):
        return None
    n_up = sum(after > before for before, after in pairs)
    n_down = sum(after < before for before, after in pairs)
    n, moved = len(pairs), n_up + n_down
    if moved == 0:
        return Moves(0, 0, n, 1.0, 0.0, 0.0)
    from scipy.stats import binomtest  # type: ignore[import-untyped]

    share = clopper_pearson(n_up, moved, confidence=confidence)
    low, high = ((2 * each - 1) * moved / n for each in (share.low, share.high))
    return Moves(n_up, n_down, n - moved, float(binomtest(n_up, moved).pvalue), low, high)
