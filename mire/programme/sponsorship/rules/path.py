"""A path to the council, planned backwards from its day; forwards, how early it can be."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from mire.programme.sponsorship.rules.days import DAY, Count, WorkingDays, after, before

SOON_DAYS = 14
"""A step due within so many days is told as near."""

MOST_DELAY = {Count.CALENDAR: 400, Count.CLEAR: 400, Count.WORKING: 250, Count.MONTHS: 24}
MOST_DATES, MOST_DAYS_AHEAD = 4, 800
"""Later dates of the council that are told; how far ahead a day is looked for."""


class Side(enum.StrEnum):
    """Where a step stands: before the council, at it, after it, or a term that only runs."""

    BEFORE = "before"
    COUNCIL = "council"
    AFTER = "after"
    TERM = "term"


class Sitting(enum.StrEnum):
    """What is known of the session at which a step is held."""

    NONE = "none"  # it needs no session
    KNOWN = "known"
    UNKNOWN = "unknown"  # nobody gave the body's dates: « au plus tard »
    MISSING = "missing"  # its dates are known; none leaves the delay


class Standing(enum.StrEnum):
    """Where a step is, seen from a day."""

    DONE = "done"
    SHORT = "short"  # done, without its delay
    UNTOLD = "untold"  # what follows it is done, nobody noted it
    LATE = "late"
    SOON = "soon"
    TO_COME = "to_come"
    OVER = "over"  # a term that has run out


@dataclass(frozen=True, slots=True)
class Step:
    """A step: it leaves ``delay`` before (or after) each of its ``anchors``, keys of other steps.

    ``body``: whose session it is held at, "" for none. ``is_law``: a text sets the delay;
    otherwise it is a usage. ``is_public``: it is told to the public.
    """

    key: str
    title: str
    side: Side
    anchors: tuple[str, ...] = ()
    delay: int = 0
    count: Count = Count.CALENDAR
    body: str = ""
    is_law: bool = False
    is_public: bool = False
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """Steps, of which one is the council's; the sessions of each body, by its key."""

    steps: Sequence[Step]
    sessions: Mapping[str, Sequence[date]] = field(default_factory=dict)
    worked: WorkingDays = field(default_factory=WorkingDays)

    @property
    def council(self) -> Step:
        """Return the step of the council. Raises StopIteration without one."""
        return next(each for each in self.steps if each.side is Side.COUNCIL)

    @property
    def council_dates(self) -> list[date]:
        """Return the known sessions of the council, in their order."""
        return sorted(self.sessions.get(self.council.body, ()))


@dataclass(frozen=True, slots=True)
class Planned:
    """A step with its day: of its session, or the last one that leaves its delay; done, that day.

    ``limit``: the last day that leaves its delay. ``days_late``: since its day, or past its limit.
    """

    step: Step
    on: date
    limit: date
    sitting: Sitting
    standing: Standing
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A path planned for a day of the council, seen from another; steps in the order of days."""

    council_on: date
    steps: Sequence[Planned]
    holds: bool

    @property
    def next_step(self) -> Planned | None:
        """Return the first step before the council that is still to be done, None for none."""
        waiting = (Standing.LATE, Standing.SOON, Standing.TO_COME)
        ahead = [each for each in self.steps if each.step.side in (Side.BEFORE, Side.COUNCIL)]
        return next((each for each in ahead if each.standing in waiting), None)

    @property
    def late(self) -> list[Planned]:
        """Return the steps whose day has gone by."""
        return [each for each in self.steps if each.standing is Standing.LATE]


@dataclass(frozen=True, slots=True)
class Shortening:
    """A delay that is a usage, and what it would have to come down to; all at 0 for ``key`` ""."""

    key: str
    title: str
    was: int
    to: int
    count: Count


def ordered(steps: Iterable[Step]) -> list[Step]:
    """Return steps, each behind its anchors. Raises ValueError for a ring, or an unknown anchor."""
    left = {each.key: each for each in steps}
    known: dict[str, Step] = {}
    while left:
        ready = [each for each in left.values() if all(key in known for key in each.anchors)]
        if not ready:
            raise ValueError(sorted(left))
        for each in ready:
            known[each.key] = left.pop(each.key)
    return list(known.values())


def plan(path: Path, council_on: date, today: date) -> Plan:
    """Plan a path for a day of the council: each step as late as what follows it allows."""
    steps = ordered(path.steps)
    by_key = {each.key: each for each in steps}
    untold = _untold(path)
    days: dict[str, date] = {}
    rows: list[Planned] = []
    for step in steps:
        limit, planned_on, sitting = _day_of(path, step, days, council_on)
        days[step.key] = step.done_on or planned_on
        standing = _standing(step, planned_on, limit, today, untold, by_key)
        rows.append(
            Planned(
                step, days[step.key], limit, sitting, standing,
                _days_late(standing, step, planned_on, limit, today),
            )
        )  # fmt: skip
    places = {each.key: place for place, each in enumerate(path.steps)}
    rows.sort(key=lambda each: (each.on, places[each.step.key]))
    return Plan(council_on, rows, _holds(path, rows, days, today))


def _day_of(
    path: Path, step: Step, days: Mapping[str, date], council_on: date
) -> tuple[date, date, Sitting]:
    """Return the last day that leaves a step's delay, its day, what is known of its session."""
    if step.side is Side.COUNCIL:
        known = path.sessions.get(step.body, ())
        is_known = council_on in known
        return council_on, council_on, Sitting.KNOWN if is_known else Sitting.UNKNOWN
    if step.side is Side.BEFORE:
        limit = min(_latest(path, step, days[key]) for key in step.anchors)
        if not step.body:
            return limit, limit, Sitting.NONE
        sessions = path.sessions.get(step.body, ())
        held = [each for each in sessions if each <= limit]
        if held:
            return limit, max(held), Sitting.KNOWN
        return limit, limit, Sitting.MISSING if sessions else Sitting.UNKNOWN
    start = max(days[key] for key in step.anchors)
    end = after(start, step.delay, step.count, path.worked)
    if step.side is Side.TERM:
        end = path.worked.at_or_after(end)
    else:
        end = max(start, path.worked.at_or_before(end))
    return end, end, Sitting.NONE


