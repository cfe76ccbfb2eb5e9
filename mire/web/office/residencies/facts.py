"""The facts of a cycle: what holds for all, each row, who withdrew, files brought in."""

from datetime import date

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mire.planning.residency.tables import MOST_WEEKS, ResidencyTables
from mire.programme.people.queries import Member, departments_by_key
from mire.programme.residencies.actions import (
    change_cycle,
    rename_cycle,
    take_department_back,
    withdraw_department,
)
from mire.programme.residencies.queries import ResidencyCycle
from mire.programme.residencies.rules.columns import n_fields, with_lines
from mire.programme.residencies.rules.editing import (
    PARTS,
    Row,
    check_monday,
    moved_up,
    name_of,
    with_cycle,
    with_row,
    without_row,
)
from mire.programme.residencies.rules.file import read_cycle_file, tables_from
from mire.programme.residencies.rules.holidays import holidays_in, known_until, with_added
from mire.programme.residencies.rules.spans import read_spans, write_spans
from mire.tables.cells import UnreadableSpreadsheet, cells_of
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form, form_with
from mire.web.office.pages import GROUP, actor, address, office_page, show
from mire.web.office.residencies.cycles import (
    MOST_TITLE,
    PLACE,
    ZONE_CHOICES,
    cycle_of,
    department_row,
    read_upload,
    with_files,
)
from mire.web.office.residencies.facts_told import (
    department_told,
    gap_told,
    missing_of,
    needs_told,
    row_key,
    settings_told,
    spans_told,
    weeks_told,
)
from mire.web.office.residencies.rows import fields_of, row_from, spans_field, values_of
from mire.web.office.uploads import takes_file
from mire.words import words

TITLES = {
    "phase": gettext_lazy("Une phase de chaque résidence"),
    "person": gettext_lazy("Une personne du laboratoire"),
    "sponsor": gettext_lazy("Un parrain ou une marraine"),
    "department": gettext_lazy("Une direction qui accueille"),
}
MOST_LINES = 1_000
MOST_WHY = 400


def _rows(tables: ResidencyTables, part: str) -> dict[str, Row]:
    if part not in PARTS:
        raise Http404
    return {row_key(part, each): each for each in getattr(tables, part)}


def _row(cycle: ResidencyCycle, part: str, key: str) -> Row:
    found = _rows(tables_from(cycle.tables), part).get(key)
    if found is None:
        raise Http404
    return found


@require_safe
@office_page(*GROUP)
def facts(request: HttpRequest, member: Member, *, cycle: str) -> HttpResponse:
    """Show all that a plan is computed from."""
    return _show(request, member, cycle_of(member, cycle))


