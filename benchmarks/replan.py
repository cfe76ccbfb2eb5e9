"""How long the plans for the rest of a long run sheet take: forty activities, in every state."""

import time

import numpy
from _bench import Report, median, options, spread

from mire.planning.replan import Remaining, replan

MOST_MS = 20.0
ACTIVITIES = 40


def main() -> None:
    """Re-plan sheets of forty activities, late by a little, by much, and early."""
    given = options(__doc__ or "")
    report = Report("replan", given.smoke)
    rounds = 20 if given.smoke else 400
    report.head(given.seed, f"{rounds} sheets of {ACTIVITIES} activities, each from one state")
    generator = numpy.random.Generator(numpy.random.PCG64(given.seed))
    took: dict[str, list[float]] = {"late by little": [], "late by much": [], "early": []}
    for _number in range(rounds):
        rest = sheet(generator)
        planned = sum(each.planned for each in rest)
        spare = planned - sum(each.least for each in rest)
        for state, end in (
            ("late by little", planned - spare // 5),
            ("late by much", planned - spare),
            ("early", planned + 60),
        ):
            begun = time.perf_counter()
            found = replan(0, rest, end)
            took[state].append(1000 * (time.perf_counter() - begun))
            assert found.plans, "there is always something to offer here"
            assert all(plan.end <= end for plan in found.plans)
    for state, times in took.items():
        report.add(
            f"{state}, ms", spread(times, ".1f"), f"≤ {MOST_MS:g}", is_met=median(times) <= MOST_MS
        )
    report.end()


def sheet(generator: numpy.random.Generator) -> list[Remaining]:
    """Draw forty activities of five to thirty minutes; one in four may be dropped."""
    made = []
    for number in range(ACTIVITIES):
        planned = int(generator.integers(5, 31))
        least = int(generator.integers(1, planned + 1))
        made.append(
            Remaining(
                id=str(number),
                planned=planned,
                least=least,
                most=2 * planned,
                priority=int(generator.integers(1, 4)),
                is_droppable=bool(generator.random() < 0.25),
            )
        )
    return made


if __name__ == "__main__":
    main()
