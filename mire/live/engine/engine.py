"""The live meetings of a process: its one writer, its readers, its clock, who is connected."""

import asyncio
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from mire.live.engine.commitments import ForgetCommitments
from mire.live.engine.committer import Committer, Outage
from mire.live.engine.presence import Presence
from mire.live.engine.readers import Readers, Reading, load_room
from mire.live.engine.requests import Follow, Look, Request
from mire.live.engine.rooms import RoomView, UnknownRoom
from mire.live.engine.tail import Tail
from mire.live.engine.transaction import RandomBytes
from mire.live.store.connect import NoticesOpener, Opener
from mire.live.store.database import StorageSlow, StorageUnavailable
from mire.live.store.rooms import count_named, read_heads, read_tokens

AnswerT = TypeVar("AnswerT")
Clock = Callable[[], datetime]
Listener = Callable[[RoomView], None]

PATIENCE_SECONDS = 30.0
"""How long one waits for the writer where nobody looks: rehearsals, commands, tests."""
SERVED_PATIENCE_SECONDS = 4.5
"""The same for who waits in front of a page."""
ENDED_SECONDS = 600.0
"""How long a meeting that has ended stays in memory after it was last asked for."""
IDLE_SECONDS = 24 * 3600.0
"""How long any other does."""


class Crew(Protocol):
    """The simulated participants of one rehearsal, as far as the engine knows them."""

    code: str
    back: str
    meeting: str
    is_done: bool

    def lines(self) -> list[dict[str, Any]]:
        """Return a line for each of them, as JSON primitives."""

    def stop(self) -> None:
        """Stop, and wait until nobody acts any more."""


def wall_clock() -> datetime:
    """Return the time of day, in UTC."""
    return datetime.now(UTC)


