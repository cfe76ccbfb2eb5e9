"""The files of a cycle: its document, its calendar, its drawing, its facts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mire.documents.builders.residency import cycle_chart, cycle_document
from mire.documents.builders.residency_calendar import cycle_calendar
from mire.documents.tree import Document
from mire.planning.residency.plan import Cycle
from mire.planning.residency.tables import facts_of
from mire.programme.people.queries import Member
from mire.programme.residencies.queries import PlanTold, ResidencyCycle, changes_of, cycle_told
from mire.programme.residencies.rules.file import tables_from, write_cycle_file
from mire.web.office.handing_out import give_document
from mire.web.office.pages import GROUP, office_page
from mire.web.office.residencies.cycles import READERS, cycle_of
from mire.words import words


def _plan(
    request: HttpRequest, member: Member, found: ResidencyCycle
) -> tuple[PlanTold, Cycle, PlanTold | None]:
    """Return the plan that an address asks for, what it holds, and the kept one before it.

    Without ``plan``: the one in force. Who doesn't write reads plans that were kept alone.
    """
    told = cycle_told(found, now=timezone.now())
    asked = request.GET.get("plan", "")
    known = [*told.kept, *([told.last] if told.last is not None and member.may(*GROUP) else [])]
    plan = next((each for each in known if asked in ("", each.row.key)), None)
    if plan is None or plan.found is None:
        raise Http404
    version = plan.row.version or len(told.kept) + 1
    before = next((each for each in told.kept if (each.row.version or 0) < version), None)
    return plan, plan.found, before


def _named(answer: HttpResponse, cycle: ResidencyCycle, kind: str) -> HttpResponse:
    name = slugify(cycle.title)[:80] or "cycle"
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@office_page(*READERS)
def document(request: HttpRequest, member: Member, *, cycle: str) -> HttpResponse:
    """Show a plan as a document, or give it as a file."""
    found = cycle_of(member, cycle)
    made = document_of(found, *_plan(request, member, found))
    return give_document(request, made)


def document_of(
    cycle: ResidencyCycle, plan: PlanTold, found: Cycle, before: PlanTold | None
) -> Document:
    """Return the document of a plan."""
    row = plan.row
    notes = [_("Proposition, pas encore retenue.")]
    if row.version is not None and row.kept_at is not None:
        day = words.day(timezone.localdate(row.kept_at))
        notes = [_("Plan %(n)s, retenu le %(day)s.") % {"n": row.version, "day": day}]
        notes += [row.why] if row.why else []
    return cycle_document(
        facts_of(plan.tables),
        found,
        plan.tables.cycle.starts,
        title=cycle.title,
        notes=notes,
        changes=[words.translate(each) for each in changes_of(before, plan)],
        lengths=plan.lengths,
    )


@require_safe
@office_page(*READERS)
def calendar(request: HttpRequest, member: Member, *, cycle: str) -> HttpResponse:
    """Give a plan as a calendar that other programs read."""
    found = cycle_of(member, cycle)
    plan, held, _before = _plan(request, member, found)
    made = cycle_calendar(
        facts_of(plan.tables),
        held,
        plan.tables.cycle.starts,
        now=plan.row.kept_at or plan.row.asked_at,
        owner=found.key,
        version=plan.row.version or 0,
    )
    answer = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    return _named(answer, found, "ics")


@require_safe
@office_page(*READERS)
def drawing(request: HttpRequest, member: Member, *, cycle: str) -> HttpResponse:
    """Give a plan's drawing."""
    found = cycle_of(member, cycle)
    plan, held, _before = _plan(request, member, found)
    made = cycle_chart(facts_of(plan.tables), held, plan.tables.cycle.starts)
    return _named(HttpResponse(made, content_type="image/svg+xml"), found, "svg")


@require_safe
@office_page(*GROUP)
def facts_file(request: HttpRequest, member: Member, *, cycle: str) -> HttpResponse:
    """Give the facts of a cycle as they are, or those from which a plan was computed."""
    found = cycle_of(member, cycle)
    tables = tables_from(found.tables)
    if "plan" in request.GET:
        plan, _held, _before = _plan(request, member, found)
        tables = plan.tables
    answer = HttpResponse(write_cycle_file(tables), content_type="application/toml; charset=utf-8")
    return _named(answer, found, "toml")
