"""Opening a session: one way for codes, passkeys, providers and links."""

from datetime import datetime, timedelta

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from mire.programme.accounts.actions import note_refusal, note_sign_in
from mire.programme.accounts.queries import Account
from mire.web import rates

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

SIGNED_AT = "signed_at"
NEXT = "signing_next"

RECENT = timedelta(minutes=15)
"""How long a sign-in lets somebody change the ways into their account."""


def open_session(request: HttpRequest, account: Account, *, how: str, now: datetime) -> None:
    """Open a session under a new key, and note how: "code", "passkey", "provider", "link"."""
    login(request, account, backend=BACKEND)
    request.session[SIGNED_AT] = now.timestamp()
    note_sign_in(account=account, how=how, now=now)


def is_recent(request: HttpRequest, *, now: datetime) -> bool:
    """Say whether the session was opened a short while ago."""
    at = float(request.session.get(SIGNED_AT, 0))
    return now.timestamp() - at < RECENT.total_seconds()


def refuse(request: HttpRequest, account: Account | None, *, how: str) -> None:
    """Count a refusal against the address that asked, and note it without that address.

    Past the rate nothing is noted: who insists doesn't fill the journal.
    """
    if rates.sign_ins.allows(address_of(request)):
        note_refusal(account=account, how=how, now=timezone.now())


def may_try(request: HttpRequest) -> bool:
    """Say whether the address that asks hasn't failed too often of late."""
    return rates.sign_ins.has_left(address_of(request))


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from, to count; it is written nowhere."""
    return str(request.META.get("REMOTE_ADDR", ""))


def next_of(request: HttpRequest) -> str:
    """Return where the session leads: a path of this installation, else ""."""
    return checked(request.GET.get("next", ""))


def checked(path: str) -> str:
    """Return a path of this installation as it is, anything else as ""."""
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else ""


def keep_next(request: HttpRequest) -> None:
    """Keep where the session leads while somebody signs in."""
    request.session[NEXT] = next_of(request)


def lead_on(request: HttpRequest) -> HttpResponse:
    """Lead to where who signs in was going."""
    kept = request.session.pop(NEXT, "")
    return redirect(next_of(request) or checked(str(kept)) or "programmes")
