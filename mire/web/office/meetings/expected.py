"""Who is expected at a meeting: ticked by name, and numbers by department besides."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mire.programme.meetings.queries import Meeting
from mire.programme.people.queries import Member, departments_of
from mire.programme.people.rules import Right
from mire.programme.preparation.actions import expect_people
from mire.programme.preparation.queries import candidates_of, expected_at
from mire.web.office.forms import FormWords, OfficeForm, answer_form, form_with
from mire.web.office.meetings.views import PLACE, address, meeting_page
from mire.web.office.pages import actor

MOST = 5000
"""Of one department."""


@meeting_page(Right.FACILITATOR)
def expected(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Tick who is expected, and write how many come of each department besides."""
    on = timezone.localtime(meeting.planned_at).date()
    known = expected_at(meeting)
    persons = {each.person.key: each for each in candidates_of(meeting, on=on)}
    departments = {each.key: each for each in departments_of(member.programme, on=on)}
    departments |= {each.key: each for each, _n in known.counts}

    fields: dict[str, forms.Field] = {
        "persons": forms.MultipleChoiceField(
            label=_("Par leur nom"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(key, f"{each.person} · {each.role}") for key, each in persons.items()],
        )
    }
    for key, department in departments.items():
        fields[f"n-{key}"] = forms.IntegerField(
            label=department.name, required=False, min_value=0, max_value=MOST
        )

    def save(form: OfficeForm) -> str:
        values = form.values()
        expect_people(
            meeting=meeting,
            persons=[persons[key].person for key in values["persons"]],
            counts={each: values[f"n-{key}"] or 0 for key, each in departments.items()},
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_meeting", member, meeting)

    counted = {department.key: n for department, n in known.counts}
    return answer_form(
        request,
        member,
        form_with(fields),
        save,
        said=FormWords(
            title=_("Qui est attendu ?"),
            submit=_("Enregistrer les attendus"),
            back=address("office_meeting", member, meeting),
            lede=_(
                "Cochez les personnes du programme qui viendront. Pour les autres, un nombre par "
                "direction suffit : il s'ajoute à celles qui sont cochées."
            ),
            place=PLACE,
            template="office/expected.html",
        ),
        stored={
            "persons": [each.key for each in known.persons if each.key in persons],
            **{f"n-{key}": counted.get(key) for key in departments},
        },
    )
