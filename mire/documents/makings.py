"""Files of long documents, made beside the requests that ask for them, one at a time.

Who asks for the same document waits for the same making. A file stays in memory for some minutes,
never on a disk, and all leave it as soon as the office learns that a text was masked.
"""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from mire.documents.worker import Told

logger = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "mire.documents.worker")
KEPT_SECONDS, AWAITED_SECONDS = 300.0, 60.0
"""How long a file stays once it is made; how long one that nobody asks about is still begun."""

MOST_WAITING, MOST_BYTES = 20, 100_000_000


class TooManyError(Exception):
    """More documents are asked for than may wait."""


class Progress(NamedTuple):
    """How far a making is. ``n_before``: how many are made first, None once it has begun.

    ``done`` parts of ``n``, 0 where that can't be known; ``file``: None until it is made.
    """

    name: str
    n_before: int | None
    done: int
    n: int
    file: bytes | None
    is_failed: bool


@dataclass(slots=True)
class _Making:
    """``address``: the page that gives the document; ``said``: what the document says."""

    name: str
    address: str
    said: frozenset[str]
    task: bytes
    asked_at: float
    askers: set[str] = field(default_factory=set)
    is_begun: bool = False
    done: int = 0
    n: int = 0
    file: bytes | None = None
    is_failed: bool = False
    ended_at: float | None = None


class Makings:
    """The files that are asked for, made and kept. Every method returns at once, from any thread.

    ``clock``: monotonic seconds.
    """

    def __init__(
        self,
        command: Sequence[str] = COMMAND,
        *,
        clock: Callable[[], float] = time.monotonic,
        kept: float = KEPT_SECONDS,
    ) -> None:
        self._command, self._clock, self._kept = tuple(command), clock, kept
        self._changed = threading.Condition()
        self._makings: dict[str, _Making] = {}
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._made_by_process: _Making | None = None

    def ask(
        self, name: str, task: bytes, *, address: str, said: Collection[str], who: str
    ) -> Progress:
        """Have a file made, or join who waits for the same; ``task``: the line of a worker.

        What failed before is tried again. Raises TooManyError.
        """
        with self._changed:
            found = self._makings.get(name)
            if found is None or found.is_failed:
                if sum(each.ended_at is None for each in self._makings.values()) >= MOST_WAITING:
                    raise TooManyError
                now = self._clock()
                found = _Making(name, address, frozenset(said), task, now)
                self._makings.pop(name, None)
                self._makings[name] = found
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="document", daemon=True)
                    self._thread.start()
                self._changed.notify_all()
            return self._looked(found, who)

    def find(self, name: str, *, address: str, said: Collection[str], who: str) -> Progress | None:
        """Return how far a making of this page is; None for none, or where it must be made again.

        It must be when it says what the document says no more: that may be masked.
        """
        with self._changed:
            found = self._makings.get(name)
            if found is None or found.address != address or not found.said <= set(said):
                return None
            return self._looked(found, who)

    def under_way(self, name: str, *, address: str, who: str) -> Progress | None:
        """Return how far a making of this page is; None for none, or once it has ended."""
        with self._changed:
            found = self._makings.get(name)
            if found is None or found.address != address or found.ended_at is not None:
                return None
            return self._looked(found, who)

    def wait(self, name: str, *, seconds: float) -> bool:
        """Wait until a file is made, can't be made, or is dropped; tell whether it was in time."""
        with self._changed:
            return self._changed.wait_for(
                lambda: name not in self._makings or self._makings[name].ended_at is not None,
                seconds,
            )

    def leave(self, name: str, *, who: str) -> None:
        """Wait no more for a file: its making ends unless somebody else waits."""
        with self._changed:
            found = self._makings.get(name)
            if found is not None and who in found.askers:
                found.askers.discard(who)
                if not found.askers and found.ended_at is None:
                    self._drop(found)

    def forget(self) -> None:
        """Drop every file and every making: a text of some was masked or erased."""
        with self._changed:
            for each in list(self._makings.values()):
                self._drop(each)

    def stop(self) -> None:
        """End the process and the thread; a later ask begins others."""
        self.forget()
        with self._changed:
            thread = self._thread
            self._changed.notify_all()
        if thread is not None:
            thread.join()

    def _looked(self, making: _Making, who: str) -> Progress:
        making.askers.add(who)
        making.asked_at = self._clock()
        n_before = None
        if not making.is_begun:
            waiting = [each for each in self._makings.values() if each.ended_at is None]
            n_before = waiting.index(making)
        return Progress(making.name, n_before, making.done, making.n, making.file, making.is_failed)

    def _drop(self, making: _Making) -> None:
        del self._makings[making.name]
        if self._made_by_process is making and self._process is not None:
            self._process.kill()
        self._changed.notify_all()

    def _run(self) -> None:
        while (making := self._next()) is not None:
            is_failed = True
            try:
                self._make(making)
                is_failed = making.file is None
            except (OSError, ValueError):
                logger.exception("a document was not made")
            with self._changed:
                making.is_failed = is_failed
                making.ended_at = self._clock()
                making.task = b""
                self._changed.notify_all()
                if is_failed and self._makings.get(making.name) is making:
                    logger.warning("a document was not made: see what its process said")

    def _next(self) -> _Making | None:
        """Return what is to be made next, None once there is nothing to make nor to keep."""
        with self._changed:
            while True:
                self._expire()
                if not self._makings:
                    self._thread = None
                    return None
                for each in self._makings.values():
                    if each.ended_at is None:
                        each.is_begun = True
                        return each
                oldest = min(each.ended_at or 0.0 for each in self._makings.values())
                self._changed.wait(max(0.01, oldest + self._kept - self._clock()))

    def _expire(self) -> None:
        """Drop what was kept long enough, what nobody waits for, the oldest beyond the room."""
        now = self._clock()
        for each in list(self._makings.values()):
            since = each.asked_at + AWAITED_SECONDS if each.ended_at is None else 0.0
            if now >= (since or (each.ended_at or 0.0) + self._kept):
                del self._makings[each.name]
        held = [each for each in self._makings.values() if each.file is not None]
        while sum(len(each.file or b"") for each in held) > MOST_BYTES:
            del self._makings[held.pop(0).name]

    def _make(self, making: _Making) -> None:
        with subprocess.Popen(  # noqa: S603 - our own module
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            with self._changed:
                self._process, self._made_by_process = process, making
                if self._makings.get(making.name) is not making:  # left or forgotten meanwhile
                    process.kill()
            try:
                process.stdin.write(making.task + b"\n")
                process.stdin.flush()
                for line in process.stdout:
                    told = msgspec.json.decode(line, type=Told)
                    if told.size is not None:
                        file = process.stdout.read(told.size)
                        making.file = file if len(file) == told.size else None
                        break
                    with self._changed:
                        making.done, making.n = told.done, told.n
                        self._changed.notify_all()
            except BrokenPipeError:
                logger.debug("the making was stopped")
            finally:
                with self._changed:
                    self._process = self._made_by_process = None
                process.kill()


makings = Makings()
"""Those of this server."""
