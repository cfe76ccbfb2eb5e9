"""How each criterion of the programme is known in a file of scenarios, and what it gives."""

from functools import partial
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mire.documents.builders.choices import cited_told
from mire.documents.builders.choices_words import known_how
from mire.live.engine.engine import current_engine
from mire.programme.choices.actions import drop_yardstick, measure, set_yardstick
from mire.programme.choices.queries import (
    Choice,
    Yardstick,
    scenario_in,
    sources_behind,
    told_of,
    yardstick_of,
)
from mire.programme.choices.rules.kinds import (
    GRADES,
    HOW_WORDS,
    MOST_NOTE,
    MOST_UNIT,
    MOST_VOICES,
    WAY_WORDS,
    YARDSTICK,
    How,
    Way,
    check_figure,
    check_grades,
)
from mire.programme.criteria.queries import criteria_in_use, criterion_in
from mire.programme.people.queries import Member
from mire.programme.thread.rules import Reference
from mire.programme.votes.queries import votes_grading
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.choices.about import PLACE, about_choice, address
from mire.web.office.forms import FormWords, OfficeForm, answer_form, form_with
from mire.web.office.pages import GROUP, actor, show
from mire.web.shell import errors
from mire.words import words


@require_safe
@about_choice(*GROUP)
def criteria(request: HttpRequest, member: Member, choice: Choice) -> HttpResponse:
    """List the programme's criteria: how each is known here, what each scenario gets."""
    told = told_of(choice)
    behind = sources_behind(member.programme, told)
    by_criterion = {each.criterion: each for each in told.yardsticks}
    rows = []
    for each in criteria_in_use(member.programme):
        known = by_criterion.get(each.key)
        lacking = [one.title for one in told.scenarios if each.key not in one.measures]
        rows.append(
            {
                "criterion": each,
                "known": known,
                "may_type": known is not None and known.how != How.MENTIONS,
                "how": "" if known is None else known_how(known),
                "cited": ""
                if known is None
                else cited_told(behind.get(Reference(YARDSTICK, known.key), [])),
                "lacking": words.listed([words.quoted(one) for one in lacking]),
            }
        )
    context = {
        "choice": choice,
        "rows": rows,
        "has_scenarios": bool(told.scenarios),
        "has_judgments": bool(votes_grading(member.programme, engine=current_engine())),
    }
    return show(request, member, "office/choice_criteria.html", context, place=PLACE)


