"""What django-allauth is told of us: how a message leaves, what a device is told."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError

from mire.web.office.accounts import mails
from mire.web.office.accounts.providers import say_cancelled, say_fault


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the package has no types
    """Sends our words, off the request's thread; makes no account."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody makes an account alone."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a code; the package has no other message to send here."""
        mails.send_code(email, context["code"])

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: the journal tells what happened to an account."""


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the package has no types
    """What a device is told, and shows, when it makes a passkey."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return who asks for the passkey: the name of this host, without its port."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Mire"}


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # no types either
    """Says in our words what went wrong at a provider."""

    def on_authentication_error(
        self,
        request: Any,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """Answer instead of the package's own page."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(say_cancelled(request, provider.name))
        raise ImmediateHttpResponse(say_fault(request, provider.name, exception))
