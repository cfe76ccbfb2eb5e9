"""Scenarios compared on a page: 5 scenarios × 12 graded criteria, the sliders, the list.

A move is what a slider asks for and what the server answers, the session and the rights read
again; times are medians with their spread, beside an empty page in the same run.
"""

import os
from datetime import UTC, datetime
from typing import Any

import numpy as np
from _bench import Report, installation, median, options, p95, spread
from office import LIST_MS, fill, timed

MOVE_MS = 100.0
SCENARIOS, CRITERIA, ARGUMENTS = 5, 12, 40
QUERIES = 10
NOW = datetime(2018, 5, 17, 9, tzinfo=UTC)


def main() -> None:
    """Write a file as large as they come; move its sliders, open it, list it."""
    given = options(__doc__ or "")
    report = Report("choices", given.smoke)
    with installation() as (_, environment):
        os.environ.update(environment)
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ALLOWED_HOSTS = ["testserver"]
        settings.HAS_PROPOSALS = False
        call_command("migrate", verbosity=0)
        rounds = 5 if given.smoke else 60
        report.head(
            given.seed,
            f"{SCENARIOS} scenarios × {CRITERIA} criteria, {ARGUMENTS} arguments, {rounds} moves",
        )
        generator = np.random.Generator(np.random.PCG64(given.seed))
        browser, programme, _person = fill(1, 40, 12)
        home = f"/programme/{programme.key}/decider/scenarios"
        here = f"{home}/{write(programme, generator).key}"
        time_moves(report, browser, here, generator, rounds)
        time_pages(report, browser, home, here, max(2, rounds // 4))
        from mire.live.engine.engine import current_engine

        current_engine().stop()  # before its folder goes
    report.end()


def write(programme: Any, generator: np.random.Generator) -> Any:
    """Write a file whose measures are drawn: half of the criteria graded, half counted."""
    from mire.programme.choices.actions import (
        add_scenario,
        begin_choice,
        measure,
        set_yardstick,
        write_argument,
    )
    from mire.programme.choices.rules.kinds import PARTS, ArgumentKind, How, Origin, Way
    from mire.programme.criteria.models import Criterion
    from mire.programme.journal.rules import Actor
    from mire.programme.keys import new_key

    by = Actor("k", "Personne")
    choice = begin_choice(
        programme=programme, key=new_key(), title="Cinq façons", lead="", by=by, now=NOW
    )
    rows = []
    for number in range(SCENARIOS):
        values = {"title": f"Scénario {number}", **dict.fromkeys(PARTS, "Quelques mots.")}
        rows.append(add_scenario(choice=choice, key=new_key(), values=values, by=by, now=NOW))
    for number in range(ARGUMENTS):
        write_argument(
            scenario=rows[number % SCENARIOS], key=new_key(),
            kind=list(ArgumentKind)[number % 4], sentence=f"Argument {number}.",
            origin=list(Origin)[number % 4], by=by, now=NOW,
        )  # fmt: skip
    for number in range(CRITERIA):
        # More than a programme has in use at once: those of a long programme, some retired since.
        criterion = Criterion.objects.create(
            programme=programme, name=f"Critère {number}", place=number, made_at=NOW
        )
        is_graded = number % 2 == 0
        scale = {
            "how": How.GRADES if is_graded else How.FIGURE, "unit": "", "direction": Way.MORE,
            "low": None, "high": None, "note": "",
        }  # fmt: skip
        known = set_yardstick(choice=choice, criterion=criterion, values=scale, by=by, now=NOW)
        for row in rows:
            counts = [int(each) for each in generator.integers(0, 6, 5)]
            figures = {"counts": counts} if is_graded else {"value": float(sum(counts))}
            measure(yardstick=known, scenario=row, figures=figures, by=by, now=NOW)
    return choice


def time_moves(
    report: Report, browser: Any, here: str, generator: np.random.Generator, rounds: int
) -> None:
    """Move a slider, again and again, another map each time."""
    browser.get(f"{here}/poids")  # the first request of a process loads the addresses
    taken, empty = [], []
    for _ in range(rounds):
        weights = "&".join(f"p{n}={each}" for n, each in enumerate(generator.integers(0, 101, 12)))
        one, other = generator.choice(CRITERIA, 2, replace=False)
        address = f"{here}/poids?{weights}&a={one}&b={other}"
        taken.append(1e3 * timed(lambda address=address: browser.get(address)))
        empty.append(1e3 * timed(lambda: browser.get("/compte/entrer")))
    report.add(
        "a move of a slider: ms", spread(taken, ".1f"), f"≤ {MOVE_MS:g}",
        is_met=median(taken) <= MOVE_MS,
    )  # fmt: skip
    report.add("a move of a slider: ms, p95", f"{p95(taken):.1f}")
    report.add("a move: times an empty page", f"{median(taken) / median(empty):.1f}")


def time_pages(report: Report, browser: Any, home: str, here: str, rounds: int) -> None:
    """Ask for the page once as nobody did before, then again; ask for the list."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from mire.programme.choices.rules import compared

    compared._compared.cache_clear()  # noqa: SLF001 - the first reader of a change
    report.add("the page, its shares computed: ms", f"{1e3 * timed(lambda: browser.get(here)):.0f}")
    again = [1e3 * timed(lambda: browser.get(here)) for _ in range(rounds)]
    report.add("the page again: ms", spread(again, ".1f"))
    listed = [1e3 * timed(lambda: browser.get(home)) for _ in range(rounds)]
    with CaptureQueriesContext(connection) as caught:
        browser.get(home)
    report.add("the list: queries", str(len(caught)), f"≤ {QUERIES}", is_met=len(caught) <= QUERIES)
    report.add(
        "the list: ms", spread(listed, ".1f"), f"≤ {LIST_MS:g}", is_met=median(listed) <= LIST_MS
    )


if __name__ == "__main__":
    main()
