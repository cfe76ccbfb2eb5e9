"""How long the secrets that open a session hold, and how they are kept."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

LINK_LASTS = timedelta(hours=24)
"""A link handed over in the morning opens a session until the next one."""


MOST_PASSKEYS = 10
"""How many passkeys an account may have."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its holder sees it: what the device calls it, and when it served."""

    key: str
    name: str
    made_at: datetime
    used_at: datetime | None


def digest_of(secret: str) -> str:
    """Return what is kept of a secret: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def may_open(*, used_at: datetime | None, lapses_at: datetime, now: datetime) -> bool:
    """Say whether a link still opens a session."""
    return used_at is None and now < lapses_at
