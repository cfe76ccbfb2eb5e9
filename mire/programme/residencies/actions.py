"""Writing the facts of a cycle, asking for plans, keeping one."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from django.db.models import Max

from mire.planning.residency.facts import BadFacts
from mire.planning.residency.tables import DepartmentTable, ResidencyTables, facts_of
from mire.planning.residency.worker import Told
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import NOBODY, About, Actor
from mire.programme.programmes.models import Programme
from mire.programme.residencies.models import ResidencyCycle, ResidencyPlan
from mire.programme.residencies.queries import found_of, plan_in_force
from mire.programme.residencies.rules.editing import (
    Change,
    changed_tables,
    with_row,
    without_row,
)
from mire.programme.residencies.rules.faults import fault_words
from mire.programme.residencies.rules.file import stored_tables, tables_from
from mire.programme.residencies.rules.plans import (
    UNDER_WAY,
    PlanState,
    days_of,
    state_at,
    with_current,
)
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MOST_CYCLES = 20


@journalled
def begin_cycle(
    *, programme: Programme, key: str, title: str, tables: ResidencyTables, by: Actor, now: datetime
) -> ResidencyCycle:
    """Begin a cycle, once for a key. May raise a ``Refusal``."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if done := ResidencyCycle.objects.filter(key=key, programme=programme).first():
        nothing_done()
        return done
    if programme.cycles.filter(removed_at=None).count() >= MOST_CYCLES:
        raise Refusal(
            text("%(most)s cycles au plus : retirez ceux qui ne servent plus.", most=MOST_CYCLES),
            code="many",
        )
    cycle = ResidencyCycle.objects.create(
        key=key, programme=programme, title=title, tables=stored_tables(tables),
        made_by=by.name[:120], made_at=now, changed_at=now,
    )  # fmt: skip
    _note(cycle, "cycle.begun", by=by, now=now, after={"title": title})
    return cycle


@journalled
def change_cycle(
    *,
    cycle: ResidencyCycle,
    change: Change,
    what: str,
    by: Actor,
    now: datetime,
    is_imported: bool = False,
) -> None:
    """Change the facts of a cycle. ``what`` says in the journal what was changed, or which file.

    Raises the ``Refusal`` of ``changed_tables``, or of the change itself.
    """
    cycle = _locked(cycle)
    before = tables_from(cycle.tables)
    made = changed_tables(before, change)
    if made == before:
        nothing_done()
        return
    _save(cycle, made, now)
    act = "cycle.imported" if is_imported else "cycle.row_changed"
    _note(cycle, act, by=by, now=now, after={"what": what})


@journalled
def rename_cycle(*, cycle: ResidencyCycle, title: str, by: Actor, now: datetime) -> None:
    """Give a cycle another title."""
    cycle = _locked(cycle)
    if cycle.title == title:
        nothing_done()
        return
    before, cycle.title = cycle.title, title
    cycle.save(update_fields=["title"])
    _note(cycle, "cycle.changed", by=by, now=now, before={"title": before}, after={"title": title})


@journalled
def withdraw_department(
    *, cycle: ResidencyCycle, id: str, why: str, on: date, by: Actor, now: datetime
) -> None:
    """Take a department out of a cycle, and keep why. Raises a ``Refusal`` for none of that id."""
    cycle = _locked(cycle)
    tables = tables_from(cycle.tables)
    row = next((each for each in tables.department if each.id == id), None)
    if row is None:
        raise Refusal(text("Cette direction n'est plus dans le cycle."), code="gone")
    cycle.withdrawn = [
        *cycle.withdrawn,
        {
            "row": msgspec.to_builtins(row),
            "on": on.isoformat(),
            "why": why,
            "before": [each.id for each in tables.department if id in each.after],
        },
    ]
    _save(cycle, changed_tables(tables, without_row("department", id)), now)
    _note(
        cycle, "cycle.department_withdrew", by=by, now=now,
        after={"what": row.name or row.id, "why": why},
    )  # fmt: skip


