"""Decisions, minutes, the home: a register of hundreds of lines, minutes of a long meeting.

Times are medians with their spread, beside an empty page in the same run. A secretary types
fifteen lines a minute: a line's press is measured as well, with the page that answers it.
"""

import os
from datetime import UTC, date, datetime
from typing import Any

from _bench import Report, installation, median, options, spread
from office import LIST_MS, fill, timed

LINES, LONG = 600, 80
QUERIES = 10
NOW, DAY = datetime(2018, 5, 17, 9, tzinfo=UTC), date(2018, 5, 17)


def main() -> None:
    """Fill a register and the minutes of a meeting; ask each page, press a line."""
    given = options(__doc__ or "")
    report = Report("decisions", given.smoke)
    with installation() as (_, environment):
        os.environ.update(environment)
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ALLOWED_HOSTS = ["testserver"]
        settings.HAS_PROPOSALS = False
        call_command("migrate", verbosity=0)
        lines, long = (30, 9) if given.smoke else (LINES, LONG)
        rounds = 2 if given.smoke else 15
        report.head(given.seed, f"{lines} outcomes, minutes of {long} lines, {rounds} rounds")
        browser, programme, _person = fill(1, 40, 12)
        meeting = write(programme, lines, long)
        time_pages(report, browser, programme, meeting, rounds)
        time_lines(report, browser, programme, meeting, rounds)
        from mire.live.engine.engine import current_engine

        current_engine().stop()  # before its folder goes
    report.end()


def write(programme: Any, n: int, long: int) -> Any:
    """Write outcomes of no meeting, each decision citing a question, and a meeting's minutes."""
    from mire.programme.journal.rules import Actor
    from mire.programme.keys import new_key
    from mire.programme.meetings.models import Meeting
    from mire.programme.outcomes.actions import write_outcome
    from mire.programme.outcomes.rules.kinds import OutcomeKind
    from mire.programme.steering.actions import begin_minutes, write_line
    from mire.programme.thread.rules import Reference

    by = Actor("k", "Personne")
    kinds = (OutcomeKind.QUESTION, OutcomeKind.DECISION, OutcomeKind.ACTION)
    asked: list[Reference] = []
    for number in range(n):
        kind = kinds[number % 3]
        key = new_key()
        cites = asked[-1:] if kind is OutcomeKind.DECISION and number % 2 else []
        write_outcome(
            programme=programme, key=key, values={"kind": kind, "what": f"Ligne {number}"}, on=DAY,
            cited=cites, by=by, now=NOW,
        )  # fmt: skip
        if kind is OutcomeKind.QUESTION:
            asked.append(Reference(kind, key))
    meeting = Meeting.objects.create(
        programme=programme, title="GT Labo", kind="steering", planned_at=NOW
    )
    minutes = begin_minutes(meeting=meeting, by=by, now=NOW)
    for number in range(long):
        values = {"kind": kinds[number % 3], "what": f"Relevé {number}"}
        write_line(minutes=minutes, key=new_key(), values=values, on=DAY, by=by, now=NOW)
    return meeting


def time_pages(report: Report, browser: Any, programme: Any, meeting: Any, rounds: int) -> None:
    """Ask each page; lists take ten queries at most."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    home = f"/programme/{programme.key}/"
    pages = {
        "decisions": "decider",
        "questions": "decider/questions",
        "actions": "decider/actions",
        "meetings with minutes": "decider/reunions",
        "minutes being taken": f"reunions/{meeting.key}/releve",
        "their lines alone": f"reunions/{meeting.key}/releve/lignes",
        "the home": "",
    }
    for name, address in pages.items():
        browser.get(home + address)
        empty, taken = [], []
        for _ in range(rounds):
            empty.append(1e3 * timed(lambda: browser.get("/compte/entrer")))
            taken.append(1e3 * timed(lambda address=address: browser.get(home + address)))
        with CaptureQueriesContext(connection) as caught:
            browser.get(home + address)
        is_list = address.startswith("decider")
        report.add(
            f"{name}: queries",
            str(len(caught)),
            f"≤ {QUERIES}" if is_list else "",
            is_met=len(caught) <= QUERIES if is_list else None,
        )
        report.add(
            f"{name}: ms",
            spread(taken, ".1f"),
            f"≤ {LIST_MS:g}" if is_list else "",
            is_met=median(taken) <= LIST_MS if is_list else None,
        )
        report.add(f"{name}: times an empty page", f"{median(taken) / median(empty):.1f}")


def time_lines(report: Report, browser: Any, programme: Any, meeting: Any, rounds: int) -> None:
    """Press lines as the secretary's screen does: each with the page that answers it."""
    from mire.programme.keys import new_key

    address = f"/programme/{programme.key}/reunions/{meeting.key}/releve/ligne"
    taken = []
    for number in range(rounds):
        body = {"typed": f"d Décision {number} | car c'est dit | par la DG", "once": new_key()}
        taken.append(1e3 * timed(lambda body=body: browser.post(address, body, follow=True)))
    report.add("a line typed: ms", spread(taken, ".1f"))
    report.add("lines a minute that one process takes", f"{60_000 / median(taken):.0f}")


if __name__ == "__main__":
    main()
