"""Which database a table lives in, and how an address of PostgreSQL is read."""

from typing import Any

from django.conf import settings

_NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}
"""Parts of a connection string that Django calls by a name of its own."""


def postgresql_settings(url: str) -> dict[str, Any]:
    """Return Django's settings for the PostgreSQL database of a connection string.

    Options of the address (``?sslmode=verify-full``) hold for Django's connections as they do
    for the live engine's. Raises ``psycopg.ProgrammingError`` for an address that is not one.
    """
    from psycopg.conninfo import conninfo_to_dict  # only where there is a PostgreSQL

    given = dict(conninfo_to_dict(url))
    parts = {name: str(given.pop(part, "")) for part, name in _NAMES.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **parts,
        "OPTIONS": given,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


class LiveRouter:
    """Keep the live tables' migration on the live database, and the others off it."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Say whether ``app_label`` has its tables in ``db``."""
        if app_label == "live":
            return bool(db == settings.LIVE_ALIAS)
        return db == "default"
