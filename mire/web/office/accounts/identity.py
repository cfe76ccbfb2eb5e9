"""Whom a provider has recognised, and whether they have a session here."""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mire.programme.people.queries import account_to_sign_in
from mire.web.office.accounts.opening import checked, open_session, refuse
from mire.web.shell import errors

KEPT = "provider"
"""What the session keeps to sign out of the provider too."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a provider says of somebody, once it has been verified."""

    provider: str
    provider_name: str
    email: str
    is_verified: bool
    name: str
    id_token: str
    end_address: str


def answer_identity(request: HttpRequest, identity: Identity, next_path: str) -> HttpResponse:
    """Open the session of an account that exists, has a role today and that very address."""
    is_known = bool(identity.email) and identity.is_verified
    account = account_to_sign_in(identity.email, on=timezone.localdate()) if is_known else None
    if account is None:
        refuse(request, None, how="provider")
        return errors.say(request, _refusal(identity), status=403)
    open_session(request, account, how="provider", now=timezone.now())
    request.session[KEPT] = {"id_token": identity.id_token, "end": identity.end_address}
    return redirect(checked(next_path) or "programmes")


def _refusal(identity: Identity) -> str:
    if not identity.email or not identity.is_verified:
        return _(
            "%(provider)s n'a pas donné d'adresse électronique vérifiée : connectez-vous "
            "autrement, ou demandez un lien à qui administre le programme."
        ) % {"provider": identity.provider_name}
    who = f"{identity.name}, {identity.email}" if identity.name else identity.email
    return _(
        "%(provider)s confirme que vous êtes %(who)s, mais cette adresse n'ouvre pas de session "
        "ici aujourd'hui : demandez à qui administre le programme un rôle, ou un lien."
    ) % {"provider": identity.provider_name, "who": who}


def end_address_of(request: HttpRequest) -> str:
    """Return where somebody signs out of their provider too, "" when there is nowhere."""
    kept: Any = request.session.get(KEPT) or {}
    if not kept.get("end"):
        return ""
    asked = {
        "id_token_hint": kept["id_token"],
        "state": secrets.token_urlsafe(32),
        "post_logout_redirect_uri": request.build_absolute_uri(reverse("sign_in")),
    }
    return f"{kept['end']}{'&' if '?' in kept['end'] else '?'}{urlencode(asked)}"
