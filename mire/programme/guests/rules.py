"""How long a link for a guest opens its page: pure."""

import hashlib
from datetime import date

MOST_DAYS = 366
"""How long a link may last."""

DAYS = 30
"""How long it lasts unless told otherwise."""


def digest_of(secret: str) -> bytes:
    """Return what is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).digest()


def is_open(*, ends_on: date, is_closed: bool, today: date) -> bool:
    """Say whether a link opens its page on a day, its last one included."""
    return not is_closed and today <= ends_on
