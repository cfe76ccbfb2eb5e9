"""The first start: three short pages make the first administrator, authority and programme."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mire.programme.accounts.actions import LinkLapsed, actor_of
from mire.programme.accounts.queries import is_first_start
from mire.programme.meetings.actions import adopt_meetings
from mire.programme.people.actions import start_installation
from mire.programme.people.queries import programmes_of
from mire.web.office.accounts.opening import open_session
from mire.web.office.forms import DayInput, OfficeForm
from mire.web.office.pages import open_page
from mire.web.shell import errors


class YouForm(OfficeForm):
    """Who administers."""

    given_name = forms.CharField(label=gettext_lazy("Prénom"), max_length=80)
    family_name = forms.CharField(label=gettext_lazy("Nom"), max_length=80)
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"),
        help_text=gettext_lazy("Elle sert à vous connecter ; elle n'est montrée à personne."),
    )


class AuthorityForm(OfficeForm):
    """Which authority."""

    authority = forms.CharField(
        label=gettext_lazy("Nom de la collectivité"),
        max_length=120,
        help_text=gettext_lazy("Les directions et les personnes viendront ensuite."),
    )


class ProgrammeForm(OfficeForm):
    """Which programme, from when to when."""

    programme = forms.CharField(
        label=gettext_lazy("Nom du programme"), max_length=120, initial="La Transfo"
    )
    starts_on = forms.DateField(label=gettext_lazy("Premier jour"), widget=DayInput)
    ends_on = forms.DateField(label=gettext_lazy("Dernier jour"), widget=DayInput)

    def clean(self) -> dict[str, Any]:
        """Refuse a programme that ends before it starts."""
        values = super().clean() or {}
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("Le dernier jour vient après le premier."))
        return values


STEPS = (YouForm, AuthorityForm, ProgrammeForm)
KEPT = "first_start"


@open_page
def first_start(request: HttpRequest, *, secret: str) -> HttpResponse:
    """Ask what is needed, a page at a time; keep the answers in the session until the last."""
    if not is_first_start(secret):
        return errors.say(
            request,
            _(
                "Cette adresse a déjà servi, ou une autre a été donnée depuis : connectez-vous, ou "
                "relancez « mire serve » et prenez l'adresse qu'il affiche."
            ),
            status=404,
        )
    kept: dict[str, str] = request.session.get(KEPT, {})
    asked = request.GET.get("page", "1")
    at = int(asked) - 1 if asked in ("1", "2", "3") else 0
    if request.method == "POST":
        form = STEPS[at](request.POST)
        if form.is_valid():
            kept = {**kept, **{name: str(value) for name, value in form.values().items()}}
            request.session[KEPT] = kept
            if at + 1 < len(STEPS):
                return redirect(f"{request.path}?page={at + 2}")
            return _start(request, secret, kept)
    else:
        form = STEPS[at](initial={**_suggested(), **kept})
    return render(
        request,
        "office/first_start.html",
        {"form": form, "step": at + 1, "steps": len(STEPS), "back": at},
        status=422 if form.is_bound else 200,
    )


def _suggested() -> dict[str, str]:
    today = timezone.localdate()
    months = today.month - 1 + 18
    end = date(today.year + months // 12, months % 12 + 1, 1) - timedelta(days=1)
    return {"starts_on": today.replace(day=1).isoformat(), "ends_on": end.isoformat()}


def _start(request: HttpRequest, secret: str, kept: dict[str, str]) -> HttpResponse:
    now = timezone.now()
    for at, step in enumerate(STEPS):
        form = step(kept)
        if not form.is_valid():
            return redirect(f"{request.path}?page={at + 1}")
    try:
        account = start_installation(
            secret=secret,
            given_name=kept["given_name"],
            family_name=kept["family_name"],
            email=kept["email"].lower(),
            authority=kept["authority"],
            programme=kept["programme"],
            starts_on=date.fromisoformat(kept["starts_on"]),
            ends_on=date.fromisoformat(kept["ends_on"]),
            now=now,
        )
    except LinkLapsed:
        return redirect(request.path)
    adopt_meetings(by=actor_of(account), now=now)
    del request.session[KEPT]
    open_session(request, account, how="link", now=now)
    (programme,) = programmes_of(account, on=timezone.localdate())
    return redirect("office_home", programme=programme.key)