@journalled
def take_department_back(*, cycle: ResidencyCycle, id: str, by: Actor, now: datetime) -> None:
    """Put a department that withdrew back, as it was. Raises a ``Refusal`` for none of that id."""
    cycle = _locked(cycle)
    gone = next((each for each in cycle.withdrawn if each["row"]["id"] == id), None)
    if gone is None:
        nothing_done()
        return
    tables = tables_from(cycle.tables)
    ids = {each.id for each in tables.department}
    row = msgspec.convert(gone["row"], DepartmentTable)
    known = {each.name for each in tables.sponsor}
    row = msgspec.structs.replace(
        row,
        after=tuple(one for one in row.after if one in ids),
        sponsor=row.sponsor if row.sponsor in known else "",
    )
    cycle.withdrawn = [each for each in cycle.withdrawn if each is not gone]
    tables = changed_tables(tables, with_row("department", None, row))
    for each in tables.department:
        if each.id in gone.get("before", ()) and id not in each.after:
            after = msgspec.structs.replace(each, after=(*each.after, id))
            tables = changed_tables(tables, with_row("department", each.id, after))
    _save(cycle, tables, now)
    _note(cycle, "cycle.department_back", by=by, now=now, after={"what": row.name or row.id})


@journalled
def remove_cycle(*, cycle: ResidencyCycle, by: Actor, now: datetime) -> None:
    """Take a cycle out of the lists; what cites its plans finds that."""
    _set_removed(cycle, now, "cycle.removed", by=by, now=now)


@journalled
def put_cycle_back(*, cycle: ResidencyCycle, by: Actor, now: datetime) -> None:
    """Put a cycle back into the lists."""
    _set_removed(cycle, None, "cycle.put_back", by=by, now=now)


@journalled
def ask_for_plan(
    *,
    cycle: ResidencyCycle,
    is_mended: bool,
    seconds: int,
    today: date,
    by: Actor,
    now: datetime,
    key: str,
) -> ResidencyPlan:
    """Note that a plan is asked for; a runner takes it. Once for a key.

    What is in force is what it is compared with; ``is_mended``: changed as little as can be.
    Plans that ended and were not kept go. Raises a ``Refusal`` for facts that can't be planned
    from, or while another plan of the programme is looked for.
    """
    Programme.objects.select_for_update().get(pk=cycle.programme_id)
    cycle = _locked(cycle)
    if done := ResidencyPlan.objects.filter(cycle=cycle, key=key).first():
        nothing_done()
        return done
    others = ResidencyPlan.objects.filter(
        cycle__programme=cycle.programme_id, state__in=[each.value for each in UNDER_WAY]
    )
    if any(state_at(each.state, beat_at=each.beat_at, now=now) in UNDER_WAY for each in others):
        raise Refusal(
            text("Un plan se calcule déjà : attendez qu'il finisse, ou arrêtez-le."), code="running"
        )
    tables = tables_from(cycle.tables)
    in_force = plan_in_force(cycle)
    found = None if in_force is None else found_of(in_force)
    current = tables.current
    if in_force is not None and found is not None:
        current = days_of(tables_from(in_force.tables), found)
    tables = with_current(tables, current, today=today)
    try:
        facts_of(tables)
    except BadFacts as bad:
        raise Refusal(
            text(
                "Un plan ne peut pas se calculer de ces données : %(why)s",
                why=fault_words(bad.faults[0]),
            ),
            code="facts",
        ) from bad
    cycle.plans.filter(version=None).delete()
    plan = ResidencyPlan.objects.create(
        key=key, cycle=cycle, tables=stored_tables(tables), seconds=seconds,
        is_mended=is_mended and bool(tables.current), state=PlanState.WAITING,
        asked_by=by.name[:120], asked_at=now, beat_at=now,
    )  # fmt: skip
    _note(cycle, "cycle.plan_asked", by=by, now=now, after={"seconds": seconds})
    return plan


@journalled
def cancel_plan(*, plan: ResidencyPlan, by: Actor, now: datetime) -> None:
    """Ask that a plan be looked for no longer; its runner keeps the best that it has."""
    plan = _locked_plan(plan)
    if plan.state not in UNDER_WAY or plan.cancelled_at is not None:
        nothing_done()
        return
    plan.cancelled_at = now
    plan.save(update_fields=["cancelled_at"])
    _note(plan.cycle, "cycle.plan_cancelled", by=by, now=now)


@journalled
def beat_plan(*, plan: ResidencyPlan, is_running: bool, now: datetime) -> bool:
    """Say that a plan is still looked for; return whether to stop: cancelled, ended, or gone."""
    nothing_done()
    rows = ResidencyPlan.objects.filter(pk=plan.pk, state__in=[each.value for each in UNDER_WAY])
    state = PlanState.RUNNING if is_running else PlanState.WAITING
    if not rows.update(beat_at=now, state=state):
        return True
    return rows.exclude(cancelled_at=None).exists()


