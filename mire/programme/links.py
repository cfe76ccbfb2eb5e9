"""Links that open a page without an account: what is kept of their secret, until when they do."""

import hashlib
from datetime import date


def digest_of_secret(secret: str) -> bytes:
    """Return what is kept of the secret of a link: who reads the table opens nothing by it."""
    return hashlib.sha256(secret.encode()).digest()


def is_link_open(*, is_closed: bool, ends_on: date | None, today: date) -> bool:
    """Say whether a link opens its page on a day, its last one included; None: no link."""
    return not is_closed and ends_on is not None and today <= ends_on
