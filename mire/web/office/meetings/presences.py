"""Who came to a meeting, ticked from the attendance sheet."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mire.programme.meetings.actions import note_who_came
from mire.programme.meetings.queries import Comer, Meeting, comers_of
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.meetings.views import PLACE, address, meeting_page
from mire.web.office.pages import actor


class WhoCameForm(OfficeForm):
    """One box a person."""

    came = forms.MultipleChoiceField(
        label="", required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )


@meeting_page(Right.FACILITATOR)
def who_came(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Tick who came. What is noted here is the time that people gave, not what they said."""
    on = timezone.localtime(meeting.planned_at).date()
    comers = {each.person.key: each for each in comers_of(meeting, on=on)}

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        form = WhoCameForm(
            *args,
            choices={"came": [(key, _label(each)) for key, each in comers.items()]},
            **kwargs,
        )
        form.fields["came"].label = _("Personnes présentes")
        return form

    def save(form: OfficeForm) -> str:
        persons = [comers[key].person for key in form.values()["came"]]
        note_who_came(meeting=meeting, persons=persons, on=on, by=actor(member), now=timezone.now())
        return address("office_meeting", member, meeting)

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Qui est venu ?"),
            submit=_("Enregistrer les présences"),
            back=address("office_meeting", member, meeting),
            lede=_(
                "À cocher d'après la feuille d'émargement. Les présences disent le temps donné ; "
                "elles ne sont reliées à aucune réponse."
            ),
            place=PLACE,
        ),
        stored={"came": [key for key, each in comers.items() if each.came]},
    )


def _label(comer: Comer) -> str:
    department = comer.person.department
    return " · ".join([*([department.name] if department else []), str(comer.person), comer.role])
