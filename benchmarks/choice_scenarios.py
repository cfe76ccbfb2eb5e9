"""How long SMAA takes, whether exact volumes agree with draws, and reach's permutation test.

Options and criteria are drawn, all measures of one kind, or of each kind in turn. What is timed
includes the confidence factors, for which measures are drawn anew, a quarter as often.
"""

import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np
from _bench import Report, median, options, spread

from mire.analysis.mixing import permutation_test
from mire.choice.scenarios.criteria import Criterion
from mire.choice.scenarios.measures import (
    Exact,
    Grades,
    Measure,
    Normal,
    Option,
    Range,
    Triangular,
)
from mire.choice.scenarios.smaa import Smaa, smaa
from mire.choice.scenarios.weights import WeightSpace

SMAA_SECONDS, TEST_SECONDS, MOST_ERRORS = 1.5, 1.5, 4.5
N_OPTIONS, N_CRITERIA, N_DRAWS = 8, 6, 1_000_000
N_PEOPLE, N_TIES, N_GROUPS, N_PERMUTATIONS = 2_000, 20_000, 20, 999
KINDS = ("sure", "ranges", "normal", "triangular", "grades", "all kinds")


def drawn_measure(kind: str, place: int, rng: np.random.Generator) -> Measure:
    """Return a measure of a kind; of « all kinds », each in turn."""
    low = int(rng.integers(0, 100))
    match kind if kind != "all kinds" else KINDS[place % 5]:
        case "ranges":
            return Range(low, low + 20)
        case "normal":
            return Normal(low, 8)
        case "triangular":
            return Triangular(low, low + 5, low + 20)
        case "grades":
            return Grades(tuple(rng.integers(1, 9, 7).tolist()))
    return Exact(low)


def compared(
    kind: str, n_options: int, n_criteria: int, rng: np.random.Generator
) -> tuple[list[Criterion], list[Option]]:
    """Return criteria and options whose measures are of one kind."""
    grades = tuple("abcdefg")
    is_graded = [
        kind == "grades" or (kind == "all kinds" and column % 5 == 4)
        for column in range(n_criteria)
    ]
    criteria = [
        Criterion(name=f"c{column}", grades=grades if is_graded[column] else ())
        for column in range(n_criteria)
    ]
    rows = [
        Option(
            name=f"o{row}",
            measures=[drawn_measure(kind, column, rng) for column in range(n_criteria)],
        )
        for row in range(n_options)
    ]
    return criteria, rows


def timed(do: Callable[[], Any], rounds: int) -> tuple[Any, list[float]]:
    """Return what it gives, and the seconds of each round after a first one."""
    found, took = do(), []
    for _ in range(rounds):
        begun = time.perf_counter()
        found = do()
        took.append(time.perf_counter() - begun)
    return found, took


def furthest(exact: Smaa, sampled: Smaa) -> float:
    """Return the greatest difference between acceptabilities, in standard errors."""
    true, near = np.array(exact.acceptability), np.array(sampled.acceptability)
    error = np.sqrt(np.clip(true * (1 - true), 1e-12, None) / sampled.n_draws)
    return float((np.abs(true - near) / error).max())


def main() -> None:
    """Time and check."""
    given = options(__doc__ or "")
    report = Report("choice: scenarios and reach", given.smoke)
    rounds, n_draws = (1, 20_000) if given.smoke else (5, N_DRAWS)
    packages = " · ".join(f"{name} {version(name)}" for name in ("numpy", "scipy"))
    report.head(given.seed, packages, f"{rounds} runs each, after a first")
    rng = np.random.default_rng(given.seed)
    for kind in KINDS:
        criteria, rows = compared(kind, N_OPTIONS, N_CRITERIA, rng)
        found, took = timed(
            lambda criteria=criteria, rows=rows: smaa(
                criteria,
                rows,
                space=WeightSpace(n=N_CRITERIA),
                rng=np.random.default_rng(given.seed),
                n_draws=n_draws,
            ),
            rounds,
        )
        sums = np.array([np.sum(found.acceptability, axis=axis) for axis in (0, 1)])
        report.add(
            f"SMAA, {N_OPTIONS} × {N_CRITERIA} × {n_draws:,}, {kind}, s",
            spread(took, ".2f"),
            f"≤ {SMAA_SECONDS}",
            is_met=median(took) <= SMAA_SECONDS,
        )
        report.add(
            "… acceptabilities sum to 1 by option and rank, but for",
            f"{np.abs(sums - 1).max():.0e}",
            "≤ 1e-9",
            is_met=bool(np.abs(sums - 1).max() <= 1e-9),
            must=True,
        )
    for n_criteria in (2, 3, 4):
        criteria, rows = compared("sure", N_OPTIONS, n_criteria, rng)
        space = WeightSpace(n=n_criteria)
        exact, took = timed(
            lambda criteria=criteria, rows=rows, space=space: smaa(
                criteria, rows, space=space, rng=rng
            ),
            rounds,
        )
        sampled = smaa(
            criteria,
            rows,
            space=space,
            rng=np.random.default_rng(given.seed + 1),
            n_draws=n_draws,
            may_be_exact=False,
        )
        away = furthest(exact, sampled)
        report.add(f"exact volumes, {N_OPTIONS} × {n_criteria}, s", spread(took, ".3f"))
        report.add(
            f"… from {n_draws:,} draws, in standard errors, at most",
            f"{away:.1f}",
            f"≤ {MOST_ERRORS}",
            is_met=exact.is_exact and away <= MOST_ERRORS,
            must=True,
        )
    groups = rng.integers(0, N_GROUPS, N_PEOPLE)
    ties = rng.integers(0, N_PEOPLE, (2 * N_TIES, 2))
    ties = np.unique(np.sort(ties[ties[:, 0] != ties[:, 1]], axis=1), axis=0)[:N_TIES]
    tested, took = timed(
        lambda: permutation_test(
            ties,
            groups,
            N_GROUPS,
            rng=np.random.default_rng(given.seed),
            n_permutations=99 if given.smoke else N_PERMUTATIONS,
        ),
        rounds,
    )
    report.add(
        f"permutation test, {N_PEOPLE:,} people, {len(ties):,} ties, {tested.n_permutations}, s",
        spread(took, ".2f"),
        f"≤ {TEST_SECONDS}",
        is_met=median(took) <= TEST_SECONDS,
    )
    report.add(
        "… groups dealt at random: p",
        f"{tested.p_ei:.3f}",
        "> 0.001",
        is_met=(tested.p_ei or 0) > 0.001,
        must=True,
    )
    report.end()


if __name__ == "__main__":
    main()
