"""The list of people, and adding one."""

from typing import Any

import numpy as np
from django import forms
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from mire.analysis.reach import reach
from mire.documents.builders.reach import reach_document
from mire.programme.membership.queries import took_part
from mire.programme.membership.rules import may_touch
from mire.programme.people.actions import add_member
from mire.programme.people.queries import (
    SORTS,
    Member,
    PersonLine,
    departments_of,
    people_of,
    role_kinds_of,
)
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.exports import asked_export, export_links, exported
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.handing_out import give_document
from mire.web.office.lists import PAGE, Choice, Column, Filter, Row, listing, read_asked
from mire.web.office.pages import EVERYBODY, GROUP, actor, office_page, show
from mire.web.office.people.group import group_context, group_months
from mire.web.office.people.importing import KEPT
from mire.words import words

PLACE = "office_people"


DRAWS_FROM = 20180321
"""Chance begins at the same place each time: the same presences give the same page."""


@require_safe
@office_page(*GROUP, Right.MANAGEMENT)
def reached(request: HttpRequest, member: Member) -> HttpResponse:
    """Show whom the programme reaches, meeting by meeting, or give it as a file."""
    today = timezone.localdate()
    came, staff, titles = took_part(member.programme, on=today)
    if not came:
        return show(request, member, "office/reached_none.html", {}, place=PLACE)
    found = reach(
        came,
        staff=staff or None,
        threshold=member.programme.threshold,
        rng=np.random.default_rng(DRAWS_FROM),
    )
    months = group_months(member.programme, today)
    made = reach_document(
        found,
        group=[(words.month(each.first), each.joined, each.left, each.n) for each in months],
        is_presence=True,
        titles=titles,
    )
    return give_document(request, made)


@require_safe
@office_page(*EVERYBODY)
def people(request: HttpRequest, member: Member) -> HttpResponse:
    """List who takes part."""
    today = timezone.localdate()
    request.session.pop(KEPT, None)  # a file that was looked at and left
    asked = read_asked(request, sorts=list(SORTS), filters=("role",))
    kind = asked_export(request)
    found = people_of(
        member.programme,
        on=today,
        words=asked.words,
        role=asked.filters.get("role", ""),
        sort=asked.sort,
        is_descending=asked.is_descending,
        start=0 if kind else asked.start,
        most=None if kind else PAGE,
    )
    columns = (
        Column(_("Nom"), "nom"),
        Column(_("Rôle")),
        Column(_("Direction"), "direction"),
        Column(_("Depuis"), "depuis"),
    )
    rows = [_row(each, member) for each in found.lines]
    if kind:
        return exported(kind, _("personnes"), columns, rows)
    chosen = asked.filters.get("role", "")
    kinds = [
        Choice("", _("tous les rôles"), not chosen),
        *(
            Choice(each.slug, each.name, each.slug == chosen)
            for each in role_kinds_of(member.programme)
        ),
        Choice("parti", _("n'a plus de rôle"), chosen == "parti"),
    ]
    shown = listing(
        asked,
        columns=columns,
        rows=rows,
        n=found.n,
        count=ngettext("%(n)s personne", "%(n)s personnes", found.n) % {"n": found.n},
        empty=_("Personne ne répond à cette recherche.")
        if asked.words or chosen
        else _("Personne encore."),
        filters=(Filter("role", _("Rôle"), kinds),),
        exports=export_links,
    )
    return show(
        request,
        member,
        "office/people.html",
        {
            "list": shown,
            "may_add": member.may(Right.FACILITATOR),
            **group_context(member, today),
        },
        place=PLACE,
    )


def _row(line: PersonLine, member: Member) -> Row:
    since = "" if line.since is None else words.day(line.since)
    where = {"programme": member.programme.key, "person": line.key}
    return Row(
        (line.name, words.listed(list(line.roles)) or "—", line.department, since),
        href=reverse("office_person", kwargs=where),
    )


class NewPersonForm(OfficeForm):
    """Somebody who joins, in a role."""

    given_name = forms.CharField(label=gettext_lazy("Prénom"), max_length=80, required=False)
    family_name = forms.CharField(label=gettext_lazy("Nom"), max_length=80)
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"),
        required=False,
        help_text=gettext_lazy("Elle sert à se connecter ; sans elle, un lien suffit."),
    )
    department = forms.ChoiceField(label=gettext_lazy("Direction"), required=False)
    post = forms.CharField(label=gettext_lazy("Fonction"), max_length=160, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Rôle dans le programme"))
    starts_on = forms.DateField(label=gettext_lazy("Depuis le"), widget=DayInput)


@office_page(Right.FACILITATOR)
def new_person(request: HttpRequest, member: Member) -> HttpResponse:
    """Add a person and their first role."""
    departments = {each.key: each for each in departments_of(member.programme)}
    kinds = {
        each.slug: each
        for each in role_kinds_of(member.programme)
        if may_touch(each.right, member.rights)
    }

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        form = NewPersonForm(
            *args,
            choices={
                "department": [
                    ("", _("aucune")),
                    *((key, each.name) for key, each in departments.items()),
                ],
                "role": [(slug, each.name) for slug, each in kinds.items()],
            },
            **kwargs,
        )
        form.initial.setdefault("starts_on", timezone.localdate())
        form.initial.setdefault("role", "ambassador")
        return form

    def save(form: OfficeForm) -> str:
        values = form.values()
        kind = kinds[values.pop("role")]
        starts_on = values.pop("starts_on")
        values["department"] = departments.get(values["department"])
        try:
            add_member(
                kind=kind,
                values=values,
                starts_on=starts_on,
                by=actor(member),
                now=timezone.now(),
                key=form.key,
            )
        except IntegrityError:
            raise Refusal(
                text("Une autre personne a déjà cette adresse : cherchez-la dans la liste."),
                path=("email",),
            ) from None
        return reverse(PLACE, kwargs={"programme": member.programme.key})

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Ajouter une personne"),
            submit=_("Ajouter"),
            back=reverse(PLACE, kwargs={"programme": member.programme.key}),
            place=PLACE,
        ),
    )
