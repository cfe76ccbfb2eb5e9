"""Rotations without repeats that a cyclic group develops from a few starter rounds.

Points are k orbits of Z_m and f fixed points; adding 1 to every residue takes each round to the
next one. Nobody meets twice exactly when no *difference* comes twice in the starter rounds: a
pair (x, o), (y, p) has the mixed difference y − x of orbits o < p, or the pure one ±(y − x) of
its orbit, or that of a fixed point and an orbit; the pure difference m/2, and two fixed points,
may not come at all. With t starters there are t·m rounds.

A further symmetry, σ: (x, o) ↦ (μ·x, π(o)) of order h, may fix the starters: then most tables
come h at a time, and the search is for one table of each family. Annealing (Kirkpatrick, Gelatt,
Vecchi 1983) moves points between tables until no difference comes twice. (Colbourn and Dinitz,
*Handbook of Combinatorial Designs*, 2nd ed., 2007, VI.55 on starters, VI.16 on multipliers.)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp, gcd

import numpy as np

from mire.planning.rotation.board import Places

FIRST_STEPS, MOST_STEPS = 8_192, 524_288
HOT, COLD = 0.8, 0.2
"""What one repeat is weighed against, from the first step to the last."""
BATCH = 512
LEAST_SHAPES = 6
MOST_ORDER = 9


@dataclass(frozen=True, slots=True)
class Shape:
    """A way for a group to act: ``starters`` rounds developed modulo ``m``.

    ``orbits`` orbits of m points, ``fixed`` fixed points. σ has order ``order``, multiplies by
    ``multiplier``, moves orbits ``order`` by ``order`` but the last ``still`` ones, and fixed
    points but the last ``calm`` ones. ``steady`` rounds more are their own image when residues
    move: each of their tables holds one point of each of its orbits, and brings m tables.
    """

    m: int
    starters: int
    orbits: int
    fixed: int
    steady: int = 0
    order: int = 1
    multiplier: int = 1
    still: int = 0
    calm: int = 0


def developed_starters(
    *,
    groups: int,
    size: int,
    rounds: int,
    rng: np.random.Generator,
    is_over: Callable[[], bool],
) -> Places | None:
    """Return the group of each point by round, or None when none was found in time.

    Shapes take turns, each longer than the last, and the better half of them goes on.
    """
    pool: list[_Search] = []
    for more in (0, 1):  # a rotation of one round more may have symmetry where this has none
        if not pool:
            pool = [
                search
                for shape in shapes(groups, size, rounds + more)
                if (search := _Search.of(shape, groups, size, rng)) is not None
            ]
    steps = FIRST_STEPS
    while pool and not is_over():
        for search in pool:
            if search.run(steps, is_over):
                return search.developed()[:rounds]
            if is_over():
                return None
        pool.sort(key=lambda search: search.best)
        pool = pool[: max(LEAST_SHAPES, len(pool) // 2)]
        steps = min(2 * steps, MOST_STEPS)
    return None


def shapes(groups: int, size: int, rounds: int) -> Iterator[Shape]:
    """Yield the shapes that may give so many rounds, the most symmetric first."""
    v = groups * size
    if rounds * (size - 1) >= v:  # somebody would meet more people than there are
        return
    for m in range(rounds, 2, -1):
        steady = rounds % m
        for fixed in range(groups):
            orbits, rest = divmod(v - fixed, m)
            if rest or (steady and (fixed or orbits % size or steady > m)):
                continue
            yield Shape(m, rounds // m, orbits, fixed, steady)
            if not steady:
                for order in range(2, MOST_ORDER + 1):
                    yield from _symmetric(m, rounds // m, orbits, fixed, order)


def _symmetric(m: int, starters: int, orbits: int, fixed: int, order: int) -> Iterator[Shape]:
    for multiplier in range(1, m):
        if gcd(multiplier, m) == 1 and pow(multiplier, order, m) == 1:
            for still in {orbits % order, orbits} if multiplier > 1 else {orbits % order}:
                if multiplier == 1 and still == orbits:
                    continue  # σ would move nothing
                yield Shape(m, starters, orbits, fixed, 0, order, multiplier, still, fixed % order)


class _Search:
    """The starters of one shape: tables as lists of points, and how often differences come."""

    @classmethod
    def of(cls, shape: Shape, groups: int, size: int, rng: np.random.Generator) -> "_Search | None":
        """Return a search, None when tables can't be cut from orbits of σ, or differences lack."""
        made = cls(shape, groups, size, rng)
        return made if made.is_able else None

    def __init__(self, shape: Shape, groups: int, size: int, rng: np.random.Generator) -> None:
        self.shape, self.groups, self.size, self.rng = shape, groups, size, rng
        self.v = shape.m * shape.orbits + shape.fixed
        self.units = self._units()
        whole = [unit for unit in self.units if len(unit) == shape.order]
        single = [unit for unit in self.units if len(unit) < shape.order]
        self.whole, self.single = whole, single
        # As few tables that σ fixes as single points need.
        h = shape.order
        self.plan = (
            next(
                (
                    mine
                    for families in range(groups // h, -1, -1)
                    if (mine := self._cut(families, groups - families * h, len(single))) is not None
                ),
                None,
            )
            if h > 1
            else [(1, size, 0)] * groups
        )
        self.best = 10**9
        self.is_able = self.plan is not None and all(len(unit) in {1, h} for unit in self.units)
        if self.is_able:
            self._number_differences()
            self.is_able = self._has_room()

    def _cut(self, families: int, alone: int, singles: int) -> list[tuple[int, int, int]] | None:
        """Return, by table: weight, whole orbits, single points; None when it can't be."""
        h, made = self.shape.order, [(self.shape.order, self.size, 0)] * families
        wholes = len(self.whole) - families * self.size
        for number in range(alone):
            rest = alone - number - 1
            most = min(singles, self.size)
            for taken in range(most, -1, -1):
                left = singles - taken
                if (
                    (self.size - taken) % h == 0
                    and left <= rest * self.size
                    and (taken <= -(-singles // (rest + 1)) + h or not rest)
                ):
                    made.append((1, (self.size - taken) // h, taken))
                    singles, wholes = left, wholes - (self.size - taken) // h
                    break
            else:
                return None
        return made if wholes == 0 and singles == 0 else None

    def _image(self, point: int) -> int:
        """Return σ of a point; points are numbered orbit after orbit, fixed ones last."""
        shape = self.shape
        h, moved = shape.order, shape.orbits - shape.still
        if point >= shape.m * shape.orbits:
            place = point - shape.m * shape.orbits
            if place < shape.fixed - shape.calm:
                place = place // h * h + (place + 1) % h if h > 1 else place
            return shape.m * shape.orbits + place
        orbit, residue = divmod(point, shape.m)
        if orbit < moved and h > 1:
            orbit = orbit // h * h + (orbit % h + 1) % h
        return orbit * shape.m + residue * shape.multiplier % shape.m

    def _units(self) -> list[list[int]]:
        """Return the orbits of σ."""
        seen: set[int] = set()
        made = []
        for point in range(self.v):
            if point not in seen:
                unit = [point]
                while (after := self._image(unit[-1])) != point:
                    unit.append(after)
                seen.update(unit)
                made.append(unit)
        return made

    def _difference(self, a: int, b: int) -> tuple[int, ...]:
        """Return what adding residues leaves of a pair, () when it may not come."""
        m, infinite = self.shape.m, self.shape.m * self.shape.orbits
        a, b = min(a, b), max(a, b)
        if a >= infinite:
            return ()
        (o, x), (p, y) = divmod(a, m), divmod(b, m)
        if b >= infinite:
            return (o, b)
        if o == p:
            d = min((y - x) % m, (x - y) % m)
            return () if 2 * d == m else (o, o, d)
        return (o, p, (y - x) % m)

    def _number_differences(self) -> None:
        """Number the differences up to σ; ``room`` is how many of each may come."""
        v = self.v
        images = [self._image(point) for point in range(v)]
        number: dict[tuple[int, ...], int] = {}
        room: list[int] = [0]
        self.kind = [[0] * v for _ in range(v)]
        for a in range(v):
            for b in range(a + 1, v):
                key = self._difference(a, b)
                if key == ():
                    continue
                if key not in number:
                    number[key] = len(room)
                    room.append(1)
                    x, y = images[a], images[b]
                    while (other := self._difference(x, y)) not in number:
                        number[other] = number[key]
                        room[number[key]] += 1
                        x, y = images[x], images[y]
                self.kind[a][b] = self.kind[b][a] = number[key]
        self.room = room

    def _has_room(self) -> bool:
        shape = self.shape
        tables = self.groups * shape.starters + shape.orbits // self.size * shape.steady
        needed = tables * self.size * (self.size - 1) // 2
        return sum(self.room) >= needed

    def _deal(self) -> None:
        """Put the points at tables by chance."""
        assert self.plan is not None
        self.tables: list[list[int]] = []
        self.weights: list[int] = []
        self.owners: list[tuple[int, int]] = []  # by starter and unit: its table and its turn
        self.at: list[list[int]] = []
        self.turn: list[list[int]] = []
        h = self.shape.order
        for _ in range(self.shape.starters):
            whole = [self.units.index(self.whole[k]) for k in self.rng.permutation(len(self.whole))]
            single = [
                self.units.index(self.single[k]) for k in self.rng.permutation(len(self.single))
            ]
            at, turn = [0] * len(self.units), self.rng.integers(0, h, len(self.units)).tolist()
            for weight, n_whole, n_single in self.plan:
                table = len(self.tables)
                mine = [whole.pop() for _ in range(n_whole)]
                mine += [single.pop() for _ in range(n_single)]
                for unit in mine:
                    at[unit] = table
                self.weights.append(weight)
                self.tables.append(
                    [point for unit in mine for point in self._points(unit, turn[unit], weight)]
                )
            self.at.append(at)
            self.turn.append(turn)
        self._deal_steady()
        self.count = [0] * len(self.room)
        for points, weight in zip(self.tables, self.weights, strict=True):
            for place, point in enumerate(points):
                for other in points[:place]:
                    self.count[self.kind[point][other]] += weight
        self.cost = sum(max(0, n - room) for n, room in zip(self.count, self.room, strict=True))

    def _deal_steady(self) -> None:
        """Put one point of each orbit at the tables of the rounds that stay."""
        shape = self.shape
        self.steady: list[list[int]] = []  # by steady round and orbit: its table
        for _ in range(shape.steady):
            order = self.rng.permutation(shape.orbits).tolist()
            at = [0] * shape.orbits
            for first in range(0, shape.orbits, self.size):
                table = len(self.tables)
                self.weights.append(1)
                self.tables.append([])
                for orbit in order[first : first + self.size]:
                    at[orbit] = table
                    self.tables[table].append(orbit * shape.m + int(self.rng.integers(shape.m)))
            self.steady.append(at)

    def _points(self, unit: int, turn: int, weight: int) -> list[int]:
        """Return what a unit brings to a table: one of its points to a family's, else all."""
        points = self.units[unit]
        return [points[turn % len(points)]] if weight == self.shape.order else points

    def run(self, steps: int, is_over: Callable[[], bool]) -> bool:
        """Anneal for so many steps from a new deal; True when nothing comes twice."""
        self._deal()
        n, h = len(self.units), self.shape.order
        done = 0
        while done < steps and self.cost:
            if is_over():
                return False
            starters = self.rng.integers(0, self.shape.starters + self.shape.steady, BATCH).tolist()
            ones = self.rng.integers(0, n, BATCH).tolist()
            others = self.rng.integers(0, n, BATCH).tolist()
            turns = self.rng.integers(0, h, (BATCH, 2)).tolist()
            chances = self.rng.random(BATCH).tolist()
            self.heat = HOT * (COLD / HOT) ** (done / steps)
            for starter, one, other, turn, chance in zip(
                starters, ones, others, turns, chances, strict=True
            ):
                if starter < self.shape.starters:
                    self._try(starter, one, other, turn, chance)
                else:
                    self._try_steady(starter - self.shape.starters, one, other, chance)
                if not self.cost:
                    return True
            done += BATCH
        self.best = min(self.best, self.cost)
        return not self.cost

    def _try(self, starter: int, one: int, other: int, turn: list[int], chance: float) -> None:
        """Exchange two units, or turn one, if that is better or chance wants it."""
        at, turns = self.at[starter], self.turn[starter]
        a, b = at[one], at[other]
        if len(self.units[one]) != len(self.units[other]):
            return
        if a == b:
            if one != other or self.weights[a] == 1:
                return
            changes = [
                (
                    a,
                    self._points(one, turns[one], self.weights[a]),
                    self._points(one, turn[0], self.weights[a]),
                )
            ]
        else:
            changes = [
                (
                    a,
                    self._points(one, turns[one], self.weights[a]),
                    self._points(other, turn[1], self.weights[a]),
                ),
                (
                    b,
                    self._points(other, turns[other], self.weights[b]),
                    self._points(one, turn[0], self.weights[b]),
                ),
            ]
        if not self._is_taken(changes, chance):
            return
        turns[one] = turn[0]
        if a != b:
            turns[other] = turn[1]
            at[one], at[other] = b, a

    def _try_steady(self, number: int, one: int, other: int, chance: float) -> None:
        """Give an orbit another point at its table, or exchange two orbits' tables."""
        m, at = self.shape.m, self.steady[number]
        one, other = one // m % len(at), other % len(at)
        a, b = at[one], at[other]
        mine = next(point for point in self.tables[a] if point // m == one)
        if a == b:
            self._is_taken([(a, [mine], [one * m + int(chance * 1e6) % m])], chance)
            return
        theirs = next(point for point in self.tables[b] if point // m == other)
        if self._is_taken([(a, [mine], [theirs]), (b, [theirs], [mine])], chance):
            at[one], at[other] = b, a

    def _is_taken(self, changes: list[tuple[int, list[int], list[int]]], chance: float) -> bool:
        """Make changes of tables, and undo them when they are worse and chance is against."""
        was = self.cost
        for table, out, into in changes:
            self._replace(table, out, into)
        if self.cost <= was or chance < exp((was - self.cost) / self.heat):
            return True
        for table, out, into in reversed(changes):
            self._replace(table, into, out)
        return False

    def _replace(self, table: int, out: list[int], into: list[int]) -> None:
        points, weight = self.tables[table], self.weights[table]
        for point in out:
            points.remove(point)
            self._tell(point, points, -weight)
        for point in into:
            self._tell(point, points, weight)
            points.append(point)

    def _tell(self, point: int, points: list[int], weight: int) -> None:
        kind, count, room = self.kind[point], self.count, self.room
        for other in points:
            number = kind[other]
            before = count[number] - room[number]
            after = before + weight
            count[number] += weight
            if after > 0:
                self.cost += after
            if before > 0:
                self.cost -= before

    def developed(self) -> Places:
        """Return the group of each point in each of the rounds that the starters give."""
        assert self.plan is not None
        shape = self.shape
        rounds = shape.starters * shape.m
        made = np.zeros((rounds + shape.steady, self.v), dtype=np.int64)
        for number, at in enumerate(self.steady):
            for label, table in enumerate(sorted(set(at))):
                for point in self.tables[table]:
                    for shift in range(shape.m):
                        made[rounds + number, self._shifted(point, shift)] = label * shape.m + shift
        per = len(self.plan)
        for starter in range(shape.starters):
            group = np.zeros(self.v, dtype=np.int64)
            label = 0
            for table in range(starter * per, (starter + 1) * per):
                points = list(self.tables[table])
                for _ in range(self.weights[table]):
                    group[points] = label
                    label += 1
                    points = [self._image(point) for point in points]
            for shift in range(shape.m):
                moved = np.array([self._shifted(point, shift) for point in range(self.v)])
                made[starter * shape.m + shift, moved] = group
        return made

    def _shifted(self, point: int, shift: int) -> int:
        m = self.shape.m
        if point >= m * self.shape.orbits:
            return point
        return point // m * m + (point + shift) % m
