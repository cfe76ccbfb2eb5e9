"""Amendments to minutes: asked for by those who were there, answered one by one."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mire.programme.meetings.queries import Meeting
from mire.programme.outcomes.queries import outcomes_of_meeting
from mire.programme.outcomes.rules.kinds import name_of
from mire.programme.people.queries import Member
from mire.programme.steering.actions import answer_amendment, ask_amendment
from mire.programme.steering.queries import amendments_of
from mire.programme.steering.rules import (
    AMENDMENT_WORDS,
    MOST_AMENDMENT,
    MOST_REPLY,
    AmendmentState,
)
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.pages import GROUP, actor
from mire.web.office.steering.minutes import minutes_of
from mire.web.office.steering.views import PLACE, READERS, about_meeting, address
from mire.words import words


class AmendmentForm(OfficeForm):
    """A change that somebody who was there asks for."""

    outcome = forms.ChoiceField(label=gettext_lazy("La ligne"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Ce qui devrait changer"),
        help_text=gettext_lazy(
            "Votre demande et sa réponse restent au dossier. Écrivez ce que la ligne devrait dire."
        ),
        max_length=MOST_AMENDMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    on_behalf_of = forms.CharField(
        label=gettext_lazy("De la part de"),
        help_text=gettext_lazy(
            "Une fonction, si la demande vous a été faite de vive voix ou sur papier. Facultatif."
        ),
        max_length=120,
        required=False,
    )


@about_meeting(*READERS)
def amendment(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Ask for an amendment."""
    found = minutes_of(member, meeting)
    choices = [
        ("", _("aucune : il manque quelque chose")),
        *(
            (each.key, f"{name_of(each.kind, each.number)} · {each.what}")
            for each in outcomes_of_meeting(meeting)
        ),
    ]

    def save(form: OfficeForm) -> str:
        ask_amendment(
            minutes=found,
            key=form.key,
            outcome=form.cleaned_data["outcome"],
            words=form.cleaned_data["words"].strip(),
            on_behalf_of=form.cleaned_data["on_behalf_of"].strip(),
            today=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_minutes", member, meeting) + "#amendements"

    return answer_form(
        request,
        member,
        lambda *args, **kwargs: AmendmentForm(*args, choices={"outcome": choices}, **kwargs),
        save,
        said=FormWords(
            title=_("Demander un amendement"),
            lede=_(
                "Jusqu'au %(day)s, celles et ceux qui étaient là peuvent faire changer ce relevé."
            )
            % {"day": words.day(found.amend_until)}
            if found.amend_until
            else "",
            submit=_("Envoyer la demande"),
            back=address("office_minutes", member, meeting),
            place=PLACE,
        ),
    )


class AnswerForm(OfficeForm):
    """What becomes of an amendment."""

    state = forms.ChoiceField(label=gettext_lazy("Suite donnée"), widget=forms.RadioSelect)
    reply = forms.CharField(
        label=gettext_lazy("Réponse"),
        help_text=gettext_lazy("Reprise, changez aussi la ligne. Non reprise, dites pourquoi."),
        max_length=MOST_REPLY,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


@about_meeting(*GROUP)
def answer(
    request: HttpRequest, member: Member, meeting: Meeting, *, amendment: str
) -> HttpResponse:
    """Answer an amendment."""
    found = minutes_of(member, meeting)
    asked = next((each for each in amendments_of(found) if each.key == amendment), None)
    if asked is None:
        raise Http404
    answers = (AmendmentState.TAKEN, AmendmentState.REFUSED)
    choices = [(each.value, words.translate(AMENDMENT_WORDS[each])) for each in answers]

    def save(form: OfficeForm) -> str:
        answer_amendment(
            amendment=asked,
            state=AmendmentState(form.cleaned_data["state"]),
            reply=form.cleaned_data["reply"].strip(),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_minutes", member, meeting) + "#amendements"

    return answer_form(
        request,
        member,
        lambda *args, **kwargs: AnswerForm(*args, choices={"state": choices}, **kwargs),
        save,
        said=FormWords(
            title=_("Répondre à un amendement"),
            lede=f"« {asked.words} »",
            submit=_("Répondre"),
            back=address("office_minutes", member, meeting) + "#amendements",
            place=PLACE,
        ),
        stored={
            "state": "" if asked.state == AmendmentState.WAITING else asked.state,
            "reply": asked.reply,
        },
    )
