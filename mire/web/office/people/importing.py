"""People who come in from a table: the file, what it would change, then all of it or nothing."""

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mire.programme.intake.actions import bring_in
from mire.programme.intake.queries import has_departments, known_of
from mire.programme.intake.rules.columns import (
    MOST_LINES,
    N_HEADS,
    WORDS,
    Fault,
    Head,
    find_head,
    is_total,
    n_fields,
    read_lines,
)
from mire.programme.intake.rules.plan import Asked, Step, make_plan
from mire.programme.membership.rules import may_touch
from mire.programme.people.queries import Member, role_kinds_of
from mire.programme.people.rules import Right
from mire.tables.cells import UnreadableSpreadsheet, cells_of
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.pages import actor, office_page, show
from mire.web.office.uploads import MOST_BYTES, takes_file
from mire.words import words

PLACE = "office_people"
KEPT = "import"
"""Where the session keeps what a file says, from its preview to the press that brings it in."""

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A file between its two pages: its lines, how it was taken, what was asked with it."""

    programme: str
    name: str
    lines: list[tuple[int, list[str]]]
    told: list[str]
    role: str
    starts_on: str
    makes_departments: bool

    @property
    def asked(self) -> Asked:
        """Return what was asked with the file."""
        return Asked(self.role, date.fromisoformat(self.starts_on), self.makes_departments)


class ImportForm(OfficeForm):
    """A file, and what holds where its lines say nothing."""

    file = forms.FileField(
        label=gettext_lazy("Le fichier : CSV, XLSX ou ODS"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.ods"}),
        help_text=gettext_lazy(
            "Tel que votre tableur l'enregistre, 5 Mo au plus. Une ligne nomme les colonnes : nom, "
            "prénom, courriel, direction, service, fonction, rôle, depuis, jusqu'au, jours par "
            "mois… Seul le nom est indispensable."
        ),
    )
    role = forms.ChoiceField(label=gettext_lazy("Rôle, quand une ligne n'en dit pas"))
    starts_on = forms.DateField(
        label=gettext_lazy("Depuis le, quand une ligne n'en dit rien"), widget=DayInput
    )
    makes_departments = forms.BooleanField(
        label=gettext_lazy("Créer les directions qui manquent"), required=False
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large or empty."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("Ce fichier dépasse 5 Mo : partagez-le en plusieurs."))
        if not file.size:
            raise forms.ValidationError(_("Ce fichier est vide."))
        return file


@takes_file
@office_page(Right.FACILITATOR)
def import_people(request: HttpRequest, member: Member) -> HttpResponse:
    """Take a file; what it would change is shown first."""
    kinds = [
        (each.slug, each.name)
        for each in role_kinds_of(member.programme)
        if may_touch(each.right, member.rights)
    ]

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        files = request.FILES if request.method == "POST" else None
        form = ImportForm(*args, files=files, choices={"role": kinds}, **kwargs)
        form.initial.setdefault("starts_on", timezone.localdate())
        form.initial.setdefault("makes_departments", not has_departments(member.programme))
        if any(slug == "ambassador" for slug, _name in kinds):
            form.initial.setdefault("role", "ambassador")
        return form

    def save(form: OfficeForm) -> str:
        values = form.values()
        lines, told = _lines_of(values["file"].read())
        kept = Kept(
            member.programme.key,
            str(values["file"].name),
            lines,
            told,
            values["role"],
            values["starts_on"].isoformat(),
            values["makes_departments"],
        )
        request.session[KEPT] = _packed(kept)
        return reverse("office_import_preview", kwargs={"programme": member.programme.key})

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Importer des personnes"),
            lede=_(
                "Vous verrez d'abord ce qui serait ajouté ou changé ; rien n'est écrit avant "
                "votre accord. Importer de nouveau le même fichier met à jour."
            ),
            submit=_("Voir ce qui changerait"),
            back=reverse(PLACE, kwargs={"programme": member.programme.key}),
            place=PLACE,
        ),
    )


def _lines_of(raw: bytes) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Return the lines of a file and how it was taken; refuse one without a heading."""
    told: list[str] = []
    lines: list[tuple[int, list[str]]] = []
    try:
        for each in cells_of(raw, n_fields, told.append, n_heads=N_HEADS):
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
    head = find_head(lines)
    if head is None:
        raise Refusal(
            text(
                "Aucune des premières lignes ne nomme une colonne « nom » : ajoutez une ligne "
                "d'en-tête, puis recommencez."
            ),
            path=("file",),
        )
    if is_total(lines[-1][1]) and lines[-1][0] > max(head.lines):
        number, cells = lines.pop()
        said = words.quoted(next(each for each in cells if each.strip()))
        told.append(
            _("la ligne %(line)s, %(words)s, est laissée de côté : elle ne nomme personne.")
            % {"line": number, "words": said}
        )
    if lines[-1][0] <= max(head.lines):
        raise Refusal(text("Ce fichier n'a pas de ligne après son en-tête."), path=("file",))
    return lines, told


