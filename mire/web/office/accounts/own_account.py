"""One's own account: its passkeys, the end of its sessions."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mire.programme.accounts.actions import end_sessions, remove_passkey, rename_passkey
from mire.programme.accounts.queries import Account, passkeys_of
from mire.programme.personal.queries.held import held_of, person_of_account
from mire.web.office.accounts.opening import is_recent
from mire.web.office.accounts.passkeys import are_possible
from mire.web.office.exports import exported_person
from mire.web.office.pages import ask_to_sign_in, signed_in_page
from mire.web.shell import errors
from mire.words import words


@signed_in_page
def account_page(request: HttpRequest, account: Account) -> HttpResponse:
    """Show one's account, and do what is pressed there."""
    now = timezone.now()
    if request.method == "POST":
        return _act(request, account, now=now)
    return _show(request, account, now=now)


@require_safe
@signed_in_page
def own_data(request: HttpRequest, account: Account, *, kind: str) -> HttpResponse:
    """Give somebody everything that is held of them."""
    person = person_of_account(account)
    if person is None:
        return errors.not_found(request, LookupError(account.key))
    return exported_person(kind, held_of(person, on=timezone.localdate(), programmes=None))


def _act(request: HttpRequest, account: Account, *, now: datetime) -> HttpResponse:
    act, key = request.POST.get("act", ""), request.POST.get("passkey", "")
    if act == "end":
        end_sessions(account=account, now=now)
        update_session_auth_hash(request, account)
        return redirect(f"{reverse('own_account')}?fermees=1")
    if act in ("rename", "remove") and not is_recent(request, now=now):
        return ask_to_sign_in(request)
    name = request.POST.get("name", "").strip()
    if act == "rename" and not name:
        return _show(
            request, account, now=now, fault=_("Donnez un nom à cette clé d'accès."), at=key
        )
    try:
        if act == "rename":
            rename_passkey(account=account, key=key, name=name, now=now)
        elif act == "remove":
            remove_passkey(account=account, key=key, now=now)
    except Authenticator.DoesNotExist:
        return _show(
            request,
            account,
            now=now,
            fault=_("Cette clé d'accès n'est plus là : elle a été retirée entre-temps."),
        )
    return redirect("own_account")


def _show(
    request: HttpRequest, account: Account, *, now: datetime, fault: str = "", at: str = ""
) -> HttpResponse:
    ends = timezone.localtime(request.session.get_expiry_date())
    context: dict[str, Any] = {
        "account": account,
        "passkeys": passkeys_of(account),
        "are_possible": are_possible(request),
        "is_recent": is_recent(request, now=now),
        "session_day": words.day(ends.date()),
        "session_hour": words.hour(ends),
        "are_ended": "fermees" in request.GET,
        "fault": fault,
        "at": at,
    }
    return render(request, "office/account.html", context, status=422 if fault else 200)
