"""Options compared on all their criteria: strengths first, then the ranking, then its weights.

See ``docs/algorithms/scenarios.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mire.choice.scenarios.conditions import Prospect, prospects
from mire.choice.scenarios.criteria import Criterion
from mire.choice.scenarios.measures import Option
from mire.choice.scenarios.promethee import Promethee, promethee
from mire.choice.scenarios.smaa import Smaa, smaa
from mire.choice.scenarios.strengths import Profile, profiles
from mire.choice.scenarios.two_models import TwoModels, two_models
from mire.choice.scenarios.weights import WeightSpace


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that is said of the options; each part is in the order of ``options``."""

    criteria: tuple[Criterion, ...]
    options: tuple[Option, ...]
    space: WeightSpace
    profiles: tuple[Profile, ...]
    promethee: Promethee
    smaa: Smaa
    prospects: tuple[Prospect, ...]
    models: TwoModels


def compare(
    criteria: Sequence[Criterion],
    options: Sequence[Option],
    *,
    space: WeightSpace | None = None,
    rng: np.random.Generator,
    n_draws: int = 1_000_000,
) -> Comparison:
    """Compare two options or more on one criterion or more.

    ``space`` is what SMAA may know of the weights, None for nothing; PROMETHEE takes those of
    the criteria. ``n_draws`` serves where volumes aren't exact. The same ``rng`` gives the same
    result. Raises :class:`~mire.choice.scenarios.refusal.ScenariosRefused`.
    """
    known = space or WeightSpace(n=len(criteria))
    counted = smaa(criteria, options, space=known, rng=rng, n_draws=n_draws)
    ranked = promethee(criteria, options)
    return Comparison(
        criteria=tuple(criteria),
        options=tuple(options),
        space=known,
        profiles=profiles(ranked),
        promethee=ranked,
        smaa=counted,
        prospects=prospects(criteria, options, known),
        models=two_models(criteria, options, ranked),
    )
