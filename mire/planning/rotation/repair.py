"""Mending a rotation while it goes on: who is missing, late, leaves, or whose table closes.

    mended = repair(facts, found.rounds, now=1, absent={"12"}, closed={"7"})
    mended.rounds[1]  # where everybody sits now
    mended.moves  # who has to hear that something changed for them, and where to go
    repair(mended.facts, mended.rounds, now=2, late=[Person(id="61")])  # and so on

Nothing is drawn and no clock is read: the same arguments give the same answer.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mire.planning.rotation.board import AWAY, Board, Places
from mire.planning.rotation.facts import BadFacts, Facts, Fault, Person, Table
from mire.planning.rotation.search import improved
from mire.planning.rotation.verify import Counts, Rounds, counted

SEED = 1
POLISH = 120
"""Steps of search among seats that have to change anyway."""
STRUGGLE = 100
"""Steps of search among all coming seats, when a rule would break otherwise."""


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody's seat in a round that is not what it was; None: no seat there."""

    person: str
    number: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Repaired:
    """The mended rotation. ``facts`` are those that hold from now on; mend from them next.

    ``moves``: every seat that is not what it was, by round, those of absent people included.
    ``unseated``: (person, round) for whom there is no room: they are not there in ``facts``.
    ``changed``: seats of people who were seated and still are, and sit elsewhere; ``least``:
    how many of those no mending could spare. ``counts``: rules that no longer hold, if any,
    are there.
    """

    facts: Facts
    rounds: tuple[tuple[tuple[str, ...], ...], ...]
    moves: tuple[Move, ...]
    unseated: tuple[tuple[str, int], ...]
    changed: int
    least: int
    counts: Counts


def repair(
    facts: Facts,
    rounds: Rounds,
    *,
    now: int,
    absent: Collection[str] = (),
    leaving: Mapping[str, int] | None = None,
    late: Sequence[Person] = (),
    closed: Collection[str] = (),
) -> Repaired:
    """Return the rotation with the fewest coming seats changed, then the plan's goals.

    ``now``: the round for which people are seated, −1 before the first; rounds before it are
    kept. ``absent``: not there from ``now`` on; ``leaving``: the last round in which they
    are; ``late``: people who come now, known ones with their id (their ``rounds`` are not
    read); ``closed``: tables that close now. Nobody who is seated in round ``now`` moves
    unless their table closes. Raises :class:`BadFacts` when an id is unknown, and
    ``ValueError`` when ``now`` or the rounds are not those of the facts.
    """
    if not -1 <= now < facts.rounds or len(rounds) != facts.rounds:
        message = f"now={now}, {len(rounds)} rounds given, {facts.rounds} in the facts"
        raise ValueError(message)
    first = max(now, 0)
    after = _facts_from(facts, first, set(absent), dict(leaving or {}), late, set(closed))
    before = _places(after, rounds)
    after, unseated = _with_room(after, before, first, now)
    anchor = _anchored(after, before, first)
    wanted = anchor.copy()
    wanted[:first] = before[:first]
    board = Board(after, is_roomy=True, at_least=wanted)
    least = int(
        sum(
            before[r, i] != AWAY and anchor[r, i] == AWAY and after.people[i].is_present(r)
            for r in range(first, after.rounds)
            for i in range(board.n)
        )
    )
    _seat(board, wanted, anchor, first, now)
    made = board.rounds_of_ids()
    counts = counted(after, (*rounds[:first], *made[first:]))
    moves = tuple(_moves(after, before, board.at, first))
    people = after.people
    seated = {each.id: each for each in people}
    changed = sum(
        move.before is not None
        and move.after is not None
        and seated[move.person].is_present(move.number)
        for move in moves
    )
    whole = (*(tuple(tuple(ids) for ids in one) for one in rounds[:first]), *made[first:])
    return Repaired(after, whole, moves, unseated, changed, least, counts)


