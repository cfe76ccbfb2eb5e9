"""Who sits where, as the log tells it: planned, mended while it goes on; its rules in words.

The planner's own objects are made from the log's entry each time: the log is enough.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, TypeAlias

import msgspec
import numpy as np

from mire.planning.rotation.clash import NoClash, clash
from mire.planning.rotation.facts import Facts, Person, Visits
from mire.planning.rotation.facts import Table as PlannedTable
from mire.planning.rotation.plan import NoPlan, OutOfTime, plan
from mire.planning.rotation.repair import Repaired, repair
from mire.planning.rotation.rules import Rule
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece
from mire.technique_api.text import Text, text
from mire.techniques.worldcafe.config import Config, badge_words, n_people

SECONDS, CLASH_SECONDS = 5.0, 3.0
"""The longest that planning may take, then finding out why nothing was found."""
MOST_BADGE = 999
MOST_TOLD = 6
"""Rules that are told one by one; more are counted."""

Ids: TypeAlias = tuple[str, ...]


class Sitter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A badge: its number, its department, the table that it hosts ("": none), the rounds in
    which its bearer is there (None: all, from 0).
    """  # noqa: D205

    id: str
    department: str = ""
    host: str = ""
    rounds: tuple[int, ...] | None = None


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table: its number, its station's (both from 1), its seats, the rounds when it is open."""

    id: str
    station: str
    capacity: int
    rounds: tuple[int, ...] | None = None


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A seat that is not what it was, in a round from 0; None: no seat there."""

    id: str
    round: int
    before: str | None = None
    after: str | None = None


class Unseated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A badge for which a round, from 0, has no room."""

    id: str
    round: int


class Broken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule that a mended seating could not keep: its kind, whom or what it binds, the round
    from 0 (None: over all of them).
    """  # noqa: D205

    rule: str
    subjects: tuple[str, ...]
    round: int | None = None


class Seats(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole seating from now on. ``moves``: what changed since the one before.

    ``repeats`` and ``least``: how many times two people meet again, and how few it could be
    (None: not known once the seating was mended).
    """

    people: tuple[Sitter, ...]
    tables: tuple[Place, ...]
    rounds: tuple[tuple[Ids, ...], ...]
    moves: tuple[Moved, ...] = ()
    unseated: tuple[Unseated, ...] = ()
    broken: tuple[Broken, ...] = ()
    repeats: int = 0
    least: int | None = None


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """People go to their tables of a round, from 1; past the last, tables gather their harvest."""

    number: Annotated[int, msgspec.Meta(ge=1, le=9)]


