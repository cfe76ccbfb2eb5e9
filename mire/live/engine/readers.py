"""What only reads: logs, notes, registers, rooms that are not in memory.

Readers have connections of their own, which can't write: however long one reads, the writer's
transactions go on beside it.
"""

import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from mire.live.engine.rooms import LiveRoom, Pace, RoomView, UnknownRoom
from mire.live.state.entries import LogEntry
from mire.live.state.fold import folded
from mire.live.store import log, rooms
from mire.live.store.database import Database, StorageUnavailable
from mire.live.store.join_cards import read_join_cards

AnswerT_co = TypeVar("AnswerT_co", covariant=True)

MOST_KEPT = 4
"""Connections that are kept for the next reader; a crowd opens more, and closes them."""


TRIAL_SECONDS = 1.0
"""How long a connection that was kept may take to say that it is still there."""

READING_SECONDS = 60.0
"""How long a statement may read: a long log takes its time, and holds nobody up."""


class Reading(Generic[AnswerT_co]):
    """One thing read of a room; ``code`` is the room's."""

    code: str

    def finds_lapsed(self, database: Database, room: RoomView, now: datetime) -> bool:
        """Say whether it would pass over rows that should be gone: the writer deletes them."""
        return False

    def read(self, database: Database, room: RoomView, now: datetime) -> AnswerT_co:
        """Read it; ``now`` is the room's own time. Raise :class:`Refusal` for what is not there."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class ReadLog(Reading[list[LogEntry]]):
    """The whole log of a room, as it is stored, in order."""

    code: str

    def read(self, database: Database, room: RoomView, now: datetime) -> list[LogEntry]:
        """Return it."""
        return log.read_entries(database, room.id)


@dataclass(frozen=True, slots=True)
class ReadActivityLog(Reading[list[LogEntry]]):
    """The entries of one activity that came by one medium, in order."""

    code: str
    activity: str
    medium: str

    def read(self, database: Database, room: RoomView, now: datetime) -> list[LogEntry]:
        """Return them."""
        return log.read_activity_entries(database, room.id, self.activity, self.medium)


class Readers:
    """A process's read-only connections: each is lent to one thread at a time."""

    def __init__(self, opener: Callable[[], Database]) -> None:
        self._opener = opener
        self._kept: queue.LifoQueue[Database] = queue.LifoQueue(MOST_KEPT)

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Lend a connection that sees one state of the database; raise StorageUnavailable."""
        database = self._taken()
        try:
            with database.reading():
                yield database
        except database.errors as error:
            database.close()
            raise StorageUnavailable from error
        except BaseException:
            self._give_back(database)
            raise
        self._give_back(database)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        while not self._kept.empty():
            self._kept.get_nowait().close()

    def _taken(self) -> Database:
        while True:
            try:
                database = self._kept.get_nowait()
            except queue.Empty:
                break
            try:
                database.patience = TRIAL_SECONDS
                database.execute("SELECT 1")
            except database.errors:  # its server went away meanwhile, or hangs
                database.close()
            else:
                database.patience = READING_SECONDS
                return database
        try:
            database = self._opener()
            database.patience = READING_SECONDS
            database.only_read()
        except Exception as error:
            raise StorageUnavailable from error
        return database

    def _give_back(self, database: Database) -> None:
        try:
            self._kept.put_nowait(database)
        except queue.Full:
            database.close()


def load_room(database: Database, code: str, now: datetime) -> LiveRoom:
    """Return a room as it is stored; raise UnknownRoom when there is none."""
    row = rooms.find_room(database, code)
    if row is None:
        raise UnknownRoom
    state = folded(log.read_entries(database, row.id))
    keys = rooms.read_keys(database, row.id)
    live = LiveRoom(
        id=row.id,
        code=code,
        console=row.console,
        projector=row.projector,
        state=state,
        keys=keys,
        seats=rooms.read_seats(database, row.id),
        n_answered=rooms.read_counts(database, row.id, keys),
        join_cards=read_join_cards(database, row.id),
    )
    if state.is_rehearsal and state.last_at > now:  # its clock had run ahead of time
        live.pace = Pace(now, state.last_at, 1.0)
    return live