def _facts_from(
    facts: Facts,
    first: int,
    absent: set[str],
    leaving: dict[str, int],
    late: Sequence[Person],
    closed: set[str],
) -> Facts:
    """Return the facts as they are from round ``first`` on."""
    known = {each.id for each in facts.people}
    tables = {each.id for each in facts.tables}
    _refuse_unknown("person", (absent | leaving.keys()) - known)
    _refuse_unknown("table", closed - tables)
    every = frozenset(range(facts.rounds))
    past = frozenset(range(first))
    arrived = {each.id for each in late}

    def present(each: Person) -> frozenset[int] | None:
        rounds = every if each.rounds is None else each.rounds
        if each.id in arrived:
            rounds |= every - past
        if each.id in absent:
            rounds &= past
        if each.id in leaving:
            rounds &= frozenset(range(leaving[each.id] + 1)) | past
        return None if rounds == every else rounds

    def is_open(table: Table) -> frozenset[int] | None:
        if table.id not in closed:
            return table.rounds
        return past & (every if table.rounds is None else table.rounds)

    new = [replace(each, rounds=every - past) for each in late if each.id not in known]
    return replace(
        facts,
        people=(*(replace(each, rounds=present(each)) for each in facts.people), *new),
        tables=tuple(replace(each, rounds=is_open(each)) for each in facts.tables),
    )


def _refuse_unknown(what: str, names: Collection[str]) -> None:
    if names:
        raise BadFacts([Fault(what, 0, "id", "unknown", name) for name in sorted(names)])


def _places(facts: Facts, rounds: Rounds) -> Places:
    """Return the tables as they were, by round and person; AWAY for who had no seat."""
    at = {each.id: i for i, each in enumerate(facts.people)}
    made = np.full((facts.rounds, len(facts.people)), AWAY)
    for r, one in enumerate(rounds):
        for t, ids in enumerate(one):
            for id in ids:
                if id in at:
                    made[r, at[id]] = t
    return made


def _with_room(
    facts: Facts, before: Places, first: int, now: int
) -> tuple[Facts, tuple[tuple[str, int], ...]]:
    """Leave out of a round those for whom it has no seat: the last to come."""
    left: dict[int, set[int]] = {}
    for r in range(first, facts.rounds):
        seats = sum(table.capacity for table in facts.tables if table.is_open(r))
        here = facts.present(r)
        stays = [i for i in here if before[r, i] != AWAY and facts.tables[before[r, i]].is_open(r)]
        others = [i for i in here if i not in set(stays)]
        others.sort(key=lambda i: (not facts.people[i].host, before[r, i] == AWAY, i))
        for i in [*stays, *others][seats:]:
            left.setdefault(i, set()).add(r)
    if not left:
        return facts, ()
    people = tuple(
        replace(
            each,
            rounds=frozenset(
                r for r in range(facts.rounds) if each.is_present(r) and r not in left[i]
            ),
        )
        if i in left
        else each
        for i, each in enumerate(facts.people)
    )
    told = tuple((facts.people[i].id, r) for i in sorted(left) for r in sorted(left[i]))
    return replace(facts, people=people), told


def _anchored(facts: Facts, before: Places, first: int) -> Places:
    """Return the seats that can be kept: open tables, of those who are still there."""
    anchor = np.full_like(before, AWAY)
    for r in range(first, facts.rounds):
        for i in facts.present(r):
            t = before[r, i]
            if t != AWAY and facts.tables[t].is_open(r):
                anchor[r, i] = t
    return anchor


def _seat(board: Board, wanted: Places, kept: Places, first: int, now: int) -> None:
    """Keep every seat that can be kept, and find the best for the others."""
    anchor = np.full_like(board.at, AWAY)
    anchor[:, : board.n] = kept
    rng = np.random.default_rng(SEED)
    board.keep(wanted, rng)
    hosts = board.still
    moving = anchor == AWAY
    _hold(board, hosts, moving, first)
    improved(board, steps=POLISH, least=0.0, rng=rng, is_over=_never)
    if counted(board.facts, board.rounds_of_ids()).is_whole:
        return
    moving[max(now + 1, 0) :] = True  # those who sit now stay there
    _hold(board, hosts, moving, first)
    board.anchor = anchor
    improved(board, steps=STRUGGLE, least=0.0, rng=rng, is_over=_never)


def _hold(board: Board, hosts: Places, moving: NDArray[np.bool_], first: int) -> None:
    """Let only those move who are to, in rounds from ``first`` on; hosts stay hosts."""
    board.still = np.where((hosts == AWAY) & ~moving, board.at, hosts)
    board.still[:first] = board.at[:first]


def _never() -> bool:
    return False


def _moves(facts: Facts, before: Places, at: Places, first: int) -> list[Move]:
    tables = [table.id for table in facts.tables]
    return [
        Move(each.id, r, _table_at(tables, before[r, i]), _table_at(tables, at[r, i]))
        for r in range(first, facts.rounds)
        for i, each in enumerate(facts.people)
        if before[r, i] != at[r, i]
    ]


def _table_at(tables: list[str], place: int) -> str | None:
    return None if place == AWAY else tables[place]
