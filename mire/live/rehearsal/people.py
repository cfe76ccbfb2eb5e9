"""Simulated participants: who they are, what each does and when, and the words they send.

The one set of behaviours of rehearsals. It is pure but for what a :class:`Person` remembers;
what carries it, the engine's requests or a phone's HTTP, stands elsewhere.
"""

import enum
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import numpy

from mire.live.state.entries import canonical
from mire.live.state.room import ActivityState, Phase, RoomState
from mire.technique_api.text import Text, text

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
    SCRIPTLESS = "scriptless"  # a phone without scripts: plain forms
    MISSING = "missing"  # answers when it is too late


TEMPER_WORDS: Mapping[Temper, Text] = {
    Temper.EAGER: text("empressée"),
    Temper.PLAIN: text("sans histoire"),
    Temper.LATE: text("en retard"),
    Temper.SILENT: text("silencieuse"),
    Temper.CONTRARY: text("changeante"),
    Temper.RELOADING: text("recharge sa page"),
    Temper.CUT: text("perd le réseau"),
}
"""Of those whom a console lists."""


class Step(enum.StrEnum):
    """Something that a person sends."""

    ANSWER = "answer"  # one's words, or other words
    AGAIN = "again"  # the very same once more


_STEPS: Mapping[Temper, tuple[Step, ...]] = {
    Temper.SILENT: (),
    Temper.MISSING: (),
    Temper.CONTRARY: (Step.ANSWER, Step.ANSWER),
    Temper.RELOADING: (Step.ANSWER, Step.AGAIN),
}
_STEP_AFTER: Mapping[Temper, Step] = {
    Temper.CONTRARY: Step.ANSWER,  # refused: it is too late
    Temper.MISSING: Step.ANSWER,
    Temper.RELOADING: Step.AGAIN,  # told that it was counted
}


def steps(temper: Temper) -> tuple[Step, ...]:
    """Return what one sends while a question is open, in order."""
    return _STEPS.get(temper, (Step.ANSWER,))


def step_after(temper: Temper) -> Step | None:
    """Return what one sends once the question is closed, None for nothing."""
    return _STEP_AFTER.get(temper)


def spread_tempers(n: int, special: Sequence[Temper], *, every: int) -> list[Temper]:
    """Return the tempers of ``n`` people: one in ``every`` is special, each kind in turn."""
    return [
        special[(index // every) % len(special)] if index % every == every // 2 else Temper.PLAIN
        for index in range(n)
    ]


class Letter(NamedTuple):
    """What a phone sends: ``body`` is canonical JSON."""

    id: str
    revision: int
    body: bytes


@dataclass(slots=True)
class Person:
    """One simulated participant and what they have done so far, by activity."""

    number: int
    temper: Temper
    generator: numpy.random.Generator
    is_joined: bool = False
    sent: dict[str, Letter] = field(default_factory=dict)
    n_steps: dict[str, int] = field(default_factory=dict)

    def write(self, activity: ActivityState, step: Step) -> Letter:
        """Return what a step sends, and remember it."""
        slug = activity.sheet.id
        self.n_steps[slug] = self.n_steps.get(slug, 0) + 1
        before = self.sent.get(slug)
        if before is None or step is Step.ANSWER:
            revision = 1 if before is None else before.revision + 1
            id = self.generator.bytes(16).hex()
            self.sent[slug] = Letter(id, revision, self._words(activity))
        return self.sent[slug]

    def _words(self, activity: ActivityState) -> bytes:
        """Return an answer from the technique's examples, or one's first in a second round."""
        first = self.sent.get(activity.sheet.again or "")
        if first is not None and self.generator.random() < SECOND_ROUND_ALIKE:
            return first.body
        answers = activity.technique.expect_answers()
        made = next(iter(answers.simulate(activity.config, self.generator, 1)))
        return canonical(json.loads(canonical(made)))


@dataclass(frozen=True, slots=True)
class Move:
    """Something that a person does in a room: to join, or a step in an activity."""

    step: Step | None
    activity: str = ""


def due_moves(person: Person, room: RoomState, now: datetime) -> list[Move]:
    """Return what a person does by ``now``, in order."""
    moves = []
    if not person.is_joined:
        if room.ended_at is not None or (person.temper is Temper.LATE and room.started_at is None):
            return []
        moves.append(Move(None))
    activity = room.activity
    if activity is None or not activity.is_collecting:
        return moves
    slug, wanted = activity.sheet.id, steps(person.temper)
    done = person.n_steps.get(slug, 0)
    if activity.phase in (Phase.OPEN, Phase.CLOSING):
        waited = (now - (activity.opened_at or now)).total_seconds()
        due = zip(wanted[done:], delays(person)[done:], strict=True)
        moves += [Move(step, slug) for step, at in due if waited >= at]
    elif activity.phase is Phase.CLOSED and done == len(wanted):
        after = step_after(person.temper)
        moves += [] if after is None else [Move(after, slug)]
    return moves


def delays(person: Person) -> tuple[float, ...]:
    """Return after how many seconds each of a person's steps comes."""
    drawn = numpy.random.Generator(numpy.random.PCG64([person.number, 7])).random()
    match person.temper:
        case Temper.SILENT | Temper.MISSING:
            return ()
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
