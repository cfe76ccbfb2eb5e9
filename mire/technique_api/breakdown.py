"""How many people answered what: parts of a whole, and parts of those parts.

Open data may hold them once the parts that are too small, and others that would give them away,
are hidden: what adds up to what must be known for that.
"""

from dataclasses import dataclass

from mire.technique_api.text import Text

EVERYBODY = ""
"""The whole of all who answered."""


@dataclass(frozen=True, slots=True)
class Part:
    """People who answered alike; ``key`` is kept for ever, its words may change."""

    key: str
    words: Text | str
    n: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole cut into parts: everybody of ``of`` is in exactly one of them.

    ``of`` is ``EVERYBODY``, or a part of an earlier breakdown of the same activity, as
    ``name.key``.
    """

    name: str
    words: Text | str
    parts: tuple[Part, ...]
    of: str = EVERYBODY
