"""Re-planning what remains of a run sheet, so that the promised end holds.

A plan gives each remaining activity its minutes, or drops it. Times are whole minutes from
one origin (midnight of the meeting's day, say). Activities that start at a fixed time cut
what remains into stretches; a stretch has a capacity, and each is solved apart and exactly:

- *spread* and *protect* share out a number of minutes one by one, each to whom it costs
  least; with costs that grow with every minute taken, that is optimal (Gross 1956; Ibaraki
  and Katoh, Resource Allocation Problems, 1988, ch. 4);
- *drop* is a knapsack over the minutes to free, solved by dynamic programming.

See ``docs/algorithms/replan.md``.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

Cost = tuple[Fraction | int, ...]
Whole = tuple[int, ...]
"""A cost in whole numbers, so that many are compared quickly and exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """One activity that is not over. For the one going on, minutes are what is left of it.

    ``priority``: 1 is ordinary; a minute of an activity of priority 3 costs three times as
    much to take. ``is_buffer``: its minutes are there to be taken, and cost nothing.
    ``starts_at``: the minute at which it must start, None when it follows the one before.
    """

    id: str
    planned: int
    least: int
    most: int
    priority: int = 1
    is_droppable: bool = False
    is_buffer: bool = False
    starts_at: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.planned <= self.most:
            msg = f"{self.id}: 0 ≤ least ≤ planned ≤ most does not hold"
            raise ValueError(msg)
        if self.priority < 1:
            msg = f"{self.id}: a priority is at least 1"
            raise ValueError(msg)
        if self.is_droppable and self.starts_at is not None:
            msg = f"{self.id}: what starts at a fixed time is not droppable"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Proof:
    """Why no plan of its kind costs less.

    Where minutes are exchanged: ``taken`` is the dearest minute that was taken (or given),
    ``left`` the cheapest that was not, None when there is none; each minute more costs more,
    so a plan whose ``taken`` ≤ ``left`` in every stretch can't be bettered. Where activities
    are dropped: ``needed`` minutes, and ``freed`` the most that one drop fewer would free.
    """

    taken: Cost | None = None
    left: Cost | None = None
    needed: int | None = None
    freed: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Minutes for each remaining activity, in order; None: dropped.

    ``starts`` are their starting minutes (None: dropped) and ``end`` when the last ends.
    ``cost`` is what was minimised, compared place by place; ``taken`` the minutes taken
    from planned ones (drops included), ``added`` those given, ``dropped`` how many are;
    ``proof`` why it is the best of its kind, for the stretch that was changed most.
    """

    kind: str
    minutes: tuple[int | None, ...]
    starts: tuple[int | None, ...]
    end: int
    taken: int
    added: int
    dropped: int
    cost: Cost
    proof: Proof = Proof()


@dataclass(frozen=True, slots=True)
class Replan:
    """What can be done. ``drift``: minutes by which the unchanged rest passes the end.

    ``plans`` keep the end (none when it holds by itself, or when nothing can);
    ``earliest_end`` is the honest one: all at their least, all droppable ones dropped.
    """

    as_planned: Plan
    drift: int
    plans: tuple[Plan, ...]
    earliest_end: int


class FixedTimesClash(ValueError):
    """Activities that start at fixed times are not in the order of their times."""


def replan(now: int, remaining: Sequence[Remaining], end: int) -> Replan:
    """Return the plans for ``remaining``, in order, from ``now`` to the promised ``end``.

    Late: *spread*, *protect* and *drop*, those that keep end and fixed times, without
    doubles. Early: *lengthen*, when some activity may last longer. A fixed time that is past,
    or that nothing can meet any more, binds at the earliest minute that the least of what
    goes before it allows: the end may still be kept. Raises :class:`FixedTimesClash` when
    fixed times go back.
    """
    fixed = [each.starts_at for each in remaining if each.starts_at is not None]
    if fixed != sorted(fixed):
        raise FixedTimesClash
    shortest: list[int | None] = [None if each.is_droppable else each.least for each in remaining]
    earliest = _plan("earliest", now, remaining, shortest)
    remaining = _still_bound(now, remaining)
    as_planned = _plan("as_planned", now, remaining, [each.planned for each in remaining])
    if _keeps(as_planned, remaining, end):
        longer = _lengthened(now, remaining, end)
        plans: tuple[Plan, ...] = (longer,) if longer.added else ()
    else:
        made = (
            _spread(now, remaining, end),
            _protected(now, remaining, end),
            _dropped(now, remaining, end),
        )
        kept = [plan for plan in made if plan is not None and _keeps(plan, remaining, end)]
        plans = tuple(
            plan
            for index, plan in enumerate(kept)
            if plan.minutes not in [other.minutes for other in kept[:index]]
        )
    return Replan(as_planned, max(0, as_planned.end - end), plans, earliest.end)


def _still_bound(now: int, remaining: Sequence[Remaining]) -> list[Remaining]:
    """Return ``remaining`` with each fixed time that can't be met put at the earliest instead."""
    made: list[Remaining] = []
    earliest = shortest = now  # with all that may be dropped dropped; with nothing dropped
    for each in remaining:
        wanted = each.starts_at
        if wanted is not None:
            if earliest > wanted:
                wanted = shortest
            earliest, shortest = max(earliest, wanted), max(shortest, wanted)
        made.append(each if wanted == each.starts_at else replace(each, starts_at=wanted))
        earliest += 0 if each.is_droppable else each.least
        shortest += each.least
    return made


