"""Writing a case: what is asked, its story, what it became; what the lab learns from it."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mire.programme.cases.actions import (
    ASK_FIELDS,
    SEQUEL_FIELDS,
    STORY_FIELDS,
    change_case,
    change_learnt,
    remove_learnt,
    write_learnt,
)
from mire.programme.cases.queries import Case, Learnt, learnt_in
from mire.programme.cases.rules import MOST_SENTENCE, MOST_TEXT
from mire.programme.people.queries import Member
from mire.web.office.cases.views import PLACE, address, ask_form, ask_values, case_of
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.pages import GROUP, actor, office_page


class StoryForm(OfficeForm):
    """What was done, and what came out of it."""

    done = forms.CharField(
        label=gettext_lazy("Ce qui a été fait"),
        help_text=gettext_lazy("Dans l'ordre, comme on le raconterait à qui n'y était pas."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        required=False,
    )
    outputs = forms.CharField(
        label=gettext_lazy("Ce qui en est sorti"),
        help_text=gettext_lazy("Maquettes, formulaires, règles : une ligne pour chaque chose."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )


class SequelForm(OfficeForm):
    """What became of it."""

    became = forms.CharField(
        label=gettext_lazy("Ce qu'il est devenu"),
        help_text=gettext_lazy("Ce qui sert encore, ce qui s'est arrêté, et pourquoi."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    became_on = forms.DateField(label=gettext_lazy("Constaté le"), widget=DayInput())


class LearntForm(OfficeForm):
    """One thing that the lab keeps."""

    sentence = forms.CharField(
        label=gettext_lazy("Ce que le labo en retient"),
        help_text=gettext_lazy("Une seule idée, qui servira au-delà de ce cas : elle sera citée."),
        max_length=MOST_SENTENCE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@office_page(*GROUP)
def changed(request: HttpRequest, member: Member, *, case: str, part: str) -> HttpResponse:
    """Change a part of a case: « demande », « recit » or « suite »."""
    found = case_of(member, case)
    if part not in PARTS or found.removed_at is not None:
        raise Http404
    form, names, title, lede = PARTS[part]
    version = found.version
    stored: dict[str, Any] = {name: getattr(found, name) for name in names}
    if part == "demande":
        stored["departments"] = [each.key for each in found.departments.all()]

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        return ask_form(member, *args, **kwargs) if form is None else form(*args, **kwargs)

    def save(form: OfficeForm) -> str:
        if part == "demande":
            values, departments = ask_values(member, form)
        else:
            values, departments = form.values(), None
            values = {
                name: value.strip() if isinstance(value, str) else value
                for name, value in values.items()
            }
        change_case(
            case=found,
            seen=version,
            values=values,
            departments=departments,
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_case", member, found)

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=str(title),
            lede=str(lede),
            submit=_("Enregistrer"),
            back=address("office_case", member, found),
            place=PLACE,
        ),
        stored=stored,
    )


DRAFT = gettext_lazy("Un récit qui change redevient un brouillon, jusqu'à ce qu'on le dise relu.")
PARTS: dict[str, tuple[type[OfficeForm] | None, tuple[str, ...], Any, Any]] = {
    "demande": (None, ASK_FIELDS, gettext_lazy("Ce qui est demandé"), ""),
    "recit": (StoryForm, STORY_FIELDS, gettext_lazy("Raconter ce qui a été fait"), DRAFT),
    "suite": (SequelForm, SEQUEL_FIELDS, gettext_lazy("Dire ce qu'il est devenu"), DRAFT),
}
"""The parts of a case that are written: form (None: that of what is asked), fields, words."""


@office_page(*GROUP)
def learnt(request: HttpRequest, member: Member, *, case: str, learnt: str = "") -> HttpResponse:
    """Write what the lab learns from a case, or change it."""
    found = case_of(member, case)
    point = _learnt(found, learnt) if learnt else None

    def save(form: OfficeForm) -> str:
        sentence = " ".join(form.values()["sentence"].split())
        by, now = actor(member), timezone.now()
        if point is None:
            write_learnt(case=found, key=form.key, sentence=sentence, by=by, now=now)
        else:
            change_learnt(learnt=point, sentence=sentence, by=by, now=now)
        return address("office_case", member, found) + "#retenu"

    return answer_form(
        request,
        member,
        LearntForm,
        save,
        said=FormWords(
            title=_("Ajouter une brique de labo") if point is None else _("Changer cette brique"),
            lede=_("Ce qui vaut pour d'autres cas que « %(title)s ».") % {"title": found},
            submit=_("Garder en brouillon"),
            back=address("office_case", member, found),
            place=PLACE,
        ),
        stored=None if point is None else {"sentence": point.sentence},
    )


@require_POST
@office_page(*GROUP)
def removed_learnt(request: HttpRequest, member: Member, *, case: str, learnt: str) -> HttpResponse:
    """Take a learnt point away."""
    found = case_of(member, case)
    remove_learnt(learnt=_learnt(found, learnt), by=actor(member), now=timezone.now())
    return redirect(address("office_case", member, found) + "#retenu")


def _learnt(case: Case, key: str) -> Learnt:
    point = learnt_in(case, key)
    if point is None:
        raise Http404
    return point
