"""What a case took, and how the group grades what is at stake in it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mire.programme.cases.actions import note_days, note_grades, remove_days, remove_grades
from mire.programme.cases.queries import days_in, tally_in
from mire.programme.cases.rules import (
    HOW_WORDS,
    MOST_HALF_DAYS,
    MOST_LINE,
    HowGraded,
)
from mire.programme.criteria.queries import criteria_in_use
from mire.programme.meetings.queries import meetings_held
from mire.programme.people.queries import Member
from mire.web.office.cases.views import PLACE, address, case_of
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.grades import (
    GradesForm,
    counts_in,
    criterion_choices,
    entitled,
    lede_of,
)
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


class CaseGradesForm(GradesForm):
    """How voices were taken, and at which meeting."""

    how = forms.ChoiceField(label=gettext_lazy("Comment"), widget=forms.RadioSelect)
    meeting = forms.ChoiceField(label=gettext_lazy("À quelle réunion"), required=False)

    field_order = ("criterion", "how", "on", "meeting")


def _grades_form(member: Member, *args: Any, **kwargs: Any) -> OfficeForm:
    made = CaseGradesForm(
        *args,
        choices={
            "criterion": criterion_choices(criteria_in_use(member.programme)),
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
    return entitled(made)


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
            counts=counts_in(values),
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

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Noter l'enjeu"),
            lede=lede_of(member, list(criteria.values())),
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
