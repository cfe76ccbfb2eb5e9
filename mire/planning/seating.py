"""People to tables by what they wish: exact, within capacities, balanced, departments mixed.

Source: the assignment problem (Kuhn 1955), solved by ``scipy.optimize``; a table's seats cost
1, 3, 5… so that the sum of squared sizes is what is minimised among equally wished plans.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom one seats: the subject wished first and second, None where there is none.

    ``department`` "" says that it is not known. Who wishes nothing sits anywhere.
    """

    first: int | None = None
    second: int | None = None
    department: str = ""


@dataclass(frozen=True, slots=True)
class Seating:
    """``subject`` and ``table`` of each person, in the order given; None: no seat was left.

    Tables are numbered from 0 within their subject. ``n_first``, ``n_second``, ``n_elsewhere``
    count those who wished something; ``n_standing`` those for whom no seat was left.
    """

    subject: tuple[int | None, ...]
    table: tuple[int | None, ...]
    n_first: int
    n_second: int
    n_elsewhere: int
    n_standing: int


def seated(
    wishes: Sequence[Wish],
    tables: Sequence[int],
    seats: Sequence[int],
    rng: numpy.random.Generator,
) -> Seating:
    """Return the plan that is best in this order, each step among the best of the one before.

    As few as can be without a seat; as few as can be at neither wish; as many as can be at
    their first; subjects of sizes as even as can be. Within a subject, as few tables as hold
    its people, of sizes within one, departments dealt in turn: two tables differ by at most
    one in how many of a department they hold.

    ``tables`` and ``seats`` say of each subject how many tables it may have and how many
    people sit at one. Among equals, ``rng`` decides: no alphabet, no order of arrival. Raises
    ValueError when a wish or a size is out of range.
    """
    n, n_subjects = len(wishes), len(tables)
    if len(seats) != n_subjects or any(each < 0 for each in (*tables, *seats)):
        msg = "tables and seats must say the same subjects, none below 0"
        raise ValueError(msg)
    if any(
        w is not None and not 0 <= w < n_subjects
        for each in wishes
        for w in (each.first, each.second)
    ):
        msg = "a wish names no subject"
        raise ValueError(msg)
    subject: list[int | None] = [None] * n
    order = [int(i) for i in rng.permutation(n)]
    for person, found in zip(
        order, _assigned([wishes[i] for i in order], tables, seats), strict=True
    ):
        subject[person] = found
    table: list[int | None] = [None] * n
    for each in range(n_subjects):
        people = [i for i in order if subject[i] == each]
        for person, found in _dealt(people, wishes, seats[each]):
            table[person] = found
    pairs = list(zip(wishes, subject, strict=True))
    wishing = [(w, s) for w, s in pairs if w.first is not None or w.second is not None]
    n_first = sum(s is not None and s == w.first for w, s in wishing)
    n_second = sum(s is not None and s == w.second != w.first for w, s in wishing)
    return Seating(
        subject=tuple(subject),
        table=tuple(table),
        n_first=n_first,
        n_second=n_second,
        n_elsewhere=sum(s is not None for _, s in wishing) - n_first - n_second,
        n_standing=subject.count(None),
    )


def _assigned(
    wishes: Sequence[Wish], tables: Sequence[int], seats: Sequence[int]
) -> list[int | None]:
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

    n = len(wishes)
    if not n:
        return []
    columns: list[int | None] = []
    even: list[int] = []
    for subject, (n_tables, size) in enumerate(zip(tables, seats, strict=True)):
        held = min(n, n_tables * size)
        columns += [subject] * held
        even += [2 * seat + 1 for seat in range(held)]
    columns += [None] * n
    even += [0] * n
    at_second = n * n + 1  # above any sum of squared sizes
    at_neither = (n + 1) * at_second
    standing = (n + 1) * at_neither
    costs = numpy.empty((n, len(columns)))
    for row, wish in enumerate(wishes):
        anywhere = wish.first is None and wish.second is None
        by_subject = dict.fromkeys({*columns} - {None}, 0 if anywhere else at_neither)
        if wish.second is not None:
            by_subject[wish.second] = at_second
        if wish.first is not None:
            by_subject[wish.first] = 0
        costs[row] = [standing if c is None else by_subject[c] for c in columns]
    costs += numpy.array(even)
    rows, chosen = linear_sum_assignment(costs)
    found: list[int | None] = [None] * n
    for row, column in zip(rows, chosen, strict=True):
        found[int(row)] = columns[int(column)]
    return found


def _dealt(people: Sequence[int], wishes: Sequence[Wish], size: int) -> list[tuple[int, int]]:
    """Deal people like cards, department after department: each is spread over the tables."""
    if not people:
        return []
    n_tables = -(-len(people) // size)
    dealt = sorted(people, key=lambda i: wishes[i].department)  # stable: equals as drawn
    return [(person, turn % n_tables) for turn, person in enumerate(dealt)]