class Engine:
    """A process's live meetings. Clock and randomness come in as arguments."""

    def __init__(
        self,
        opener: Opener,
        *,
        clock: Clock = wall_clock,
        random: RandomBytes = secrets.token_bytes,
        patience: float = PATIENCE_SECONDS,
        open_notices: NoticesOpener | None = None,
    ) -> None:
        """``open_notices`` hears other processes that serve the same rooms; None: none do."""
        self.clock = clock
        self.patience = patience
        self.presence = Presence()
        self.crews: dict[str, Crew] = {}
        self._listeners: list[Listener] = []
        process = secrets.token_hex(4)
        self._committer = Committer(
            opener, clock=clock, random=random, on_change=self._changed, process=process
        )
        self._readers = Readers(opener)
        self._loading = threading.Lock()
        self._used: dict[str, float] = {}
        self._overdue = _Overdue()
        self._tail = None if open_notices is None else Tail(open_notices, self, process)

    def submit(self, request: Request[AnswerT]) -> "Future[AnswerT]":
        """Ask something of the writer; the future is settled once it is durable, or refused."""
        answered: Future[AnswerT] = Future()
        request.answered = answered
        self._committer.submit(request)
        return answered

    def ask(self, request: Request[AnswerT]) -> AnswerT:
        """Ask and wait; raises :class:`~mire.technique_api.refusal.Refusal`."""
        answered = self.submit(request)
        try:
            return answered.result(timeout=self.patience)
        except TimeoutError:
            answered.cancel()
            raise StorageSlow from None

    async def asked(self, request: Request[AnswerT]) -> AnswerT:
        """Ask and wait without holding the event loop; raises what :meth:`ask` raises."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[AnswerT] = loop.create_future()
        request.answered = answered
        self._overdue.watch(answered, loop, self.patience)
        self._committer.submit(request)
        return await answered

    @property
    def outage(self) -> Outage | None:
        """Since when, and why, the database does not write; None when it does."""
        return self._committer.outage

    def read(self, reading: Reading[AnswerT]) -> AnswerT:
        """Read something of a room, beside the writer; raises Refusal, UnknownRoom for no room."""
        room = self.room(reading.code)
        if self._committer.closing_clock.has_due(room, self.clock()):
            self.ask(Look(room.code))
            room = self.room(reading.code)
        now = self.now(room)
        with self._readers.database() as database:
            if not reading.finds_lapsed(database, room, now):
                return reading.read(database, room, now)
        self.ask(ForgetCommitments(room.code))
        with self._readers.database() as database:
            return reading.read(database, room, now)

    def codes(self) -> list[str]:
        """Return the codes of the rooms in memory."""
        return list(self._committer.views)

    def heads_here(self) -> dict[str, int]:
        """Return the number of the last entry of each room in memory, as memory has it."""
        return {code: room.state.head for code, room in list(self._committer.views.items())}

    def follow(self, request: Follow, done: Callable[[], None]) -> None:
        """Read what another process wrote to a room; call ``done`` then, or when it is refused."""
        self.submit(request).add_done_callback(lambda _: done())

    def heads(self, codes: Sequence[str]) -> dict[str, int]:
        """Return the number of the last entry of these rooms, by code, without loading them.

        A room that does not exist is left out. Raises StorageUnavailable.
        """
        if not codes:
            return {}
        with self._readers.database() as database:
            return read_heads(database, codes)

    def named_in(self, codes: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Return how many commitments and notes rooms hold, by code; one that is gone is left out.

        Raises StorageUnavailable.
        """
        with self._readers.database() as database:
            return count_named(database, codes)

    def room(self, code: str) -> RoomView:
        """Return a room; raise :class:`~mire.live.engine.rooms.UnknownRoom` for none."""
        if (known := self.known(code)) is not None:
            return known
        with self._loading:  # a crowd that comes back at once has it read once
            if (known := self.known(code)) is None:
                with self._readers.database() as database:
                    loaded = load_room(database, code, self.clock())
                self.ask(Look(code, loaded))
                known = self.known(code)
        if known is None:
            raise UnknownRoom
        return known

    def known(self, code: str) -> RoomView | None:
        """Return a room if it is in memory, without waiting."""
        view = self._committer.views.get(code)
        if view is not None:
            self._used[code] = time.monotonic()
        return view

    def now(self, room: RoomView) -> datetime:
        """Return the time in a room: the time of day, but in a rehearsal that goes faster."""
        return room.time(self.clock())

    def stamp(self, room: RoomView) -> str:
        """Return what the clocks of a page go by: milliseconds since 1970 in this room.

        Followed by a space and a rate where the room's clock goes faster than time.
        """
        milliseconds = int(self.now(room).timestamp() * 1000)
        return str(milliseconds) if room.pace is None else f"{milliseconds} {room.pace.rate:g}"

    def due(self) -> list[str]:
        """Return the codes of rooms where a closing has come due."""
        now, clock = self.clock(), self._committer.closing_clock
        held = list(self._committer.views.values())
        return [room.code for room in held if clock.has_due(room, now)]

    def release_idle_rooms(self) -> None:
        """Let go of rooms that nobody asks for: of those that ended first, later of others."""
        now = time.monotonic()
        for code, room in list(self._committer.views.items()):
            kept = IDLE_SECONDS if room.state.ended_at is None else ENDED_SECONDS
            if now - self._used.setdefault(code, now) >= kept and code not in self.crews:
                del self._used[code]
                self.presence.forget_room(code)
                self._committer.release(code)

    def drop_renewed_rooms(self) -> None:
        """Let go of rooms whose secret addresses were renewed, or that are gone, by any process.

        Asked for again, such a room is read anew, with its new addresses. While the database can't
        be read, nothing is done.
        """
        held = list(self._committer.views.values())
        if not held:
            return
        try:
            with self._readers.database() as database:
                kept = read_tokens(database, [room.id for room in held])
        except StorageUnavailable:
            return
        for room in held:
            if kept.get(room.id) != (room.console, room.projector):
                self._committer.release(room.code)

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` (from the committer's thread) with each room that changed."""
        self._listeners.append(listener)

    def stop(self) -> None:
        """Finish what waits and let go of the database."""
        for crew in list(self.crews.values()):
            crew.stop()
        if self._tail is not None:
            self._tail.stop()
        self._committer.stop()
        self._readers.close()

    def _changed(self, room: RoomView) -> None:
        for listener in self._listeners:
            listener(room)


class _Overdue:
    """What loops wait for, and until when: one timer a loop, not one a request."""

    def __init__(self) -> None:
        self._waiting: WeakKeyDictionary[
            asyncio.AbstractEventLoop, deque[tuple[float, asyncio.Future[Any]]]
        ] = WeakKeyDictionary()
        self._looking: WeakSet[asyncio.AbstractEventLoop] = WeakSet()

    def watch(
        self, answered: "asyncio.Future[Any]", loop: asyncio.AbstractEventLoop, patience: float
    ) -> None:
        """Refuse what has no answer after ``patience`` seconds, the same for all of a loop."""
        waiting = self._waiting.get(loop)
        if waiting is None:
            waiting = self._waiting[loop] = deque()
        while waiting and waiting[0][1].done():
            waiting.popleft()
        waiting.append((loop.time() + patience, answered))
        if loop not in self._looking:
            self._looking.add(loop)
            loop.call_later(patience, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting, now = self._waiting[loop], loop.time()
        while waiting and (waiting[0][1].done() or waiting[0][0] <= now):
            _, answered = waiting.popleft()
            if not answered.done():
                answered.set_exception(StorageSlow())
        if waiting:
            loop.call_later(waiting[0][0] - now, self._look, loop)
        else:
            self._looking.discard(loop)


_engine: Engine | None = None
_make: Callable[[], Engine] | None = None


def wire_engine(make: Callable[[], Engine]) -> None:
    """Say how this process's engine is made, when it is first needed."""
    global _make
    _make = make


def use_engine(engine: Engine | None) -> None:
    """Put an engine in the place of this process's own (rehearsals, tests)."""
    global _engine
    _engine = engine


def current_engine() -> Engine:
    """Return this process's engine."""
    global _engine
    if _engine is None:
        if _make is None:
            msg = "no engine is wired: mire.config does it at start"
            raise RuntimeError(msg)
        _engine = _make()
    return _engine
