"""Accounts, and the secrets that open a session once. Secrets are kept hashed."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from mire.programme.keys import new_key


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by their address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account of an address."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Who signs in. It has no password: a code by mail, a passkey, a provider or a link.

    ``email`` is None for who has none: a link, then a passkey, open their sessions.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    # null, not "": an address is unique, and several may have none.
    email = models.EmailField(unique=True, null=True)  # noqa: DJ001
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name or self.email or self.key


class SignInLink(models.Model):
    """A link that opens one session of an account, once, before it lapses."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link of {self.account_id}, {self.made_at:%Y-%m-%d}"


class FirstStartKey(models.Model):
    """The key of the one address that makes the first administrator; the last made one counts."""

    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"first start, {self.made_at:%Y-%m-%d}"
