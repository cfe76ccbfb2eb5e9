"""Playing a meeting from its first minute to its log."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import numpy

from mire.cli.building import build_if_stale
from mire.cli.rehearsal.browser import Browser
from mire.cli.rehearsal.phones import Phone, RehearsalFailed, tempers
from mire.cli.rehearsal.server import RehearsalServer, rehearsal_server
from mire.live.engine.requests import CreateRoom
from mire.live.rehearsal.people import Person, Temper
from mire.live.state import entries
from mire.live.state.room import CLOSING_GRACE, ActivityState, Phase, RoomState
from mire.live.state.timing import timing
from mire.runsheet.sheet import Sheet
from mire.technique_api.technique import Regime

WORKERS = 8
PATIENCE_SECONDS = 30.0
SHOWN_TEXTS = 3
"""How many texts the simulated facilitator lets onto the projector."""


def rehearsed(sheet: Sheet, *, participants: int, seed: int) -> bytes:
    """Play ``sheet`` through a real server; return its log file.

    The same sheet, number of people and seed give the same bytes.
    """
    build_if_stale()
    with rehearsal_server(sheet.meeting.starts_at - timedelta(minutes=5), seed) as server:
        return _Rehearsal(server, sheet, participants, seed).play()


class _Rehearsal:
    def __init__(self, server: RehearsalServer, sheet: Sheet, participants: int, seed: int) -> None:
        self.server = server
        self.generator = numpy.random.Generator(numpy.random.PCG64([seed, 1]))
        self.code, console, _projector = server.engine.ask(CreateRoom(sheet, is_rehearsal=True))
        self.console = Browser(server.address)
        self.console.get(f"/regie/{self.code}?cle={console.hex()}")
        generators = [
            numpy.random.Generator(numpy.random.PCG64([seed, 2, index]))
            for index in range(participants)
        ]
        people = map(Person, range(1, participants + 1), tempers(participants), generators)
        self.phones = [Phone(Browser(server.address), each, self.code) for each in people]

    @property
    def state(self) -> RoomState:
        return self.server.engine.room(self.code).state

    def play(self) -> bytes:
        """Play every activity, end the meeting, take its log away."""
        punctual = [one for one in self.phones if one.person.temper is not Temper.LATE]
        self.each(Phone.join, punctual)
        self.server.clock.advance(seconds=300)
        for activity in list(self.state.activities.values()):
            self.press(entries.ENTERED, activity.sheet.id)
            if activity.regime.is_sealed:
                self.collect(activity)
            elif activity.regime is Regime.GROUP:
                self.converse(activity)
            self.spend(activity)
        self.press(entries.MEETING_ENDED)
        status, log = self.console.get(f"/regie/{self.code}/journal")
        if status != 200:
            msg = f"the log could not be read: {status}"
            raise RehearsalFailed(msg)
        for one in self.phones:
            one.browser.close()
        self.console.close()
        return log

    def collect(self, activity: ActivityState) -> None:
        """Open, let everyone answer, close, show the result and a few texts."""
        slug = activity.sheet.id
        self.server.clock.advance(seconds=60)
        self.press(entries.OPENED, slug)
        self.each(Phone.join, [one for one in self.phones if not one.person.is_joined])
        self.each(lambda one: one.answer(activity), self.phones)
        self.server.clock.advance(seconds=120)
        self.press(entries.CLOSING, slug)
        self.server.clock.advance(seconds=CLOSING_GRACE.total_seconds())
        self.wait(lambda: self.state.activities[slug].phase is Phase.CLOSED)
        self.each(lambda one: one.answer_too_late(activity), self.phones)
        closed = self.state.activities[slug]
        if closed.n_answers < self.state.sheet.meeting.threshold:
            return
        self.press(entries.SHOWN, slug)
        for verbatim in closed.verbatims()[:SHOWN_TEXTS]:
            self.press(entries.TEXT_SHOWN, slug, entry=verbatim.id)

    def converse(self, activity: ActivityState) -> None:
        """Open, do what the technique's script says while tables write, close, show.

        Tables write in turn: their order is in the log, and is to be the same each time.
        """
        slug, tables = activity.sheet.id, activity.technique.tables
        self.press(entries.OPENED, slug)
        self.each(Phone.join, [one for one in self.phones if not one.person.is_joined])
        script = list(tables.script(activity.config)) if tables else []
        for asked in script:
            self.direct(slug, asked)
            self.server.clock.advance(seconds=60)
        for one in self.phones:
            one.note(activity)
        self.press(entries.CLOSING, slug)
        self.server.clock.advance(seconds=CLOSING_GRACE.total_seconds())
        self.wait(lambda: self.state.activities[slug].phase is Phase.CLOSED)
        self.press(entries.SHOWN, slug)

    def direct(self, slug: str, asked: Mapping[str, Any]) -> None:
        """Press a control of the technique's own, on the console."""
        saw = str(self.state.activities[slug].n_directed)
        sent = {"activity": slug, "saw": saw, **{name: str(each) for name, each in asked.items()}}
        status, said = self.console.post_control(f"/regie/{self.code}/diriger", sent)
        if status != 200:
            msg = f"{asked} was refused: {said}"
            raise RehearsalFailed(msg)

    def spend(self, activity: ActivityState) -> None:
        """Let the activity last what was planned, give or take; make up for being late."""
        now, begun = self.server.clock(), self.state.activities[activity.sheet.id].entered_at
        assert begun is not None
        least, most = activity.sheet.least_minutes, activity.sheet.most or activity.sheet.planned
        late = timing(self.state, now).drift
        drawn = activity.sheet.planned + int(self.generator.integers(-1, 3)) - max(0, late)
        minutes = min(max(drawn, least), most)
        if minutes > activity.sheet.planned:
            self.press(entries.EXTENDED, activity.sheet.id, minutes="2")
        left = 60 * minutes - (now - begun).total_seconds()
        self.server.clock.advance(seconds=max(0.0, left))

    def press(self, kind: str, activity: str = "", **fields: str) -> None:
        """Press a control of the console."""
        sent = {"kind": kind, "activity": activity, "saw": str(self.state.version), **fields}
        status, said = self.console.post_control(f"/regie/{self.code}/agir", sent)
        if status != 200:
            msg = f"{kind} was refused: {said}"
            raise RehearsalFailed(msg)

    def each(self, act: Callable[[Phone], None], phones: Sequence[Phone]) -> None:
        """Have many people act at once."""
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(act, phones))

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Wait for what the server does on its own."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            if time.monotonic() > until:
                msg = "the server did not close what was due"
                raise RehearsalFailed(msg)
            time.sleep(0.02)