@office_page(Right.FACILITATOR)
def import_preview(request: HttpRequest, member: Member) -> HttpResponse:
    """Say what the file would change; a press brings all of it in, unless that has changed."""
    kept = _unpacked(request.session.get(KEPT))
    if kept is None or kept.programme != member.programme.key:
        return redirect(reverse("office_import", kwargs={"programme": member.programme.key}))
    head = find_head(kept.lines)
    if head is None:
        raise AssertionError(kept.name)
    today = timezone.localdate()
    wanted, faults = read_lines(kept.lines, head)
    known = known_of(member.programme, member.rights, on=today)
    plan = make_plan(wanted, faults, head, known, kept.asked)
    notice, status = "", 200
    if request.method == "POST":
        if request.POST.get("makes_departments"):
            request.session[KEPT] = _packed(replace(kept, makes_departments=True))
            return redirect(reverse("office_import_preview", args=[member.programme.key]))
        if plan.faults:
            status = 422
        elif request.POST.get("mark") != plan.mark:
            status = 409
            notice = _(
                "Des fiches ont changé entre-temps : voici ce que l'import ferait à présent."
            )
        else:
            try:
                bring_in(
                    programme=member.programme,
                    plan=plan,
                    on=kept.asked.starts_on,
                    by=actor(member),
                    now=timezone.now(),
                )
            except IntegrityError:
                status = 409
                notice = _("Une de ces adresses vient d'être prise : rien n'est écrit.")
            else:
                del request.session[KEPT]
                return redirect(reverse(PLACE, kwargs={"programme": member.programme.key}))
    return show(
        request,
        member,
        "office/import.html",
        {
            "kept": kept,
            "plan": plan,
            "faults": _grouped(plan.faults),
            "missing": words.listed([words.quoted(each) for each in plan.missing]),
            "alike": [words.listed([words.quoted(name) for name in each]) for each in plan.alike],
            "understood": _understood(head),
            "ignored": words.listed([words.quoted(each) for each in head.ignored]),
            "changed": [(each, _changes(each)) for each in plan.changed[:MOST_SHOWN]],
            "n_more_changed": max(0, len(plan.changed) - MOST_SHOWN),
            "added": plan.added[:MOST_SHOWN],
            "n_more_added": max(0, len(plan.added) - MOST_SHOWN),
            "departments": [" · ".join(filter(None, each)) for each in plan.departments],
            "notice": notice,
        },
        place=PLACE,
        status=status,
    )


def _grouped(faults: Sequence[Fault]) -> list[tuple[str, str]]:
    """Return what is wrong, each thing once: in which lines and column, why."""
    found: dict[tuple[str, str], list[int]] = {}
    for each in faults:
        found.setdefault((each.column, words.translate(each.why)), []).append(each.line)
    made = []
    for (column, why), lines in found.items():
        said = ngettext("Ligne %(lines)s", "Lignes %(lines)s", len(lines))
        where = said % {"lines": ", ".join(map(str, lines))}
        made.append((f"{where}, {words.quoted(column)}" if column else where, why))
    return made


def _understood(head: Head) -> list[tuple[str, str]]:
    """Return what each column of the table was taken for."""
    return [(title, words.translate(WORDS[field])) for field, title in head.titles.items()]


def _changes(step: Step) -> list[tuple[str, str, str]]:
    return [
        (words.translate(WORDS[each.field]), _shown(each.before), _shown(each.after))
        for each in step.changes
    ]


def _shown(value: Any) -> str:
    if value in (None, ""):
        return "—"
    return words.day(value) if isinstance(value, date) else str(value)


def _packed(kept: Kept) -> str:
    return base64.b85encode(zlib.compress(json.dumps(asdict(kept)).encode())).decode()


def _unpacked(packed: Any) -> Kept | None:
    if not isinstance(packed, str):
        return None
    return Kept(**json.loads(zlib.decompress(base64.b85decode(packed))))
