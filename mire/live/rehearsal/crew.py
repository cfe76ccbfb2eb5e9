"""The crew of a rehearsal: simulated participants, each with a temper, in this process.

They ask of the engine what phones ask of it, at moments of the room's own clock. What they
do is decided by :func:`due_moves`, which is pure; the thread only waits and asks.
"""

import enum
import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy

from mire.live.engine.answers import Answer
from mire.live.engine.controls import Control, Direct
from mire.live.engine.engine import Engine
from mire.live.engine.rehearsals import SetPace
from mire.live.engine.requests import Join, Look
from mire.live.engine.rooms import UnknownRoom
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.state.entries import canonical
from mire.live.state.room import CLOSING_GRACE, ActivityState, Phase, RoomState
from mire.live.store import seats
from mire.live.views.naming import asked_of
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text

logger = logging.getLogger(__name__)

MOST_PEOPLE = 200
TICK_SECONDS = 0.2
CUT_SECONDS = 60.0


SECOND_ROUND_ALIKE = 0.6
"""How often a simulated person says the same thing in a second round."""


class Temper(enum.StrEnum):
    """How a simulated participant behaves."""

    EAGER = "eager"  # joins at once, answers first
    PLAIN = "plain"
    LATE = "late"  # joins when the first activity has begun, answers last
    SILENT = "silent"  # joins, never answers
    CONTRARY = "contrary"  # answers, then the opposite, then once more after closing
    RELOADING = "reloading"  # loses the page before the ✓, sends the same answer again
    CUT = "cut"  # loses the network for a minute when the question opens


TEMPER_WORDS: Mapping[Temper, Text] = {
    Temper.EAGER: text("empressée"),
    Temper.PLAIN: text("sans histoire"),
    Temper.LATE: text("en retard"),
    Temper.SILENT: text("silencieuse"),
    Temper.CONTRARY: text("changeante"),
    Temper.RELOADING: text("recharge sa page"),
    Temper.CUT: text("perd le réseau"),
}

_SPECIAL = (
    Temper.LATE,
    Temper.SILENT,
    Temper.CONTRARY,
    Temper.RELOADING,
    Temper.CUT,
    Temper.EAGER,
)


