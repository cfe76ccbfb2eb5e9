"""Who works with whom: ties inside and between groups, and whether chance would mix as much.

E–I index: Krackhardt & Stern, "Informal networks and organizational crises", *Social
Psychology Quarterly* 51 (1988), 123–140. Assortativity: Newman, "Mixing patterns in networks",
*Physical Review E* 67 (2003), 026126. Ties are pairs of people, each counted once, without
direction or weight.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
ROUNDING = 1e-12
# Permutations are drawn this many labels at a time.
MOST_LABELS = 1 << 21


@dataclass(frozen=True, slots=True)
class Mixing:
    """Ties between groups: ``ties[a][b]`` for a ≤ b holds how many, 0 below the diagonal."""

    ties: tuple[tuple[int, ...], ...]

    @property
    def n_within(self) -> int:
        """How many ties lie inside groups."""
        return sum(row[index] for index, row in enumerate(self.ties))

    @property
    def n_between(self) -> int:
        """How many ties lie between groups."""
        return sum(map(sum, self.ties)) - self.n_within

    @property
    def ei_index(self) -> float | None:
        """(between − within) ÷ all, from −1 (all inside) to 1 (all outside); None without ties."""
        n = self.n_within + self.n_between
        return (self.n_between - self.n_within) / n if n else None

    @property
    def assortativity(self) -> float | None:
        """Newman's coefficient: 1 when all ties lie inside groups, about 0 when mixed by chance.

        None without ties, and where all ties' ends are in one group.
        """
        n = self.n_within + self.n_between
        if not n:
            return None
        ends = [
            sum(row) + sum(other[index] for other in self.ties)
            for index, row in enumerate(self.ties)
        ]
        chance = sum((each / (2 * n)) ** 2 for each in ends)
        return None if max(ends) == 2 * n else (self.n_within / n - chance) / (1 - chance)


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """The same figures when people's groups are dealt out anew, all else unchanged.

    ``expected_ei``: the E–I index to be expected, exactly; ``expected_assortativity``: the mean
    over the permutations (None where it has no value). ``p_ei`` and ``p_assortativity``: how
    often chance lies as far from what is to be expected as the observed, or farther, on either
    side: (b + 1) ÷ (m + 1), Phipson & Smyth 2010. None where the figure is None.
    """

    n_permutations: int
    expected_ei: float | None
    p_ei: float | None
    expected_assortativity: float | None
    p_assortativity: float | None


def mixing(ties: Ints, groups: Ints, n_groups: int) -> Mixing:
    """Return the ties between groups; ``ties`` (k, 2) of people, ``groups`` (n,) of each."""
    ends = np.sort(groups[ties].reshape(-1, 2), axis=1)
    counts = np.bincount(ends[:, 0] * n_groups + ends[:, 1], minlength=n_groups**2)
    return Mixing(tuple(map(tuple, counts.reshape(n_groups, n_groups).tolist())))


def permutation_test(
    ties: Ints, groups: Ints, n_groups: int, *, rng: np.random.Generator, n_permutations: int
) -> PermutationTest:
    """Deal people's groups out anew ``n_permutations`` times (≥ 1), to all of ``groups`` alike."""
    observed = mixing(ties, groups, n_groups)
    n_ties, n_people = len(ties), len(groups)
    if not n_ties:
        return PermutationTest(n_permutations, None, None, None, None)
    degrees = np.bincount(ties.ravel(), minlength=n_people).astype(float)
    within, chance = [], []
    for dealt in _dealt(groups, n_groups, rng, n_permutations):
        within.append(np.count_nonzero(dealt[ties[:, 0]] == dealt[ties[:, 1]]))
        shares = np.bincount(dealt, weights=degrees, minlength=n_groups) / (2 * n_ties)
        chance.append(shares @ shares)
    sizes = np.bincount(groups, minlength=n_groups)
    pairs, same = n_people * (n_people - 1), int((sizes * (sizes - 1)).sum())
    # In whole numbers, so that as far means as far: ties within × pairs of people.
    away = np.abs(np.array(within, np.int64) * pairs - n_ties * same)
    far = abs(observed.n_within * pairs - n_ties * same)
    expected, p_assortativity = _assortativity(
        observed.assortativity, np.array(within) / n_ties, np.array(chance)
    )
    return PermutationTest(
        n_permutations=n_permutations,
        expected_ei=1 - 2 * same / pairs,
        p_ei=_p_value(int((away >= far).sum()), n_permutations),
        expected_assortativity=expected,
        p_assortativity=p_assortativity,
    )


def _dealt(
    groups: Ints, n_groups: int, rng: np.random.Generator, n_permutations: int
) -> Iterator[npt.NDArray[np.integer]]:
    labels = groups.astype(np.min_scalar_type(n_groups))
    at_once = max(1, MOST_LABELS // len(groups))
    while n_permutations > 0:
        block = np.repeat(labels[None, :], min(at_once, n_permutations), axis=0)
        yield from rng.permuted(block, axis=1, out=block)
        n_permutations -= len(block)


def _assortativity(
    observed: float | None, within: npt.NDArray[np.float64], chance: npt.NDArray[np.float64]
) -> tuple[float | None, float | None]:
    """Return the mean coefficient by chance and the p-value, of the permutations that have one."""
    has_one = chance < 1 - ROUNDING
    if observed is None or not has_one.any():
        return None, None
    found = (within[has_one] - chance[has_one]) / (1 - chance[has_one])
    expected = float(found.mean())
    far = np.abs(found - expected) >= abs(observed - expected) - ROUNDING
    return expected, _p_value(int(far.sum()), len(found))


def _p_value(n_as_far: int, n: int) -> float:
    return (n_as_far + 1) / (n + 1)
