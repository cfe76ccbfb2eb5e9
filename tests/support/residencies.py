"""Cycles of residencies with their facts, plans computed for them, and the pages on them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from mire.planning.residency.plan import MENDED, PLANNED, Level
from mire.planning.residency.plan import plan as find_plan
from mire.planning.residency.tables import (
    DepartmentTable,
    NeedTable,
    PersonTable,
    PhaseTable,
    ResidencyTables,
    Span,
    SponsorTable,
    facts_of,
)
from mire.planning.residency.worker import Length, Told
from mire.programme.journal.rules import Actor
from mire.programme.keys import key_from, new_key
from mire.programme.residencies.actions import (
    ask_for_plan,
    begin_cycle,
    end_plan,
    keep_plan,
    record_told,
)
from mire.programme.residencies.models import ResidencyCycle, ResidencyPlan
from mire.programme.residencies.rules.editing import begun_tables
from mire.programme.residencies.rules.file import tables_from
from mire.programme.residencies.runner import COMMAND, run_plan
from tests.support.office import NOW, Office

BY = Actor("7" * 11, "Résidente · D07")
STARTS = date(2018, 9, 3)

HOSTS = (
    DepartmentTable(id="D02", name="Ressources humaines · D02", pole="Ressources", priority=3),
    DepartmentTable(id="D07", name="Habitat · D07", pole="Aménagement", ready=date(2018, 10, 1)),
    DepartmentTable(id="D08", name="Urbanisme · D08", pole="Aménagement", sponsor="DGA Ville"),
)


def facts(*hosts: DepartmentTable, weeks: int = 40, at_once: int = 1) -> ResidencyTables:
    """Return the facts of a cycle of two phases with one person who can do both."""
    tables = begun_tables(starts=STARTS, weeks=weeks, departments=hosts or HOSTS)
    replaced = {
        "cycle": type(tables.cycle)(
            starts=STARTS,
            weeks=weeks,
            at_once=at_once,
            holidays=(Span(date(2018, 12, 22), date(2019, 1, 6), "Noël"),),
        ),
        "phase": (
            PhaseTable(name="Immersion", weeks=2, needs=(NeedTable(days=1.5, skill="design"),)),
            PhaseTable(name="Projet", weeks=3, gap=(0, 1)),
        ),
        "person": (PersonTable(name="Résidente", days=8, skills=("design",)),),
        "sponsor": (SponsorTable(name="DGA Ville", windows=(Span(STARTS, date(2019, 6, 30)),)),),
    }
    return ResidencyTables(format=1, department=tables.department, **replaced)


def cycle(
    office: Office, tables: ResidencyTables | None = None, title: str = "Cycle 1"
) -> ResidencyCycle:
    """Begin a cycle."""
    return begin_cycle(
        programme=office.programme, key=new_key(), title=title, tables=tables or facts(), by=BY,
        now=NOW,
    )  # fmt: skip


def clock() -> datetime:
    """Tell the time of the tests."""
    return NOW


def asked(
    made: ResidencyCycle,
    *,
    is_mended: bool = False,
    today: date = STARTS - timedelta(days=30),
    seconds: int = 30,
) -> ResidencyPlan:
    """Ask for a plan; nobody looks for it yet."""
    return ask_for_plan(
        cycle=made, is_mended=is_mended, seconds=seconds, today=today, by=BY, now=NOW, key=new_key()
    )


def planned(
    made: ResidencyCycle, *, is_mended: bool = False, today: date = STARTS - timedelta(days=30)
) -> ResidencyPlan:
    """Ask for a plan, find it here, without a process, and return it with two lengths."""
    plan = asked(made, is_mended=is_mended, today=today)
    given = facts_of(tables_from(plan.tables))
    levels = MENDED if plan.is_mended else PLANNED
    record_told(plan=plan, told=Told(cycle=find_plan(given, levels=levels)), now=NOW)
    for at_once in (1, 2):
        best = find_plan(replace(given, at_once=at_once, current={}), levels=(Level.CYCLE,))
        told = Told(length=Length(at_once, best.weeks, best.bound))
        record_told(plan=plan, told=told, now=NOW)
    end_plan(plan=plan, is_failed=False, now=NOW)
    plan.refresh_from_db()
    return plan


def searched(plan: ResidencyPlan, command: Sequence[str] = COMMAND) -> ResidencyPlan:
    """Have a plan looked for by a process, as a server does, and return it."""
    run_plan(plan, clock, command)
    plan.refresh_from_db()
    return plan


def kept(made: ResidencyCycle, *, why: str = "", is_mended: bool = False) -> ResidencyPlan:
    """Have a plan looked for, and keep it."""
    plan = planned(made, is_mended=is_mended)
    keep_plan(plan=plan, why=why, by=BY, now=NOW)
    plan.refresh_from_db()
    return plan


def cycle_pages(office: Office) -> list[str]:
    """Return the pages on cycles: one with a plan in force and another proposed, one begun."""
    full, begun = (
        cycle(office),
        cycle(office, begun_tables(starts=STARTS, weeks=20, departments=())),
    )
    kept(full, why="La direction la plus attendue d'abord.")
    planned(full, is_mended=True)
    at = f"decider/cycle/{full.key}"
    host = key_from("department", "D02")
    return [
        "decider/cycle",
        "decider/cycle/nouveau",
        "decider/cycle/apporter",
        at,
        f"decider/cycle/{begun.key}",
        f"{at}/donnees",
        f"{at}/reglages",
        f"{at}/apporter",
        f"{at}/donnees/phase/ajouter",
        f"{at}/donnees/person/ajouter",
        f"{at}/donnees/sponsor/ajouter",
        f"{at}/donnees/department/{host}",
        f"{at}/direction/{host}/retrait",
    ]
