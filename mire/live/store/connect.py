"""Which database holds the live tables: SQLite or PostgreSQL, by an address."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mire.live.store.database import Database, SQLite

if TYPE_CHECKING:
    from mire.live.store.postgresql import Notices

Opener = Callable[[], Database]
NoticesOpener = Callable[[], "Notices"]


def opener(url: str) -> Opener:
    """Return what opens the live database of ``url``: a file's path or a PostgreSQL URL."""
    if url.startswith(("postgres://", "postgresql://")):
        # Only here: commands and rooms on SQLite start without its driver.
        from mire.live.store.postgresql import PostgreSQL

        return lambda: PostgreSQL(url)
    return lambda: SQLite(Path(url))


def notices_opener(url: str) -> NoticesOpener | None:
    """Return what hears other processes on ``url``; None where one process is alone, on SQLite."""
    if not url.startswith(("postgres://", "postgresql://")):
        return None
    from mire.live.store.postgresql import Notices

    return lambda: Notices(url)
