"""What a closed ballot hands to a choice that is made later, away from the room.

Nothing here is tied to anybody, and nothing keeps the order in which answers came.
"""

from dataclasses import dataclass

from mire.technique_api.text import Text


@dataclass(frozen=True, slots=True)
class Supported:
    """Whole ballots: which options each one supports.

    ``options``: their names, numbered from 1. ``ballots``: the numbers of the options that a ballot
    supports, ascending, and how many ballots support exactly these; sorted. ``capacity``: what was
    said to be available, in the options' own unit. ``has_degrees``: people gave more than their
    support (points, an order), which is not told here.
    """

    options: tuple[str, ...]
    ballots: tuple[tuple[tuple[int, ...], int], ...]
    capacity: int
    has_degrees: bool = False

    @property
    def n(self) -> int:
        """How many ballots there are, those that support nothing included."""
        return sum(n for _supported, n in self.ballots)


@dataclass(frozen=True, slots=True)
class Graded:
    """What mentions each option got.

    ``mentions``: from the worst to the best. ``options``: their names, numbered from 1.
    ``counts``: for each option how many gave it each mention; who gave none is not counted.
    """

    mentions: tuple[Text | str, ...]
    options: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
