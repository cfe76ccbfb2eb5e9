"""How the address of a mail server is read."""

from email.utils import parseaddr
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SECONDS = 10
"""How long a mail server is waited for; nobody's page waits with it."""

TLS = ("starttls", "implicit", "none")


def mail_settings(url: str, sender: str) -> dict[str, Any]:
    """Return Django's settings for ``smtp://user:password@host:port?tls=starttls``.

    TLS is asked for unless the address says ``tls=none``; ``smtps://`` begins with it. ``sender``
    may be "" where the user is an address. Raises ``ImproperlyConfigured``, without the password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refusal("its port is a number") from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise _refusal("it is written smtp://user:password@host:port, or smtps://…")
    default = "implicit" if parts.scheme == "smtps" else "starttls"
    options = parse_qs(parts.query)
    (tls,) = options.pop("tls", [default])[:1]
    if tls not in TLS or options:
        why = f"its one option is tls, one of {', '.join(TLS)}"
        raise _refusal(why)
    user = unquote(parts.username or "")
    sender = sender or user
    if "@" not in parseaddr(sender)[1]:
        message = "MIRE_MAIL_FROM : give the address that messages come from"
        raise ImproperlyConfigured(message)
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if tls == "implicit" else 587),
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls == "starttls",
        "EMAIL_USE_SSL": tls == "implicit",
        "EMAIL_TIMEOUT": SECONDS,
        "DEFAULT_FROM_EMAIL": sender,
    }


def _refusal(why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"MIRE_MAIL : {why}")