class YardstickForm(OfficeForm):
    """How a criterion is known."""

    how = forms.ChoiceField(label=gettext_lazy("Comment"), widget=forms.RadioSelect)
    unit = forms.CharField(
        label=gettext_lazy("Unité"),
        help_text=gettext_lazy("Pour un chiffre : « jours », « k€ », « directions »."),
        max_length=MOST_UNIT,
        required=False,
    )
    direction = forms.ChoiceField(label=gettext_lazy("Sens"), widget=forms.RadioSelect)
    low = forms.FloatField(
        label=gettext_lazy("Le plus bas de l'échelle"),
        help_text=gettext_lazy("Facultatif : sans échelle, le plus bas et le plus haut notés."),
        required=False,
    )
    high = forms.FloatField(label=gettext_lazy("Le plus haut de l'échelle"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Comment on l'a su"),
        help_text=gettext_lazy("Une phrase. Les sources se citent à part, un jugement aussi."),
        max_length=MOST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )


def _yardstick_form(*args: Any, is_judged: bool, **kwargs: Any) -> OfficeForm:
    """Return the form; ``is_judged``: a judgment was taken, and may stay what is known."""
    choices = {
        "how": [
            (each.value, words.translate(said))
            for each, said in HOW_WORDS.items()
            if is_judged or each is not How.MENTIONS
        ],
        "direction": [(each.value, words.translate(said)) for each, said in WAY_WORDS.items()],
    }
    if "initial" in kwargs:
        start = {"how": How.GRADES.value, "direction": Way.MORE.value}
        kwargs["initial"] = {**start, **kwargs["initial"]}
    return YardstickForm(*args, choices=choices, **kwargs)


@about_choice(*GROUP)
def yardstick(
    request: HttpRequest, member: Member, choice: Choice, *, criterion: str
) -> HttpResponse:
    """Say how a criterion is known in a file."""
    found = criterion_in(member.programme, criterion)
    if found is None:
        raise Http404
    known = yardstick_of(choice, criterion)

    def save(form: OfficeForm) -> str:
        values = form.values()
        values["note"] = " ".join(values["note"].split())
        values["mentions"] = [] if known is None else known.mentions
        set_yardstick(
            choice=choice, criterion=found, values=values, by=actor(member), now=timezone.now()
        )
        return address("office_choice_measures", member, choice, criterion=criterion)

    names = YardstickForm.names()
    return answer_form(
        request,
        member,
        partial(_yardstick_form, is_judged=known is not None and known.how == How.MENTIONS),
        save,
        said=FormWords(
            title=_("Mesurer « %(name)s »") % {"name": found.name},
            lede=found.meaning,
            submit=_("Garder, puis noter chaque scénario"),
            back=address("office_choice_criteria", member, choice),
            place=PLACE,
        ),
        stored=None if known is None else {name: getattr(known, name) for name in names},
    )


@require_POST
@about_choice(*GROUP)
def dropped(
    request: HttpRequest, member: Member, choice: Choice, *, criterion: str
) -> HttpResponse:
    """Leave a criterion out of a file."""
    found = _yardstick(choice, criterion)
    try:
        drop_yardstick(yardstick=found, by=actor(member), now=timezone.now())
    except Refusal as refusal:
        return errors.refused(request, refusal, status=409)
    return redirect(address("office_choice_criteria", member, choice))


def _yardstick(choice: Choice, criterion: str) -> Yardstick:
    found = yardstick_of(choice, criterion)
    if found is None:
        raise Http404
    return found


@about_choice(*GROUP)
def measures(
    request: HttpRequest, member: Member, choice: Choice, *, criterion: str
) -> HttpResponse:
    """Note what each scenario gets by a criterion: a figure, or voices for each grade."""
    known = _yardstick(choice, criterion)
    if known.how == How.MENTIONS:  # the log's own figures: nobody types others under its name
        return redirect(address("office_choice_judgments", member, choice, criterion=criterion))
    told = told_of(choice)
    fields: dict[str, forms.Field] = {}
    stored: dict[str, Any] = {}
    for place, each in enumerate(told.scenarios):
        figures = each.measures.get(criterion, {})
        if known.how == How.GRADES:
            fields |= _grade_fields(place, each.title)
            counts = figures.get("counts", [0] * GRADES)
            stored |= {f"s{place}n{grade}": n for grade, n in enumerate(counts)}
        else:
            fields |= _figure_fields(place, each.title, known.unit)
            low = figures.get("value", figures.get("from"))
            stored |= {f"s{place}": low, f"s{place}to": figures.get("to")}

    def save(form: OfficeForm) -> str:
        for place, each in enumerate(told.scenarios):
            row = scenario_in(choice, each.key)
            if row is not None:
                measure(
                    yardstick=known,
                    scenario=row,
                    figures=_figures(form, place, known, member.programme.threshold),
                    by=actor(member),
                    now=timezone.now(),
                )
        return address("office_choice_criteria", member, choice)

    lede = (
        _("Combien de voix pour chaque note, de 0 (pas du tout) à 4 (tout à fait).")
        if known.how == How.GRADES
        else _("Un chiffre, ou de … à … quand on n'est pas sûr. Vide : personne ne le sait.")
    )
    return answer_form(
        request,
        member,
        form_with(fields),
        save,
        said=FormWords(
            title=known.criterion.name,
            lede=lede if told.scenarios else _("Écrivez d'abord les scénarios."),
            submit=_("Garder") if told.scenarios else "",
            back=address("office_choice_criteria", member, choice),
            place=PLACE,
        ),
        stored=stored,
    )


def _grade_fields(place: int, title: str) -> dict[str, forms.Field]:
    said = words.quoted(title)
    return {
        f"s{place}n{grade}": forms.IntegerField(
            label=_("%(scenario)s : voix pour %(grade)s") % {"scenario": said, "grade": grade},
            validators=(MinValueValidator(0), MaxValueValidator(MOST_VOICES)),
        )
        for grade in range(GRADES)
    }


def _figure_fields(place: int, title: str, unit: str) -> dict[str, forms.Field]:
    told = {"scenario": words.quoted(title), "unit": unit}
    return {
        f"s{place}": forms.FloatField(
            label=_("%(scenario)s (%(unit)s)") % told if unit else told["scenario"], required=False
        ),
        f"s{place}to": forms.FloatField(
            label=_("%(scenario)s : jusqu'à, si l'on n'est pas sûr") % told, required=False
        ),
    }


def _figures(
    form: OfficeForm, place: int, known: Yardstick, threshold: int
) -> dict[str, Any] | None:
    """Return what a scenario gets, None for nothing. Raises a ``Refusal`` naming the field."""
    said = form.cleaned_data
    if known.how == How.GRADES:
        counts = [said[f"s{place}n{grade}"] for grade in range(GRADES)]
        if not sum(counts):
            return None
        return check_grades(counts, threshold=threshold, field=f"s{place}n0")
    low, high = said[f"s{place}"], said[f"s{place}to"]
    if low is None:
        if high is not None:
            raise Refusal(text("Donnez d'abord le plus bas, puis jusqu'où."), path=(f"s{place}",))
        return None
    scale = None if known.low is None or known.high is None else (known.low, known.high)
    return check_figure(low, low if high is None else high, scale, field=f"s{place}")
