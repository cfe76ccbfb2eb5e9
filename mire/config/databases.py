"""Which database a table lives in: the live ones have a file of their own on SQLite."""

from typing import Any

from django.conf import settings


class LiveRouter:
    """Keep the live tables' migration on the live database, and the others off it."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Say whether ``app_label`` has its tables in ``db``."""
        if app_label == "live":
            return bool(db == settings.LIVE_ALIAS)
        return db == "default"
