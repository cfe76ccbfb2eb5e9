"""Where a plan stands, what holds of one under way, and what changed between two."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from mire.planning.residency.plan import Cycle
from mire.planning.residency.tables import DepartmentTable, ResidencyTables, monday
from mire.technique_api.text import Text, text, text_n
from mire.words import words

PLAN = "residency_plan"
BEAT_SECONDS = 20
"""A plan that is looked for is told of more often than that: a silent one was cut."""

WEEKS_A_YEAR = 52


class PlanState(enum.StrEnum):
    """Where a plan that was asked for stands."""

    WAITING = "waiting"
    RUNNING = "running"
    FOUND = "found"
    CLASH = "clash"
    OUT_OF_TIME = "out_of_time"
    CANCELLED = "cancelled"
    FAILED = "failed"
    CUT = "cut"  # the server stopped meanwhile: never kept, told from the last beat


UNDER_WAY = (PlanState.WAITING, PlanState.RUNNING)
SECONDS = (30, 120, 600)
"""The times that a page offers for a plan."""


def state_at(state: str, *, beat_at: datetime, now: datetime) -> PlanState:
    """Return where a plan stands: one under way that nothing was heard of for long was cut."""
    known = PlanState(state)
    if known in UNDER_WAY and now - beat_at > timedelta(seconds=BEAT_SECONDS):
        return PlanState.CUT
    return known


def days_of(tables: ResidencyTables, found: Cycle) -> dict[str, tuple[date, ...]]:
    """Return the first day of each phase, by department, as ``current`` of a cycle's file."""
    return {
        each.department: tuple(monday(tables, stage.first) for stage in each.stages)
        for each in found.residencies
    }


def with_current(
    tables: ResidencyTables, current: Mapping[str, tuple[date, ...]], *, today: date
) -> ResidencyTables:
    """Return the tables that a plan is asked with: the plan in force, and what has begun in it.

    A residency that has begun stays where it is: its start is fixed, and what only says when one
    may start (window, readiness, order, sponsor) binds it no more. Departments of the plan that
    host no longer are left out; so is a plan made with other phases.
    """
    n_phases = len(tables.phase)
    ids = {each.id for each in tables.department}
    kept = {id: days for id, days in current.items() if id in ids and len(days) == n_phases}
    return replace(
        tables,
        current=kept,
        department=tuple(
            _begun(each, kept[each.id][0])
            if each.id in kept and kept[each.id][0] <= today
            else each
            for each in tables.department
        ),
    )


def _begun(each: DepartmentTable, start: date) -> DepartmentTable:
    return replace(each, fixed=start, windows=(), blackout=(), ready=None, after=(), sponsor="")


@dataclass(frozen=True, slots=True)
class Stay:
    """When a department hosts in a plan: the first day and the last one."""

    name: str
    first: date
    last: date


def stays_of(tables: ResidencyTables, found: Cycle) -> dict[str, Stay]:
    """Return when each department hosts, by id, in the order of the plan."""
    names = {each.id: each.name or each.id for each in tables.department}
    return {
        each.department: Stay(
            names.get(each.department, each.department),
            monday(tables, each.stages[0].first),
            monday(tables, each.stages[-1].last) + timedelta(days=4),
        )
        for each in found.residencies
    }


def changes_between(before: Mapping[str, Stay], after: Mapping[str, Stay]) -> list[Text]:
    """Say what another plan changes: who comes in, who moves from when to when, who goes."""
    said = [
        text("%(who)s accueille, du %(first)s au %(last)s.", **_told(each))
        for id, each in after.items()
        if id not in before
    ]
    said += [
        text(
            "%(who)s passe du %(was)s au %(first)s (%(weeks)s).",
            who=each.name,
            was=words.day(before[id].first),
            first=words.day(each.first),
            weeks=_later(before[id].first, each.first),
        )
        for id, each in after.items()
        if id in before and before[id].first != each.first
    ]
    said += [
        text(
            "%(who)s commence le même jour et finit le %(last)s, non plus le %(was)s.",
            who=each.name,
            last=words.day(each.last),
            was=words.day(before[id].last),
        )
        for id, each in after.items()
        if id in before and before[id].first == each.first and before[id].last != each.last
    ]
    said += [
        text("%(who)s n'accueille plus, du %(first)s au %(last)s.", **_told(each))
        for id, each in before.items()
        if id not in after
    ]
    return said


def _told(stay: Stay) -> dict[str, str]:
    return {"who": stay.name, "first": words.day(stay.first), "last": words.day(stay.last)}


def _later(was: date, now: date) -> Text:
    weeks = (now - was).days // 7
    if weeks > 0:
        return text_n("%(count)s semaine plus tard", "%(count)s semaines plus tard", weeks)
    return text_n("%(count)s semaine plus tôt", "%(count)s semaines plus tôt", -weeks)


def months_words(weeks: int) -> Text:
    """Say a length in months, to the nearest; in weeks under two months."""
    if weeks < 9:
        return text_n("%(count)s semaine", "%(count)s semaines", weeks)
    return text_n("%(count)s mois", "%(count)s mois", round(weeks * 12 / WEEKS_A_YEAR))
