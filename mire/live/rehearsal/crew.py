"""The crew of a rehearsal: simulated participants, each with a temper, in this process.

They ask of the engine what phones ask of it, at moments of the room's own clock. What they
do is decided in ``people``; the thread only waits and asks.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import numpy

from mire.live.engine.answers import Answer
from mire.live.engine.controls import Control, Direct
from mire.live.engine.engine import Engine
from mire.live.engine.rehearsals import SetPace
from mire.live.engine.requests import Join, Look
from mire.live.engine.rooms import UnknownRoom
from mire.live.rehearsal.people import (
    TEMPER_WORDS,
    Move,
    Person,
    Step,
    Temper,
    due_moves,
    spread_tempers,
)
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.state.room import CLOSING_GRACE
from mire.live.store import seats
from mire.live.views.naming import asked_of
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text

logger = logging.getLogger(__name__)

MOST_PEOPLE = 200
TICK_SECONDS = 0.2
TICKS_A_SIGN = 50
"""A phone that is there gives a sign of life so often, whatever its person does."""
_SPECIAL = (
    Temper.LATE,
    Temper.SILENT,
    Temper.CONTRARY,
    Temper.RELOADING,
    Temper.CUT,
    Temper.EAGER,
)
_EVERY = 3


def tempers(n: int) -> list[Temper]:
    """Return the tempers of ``n`` people: one in three is special, each kind in turn.

    In a room of less than eighteen, the special ones come first, so that all are met.
    """
    if n < _EVERY * len(_SPECIAL):
        return [*_SPECIAL, *[Temper.PLAIN] * n][:n]
    return spread_tempers(n, _SPECIAL, every=_EVERY)


@dataclass(slots=True)
class Member(Person):
    """One of the crew, and what the console's list says of them."""

    seat: bytes | None = None
    words: Text = field(default_factory=lambda: text("n'est pas encore là"))
    changed_at: datetime | None = None

    def line(self) -> dict[str, Any]:
        """Return the line as JSON primitives."""
        at = self.changed_at
        return {
            "number": self.number,
            "temper": TEMPER_WORDS[self.temper].primitive(),
            "said": self.words.primitive(),
            "at": None if at is None else at.isoformat(timespec="minutes"),
        }


