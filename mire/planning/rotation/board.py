"""A rotation on a board of seats, and what every swap of two people in a round would change.

All goals are one number, with weights so far apart that no gain of a later goal makes up for
a loss of an earlier one; whole numbers below 2**53, so sums of floats are exact. Empty seats
are people without wishes who keep away from each other: tables stay even.
"""

import numpy as np
from numpy.typing import NDArray

from mire.planning.rotation.facts import Facts, Visits, Wish
from mire.planning.rotation.pairs import (
    apart_matrix,
    department_matrix,
    together_groups,
    together_matrix,
)

Places = NDArray[np.int64]
"""By round and person, the index of their table; −1: not there."""
Matrix = NDArray[np.float64]

AWAY = -1
EVEN_WEIGHT = 1.0
MORE_SEATS = 2
"""By how many seats a roomy table is larger than an even one, at least."""


class Board:
    """Seats of all rounds; ``at[r, i]`` is the table of person i, or of empty seat i − n."""

    def __init__(
        self, facts: Facts, *, is_roomy: bool = False, at_least: Places | None = None
    ) -> None:
        """``is_roomy``: set out more seats than even tables need, as far as capacities go.

        ``at_least``: where people (by round and person) are to have a seat in any case.
        """
        self.facts = facts
        n, self.rounds, self.n_tables = len(facts.people), facts.rounds, len(facts.tables)
        self.n = n
        self.groups = together_groups(facts)
        largest = max(map(len, self.groups), default=0)
        self.slots = np.array(
            [
                _slots(
                    facts,
                    r,
                    is_roomy=is_roomy,
                    largest=largest,
                    at_least=None if at_least is None else at_least[r],
                )
                for r in range(self.rounds)
            ]
        )
        self.empty = [int(self.slots[r].sum()) - len(facts.present(r)) for r in range(self.rounds)]
        size = n + max(self.empty, default=0)
        self.size = size
        station = {name: number for number, name in enumerate(facts.stations)}
        self.station = np.array([station[table.station] for table in facts.tables])
        index = {table.id: number for number, table in enumerate(facts.tables)}
        host = [index.get(each.host, AWAY) for each in facts.people]
        self.moves_between_stations = np.array(host + [0] * (size - n)) == AWAY
        self.still = np.full((self.rounds, size), AWAY)
        """By round, the table from which somebody does not move: a host's, while it is open."""
        for r in range(self.rounds):
            for i, t in enumerate(host):
                if t != AWAY and facts.tables[t].is_open(r):
                    self.still[r, i] = t
        for i, each in enumerate(facts.people):
            if each.first and self.still[0, i] == AWAY and each.is_present(0):
                t = index[each.first]
                self.still[0, i] = t if facts.tables[t].is_open(0) else AWAY
        self.anchor: Places | None = None
        """By round and person, the seat that they had; a change weighs ``w_change``."""
        self._weigh()
        self.at: Places = np.full((self.rounds, size), AWAY)
        self.meets: Matrix = np.zeros((size, size))
        self.visits: Matrix = np.zeros((size, int(self.station.max()) + 1))

    def _weigh(self) -> None:
        facts, n, size = self.facts, self.n, self.size
        largest = int(self.slots.max())
        meetings = self.rounds * n * largest / 2
        empties = sum(each * (each + 1) / 2 for each in self.empty)
        self.w_department = EVEN_WEIGHT * (empties + 1)
        self.w_meeting = self.w_department * (meetings + 1)
        top = self.w_meeting * (meetings * self.rounds / 2 + 1)
        self.w_thrice = top if facts.wish is Wish.TWICE else 0.0
        if self.w_thrice:
            top *= 64
        self.w_change = top
        top *= size * self.rounds
        self.w_visit = {Visits.ONCE: 0.0, Visits.EVEN: top, Visits.FREE: 0.0}[facts.visits]
        if self.w_visit:
            top *= 64
        self.w_rule = top
        if facts.visits is Visits.ONCE:
            self.w_visit = self.w_rule
        self.counts = np.zeros((size, size))
        self.counts[:n, :n] = 1.0 - together_matrix(facts)
        np.fill_diagonal(self.counts, 0.0)
        self.fixed = np.zeros((size, size))
        self.fixed[:n, :n] = (
            self.w_department * department_matrix(facts)
            + self.w_rule * apart_matrix(facts)
            - self.w_rule * together_matrix(facts)
        )
        self.fixed[n:, n:] = EVEN_WEIGHT
        np.fill_diagonal(self.fixed, 0.0)

    def there(self, r: int) -> Places:
        """Return who has a place in a round, empty seats included."""
        return np.flatnonzero(self.at[r] != AWAY)

    def seat(self, wanted: Places | None, rng: np.random.Generator) -> None:
        """Fill the seats: each where ``wanted`` says (AWAY: no wish), else where it costs least."""
        self.restore(np.full_like(self.at, AWAY))
        for r in range(self.rounds):
            self._seat_round(r, None if wanted is None else wanted[r], rng)
            self.count(r, 1.0)

    def keep(self, wanted: Places, rng: np.random.Generator) -> None:
        """Seat everybody as ``wanted`` says first, in all rounds, then the others round by round.

        Past seats are taken as they were, even where a table has closed since.
        """
        at = np.full_like(self.at, AWAY)
        at[:, : self.n] = wanted
        self.restore(at)
        for r in range(self.rounds):
            self.count(r, -1.0)
            self._seat_round(r, wanted[r], rng)
            self.count(r, 1.0)

    def _seat_round(self, r: int, wanted: Places | None, rng: np.random.Generator) -> None:
        at, left = self.at[r], self.slots[r].copy()
        at[:] = AWAY
        people = np.array(self.facts.present(r), dtype=np.int64)
        for i in people[self.still[r][people] != AWAY]:
            at[i] = self.still[r, i]
            left[at[i]] -= 1
        rest = [int(i) for i in people if at[i] == AWAY]
        if wanted is not None:
            for i in rest:
                t = int(wanted[i])
                if t != AWAY and left[t] > 0:
                    at[i], left[t] = t, left[t] - 1
        order = self._together_first([i for i in rest if at[i] == AWAY], rng)
        for i in order:
            price = self.price(r, i) + EVEN_WEIGHT * (self.slots[r] - left)
            free = np.flatnonzero(left > 0)
            least = free[price[free] <= price[free].min() + 1e-9]
            roomy = least[left[least] == left[least].max()]
            t = int(roomy[int(rng.integers(len(roomy)))])
            at[i], left[t] = t, left[t] - 1
        empties = np.repeat(np.arange(self.n_tables), np.maximum(left, 0))
        at[self.n : self.n + len(empties)] = empties

    def _together_first(self, people: list[int], rng: np.random.Generator) -> list[int]:
        shuffled = [people[k] for k in rng.permutation(len(people))]
        size = {i: len(each) for each in self.groups for i in each}
        first = {i: min(each) for each in self.groups for i in each}
        return sorted(shuffled, key=lambda i: (-size.get(i, 0), first.get(i, 0)))

    def price(self, r: int, i: int) -> Matrix:
        """Return what a seat costs somebody not yet seated in a round, by table."""
        marginal = self._marginal(self.meets[i]) * self.counts[i] + self.fixed[i]
        seated = self.at[r] != AWAY
        price = np.bincount(self.at[r][seated], marginal[seated], minlength=self.n_tables)
        return np.asarray(price + self._unary(r, np.array([i]))[0], dtype=float)

    def count(self, r: int, sign: float) -> None:
        """Add a round to the meetings and visits, or take it away."""
        here = self.there(r)
        at = self.at[r][here]
        self.meets[np.ix_(here, here)] += sign * (at[:, None] == at[None, :])
        self.meets[here, here] = 0.0
        moves = self.moves_between_stations[here]
        self.visits[here[moves], self.station[at[moves]]] += sign

    def restore(self, at: Places) -> None:
        """Put everybody where ``at`` says."""
        self.at[:] = at
        self.meets[:] = 0.0
        self.visits[:] = 0.0
        for r in range(self.rounds):
            self.count(r, 1.0)

    def _marginal(self, meets: Matrix) -> Matrix:
        """Return what one meeting more costs pairs that meet so often."""
        cost = (meets > 0).astype(float) if self.facts.wish is Wish.PAIRS else meets
        weighed: Matrix = self.w_meeting * cost
        if self.facts.wish is Wish.TWICE:
            weighed = weighed + self.w_thrice * (meets > 1)
        return weighed

    def _unary(self, r: int, who: Places) -> Matrix:
        """Return what tables cost somebody by themselves: visits in other rounds, changes."""
        cost = np.zeros((len(who), self.n_tables))
        if self.w_visit:
            visits = self.visits[who]
            at = self.at[r][who]
            here = np.flatnonzero((at != AWAY) & self.moves_between_stations[who])
            visits[here, self.station[at[here]]] -= 1
            cost += self.w_visit * visits[:, self.station]
        slots = self.slots[r]
        cost[who >= self.n] += EVEN_WEIGHT * (slots < slots.max())[None, :]
        if self.anchor is not None:
            was = self.anchor[r][who]
            held = np.flatnonzero(was != AWAY)
            cost[held] += self.w_change
            cost[held, was[held]] -= self.w_change
        return cost

    def prices(self, r: int, who: Places, rows: Places) -> tuple[Matrix, Matrix]:
        """Return what pairs cost at one table of a round, and what each table costs each.

        The other rounds are as they are. ``who`` are all those :meth:`there`; both matrices
        have a row for each of ``rows``, places in ``who``.
        """
        at = self.at[r][who]
        pairs = np.ix_(who[rows], who)
        elsewhere = self.meets[pairs] - (at[rows][:, None] == at[None, :])
        price = self._marginal(elsewhere) * self.counts[pairs] + self.fixed[pairs]
        price[np.arange(len(rows)), rows] = 0.0
        seats = np.zeros((len(who), self.n_tables))
        seats[np.arange(len(who)), at] = 1.0
        return price, price @ seats + self._unary(r, who[rows])

    def swap(self, r: int, i: int, j: int) -> None:
        """Let two change places in a round, and keep the count of meetings."""
        at = self.at[r]
        a, b = at[i], at[j]
        of_a, of_b = np.flatnonzero(at == a), np.flatnonzero(at == b)
        for one, ids, sign in ((i, of_a, -1.0), (j, of_b, -1.0), (i, of_b, 1.0), (j, of_a, 1.0)):
            others = ids[(ids != i) & (ids != j)]
            self.meets[one, others] += sign
            self.meets[others, one] += sign
        at[i], at[j] = b, a
        for one, left, taken in ((i, a, b), (j, b, a)):
            if self.moves_between_stations[one]:
                self.visits[one, self.station[left]] -= 1
                self.visits[one, self.station[taken]] += 1

    def cost(self) -> float:
        """Return what the whole board costs, all goals in one number."""
        meets = np.triu(self.meets * self.counts, 1)
        total = float((self._whole(meets)).sum())
        total += float(np.triu(self.meets * self.fixed, 1).sum())
        for r in range(self.rounds):
            slots = self.slots[r]
            short = self.at[r][self.n :]
            short = short[short != AWAY]
            total += EVEN_WEIGHT * float((slots[short] < slots.max()).sum())
        total += self.w_visit * float((self.visits * (self.visits - 1) / 2).sum())
        if self.anchor is not None:
            total += self.w_change * float(((self.anchor != self.at) & (self.anchor != AWAY)).sum())
        return total + self.w_rule * self.asked_together()

    def asked_together(self) -> float:
        """Return how many meetings of pairs kept together there are to be."""
        return float(
            sum(
                len(here) * (len(here) - 1) / 2
                for each in self.groups
                for r in range(self.rounds)
                for here in [[i for i in each if self.facts.people[i].is_present(r)]]
            )
        )

    def _whole(self, meets: Matrix) -> Matrix:
        if self.facts.wish is Wish.PAIRS:
            return self.w_meeting * np.maximum(meets - 1, 0)
        whole = self.w_meeting * meets * (meets - 1) / 2
        if self.facts.wish is Wish.TWICE:
            whole = whole + self.w_thrice * np.maximum(meets - 2, 0)
        return np.maximum(whole, 0.0)

    def rounds_of_ids(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """Return the ids at each table of each round, people in the order of the facts."""
        ids = [each.id for each in self.facts.people]
        return tuple(
            tuple(
                tuple(ids[i] for i in np.flatnonzero(self.at[r][: self.n] == t))
                for t in range(self.n_tables)
            )
            for r in range(self.rounds)
        )


def _slots(
    facts: Facts, number: int, *, is_roomy: bool, largest: int, at_least: Places | None
) -> list[int]:
    """Return how many seats each table sets out in a round.

    As even as capacities allow; ``is_roomy``: half as many again, and a table at each station
    for the ``largest`` group. Not every seat there is: capacities may be far beyond the people.
    """
    n = len(facts.present(number))
    hosts = [
        sum(
            table.id in (each.host, each.first if number == 0 else "") and each.is_present(number)
            for each in facts.people
        )
        if table.is_open(number)
        else 0
        for table in facts.tables
    ]
    most = [table.capacity if table.is_open(number) else 0 for table in facts.tables]
    level = 0
    while level < max(most) and sum(min(level, cap) for cap in most) < n:
        level += 1
    if is_roomy:
        level += max(MORE_SEATS, level // 2)
    wanted = [level] * len(most)
    if is_roomy:
        for name in facts.stations:
            widest = max(
                (t for t, table in enumerate(facts.tables) if table.station == name),
                key=most.__getitem__,
            )
            wanted[widest] = max(level, largest + MORE_SEATS)
    if at_least is not None:  # beside them, room for hosts who come back
        sat = np.bincount(at_least[at_least != AWAY], minlength=len(most)).tolist()
        wanted = [
            max(want, each + stay) for want, each, stay in zip(wanted, sat, hosts, strict=True)
        ]
    slots = [max(min(want, cap), low) for want, cap, low in zip(wanted, most, hosts, strict=True)]
    while sum(slots) < n:  # capacities do not hold everybody: said by whoever asked
        slots[slots.index(min(slots))] += 1
    return slots
