"""Products of a few rows by very many columns, on one processor.

OpenBLAS spreads larger products over threads. These are too thin to gain by it, and on a busy
machine the threads wait for each other, several times as long: so they go block by block.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Below this many multiplications OpenBLAS stays on one thread (its own bound is 4 × 65,536).
MOST_ALONE = 200_000


def product(left: Floats, right: Floats, out: Floats) -> None:
    """Fill ``out`` (n, k) with ``left`` (n, m) times ``right`` (m, k)."""
    for block in _blocks(left.size, right.shape[1]):
        np.matmul(left, right[:, block], out=out[:, block])


def product_over(left: Floats, right: Floats) -> Floats:
    """Return ``left`` (n, k) times ``right`` (m, k) transposed: (n, m)."""
    found: Floats = np.zeros((len(left), len(right)))
    for block in _blocks(found.size, left.shape[1]):
        found += left[:, block] @ right[:, block].T
    return found


def _blocks(n_each: int, k: int) -> list[slice]:
    step = max(1, MOST_ALONE // max(1, n_each))
    return [slice(start, min(start + step, k)) for start in range(0, k, step)]
