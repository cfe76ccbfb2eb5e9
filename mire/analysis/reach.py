"""Reach: which departments took part, who contributes, who is new, who works with whom.

From who took part in what. No figure tells of a group under the threshold
(``mire.analysis.disclosure``). See ``docs/algorithms/reach.md``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from mire.analysis.disclosure import DEFAULT_THRESHOLD, Sum, shown, shown_of_total
from mire.analysis.mixing import Ints, PermutationTest, mixing, permutation_test
from mire.analysis.presences import Fault, Presence, Problem, ReachRefused, checked

MOST_TIES = 5_000_000


@dataclass(frozen=True, slots=True)
class Coverage:
    """A department: its staff (None: not told), how many of it took part, as a share of them.

    ``n_people`` and ``share`` are None where they may not be shown.
    """

    department: str
    staff: int | None
    n_people: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class RoleShare:
    """A role: its people, their contributions, as a share of all; None: not to be shown."""

    role: str
    n_people: int | None
    n_contributions: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Attendance:
    """A date: its events, and how many people came; None: not to be shown."""

    on: date
    events: tuple[str, ...]
    n_people: int | None


@dataclass(frozen=True, slots=True)
class Period:
    """Dates in a row that together brought no newcomer, or as many as the threshold.

    ``n_so_far`` and ``n_departments`` count all who came up to the period's end; ``growth`` is
    how many more people that is than at the end of the period before, as a share (None for the
    first).
    """

    first_on: date
    last_on: date
    n_new: int
    n_so_far: int
    n_departments: int
    growth: float | None


@dataclass(frozen=True, slots=True)
class Ties:
    """Who worked with whom: pairs of people, by their departments.

    ``counts[a][b]`` for a ≤ b, None where it may not be shown (and below the diagonal).
    ``n_within`` and ``n_between``, the E–I index, the assortativity and their test are None
    where they may not be shown, or have no value.
    """

    departments: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]
    n_within: int | None
    n_between: int | None
    ei_index: float | None
    assortativity: float | None
    test: PermutationTest | None


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be shown of who took part in what; every list is in a stated order.

    ``n_people`` None: fewer than ``threshold`` in all, and nothing is shown. ``coverage`` by
    name; ``roles`` by name, empty when roles are not told; ``attendance`` and ``periods`` by
    date. ``n_reached`` departments of ``coverage`` took part.
    """

    threshold: int
    n_people: int | None
    n_contributions: int | None = None
    n_reached: int = 0
    coverage: tuple[Coverage, ...] = ()
    roles: tuple[RoleShare, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    periods: tuple[Period, ...] = ()
    ties: Ties | None = None


def reach(
    presences: Sequence[Presence],
    *,
    staff: Mapping[str, int] | None = None,
    threshold: int = DEFAULT_THRESHOLD,
    rng: np.random.Generator,
    n_permutations: int = 999,
) -> Reach:
    """Return the reach of what these people took part in.

    ``staff``: how many people each department has, those that never came included (None: not
    told). Raises :class:`~mire.analysis.presences.ReachRefused`.
    """
    checked(presences, staff)
    people = {presence.person: presence for presence in presences}
    if len(people) < threshold:
        return Reach(threshold, None)
    departments = sorted({each.department for each in presences} | set(staff or ()))
    coverage = _coverage(people, departments, staff, threshold)
    return Reach(
        threshold=threshold,
        n_people=len(people),
        n_contributions=sum(each.contributions for each in presences),
        n_reached=len({each.department for each in presences}),
        coverage=coverage,
        roles=_roles(presences, people, threshold),
        periods=(periods := _periods(presences, threshold)),
        attendance=_attendance(presences, periods, threshold),
        ties=_ties(presences, people, threshold, rng, n_permutations),
    )


def _coverage(
    people: Mapping[str, Presence],
    departments: Sequence[str],
    staff: Mapping[str, int] | None,
    threshold: int,
) -> tuple[Coverage, ...]:
    came = dict.fromkeys(departments, 0)
    for presence in people.values():
        came[presence.department] += 1
    n = len(departments)
    counts, costs = [*came.values(), len(people)], [*([1] * n), 3]
    sums = [Sum(n, tuple(range(n)))]
    all_costs: list[int | None] = list(costs)
    for index, name in enumerate(departments):
        if staff is not None:
            # Of a department's known staff, those who did not come are a group as well.
            counts += [staff[name] - came[name], staff[name]]
            all_costs += [0, None]
            sums.append(Sum(len(counts) - 1, (index, len(counts) - 2)))
    seen = shown(counts, sums, threshold=threshold, costs=all_costs)
    return tuple(
        Coverage(
            department=name,
            staff=None if staff is None else staff[name],
            n_people=came[name] if is_shown else None,
            share=came[name] / staff[name] if is_shown and staff and staff[name] else None,
        )
        for name, is_shown in zip(departments, seen, strict=False)
    )


def _roles(
    presences: Sequence[Presence], people: Mapping[str, Presence], threshold: int
) -> tuple[RoleShare, ...]:
    roles = sorted({each.role for each in presences})
    if roles == [""]:
        return ()
    n_people = [sum(each.role == role for each in people.values()) for role in roles]
    total = sum(each.contributions for each in presences)
    found = []
    for role, n, is_shown in zip(
        roles, n_people, shown_of_total(n_people, threshold=threshold), strict=True
    ):
        made = sum(each.contributions for each in presences if each.role == role)
        share = made / total if total else None
        found.append(
            RoleShare(role, n, made, share) if is_shown else RoleShare(role, None, None, None)
        )
    return tuple(found)


def _periods(presences: Sequence[Presence], threshold: int) -> tuple[Period, ...]:
    """Put dates together until their newcomers are none or enough; the last few join the last."""
    newcomers: dict[date, list[Presence]] = {}
    met: set[str] = set()
    for presence in sorted(presences, key=lambda each: each.on):
        new = newcomers.setdefault(presence.on, [])
        if presence.person not in met:
            met.add(presence.person)
            new.append(presence)
    blocks: list[list[date]] = []
    waiting: list[date] = []
    for on, new in newcomers.items():
        waiting.append(on)
        n_waiting = sum(len(newcomers[each]) for each in waiting)
        if n_waiting >= threshold or (not new and len(waiting) == 1):
            blocks.append(waiting)
            waiting = []
    while waiting and 0 < sum(len(newcomers[each]) for each in waiting) < threshold:
        waiting = [*blocks.pop(), *waiting]
    if waiting:
        blocks.append(waiting)
    found: list[Period] = []
    departments: set[str] = set()
    for block in blocks:
        before = found[-1].n_so_far if found else 0
        n_new = sum(len(newcomers[on]) for on in block)
        departments |= {each.department for on in block for each in newcomers[on]}
        found.append(
            Period(
                first_on=block[0],
                last_on=block[-1],
                n_new=n_new,
                n_so_far=before + n_new,
                n_departments=len(departments),
                growth=n_new / before if before else None,
            )
        )
    return tuple(found)


def _attendance(
    presences: Sequence[Presence], periods: Sequence[Period], threshold: int
) -> tuple[Attendance, ...]:
    """Count who came on each date, unless they, the others, or the returning are too few."""
    new_on = {each.first_on: each.n_new for each in periods if each.first_on == each.last_on}
    n_people = len({each.person for each in presences})
    found = []
    for on in sorted({each.on for each in presences}):
        came = {each.person for each in presences if each.on == on}
        n_back = len(came) - new_on.get(on, 0)
        is_small = any(0 < n < threshold for n in (len(came), n_back, n_people - len(came)))
        events = tuple(sorted({each.event for each in presences if each.on == on}))
        found.append(Attendance(on, events, None if is_small else len(came)))
    return tuple(found)


def _ties(
    presences: Sequence[Presence],
    people: Mapping[str, Presence],
    threshold: int,
    rng: np.random.Generator,
    n_permutations: int,
) -> Ties:
    index = {person: place for place, person in enumerate(people)}
    departments = sorted({each.department for each in people.values()})
    place = {name: number for number, name in enumerate(departments)}
    groups = np.array([place[each.department] for each in people.values()], np.int64)
    ties = _pairs(presences, index)
    n = len(departments)
    counts = mixing(ties, groups, n)
    sizes = np.bincount(groups, minlength=n)
    cells = [(a, b) for a in range(n) for b in range(a, n)]
    values = [counts.ties[a][b] for a, b in cells]
    small = [
        0 < value < threshold or min(sizes[a], sizes[b]) < threshold
        for (a, b), value in zip(cells, values, strict=True)
    ]
    inside = tuple(at for at, (a, b) in enumerate(cells) if a == b)
    across = tuple(at for at, (a, b) in enumerate(cells) if a != b)
    within, between, every = len(cells), len(cells) + 1, len(cells) + 2
    seen = shown(
        [*values, counts.n_within, counts.n_between, counts.n_within + counts.n_between],
        [Sum(within, inside), Sum(between, across), Sum(every, (within, between))],
        threshold=threshold,
        small=[*small, False, False, False],
        costs=[*([1] * len(cells)), 2, 2, 3],
    )
    is_shown = seen[within] and seen[between]
    matrix: list[list[int | None]] = [[None] * n for _ in range(n)]
    for (a, b), value, visible in zip(cells, values, seen, strict=False):
        matrix[a][b] = value if visible else None
    return Ties(
        departments=tuple(departments),
        counts=tuple(map(tuple, matrix)),
        n_within=counts.n_within if is_shown else None,
        n_between=counts.n_between if is_shown else None,
        ei_index=counts.ei_index if is_shown else None,
        assortativity=counts.assortativity if is_shown else None,
        test=permutation_test(ties, groups, n, rng=rng, n_permutations=n_permutations)
        if is_shown
        else None,
    )


def _pairs(presences: Sequence[Presence], index: Mapping[str, int]) -> Ints:
    """Return the pairs of people who shared a table at least once, each once: (k, 2)."""
    tables: dict[tuple[str, str], list[int]] = {}
    first_row: dict[tuple[str, str], int] = {}
    for row, each in enumerate(presences):
        tables.setdefault((each.event, each.table), []).append(index[each.person])
        first_row.setdefault((each.event, each.table), row)
    n_pairs = 0
    for key, seated in tables.items():
        n_pairs += len(seated) * (len(seated) - 1) // 2
        if n_pairs > MOST_TIES:
            raise ReachRefused([Problem(Fault.TOO_MANY_TIES, first_row[key], "table", MOST_TIES)])
    codes = np.unique(np.concatenate([np.empty(0, np.int64), *_codes(tables.values(), len(index))]))
    return np.stack([codes // len(index), codes % len(index)], axis=1)


def _codes(tables: Iterable[Sequence[int]], n: int) -> Iterator[Ints]:
    for seated in tables:
        people = np.sort(np.array(seated, np.int64))
        one, other = np.triu_indices(len(people), 1)
        yield people[one] * n + people[other]
