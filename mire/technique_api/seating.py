"""Who sits where, as techniques of the regime "group" tell it to what is printed or asked of it.

Values without layout: who prints them chooses words, times and sheets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from mire.technique_api.text import text

Rounds: TypeAlias = Sequence[Sequence[Sequence[str]]]
"""By round, by table: the ids of those who sit there."""


def plan_act(*, is_seated: bool) -> dict[str, Any]:
    """Return the act that seats people before anybody comes, as consoles offer it.

    Once they are seated it asks first: what was printed of a seating is void after another.
    """
    words = text("Répartir autrement") if is_seated else text("Répartir aux tables")
    asks = text(
        "Une autre répartition remplace celle-ci : les cartes et les listes déjà imprimées ne "
        "vaudront plus."
    )
    return {
        "do": "plan",
        "words": words.primitive(),
        "asks": asks.primitive() if is_seated else None,
        "is_long": True,
        "is_before": True,
    }


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