def _spread(now: int, remaining: Sequence[Remaining], end: int) -> Plan | None:
    """Least Σ priority × taken² / planned: everyone gives a little, important ones less."""

    def marginal(each: Remaining, taken: int, scale: int) -> Whole:
        """The cost of one minute more, after ``taken``, times ``scale``."""
        weight = 0 if each.is_buffer else each.priority
        return (weight * (2 * taken + 1) * (scale // max(1, each.planned)),)

    return _shortened("spread", now, remaining, end, marginal)


def _protected(now: int, remaining: Sequence[Remaining], end: int) -> Plan | None:
    """Take nothing of a priority while a lower one can still give; then spread."""

    def marginal(each: Remaining, taken: int, scale: int) -> Whole:
        rank = 0 if each.is_buffer else each.priority
        return (rank, (2 * taken + 1) * (scale // max(1, each.planned)))

    return _shortened("protect", now, remaining, end, marginal)


def _shortened(
    kind: str,
    now: int,
    remaining: Sequence[Remaining],
    end: int,
    marginal: Callable[[Remaining, int, int], Whole],
) -> Plan | None:
    """Take minutes one by one where the next one costs least, in each stretch.

    Costs are fractions over planned minutes; times their common multiple, they are whole.
    """
    scale = lcm(*(max(1, each.planned) for each in remaining))
    minutes = [each.planned for each in remaining]
    total: Whole = ()
    proof, most = Proof(), 0
    for indexes, capacity in _stretches(now, remaining, end):
        excess = sum(minutes[index] for index in indexes) - capacity
        dearest: Whole = ()
        queue = [
            (marginal(remaining[index], 0, scale), index)
            for index in indexes
            if minutes[index] > remaining[index].least
        ]
        heapq.heapify(queue)
        for _ in range(max(0, excess)):
            if not queue:
                return None
            cost, index = queue[0]
            minutes[index] -= 1
            total = _added(total, cost)
            dearest = max(dearest, cost)
            each = remaining[index]
            if minutes[index] > each.least:
                taken = each.planned - minutes[index]
                heapq.heapreplace(queue, (marginal(each, taken, scale), index))
            else:
                heapq.heappop(queue)
        if excess > most:
            left = _divided(queue[0][0], scale) if queue else None
            proof, most = Proof(taken=_divided(dearest, scale), left=left), excess
    return _plan(kind, now, remaining, minutes, _divided(total, scale), proof)


def _divided(cost: Whole, scale: int) -> Cost:
    """Return a cost whose last place was counted ``scale`` times."""
    return (*cost[:-1], Fraction(cost[-1], scale)) if cost else ()


def _dropped(now: int, remaining: Sequence[Remaining], end: int) -> Plan | None:
    """Fewest dropped, then least priority lost, then fewest minutes lost.

    What stays in a stretch stays whole if dropping alone can do; else as *spread* has it.
    """
    minutes: list[int | None] = [each.planned for each in remaining]
    total: Whole = ()
    proof, most = Proof(), 0
    for indexes, capacity in _stretches(now, remaining, end):
        candidates = [
            (index, remaining[index]) for index in indexes if remaining[index].is_droppable
        ]
        excess = sum(remaining[index].planned for index in indexes) - capacity
        shortest = sum(remaining[index].least for index in indexes) - capacity
        frees, needed = [each.planned for _, each in candidates], excess
        chosen = _fewest(candidates, frees, needed)
        if chosen is None:
            frees, needed = [each.least for _, each in candidates], shortest
            chosen = _fewest(candidates, frees, needed)
        if chosen is None:
            return None
        cost, dropped = chosen
        if dropped and excess > most:
            most = excess
            proof = Proof(needed=needed, freed=sum(sorted(frees)[::-1][: len(dropped) - 1]))
        total = _added(total, cost)
        for index in dropped:
            minutes[index] = None
    kept = [each for each, given in zip(remaining, minutes, strict=True) if given is not None]
    shortened = _spread(now, kept, end)
    if shortened is None:
        return None
    given = iter(shortened.minutes)
    final = [None if each is None else next(given) for each in minutes]
    return _plan("drop", now, remaining, final, total, proof)


def _fewest(
    candidates: Sequence[tuple[int, Remaining]], frees: Sequence[int], excess: int
) -> tuple[Whole, tuple[int, ...]] | None:
    """Return the cheapest set whose freed minutes reach ``excess``; None: not even all."""
    if excess <= 0:
        return (0, 0, 0), ()
    best: list[tuple[Whole, tuple[int, ...]] | None] = [((0, 0, 0), ())] + [None] * excess
    for (index, each), minutes in zip(candidates, frees, strict=True):
        for freed in range(excess - 1, -1, -1):
            known = best[freed]
            reached = min(excess, freed + minutes)
            if known is None or reached == freed:
                continue
            cost = _added(known[0], (1, each.priority, each.planned))
            offered = (cost, (*known[1], index))
            standing = best[reached]
            if standing is None or offered < standing:
                best[reached] = offered
    return best[excess]


def _lengthened(now: int, remaining: Sequence[Remaining], end: int) -> Plan:
    """Least Σ added² / (priority × planned) among the plans that use all that can be used."""
    scale = lcm(*(max(1, each.planned) * each.priority for each in remaining))

    def strain(each: Remaining, added: int) -> Whole:
        """The cost of one minute more, after ``added``, times ``scale``."""
        return ((2 * added + 1) * (scale // (max(1, each.planned) * each.priority)),)

    minutes = [each.planned for each in remaining]
    total: Whole = ()
    proof, most = Proof(), 0
    for indexes, capacity in _stretches(now, remaining, end):
        spare = capacity - sum(minutes[index] for index in indexes)
        dearest: Whole = ()
        queue = [
            (strain(remaining[index], 0), index)
            for index in indexes
            if minutes[index] < remaining[index].most and not remaining[index].is_buffer
        ]
        heapq.heapify(queue)
        for _ in range(max(0, spare)):
            if not queue:
                break
            dearest, index = heapq.heappop(queue)
            minutes[index] += 1
            total = _added(total, dearest)
            each = remaining[index]
            if minutes[index] < each.most:
                heapq.heappush(queue, (strain(each, minutes[index] - each.planned), index))
        if dearest and spare > most:
            left = _divided(queue[0][0], scale) if queue else None
            proof, most = Proof(taken=_divided(dearest, scale), left=left), spare
    return _plan("lengthen", now, remaining, minutes, _divided(total, scale), proof)


def _stretches(now: int, remaining: Sequence[Remaining], end: int) -> list[tuple[list[int], int]]:
    """Cut into stretches between fixed times: (indexes, minutes there are for them)."""
    stretches: list[tuple[list[int], int]] = []
    begin, indexes = now, list[int]()
    for index, each in enumerate(remaining):
        if each.starts_at is not None:
            stretches.append((indexes, each.starts_at - begin))
            begin, indexes = max(each.starts_at, now), []
        indexes.append(index)
    stretches.append((indexes, end - begin))
    return [(indexes, capacity) for indexes, capacity in stretches if indexes]


def _plan(
    kind: str,
    now: int,
    remaining: Sequence[Remaining],
    minutes: Sequence[int | None],
    cost: Cost = (),
    proof: Proof = Proof(),
) -> Plan:
    starts: list[int | None] = []
    clock = now
    for each, given in zip(remaining, minutes, strict=True):
        if given is None:
            starts.append(None)
            continue
        if each.starts_at is not None:
            clock = max(clock, each.starts_at)
        starts.append(clock)
        clock += given
    pairs = [(each.planned, given or 0) for each, given in zip(remaining, minutes, strict=True)]
    return Plan(
        kind=kind,
        minutes=tuple(minutes),
        starts=tuple(starts),
        end=clock,
        taken=sum(max(0, planned - given) for planned, given in pairs),
        added=sum(max(0, given - planned) for planned, given in pairs),
        dropped=sum(given is None for given in minutes),
        cost=cost,
        proof=proof,
    )


def _keeps(plan: Plan, remaining: Sequence[Remaining], end: int) -> bool:
    """Say whether a plan keeps the end and every fixed time."""
    fixed = all(
        start is None or each.starts_at is None or start <= each.starts_at
        for each, start in zip(remaining, plan.starts, strict=True)
    )
    return fixed and plan.end <= end


def _added(left: Whole, right: Whole) -> Whole:
    return tuple(a + b for a, b in zip(left, right, strict=True)) if left else right
