"""What django-allauth is told of us: how a message leaves, what it may hold."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from mire.web.office.accounts import mails


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
