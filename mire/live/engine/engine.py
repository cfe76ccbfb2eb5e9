"""The door to the log: the one writer, the wall clock, and the rooms in memory."""

import secrets
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from mire.live.engine.committer import Committer
from mire.live.engine.presence import Presence
from mire.live.engine.requests import Look, Request
from mire.live.engine.rooms import LiveRoom
from mire.live.engine.transaction import RandomBytes
from mire.live.store.connect import Opener

AnswerT = TypeVar("AnswerT")
Clock = Callable[[], datetime]
Listener = Callable[[LiveRoom], None]

PATIENCE_SECONDS = 30.0


class Crew(Protocol):
    """The simulated participants of one rehearsal, as far as the engine knows them."""

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
    ) -> None:
        self.clock = clock
        self.presence = Presence()
        self.crews: dict[str, Crew] = {}
        self._listeners: list[Listener] = []
        self._committer = Committer(opener, clock=clock, random=random, on_change=self._changed)

    def submit(self, request: Request[AnswerT]) -> "Future[AnswerT]":
        """Ask something of a room; the future is settled once it is durable, or refused."""
        self._committer.submit(request)
        return request.answered

    def ask(self, request: Request[AnswerT]) -> AnswerT:
        """Ask and wait; raises :class:`~mire.technique_api.refusal.Refusal`."""
        return self.submit(request).result(timeout=PATIENCE_SECONDS)

    def room(self, code: str) -> LiveRoom:
        """Return a room; raise :class:`~mire.live.engine.rooms.UnknownRoom` for none."""
        return self._committer.rooms.get(code) or self.ask(Look(code))

    def known(self, code: str) -> LiveRoom | None:
        """Return a room if it is in memory, without waiting."""
        return self._committer.rooms.get(code)

    def now(self, room: LiveRoom) -> datetime:
        """Return the time in a room: the time of day, but in a rehearsal that goes faster."""
        return room.time(self.clock())

    def stamp(self, room: LiveRoom) -> str:
        """Return what the clocks of a page go by: milliseconds since 1970 in this room.

        Followed by a space and a rate where the room's clock goes faster than time.
        """
        milliseconds = int(self.now(room).timestamp() * 1000)
        return str(milliseconds) if room.pace is None else f"{milliseconds} {room.pace.rate:g}"

    def due(self) -> list[str]:
        """Return the codes of rooms where a closing has come due."""
        now = self.clock()
        return [
            room.code
            for room in list(self._committer.rooms.values())
            for activity in room.state.activities.values()
            if room.is_due(activity, room.time(now))
        ]

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` (from the committer's thread) with each room that changed."""
        self._listeners.append(listener)

    def stop(self) -> None:
        """Finish what waits and let go of the database."""
        for crew in list(self.crews.values()):
            crew.stop()
        self._committer.stop()

    def _changed(self, room: LiveRoom) -> None:
        for listener in self._listeners:
            listener(room)


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
            msg = "no engine is wired: mire.config does it when the house opens"
            raise RuntimeError(msg)
        _engine = _make()
    return _engine
