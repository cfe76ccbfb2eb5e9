"""Departments: the tree and who represents each, adding, changing, merging."""

from typing import Any

from django import forms
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mire.programme.organisation.queries import (
    DepartmentLine,
    Tree,
    department_of,
    moved_by_merge,
    tree_of,
)
from mire.programme.organisation.rules import (
    KINDS,
    merge_sentence,
    unrepresented_sentence,
    within,
)
from mire.programme.people.actions import add_department, change_department, merge_departments
from mire.programme.people.queries import Member, departments_of
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.exports import asked_export, export_links, exported
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.lists import Column, Row
from mire.web.office.pages import EVERYBODY, actor, office_page, show
from mire.web.shell import errors
from mire.words import words

PLACE = "office_people"
HERE = "office_departments"


@require_safe
@office_page(*EVERYBODY)
def departments(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the departments of the authority, and who of the group comes from each."""
    tree = tree_of(member.programme, on=timezone.localdate())
    if file := asked_export(request):
        return exported(file, _("directions"), _columns(), [_row(each) for each in tree.current])
    return show(
        request,
        member,
        "office/departments.html",
        {
            "tree": tree,
            "missing": unrepresented_sentence(len(tree.missing), tree.n_asked),
            "kinds": {key: words.translate(each) for key, each in KINDS.items()},
            "may_change": member.may(Right.FACILITATOR),
            "exports": export_links(""),
        },
        place=PLACE,
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Nom")),
        Column(_("Sigle ou numéro")),
        Column(_("Ce que c'est")),
        Column(_("Fait partie de")),
        Column(_("Effectif"), is_number=True),
        Column(_("Qui en vient, dans le groupe")),
    )


def _row(line: DepartmentLine) -> Row:
    return Row(
        (
            line.name,
            line.code,
            words.translate(KINDS[line.kind]),
            line.parent,
            "" if line.headcount is None else str(line.headcount),
            ", ".join(line.people),
        )
    )


class DepartmentForm(OfficeForm):
    """What a department is."""

    name = forms.CharField(label=gettext_lazy("Nom"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Ce que c'est"))
    parent = forms.ChoiceField(label=gettext_lazy("Fait partie de"), required=False)
    code = forms.CharField(
        label=gettext_lazy("Sigle ou numéro"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Un seul par direction ; l'import des personnes le reconnaît."),
    )
    headcount = forms.IntegerField(
        label=gettext_lazy("Effectif"), min_value=0, max_value=1_000_000, required=False
    )
    starts_on = forms.DateField(
        label=gettext_lazy("Existe depuis le"), widget=DayInput, required=False
    )
    ends_on = forms.DateField(label=gettext_lazy("Dernier jour"), widget=DayInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a department that ends before it begins."""
        values = super().clean() or {}
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("Le dernier jour vient après le premier."))
        return values


