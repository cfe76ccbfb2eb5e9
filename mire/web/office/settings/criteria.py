"""The criteria by which a programme judges: added, worded, ordered, retired."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mire.programme.criteria.actions import (
    add_criterion,
    change_criterion,
    move_criterion_up,
    retire_criterion,
)
from mire.programme.criteria.queries import Criterion, criteria_of, criterion_in
from mire.programme.criteria.rules import MOST_MEANING, MOST_NAME
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.pages import actor, office_page, show
from mire.words import words

PLACE = "office_settings"


class CriterionForm(OfficeForm):
    """A criterion."""

    name = forms.CharField(
        label=gettext_lazy("Le critère"),
        help_text=gettext_lazy("Un mot ou deux, tels qu'on les dira en réunion."),
        max_length=MOST_NAME,
    )
    meaning = forms.CharField(
        label=gettext_lazy("Ce qu'il veut dire"),
        help_text=gettext_lazy("À quoi l'on reconnaît une note de 0, et une de 4."),
        max_length=MOST_MEANING,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


@require_safe
@office_page(Right.ADMINISTRATOR)
def criteria(request: HttpRequest, member: Member) -> HttpResponse:
    """List the criteria, in their order."""
    return _show(request, member)


def _show(request: HttpRequest, member: Member, *, refusal: Refusal | None = None) -> HttpResponse:
    found = criteria_of(member.programme)
    names = {each.name.casefold() for each in found}
    given: Any = member.programme.words.get("criteria") or []
    context = {
        "used": [each for each in found if each.retired_at is None],
        "retired": [each for each in found if each.retired_at is not None],
        "offered": [word for word in given if word.casefold() not in names],
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    code = 409 if refusal is not None else 200
    return show(request, member, "office/criteria.html", context, place=PLACE, status=code)


@office_page(Right.ADMINISTRATOR)
def criterion(request: HttpRequest, member: Member, *, criterion: str = "") -> HttpResponse:
    """Add a criterion, or change one."""
    found = _criterion(member, criterion) if criterion else None
    back = reverse("office_criteria", kwargs={"programme": member.programme.key})

    def save(form: OfficeForm) -> str:
        by, now, values = actor(member), timezone.now(), form.values()
        if found is None:
            add_criterion(programme=member.programme, key=form.key, by=by, now=now, **values)
        else:
            change_criterion(criterion=found, values=values, by=by, now=now)
        return back

    return answer_form(
        request,
        member,
        CriterionForm,
        save,
        said=FormWords(
            title=_("Ajouter un critère") if found is None else found.name,
            lede=_("Ce qui est déjà noté par ce critère le reste, sous ses nouveaux mots.")
            if found
            else "",
            submit=_("Enregistrer le critère"),
            back=back,
            place=PLACE,
        ),
        stored=None if found is None else {"name": found.name, "meaning": found.meaning},
    )


@require_POST
@office_page(Right.ADMINISTRATOR)
def moved_up(request: HttpRequest, member: Member, *, criterion: str) -> HttpResponse:
    """Put a criterion one place sooner."""
    found = _criterion(member, criterion)
    move_criterion_up(criterion=found, by=actor(member), now=timezone.now())
    return redirect("office_criteria", programme=member.programme.key)


@require_POST
@office_page(Right.ADMINISTRATOR)
def retired(request: HttpRequest, member: Member, *, criterion: str) -> HttpResponse:
    """Retire a criterion, or use it again."""
    found = _criterion(member, criterion)
    try:
        retire_criterion(criterion=found, by=actor(member), now=timezone.now())
    except Refusal as refusal:
        return _show(request, member, refusal=refusal)
    return redirect("office_criteria", programme=member.programme.key)


def _criterion(member: Member, key: str) -> Criterion:
    found = criterion_in(member.programme, key)
    if found is None:
        raise Http404
    return found
