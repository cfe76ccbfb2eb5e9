"""Cycles and their plans, read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from mire.planning.residency.clash import Clash
from mire.planning.residency.plan import Cycle, Reached
from mire.planning.residency.tables import ResidencyTables
from mire.planning.residency.worker import Length
from mire.programme.programmes.models import Programme
from mire.programme.residencies.models import ResidencyCycle as ResidencyCycle
from mire.programme.residencies.models import ResidencyPlan as ResidencyPlan
from mire.programme.residencies.rules.file import tables_from
from mire.programme.residencies.rules.plans import PlanState, changes_between, state_at, stays_of
from mire.technique_api.text import Text


@dataclass(frozen=True, slots=True)
class PlanTold:
    """A plan with what its row holds as JSON. ``state``: at the time of the query."""

    row: ResidencyPlan
    state: PlanState
    tables: ResidencyTables
    reached: Reached | None
    found: Cycle | None
    clash: Clash | None
    lengths: Sequence[Length]


@dataclass(frozen=True, slots=True)
class CycleTold:
    """A cycle, its facts, and its plans: ``last`` asked for, ``kept`` from the newest."""

    row: ResidencyCycle
    tables: ResidencyTables
    last: PlanTold | None
    kept: Sequence[PlanTold]

    @property
    def in_force(self) -> PlanTold | None:
        """Return the plan that was kept last, None when none was."""
        return self.kept[0] if self.kept else None


def plan_told(row: ResidencyPlan, *, now: datetime) -> PlanTold:
    """Return a plan's row with what it holds. No query."""
    return PlanTold(
        row,
        state_at(row.state, beat_at=row.beat_at, now=now),
        tables_from(row.tables),
        None if row.reached is None else msgspec.convert(row.reached, Reached),
        found_of(row),
        None if row.clash is None else msgspec.convert(row.clash, Clash),
        msgspec.convert(row.lengths, list[Length]),
    )


def found_of(row: ResidencyPlan) -> Cycle | None:
    """Return the plan that a row holds, None for none. No query."""
    return None if row.found is None else msgspec.convert(row.found, Cycle)


def cycles_of(programme: Programme, *, removed: bool = False) -> Sequence[ResidencyCycle]:
    """Return the cycles of a programme, the first one first. One query."""
    rows = ResidencyCycle.objects.filter(programme=programme)
    return list(rows.exclude(removed_at=None) if removed else rows.filter(removed_at=None))


def cycles_listed(
    programme: Programme,
) -> Sequence[tuple[ResidencyCycle, ResidencyPlan | None]]:
    """Return the cycles of a programme, each with the plan in force, None for none. Two queries."""
    rows = ResidencyPlan.objects.filter(cycle__programme=programme).exclude(version=None)
    heavy = ("found", "clash", "lengths", "reached")
    last = {each.cycle_id: each for each in rows.order_by("version").defer(*heavy)}
    return [(each, last.get(each.pk)) for each in cycles_of(programme)]


def cycle_in(programme: Programme, key: str) -> ResidencyCycle | None:
    """Return a cycle of a programme that is not removed, None when there is none. One query."""
    rows = ResidencyCycle.objects.filter(programme=programme, key=key, removed_at=None)
    return rows.select_related("programme").first()


def cycle_told(cycle: ResidencyCycle, *, now: datetime) -> CycleTold:
    """Return a cycle with its plans. One query."""
    plans = [plan_told(each, now=now) for each in cycle.plans.all()]
    kept = sorted(
        (each for each in plans if each.row.version is not None),
        key=lambda each: -(each.row.version or 0),
    )
    return CycleTold(cycle, tables_from(cycle.tables), plans[-1] if plans else None, kept)


def plan_in(cycle: ResidencyCycle, key: str) -> ResidencyPlan | None:
    """Return a plan of a cycle, None when there is none. One query."""
    return cycle.plans.select_related("cycle__programme").filter(key=key).first()


def plan_in_force(cycle: ResidencyCycle) -> ResidencyPlan | None:
    """Return the plan that was kept last, None when none was. One query."""
    return cycle.plans.exclude(version=None).order_by("-version").first()


def changes_of(before: PlanTold | None, after: PlanTold) -> list[Text]:
    """Say what a plan changes to the one before; [] for a first one, or without a plan."""
    if before is None or before.found is None or after.found is None:
        return []
    return changes_between(
        stays_of(before.tables, before.found), stays_of(after.tables, after.found)
    )


def kept_plans(programme: Programme, keys: Collection[str] | None = None) -> list[ResidencyPlan]:
    """Return the plans that were kept (of these keys), cycle by cycle. One query."""
    rows = ResidencyPlan.objects.filter(cycle__programme=programme).exclude(version=None)
    if keys is not None:
        rows = rows.filter(key__in=keys)
    return list(rows.select_related("cycle").order_by("cycle__made_at", "cycle", "version"))


def cycles_archived(programme: Programme) -> Mapping[str, Any]:
    """Return what the archive tells of cycles: their facts, and the plans kept. Two queries."""
    plans: dict[int, list[ResidencyPlan]] = {}
    for each in kept_plans(programme):
        plans.setdefault(each.cycle_id, []).append(each)
    return {
        "cycles": [
            {
                "key": cycle.key,
                "title": cycle.title,
                "facts": cycle.tables,
                "withdrawn": [
                    {"department": each["row"]["id"], "on": each["on"], "why": each["why"]}
                    for each in cycle.withdrawn
                ],
                "plans": [
                    {
                        "version": each.version,
                        "kept_on": None if each.kept_at is None else each.kept_at.isoformat(),
                        "why": each.why,
                        "facts": each.tables,
                        "plan": each.found,
                        "lengths": each.lengths,
                    }
                    for each in plans.get(cycle.pk, [])
                ],
            }
            for cycle in cycles_of(programme)
        ]
    }
