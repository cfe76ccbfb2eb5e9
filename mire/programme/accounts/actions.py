"""Making accounts and the secrets that open their sessions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator

from mire.programme.accounts.models import Account, FirstStartKey, SignInLink
from mire.programme.accounts.queries import is_first_start
from mire.programme.accounts.rules import LINK_LASTS, digest_of
from mire.programme.journal.actions import journalled, note
from mire.programme.journal.rules import About, Actor


class LinkLapsed(ValueError):
    """A link has been used, has lapsed, or never was."""


@journalled
def make_first_start_key(*, secret: str, now: datetime) -> None:
    """Have a secret open the pages of the first start; the ones before open nothing more."""
    FirstStartKey.objects.all().delete()
    FirstStartKey.objects.create(digest=digest_of(secret), made_at=now)
    note(by=Actor(), act="installation.first_start", about=About("installation", "", ""), now=now)


@journalled
def use_first_start_key(*, secret: str, name: str, email: str | None, now: datetime) -> Account:
    """Make the first account, and spend the key. Raises ``LinkLapsed`` when it opens nothing."""
    if not is_first_start(secret):
        raise LinkLapsed
    FirstStartKey.objects.all().delete()
    account = Account.objects.create(name=name, email=email or None, made_at=now)
    note(by=actor_of(account), act="account.made", about=about(account), now=now)
    return account


@journalled
def make_account(*, name: str, email: str | None, by: Actor, now: datetime) -> Account:
    """Make an account. Raises ``IntegrityError`` when another has the address."""
    account = Account(name=name[:120], email=(email or "").strip().lower() or None, made_at=now)
    account.set_unusable_password()
    account.save()
    note(by=by, act="account.made", about=about(account), now=now)
    return account


@journalled
def make_sign_in_link(*, account: Account, secret: str, by: Actor, now: datetime) -> None:
    """Have a secret open one session of an account; its links made before open nothing more."""
    SignInLink.objects.filter(account=account, used_at=None).delete()
    SignInLink.objects.create(
        account=account, digest=digest_of(secret), made_at=now, lapses_at=now + LINK_LASTS
    )
    note(by=by, act="account.link_made", about=about(account), now=now)


def forget_links() -> None:
    """Have no link made so far open anything: some may have served after a backup was taken."""
    SignInLink.objects.filter(used_at=None).delete()
    FirstStartKey.objects.all().delete()


@journalled
def use_sign_in_link(*, secret: str, now: datetime) -> Account:
    """Spend a link and return whose session it opens. Raises ``LinkLapsed``."""
    spent = SignInLink.objects.filter(
        digest=digest_of(secret), used_at=None, lapses_at__gt=now, account__is_active=True
    ).update(used_at=now)
    if not spent:
        raise LinkLapsed
    account = SignInLink.objects.select_related("account").get(digest=digest_of(secret)).account
    note(by=actor_of(account), act="account.link_used", about=about(account), now=now)
    return account


@journalled
def note_sign_in(*, account: Account, how: str, now: datetime) -> None:
    """Note that somebody signed in, and how: "code", "passkey", "provider" or "link"."""
    note(
        by=actor_of(account),
        act="account.signed_in",
        about=about(account),
        after={"how": how},
        now=now,
    )


@journalled
def note_refusal(*, account: Account | None, how: str, now: datetime) -> None:
    """Note that a sign-in was refused, and how it was tried; nothing of who has no account."""
    note(
        by=Actor(),
        act="account.refused",
        about=about(account) if account else About("account", "", ""),
        after={"how": how},
        now=now,
    )


@journalled
def add_passkey(
    *, account: Account, name: str, credential: Mapping[str, Any], now: datetime
) -> None:
    """Keep what a device gave, once it has been verified, under a name."""
    Authenticator.objects.create(
        user=account,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": name[:80], "credential": dict(credential)},
    )
    _note_passkey("added", account, now=now, after={"name": name[:80]})


@journalled
def rename_passkey(*, account: Account, key: str, name: str, now: datetime) -> None:
    """Rename a passkey. Raises ``Authenticator.DoesNotExist``."""
    passkey = _passkey(account, key)
    before = passkey.data["name"]
    passkey.data["name"] = name[:80]
    passkey.save(update_fields=["data"])
    _note_passkey("renamed", account, now=now, before={"name": before}, after={"name": name[:80]})


@journalled
def remove_passkey(*, account: Account, key: str, now: datetime) -> None:
    """Have a passkey open nothing more. Raises ``Authenticator.DoesNotExist``."""
    passkey = _passkey(account, key)
    passkey.delete()
    _note_passkey("removed", account, now=now, before={"name": passkey.data["name"]})


@journalled
def end_sessions(*, account: Account, now: datetime) -> None:
    """End every session of an account: each carries a digest of what is changed here."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    SignInLink.objects.filter(account=account, used_at=None).delete()
    note(by=actor_of(account), act="account.sessions_ended", about=about(account), now=now)


def _passkey(account: Account, key: str) -> Authenticator:
    of_account = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN)
    for each in of_account:
        if each.data["credential"]["id"] == key:
            return each
    raise Authenticator.DoesNotExist


def _note_passkey(
    what: str,
    account: Account,
    *,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    note(
        by=actor_of(account),
        act=f"account.passkey_{what}",
        about=about(account),
        before=before,
        after=after,
        now=now,
    )


def actor_of(account: Account) -> Actor:
    """Return an account as the journal names it."""
    return Actor(account.key, str(account))


def about(account: Account) -> About:
    """Return an account as a thing that an act concerns."""
    return About("account", account.key, str(account))