class Crew:
    """A rehearsal's participants and the thread that lets them act; one a room."""

    def __init__(
        self,
        engine: Engine,
        code: str,
        *,
        n: int,
        seed: int,
        back: str = "",
        meeting: str = "",
    ) -> None:
        """Make ``n`` people for the rehearsal ``code``; ``back`` is where its end leads.

        ``meeting``: the key of the meeting that is rehearsed, "" when the office has none.
        """
        self.code = code
        self.back = back
        self.meeting = meeting
        self.is_done = False
        self._engine = engine
        self._stop = threading.Event()
        self.members = [
            Member(index, temper, numpy.random.Generator(numpy.random.PCG64([seed, index])))
            for index, temper in enumerate(tempers(n), 1)
        ]
        self._thread: threading.Thread | None = None

    def start(self, *, is_at_once: bool = False) -> None:
        """Let them act: by the room's clock, or through the whole sheet at once."""
        run = self._play_at_once if is_at_once else self._follow
        self._thread = threading.Thread(target=self._guarded, args=(run,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop, and wait until nobody acts any more."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def lines(self) -> list[dict[str, Any]]:
        """Return a discreet line for each: number, temper, what they did last and when."""
        return [each.line() for each in self.members]

    def _guarded(self, run: Callable[[], None]) -> None:
        try:
            run()
        except UnknownRoom:
            pass  # thrown away meanwhile
        except Exception:
            logger.exception("a rehearsal stopped")
        finally:
            self.is_done = True

    def _follow(self) -> None:
        for tick in count():
            if self._stop.wait(TICK_SECONDS):
                return
            room = self._engine.room(self.code)
            if room.state.ended_at is not None:
                return
            now = self._engine.now(room)
            if tick % TICKS_A_SIGN == 0:
                self._give_signs()
            for member in self.members:
                if self._stop.is_set():
                    return
                for move in due_moves(member, room.state, now):
                    self._do(member, move, now)

    def _do(self, member: Member, move: Move, now: datetime) -> None:
        try:
            if move.step is None:
                member.seat = self._engine.ask(Join(self.code))
                member.is_joined = True
                self._say(member, text("a rejoint"), now)
            elif member.seat is not None:
                self._answer(member, move.step, move.activity, now)
        except UnknownRoom:
            raise
        except Refusal as refusal:
            self._say(member, refusal.text, now)
        self._give_sign(member)

    def _give_signs(self) -> None:
        for member in self.members:
            self._give_sign(member)

    def _give_sign(self, member: Member) -> None:
        if member.seat is not None and (member.temper is not Temper.CUT or member.n_steps):
            self._engine.presence.heard(self.code, seats.hashed(member.seat))

    def _answer(self, member: Member, step: Step, slug: str, now: datetime) -> None:
        assert member.seat is not None
        letter = member.write(self._engine.room(self.code).state.activities[slug], step)
        stored = self._engine.ask(
            Answer(self.code, slug, member.seat, letter.id, letter.revision, letter.body)
        )
        if stored.status == "counted":  # closed meanwhile: nothing new
            return
        self._engine.presence.answered(self.code, slug, seats.hashed(member.seat))
        is_changed = step is Step.ANSWER and letter.revision > 1
        self._say(member, text("a changé d'avis") if is_changed else text("a répondu"), now)

    def _say(self, member: Member, words: Text, now: datetime) -> None:
        member.words = words
        start = self._engine.room(self.code).state.sheet.meeting.starts_at
        member.changed_at = now.astimezone(start.tzinfo)

    def _play_at_once(self) -> None:
        """Play the whole sheet as planned, jumping from one moment to the next."""
        for activity in list(self._engine.room(self.code).state.activities.values()):
            self._press(entries.ENTERED, activity.sheet.id)
            if activity.is_collecting:
                self._collect(activity.sheet.id)
            spent = self._spent(activity.sheet.id)
            self._skip(max(timedelta(), timedelta(minutes=activity.sheet.planned) - spent))
            if self._stop.is_set():
                return
        self._press(entries.MEETING_ENDED)

    def _collect(self, activity: str) -> None:
        self._skip(timedelta(seconds=30))
        try:
            self._press(entries.OPENED, activity)
        except Refusal:
            return  # too few people for a secret ballot: the rehearsal shows it
        self._direct(activity)
        for _ in range(3):
            self._skip(timedelta(seconds=40))
            self._act()
        self._press(entries.CLOSING, activity)
        self._skip(CLOSING_GRACE)
        self._engine.ask(Look(self.code))
        self._act()
        state = self._engine.room(self.code).state
        if state.activities[activity].n_answers >= state.sheet.meeting.threshold:
            self._press(entries.SHOWN, activity)

    def _direct(self, slug: str) -> None:
        """Ask of the technique what its script says, a few minutes apart."""
        activity = self._engine.room(self.code).state.activities[slug]
        tables, config = activity.technique.tables, activity.config
        if tables is None:
            return
        for asked in tables.script(config):
            room = self._engine.room(self.code).state
            activity = room.activities[slug]
            rng = numpy.random.Generator(numpy.random.PCG64([activity.n_directed, 11]))
            given = asked_of(room, activity, asked)
            pieces = tables.direct(config, activity.state, given, rng)
            self._engine.ask(Direct(self.code, slug, activity.n_directed, pieces))
            self._skip(timedelta(minutes=2))
            self._act()

    def _act(self) -> None:
        room = self._engine.room(self.code)
        now = self._engine.now(room)
        for member in self.members:
            for move in due_moves(member, room.state, now):
                self._do(member, move, now)

    def _spent(self, activity: str) -> timedelta:
        room = self._engine.room(self.code)
        entered = room.state.activities[activity].entered_at
        return timedelta() if entered is None else self._engine.now(room) - entered

    def _skip(self, by: timedelta) -> None:
        self._engine.ask(SetPace(self.code, 1.0, by))

    def _press(self, kind: str, activity: str = "") -> None:
        seen = self._engine.room(self.code).state.version
        self._engine.ask(Control(self.code, Command(kind, activity, seen)))
