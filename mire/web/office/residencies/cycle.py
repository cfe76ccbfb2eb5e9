"""The page of a cycle: the plan in force, the one just computed, the one being looked for."""

from itertools import pairwise
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mire.documents.builders.residency import (
    clash_lead,
    cycle_chart,
    enough_words,
    length_rows,
    length_sentence,
    level_rows,
    plan_sentence,
    rule_words,
    stage_rows,
)
from mire.planning.residency.plan import Level
from mire.planning.residency.tables import ResidencyTables, facts_of
from mire.programme.keys import is_key, new_key
from mire.programme.people.queries import Member
from mire.programme.residencies.actions import (
    ask_for_plan,
    cancel_plan,
    drop_plan,
    keep_plan,
    remove_cycle,
)
from mire.programme.residencies.queries import (
    CycleTold,
    PlanTold,
    ResidencyCycle,
    ResidencyPlan,
    changes_of,
    cycle_told,
    plan_in,
    plan_told,
)
from mire.programme.residencies.rules.plans import SECONDS, UNDER_WAY, PlanState
from mire.programme.residencies.runner import start_plan
from mire.technique_api.free_text import tidy
from mire.technique_api.refusal import Refusal
from mire.web.office.pages import GROUP, actor, address, office_page, show
from mire.web.office.residencies.cycles import PLACE, READERS, cycle_of
from mire.web.office.residencies.facts_told import missing_of
from mire.words import words

MOST_WHY = 400


def plan_of(cycle: ResidencyCycle, key: str) -> ResidencyPlan:
    """Return the plan of an address, or raise Http404."""
    found = plan_in(cycle, key)
    if found is None:
        raise Http404
    return found


@require_safe
@office_page(*READERS)
def cycle(request: HttpRequest, member: Member, *, cycle: str) -> HttpResponse:
    """Show a cycle: its plan as a calendar with its table, how sure it is, its versions."""
    return _show(request, member, cycle_of(member, cycle))


