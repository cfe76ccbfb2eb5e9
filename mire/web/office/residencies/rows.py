"""The form of each row of a cycle's facts, read and written."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mire.planning.residency.tables import (
    DepartmentTable,
    NeedTable,
    PersonTable,
    PhaseTable,
    ResidencyTables,
    SponsorTable,
)
from mire.programme.residencies.rules.editing import Row
from mire.programme.residencies.rules.spans import read_spans, write_spans
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.forms import DayInput
from mire.words import words

MOST_NAME, MOST_SPANS = 120, 4_000
SPANS_HELP = "14/09/2026 – 18/12/2026"


def spans_field(label: str, help_text: str, *, is_required: bool = False) -> forms.CharField:
    """Return the field of spans, one a line."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=is_required,
        max_length=MOST_SPANS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def fields_of(part: str, tables: ResidencyTables, row: Row | None) -> dict[str, forms.Field]:
    """Return the fields of a row's form, in order."""
    return _FIELDS[part](tables, row)


def values_of(row: Row) -> dict[str, Any]:
    """Return a row as its form shows it."""
    if isinstance(row, PhaseTable):
        return {
            "name": row.name,
            "weeks": row.weeks,
            "gap_least": row.gap[0] if row.gap else 0,
            "gap_most": row.gap[-1] if row.gap else 0,
            "needs": "\n".join(
                " ".join(filter(None, (words.number(each.days), each.skill))) for each in row.needs
            ),
        }
    if isinstance(row, PersonTable):
        return {"name": row.name, "days": row.days, "skills": ", ".join(row.skills)}
    if isinstance(row, SponsorTable):
        return {"name": row.name, "windows": write_spans(row.windows)}
    return {
        "name": row.name,
        "pole": row.pole,
        "windows": write_spans(row.windows),
        "blackout": write_spans(row.blackout),
        "ready": row.ready,
        "fixed": row.fixed,
        "sponsor": row.sponsor,
        "priority": row.priority,
        "after": list(row.after),
    }


def row_from(part: str, said: Mapping[str, Any], *, id: str) -> Row:
    """Return the row that a form says; ``id``: a department's. Raises a ``Refusal`` by field."""
    name = " ".join(said["name"].split())
    if part == "phase":
        least = said["gap_least"] or 0
        most = least if said["gap_most"] is None else said["gap_most"]
        if most < least:
            raise Refusal(
                text("Au plus, c'est moins qu'au moins : échangez les deux nombres."),
                path=("gap_most",),
                code="order",
            )
        return PhaseTable(
            name=name,
            weeks=said["weeks"],
            gap=(least, most) if least or most else (),
            needs=_needs(said["needs"]),
        )
    if part == "person":
        skills = [" ".join(each.split()) for each in said["skills"].split(",")]
        return PersonTable(
            name=name, days=said["days"], skills=tuple(dict.fromkeys(filter(None, skills)))
        )
    if part == "sponsor":
        return SponsorTable(name=name, windows=read_spans(said["windows"], field="windows"))
    return DepartmentTable(
        id=id,
        name=name,
        pole=" ".join(said["pole"].split()),
        windows=read_spans(said["windows"], field="windows"),
        blackout=read_spans(said["blackout"], field="blackout"),
        ready=said["ready"],
        fixed=said["fixed"],
        sponsor=said.get("sponsor", ""),
        priority=1 if said["priority"] is None else said["priority"],
        after=tuple(said.get("after", ())),
    )


def _needs(written: str) -> tuple[NeedTable, ...]:
    """Return what a phase asks: days a week of one person, and a skill, one a line."""
    needs = []
    for line in filter(None, map(str.strip, written.splitlines())):
        number, _space, skill = line.partition(" ")
        try:
            days = float(number.replace(",", "."))
        except ValueError:
            raise Refusal(
                text(
                    "« %(line)s » : commencez par des jours, par exemple « 1,5 design ».", line=line
                ),
                path=("needs",),
                code="days",
            ) from None
        if len(skill) > MOST_NAME:
            raise Refusal(
                text("« %(line)s » : %(most)s caractères au plus.", line=line, most=MOST_NAME),
                path=("needs",),
                code="long",
            )
        needs.append(NeedTable(days=days, skill=" ".join(skill.split())))
    if len(needs) > 20:
        raise Refusal(text("%(most)s lignes au plus ici.", most=20), path=("needs",), code="many")
    return tuple(needs)