class Round(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A round begins; numbered from 1."""

    number: Annotated[int, msgspec.Meta(ge=1, le=8)]


def planned(config: Config, rng: np.random.Generator) -> Seats:
    """Plan the whole rotation; raise :class:`Refusal`, which names the rules that clash."""
    facts = _facts(config)
    try:
        found = plan(facts, seed=int(rng.integers(2**31)), seconds=SECONDS)
    except (NoPlan, OutOfTime):
        raise Refusal(why_none(config, facts, seconds=CLASH_SECONDS), code="no_plan") from None
    return _seats(facts, found.rounds, repeats=found.counts.repeats, least=found.bounds.repeats)


def mended(
    config: Config,
    seats: Seats,
    now: int,
    *,
    absent: Sequence[str] = (),
    leaving: Sequence[str] = (),
    late: Sequence[str] = (),
    closed: Sequence[str] = (),
) -> Seats:
    """Return the seating with the fewest coming seats changed; raise :class:`Refusal`.

    ``now``: the round that goes on, from 0; −1 before the first. Who is ``leaving`` stays
    until it ends. An unknown badge that comes ``late`` is given a seat like the others. Rules
    that can't be kept any more are told in ``broken``.
    """
    facts = _awaited(facts_of(config, seats), seats, max(now, 0))
    known = {each.id: each for each in facts.people}
    tables = {each.id for each in facts.tables}
    for given, of in ((absent, known.keys()), (leaving, known.keys()), (closed, tables)):
        if missing := [each for each in given if each not in of]:
            raise Refusal(
                text("« %(id)s » n'est pas dans la répartition.", id=", ".join(missing)),
                code="unknown",
            )
    for each in late:
        if not (each.isascii() and each.isdecimal() and 1 <= int(each) <= MOST_BADGE):
            raise Refusal(
                text(
                    "« %(id)s » n'est pas un numéro de badge : il va de 1 à %(most)s.",
                    id=each,
                    most=MOST_BADGE,
                ),
                code="unknown",
            )
    if both := [each for each in late if each in {*absent, *leaving}]:
        raise Refusal(
            text("« %(id)s » ne peut pas arriver et partir à la fois.", id=", ".join(both)),
            code="value",
        )
    if not tables - set(closed) - _closed(facts, max(now, 0)):
        raise Refusal(text("Il ne resterait aucune table."), code="value")
    found: Repaired = repair(
        facts,
        seats.rounds,
        now=now,
        absent=absent,
        leaving={each: max(now, 0) for each in leaving},
        late=[known.get(each, Person(id=each)) for each in late],
        closed=closed,
    )
    made = _seats(found.facts, found.rounds, repeats=found.counts.repeats, least=None)
    return msgspec.structs.replace(
        made,
        moves=tuple(
            Moved(each.person, each.number, each.before, each.after) for each in found.moves
        ),
        unseated=tuple(Unseated(id, number) for id, number in found.unseated),
        broken=tuple(
            Broken(each.rule, each.subjects, each.number)
            for each in found.counts.broken
            if each.number is None or each.number >= max(now, 0)
        ),
    )


def _awaited(facts: Facts, seats: Seats, first: int) -> Facts:
    """Return the facts with those for whom there was no room: they still wait for a seat."""
    wait: dict[str, set[int]] = {}
    for each in seats.unseated:
        if each.round >= first:
            wait.setdefault(each.id, set()).add(each.round)
    return replace(
        facts,
        people=tuple(
            replace(each, rounds=each.rounds | wait[each.id])
            if each.id in wait and each.rounds is not None
            else each
            for each in facts.people
        ),
    )


def _closed(facts: Facts, number: int) -> set[str]:
    return {each.id for each in facts.tables if not each.is_open(number)}


def piece(seats: Seats) -> Piece:
    """Return the entry that tells a seating."""
    body: dict[str, Any] = msgspec.to_builtins(seats)
    return Piece("seats", body)


def routes(seats: Seats | None) -> Mapping[str, list[str | None]]:
    """Return each badge's table, round after round; None where it has no seat."""
    if seats is None:
        return {}
    found: dict[str, list[str | None]] = {
        each.id: [None] * len(seats.rounds) for each in seats.people
    }
    for number, one in enumerate(seats.rounds):
        for table, seated in zip(seats.tables, one, strict=True):
            for each in seated:
                if each in found:
                    found[each][number] = table.id
    return found


def facts_of(config: Config, seats: Seats) -> Facts:
    """Return the planner's facts that a seating in the log stands for."""
    return Facts(
        people=tuple(
            Person(
                id=each.id,
                department=each.department,
                host=each.host,
                rounds=None if each.rounds is None else frozenset(each.rounds),
            )
            for each in seats.people
        ),
        tables=tuple(
            PlannedTable(
                id=each.id,
                station=each.station,
                capacity=each.capacity,
                rounds=None if each.rounds is None else frozenset(each.rounds),
            )
            for each in seats.tables
        ),
        rounds=len(seats.rounds),
        visits=_visits(config),
        together=_pairs(config.together),
        apart=_pairs(config.apart),
    )


def _pairs(pairs: Sequence[tuple[int, int]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(one), str(other)) for one, other in pairs)


def _visits(config: Config) -> Visits:
    return Visits.ONCE if config.once else Visits.FREE


def _facts(config: Config) -> Facts:
    badges = dict(enumerate(config.badges, 1))
    people = []
    for number in range(1, n_people(config) + 1):
        badge = badges.get(number)
        last = None if badge is None else badge.rounds
        people.append(
            Person(
                id=str(number),
                department="" if badge is None else badge.department.strip(),
                host="" if badge is None or badge.table is None else str(badge.table),
                rounds=None if last is None else frozenset(range(min(last, config.rounds))),
            )
        )
    tables: list[PlannedTable] = []
    for index, station in enumerate(config.stations, 1):
        tables += [
            PlannedTable(id=str(len(tables) + 1 + i), station=str(index), capacity=station.seats)
            for i in range(station.tables)
        ]
    return Facts(
        people=tuple(people),
        tables=tuple(tables),
        rounds=config.rounds,
        visits=_visits(config),
        together=_pairs(config.together),
        apart=_pairs(config.apart),
    )


def _seats(
    facts: Facts, rounds: Sequence[Sequence[Sequence[str]]], *, repeats: int, least: int | None
) -> Seats:
    return Seats(
        people=tuple(
            Sitter(
                each.id,
                each.department,
                each.host,
                None if each.rounds is None else tuple(sorted(each.rounds)),
            )
            for each in facts.people
        ),
        tables=tuple(
            Place(
                each.id,
                each.station,
                each.capacity,
                None if each.rounds is None else tuple(sorted(each.rounds)),
            )
            for each in facts.tables
        ),
        rounds=tuple(tuple(tuple(ids) for ids in one) for one in rounds),
        repeats=repeats,
        least=least,
    )


# --- Its rules in words: those that clash, those that a correction lost ------------------------


def why_none(config: Config, facts: Facts, *, seconds: float) -> Text:
    """Say why no seating was found: the smallest set of rules that clash, when it is known."""
    try:
        found = clash(facts, seconds=seconds)
    except (NoClash, OutOfTime):
        return text(
            "Aucune répartition n'est trouvée en %(seconds)s secondes : ajoutez une place à "
            "chaque table, ou laissez revenir au même poste.",
            seconds=int(SECONDS),
        )
    told = listed([rule_words(config, facts, each) for each in found.rules])
    if len(found.rules) == 1:
        return text("Cette règle ne peut pas être tenue : %(rules)s.", rules=told)
    return text(
        "Ces règles ne tiennent pas ensemble : %(rules)s. Retirez-en une, ou ajoutez des places.",
        rules=told,
    )


def rule_words(config: Config, facts: Facts, rule: Rule) -> Text:
    """Say a rule; ``facts`` tell the places that tables have."""
    match rule.kind:
        case "seats":
            people, seats = len(facts.people), sum(each.capacity for each in facts.tables)
            if people <= seats:
                return text("aucune table ne reçoit plus de personnes qu'elle n'a de places")
            return text(
                "chacun a une place (%(people)s personnes, %(seats)s places)",
                people=people,
                seats=seats,
            )
        case "once":
            return text(
                "chacun vient une fois au plus à chaque poste (%(rounds)s tours, %(stations)s "
                "postes)",
                rounds=facts.rounds,
                stations=len(facts.stations),
            )
    return pair_words(config, rule.kind, (rule.subject, rule.other))


def pair_words(config: Config, kind: str, subjects: Sequence[str]) -> Text:
    """Say a rule that binds one or two people, as it should hold."""
    one, other = subjects
    who = badge_words(config, int(one))
    if kind == "host":
        return text("« %(who)s » accueille la table %(table)s", who=who, table=other)
    names = {"one": who, "other": badge_words(config, int(other))}
    if kind == "together":
        return text("« %(one)s » et « %(other)s » sont toujours ensemble", **names)
    return text("« %(one)s » et « %(other)s » ne sont jamais à la même table", **names)


def listed(each: Sequence[Text]) -> Text:
    """Return texts one after the other, as one."""
    told = each[0]
    for other in each[1:MOST_TOLD]:
        told = text("%(first)s ; %(second)s", first=told, second=other)
    if len(each) > MOST_TOLD:
        told = text("%(first)s ; et %(more)s autres", first=told, more=len(each) - MOST_TOLD)
    return told
