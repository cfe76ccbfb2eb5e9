"""Which database holds the live tables: SQLite or PostgreSQL, by an address."""

from collections.abc import Callable
from pathlib import Path

from mire.live.store.database import Database, SQLite

Opener = Callable[[], Database]


def opener(url: str) -> Opener:
    """Return what opens the live database of ``url``: a file's path or a PostgreSQL URL."""
    if url.startswith(("postgres://", "postgresql://")):
        # Only here: commands and rooms on SQLite start without its driver.
        from mire.live.store.postgresql import PostgreSQL

        return lambda: PostgreSQL(url)
    return lambda: SQLite(Path(url))
