"""The hub lets go of what nobody watches, and keeps what somebody does."""

import asyncio
import time
from collections.abc import Callable

import pytest

from mire.live import hub as hubs
from mire.live.engine import engine as engines
from mire.live.engine.requests import Look
from mire.live.engine.rooms import RoomView
from mire.live.hub import Frame, Hub
from mire.live.state import entries
from mire.live.views.screens import Surface
from mire.web.live_api.event_stream import EventStream
from tests.support.rooms import Room

pytestmark = pytest.mark.storage


def test_a_meeting_that_ended_leaves_memory_once_nobody_watches(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "RELEASE_SECONDS", 0.0)
    monkeypatch.setattr(hubs, "WARM_SECONDS", 0.0)
    monkeypatch.setattr(engines, "ENDED_SECONDS", 0.0)
    room.enter("cadrage")
    room.control(entries.MEETING_ENDED)
    views = room.engine._committer.views

    async def watch_then_leave() -> None:
        hub = Hub(room.engine, lambda *_: b"frame", EventStream())
        ticking = asyncio.create_task(hub.run())
        async with hub.watching(room.code, Surface.PROJECTOR, "fr"):
            frame = await hub.frame(room.code, Surface.PROJECTOR, "fr")
            await asyncio.sleep(5 * hubs.TICK_SECONDS)
            assert frame.body == b"frame"
            assert room.code in hub._channels
        for _ in range(600):
            if room.code not in views and not hub._channels:
                break
            await asyncio.sleep(hubs.TICK_SECONDS)
        assert room.code not in views
        assert hub._channels == {}
        ticking.cancel()  # with no patience at all, it would let go of what is just read
        # Who comes back finds everything again.
        again = await hub.frame(room.code, Surface.PROJECTOR, "fr")
        assert again == frame

    asyncio.run(watch_then_leave())
    assert room.state.ended_at is not None


class Watcher:
    """A viewer whose pieces are kept."""

    def __init__(self) -> None:
        self.is_behind = False
        self.is_welcome = True
        self.n_heard = 0
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> bool:
        if not self.is_behind:
            self.pieces.append(piece)
        return not self.is_behind

    def heard(self) -> None:
        self.n_heard += 1

    def may_watch(self, room: RoomView) -> bool:
        return self.is_welcome

    def end(self) -> None:
        self.pieces.append(b"end")

    def frames(self) -> list[bytes]:
        return [each for each in self.pieces if each.startswith(b"frame")]


class PlainWire:
    def piece(self, stamp: str, frame: Frame | None) -> bytes:
        return b"beat" if frame is None else b"frame " + frame.body


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        await asyncio.sleep(hubs.TICK_SECONDS / 4)
    raise AssertionError


def test_viewers_share_each_frame_and_the_slow_one_gets_the_latest(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "BEAT_SECONDS", 0.2)
    drawn: list[bytes] = []

    def draw(seen: RoomView, *_: object) -> bytes:
        drawn.append(b"%d" % seen.state.head)
        return drawn[-1]

    async def follow() -> None:
        hub = Hub(room.engine, draw, PlainWire())
        ticking = asyncio.create_task(hub.run())
        quick, slow = Watcher(), Watcher()
        for each in (quick, slow):
            frame = await hub.frame(room.code, Surface.PROJECTOR, "fr")
            hub.attach(room.code, Surface.PROJECTOR, "fr", each, have="")
        assert quick.pieces == slow.pieces == [b"frame " + frame.body]
        slow.is_behind = True
        for act in ("cadrage", "meteo"):
            n_seen = len(quick.frames())
            await asyncio.to_thread(room.enter, act)
            await until(lambda n_seen=n_seen: len(quick.frames()) > n_seen)
        await until(lambda: b"beat" in quick.pieces and quick.n_heard > 0)
        assert len(slow.pieces) == 1
        slow.is_behind = False
        await until(lambda: len(slow.frames()) == 2)
        assert slow.frames()[-1] == quick.frames()[-1]
        # Once for all, however many watch; what nobody may see any more ends.
        assert len(drawn) == len(set(drawn)) == len(quick.frames())
        slow.is_welcome = False
        await until(lambda: slow.pieces[-1] == b"end")
        hub.detach(room.code, Surface.PROJECTOR, "fr", quick)
        n_pieces = len(quick.pieces)
        await asyncio.sleep(4 * hubs.TICK_SECONDS)
        assert len(quick.pieces) == n_pieces
        ticking.cancel()

    asyncio.run(follow())


def test_who_comes_while_a_frame_is_drawn_waits_for_it(room: Room) -> None:
    """A server begins again, and all phones of the room come back at once."""
    n, drawn = 60, []

    def draw(seen: RoomView, *_: object) -> bytes:
        time.sleep(0.05)
        drawn.append(b"%d" % seen.state.head)
        return drawn[-1]

    async def come_at_once() -> None:
        hub = Hub(room.engine, draw, PlainWire())
        ticking = asyncio.create_task(hub.run())

        async def come() -> Watcher:
            viewer = Watcher()
            await hub.frame(room.code, Surface.PHONE, "fr")
            hub.attach(room.code, Surface.PHONE, "fr", viewer, have="")
            hub.mark(room.code)
            return viewer

        viewers = await asyncio.gather(*(come() for _ in range(n)))
        await asyncio.sleep(4 * hubs.TICK_SECONDS)
        assert len(drawn) == 1
        assert [len(each.frames()) for each in viewers] == [1] * n
        await asyncio.to_thread(room.enter, "cadrage")
        await until(lambda: all(len(each.frames()) == 2 for each in viewers))
        assert len(drawn) == 2
        ticking.cancel()

    asyncio.run(come_at_once())


def test_a_frame_whose_bytes_are_the_same_is_not_written_again(room: Room) -> None:
    drawn: list[int] = []

    def draw(seen: RoomView, *_: object) -> bytes:
        drawn.append(seen.state.head)
        return b"the same"

    async def follow() -> None:
        hub = Hub(room.engine, draw, PlainWire())
        ticking = asyncio.create_task(hub.run())
        viewer = Watcher()
        await hub.frame(room.code, Surface.PHONE, "fr")
        hub.attach(room.code, Surface.PHONE, "fr", viewer, have="")
        await asyncio.to_thread(room.enter, "cadrage")
        await until(lambda: len(drawn) == 2)
        await asyncio.sleep(2 * hubs.TICK_SECONDS)
        assert viewer.frames() == [b"frame the same"]
        ticking.cancel()

    asyncio.run(follow())


def test_a_meeting_that_goes_on_stays(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "ENDED_SECONDS", 0.0)
    room.enter("cadrage")
    room.engine.release_idle_rooms()
    room.engine.ask(Look(room.code))
    assert room.code in room.engine._committer.views