def _phase(tables: ResidencyTables, row: Row | None) -> dict[str, forms.Field]:
    skills = sorted({skill for each in tables.person for skill in each.skills})
    known = _("Compétences des personnes : %(skills)s.") % {"skills": words.listed(skills)}
    return {
        "name": forms.CharField(label=_("Phase"), max_length=MOST_NAME),
        "weeks": forms.IntegerField(
            label=_("Semaines de travail"),
            help_text=_("Sans les congés."),
            min_value=1,
            max_value=200,
        ),
        "needs": forms.CharField(
            label=_("Ce qu'elle demande chaque semaine"),
            help_text=" ".join(
                filter(
                    None,
                    (
                        _(
                            "Une personne par ligne : ses jours, puis la compétence s'il en faut "
                            "une. Par exemple « 1,5 design »."
                        ),
                        known if skills else "",
                    ),
                )
            ),
            required=False,
            max_length=2_000,
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
        "gap_least": forms.IntegerField(
            label=_("Semaines avant la phase suivante, au moins"),
            required=False,
            min_value=0,
            max_value=200,
        ),
        "gap_most": forms.IntegerField(
            label=_("Semaines avant la phase suivante, au plus"),
            help_text=_("Vide : autant qu'au moins."),
            required=False,
            min_value=0,
            max_value=200,
        ),
    }


def _person(tables: ResidencyTables, row: Row | None) -> dict[str, forms.Field]:
    return {
        "name": forms.CharField(
            label=_("Qui"),
            help_text=_("Un rôle plutôt qu'un nom : le plan s'envoie et s'affiche."),
            max_length=MOST_NAME,
        ),
        "days": forms.FloatField(
            label=_("Jours par mois"), min_value=0, max_value=31, localize=True
        ),
        "skills": forms.CharField(
            label=_("Compétences"),
            help_text=_("Séparées par des virgules : design, animation."),
            required=False,
            max_length=1_000,
        ),
    }


def _sponsor(tables: ResidencyTables, row: Row | None) -> dict[str, forms.Field]:
    return {
        "name": forms.CharField(
            label=_("Parrain ou marraine"),
            help_text=_("Une fonction : « DGA Ressources »."),
            max_length=MOST_NAME,
        ),
        "windows": spans_field(
            _("Quand il ou elle peut ouvrir et clore une résidence"),
            _("Une période par ligne : %(example)s.") % {"example": SPANS_HELP},
            is_required=True,
        ),
    }


def _department(tables: ResidencyTables, row: Row | None) -> dict[str, forms.Field]:
    own = row.id if isinstance(row, DepartmentTable) else ""
    fields: dict[str, forms.Field] = {
        "name": forms.CharField(label=_("Direction"), max_length=MOST_NAME),
        "windows": spans_field(
            _("Quand elle peut accueillir"),
            _(
                "La résidence entière tient dans une période. Une par ligne : %(example)s. Vide : "
                "n'importe quand."
            )
            % {"example": SPANS_HELP},
        ),
        "blackout": spans_field(
            _("Quand elle ne peut pas travailler avec le laboratoire"),
            _("Une période par ligne : un budget, une élection, un déménagement."),
        ),
        "ready": forms.DateField(label=_("Prête à partir du"), required=False, widget=DayInput()),
        "fixed": forms.DateField(
            label=_("Commence la semaine du"),
            help_text=_("Si la date est déjà fixée."),
            required=False,
            widget=DayInput(),
        ),
        "pole": forms.CharField(
            label=_("Pôle"),
            help_text=_("Pour que les pôles passent à tour de rôle."),
            required=False,
            max_length=MOST_NAME,
        ),
        "priority": forms.IntegerField(
            label=_("Priorité"),
            help_text=_(
                "1 d'ordinaire ; à 3, chaque semaine d'attente compte triple ; à 0, aucune ne "
                "compte."
            ),
            min_value=0,
            max_value=100,
            initial=1,
            required=False,
        ),
    }
    if tables.sponsor:
        fields["sponsor"] = forms.ChoiceField(
            label=_("Parrain ou marraine"),
            required=False,
            choices=[("", _("Aucun")), *((each.name, each.name) for each in tables.sponsor)],
        )
    others = [(each.id, each.name or each.id) for each in tables.department if each.id != own]
    if others:
        fields["after"] = forms.MultipleChoiceField(
            label=_("Passe après"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=others,
        )
    return fields


_FIELDS: Mapping[str, Callable[[ResidencyTables, Row | None], dict[str, forms.Field]]] = {
    "phase": _phase,
    "person": _person,
    "sponsor": _sponsor,
    "department": _department,
}