def _show(
    request: HttpRequest, member: Member, found: ResidencyCycle, refusal: Refusal | None = None
) -> HttpResponse:
    tables = tables_from(found.tables)
    hosts = {each.id for each in tables.department}
    known = departments_by_key(member.programme, on=timezone.localdate())
    context = {
        "cycle": found,
        "settings": settings_told(tables),
        "phases": [
            (
                row_key("phase", each),
                each,
                weeks_told(each.weeks),
                " · ".join(filter(None, (needs_told(each), gap_told(each.gap)))),
            )
            for each in tables.phase
        ],
        "people": [
            (row_key("person", each), each, words.number(each.days), ", ".join(each.skills))
            for each in tables.person
        ],
        "sponsors": [
            (row_key("sponsor", each), each, spans_told(each.windows)) for each in tables.sponsor
        ],
        "departments": [
            (row_key("department", each), each, department_told(each, tables))
            for each in tables.department
        ],
        "withdrawn": [
            (
                each["row"]["id"],
                each["row"]["name"] or each["row"]["id"],
                words.day(date.fromisoformat(each["on"])),
                each["why"],
            )
            for each in found.withdrawn
        ],
        "offered": [
            (key, each.name)
            for key, each in known.items()
            if department_row(each).id not in hosts
            and not any(gone["row"]["id"] == department_row(each).id for gone in found.withdrawn)
        ],
        "missing": missing_of(tables, member, found.key),
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    status = 200 if refusal is None else 409
    return show(request, member, "office/cycle_facts.html", context, place=PLACE, status=status)


@office_page(*GROUP)
def settings(request: HttpRequest, member: Member, *, cycle: str) -> HttpResponse:
    """Change what holds for the whole cycle."""
    found = cycle_of(member, cycle)
    tables = tables_from(found.tables)
    until = words.day(known_until())
    fields: dict[str, forms.Field] = {
        "title": forms.CharField(label=_("Titre"), max_length=MOST_TITLE),
        "starts": forms.DateField(
            label=_("Premier jour"), help_text=_("Un lundi."), widget=DayInput()
        ),
        "weeks": forms.IntegerField(label=_("Semaines au plus"), min_value=1, max_value=MOST_WEEKS),
        "at_once": forms.IntegerField(
            label=_("Résidences en même temps, au plus"), min_value=1, max_value=50
        ),
        "length": forms.IntegerField(
            label=_("Tout finit en tant de semaines"),
            help_text=_("Vide : le plus court est cherché."),
            required=False,
            min_value=1,
            max_value=MOST_WEEKS,
        ),
        "equity": forms.IntegerField(
            label=_("Avance d'un pôle sur un autre, au plus"),
            help_text=_("En résidences, tant que l'autre pôle en attend une. Vide : sans règle."),
            required=False,
            min_value=1,
            max_value=50,
        ),
        "holidays": spans_field(
            _("Congés"),
            _("Des semaines où personne ne travaille : une période par ligne, et son nom."),
        ),
        "zone": forms.ChoiceField(
            label=_("Ajouter les vacances scolaires de la zone"),
            help_text=_("Connues jusqu'au %(day)s ; elles s'ajoutent à la liste.") % {"day": until},
            required=False,
            choices=ZONE_CHOICES,
        ),
    }
    fields["holidays"].widget.attrs["rows"] = 8

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        check_monday(said["starts"], field="starts")
        given = read_spans(said["holidays"], field="holidays")
        more = holidays_in(said["zone"], first=said["starts"], weeks=said["weeks"])
        now = timezone.now()
        change_cycle(
            cycle=found,
            change=with_cycle(
                starts=said["starts"],
                weeks=said["weeks"],
                at_once=said["at_once"],
                length=said["length"],
                equity=said["equity"],
                holidays=with_added(given, more),
            ),
            what=_("ce qui vaut pour tout le cycle"),
            by=actor(member),
            now=now,
        )
        title = " ".join(said["title"].split())
        rename_cycle(cycle=found, title=title, by=actor(member), now=now)
        return address("office_cycle_facts", member, cycle=found.key) + "#cycle"

    return answer_form(
        request,
        member,
        form_with(fields),
        save,
        said=FormWords(
            title=_("Ce qui vaut pour tout le cycle"),
            submit=_("Garder"),
            back=address("office_cycle_facts", member, cycle=found.key),
            place=PLACE,
        ),
        stored={
            "title": found.title,
            "starts": tables.cycle.starts,
            "weeks": tables.cycle.weeks,
            "at_once": tables.cycle.at_once,
            "length": tables.cycle.length,
            "equity": tables.cycle.equity,
            "holidays": write_spans(tables.cycle.holidays),
        },
    )


@office_page(*GROUP)
def new_row(request: HttpRequest, member: Member, *, cycle: str, part: str) -> HttpResponse:
    """Add a phase, a person, a sponsor or a department."""
    return _answer_row(request, member, cycle_of(member, cycle), part, None)


@office_page(*GROUP)
def row(request: HttpRequest, member: Member, *, cycle: str, part: str, row: str) -> HttpResponse:
    """Change a row."""
    found = cycle_of(member, cycle)
    return _answer_row(request, member, found, part, _row(found, part, row))


def _answer_row(
    request: HttpRequest, member: Member, found: ResidencyCycle, part: str, known: Row | None
) -> HttpResponse:
    tables = tables_from(found.tables)
    _rows(tables, part)
    back = address("office_cycle_facts", member, cycle=found.key) + f"#{part}"

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        id = form.key if known is None else name_of(known)
        made = row_from(part, said, id=id)
        change_cycle(
            cycle=found,
            change=with_row(part, None if known is None else name_of(known), made),
            what=made.name or name_of(made),
            by=actor(member),
            now=timezone.now(),
        )
        return back

    return answer_form(
        request,
        member,
        form_with(fields_of(part, tables, known)),
        save,
        said=FormWords(
            title=str(TITLES[part]) if known is None else known.name or name_of(known),
            submit=_("Garder"),
            back=back,
            place=PLACE,
        ),
        stored=None if known is None else values_of(known),
    )


@require_POST
@office_page(*GROUP)
def pressed_row(
    request: HttpRequest, member: Member, *, cycle: str, part: str, row: str
) -> HttpResponse:
    """Put a row before the one above, or take it out."""
    found = cycle_of(member, cycle)
    known = _row(found, part, row)
    name = name_of(known)
    asked = request.POST.get("do", "")
    if asked not in ("up", "out"):
        raise Http404
    change = moved_up(part, name) if asked == "up" else without_row(part, name)
    try:
        change_cycle(
            cycle=found,
            change=change,
            what=known.name or name,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal)
    return redirect(address("office_cycle_facts", member, cycle=found.key) + f"#{part}")


@require_POST
@office_page(*GROUP)
def added_department(request: HttpRequest, member: Member, *, cycle: str) -> HttpResponse:
    """Add a department of the organisation, as it is there."""
    found = cycle_of(member, cycle)
    known = departments_by_key(member.programme, on=timezone.localdate())
    chosen = known.get(request.POST.get("department", ""))
    if chosen is None:
        raise Http404
    made = department_row(chosen)
    try:
        change_cycle(
            cycle=found,
            change=with_row("department", None, made),
            what=made.name,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal)
    return redirect(
        address(
            "office_cycle_row", member, cycle=found.key, part="department",
            row=row_key("department", made),
        )
    )  # fmt: skip


class WithdrawForm(OfficeForm):
    """Why a department gives up."""

    why = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("Une phrase, qui restera avec le cycle."),
        max_length=MOST_WHY,
    )


