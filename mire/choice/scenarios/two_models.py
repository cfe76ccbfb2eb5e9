"""Where the two models part: the additive one, of SMAA, and PROMETHEE's, at the same weights.

See ``docs/algorithms/scenarios.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mire.choice.scenarios.criteria import Criterion
from mire.choice.scenarios.measures import Option, mean
from mire.choice.scenarios.promethee import Promethee
from mire.choice.scenarios.values import value_scales


@dataclass(frozen=True, slots=True)
class TwoModels:
    """Who comes first under each model at the weights given, unsure measures by their mean.

    ``worths``: of each option, from 0 to 1, by addition. ``by_worth`` and ``by_preference``:
    options, several where they tie. ``criterion``: the one that does most to part them, None
    where they agree.
    """

    worths: tuple[Fraction, ...]
    by_worth: tuple[int, ...]
    by_preference: tuple[int, ...]
    criterion: int | None


def two_models(
    criteria: Sequence[Criterion], options: Sequence[Option], ranked: Promethee
) -> TwoModels:
    """Return where the models part, for options that ``ranked`` has checked.

    A criterion parts them by how much more it does, weight counted, for the first by preference
    over the first by worth, in net preference than in worth.
    """
    scales = value_scales(criteria, options)
    cells = [
        [
            scale.worth(mean(measure))
            for scale, measure in zip(scales, option.measures, strict=True)
            if measure is not None
        ]
        for option in options
    ]
    worths = [
        sum((w * each for w, each in zip(ranked.weights, row, strict=True)), start=Fraction(0))
        for row in cells
    ]
    by_worth = tuple(place for place, each in enumerate(worths) if each == max(worths))
    by_preference = tuple(place for place, rank in enumerate(ranked.ranks) if rank == 1)
    criterion = None
    if by_worth != by_preference:
        one = next((each for each in by_preference if each not in by_worth), by_preference[0])
        other = next((each for each in by_worth if each != one), by_worth[0])

        def parts(place: int) -> Fraction:
            nets = [_net(ranked.degrees[place], each) for each in (one, other)]
            gap = cells[one][place] - cells[other][place]
            return abs(ranked.weights[place] * (nets[0] - nets[1] - gap))

        criterion = max(range(len(criteria)), key=parts)
    return TwoModels(tuple(worths), by_worth, by_preference, criterion)


def _net(degrees: Sequence[Sequence[Fraction]], option: int) -> Fraction:
    """Return an option's net flow on one criterion."""
    up = sum(degrees[option], start=Fraction(0))
    down = sum((row[option] for row in degrees), start=Fraction(0))
    return (up - down) / (len(degrees) - 1)
