"""Bodies and their sessions, election periods."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mire.programme.people.queries import Member
from mire.programme.sponsorship.actions.path import (
    remove_body,
    remove_period,
    write_body,
    write_period,
)
from mire.programme.sponsorship.queries import (
    Body,
    RestraintPeriod,
    SponsorshipPath,
    body_in,
    period_in,
)
from mire.programme.sponsorship.rules.elections import Restraint, restrained_from
from mire.programme.sponsorship.rules.kinds import read_sessions, written_sessions
from mire.technique_api.refusal import Refusal
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.pages import GROUP, actor, address, office_page
from mire.web.office.sponsorship.views import PLACE, adding, path_at, show_path


def _body_at(path: SponsorshipPath, key: str) -> Body:
    found = body_in(path, key)
    if found is None:
        raise Http404
    return found


def _period_at(path: SponsorshipPath, key: str) -> RestraintPeriod:
    found = period_in(path, key)
    if found is None:
        raise Http404
    return found


class BodyForm(OfficeForm):
    """A body and the days on which it sits."""

    name = forms.CharField(label=gettext_lazy("Instance"), max_length=120)
    sessions = forms.CharField(
        label=gettext_lazy("Dates de ses séances"),
        help_text=gettext_lazy("Une par ligne : 04/10/2018. Une date passée peut rester."),
        required=False,
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 10, "inputmode": "numeric"}),
    )


@office_page(*GROUP)
def body(request: HttpRequest, member: Member, *, body: str = "") -> HttpResponse:
    """Add a body, or change one: its name, its sessions."""
    path = path_at(member)
    found = _body_at(path, body) if body else None

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        with adding(form):
            write_body(
                path=path,
                key=form.key if found is None else found.key,
                name=" ".join(said["name"].split()),
                sessions=read_sessions(said["sessions"]),
                by=actor(member),
                now=timezone.now(),
                is_new=found is None,
            )
        return address("office_sponsorship", member) + "#instances"

    stored: dict[str, Any] | None = None
    if found is not None:
        days = read_sessions("\n".join(found.sessions))
        stored = {"name": found.name, "sessions": written_sessions(days)}
    return answer_form(
        request,
        member,
        BodyForm,
        save,
        said=FormWords(
            title=_("Ajouter une instance") if found is None else found.name,
            submit=_("Garder"),
            back=address("office_sponsorship", member) + "#instances",
            place=PLACE,
            template="office/path_body.html",
        ),
        stored=stored,
        context={"body": found},
    )


@require_POST
@office_page(*GROUP)
def removed_body(request: HttpRequest, member: Member, *, body: str) -> HttpResponse:
    """Take a body out."""
    found = _body_at(path_at(member), body)
    try:
        remove_body(body=found, by=actor(member), now=timezone.now())
    except Refusal as refusal:
        return show_path(request, member, refusal)
    return redirect(address("office_sponsorship", member) + "#instances")


class PeriodForm(OfficeForm):
    """An election, and from when restraint is called for."""

    title = forms.CharField(label=gettext_lazy("Élection"), max_length=160)
    last = forms.DateField(label=gettext_lazy("Jour du dernier tour"), widget=DayInput())
    first = forms.DateField(
        label=gettext_lazy("Retenue à partir du"),
        help_text=gettext_lazy("Vide : le premier jour du sixième mois avant celui de l'élection."),
        required=False,
        widget=DayInput(),
    )
    source = forms.CharField(
        label=gettext_lazy("Le texte qui le dit"),
        max_length=300,
        required=False,
        initial=gettext_lazy("Code électoral, article L. 52-1"),
    )


@office_page(*GROUP)
def period(request: HttpRequest, member: Member, *, period: str = "") -> HttpResponse:
    """Add an election period, or change one."""
    path = path_at(member)
    found = _period_at(path, period) if period else None

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        with adding(form):
            write_period(
                path=path,
                key=form.key if found is None else found.key,
                period=Restraint(
                    " ".join(said["title"].split()),
                    said["first"] or restrained_from(said["last"]),
                    said["last"],
                    " ".join(said["source"].split()),
                ),
                by=actor(member),
                now=timezone.now(),
                is_new=found is None,
            )
        return address("office_sponsorship", member) + "#elections"

    stored: dict[str, Any] | None = None
    if found is not None:
        stored = {
            "title": found.title, "last": found.last, "first": found.first,
            "source": found.source,
        }  # fmt: skip
    return answer_form(
        request,
        member,
        PeriodForm,
        save,
        said=FormWords(
            title=_("Ajouter une élection") if found is None else _("Changer une élection"),
            lede=_(
                "Rien n'est interdit ici : à chaque étape qui tombe dans la période, Mire rappelle "
                "ce qu'elle demande."
            ),
            submit=_("Garder"),
            back=address("office_sponsorship", member) + "#elections",
            place=PLACE,
        ),
        stored=stored,
    )


@require_POST
@office_page(*GROUP)
def removed_period(request: HttpRequest, member: Member, *, period: str) -> HttpResponse:
    """Take an election period out."""
    found = _period_at(path_at(member), period)
    remove_period(period=found, by=actor(member), now=timezone.now())
    return redirect(address("office_sponsorship", member) + "#elections")
