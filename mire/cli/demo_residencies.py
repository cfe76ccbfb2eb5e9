"""What the demonstration tells of its residencies: a cycle over fourteen departments.

As the group prepared it in June: a first plan, then the one that was mended when a department
gave up. Weeks count from the first Monday of September in the story; school holidays are those of
the days on which it falls now, where the data hold them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from msgspec.structs import replace

from mire.cli.demo_steering import Secretary
from mire.planning.residency.tables import (
    DepartmentTable,
    NeedTable,
    PersonTable,
    PhaseTable,
    ResidencyTables,
    Span,
    SponsorTable,
)
from mire.programme.keys import new_key
from mire.programme.people.queries import Department
from mire.programme.programmes.queries import Programme
from mire.programme.residencies.actions import (
    ask_for_plan,
    begin_cycle,
    keep_plan,
    withdraw_department,
)
from mire.programme.residencies.queries import ResidencyCycle
from mire.programme.residencies.rules.editing import begun_tables
from mire.programme.residencies.rules.holidays import holidays_in
from mire.programme.residencies.runner import run_plan

STARTS = date(2018, 9, 3)
WEEKS, AT_ONCE, EQUITY = 90, 2, 2
PLANNED_ON, MENDED_ON = date(2018, 6, 19), date(2018, 6, 26)
SECONDS = 60
GONE, WHY_GONE = (
    "D13",
    "Deux départs à l'automne : la direction demande à attendre le cycle suivant.",
)
ZONE = "B"

PHASES = (
    PhaseTable(
        name="Immersion", weeks=2,
        needs=(NeedTable(days=1.5, skill="enquête"), NeedTable(days=1, skill="animation")),
    ),
    PhaseTable(
        name="Projet", weeks=5, gap=(0, 2),
        needs=(NeedTable(days=1, skill="design"), NeedTable(days=0.5)),
    ),
    PhaseTable(name="Restitution", weeks=1, needs=(NeedTable(days=2, skill="animation"),)),
)  # fmt: skip
PEOPLE = (
    PersonTable(name="Résidente, design", days=14, skills=("design", "enquête")),
    PersonTable(name="Résident, enquête", days=14, skills=("enquête", "animation")),
    PersonTable(name="Ambassadeurs, à tour de rôle", days=20, skills=("animation",)),
)
SPONSOR = "DGA Services techniques"


@dataclass(frozen=True, slots=True)
class Told:
    """What a department asks of the cycle. Spans are (first week, last week) from its start."""

    pole: str
    windows: tuple[tuple[int, int], ...] = ()
    blackout: tuple[tuple[int, int], ...] = ()
    why: str = ""
    ready: int | None = None
    priority: int = 1
    after: tuple[str, ...] = ()
    sponsor: str = ""


HOSTS: Mapping[str, Told] = {
    "D01": Told("Ressources", blackout=((36, 48),), why="Préparation du budget"),
    "D02": Told("Ressources"),
    "D03": Told("Services à la population", windows=((0, 30),), why="Avant la saison"),
    "D04": Told("Espace public", ready=10),
    "D05": Told("Espace public", sponsor=SPONSOR),
    "D06": Told("Espace public", sponsor=SPONSOR),
    "D07": Told("Aménagement", priority=3),
    "D08": Told("Aménagement"),
    "D09": Told("Aménagement"),
    "D10": Told("Ressources", after=("D11",)),
    "D11": Told("Ressources"),
    "D12": Told("Espace public"),
    "D13": Told("Ressources", windows=((8, 70),)),
    "D14": Told("Services à la population"),
}


def plan_residencies(
    *, programme: Programme, departments: Mapping[str, Department], secretary: Secretary
) -> None:
    """Begin the cycle, keep its first plan; one department gives up, and the plan is mended.

    Nothing before the day of the story on which the group prepared it.
    """
    if secretary.today <= MENDED_ON:
        return
    cycle = begin_cycle(
        programme=programme, key=new_key(), title="Le laboratoire en résidence",
        tables=cycle_tables(_day(secretary, STARTS), departments), by=secretary.by,
        now=secretary.moment(PLANNED_ON, time(9)),
    )  # fmt: skip
    _keep(cycle, secretary, PLANNED_ON, "Les quatorze directions, deux à la fois.", is_mended=False)
    withdraw_department(
        cycle=cycle, id=GONE, why=WHY_GONE, on=_day(secretary, MENDED_ON), by=secretary.by,
        now=secretary.moment(MENDED_ON, time(9)),
    )  # fmt: skip
    cycle.refresh_from_db()
    why = "Les affaires juridiques attendent le cycle suivant ; aucune autre date ne devait bouger."
    _keep(cycle, secretary, MENDED_ON, why, is_mended=True)


def cycle_tables(starts: date, departments: Mapping[str, Department]) -> ResidencyTables:
    """Return the facts of the story's cycle, from the Monday on which it starts."""

    def spans(weeks: tuple[tuple[int, int], ...], name: str = "") -> tuple[Span, ...]:
        return tuple(
            Span(starts + timedelta(weeks=first), starts + timedelta(weeks=last, days=4), name)
            for first, last in weeks
        )

    tables = begun_tables(
        starts=starts,
        weeks=WEEKS,
        departments=[
            DepartmentTable(
                id=code,
                name=f"{departments[code].name} · {code}",
                pole=told.pole,
                windows=spans(told.windows, told.why),
                blackout=spans(told.blackout, told.why),
                ready=None if told.ready is None else starts + timedelta(weeks=told.ready),
                priority=told.priority,
                after=told.after,
                sponsor=told.sponsor,
            )
            for code, told in HOSTS.items()
        ],
    )
    holidays = holidays_in(ZONE, first=starts, weeks=WEEKS)
    return replace(
        tables,
        cycle=replace(tables.cycle, at_once=AT_ONCE, equity=EQUITY, holidays=holidays),
        phase=PHASES,
        person=PEOPLE,
        sponsor=(SponsorTable(name=SPONSOR, windows=spans(((0, 40), (46, 80)))),),
    )


def _day(secretary: Secretary, told: date) -> date:
    return secretary.moment(told, time(12)).date()


def _keep(
    cycle: ResidencyCycle, secretary: Secretary, on: date, why: str, *, is_mended: bool
) -> None:
    asked = secretary.moment(on, time(10))
    plan = ask_for_plan(
        cycle=cycle, is_mended=is_mended, seconds=SECONDS, today=_day(secretary, on),
        by=secretary.by, now=asked, key=new_key(),
    )  # fmt: skip
    run_plan(plan, lambda: asked)
    plan.refresh_from_db()
    keep_plan(plan=plan, why=why, by=secretary.by, now=secretary.moment(on, time(11)))
