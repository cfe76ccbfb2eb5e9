"""What other processes write to the rooms of this one, and who is there with them.

Several processes may serve the same rooms on PostgreSQL. Each holds its own copy in memory; a
notice with a commit (of answers, once in 20 ms) says which room changed, without its content,
and the room is then read on from its last entry. Notices can be lost: beneath them the rooms'
last entries are looked at every second. On SQLite there is one process, and nothing here runs.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

import msgspec

from mire.live.engine.presence import Presence, Present
from mire.live.engine.requests import Follow

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""How often last entries are looked at, and who is there is told."""

TELL_AGAIN_SECONDS = 5.0
"""How often who is there is told where nothing changed: others forget it after a while."""

COUNT_SECONDS = 5.0
"""How often rooms are read again though their last entry is the same: answers in a box."""

CHANGED, THERE = "changed", "there"


class Notices(Protocol):
    """A connection on which processes tell each other, by lines of less than 8,000 bytes."""

    def wait(self, seconds: float) -> list[str]:
        """Return what was told since, after at most so long. Raises the database's errors."""

    def tell(self, line: str) -> None:
        """Tell every process, this one too. Raises the database's errors."""

    def close(self) -> None:
        """Close it; never raises."""


class Followed(Protocol):
    """What a tail needs of its engine."""

    presence: Presence

    def codes(self) -> list[str]:
        """Return the codes of the rooms in memory."""

    def heads_here(self) -> dict[str, int]:
        """Return the last entry of each room in memory, as memory has it."""

    def heads(self, codes: list[str]) -> dict[str, int]:
        """Return the last entry of rooms as the database has it."""

    def follow(self, request: Follow, done: Callable[[], None]) -> None:
        """Read a room on; say when it is done or refused."""


class Tail:
    """The thread of a process that follows the others. ``process`` names this one."""

    def __init__(self, open_notices: Callable[[], Notices], engine: Followed, process: str) -> None:
        self._open = open_notices
        self._engine = engine
        self._process = process
        self._lock = threading.Lock()
        self._asked: dict[str, bool] = {}
        self._told: dict[str, tuple[bytes, float]] = {}
        self._is_stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tail", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._is_stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_stopped.is_set():
            notices = None
            try:
                notices = self._open()
                for code in self._engine.codes():  # something may have passed unheard
                    self._follow(code)
                self._listen(notices)
            except Exception as error:  # noqa: BLE001 - the database is away: tried again
                logger.warning("what other processes write is not followed: %s", error)
                self._is_stopped.wait(LOOK_SECONDS)
            finally:
                if notices is not None:
                    notices.close()

    def _listen(self, notices: Notices) -> None:
        looked_at = counted_at = time.monotonic()
        while not self._is_stopped.is_set():
            for line in notices.wait(LOOK_SECONDS):
                self._hear(line)
            now = time.monotonic()
            if now - looked_at < LOOK_SECONDS:
                continue
            looked_at = now
            here = self._engine.heads_here()
            there = self._engine.heads(list(here))
            is_counted = now - counted_at >= COUNT_SECONDS
            counted_at = now if is_counted else counted_at
            for code, head in here.items():
                if is_counted or there.get(code, head) != head:
                    self._follow(code)
            self._tell_who_is_there(notices, list(here), now)

    def _hear(self, line: str) -> None:
        """Take in what another process tells; what can't be read is of another version."""
        kind, _, rest = line.partition(" ")
        process, _, rest = rest.partition(" ")
        code, _, more = rest.partition(" ")
        if process == self._process:
            return
        if kind == CHANGED and code in self._engine.heads_here():
            self._follow(code)
        elif kind == THERE:
            try:
                present = msgspec.json.decode(more, type=Present)
            except msgspec.MsgspecError:
                return
            self._engine.presence.hear_of(process, code, present)

    def _follow(self, code: str) -> None:
        """Have a room read on; while it is, further notices of it are one more reading."""
        with self._lock:
            if code in self._asked:
                self._asked[code] = True
                return
            self._asked[code] = False
        self._engine.follow(Follow(code), lambda: self._followed(code))

    def _followed(self, code: str) -> None:
        with self._lock:
            is_again = self._asked.pop(code, False)
        if is_again and not self._is_stopped.is_set():
            self._follow(code)

    def _tell_who_is_there(self, notices: Notices, codes: list[str], now: float) -> None:
        for code in codes:
            there = msgspec.json.encode(self._engine.presence.here(code))
            told, at = self._told.get(code, (b"", 0.0))
            if there != told or now - at >= TELL_AGAIN_SECONDS:
                self._told[code] = there, now
                notices.tell(f"{THERE} {self._process} {code} {there.decode()}")
        self._told = {code: told for code, told in self._told.items() if code in codes}


def changed_line(process: str, code: str, head: int) -> str:
    """Return the notice of a commit: which room, and its last entry; nothing of its content."""
    return f"{CHANGED} {process} {code} {head}"
