"""Reading accounts."""

from collections.abc import Sequence
from datetime import datetime

from allauth.mfa.models import Authenticator

from mire.programme.accounts.models import Account as Account
from mire.programme.accounts.models import FirstStartKey, SignInLink
from mire.programme.accounts.rules import Passkey, digest_of, may_open


def has_accounts() -> bool:
    """Say whether this installation has been started before. One query."""
    return Account.objects.exists()


def account_of_link(secret: str, *, now: datetime) -> Account | None:
    """Return whose session a link would open, None when it opens none any more. One query."""
    link = SignInLink.objects.select_related("account").filter(digest=digest_of(secret)).first()
    if link is None or not link.account.is_active:
        return None
    still = may_open(used_at=link.used_at, lapses_at=link.lapses_at, now=now)
    return link.account if still else None


def is_first_start(secret: str) -> bool:
    """Say whether a secret opens the pages of the first start. Two queries at most."""
    return not has_accounts() and FirstStartKey.objects.filter(digest=digest_of(secret)).exists()


def passkeys_of(account: Account) -> Sequence[Passkey]:
    """Return the passkeys of an account, the oldest first. One query."""
    found = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN)
    return [
        Passkey(
            each.data["credential"]["id"], each.data["name"], each.created_at, each.last_used_at
        )
        for each in found.order_by("pk")
    ]
