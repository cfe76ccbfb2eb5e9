"""The hub lets go of what nobody watches, and keeps what somebody does."""

import asyncio

import pytest

from mire.live import hub as hubs
from mire.live.engine import engine as engines
from mire.live.engine.requests import Look
from mire.live.hub import Hub
from mire.live.state import entries
from mire.live.views.screens import Surface
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
        hub = Hub(room.engine, lambda *_: b"frame")
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


def test_a_meeting_that_goes_on_stays(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "ENDED_SECONDS", 0.0)
    room.enter("cadrage")
    room.engine.release_idle_rooms()
    room.engine.ask(Look(room.code))
    assert room.code in room.engine._committer.views