def tempers(n: int) -> list[Temper]:
    """Return the tempers of ``n`` people: one in three is special, each kind in turn.

    In a room of less than eighteen, the special ones come first, so that all are met.
    """
    if n < 3 * len(_SPECIAL):
        return [*_SPECIAL, *[Temper.PLAIN] * n][:n]
    return [
        _SPECIAL[(index // 3) % len(_SPECIAL)] if index % 3 == 1 else Temper.PLAIN
        for index in range(n)
    ]


@dataclass(slots=True)
class Member:
    """One simulated participant and what they have done so far."""

    number: int
    temper: Temper
    generator: numpy.random.Generator
    seat: bytes | None = None
    sent: dict[str, tuple[str, bytes, int]] = field(default_factory=dict)
    moves: dict[str, int] = field(default_factory=dict)
    said: Text = field(default_factory=lambda: text("n'est pas encore là"))
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Something a member does: "join", "answer", "again" (the same) or "late"."""

    kind: str
    activity: str = ""


def due_moves(member: Member, room: RoomState, now: datetime) -> list[Move]:
    """Return what a member does by ``now``, in order; pure but for what was done already."""
    moves = []
    if member.seat is None:
        if room.ended_at is not None or (member.temper is Temper.LATE and room.started_at is None):
            return []
        moves.append(Move("join"))
    activity = room.activity
    if activity is None or not activity.is_collecting:
        return moves
    if member.temper is Temper.SILENT:
        return moves
    slug, done = activity.sheet.id, member.moves.get(activity.sheet.id, 0)
    if activity.phase in (Phase.OPEN, Phase.CLOSING):
        waited = (now - (activity.opened_at or now)).total_seconds()
        at = delays(member)
        while done < len(at) and waited >= at[done]:
            is_same = member.temper is Temper.RELOADING and done == 1
            moves.append(Move("again" if is_same else "answer", slug))
            done += 1
    elif activity.phase is Phase.CLOSED and member.temper is Temper.CONTRARY and done == 2:
        moves.append(Move("late", slug))
    return moves


def delays(member: Member) -> tuple[float, ...]:
    """Return after how many seconds a member answers, and answers again."""
    drawn = numpy.random.Generator(numpy.random.PCG64([member.number, 7])).random()
    match member.temper:
        case Temper.EAGER:
            return (3.0,)
        case Temper.LATE:
            return (50.0 + 20.0 * drawn,)
        case Temper.CONTRARY:
            return (15.0 + 10.0 * drawn, 35.0 + 10.0 * drawn)
        case Temper.RELOADING:
            return (20.0 + 10.0 * drawn, 24.0 + 10.0 * drawn)
        case Temper.CUT:
            return (CUT_SECONDS + 5.0 * drawn,)
    return (8.0 + 35.0 * drawn,)


class Crew:
    """A rehearsal's participants and the thread that lets them act; one a room."""

    def __init__(self, engine: Engine, code: str, *, n: int, seed: int, origin: str = "") -> None:
        """Make ``n`` people for the rehearsal ``code`` of the meeting ``origin``."""
        self.code = code
        self.origin = origin
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
        return [
            {
                "number": each.number,
                "temper": TEMPER_WORDS[each.temper].primitive(),
                "said": each.said.primitive(),
                "at": None if each.said_at is None else each.said_at.isoformat(timespec="minutes"),
            }
            for each in self.members
        ]

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
        while not self._stop.wait(TICK_SECONDS):
            room = self._engine.room(self.code)
            if room.state.ended_at is not None:
                return
            now = self._engine.now(room)
            for member in self.members:
                if self._stop.is_set():
                    return
                for move in due_moves(member, room.state, now):
                    self._do(member, move, now)

    def _do(self, member: Member, move: Move, now: datetime) -> None:
        try:
            if move.kind == "join":
                member.seat = self._engine.ask(Join(self.code))
                self._say(member, text("a rejoint"), now)
            elif member.seat is not None:
                self._answer(member, move, now)
        except UnknownRoom:
            raise
        except Refusal as refusal:
            member.moves[move.activity] = member.moves.get(move.activity, 0) + 1
            self._say(member, refusal.text, now)
        if member.seat is not None and (member.temper is not Temper.CUT or member.moves):
            self._engine.presence.heard(self.code, seats.hashed(member.seat))

    def _answer(self, member: Member, move: Move, now: datetime) -> None:
        assert member.seat is not None
        activity = self._engine.room(self.code).state.activities[move.activity]
        id, body, revision = member.sent.get(move.activity, ("", b"", 0))
        if move.kind != "again" or not id:
            id, body, revision = (
                member.generator.bytes(16).hex(),
                self._made(member, activity),
                (revision + 1),
            )
        member.sent[move.activity] = (id, body, revision)
        member.moves[move.activity] = member.moves.get(move.activity, 0) + 1
        self._engine.ask(Answer(self.code, move.activity, member.seat, id, revision, body))
        self._engine.presence.answered(self.code, move.activity, seats.hashed(member.seat))
        again = member.moves[move.activity] > 1
        self._say(
            member,
            text("a changé d'avis") if again and move.kind == "answer" else text("a répondu"),
            now,
        )

    def _made(self, member: Member, activity: ActivityState) -> bytes:
        _, before, _ = member.sent.get(activity.sheet.again or "", ("", b"", 0))
        if before and member.generator.random() < SECOND_ROUND_ALIKE:
            return before
        answers = activity.technique.expect_answers()
        made = next(iter(answers.simulate(activity.config, member.generator, 1)))
        return canonical(json.loads(canonical(made)))

    def _say(self, member: Member, said: Text, now: datetime) -> None:
        member.said = said
        start = self._engine.room(self.code).state.sheet.meeting.starts_at
        member.said_at = now.astimezone(start.tzinfo)

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
