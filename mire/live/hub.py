"""Fan-out: one frame a (surface, language) of a room, drawn once, read by all its viewers.

Knows neither HTML nor Django nor how streams are written: a renderer comes in as an argument
and runs off the event loop, and so does what makes a frame's and a beat's bytes. A viewer that
is slow simply finds the latest frame when it looks again.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Protocol

from mire.live.engine.commitments import ForgetCommitments
from mire.live.engine.engine import Engine
from mire.live.engine.requests import Look, TryStorage
from mire.live.engine.rooms import RoomView, UnknownRoom
from mire.live.state.room import Phase
from mire.live.views import screens
from mire.live.views.screens import Counts, Surface
from mire.technique_api.refusal import Refusal

logger = logging.getLogger(__name__)

Renderer = Callable[[RoomView, Surface, str, Mapping[str, Any]], bytes]


class Viewer(Protocol):
    """A stream to which prepared bytes are written, the same for all those of a channel."""

    def write(self, piece: bytes) -> bool:
        """Write a piece; False, and nothing written, while much is not read yet. Never raises."""

    def heard(self) -> None:
        """It was there until now."""

    def may_watch(self, room: RoomView) -> bool:
        """Say whether who opened it may still see what it shows."""

    def end(self) -> None:
        """Write the end, and close."""


class Wire(Protocol):
    """How streams are written: the bytes of a piece, ready for any viewer's connection."""

    def piece(self, stamp: str, frame: "Frame | None") -> bytes:
        """Return a beat with the room's time, and the frame after it if there is one."""


TICK_SECONDS = 0.08
FORGET_SECONDS = 3600.0
"""How often promises that nobody confirmed in time are deleted."""

RELEASE_SECONDS = 60.0
"""How often rooms that nobody asks for are let go."""

SLOW_TICK_SECONDS = 1.0
RENEWED_SECONDS = 3.0
"""How soon addresses that another process renewed are the only ones."""

TRIAL_SECONDS = 3.0
"""How often the database is tried while somebody looks at a room."""

WARM_SECONDS = 10.0
"""How long a frame is kept up to date after it was last polled."""

BEAT_SECONDS = 15.0
"""How often a stream on which nothing changes shows that it lives."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole screen. ``tag`` changes whenever its bytes do."""

    tag: str
    body: bytes

    @classmethod
    def of(cls, body: bytes) -> "Frame":
        """Return the frame that these bytes are."""
        return cls(blake2b(body, digest_size=9).hexdigest(), body)


