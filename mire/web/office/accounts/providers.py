"""Signing in by a provider of the settings: the way there, the way back."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mire.web.office.accounts.opening import may_try, next_of, refuse
from mire.web.office.pages import open_page
from mire.web.shell import errors

log = logging.getLogger(__name__)


@require_safe
@open_page
def by_provider(request: HttpRequest, *, provider: str) -> HttpResponse:
    """Lead to a provider."""
    return _with(request, provider, lambda found: found.start(request, next_of(request)))


@require_safe
@open_page
def provider_back(request: HttpRequest, *, provider: str) -> HttpResponse:
    """Answer who comes back from a provider."""
    from mire.web.office.accounts.oidc import come_back

    return _with(request, provider, lambda found: come_back(request, found))


def _with(request: HttpRequest, key: str, answer: Callable[..., HttpResponse]) -> HttpResponse:
    """Answer with a provider, or say in words what it did wrong."""
    if key not in settings.SIGN_IN_PROVIDERS:
        return errors.not_found(request, LookupError(key))
    if not may_try(request):
        message = _("Trop d'essais depuis ce réseau : attendez une minute, puis recommencez.")
        return errors.say(request, message, status=429)
    from mire.web.office.accounts import oidc

    provider = oidc.provider_of(request, key)
    try:
        return answer(provider)
    except oidc.FAULTS as fault:
        return say_fault(request, provider.name, fault)


def say_fault(request: HttpRequest, name: str, fault: Exception | None) -> HttpResponse:
    """Say that a provider didn't answer as it should; the log has the kind of fault alone."""
    log.warning("%s: the sign-in failed: %s", name, type(fault).__name__)
    refuse(request, None, how="provider")
    message = _(
        "La connexion par %(provider)s n'a pas abouti. Recommencez ; si cela dure, connectez-vous "
        "autrement et prévenez le service informatique."
    )
    return errors.say(request, message % {"provider": name}, status=502)


def say_cancelled(request: HttpRequest, name: str) -> HttpResponse:
    """Say that somebody gave up at the provider."""
    message = _(
        "Vous avez renoncé à vous connecter par %(provider)s. Rien n'a été enregistré ; "
        "connectez-vous autrement si vous préférez."
    )
    return errors.say(request, message % {"provider": name}, status=403)
