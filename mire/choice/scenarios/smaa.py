"""SMAA-2: which rank each option takes over all weights that may be, and all measures.

Lahdelma & Salminen, "SMAA-2: stochastic multicriteria acceptability analysis for group
decision making", *Operations Research* 49 (2001), 444–454. With sure measures and few free
weights the volumes are exact; otherwise weights and measures are drawn at random, and each
figure carries its standard error.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from mire.choice.scenarios.checking import checked
from mire.choice.scenarios.counting import Tally, firsts_under
from mire.choice.scenarios.criteria import Criterion
from mire.choice.scenarios.drawing import Floats, weights_drawer
from mire.choice.scenarios.measures import Option, is_certain, mean
from mire.choice.scenarios.values import value_scales, values
from mire.choice.scenarios.volumes import MOST_EXACT, exact_acceptability, n_free
from mire.choice.scenarios.weights import WeightSpace
from mire.choice.scenarios.worths import Worths

DRAWS_A_TRIAL = 4
"""Confidence factors are estimated from this many times fewer draws; their errors say so."""


@dataclass(frozen=True, slots=True)
class Smaa:
    """What SMAA-2 says; everything is in the order of the options, of the criteria.

    ``acceptability[option][rank]``: in which share of the weights the option takes the rank
    (the best first); options worth the same share their ranks evenly. ``central_weights
    [option][criterion]``: the mean of the weights that make it first, None where none was
    found to. ``confidence``: how likely it is to come first, or share that rank, under its
    central weights, the measures being what is unsure; None where it has none.

    ``n_draws`` is 0 where the volumes are exact; confidence is estimated from ``n_draws`` ÷
    ``DRAWS_A_TRIAL``. ``acceptability_error``, ``central_error`` and ``confidence_error`` are
    standard errors, in the same shapes; all 0 where exact.
    """

    acceptability: tuple[tuple[float, ...], ...]
    central_weights: tuple[tuple[float, ...] | None, ...]
    confidence: tuple[float | None, ...]
    n_draws: int
    acceptability_error: tuple[tuple[float, ...], ...]
    central_error: tuple[tuple[float, ...] | None, ...]
    confidence_error: tuple[float | None, ...]

    @property
    def is_exact(self) -> bool:
        """Whether the volumes are exact."""
        return self.n_draws == 0


def smaa(
    criteria: Sequence[Criterion],
    options: Sequence[Option],
    *,
    space: WeightSpace,
    rng: np.random.Generator,
    n_draws: int = 1_000_000,
    may_be_exact: bool = True,
) -> Smaa:
    """Return rank acceptabilities, central weights and confidence factors.

    Exact when all measures are sure and at most ``MOST_EXACT`` weights are free, unless
    ``may_be_exact`` is False; else from ``n_draws`` draws (≥ 1). Raises
    :class:`~mire.choice.scenarios.refusal.ScenariosRefused`.
    """
    checked(criteria, options, space)
    scales = value_scales(criteria, options)
    is_sure = all(
        is_certain(measure)
        for option in options
        for measure in option.measures
        if measure is not None
    )
    if may_be_exact and is_sure and n_free(space) <= MOST_EXACT:
        return _exact(values(scales, options, lambda each: (mean(each),)), space)
    return _sampled(Worths(scales, options), space, rng, n_draws)


def interval(share: float, n_draws: int) -> tuple[float, float]:
    """Return a share's 95 % interval (Wilson 1927), itself twice where ``n_draws`` is 0."""
    if n_draws == 0:
        return share, share
    z = 1.959963984540054
    middle = (share + z * z / (2 * n_draws)) / (1 + z * z / n_draws)
    half = (
        z
        / (1 + z * z / n_draws)
        * math.sqrt(share * (1 - share) / n_draws + z * z / (4 * n_draws**2))
    )
    return max(0.0, middle - half), min(1.0, middle + half)


def _exact(worths: Sequence[Sequence[Fraction]], space: WeightSpace) -> Smaa:
    shares, centres = exact_acceptability(worths, space)
    return Smaa(
        acceptability=tuple(tuple(map(float, row)) for row in shares),
        central_weights=tuple(
            None if centre is None else tuple(map(float, centre)) for centre in centres
        ),
        # The weights that make an option first are convex: it is first at their mean.
        confidence=tuple(None if centre is None else 1.0 for centre in centres),
        n_draws=0,
        acceptability_error=tuple(tuple(0.0 for _ in row) for row in shares),
        central_error=tuple(
            None if centre is None else tuple(0.0 for _ in centre) for centre in centres
        ),
        confidence_error=tuple(None if centre is None else 0.0 for centre in centres),
    )


def _sampled(worths: Worths, space: WeightSpace, rng: np.random.Generator, n_draws: int) -> Smaa:
    tally = Tally(worths, weights_drawer(space), rng, n_draws)
    n_options = len(tally.firsts)
    found = np.flatnonzero(tally.firsts)
    firsts = tally.firsts[found, None]
    central = tally.weights[found] / firsts
    spread = np.sqrt(np.maximum(tally.squares[found] / firsts - central**2, 0))
    central_error = spread / np.sqrt(firsts)
    n_trials = 1 if worths.is_sure else -(-n_draws // DRAWS_A_TRIAL)
    confidence = firsts_under(worths, central, found, rng, n_trials)
    return Smaa(
        acceptability=_rows(tally.acceptability),
        central_weights=_placed(n_options, found, _rows(central)),
        confidence=_placed(n_options, found, confidence.tolist()),
        n_draws=n_draws,
        acceptability_error=_rows(_error(tally.acceptability, n_draws)),
        central_error=_placed(n_options, found, _rows(central_error)),
        confidence_error=_placed(n_options, found, _error(confidence, n_trials).tolist()),
    )


def _error(share: Floats, n_draws: int) -> Floats:
    kept = np.clip(share, 0, 1)
    error: Floats = np.sqrt(kept * (1 - kept) / n_draws)
    return error


def _rows(matrix: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in matrix.tolist())


T = TypeVar("T")


def _placed(n: int, found: npt.NDArray[np.intp], rows: Sequence[T]) -> tuple[T | None, ...]:
    """Return a value for each of ``n`` options: its own, or None for those not found."""
    placed: list[T | None] = [None] * n
    for option, row in zip(found.tolist(), rows, strict=True):
        placed[option] = row
    return tuple(placed)