def _show(
    request: HttpRequest, member: Member, found: ResidencyCycle, refusal: Refusal | None = None
) -> HttpResponse:
    told = cycle_told(found, now=timezone.now())
    may_write = member.may(*GROUP)
    if told.in_force is None and not may_write:
        raise Http404
    last = told.last if may_write else None
    is_under_way = last is not None and last.state in UNDER_WAY
    proposed = last if last is not None and last.row.version is None and last.found else None
    shown = proposed or told.in_force
    missing = missing_of(told.tables, member, found.key) if may_write else []
    context: dict[str, Any] = {
        "tab": "cycles",
        "cycle": found,
        "summary": _summary(told.tables if may_write or shown is None else shown.tables),
        "shown": None if shown is None else _plan_context(shown, told),
        "is_proposed": proposed is not None,
        "under_way": None if last is None or not is_under_way else progress_context(last),
        "ended": None if last is None or is_under_way else _end_context(last),
        "missing": missing,
        "stale": _stale_words(told) if may_write and proposed is None else "",
        "is_mendable": told.in_force is not None
        and len(told.in_force.tables.phase) == len(told.tables.phase),
        "seconds": [(each, _seconds_words(each)) for each in SECONDS],
        "once": new_key(),
        "versions": [
            _version_context(each, before)
            for each, before in pairwise([*told.kept, None])
            if each is not None
        ],
        "may_write": may_write,
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    status = 200 if refusal is None else 409
    return show(request, member, "office/cycle.html", context, place=PLACE, status=status)


def _summary(tables: ResidencyTables) -> str:
    hosts = ngettext("%(n)s direction", "%(n)s directions", len(tables.department))
    phases = ngettext("%(n)s phase", "%(n)s phases", len(tables.phase))
    people = ngettext("%(n)s personne", "%(n)s personnes", len(tables.person))
    return " · ".join(
        (
            hosts % {"n": len(tables.department)},
            phases % {"n": len(tables.phase)},
            people % {"n": len(tables.person)},
            _("à partir du %(day)s") % {"day": words.day(tables.cycle.starts)},
        )
    )


def _plan_context(plan: PlanTold, told: CycleTold) -> dict[str, Any]:
    assert plan.found is not None
    facts, starts = facts_of(plan.tables), plan.tables.cycle.starts
    before = told.in_force if plan.row.version is None else None
    changes = changes_of(before, plan)
    return {
        "key": plan.row.key,
        "version": plan.row.version,
        "is_mended": plan.row.is_mended,
        "sentence": plan_sentence(plan.found),
        "chart": mark_safe(cycle_chart(facts, plan.found, starts)),  # noqa: S308 - escaped there
        "rows": stage_rows(facts, plan.found, starts),
        "levels": level_rows(plan.found),
        "is_whole": plan.found.is_whole,
        "lengths": length_rows(plan.lengths, plan.tables.cycle.at_once),
        "length_sentence": length_sentence(plan.lengths),
        "changes": [words.translate(each) for each in changes],
        "is_compared": before is not None,
        "asked": words.day(timezone.localdate(plan.row.asked_at)),
    }


def _version_context(plan: PlanTold, before: PlanTold | None) -> dict[str, Any]:
    return {
        "plan": plan.row,
        "day": "" if plan.row.kept_at is None else words.day(timezone.localdate(plan.row.kept_at)),
        "weeks": 0 if plan.found is None else plan.found.weeks,
        "changes": [words.translate(each) for each in changes_of(before, plan)],
        "is_first": before is None,
    }


def _stale_words(told: CycleTold) -> str:
    """Say which departments the plan in force lacks, or holds though they are gone."""
    if told.in_force is None or told.in_force.found is None:
        return ""
    names = {each.id: each.name or each.id for each in told.in_force.tables.department}
    names |= {each.id: each.name or each.id for each in told.tables.department}
    planned = {each.department for each in told.in_force.found.residencies}
    wanted = {each.id for each in told.tables.department}
    said = []
    if gone := [names[id] for id in sorted(planned - wanted)]:
        said.append(
            ngettext(
                "%(names)s n'est plus dans le cycle, et le plan retenu l'y compte encore.",
                "%(names)s ne sont plus dans le cycle, et le plan retenu les y compte encore.",
                len(gone),
            )
            % {"names": words.listed(gone)}
        )
    if new := [names[id] for id in sorted(wanted - planned)]:
        said.append(
            ngettext(
                "%(names)s n'est pas encore dans le plan retenu.",
                "%(names)s ne sont pas encore dans le plan retenu.",
                len(new),
            )
            % {"names": words.listed(new)}
        )
    return " ".join(said)


def _seconds_words(n: int) -> str:
    if n < 60:
        return ngettext("%(n)s seconde au plus", "%(n)s secondes au plus", n) % {"n": n}
    n //= 60
    return ngettext("%(n)s minute au plus", "%(n)s minutes au plus", n) % {"n": n}


def progress_context(plan: PlanTold) -> dict[str, Any]:
    """Return what is told of a plan that is looked for."""
    titles = {
        Level.CYCLE: _("Le cycle le plus court"),
        Level.PRIORITIES: _("Les priorités"),
        Level.LOAD: _("La charge de chacun"),
        Level.CHANGES: _("Le moins de changements"),
    }
    is_waiting = plan.state is PlanState.WAITING
    elapsed = int((plan.row.beat_at - plan.row.asked_at).total_seconds())
    if is_waiting:
        said = _("Un autre plan se calcule : celui-ci attend son tour.")
    elif plan.found is not None:
        said = _("Le plan est trouvé ; on compare à d'autres nombres de résidences à la fois.")
    elif plan.reached is None:
        said = _("On cherche un premier plan.")
    elif plan.reached.is_proven:
        said = _("%(what)s : trouvé, et prouvé.") % {"what": titles[plan.reached.level]}
    else:
        said = _("%(what)s : un plan est trouvé, on cherche mieux.") % {
            "what": titles[plan.reached.level]
        }
    return {
        "key": plan.row.key,
        "said": said,
        "elapsed": elapsed,
        "most": plan.row.seconds,
        "is_cancelled": plan.row.cancelled_at is not None,
        "has_plan": plan.found is not None,
    }


def _end_context(plan: PlanTold) -> dict[str, Any] | None:
    """Return why a plan that is no longer looked for holds nothing; None for one that does."""
    if plan.found is not None and plan.state is PlanState.FOUND:
        return None
    facts, starts = facts_of(plan.tables), plan.tables.cycle.starts
    if plan.state is PlanState.CLASH and plan.clash is not None:
        return {
            "said": clash_lead(plan.clash),
            "rules": [rule_words(facts, each, starts) for each in plan.clash.rules],
            "enough": enough_words(facts, plan.clash, starts),
        }
    said = {
        PlanState.OUT_OF_TIME: _(
            "Aucun plan n'est trouvé dans ce temps, et rien ne prouve qu'il n'y en a pas : donnez "
            "plus de temps."
        ),
        PlanState.CANCELLED: _("Le calcul a été arrêté avant d'avoir trouvé un plan."),
        PlanState.CUT: _("Le calcul a été coupé : le serveur s'est arrêté. Relancez-le."),
    }.get(plan.state, _("Le calcul n'a pas abouti : relancez-le, puis prévenez qui tient Mire."))
    return {"said": said, "rules": [], "enough": ""}


@require_POST
@office_page(*GROUP)
def asked(request: HttpRequest, member: Member, *, cycle: str) -> HttpResponse:
    """Have a plan looked for."""
    found = cycle_of(member, cycle)
    now = timezone.now()
    once = request.POST.get("once", "")
    seconds = request.POST.get("seconds", "")
    try:
        plan = ask_for_plan(
            cycle=found,
            is_mended=request.POST.get("do") == "mend",
            seconds=int(seconds) if seconds in {str(each) for each in SECONDS} else SECONDS[0],
            today=timezone.localdate(),
            by=actor(member),
            now=now,
            key=once if is_key(once) else new_key(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal)
    if plan.asked_at == now:
        transaction.on_commit(lambda: start_plan(plan, timezone.now))
    return redirect(address("office_cycle", member, cycle=found.key))


@require_safe
@office_page(*GROUP)
def progress(request: HttpRequest, member: Member, *, cycle: str, plan: str) -> HttpResponse:
    """Tell how far a plan is, as a part of the page; the page is read again once it changes.

    ``plan`` in the query: the page that asks shows the plan already.
    """
    told = plan_told(plan_of(cycle_of(member, cycle), plan), now=timezone.now())
    is_new = told.found is not None and "plan" not in request.GET
    if told.state not in UNDER_WAY or is_new:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    context = {
        "programme": member.programme,
        "cycle": told.row.cycle,
        "under_way": progress_context(told),
    }
    return render(request, "office/cycle_progress.html", context)


@require_POST
@office_page(*GROUP)
def cancelled(request: HttpRequest, member: Member, *, cycle: str, plan: str) -> HttpResponse:
    """Stop looking for a plan; the best that was found stays."""
    found = cycle_of(member, cycle)
    cancel_plan(plan=plan_of(found, plan), by=actor(member), now=timezone.now())
    return redirect(address("office_cycle", member, cycle=found.key))


@require_POST
@office_page(*GROUP)
def kept(request: HttpRequest, member: Member, *, cycle: str, plan: str) -> HttpResponse:
    """Keep a plan as the one in force."""
    found = cycle_of(member, cycle)
    try:
        keep_plan(
            plan=plan_of(found, plan),
            why=tidy(request.POST.get("why", ""), path=("why",), limit=MOST_WHY) or "",
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal)
    return redirect(address("office_cycle", member, cycle=found.key))


@require_POST
@office_page(*GROUP)
def dropped(request: HttpRequest, member: Member, *, cycle: str, plan: str) -> HttpResponse:
    """Put a plan that was not kept aside."""
    found = cycle_of(member, cycle)
    drop_plan(plan=plan_of(found, plan), by=actor(member), now=timezone.now())
    return redirect(address("office_cycle", member, cycle=found.key))


@require_POST
@office_page(*GROUP)
def removed(request: HttpRequest, member: Member, *, cycle: str) -> HttpResponse:
    """Take a cycle out of the list."""
    remove_cycle(cycle=cycle_of(member, cycle), by=actor(member), now=timezone.now())
    return redirect(address("office_cycles", member))
