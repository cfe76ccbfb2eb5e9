"""The phases of a programme, on its two tracks."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.programmes.actions import (
    PHASE_FIELDS,
    add_phase,
    change_phase,
    remove_phase,
)
from mire.programme.programmes.queries import phase_of, phases_of
from mire.programme.programmes.rules import TRACKS
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.pages import actor, office_page, show
from mire.words import words

PLACE = "office_settings"


class PhaseForm(OfficeForm):
    """A phase."""

    name = forms.CharField(label=gettext_lazy("Nom de la phase"), max_length=80)
    track = forms.ChoiceField(label=gettext_lazy("Piste"), widget=forms.RadioSelect)
    starts_on = forms.DateField(label=gettext_lazy("Premier jour"), widget=DayInput)
    ends_on = forms.DateField(label=gettext_lazy("Dernier jour"), widget=DayInput)
    place = forms.IntegerField(
        label=gettext_lazy("Ordre"),
        min_value=0,
        max_value=1000,
        initial=0,
        help_text=gettext_lazy("Entre des phases qui commencent le même jour."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a phase that ends before it starts."""
        values = super().clean() or {}
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("Le dernier jour vient après le premier."))
        return values


def _form_of(*args: Any, **kwargs: Any) -> OfficeForm:
    tracks = [(slug, words.translate(title)) for slug, title in TRACKS.items()]
    return PhaseForm(*args, choices={"track": tracks}, **kwargs)


@require_safe
@office_page(Right.ADMINISTRATOR)
def phases(request: HttpRequest, member: Member) -> HttpResponse:
    """List the phases by track."""
    found = phases_of(member.programme)
    tracks = [
        (words.translate(title), [each for each in found if each.track == slug])
        for slug, title in TRACKS.items()
    ]
    return show(request, member, "office/phases.html", {"tracks": tracks}, place=PLACE)


@office_page(Right.ADMINISTRATOR)
def phase(request: HttpRequest, member: Member, *, phase: str = "") -> HttpResponse:
    """Add a phase, or change one."""
    found = phase_of(member.programme, phase) if phase else None
    if phase and found is None:
        raise Http404
    back = reverse("office_phases", kwargs={"programme": member.programme.key})

    def save(form: OfficeForm) -> str:
        by, now, values = actor(member), timezone.now(), form.values()
        if found is None:
            add_phase(programme=member.programme, key=form.key, values=values, by=by, now=now)
        else:
            change_phase(phase=found, values=values, by=by, now=now)
        return back

    return answer_form(
        request,
        member,
        _form_of,
        save,
        said=FormWords(
            title=_("Ajouter une phase") if found is None else found.name,
            submit=_("Enregistrer la phase"),
            back=back,
            place=PLACE,
            template="office/phase.html",
        ),
        stored=None if found is None else {name: getattr(found, name) for name in PHASE_FIELDS},
        context={"phase": found},
    )


@office_page(Right.ADMINISTRATOR)
def removed_phase(request: HttpRequest, member: Member, *, phase: str) -> HttpResponse:
    """Remove a phase once its loss is confirmed."""
    found = phase_of(member.programme, phase)
    if found is None:
        raise Http404
    back = reverse("office_phases", kwargs={"programme": member.programme.key})

    def save(_form: OfficeForm) -> str:
        remove_phase(phase=found, by=actor(member), now=timezone.now())
        return back

    return answer_form(
        request,
        member,
        OfficeForm,
        save,
        said=FormWords(
            title=_("Retirer « %(title)s » ?") % {"title": found.name},
            submit=_("Retirer la phase"),
            back=back,
            lede=_("La phase quitte la frise ; les réunions de ces jours restent."),
            place=PLACE,
            danger=True,
        ),
    )
