"""How often the figures of a room are right: ellipses, groups, shifts, intervals, orders.

Rooms are drawn from populations that are known; what is said of each room is compared with them.
The ellipse is judged on its worst two-peaked shape, groups on the one-cloud shape that deceives
them most. Nothing here is about speed.
"""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
from _bench import Report, options

from mire.analysis.agreement import differ
from mire.analysis.cloud import mean_ellipse
from mire.analysis.groups import groups
from mire.analysis.proportions import clopper_pearson, wilson
from mire.analysis.shift import shift

LIMIT = 10
LEAST_HELD = 0.93
MOST_FALSE = 0.04
LEVEL = 0.05
MOST_ORDERS = 0.05
LEAST_SEEN = 8

Draw = Callable[[np.random.Generator, int], np.ndarray]


def main() -> None:
    """Draw rooms, say how often each figure was right."""
    given = options(__doc__ or "")
    report = Report("opinion", given.smoke)
    held, cut, moved = (300, 8, 60) if given.smoke else (20_000, 600, 4_000)
    report.head(
        given.seed,
        f"{held:,} rooms a shape and size for ellipses, {cut} for groups, {moved:,} for shifts",
    )
    generator = np.random.Generator(np.random.PCG64(given.seed))
    _ellipses(report, generator, held)
    _groups(report, generator, cut)
    _shifts(report, generator, moved)
    _intervals(report)
    _orders(report, generator, moved // 4)
    report.end()


# --- The ellipse of a mean ------------------------------------------------------------------------


def _ellipses(report: Report, generator: np.random.Generator, rooms: int) -> None:
    shapes = list(product((0.5, 0.6), (9.0, 12.0, 15.0), (1.0, 2.0, 3.0)))
    for n in (6, 8, 12, 20):
        seen = {shape: _held(generator, peaks(generator, *shape), n, rooms) for shape in shapes}
        worst = min(seen, key=lambda shape: seen[shape])
        weight, apart, width = worst
        report.add(
            f"ellipse, {n} people, worst of {len(shapes)} two-peaked grids",
            f"{seen[worst]:.1%} ({weight:.0%} there, {apart:g} apart, {width:g} wide)",
            f"≥ {LEAST_HELD:.0%}",
            is_met=seen[worst] >= LEAST_HELD,
        )
    for n in (6, 8, 12, 20):
        unequal = _held(generator, peaks(generator, 0.7, 12.0, 1.0), n, rooms)
        what = f"… {n} people, two tight camps of 70/30"
        if n < LEAST_SEEN:  # one room in eight has but one of the camps
            report.add(f"{what}, not judged", f"{unequal:.1%}")
        else:
            report.add(what, f"{unequal:.1%}", f"≥ {LEAST_HELD:.0%}", is_met=unequal >= LEAST_HELD)

    for n in (8, 12, 20, 30):  # told on the ellipse's page and beside it, not judged
        seen_unlike = {
            name: _held(generator, camps(generator, *shape), n, rooms)
            for name, shape in UNLIKE.items()
        }
        worst_unlike = min(seen_unlike, key=seen_unlike.__getitem__)
        report.add(
            f"… {n} people, worst of {len(UNLIKE)} skewed or three-camp grids, not judged",
            f"{seen_unlike[worst_unlike]:.1%} ({worst_unlike})",
        )


Camp = tuple[float, float, float, float]
"""A weight, where it stands, how wide it is."""

UNLIKE: dict[str, tuple[Camp, ...]] = {
    "80/20": ((0.8, -7, -7, 1.5), (0.2, 6, 6, 3)),
    "85/15": ((0.85, -6, -6, 1.5), (0.15, 8, 8, 1.5)),
    "three even": ((1 / 3, -7, -6, 1.5), (1 / 3, 7, -6, 1.5), (1 / 3, 0, 7, 1.5)),
    "60/25/15": ((0.6, -7, -6, 1.5), (0.25, 7, -6, 1.5), (0.15, 0, 7, 1.5)),
    "70/15/15": ((0.7, -7, -6, 1.5), (0.15, 7, -6, 1.5), (0.15, 0, 7, 1.5)),
}


def camps(generator: np.random.Generator, *given: Camp) -> np.ndarray:
    """Return a hundred thousand people in camps, on whole numbers from −10 to 10."""
    weights, xs, ys, widths = map(np.array, zip(*given, strict=True))
    of = generator.choice(len(given), size=100_000, p=weights / weights.sum())
    middles = np.stack([xs[of], ys[of]], axis=1)
    return on_grid(middles + generator.normal(0, 1, (100_000, 2)) * widths[of][:, None])


def peaks(generator: np.random.Generator, weight: float, apart: float, width: float) -> np.ndarray:
    """Return a hundred thousand people around two peaks, on whole numbers from −10 to 10."""
    away = apart / 2 / np.sqrt(2)
    middles = np.where(generator.random((100_000, 1)) < weight, -away, away)
    return on_grid(middles + generator.normal(0, width, (100_000, 2)))


def _held(generator: np.random.Generator, whole: np.ndarray, n: int, rooms: int) -> float:
    """Return in what share of the rooms that have an ellipse it holds the true mean."""
    truth = (float(whole[:, 0].mean()), float(whole[:, 1].mean()))
    held = drawn = 0
    for _number in range(rooms):
        found = mean_ellipse(whole[generator.integers(0, len(whole), n)])
        if found is not None:
            drawn += 1
            held += found.holds(truth)
    return held / drawn


# --- Groups ---------------------------------------------------------------------------------------


def on_grid(points: np.ndarray) -> np.ndarray:
    """Round to the grid, as people do."""
    return np.clip(np.rint(points), -LIMIT, LIMIT)


def heaped(generator: np.random.Generator, points: np.ndarray) -> np.ndarray:
    """Round half of the people to multiples of five, as some do."""
    return np.where(generator.random((len(points), 1)) < 0.5, 5 * np.rint(points / 5), points)


ONE_CLOUD: dict[str, Draw] = {
    "even over the grid": lambda g, n: g.integers(-LIMIT, LIMIT + 1, (n, 2)).astype(float),
    "even over its middle": lambda g, n: g.integers(-5, 6, (n, 2)).astype(float),
    "even over a band": lambda g, n: np.c_[g.integers(-10, 11, n), g.integers(-2, 3, n)] + 0.0,
    "normal, narrow": lambda g, n: g.normal((2, -3), 1.5, (n, 2)),
    "normal, wide": lambda g, n: g.normal(0, 4.5, (n, 2)),
    "normal, aslant": lambda g, n: g.normal(0, 4, (n, 1)) + g.normal(0, 1.5, (n, 2)),
    "skewed": lambda g, n: g.exponential(5, (n, 2)) - 10,
    "at an edge": lambda g, n: g.normal((9, 0), 3, (n, 2)),
    "in a corner": lambda g, n: g.normal((9, 9), 4, (n, 2)),
    "with outliers": lambda g, n: 2.5 * g.standard_t(3, (n, 2)),
    "in lumps, normal": lambda g, n: heaped(g, g.normal(0, 4, (n, 2))),
    "in lumps, even": lambda g, n: heaped(g, g.uniform(-10, 10, (n, 2))),
    "all on multiples of five": lambda g, n: 5 * np.rint(g.normal(0, 4, (n, 2)) / 5),
}

CAMPS: dict[str, Draw] = {
    "two camps, 60/40, 12 apart": lambda g, n: (
        np.where(g.random((n, 1)) < 0.6, -4.25, 4.25) + g.normal(0, 2, (n, 2))
    ),
    "three camps, 12 apart": lambda g, n: (
        np.array([(-6, -5), (6, -5), (0, 5)])[g.integers(0, 3, n)] + g.normal(0, 2, (n, 2))
    ),
}


def _groups(report: Report, generator: np.random.Generator, rooms: int) -> None:
    for n in (25, 40):
        false = {name: _several(generator, draw, n, rooms) for name, draw in ONE_CLOUD.items()}
        for name, share in sorted(false.items(), key=lambda each: -each[1]):
            report.add(
                f"one cloud called several, {n} people, {name}",
                f"{share:.1%}",
                f"≤ {MOST_FALSE:.0%}",
                is_met=share <= MOST_FALSE,
            )
        for name, draw in CAMPS.items():
            report.add(f"found, {n} people, {name}", f"{_several(generator, draw, n, rooms):.1%}")


def _several(generator: np.random.Generator, draw: Draw, n: int, rooms: int) -> float:
    """Return in what share of the rooms several groups were told."""
    told = 0
    for _number in range(rooms):
        found = groups(on_grid(draw(generator, n)), generator)
        assert found is not None
        told += len(found.groups) > 1
    return told / rooms


# --- Shifts and intervals -------------------------------------------------------------------------


def _shifts(report: Report, generator: np.random.Generator, rooms: int) -> None:
    for n, n_draws in ((6, 0), (8, 0), (12, 0), (20, 999)):
        wrong = 0
        some = rooms // 10 if n >= 12 else rooms
        for _number in range(some):
            moved = on_grid(generator.normal(0, 3, (n, 2)))
            found = shift(moved.tolist(), generator, n_draws=n_draws)
            wrong += found is not None and found.p <= LEVEL
        most = LEVEL + 3 * (LEVEL * (1 - LEVEL) / some) ** 0.5
        report.add(
            f"shift told of {n} people whom nothing moved",
            f"{wrong / some:.1%} of {some:,}",
            f"≤ {LEVEL:.0%} (and chance: {most:.1%})",
            is_met=wrong / some <= most,
        )


def _intervals(report: Report) -> None:
    """By summing over all outcomes, not by drawing: shares from 1 % to 99 %."""
    from scipy.stats import binom

    shares = np.linspace(0.01, 0.99, 99)
    for n in (5, 8, 12, 36):
        chances = binom.pmf(np.arange(n + 1)[None, :], n, shares[:, None])
        for name, interval, kind, least in (
            ("Wilson, on average", wilson, np.mean, 0.94),
            ("Clopper–Pearson, at worst", clopper_pearson, np.min, 0.95),
        ):
            found = [interval(k, n) for k in range(n + 1)]
            is_in = np.array([[f.low <= p <= f.high for f in found] for p in shares])
            right = float(kind((chances * is_in).sum(axis=1)))
            report.add(
                f"interval of {n} people, {name}",
                f"{right:.1%}",
                f"≥ {least:.0%}",
                is_met=right >= least,
            )


# --- The order of several statements --------------------------------------------------------------

GRADES = {
    "even": (0.2, 0.2, 0.2, 0.2, 0.2),
    "leaning": (0.05, 0.1, 0.15, 0.4, 0.3),
    "split": (0.4, 0.1, 0.0, 0.1, 0.4),
    "in the middle": (0.1, 0.2, 0.4, 0.2, 0.1),
    "nearly alike": (0.0, 0.0, 0.05, 0.15, 0.8),
    "seven in ten": (0.3, 0.0, 0.0, 0.0, 0.7),
}


def _orders(report: Report, generator: np.random.Generator, rooms: int) -> None:
    """Statements that the whole answers in one way: how often an order is told of them."""
    for statements, n in product((3, 10), (8, 12, 36, 500)):
        told = {
            name: sum(_is_ordered(generator, shares, n, statements) for _ in range(rooms)) / rooms
            for name, shares in GRADES.items()
        }
        worst = max(told, key=lambda name: told[name])
        most = MOST_ORDERS + 3 * (MOST_ORDERS * (1 - MOST_ORDERS) / rooms) ** 0.5
        what = f"order told of {statements} statements answered alike, {n} people"
        report.add(
            f"{what}, worst of {len(told)}",
            f"{told[worst]:.1%} ({worst})",
            f"≤ {MOST_ORDERS:.0%} (and chance: {most:.1%})",
            is_met=told[worst] <= most,
        )


def _is_ordered(
    generator: np.random.Generator, shares: Sequence[float], n: int, statements: int
) -> bool:
    return differ(generator.multinomial(n, shares, statements).tolist(), generator)


if __name__ == "__main__":
    main()
