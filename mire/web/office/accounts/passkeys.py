"""Passkeys: what a device is asked, and what it answers.

The libraries that verify are imported where they are used: a start doesn't wait for them.
"""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mire.programme.accounts.actions import add_passkey
from mire.programme.accounts.queries import Account, passkeys_of
from mire.programme.accounts.rules import MOST_PASSKEYS
from mire.programme.people.queries import has_a_role
from mire.web.office.accounts.opening import (
    is_recent,
    lead_on,
    may_try,
    open_session,
    refuse,
)
from mire.web.office.pages import open_page, signed_in_page
from mire.web.shell import errors

FAULTS = (ValidationError, ValueError, TypeError, KeyError, AttributeError)
"""What a credential that nobody's device made may raise in the libraries that read it."""


def are_possible(request: HttpRequest) -> bool:
    """Say whether browsers give passkeys here: under TLS, or on this very machine by its name."""
    name = request.get_host().rsplit(":", 1)[0]
    if name == "localhost" or name.endswith(".localhost"):
        return True
    is_number = name.startswith("[") or name.replace(".", "").isdigit()
    return request.is_secure() and not is_number


@require_POST
@open_page
def passkey_request(request: HttpRequest) -> HttpResponse:
    """Give what a device is asked, to sign in: nobody is named."""
    if not may_try(request):
        return JsonResponse({"message": _too_many()}, status=429)
    from allauth.mfa.webauthn.internal.auth import begin_authentication

    return JsonResponse(begin_authentication(None))


@require_POST
@open_page
def sign_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """Open the session of a passkey."""
    if not may_try(request):
        return errors.say(request, _too_many(), status=429)
    from allauth.mfa.webauthn.forms import LoginWebAuthnForm

    form = LoginWebAuthnForm(request.POST)
    try:
        passkey = form.cleaned_data["credential"] if form.is_valid() else None
    except FAULTS:
        passkey = None
    account: Account | None = passkey.user if passkey else None
    if (
        passkey is None
        or account is None
        or not account.is_active
        or not has_a_role(account, on=timezone.localdate())
    ):
        refuse(request, account, how="passkey")
        return errors.say(
            request,
            _(
                "Cette clé d'accès n'ouvre pas de session ici aujourd'hui : connectez-vous "
                "autrement, ou demandez un lien à qui administre le programme."
            ),
            status=403,
        )
    passkey.record_usage()
    open_session(request, account, how="passkey", now=timezone.now())
    return lead_on(request)


@require_POST
@signed_in_page
def new_passkey(request: HttpRequest, account: Account) -> HttpResponse:
    """Give what a device is asked to make a passkey; then keep the one it made."""
    now = timezone.now()
    if not is_recent(request, now=now) or not are_possible(request):
        return redirect("own_account")
    if len(passkeys_of(account)) >= MOST_PASSKEYS:
        message = _("Vous avez déjà %(n)s clés d'accès : retirez-en une d'abord.")
        return errors.say(request, message % {"n": MOST_PASSKEYS}, status=409)
    if "credential" not in request.POST:
        from allauth.mfa.webauthn.internal.auth import begin_registration

        return JsonResponse(begin_registration(account, passwordless=True))
    from allauth.mfa.webauthn.forms import AddWebAuthnForm

    form = AddWebAuthnForm({**request.POST.dict(), "passwordless": "1"}, user=account)
    try:
        is_made = form.is_valid()
    except FAULTS:
        is_made = False
    if not is_made:
        return errors.say(
            request,
            _("Votre appareil n'a pas donné de clé qui serve ici. Revenez en arrière, puis "
              "recommencez."),
            status=422,
        )  # fmt: skip
    name = form.cleaned_data["name"].strip() or _("Clé d'accès")
    add_passkey(account=account, name=name, credential=form.cleaned_data["credential"], now=now)
    return redirect("own_account")


def _too_many() -> str:
    return _("Trop d'essais depuis ce réseau : attendez une minute, puis recommencez.")
