"""Signing in by a one-use link, and out."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mire.programme.accounts.actions import LinkLapsed, note_sign_in, use_sign_in_link
from mire.programme.accounts.queries import Account, account_of_link
from mire.programme.people.queries import has_a_role, programmes_of
from mire.web import rates
from mire.web.office.accounts.first_start import BACKEND
from mire.web.office.pages import open_page, signed_in_page
from mire.web.shell import errors


@require_safe
@open_page
def sign_in(request: HttpRequest) -> HttpResponse:
    """Say how one signs in."""
    return render(request, "office/sign_in.html", {"next": _next(request)})


@open_page
def by_link(request: HttpRequest, *, secret: str) -> HttpResponse:
    """Open the session of a link at a press: who only looks at the address spends nothing."""
    now = timezone.now()
    address = request.META.get("REMOTE_ADDR", "")
    account = account_of_link(secret, now=now) if rates.sign_ins.has_left(address) else None
    if account is None or not has_a_role(account, on=timezone.localdate()):
        rates.sign_ins.allows(address)
        return _lapsed(request)
    if request.method == "POST":
        try:
            account = use_sign_in_link(secret=secret, now=now)
        except LinkLapsed:
            return _lapsed(request)
        login(request, account, backend=BACKEND)
        note_sign_in(account=account, how="link", now=now)
        return redirect(_next(request) or "programmes")
    response = render(request, "office/by_link.html", {"account": account})
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
@open_page
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign_in")


@require_safe
@signed_in_page
def programmes(request: HttpRequest, account: Account) -> HttpResponse:
    """List one's programmes; with one alone, open it."""
    found = programmes_of(account, on=timezone.localdate())
    if len(found) == 1 and "tous" not in request.GET:
        return redirect("office_home", programme=found[0].key)
    return render(request, "office/programmes.html", {"programmes": found, "account": account})


def _next(request: HttpRequest) -> str:
    """Return where the session leads: a path of this installation, else ""."""
    asked = request.GET.get("next", "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else ""


def _lapsed(request: HttpRequest) -> HttpResponse:
    return errors.say(
        request,
        _(
            "Ce lien ne sert plus : il a déjà servi, ou son délai est passé. Demandez-en un autre "
            "à qui administre le programme."
        ),
        status=404,
    )
