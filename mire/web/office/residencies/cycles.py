"""The list of cycles; one begun by form, or from a file."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mire.planning.residency.tables import MOST_WEEKS, DepartmentTable
from mire.programme.people.queries import Department, Member, departments_by_key
from mire.programme.people.rules import Right
from mire.programme.residencies.actions import begin_cycle, put_cycle_back
from mire.programme.residencies.queries import (
    ResidencyCycle,
    cycle_in,
    cycles_listed,
    cycles_of,
)
from mire.programme.residencies.rules.editing import (
    begun_tables,
    changed_tables,
    check_monday,
    with_cycle,
)
from mire.programme.residencies.rules.file import read_cycle_file, tables_from
from mire.programme.residencies.rules.holidays import ZONES, holidays_in
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form, form_with
from mire.web.office.pages import GROUP, actor, address, office_page, show
from mire.web.office.uploads import MOST_BYTES, takes_file
from mire.words import words

PLACE = "office_decide"
READERS = (*GROUP, Right.MANAGEMENT)
MOST_TITLE = 120
ZONE_CHOICES = [("", gettext_lazy("Aucune")), *((zone, zone) for zone in ZONES)]


def cycle_of(member: Member, key: str) -> ResidencyCycle:
    """Return the cycle of an address, or raise Http404."""
    found = cycle_in(member.programme, key)
    if found is None:
        raise Http404
    return found


@require_safe
@office_page(*READERS)
def cycles(request: HttpRequest, member: Member) -> HttpResponse:
    """List the cycles, each with the plan in force."""
    may_write = member.may(*GROUP)
    lines = []
    for each, plan in cycles_listed(member.programme):
        if plan is None and not may_write:
            continue
        stored = each.tables if may_write or plan is None else plan.tables
        tables = tables_from(stored)
        lines.append(
            {
                "cycle": each,
                "n": len(tables.department),
                "starts": words.day(tables.cycle.starts),
                "in_force": plan,
                "kept": words.day(timezone.localdate(plan.kept_at))
                if plan and plan.kept_at
                else "",
            }
        )
    context = {
        "tab": "cycles",
        "lines": lines,
        "removed": cycles_of(member.programme, removed=True) if may_write else [],
        "may_write": may_write,
    }
    return show(request, member, "office/cycles.html", context, place=PLACE)


def department_row(each: Department) -> DepartmentTable:
    """Return a department of the organisation as a cycle holds it."""
    return DepartmentTable(
        id=each.code or each.key,
        name=f"{each.name} · {each.code}" if each.code else each.name,
        pole="" if each.parent is None else each.parent.name,
    )


def _departments(member: Member) -> dict[str, Department]:
    return departments_by_key(member.programme, on=timezone.localdate())


def _new_form(member: Member) -> Any:
    return form_with(
        {
            "title": forms.CharField(label=_("Titre"), max_length=MOST_TITLE),
            "starts": forms.DateField(
                label=_("Premier jour"), help_text=_("Un lundi."), widget=DayInput()
            ),
            "weeks": forms.IntegerField(
                label=_("Semaines au plus"),
                help_text=_("Le plan le plus court sera cherché là-dedans."),
                min_value=1,
                max_value=MOST_WEEKS,
            ),
            "at_once": forms.IntegerField(
                label=_("Résidences en même temps, au plus"), min_value=1, max_value=50
            ),
            "zone": forms.ChoiceField(
                label=_("Ôter les vacances scolaires de la zone"),
                help_text=_("Elles se corrigent ensuite, une par une."),
                required=False,
                choices=ZONE_CHOICES,
            ),
            "departments": forms.MultipleChoiceField(
                label=_("Directions qui accueilleront"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(key, each.name) for key, each in _departments(member).items()],
            ),
        }
    )


@office_page(*GROUP)
def new_cycle(request: HttpRequest, member: Member) -> HttpResponse:
    """Begin a cycle: its days, and who may host."""
    known = _departments(member)

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        check_monday(said["starts"], field="starts")
        tables = begun_tables(
            starts=said["starts"],
            weeks=said["weeks"],
            departments=[department_row(known[key]) for key in said["departments"] if key in known],
        )
        holidays = holidays_in(said["zone"], first=said["starts"], weeks=said["weeks"])
        tables = changed_tables(tables, with_cycle(at_once=said["at_once"], holidays=holidays))
        made = begin_cycle(
            programme=member.programme,
            key=form.key,
            title=" ".join(said["title"].split()),
            tables=tables,
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_cycle_facts", member, cycle=made.key)

    def start(*args: Any, initial: Any = None, **kwargs: Any) -> OfficeForm:
        given = {"weeks": 52, "at_once": 1, "departments": list(known), **(initial or {})}
        form: OfficeForm = _new_form(member)(*args, initial=given, **kwargs)
        return form

    return answer_form(
        request,
        member,
        start,
        save,
        said=FormWords(
            title=_("Préparer un cycle de résidences"),
            lede=_("Quand, et chez qui. Les phases, les personnes et les fenêtres viennent après."),
            submit=_("Commencer"),
            back=address("office_cycles", member),
            place=PLACE,
        ),
    )


class CycleFileForm(OfficeForm):
    """A file of a cycle, and its title here."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=MOST_TITLE)
    file = forms.FileField(
        label=gettext_lazy("Fichier du cycle"),
        help_text=gettext_lazy("Un TOML, comme en donne la page d'un cycle."),
    )


def read_upload(form: OfficeForm) -> bytes:
    """Return what a form's file holds; raise a ``Refusal`` for one that is too large."""
    given = form.cleaned_data["file"]
    if given.size > MOST_BYTES:
        raise Refusal(
            text("Ce fichier est trop grand : %(most)s Mo au plus.", most=MOST_BYTES // 1_000_000),
            path=("file",),
            code="large",
        )
    raw: bytes = given.read()
    return raw


@takes_file
@office_page(*GROUP)
def cycle_from_file(request: HttpRequest, member: Member) -> HttpResponse:
    """Begin a cycle from a file."""

    def save(form: OfficeForm) -> str:
        made = begin_cycle(
            programme=member.programme,
            key=form.key,
            title=" ".join(form.cleaned_data["title"].split()),
            tables=read_cycle_file(read_upload(form)),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_cycle_facts", member, cycle=made.key)

    return answer_form(
        request,
        member,
        with_files(request, CycleFileForm),
        save,
        said=FormWords(
            title=_("Apporter un cycle"),
            lede=_("Le fichier d'un autre cycle, ou celui d'un autre service."),
            submit=_("Apporter"),
            back=address("office_cycles", member),
            place=PLACE,
        ),
    )


def with_files(request: HttpRequest, form: Any) -> Any:
    """Return what makes a form that takes the files of a request."""

    def made(*args: Any, **kwargs: Any) -> Any:
        return form(*args, files=request.FILES or None, **kwargs)

    return made


@require_POST
@office_page(*GROUP)
def put_back(request: HttpRequest, member: Member, *, cycle: str) -> HttpResponse:
    """Put a cycle that was removed back into the list."""
    found = next(
        (each for each in cycles_of(member.programme, removed=True) if each.key == cycle), None
    )
    if found is None:
        raise Http404
    put_cycle_back(cycle=found, by=actor(member), now=timezone.now())
    return redirect(address("office_cycles", member))