class ChangeDepartmentForm(DepartmentForm):
    """What a department becomes, and from when its new name holds."""

    named_on = forms.DateField(
        label=gettext_lazy("Si le nom change, depuis le"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("L'ancien nom reste lisible. Sans date : depuis aujourd'hui."),
    )


def _form_of(member: Member, tree: Tree, kind: type[OfficeForm], own: frozenset[str]) -> Any:
    """Return what makes a form; a department can't be part of what lies in it (``own``)."""
    over = [
        (each.key, f"{'— ' * each.depth}{each.name}")
        for each in tree.current
        if each.key not in own
    ]
    choices = {
        "kind": [(key, words.translate(each)) for key, each in KINDS.items()],
        "parent": [("", _("rien : au sommet")), *over],
    }

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        form = kind(*args, choices=choices, **kwargs)
        form.initial.setdefault("kind", "department")
        return form

    return form_of


@office_page(Right.FACILITATOR)
def new_department(request: HttpRequest, member: Member) -> HttpResponse:
    """Add a department."""
    tree = tree_of(member.programme, on=timezone.localdate())

    def save(form: OfficeForm) -> str:
        values = form.values()
        values["parent"] = department_of(member.programme, values["parent"])
        try:
            add_department(
                programme=member.programme,
                values=values,
                by=actor(member),
                now=timezone.now(),
                key=form.key,
            )
        except IntegrityError:
            raise _taken() from None
        return _here(member)

    said = FormWords(
        title=_("Ajouter une direction"), submit=_("Ajouter"), back=_here(member), place=PLACE
    )
    form_of = _form_of(member, tree, DepartmentForm, frozenset())
    return answer_form(request, member, form_of, save, said=said)


@office_page(Right.FACILITATOR)
def changed_department(request: HttpRequest, member: Member, department: str) -> HttpResponse:
    """Change a department, or name it otherwise from a day on."""
    found = department_of(member.programme, department)
    if found is None:
        return errors.not_found(request, LookupError(department))
    parents = {
        each.key: each.parent.key if each.parent else ""
        for each in departments_of(member.programme)
    }
    own = within(parents, department)
    tree = tree_of(member.programme, on=timezone.localdate())
    stored = {
        **{name: getattr(found, name) for name in DepartmentForm.names()},
        "parent": found.parent.key if found.parent else "",
    }

    def save(form: OfficeForm) -> str:
        values = form.values()
        on = values.pop("named_on") or timezone.localdate()
        values["parent"] = department_of(member.programme, values["parent"])
        try:
            change_department(
                department=found,
                values=values,
                programme=member.programme,
                on=on,
                by=actor(member),
                now=timezone.now(),
            )
        except IntegrityError:
            raise _taken() from None
        return _here(member)

    said = FormWords(title=found.name, submit=_("Enregistrer"), back=_here(member), place=PLACE)
    form_of = _form_of(member, tree, ChangeDepartmentForm, own)
    return answer_form(request, member, form_of, save, said=said, stored=stored)


class MergeForm(OfficeForm):
    """Where a department goes, and when."""

    into = forms.ChoiceField(label=gettext_lazy("Dans quelle direction"))
    on = forms.DateField(label=gettext_lazy("Dernier jour de celle qui finit"), widget=DayInput)


@office_page(Right.FACILITATOR)
def merged_department(request: HttpRequest, member: Member, department: str) -> HttpResponse:
    """Say what a merge moves, and merge."""
    found = department_of(member.programme, department)
    if found is None:
        return errors.not_found(request, LookupError(department))
    if found.merged_into is not None:
        return errors.say(
            request,
            _("« %(name)s » a déjà rejoint « %(into)s ».")
            % {"name": found.name, "into": found.merged_into.name},
            status=409,
        )
    parents = {
        each.key: each.parent.key if each.parent else ""
        for each in departments_of(member.programme)
    }
    inside = within(parents, department)
    tree = tree_of(member.programme, on=timezone.localdate())
    choices = {
        "into": [
            (each.key, f"{'— ' * each.depth}{each.name}")
            for each in tree.current
            if each.key not in inside
        ]
    }
    people, parts = moved_by_merge(found)

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        form = MergeForm(*args, choices=choices, **kwargs)
        form.initial.setdefault("on", timezone.localdate())
        return form

    def save(form: OfficeForm) -> str:
        values = form.values()
        into = department_of(member.programme, values["into"])
        if found.starts_on and values["on"] < found.starts_on:
            raise Refusal(text("Le dernier jour vient après le premier."), path=("on",))
        if into is None:
            raise Refusal(text("Cette direction n'existe plus."), path=("into",))
        merge_departments(
            departments=[found],
            into=into,
            programme=member.programme,
            on=values["on"],
            by=actor(member),
            now=timezone.now(),
        )
        return _here(member)

    said = FormWords(
        title=_("Fusionner « %(name)s »") % {"name": found.name},
        lede=words.translate(merge_sentence(found.name, len(people), len(parts))),
        submit=_("Fusionner"),
        back=_here(member),
        place=PLACE,
        danger=True,
        template="office/merge.html",
    )
    return answer_form(
        request,
        member,
        form_of,
        save,
        said=said,
        stored={"people": people, "parts": parts},
        context={"people": people, "parts": parts},
    )


def _here(member: Member) -> str:
    return reverse(HERE, kwargs={"programme": member.programme.key})


def _taken() -> Refusal:
    return Refusal(text("Une autre direction a déjà ce sigle ou ce numéro."), path=("code",))
