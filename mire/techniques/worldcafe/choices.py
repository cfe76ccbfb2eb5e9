"""Seats that people book where each chooses a table: what holds, how many are left.

A seat is booked for the round that comes next, by the number of a badge, until that round
begins. Hosts keep a seat at the table that they welcome people at. A table that closes lets
everybody go, from the round that goes on; who has chosen no other is back when it opens again.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text
from mire.techniques.worldcafe.config import Config, badge_words, n_people, n_tables, station_of

MOST_TOLD = 8
"""Tables with room that a refusal names."""

Badge = Annotated[int, msgspec.Meta(ge=1, le=500)]
Number = Annotated[int, msgspec.Meta(ge=1, le=8)]


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A badge books a seat at a table in a round, from 1; 0: it lets go of the one it had."""

    badge: Badge
    round: Number
    table: Annotated[int, msgspec.Meta(ge=0, le=60)]


class Closing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table closes from a round on, from 1, or opens again (``on`` false)."""

    table: Annotated[int, msgspec.Meta(ge=1, le=60)]
    round: Number
    on: bool


class Bookings(msgspec.Struct, frozen=True):
    """``by_round`` (from 1): the table that each badge has booked. ``closed``: tables, and each
    round without them. ``left_out``: by round and badge, the table that closed for them.
    """  # noqa: D205

    by_round: Mapping[int, Mapping[int, int]] = {}
    closed: frozenset[tuple[int, int]] = frozenset()
    left_out: Mapping[tuple[int, int], int] = {}


def booked_with(config: Config, bookings: Bookings, begun: int, choice: Choice) -> Bookings:
    """Return the bookings with one more; raise :class:`Refusal` where it can't hold.

    ``begun``: the round that goes on, 0 before the first.
    """
    if config.assignment != "free":
        raise Refusal(text("Ici les places sont réparties : on ne les choisit pas."), code="free")
    number, table = choice.round, choice.table
    if choice.badge > n_people(config):
        raise Refusal(
            text(
                "Le badge %(badge)s n'existe pas : ils vont de 1 à %(most)s.",
                badge=choice.badge,
                most=n_people(config),
            ),
            path=("badge",),
            code="range",
        )
    if number <= begun:
        raise Refusal(
            text("Le tour %(number)s a commencé : ses places ne se réservent plus.", number=number),
            path=("seat",),
            code="begun",
        )
    if number > min(begun + 1, config.rounds):
        raise Refusal(
            text("Les places du tour %(number)s ne se réservent pas encore.", number=number),
            path=("seat",),
            code="early",
        )
    if choice.badge in (welcoming := hosts(config, bookings, number)):
        raise Refusal(
            text(
                "« %(who)s » accueille la table %(table)s.",
                who=badge_words(config, choice.badge),
                table=welcoming[choice.badge],
            ),
            path=("badge",),
            code="host",
        )
    others = {
        badge: at
        for badge, at in bookings.by_round.get(number, {}).items()
        if badge != choice.badge
    }
    chosen = msgspec.structs.replace(
        bookings,
        by_round={**bookings.by_round, number: others},
        left_out={
            each: lost for each, lost in bookings.left_out.items() if each != (number, choice.badge)
        },
    )
    if not table:
        return chosen
    if table > n_tables(config):
        raise Refusal(text("Cette table n'existe pas."), path=("seat",), code="range")
    free = left(config, chosen, number)
    if not free[table]:
        raise Refusal(
            _full(free, number, table, is_closed=is_closed(bookings, table, number)),
            path=("seat",),
            code="taken",
        )
    return msgspec.structs.replace(
        chosen, by_round={**chosen.by_round, number: {**others, choice.badge: table}}
    )


def closed_with(config: Config, bookings: Bookings, begun: int, closing: Closing) -> Bookings:
    """Return the bookings once a table closed, or opened again; raise :class:`Refusal`.

    ``begun``: as for :func:`booked_with`. Rounds that are over stay as they were.
    """
    table, first = closing.table, closing.round
    if config.assignment != "free":
        raise Refusal(text("Ici les places sont réparties : corrigez la répartition."), code="free")
    if table > n_tables(config):
        raise Refusal(text("Cette table n'existe pas."), path=("table",), code="range")
    if not max(1, begun) <= first <= min(begun + 1, config.rounds):
        raise Refusal(
            text("Le tour %(number)s est passé, ou n'est pas encore le prochain.", number=first),
            code="late",
        )
    if closing.on == (table in closed_tables(config, bookings)):
        said = (
            text("La table %(table)s est déjà fermée.", table=table)
            if closing.on
            else text("La table %(table)s n'est pas fermée.", table=table)
        )
        raise Refusal(said, path=("table",), code="same")
    coming = {(table, number) for number in range(first, config.rounds + 1)}
    if not closing.on:
        opened = msgspec.structs.replace(bookings, closed=bookings.closed - coming)
        return _back(config, opened, table, first)
    if len(closed_tables(config, bookings)) + 1 == n_tables(config):
        raise Refusal(text("Il ne resterait aucune table."), path=("table",), code="value")
    losing = {
        (number, badge): table
        for number in range(first, min(begun + 1, config.rounds) + 1)
        for badge, where in at(config, bookings, number).items()
        if where == table
    }
    return msgspec.structs.replace(
        bookings,
        by_round={
            number: {badge: where for badge, where in each.items() if (number, badge) not in losing}
            for number, each in bookings.by_round.items()
        },
        closed=bookings.closed | coming,
        left_out={**bookings.left_out, **losing},
    )


def _back(config: Config, bookings: Bookings, table: int, first: int) -> Bookings:
    """Return the bookings with who had a seat at a table that opens, and has none since.

    There is room for all: nobody could book it meanwhile.
    """
    theirs = {
        (number, badge)
        for (number, badge), lost in bookings.left_out.items()
        if lost == table and number >= first
    }
    by_round = dict(bookings.by_round)
    for number in {number for number, _ in theirs}:
        seated = at(config, bookings, number)
        back = {
            badge: table for each, badge in sorted(theirs) if each == number and badge not in seated
        }
        by_round[number] = {**by_round.get(number, {}), **back}
    return msgspec.structs.replace(
        bookings,
        by_round=by_round,
        left_out={each: lost for each, lost in bookings.left_out.items() if each not in theirs},
    )


def begun_with(bookings: Bookings, begun: int) -> Bookings:
    """Return the bookings once a round has begun: who was left out of those before is past."""
    return msgspec.structs.replace(
        bookings,
        left_out={each: lost for each, lost in bookings.left_out.items() if each[0] >= begun},
    )


def is_closed(bookings: Bookings, table: int, number: int) -> bool:
    return (table, number) in bookings.closed


def closed_tables(config: Config, bookings: Bookings) -> list[int]:
    """Return the tables that are closed from now on, in order."""
    return sorted(table for table, number in bookings.closed if number == config.rounds)


def _full(free: Mapping[int, int], number: int, table: int, *, is_closed: bool) -> Text:
    room = [str(each) for each, n in free.items() if n]
    if not room:
        return text("Au tour %(round)s, toutes les tables sont complètes.", round=number)
    told = ", ".join(room[:MOST_TOLD]) + (", …" if len(room) > MOST_TOLD else "")
    if is_closed:
        return text(
            "La table %(table)s est fermée. Il reste de la place ici : %(room)s.",
            table=table,
            room=told,
        )
    return text(
        "Au tour %(round)s, la table %(table)s est complète. Il reste de la place ici : %(room)s.",
        round=number,
        table=table,
        room=told,
    )


def hosts(config: Config, bookings: Bookings, number: int) -> Mapping[int, int]:
    """Return the table of each badge that welcomes people in a round."""
    return {
        badge: each.table
        for badge, each in enumerate(config.badges, 1)
        if each.table is not None
        and (each.rounds is None or number <= each.rounds)
        and not is_closed(bookings, each.table, number)
    }


def at(config: Config, bookings: Bookings, number: int) -> Mapping[int, int]:
    """Return the table of each badge that has one in a round."""
    return {**bookings.by_round.get(number, {}), **hosts(config, bookings, number)}


def left(config: Config, bookings: Bookings, number: int) -> dict[int, int]:
    """Return how many seats each table has left in a round, never less than 0."""
    taken = list(at(config, bookings, number).values())
    return {
        table: 0
        if is_closed(bookings, table, number)
        else max(0, config.stations[station_of(config, table)].seats - taken.count(table))
        for table in range(1, n_tables(config) + 1)
    }


def roomiest(config: Config, bookings: Bookings, number: int) -> int:
    """Return the open table with the most seats left, the first among equals."""
    free = left(config, bookings, number)
    still = [table for table in free if not is_closed(bookings, table, number)]
    return max(still, key=lambda table: (free[table], -table))


def seekers(config: Config, bookings: Bookings, number: int) -> list[int]:
    """Return the badges whose table closed for a round and that have none since, in order."""
    seated = at(config, bookings, number)
    return sorted(
        badge for each, badge in bookings.left_out if each == number and badge not in seated
    )


def routes(config: Config, bookings: Bookings) -> dict[str, list[str | None]]:
    """Return each badge's table, round after round; None where it has none (yet)."""
    found: dict[str, list[str | None]] = {
        str(badge): [None] * config.rounds for badge in range(1, n_people(config) + 1)
    }
    for number in range(1, config.rounds + 1):
        for badge, table in at(config, bookings, number).items():
            found[str(badge)][number - 1] = str(table)
    return found
