"""A note of some fifteen pages with 120 citations and its circuit: save, open, print, approve.

Pages are asked through Django's own stack, in this process, without a network, beside an empty
page (signing in) in the same run. A save is the form that changes a passage, answered by the page
that follows it.
"""

import os
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from _bench import Report, installation, median, options, spread
from office import fill, timed

SECTIONS, PASSAGES, CITATIONS, STEPS = 12, 5, 120, 5
SAVE_MS, PAGE_MS, PDF_SECONDS = 100.0, 300.0, 5.0
NOW, DAY = datetime(2018, 6, 26, 9, tzinfo=UTC), date(2018, 6, 26)
WORDS = "Le laboratoire va là où sont les sujets, et rend la main au service qui l'accueille. "


def main() -> None:
    """Write a note, freeze it, approve it; time what people wait for."""
    given = options(__doc__ or "")
    report = Report("note", given.smoke)
    with installation() as (_, environment):
        os.environ.update(environment)
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ALLOWED_HOSTS = ["testserver"]
        settings.HAS_PROPOSALS = False
        call_command("migrate", verbosity=0)
        rounds = 2 if given.smoke else 15
        sections = 3 if given.smoke else SECTIONS
        browser, programme, person = fill(1, 40, 12)
        note = write(programme, sections)
        report.head(
            given.seed,
            f"{sections} sections × {PASSAGES} passages, {CITATIONS} citations, {rounds} rounds",
        )
        version = send_round(note, person)
        time_saves(report, browser, programme, rounds)
        time_pages(report, browser, programme, version, rounds)
        time_files(report, browser, programme, version, min(rounds, 5))
        from mire.live.engine.engine import current_engine

        current_engine().stop()  # before its folder goes
    report.end()


def write(programme: Any, n_sections: int) -> Any:
    """Write a note whose passages cite outcomes, two each."""
    from mire.programme.journal.rules import Actor
    from mire.programme.keys import new_key
    from mire.programme.note.actions import begin_note, write_passage
    from mire.programme.note.rules.kinds import PASSAGE
    from mire.programme.outcomes.actions import write_outcome
    from mire.programme.outcomes.rules.kinds import OutcomeKind
    from mire.programme.thread.actions import cite
    from mire.programme.thread.rules import Reference

    by = Actor("k", "Personne")
    titles = [(f"Partie {n}", "") for n in range(n_sections)]
    note = begin_note(programme=programme, title="La note", sections=titles, by=by, now=NOW)
    cited = []
    for n in range(CITATIONS):
        key = new_key()
        values = {"kind": OutcomeKind.DECISION, "what": f"{WORDS} ({n})"}
        write_outcome(programme=programme, key=key, values=values, on=DAY, cited=[], by=by, now=NOW)
        cited.append(Reference(OutcomeKind.DECISION, key))
    sources = iter(cited)
    for section in note.sections.all():
        for n in range(PASSAGES):
            row = write_passage(
                section=section, key=new_key(), words=f"{n}. " + WORDS * 10, by=by, now=NOW
            )
            cite(
                programme=programme, citing=Reference(PASSAGE, row.key), name="Passage",
                cited=[next(sources), next(sources)], by=by, now=NOW,
            )  # fmt: skip
    return note


def send_round(note: Any, person: Any) -> Any:
    """Freeze the note; four of five steps approve it."""
    from mire.programme.approvals.actions import approve, begin_circuit, freeze_note
    from mire.programme.approvals.rules.circuit import Verdict
    from mire.programme.journal.rules import Actor
    from mire.programme.keys import new_key

    by, salts = Actor("k", "Personne"), count()
    steps = [(n, f"Direction {n}") for n in range(1, STEPS + 1)]
    begin_circuit(made=note, steps=steps, by=by, now=NOW)
    version = freeze_note(
        made=note, key=new_key(), why="", salt=lambda: str(next(salts)), by=by, now=NOW
    )
    for step in list(note.steps.all())[: STEPS - 1]:
        approve(
            step=step, version=version, key=new_key(), verdict=Verdict.APPROVED, remarks="",
            on_passages={}, person=person, given_on=DAY, proof="Parapheur", today=DAY, by=by,
            now=NOW,
        )  # fmt: skip
    return version


def time_saves(report: Report, browser: Any, programme: Any, rounds: int) -> None:
    """Change a passage again and again: the press, then the form that opens (who is told what)."""
    from mire.programme.note.queries import passages_of

    row = passages_of(programme)[0]
    here = f"/programme/{programme.key}/note/passage/{row.key}"
    empty, saved, opened = [], [], []
    browser.get(f"{here}/changer")
    for n in range(rounds):
        empty.append(1e3 * timed(lambda: browser.get("/compte/entrer")))
        opened.append(1e3 * timed(lambda: browser.get(f"{here}/changer")))
        words = {"words": WORDS * 10 + str(n)}
        saved.append(1e3 * timed(lambda words=words: browser.post(f"{here}/changer", words)))
    browser.post(f"{here}/changer", {"words": row.words})
    add(report, "a save", saved, empty, SAVE_MS)
    add(report, "the form that opens", opened, empty, SAVE_MS)


def time_pages(report: Report, browser: Any, programme: Any, version: Any, rounds: int) -> None:
    """Ask what people read."""
    step = version.note.steps.all()[STEPS - 1]
    pages = {
        "the text": "note",
        "the circuit": "note/circuit/",
        "the page of an approval": f"note/circuit/etape/{step.key}/visa",
        "a version": f"note/circuit/version/{version.key}",
    }
    for name, address in pages.items():
        there = f"/programme/{programme.key}/{address}"
        browser.get(there)
        empty, taken = [], []
        for _ in range(rounds):
            empty.append(1e3 * timed(lambda: browser.get("/compte/entrer")))
            taken.append(1e3 * timed(lambda there=there: browser.get(there)))
        add(report, name, taken, empty, PAGE_MS)


def time_files(report: Report, browser: Any, programme: Any, version: Any, rounds: int) -> None:
    """Print a version in each format."""
    from mire.documents.writers.formats import FORMATS

    there = f"/programme/{programme.key}/note/circuit/version/{version.key}/document"
    for name in FORMATS:
        browser.get(f"{there}?format={name}")
        taken = [
            timed(lambda name=name: browser.get(f"{there}?format={name}")) for _ in range(rounds)
        ]
        report.add(
            f"{name}: s", spread(taken, ".2f"), f"≤ {PDF_SECONDS:g}",
            is_met=median(taken) <= PDF_SECONDS,
        )  # fmt: skip


def add(report: Report, name: str, taken: list[float], empty: list[float], most: float) -> None:
    """Add what something took, beside its goal and an empty page."""
    report.add(f"{name}: ms", spread(taken, ".1f"), f"≤ {most:g}", is_met=median(taken) <= most)
    report.add(f"{name}: times an empty page", f"{median(taken) / median(empty):.1f}")


if __name__ == "__main__":
    main()
