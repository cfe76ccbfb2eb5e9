"""What somebody reads of a technique before they choose it: the front of a method card."""

from collections.abc import Sequence
from dataclasses import dataclass

from mire.technique_api.text import Text


@dataclass(frozen=True, slots=True)
class Card:
    """A technique for people who prepare a meeting: aim, when not to use it, how it goes.

    ``minutes`` and ``people`` go from the fewest to the most.
    """

    aim: Text
    avoid: Text
    minutes: tuple[int, int]
    people: tuple[int, int]
    steps: Sequence[Text]
    material: Text
