"""What a case took, and how the group grades what is at stake in it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mire.programme.cases.actions import note_days, note_grades, remove_days, remove_grades
from mire.programme.cases.queries import days_in, tally_in
from mire.programme.cases.rules import (
    GRADES,
    HOW_WORDS,
    MOST_HALF_DAYS,
    MOST_LINE,
    MOST_VOICES,
    HowGraded,
)
from mire.programme.criteria.queries import criteria_in_use
from mire.programme.meetings.queries import meetings_held
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.web.office.cases.views import PLACE, address, case_of
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.pages import GROUP, actor, office_page
from mire.words import words

HALF = Decimal("0.5")


class DaysForm(OfficeForm):
    """Days, and what for."""

    on = forms.DateField(label=gettext_lazy("Le"), widget=DayInput())
    days = forms.DecimalField(
        label=gettext_lazy("Jours, tous agents confondus"),
        help_text=gettext_lazy("Par demi-journées : 12 agents une demi-journée font 6 jours."),
        min_value=HALF,
        max_value=MOST_HALF_DAYS * HALF,
        step_size=HALF,
    )
    what = forms.CharField(
        label=gettext_lazy("Pour quoi"),
        help_text=gettext_lazy("Le travail, jamais qui l'a fait."),
        max_length=MOST_LINE,
    )


class GradesForm(OfficeForm):
    """How many voices for each grade, by one criterion."""

    criterion = forms.ChoiceField(label=gettext_lazy("Critère"), widget=forms.RadioSelect)
    how = forms.ChoiceField(label=gettext_lazy("Comment"), widget=forms.RadioSelect)
    on = forms.DateField(label=gettext_lazy("Le"), widget=DayInput())
    meeting = forms.ChoiceField(label=gettext_lazy("À quelle réunion"), required=False)


for _grade in range(GRADES):
    GradesForm.base_fields[f"n{_grade}"] = forms.IntegerField(
        initial=0, validators=(MinValueValidator(0), MaxValueValidator(MOST_VOICES))
    )


def _grades_form(member: Member, *args: Any, **kwargs: Any) -> OfficeForm:
    titles = (
        _("Voix pour 0 : rien ne s'y joue"),
        _("Voix pour 1"),
        _("Voix pour 2"),
        _("Voix pour 3"),
        _("Voix pour 4 : tout s'y joue"),
    )
    made = GradesForm(
        *args,
        choices={
            "criterion": [
                (each.key, f"{each.name} : {each.meaning}" if each.meaning else each.name)
                for each in criteria_in_use(member.programme)
            ],
            "how": [(each.value, words.translate(said)) for each, said in HOW_WORDS.items()],
            "meeting": [
                ("", _("hors réunion")),
                *(
                    (each.key, f"{each.title}, {words.day(timezone.localtime(each.planned_at))}")
                    for each in meetings_held(member.programme, now=timezone.now())
                ),
            ],
        },
        **kwargs,
    )
    for grade, title in enumerate(titles):
        made.fields[f"n{grade}"].label = title
    return made


@office_page(*GROUP)
def new_days(request: HttpRequest, member: Member, *, case: str) -> HttpResponse:
    """Note days that a case took."""
    found = case_of(member, case)

    def save(form: OfficeForm) -> str:
        values = form.values()
        note_days(
            case=found,
            key=form.key,
            on=values["on"],
            half_days=int(values["days"] / HALF),
            what=" ".join(values["what"].split()),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_case", member, found) + "#cout"

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        if "initial" in kwargs:
            kwargs["initial"] = {"on": timezone.localdate(), **kwargs["initial"]}
        return DaysForm(*args, **kwargs)

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Noter des jours"),
            lede=_("Pour « %(title)s ».") % {"title": found},
            submit=_("Noter ces jours"),
            back=address("office_case", member, found),
            place=PLACE,
        ),
    )


@require_POST
@office_page(*GROUP)
def removed_days(request: HttpRequest, member: Member, *, case: str, days: str) -> HttpResponse:
    """Take a line of days away."""
    found = case_of(member, case)
    line = days_in(found, days)
    if line is not None:
        remove_days(days=line, by=actor(member), now=timezone.now())
    return redirect(address("office_case", member, found) + "#cout")


@office_page(*GROUP)
def new_grades(request: HttpRequest, member: Member, *, case: str) -> HttpResponse:
    """Note how many voices gave each grade by a criterion."""
    found = case_of(member, case)
    criteria = {each.key: each for each in criteria_in_use(member.programme)}

    def save(form: OfficeForm) -> str:
        values = form.values()
        meetings = {each.key: each for each in meetings_held(member.programme, now=timezone.now())}
        note_grades(
            case=found,
            key=form.key,
            criterion=criteria[values["criterion"]],
            meeting=meetings.get(values["meeting"]),
            on=values["on"],
            how=HowGraded(values["how"]),
            counts=[values[f"n{grade}"] for grade in range(GRADES)],
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_case", member, found) + "#enjeu"

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        if "initial" in kwargs:
            kwargs["initial"] = {
                "on": timezone.localdate(),
                "how": HowGraded.HANDS.value,
                **kwargs["initial"],
            }
        return _grades_form(member, *args, **kwargs)

    may_set = member.may(Right.ADMINISTRATOR)
    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Noter l'enjeu"),
            lede=_(
                "Combien de voix pour chaque note : on ne garde jamais qui a donné laquelle. Sous "
                "%(threshold)s voix, seul leur nombre sera montré."
            )
            % {"threshold": member.programme.threshold}
            if criteria
            else _("Le programme n'a pas encore de critères : ajoutez-les dans les réglages.")
            if may_set
            else _("Le programme n'a pas encore de critères : demandez-les à qui l'administre."),
            submit=_("Noter ces voix") if criteria else "",
            back=address("office_case", member, found),
            place=PLACE,
        ),
    )


@require_POST
@office_page(*GROUP)
def removed_grades(request: HttpRequest, member: Member, *, case: str, tally: str) -> HttpResponse:
    """Take grades away that were noted wrongly."""
    found = case_of(member, case)
    graded = tally_in(found, tally)
    if graded is None:
        raise Http404
    remove_grades(tally=graded, by=actor(member), now=timezone.now())
    return redirect(address("office_case", member, found) + "#enjeu")
