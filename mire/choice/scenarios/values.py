"""The additive model that SMAA-2 ranks on: what each measure is worth, from 0 to 1.

On each criterion worth is linear between two ends: those of the criterion's scale where it
has one, the lowest and highest grade, else the ends that the options reach. A weight is then
what going from one end to the other is worth, which is what people should be asked about.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mire.choice.scenarios.criteria import Criterion, Direction
from mire.choice.scenarios.measures import Measure, Option, decimal, ends


@dataclass(frozen=True, slots=True)
class ValueScale:
    """A criterion's two ends, in its unit: worth 0 at ``worst``, 1 at ``best``.

    Where they are equal no option differs on this criterion, and it is worth 0 to all.
    """

    worst: Fraction
    best: Fraction

    def worth(self, figure: Fraction) -> Fraction:
        """Return what a figure is worth; beyond the ends, the line goes on."""
        if self.worst == self.best:
            return Fraction(0)
        return (figure - self.worst) / (self.best - self.worst)


def value_scales(criteria: Sequence[Criterion], options: Sequence[Option]) -> list[ValueScale]:
    """Return the scale of each criterion."""
    scales = []
    for index, criterion in enumerate(criteria):
        if criterion.grades:
            low, high = Fraction(0), Fraction(len(criterion.grades) - 1)
        elif criterion.scale is not None:
            low, high = map(decimal, criterion.scale)
        else:
            reached = [ends(measure) for measure in _column(options, index)]
            low, high = min(least for least, _ in reached), max(most for _, most in reached)
        is_up = criterion.direction is Direction.MAX
        scales.append(ValueScale(low, high) if is_up else ValueScale(high, low))
    return scales


def values(
    scales: Sequence[ValueScale],
    options: Sequence[Option],
    figures: Callable[[Measure], Sequence[Fraction]],
    choose: Callable[[Iterable[Fraction]], Fraction] = max,
) -> list[list[Fraction]]:
    """Return what each option is worth on each criterion: [option][criterion].

    ``figures`` says which figures of a measure to look at (its ends), ``choose`` which of their
    worths to keep (``max``: at best, ``min``: at worst).
    """
    return [
        [
            choose(scale.worth(figure) for figure in figures(measure))
            for scale, measure in zip(scales, option.measures, strict=True)
            if measure is not None
        ]
        for option in options
    ]


def _column(options: Sequence[Option], index: int) -> list[Measure]:
    return [measure for option in options if (measure := option.measures[index]) is not None]
