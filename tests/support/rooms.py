"""A live room under test: an engine whose clock the test moves, and its people."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from mire.live.engine import answers, controls, requests
from mire.live.engine.answers import Stored
from mire.live.engine.engine import Engine
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.state.room import CLOSING_GRACE, RoomState
from mire.live.store.connect import NoticesOpener, Opener
from mire.runsheet.sheet import Sheet
from tests.support.sheets import sheet


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = datetime(2018, 3, 21, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **spent: float) -> None:
        self.now += timedelta(**spent)


class Room:
    """One room and what one does in it."""

    def __init__(
        self,
        open_database: Opener,
        played: Sheet | None = None,
        *,
        open_notices: NoticesOpener | None = None,
    ) -> None:
        self.clock = Clock()
        self.engine = Engine(open_database, clock=self.clock, open_notices=open_notices)
        self.code, self.console, self.projector = self.engine.ask(
            requests.CreateRoom(played or sheet())
        )

    @property
    def state(self) -> RoomState:
        return self.engine.room(self.code).state

    def join(self) -> bytes:
        return self.engine.ask(requests.Join(self.code))

    def control(self, kind: str, activity: str = "", saw: int | None = None, **body: Any) -> int:
        seen = self.state.version if saw is None else saw
        return self.engine.ask(
            controls.Control(self.code, Command(kind, activity, seen, body or None))
        )

    def enter(self, activity: str) -> None:
        self.control(entries.ENTERED, activity)

    def open(self, activity: str) -> None:
        self.enter(activity)
        self.control(entries.OPENED, activity)

    def close(self, activity: str) -> None:
        self.control(entries.CLOSING, activity)
        self.clock.pass_time(seconds=CLOSING_GRACE.total_seconds())
        self.engine.ask(requests.Look(self.code))

    def request(
        self, activity: str, seat: bytes, given: dict[str, Any], *, id: str = "", revision: int = 1
    ) -> answers.Answer:
        return self.request_for(self.code, activity, seat, given, id=id, revision=revision)

    def request_for(
        self,
        code: str,
        activity: str,
        seat: bytes,
        given: dict[str, Any],
        *,
        id: str = "",
        revision: int = 1,
    ) -> answers.Answer:
        """Return an answer in another room of the same engine."""
        asked = self.engine.room(code).state.activities[activity]
        body = asked.technique.answers.read_contribution(asked.config, json.dumps(given).encode())
        return answers.Answer(
            code, activity, seat, id or secrets.token_hex(16), revision, entries.canonical(body)
        )

    def answer(self, activity: str, seat: bytes, given: dict[str, Any], **how: Any) -> Stored:
        return self.engine.ask(self.request(activity, seat, given, **how))


def placed(x: int, y: int, reason: str = "") -> dict[str, Any]:
    """Return an answer to the grid."""
    given: dict[str, Any] = {"stance": "placed", "x": x, "y": y}
    return {**given, "reason": reason} if reason else given