@dataclass(slots=True)
class _Channel:
    """One (surface, language) of a room, and those who wait for its next frame."""

    facts: Mapping[str, Any] | None = None
    frame: Frame | None = None
    waiting: set[asyncio.Event] = field(default_factory=set)
    viewers: set[Viewer] = field(default_factory=set)
    behind: set[Viewer] = field(default_factory=set)
    beaten_at: float = field(default_factory=time.monotonic)
    tokens: tuple[bytes, bytes] = (b"", b"")
    polled_at: float = float("-inf")
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while its frame is drawn: a frame is drawn once for all who come meanwhile."""

    @property
    def is_watched(self) -> bool:
        """Whether someone watches."""
        return bool(self.waiting or self.viewers)

    @property
    def is_kept(self) -> bool:
        """Whether someone watches, or polled a moment ago."""
        return self.is_watched or time.monotonic() - self.polled_at < WARM_SECONDS


def counts_of(engine: Engine, room: RoomView) -> Counts:
    """Return the counts that console and projector may show."""
    activity = room.state.activity
    counts = {
        "joined": len(room.seats),
        "online": engine.presence.online(room.code),
        "projectors": engine.presence.online(screen_of(room.code, Surface.PROJECTOR)),
        "unheard": len(engine.presence.unheard(room.code)),
        "consoles": engine.presence.online(screen_of(room.code, Surface.CONSOLE)),
    }
    if activity is None:
        return Counts(**counts)
    slug = activity.sheet.id
    if activity.phase in (Phase.OPEN, Phase.CLOSING):
        return Counts(
            **counts,
            answered=room.n_answered.get(slug, activity.n_answers),
            begun=engine.presence.n_begun(room.code, slug),
            gone=min(
                engine.presence.silent_and_gone(room.code, slug, set(room.seats)),
                max(0, counts["joined"] - room.n_answered.get(slug, 0)),
            ),
        )
    engine.presence.forget(room.code, slug)
    late = room.n_late.get(slug, 0)
    return Counts(**counts, answered=activity.n_answers, late=late)


def screen_of(code: str, surface: Surface) -> str:
    """Return the name under which the screens of a room, not its phones, are heard of."""
    return f"{code} {surface}"


def surface_facts(engine: Engine, room: RoomView, surface: Surface) -> Mapping[str, Any]:
    """Return what a surface is told now."""
    if surface is Surface.PHONE:
        return screens.phone(room.state)
    counts = counts_of(engine, room)
    outage = engine.outage
    storage = None if outage is None else {"since": outage.since, "cause": outage.cause}
    if surface is Surface.PROJECTOR:
        told = {**screens.projector(room.state, counts), "outage": storage}
        return {**told, "asks_card": True} if room.join_cards else told
    if surface is Surface.REMOTE:
        return {**screens.remote(room.state, counts, engine.now(room)), "outage": storage}
    crew = engine.crews.get(room.code)
    return {
        "outage": storage,
        **screens.console(room.state, counts, engine.now(room)),
        "crew": None if crew is None else {"lines": crew.lines(), "is_done": crew.is_done},
        "rate": 1 if room.pace is None else room.pace.rate,
        "join_cards": {"n": len(room.join_cards), "n_used": sum(room.join_cards.values())},
    }


class Hub:
    """The frames of a process's rooms. Lives on one event loop."""

    def __init__(self, engine: Engine, render: Renderer, wire: Wire) -> None:
        self._engine = engine
        self._render = render
        self._wire = wire
        self._channels: dict[str, dict[tuple[Surface, str], _Channel]] = {}
        self._dirty: set[str] = set()
        self._drawing: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.get_running_loop()
        engine.listen(self._heard)

    async def run(self) -> None:
        """Tick until cancelled: draw what changed, close what is due, forget what has lapsed."""
        slow, forgot_at, released_at = 0.0, -FORGET_SECONDS, time.monotonic()
        tried_at, trial, outage = time.monotonic(), None, self._engine.outage
        looked_at, look = time.monotonic(), None
        while True:
            await asyncio.sleep(TICK_SECONDS)
            if time.monotonic() - forgot_at >= FORGET_SECONDS:
                forgot_at = time.monotonic()
                self._engine.submit(ForgetCommitments())
            if time.monotonic() - released_at >= RELEASE_SECONDS:
                released_at = time.monotonic()
                self._forget_unwatched()
                self._engine.release_idle_rooms()
            if (
                self._channels
                and time.monotonic() - tried_at >= TRIAL_SECONDS
                and (trial is None or trial.done())
            ):
                tried_at = time.monotonic()
                trial = self._engine.submit(TryStorage(writes=self._engine.outage is not None))
            if time.monotonic() - looked_at >= RENEWED_SECONDS and (look is None or look.done()):
                looked_at = time.monotonic()
                look = self._loop.create_task(self._drop_renewed())
            if self._engine.outage != outage:
                outage = self._engine.outage
                self._dirty.update(self._channels)
            self._keep_streams()
            slow += TICK_SECONDS
            if slow >= SLOW_TICK_SECONDS:
                slow = 0.0
                self._dirty.update(self._channels)
            for code in self._engine.due():
                self._engine.submit(Look(code))
            for code in self._dirty - self._drawing:
                self._dirty.discard(code)
                if self._channels.get(code):
                    self._drawing.add(code)
                    task = self._loop.create_task(self._draw_room(code))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)

    async def _drop_renewed(self) -> None:
        await asyncio.to_thread(self._engine.drop_renewed_rooms)

    def mark(self, code: str) -> None:
        """Have a room's frames looked at on the next tick (presence changed)."""
        self._dirty.add(code)

    async def frame(self, code: str, surface: Surface, language: str) -> Frame:
        """Return the present frame; raise UnknownRoom."""
        channel = self._channel(code, surface, language)
        async with channel.drawing:
            if channel.frame is None or not channel.is_kept:
                await self._draw(code, surface, language, channel)
            channel.polled_at = time.monotonic()
        assert channel.frame is not None
        return channel.frame

    @asynccontextmanager
    async def watching(
        self, code: str, surface: Surface, language: str
    ) -> AsyncIterator[asyncio.Event]:
        """Give an event that is set whenever the frame changed; clear it, then read."""
        channel = self._channel(code, surface, language)
        if not channel.is_kept:
            channel.facts = channel.frame = None
        changed = asyncio.Event()
        channel.waiting.add(changed)
        try:
            yield changed
        finally:
            channel.waiting.discard(changed)

    def attach(
        self, code: str, surface: Surface, language: str, viewer: Viewer, *, have: str
    ) -> None:
        """Give a viewer the present frame, unless it has it, and each that follows.

        The frame was asked for by :meth:`frame` in the same turn of the loop: it is there.
        """
        channel = self._channel(code, surface, language)
        room = self._engine.known(code)
        frame = channel.frame
        assert frame is not None
        if room is not None:
            shown = None if frame.tag == have else frame
            viewer.write(self._wire.piece(self._engine.stamp(room), shown))
        channel.viewers.add(viewer)

    def detach(self, code: str, surface: Surface, language: str, viewer: Viewer) -> None:
        """Write nothing more to a viewer."""
        channel = self._channel(code, surface, language)
        channel.viewers.discard(viewer)
        channel.behind.discard(viewer)

    def _keep_streams(self) -> None:
        """End streams of who may no longer watch; give the others what they missed, and beats."""
        now = time.monotonic()
        for code, channels in self._channels.items():
            watched = [each for each in channels.values() if each.viewers]
            room = self._engine.known(code) if watched else None
            if room is None:
                continue
            for channel in watched:
                is_due = now - channel.beaten_at >= BEAT_SECONDS
                if is_due or channel.tokens != (room.console, room.projector):
                    channel.tokens = room.console, room.projector
                    self._end_unwelcome(room, channel)
                if channel.behind:
                    behind, channel.behind = channel.behind, set()
                    self._write(room, channel, behind, channel.frame)
                if is_due:
                    channel.beaten_at = now
                    self._write(room, channel, channel.viewers, None)
                    for viewer in list(channel.viewers):
                        viewer.heard()

    def _write(
        self, room: RoomView, channel: _Channel, viewers: Iterable[Viewer], frame: Frame | None
    ) -> None:
        piece = self._wire.piece(self._engine.stamp(room), frame)
        slow = [viewer for viewer in viewers if not viewer.write(piece)]
        if frame is not None:
            channel.behind.update(slow)

    def _end_unwelcome(self, room: RoomView, channel: _Channel) -> None:
        """End the streams of who may no longer watch: secret addresses were renewed."""
        for viewer in [each for each in channel.viewers if not each.may_watch(room)]:
            channel.viewers.discard(viewer)
            channel.behind.discard(viewer)
            viewer.end()

    def _end_all(self, channels: Mapping[tuple[Surface, str], _Channel]) -> None:
        """The room is no more: end its streams."""
        for channel in channels.values():
            for viewer in channel.viewers:
                viewer.end()

    def _forget_unwatched(self) -> None:
        """Forget the frames of rooms where nobody watches any more."""
        for code, channels in list(self._channels.items()):
            if not any(channel.is_kept for channel in channels.values()):
                del self._channels[code]

    def _channel(self, code: str, surface: Surface, language: str) -> _Channel:
        return self._channels.setdefault(code, {}).setdefault((surface, language), _Channel())

    def _heard(self, room: RoomView) -> None:
        with suppress(RuntimeError):  # the loop may be closing
            self._loop.call_soon_threadsafe(self._dirty.add, room.code)

    async def _draw_room(self, code: str) -> None:
        try:
            for (surface, language), channel in list(self._channels.get(code, {}).items()):
                if channel.is_kept:
                    async with channel.drawing:
                        await self._draw(code, surface, language, channel)
        except UnknownRoom:
            self._end_all(self._channels.pop(code, {}))
        except Refusal:  # the database is away: what is shown stays
            pass
        except Exception:
            logger.exception("a frame of a room could not be drawn")
        finally:
            self._drawing.discard(code)

    async def _draw(self, code: str, surface: Surface, language: str, channel: _Channel) -> None:
        """Draw a frame and write it to who watches, if its bytes are others than before."""
        rendered = await asyncio.to_thread(
            self._render_if_changed, code, surface, language, channel.facts
        )
        if rendered is None:
            return
        before, (room, channel.facts, channel.frame) = channel.frame, rendered
        if before is not None and before.tag == channel.frame.tag:
            return
        self._write(room, channel, channel.viewers, channel.frame)
        for changed in channel.waiting:
            changed.set()

    def _render_if_changed(
        self, code: str, surface: Surface, language: str, before: Mapping[str, Any] | None
    ) -> tuple[RoomView, Mapping[str, Any], Frame] | None:
        room = self._engine.room(code)
        now = surface_facts(self._engine, room, surface)
        if now == before:
            return None
        body = self._render(room, surface, language, now)
        return room, now, Frame.of(body)
