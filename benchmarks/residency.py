"""How soon a cycle of residencies is found and proven: 12, 30 and 101 departments."""

import time

import numpy
from _bench import Report, median, options, spread

from mire.planning.residency.facts import Department, Facts, Need, Person, Phase, Sponsor
from mire.planning.residency.plan import Level, plan

PHASES = (
    Phase(name="immersion", weeks=2, gap=(0, 1), needs=(Need("design", 1.0),)),
    Phase(name="project", weeks=5, gap=(0, 1), needs=(Need("design", 1.0), Need("", 0.5))),
    Phase(name="handover", weeks=1, needs=(Need("", 0.5),)),
)
SCHOOL_HOLIDAYS = (7, 8, 16, 17, 24, 25, 32, 33, 44, 45, 46, 47, 48)


def main() -> None:
    """Plan drawn cycles; every plan of 12 must be proven at all levels."""
    given = options(__doc__ or "")
    report = Report("residency", given.smoke)
    report.head(given.seed, "windows, blackouts, readiness, sponsors and precedence are drawn")
    rounds = 1 if given.smoke else 5
    for n, at_once, goal in ((12, 1, 5.0), (12, 2, 5.0), (30, 2, 5.0), (101, 3, 20.0)):
        took, proven = [], 0
        for number in range(rounds):
            facts = drawn(n, at_once, given.seed + number)
            levels = (Level.CYCLE, Level.PRIORITIES, Level.LOAD) if n == 12 else (Level.CYCLE,)
            begun = time.perf_counter()
            found = plan(facts, seed=given.seed, seconds=goal, levels=levels)
            took.append(time.perf_counter() - begun)
            proven += all(each.is_proven for each in found.levels) and found.is_whole
        what = "all levels" if n == 12 else "shortest cycle"
        report.add(
            f"{n} departments, {at_once} at once: {what}, s",
            spread(took, ".2f"),
            f"≤ {goal:g}",
            is_met=median(took) <= goal,
        )
        report.add("  … proven", f"{proven} of {rounds}", f"{rounds}", is_met=proven == rounds)
    report.end()


def drawn(n: int, at_once: int, seed: int) -> Facts:
    """Draw the facts of a cycle with room to spare: about one rule a department."""
    generator = numpy.random.Generator(numpy.random.PCG64([seed, n, at_once]))

    def one_in(chance: float) -> bool:
        return bool(generator.random() < chance)

    weeks = int(n * 9 / at_once * 1.6) + 30
    departments = []
    for number in range(n):
        begin = int(generator.integers(0, weeks // 2))
        dark = int(generator.integers(0, weeks))
        departments.append(
            Department(
                id=f"D{number:03d}",
                windows=((begin, min(weeks - 1, begin + max(40, weeks // 2))),)
                if one_in(0.3)
                else (),
                blackout=((dark, dark),) if one_in(0.4) else (),
                ready=int(generator.integers(0, weeks // 4)) if one_in(0.3) else 0,
                priority=int(generator.integers(0, 4)),
                after=(f"D{int(generator.integers(0, number)):03d}",)
                if number and one_in(0.15)
                else (),
                sponsor="S" if one_in(0.3) else "",
            )
        )
    return Facts(
        departments=tuple(departments),
        phases=PHASES,
        weeks=weeks,
        at_once=at_once,
        people=tuple(
            Person(name=f"R{number}", days_a_month=10, skills=frozenset({"design"}))
            for number in range(1 + at_once)
        ),
        holidays=frozenset(week for week in range(weeks) if week % 52 in SCHOOL_HOLIDAYS),
        sponsors=(
            Sponsor(name="S", windows=tuple((week, week + 20) for week in range(0, weeks, 26))),
        ),
    )


if __name__ == "__main__":
    main()
