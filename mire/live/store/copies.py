"""What a copy of the live tables leaves out, and what a database made of a copy needs instead."""

from collections.abc import Iterable

from mire.live.store.box import ballot_name
from mire.live.store.connect import opener
from mire.live.store.database import schema_statements

KEYS, BOX = "live_key", "live_box"
LEFT_OUT = (KEYS, BOX)
"""Tables whose rows never leave in a copy: what ties the answers of an open ballot to seats."""

OPEN_BALLOTS = "SELECT room, activity FROM live_key ORDER BY room, activity"
"""The ballots that are open, or held for a second round: (room id, activity)."""


def renew_ballots(url: str, keys: Iterable[tuple[int, str, bytes]], *, n_steps: int) -> None:
    """Give each open ballot of a restored database (room id, activity) a new key, an empty box.

    Without them, the next answer to that ballot could not be stored. ``n_steps``: the state of
    the restored schema. A dump of PostgreSQL has no box at all: it is made here.
    """
    database, renewed = opener(url)(), sorted(keys)
    try:
        with database.transaction():
            if database.vendor == "postgresql":
                for step in range(1, n_steps + 1):
                    for statement in schema_statements(database.vendor, step=step):
                        if f"TABLE {BOX} " in statement:
                            database.execute(statement)
            database.execute_many(
                "INSERT INTO live_key (room, activity, key) VALUES (?, ?, ?)", renewed
            )
            for room, activity, _ in renewed:
                database.open_box(ballot_name(room, activity))
    finally:
        database.close()
