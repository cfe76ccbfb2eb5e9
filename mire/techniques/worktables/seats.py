"""Who sits at which table, as the log tells it: proposed, planned, or set by hand.

People are ids: of the entry that they signed, of a badge, of the entry that added them. Names
are not in the seating: erasing one where it was given takes it away everywhere.
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Annotated, Any, TypeAlias

import msgspec
import numpy as np

from mire.planning.rotation.facts import Facts, Person, Visits
from mire.planning.rotation.facts import Table as PlannedTable
from mire.planning.rotation.plan import OutOfTime, plan
from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece
from mire.technique_api.text import text
from mire.techniques.worktables.config import Config, n_people

SECONDS = 5.0
"""The longest that planning may take."""

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=60)]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table, what it works on, its seats, the ids of who sits there."""

    number: Number
    label: str
    seats: int
    people: tuple[str, ...] = ()


class Seats(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everyone's table. ``standing`` are those for whom no seat was left."""

    tables: tuple[Table, ...]
    standing: tuple[str, ...] = ()


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody changes tables; 0: they leave."""

    person: Annotated[str, msgspec.Meta(max_length=80)]
    table: Annotated[int, msgspec.Meta(ge=0, le=60)]


class Added(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who was not foreseen sits at a table; the entry's id is theirs."""

    name: Annotated[str, msgspec.Meta(max_length=60)]
    table: Number


def possible(config: Config) -> tuple[Table, ...]:
    """Return every table that the settings allow, empty, numbered in their order."""
    made: list[Table] = []
    for each in config.tables:
        made += [Table(len(made) + 1 + i, each.label, each.seats) for i in range(each.tables)]
    return tuple(made)


def everyone(seats: Seats) -> frozenset[str]:
    """Return the ids of all who are seated, or stand."""
    return frozenset(id for table in seats.tables for id in table.people) | {*seats.standing}


def planned(config: Config, proposal: Any, rng: np.random.Generator) -> Seats:
    """Return everyone's table; raise :class:`Refusal` when nobody is known yet.

    ``proposal`` is a sign-up's, None where there is none (yet). Else badges are spread evenly
    over what tables work on, departments mixed.
    """
    if config.signup:
        if not proposal:
            raise Refusal(
                text("Les inscriptions ne sont pas fermées : la répartition vient d'elles."),
                code="early",
            )
        return read_mapping(Seats, proposal)
    if not n_people(config):
        raise Refusal(
            text(
                "Personne n'est annoncé : ajoutez les personnes une à une, ou laissez chacun "
                "s'asseoir."
            ),
            code="free",
        )
    return _spread(config, rng)


def _spread(config: Config, rng: np.random.Generator) -> Seats:
    """Spread badges over as few tables as hold them, each subject having one: one round of a
    rotation, whose planner keeps departments apart and sizes within one.
    """  # noqa: D205
    opened = _opened(config)
    departments = [each.department.strip() for each in config.badges]
    facts = Facts(
        people=tuple(
            Person(id=str(number), department=departments[number - 1] if departments else "")
            for number in range(1, n_people(config) + 1)
        ),
        tables=tuple(
            PlannedTable(id=str(each.number), station=str(each.number), capacity=each.seats)
            for each in opened
        ),
        rounds=1,
        visits=Visits.FREE,
    )
    try:
        found = plan(facts, seed=int(rng.integers(2**31)), seconds=SECONDS)
    except OutOfTime:
        raise Refusal(
            text(
                "Aucune répartition n'est trouvée en %(seconds)s secondes : placez les "
                "personnes une à une, ou ajoutez une table.",
                seconds=int(SECONDS),
            ),
            code="no_plan",
        ) from None
    return Seats(
        tuple(
            Table(each.number, each.label, each.seats, tuple(sorted(ids, key=int)))
            for each, ids in zip(opened, found.rounds[0], strict=True)
        )
    )


def _opened(config: Config) -> list[Table]:
    """Return the tables that are used: one a subject, then more, subject after subject."""
    by_subject: dict[str, list[Table]] = {}
    for each in possible(config):
        by_subject.setdefault(each.label, []).append(each)
    turns = [table for row in zip_longest(*by_subject.values()) for table in row if table]
    used: list[Table] = []
    for each in turns:
        is_enough = sum(table.seats for table in used) >= n_people(config)
        if is_enough and len(used) >= min(len(by_subject), n_people(config)):
            break
        used.append(each)
    return sorted(used, key=lambda each: each.number)


def piece(seats: Seats) -> Piece:
    """Return the entry that tells a seating."""
    body: dict[str, Any] = msgspec.to_builtins(seats)
    return Piece("seats", body)


def placed(tables: Sequence[Table], at: Mapping[str, int]) -> dict[int, list[str]]:
    """Return who sits at each table now; ``at``: the table of each person, in order."""
    found: dict[int, list[str]] = {each.number: [] for each in tables}
    for person, number in at.items():
        if number in found:
            found[number].append(person)
    return found


def checked(tables: Sequence[Table], at: Mapping[str, int], given: str) -> int:
    """Return the table where there is a seat; raise :class:`Refusal`.

    ``given`` "": the one with the most free seats, the first among equals.
    """
    found = placed(tables, at)
    free = {each.number: each.seats - len(found[each.number]) for each in tables}
    number = int(given) if given.isascii() and given.isdecimal() else 0
    if not given.strip():
        number = max(free, key=lambda each: (free[each], -each))
    if number not in free:
        raise Refusal(text("Cette table n'existe pas."), path=("table",), code="range")
    if free[number] <= 0:
        raise Refusal(
            text("La table %(number)s est pleine : choisissez-en une autre.", number=number),
            path=("table",),
            code="full",
        )
    return number
