"""Two choices beside each other: how many people have more of theirs taken under which.

The comparison step that cities put between equal shares and the greedy rule: the choice that
leaves more people better off stands.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from mire.choice.portfolio.selection import Choice
from mire.choice.portfolio.terms import Utility


@dataclass(frozen=True, slots=True)
class BetterOff:
    """How many people are better off under the first choice, the second, or neither."""

    first: int
    second: int
    same: int


def better_off(first: Choice, second: Choice) -> BetterOff:
    """Compare two choices of one election by the first's utility, its points counted."""
    voters = first.voters
    gain = [Fraction(0)] * len(voters.weights)
    both = set(first.topics) & set(second.topics)
    for choice, sign in ((first, 1), (second, -1)):
        for topic in choice.topics:
            if topic in both:
                continue
            is_cost = first.terms.utility is Utility.COST
            worth = sign * (first.election.topics[topic].cost if is_cost else Fraction(1))
            mine = voters.supports[topic]
            scores = np.ones(len(mine.blocs), np.int64) if mine.scores is None else mine.scores
            for bloc, score in zip(mine.blocs.tolist(), scores.tolist(), strict=True):
                gain[bloc] += worth * score
    counts = {-1: 0, 0: 0, 1: 0}
    for each, n in zip(gain, voters.weights.tolist(), strict=True):
        counts[(each > 0) - (each < 0)] += n
    return BetterOff(counts[1], counts[-1], counts[0])
