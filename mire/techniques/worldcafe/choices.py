"""Seats that people book where each chooses a table: what holds, how many are left.

A seat is booked for the round that comes next, by the number of a badge, until that round
begins. Hosts keep a seat at the table that they welcome people at.
"""

from collections.abc import Mapping
from typing import Annotated, TypeAlias

import msgspec

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text
from mire.techniques.worldcafe.config import Config, badge_words, n_people, n_tables, station_of

MOST_TOLD = 8
"""Tables with room that a refusal names."""

Booked: TypeAlias = Mapping[int, Mapping[int, int]]
"""By round (from 1), the table that each badge has booked."""


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A badge books a seat at a table in a round, from 1; 0: it lets go of the one it had."""

    badge: Annotated[int, msgspec.Meta(ge=1, le=500)]
    round: Annotated[int, msgspec.Meta(ge=1, le=8)]
    table: Annotated[int, msgspec.Meta(ge=0, le=60)]


def booked_with(config: Config, booked: Booked, begun: int, choice: Choice) -> Booked:
    """Return the bookings with one more; raise :class:`Refusal` where it can't hold.

    ``begun``: the round that goes on, 0 before the first.
    """
    if config.assignment != "free":
        raise Refusal(text("Ici les places sont réparties : on ne les choisit pas."), code="free")
    number, table = choice.round, choice.table
    if choice.badge > n_people(config):
        raise Refusal(
            text("Le badge %(badge)s n'existe pas : ils vont de 1 à %(most)s.",
                 badge=choice.badge, most=n_people(config)),
            path=("badge",), code="range",
        )  # fmt: skip
    if number <= begun:
        raise Refusal(
            text("Le tour %(number)s a commencé : ses places ne se réservent plus.",
                 number=number),
            path=("seat",), code="begun",
        )  # fmt: skip
    if number > min(begun + 1, config.rounds):
        raise Refusal(
            text("Les places du tour %(number)s ne se réservent pas encore.", number=number),
            path=("seat",), code="early",
        )  # fmt: skip
    if choice.badge in (welcoming := hosts(config, number)):
        raise Refusal(
            text("« %(who)s » accueille la table %(table)s.",
                 who=badge_words(config, choice.badge), table=welcoming[choice.badge]),
            path=("badge",), code="host",
        )  # fmt: skip
    others = {badge: at for badge, at in booked.get(number, {}).items() if badge != choice.badge}
    if not table:
        return {**booked, number: others}
    if table > n_tables(config):
        raise Refusal(text("Cette table n'existe pas."), path=("seat",), code="range")
    free = left(config, {number: others}, number)
    if not free[table]:
        raise Refusal(_full(free, number, table), path=("seat",), code="taken")
    return {**booked, number: {**others, choice.badge: table}}


def _full(free: Mapping[int, int], number: int, table: int) -> Text:
    room = [str(each) for each, n in free.items() if n]
    if not room:
        return text("Au tour %(round)s, toutes les tables sont complètes.", round=number)
    told = ", ".join(room[:MOST_TOLD]) + (", …" if len(room) > MOST_TOLD else "")
    return text(
        "Au tour %(round)s, la table %(table)s est complète. Il reste de la place ici : %(room)s.",
        round=number, table=table, room=told,
    )  # fmt: skip


def hosts(config: Config, number: int) -> Mapping[int, int]:
    """Return the table of each badge that welcomes people in a round."""
    return {
        badge: each.table
        for badge, each in enumerate(config.badges, 1)
        if each.table is not None and (each.rounds is None or number <= each.rounds)
    }


def at(config: Config, booked: Booked, number: int) -> Mapping[int, int]:
    """Return the table of each badge that has one in a round."""
    return {**booked.get(number, {}), **hosts(config, number)}


def left(config: Config, booked: Booked, number: int) -> dict[int, int]:
    """Return how many seats each table has left in a round, never less than 0."""
    taken = list(at(config, booked, number).values())
    return {
        table: max(0, config.stations[station_of(config, table)].seats - taken.count(table))
        for table in range(1, n_tables(config) + 1)
    }


def roomiest(config: Config, booked: Booked, number: int) -> int:
    """Return the table with the most seats left, the first among equals."""
    free = left(config, booked, number)
    return max(free, key=lambda table: (free[table], -table))


def routes(config: Config, booked: Booked) -> dict[str, list[str | None]]:
    """Return each badge's table, round after round; None where it has none (yet)."""
    found: dict[str, list[str | None]] = {
        str(badge): [None] * config.rounds for badge in range(1, n_people(config) + 1)
    }
    for number in range(1, config.rounds + 1):
        for badge, table in at(config, booked, number).items():
            found[str(badge)][number - 1] = str(table)
    return found