@office_page(*GROUP)
def withdrawn(request: HttpRequest, member: Member, *, cycle: str, row: str) -> HttpResponse:
    """Take a department out of the cycle, with the reason."""
    found = cycle_of(member, cycle)
    known = _row(found, "department", row)

    def save(form: OfficeForm) -> str:
        withdraw_department(
            cycle=found,
            id=name_of(known),
            why=" ".join(form.cleaned_data["why"].split()),
            on=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_cycle", member, cycle=found.key)

    return answer_form(
        request,
        member,
        WithdrawForm,
        save,
        said=FormWords(
            title=_("« %(name)s » se retire") % {"name": known.name or name_of(known)},
            lede=_("Le plan se répare ensuite avec le moins de changements. Elle pourra revenir."),
            submit=_("La retirer du cycle"),
            back=address("office_cycle_facts", member, cycle=found.key) + "#department",
            place=PLACE,
            danger=True,
        ),
    )


@require_POST
@office_page(*GROUP)
def department_back(request: HttpRequest, member: Member, *, cycle: str) -> HttpResponse:
    """Put a department that withdrew back."""
    found = cycle_of(member, cycle)
    try:
        take_department_back(
            cycle=found, id=request.POST.get("id", ""), by=actor(member), now=timezone.now()
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal)
    return redirect(address("office_cycle_facts", member, cycle=found.key) + "#department")


class FactsFileForm(OfficeForm):
    """A table of departments, or a whole cycle."""

    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        help_text=gettext_lazy(
            "Un tableau de directions (CSV, Excel, ODS) : colonnes direction, code, pôle, "
            "fenêtres, indisponible, prête le, début fixé, parrain, priorité, après. Ou le TOML "
            "d'un cycle entier, qui remplace toutes les données."
        ),
    )


@takes_file
@office_page(*GROUP)
def brought_in(request: HttpRequest, member: Member, *, cycle: str) -> HttpResponse:
    """Bring in a table of departments, or the file of a whole cycle."""
    found = cycle_of(member, cycle)

    def save(form: OfficeForm) -> str:
        raw = read_upload(form)
        name = str(form.cleaned_data["file"].name)
        if name.lower().endswith(".toml"):
            made = read_cycle_file(raw)
            change = lambda _tables: made  # noqa: E731
        else:
            change = with_lines(_lines_of(raw))
        change_cycle(
            cycle=found,
            change=change,
            what=name[:120],
            is_imported=True,
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_cycle_facts", member, cycle=found.key) + "#department"

    return answer_form(
        request,
        member,
        with_files(request, FactsFileForm),
        save,
        said=FormWords(
            title=_("Apporter des données"),
            lede=_("Un plan retenu ne change pas : ces données serviront au prochain calcul."),
            submit=_("Apporter"),
            back=address("office_cycle_facts", member, cycle=found.key),
            place=PLACE,
        ),
    )


def _lines_of(raw: bytes) -> list[tuple[int, list[str]]]:
    lines: list[tuple[int, list[str]]] = []
    try:
        for each in cells_of(raw, n_fields, lambda _told: None):
            lines.append(each)
            if len(lines) > MOST_LINES:
                raise Refusal(
                    text("Plus de %(most)s lignes : partagez ce fichier.", most=MOST_LINES),
                    path=("file",),
                )
    except UnreadableSpreadsheet as unreadable:
        raise Refusal(
            text("Ligne %(line)s : %(why)s", line=unreadable.line, why=unreadable.why),
            path=("file",),
        ) from None
    return lines
