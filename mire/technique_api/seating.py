"""Who sits where, as techniques of the regime "group" tell it to what is printed or asked of it.

Values without layout: who prints them chooses words, times and sheets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Rounds: TypeAlias = Sequence[Sequence[Sequence[str]]]
"""By round, by table: the ids of those who sit there."""


@dataclass(frozen=True, slots=True)
class Traveller:
    """Whom a route is for; ``host``: the table where they stay, "" for none."""

    id: str
    name: str
    department: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A table, and the station where it stands ("": there is but one)."""

    id: str
    station: str = ""


@dataclass(frozen=True, slots=True)
class Routes:
    """Who goes where, round after round.

    ``n_points``: of a harvest that each table gives at the end, 0 for none.
    """

    people: Sequence[Traveller]
    places: Sequence[Place]
    rounds: Rounds
    n_points: int = 0

    def of(self, id: str) -> list[str | None] | None:
        """Return the table of each round, None for no table; None for who has no route at all."""
        if id not in {each.id for each in self.people}:
            return None
        return [
            next((p.id for p, who in zip(self.places, one, strict=True) if id in who), None)
            for one in self.rounds
        ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Moving:
    """Routes while they are walked; all times in minutes.

    ``late``: before the first round; ``now``: the round that goes on, from 1, 0 before it.
    ``names``: by badge, how it is called, where that is more than its number. ``left_out``: whose
    table closed, and who have none since.
    """

    routes: Routes
    late: int
    minutes: int
    move: int
    now: int
    names: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Box:
    """A heading of a canvas, and what it asks ("": nothing)."""

    label: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody at a table; ``name`` None: the room knows it by ``id``, if it was not erased."""

    id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Canvas:
    """A table's sheet: what it works on, who sits there."""

    number: int
    label: str
    people: Sequence[Seated]


@dataclass(frozen=True, slots=True)
class Canvases:
    """The sheets that tables fill in, all with the same boxes."""

    question: str
    headings: Sequence[Box]
    tables: Sequence[Canvas]