@journalled
def record_told(*, plan: ResidencyPlan, told: Told, now: datetime) -> None:
    """Keep what the worker told of a plan; nothing of one that ended or is gone."""
    nothing_done()
    row = _locked_plan(plan, is_missing_ok=True)
    if row is None or row.state not in UNDER_WAY:
        return
    row.beat_at = now
    if told.reached is not None:
        row.reached = msgspec.to_builtins(told.reached)
    if told.cycle is not None:
        row.found = msgspec.to_builtins(told.cycle)
    if told.clash is not None:
        row.clash = msgspec.to_builtins(told.clash)
    if told.length is not None:
        row.lengths = [*row.lengths, msgspec.to_builtins(told.length)]
    row.save()


@journalled
def end_plan(*, plan: ResidencyPlan, is_failed: bool, now: datetime) -> None:
    """Say that nothing more comes for a plan: what is known of it then says how it ended."""
    row = _locked_plan(plan, is_missing_ok=True)
    if row is None or row.state not in UNDER_WAY:
        nothing_done()
        return
    if row.found is not None:
        row.state = PlanState.FOUND
    elif row.clash is not None:
        row.state = PlanState.CLASH
    elif row.cancelled_at is not None:
        row.state = PlanState.CANCELLED
    else:
        row.state = PlanState.FAILED if is_failed else PlanState.OUT_OF_TIME
    row.ended_at = row.beat_at = now
    row.save()
    _note(row.cycle, "cycle.plan_ended", by=NOBODY, now=now, after={"state": str(row.state)})


@journalled
def keep_plan(*, plan: ResidencyPlan, why: str, by: Actor, now: datetime) -> None:
    """Keep a plan: it is then the one in force, and never changes.

    Raises a ``Refusal`` when it holds nothing, is still looked for, or when the facts have changed
    since it was asked for.
    """
    cycle = _locked(plan.cycle)
    row = _locked_plan(plan)
    if row.version is not None:
        nothing_done()
        return
    found = found_of(row)
    state = state_at(row.state, beat_at=row.beat_at, now=now)
    if found is None or state not in (PlanState.FOUND, PlanState.CUT):
        raise Refusal(text("Ce plan n'est pas fini : il n'y a rien à retenir encore."), code="none")
    if cycle.changed_at > row.asked_at:
        raise Refusal(
            text(
                "Les données du cycle ont changé depuis ce calcul : calculez de nouveau, puis "
                "retenez."
            ),
            code="moved",
        )
    last = cycle.plans.aggregate(last=Max("version"))["last"] or 0
    row.state = PlanState.FOUND
    row.version, row.kept_at, row.kept_by, row.why = last + 1, now, by.name[:120], why
    row.save()
    _note(cycle, "cycle.plan_kept", by=by, now=now, after={"version": row.version, "why": why})


@journalled
def drop_plan(*, plan: ResidencyPlan, by: Actor, now: datetime) -> None:
    """Put a plan that was not kept aside; the one in force is shown again."""
    row = _locked_plan(plan, is_missing_ok=True)
    if row is None or row.version is not None or row.state in UNDER_WAY:
        nothing_done()
        return
    row.delete()
    _note(plan.cycle, "cycle.plan_dropped", by=by, now=now)


def _locked(cycle: ResidencyCycle) -> ResidencyCycle:
    rows = ResidencyCycle.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(pk=cycle.pk)


def _locked_plan(plan: ResidencyPlan, *, is_missing_ok: bool = False) -> Any:
    rows = ResidencyPlan.objects.select_for_update(of=("self",)).select_related("cycle__programme")
    return rows.filter(pk=plan.pk).first() if is_missing_ok else rows.get(pk=plan.pk)


def _save(cycle: ResidencyCycle, tables: ResidencyTables, now: datetime) -> None:
    cycle.tables, cycle.changed_at = stored_tables(tables), now
    cycle.save(update_fields=["tables", "withdrawn", "changed_at"])


def _set_removed(
    cycle: ResidencyCycle, at: datetime | None, act: str, *, by: Actor, now: datetime
) -> None:
    cycle = _locked(cycle)
    if (cycle.removed_at is None) == (at is None):
        nothing_done()
        return
    cycle.removed_at = at
    cycle.save(update_fields=["removed_at"])
    _note(cycle, act, by=by, now=now)


def _note(
    cycle: ResidencyCycle,
    act: str,
    *,
    by: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    about = About("cycle", cycle.key, cycle.title)
    note(
        by=by, act=act, about=about, programme=cycle.programme.key, before=before, after=after,
        now=now,
    )  # fmt: skip