def _latest(path: Path, step: Step, anchor_on: date) -> date:
    """Return the last day that leaves a step's delay; worked, where the step needs no session."""
    found = before(anchor_on, step.delay, step.count, path.worked)
    return found if step.body else path.worked.at_or_before(found)


def _untold(path: Path) -> set[str]:
    """Return the steps before the council that nobody noted though something behind is done."""
    done = {each.key for each in path.steps if each.done_on is not None}
    found: set[str] = set()
    for step in ordered(path.steps):
        is_before = step.side is Side.BEFORE and step.done_on is None
        if is_before and any(key in done or key in found for key in step.anchors):
            found.add(step.key)
    return found


def _standing(
    step: Step,
    planned_on: date,
    limit: date,
    today: date,
    untold: set[str],
    by_key: Mapping[str, Step],
) -> Standing:
    if step.done_on is not None:
        is_short = step.side in (Side.BEFORE, Side.AFTER) and step.done_on > limit
        return Standing.SHORT if is_short else Standing.DONE
    if step.key in untold:
        return Standing.UNTOLD
    if step.side in (Side.AFTER, Side.TERM):
        is_running = all(by_key[key].done_on is not None for key in step.anchors)
        if not is_running:
            return Standing.TO_COME
        if planned_on < today:
            return Standing.OVER if step.side is Side.TERM else Standing.LATE
    if planned_on < today:
        return Standing.LATE
    return Standing.SOON if (planned_on - today).days <= SOON_DAYS else Standing.TO_COME


def _days_late(standing: Standing, step: Step, planned_on: date, limit: date, today: date) -> int:
    if standing is Standing.LATE:
        return (today - planned_on).days
    if standing is Standing.SHORT and step.done_on is not None:
        return (step.done_on - limit).days
    return 0


def _holds(path: Path, rows: Iterable[Planned], days: Mapping[str, date], today: date) -> bool:
    """Say whether all that is left can still be done in time for the council's day."""
    if path.council.done_on is not None:
        return True
    if days[path.council.key] < today:
        return False
    ahead = {each.key for each in path.steps if each.done_on is None} - _untold(path)
    for row in rows:
        if row.step.side is not Side.BEFORE or row.standing is Standing.UNTOLD:
            continue
        if row.step.done_on is None:
            if row.on < today or row.sitting is Sitting.MISSING:
                return False
            continue
        still = [key for key in row.step.anchors if key in ahead]
        if any(row.step.done_on > _latest(path, row.step, days[key]) for key in still):
            return False
    return True


def earliest_council(path: Path, today: date) -> date | None:
    """Return the first day at which the council could sit, whatever its own sessions.

    Each step is done as early as what comes before it allows. None where a body has no session
    left that would do.
    """
    untold = _untold(path)
    by_key = {each.key: each for each in path.steps}
    ready: dict[str, date] = {}
    for step in reversed(ordered(path.steps)):
        if step.side is not Side.BEFORE or step.key in untold:
            continue
        on = step.done_on
        if on is None:
            on = max(today, ready.get(step.key, today))
            if sessions := path.sessions.get(step.body, ()) if step.body else ():
                later = [each for each in sessions if each >= on]
                if not later:
                    return None
                on = min(later)
        for key in step.anchors:
            if by_key[key].done_on is None:
                found = _first_after(path, step, on)
                ready[key] = max(found, ready.get(key, found))
    return max(today, ready.get(path.council.key, today))


def _first_after(path: Path, step: Step, on: date) -> date:
    """Return the first day of what follows a step that leaves its delay."""
    found = on
    while _latest(path, step, found) < on:
        found += DAY
    return found


def later_dates(path: Path, council_on: date, today: date) -> list[Plan]:
    """Return the plans for the council's other known sessions that hold, the nearest first."""
    found = [
        plan(path, each, today)
        for each in path.council_dates
        if each >= today and each != council_on
    ]
    return [each for each in found if each.holds][:MOST_DATES]


def shortenings(path: Path, council_on: date, today: date) -> list[Shortening]:
    """Return which usages, shortened alone, would save the date: by the least that does it.

    Where none alone would, one row with an empty key if all of them at nothing would; else none.
    """
    usages = [
        each
        for each in path.steps
        if each.side is Side.BEFORE and not each.is_law and each.delay and each.done_on is None
    ]
    found = []
    for step in usages:
        for to in range(step.delay - 1, -1, -1):
            if plan(_with(path, {step.key: to}), council_on, today).holds:
                found.append(Shortening(step.key, step.title, step.delay, to, step.count))
                break
    if found or not usages:
        return found
    bare = _with(path, {each.key: 0 for each in usages})
    if plan(bare, council_on, today).holds:
        return [Shortening("", "", 0, 0, Count.CALENDAR)]
    return []


def _with(path: Path, delays: Mapping[str, int]) -> Path:
    steps = [
        replace(each, delay=delays[each.key]) if each.key in delays else each for each in path.steps
    ]
    return Path(steps, path.sessions, path.worked)
