"""Each option's strengths and weaknesses, before any ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mire.choice.scenarios.promethee import Promethee

CLEAR = Fraction(1, 2)
"""From which preference degree on a difference is clear."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A criterion on which an option stands out; ``others`` are those it is clear of."""

    criterion: int
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """An option's strengths and weaknesses, in the order of the criteria.

    A strength: clearly better than at least half of the others, clearly worse than none. A
    weakness: the reverse. Clear: a preference degree of ``CLEAR`` or more, by the criterion's
    own shape and thresholds.
    """

    strengths: tuple[Standing, ...]
    weaknesses: tuple[Standing, ...]


def profiles(ranked: Promethee) -> tuple[Profile, ...]:
    """Return the profile of each option, from PROMETHEE's preference degrees."""
    return tuple(_profile(option, ranked.degrees) for option in range(len(ranked.net)))


def _profile(option: int, degrees: Sequence[Sequence[Sequence[Fraction]]]) -> Profile:
    strengths, weaknesses = [], []
    for criterion, matrix in enumerate(degrees):
        others = [other for other in range(len(matrix)) if other != option]
        over = tuple(other for other in others if matrix[option][other] >= CLEAR)
        under = tuple(other for other in others if matrix[other][option] >= CLEAR)
        if not under and 2 * len(over) >= len(others):
            strengths.append(Standing(criterion, over))
        if not over and 2 * len(under) >= len(others):
            weaknesses.append(Standing(criterion, under))
    return Profile(tuple(strengths), tuple(weaknesses))
