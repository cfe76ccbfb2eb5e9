"""What one control is, what it is asked with, and the questions that several of them ask."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from mire.live.state.entries import Draft, LogEntry
from mire.live.state.room import ActivityState, Phase, RoomState
from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text

BodyT = TypeVar("BodyT", bound=msgspec.Struct)

FACILITATOR = "facilitator"
"""The author of what facilitators do."""


@dataclass(frozen=True, slots=True)
class Command:
    """What a facilitator asks. ``saw`` is the version of the room on their screen.

    ``desk`` is the console that asks: 12 hexadecimal digits of its own, "" for none.
    """

    kind: str
    activity: str = ""
    saw: int = 0
    body: Mapping[str, Any] | None = None
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Asked(Generic[BodyT]):
    """A command as a control decides it; ``n_seats`` is how many phones joined."""

    room: RoomState
    slug: str
    body: BodyT
    n_seats: int
    now: datetime

    @property
    def activity(self) -> ActivityState:
        """The activity that it is about; raise Refusal when there is none."""
        return activity_of(self.room, self.slug)


class NoBody(msgspec.Struct, frozen=True):
    """The body of a control that says all by its kind."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the console and what it does, as the list of keys says it."""

    key: str
    help: Text


@dataclass(frozen=True, slots=True)
class Control(Generic[BodyT]):
    """One control.

    ``done`` says it to the other facilitators once it is done. ``labels`` are the words on its
    buttons: "" where it has one, a name for each where it has several, none where its page asks
    for more than a press. ``decide`` returns the entries
    that it makes ([] when it changes nothing) or raises Refusal; ``fold`` makes of a room and
    such an entry the next room. ``is_phase``: the next press must have seen it, and only the
    console that has the hand may do it. ``is_led`` is False for a phase control that anyone
    may do all the same. ``unreadable`` is what a body that can't be read is refused with,
    where the field's own words would not help.
    """

    kind: str
    done: Text
    decide: Callable[[Asked[BodyT]], Sequence[Draft]]
    fold: Callable[[RoomState, LogEntry], RoomState]
    body: type[BodyT]
    is_phase: bool = True
    is_led: bool = True
    labels: Mapping[str, Text] = field(default_factory=dict)
    keys: tuple[Key, ...] = ()
    unreadable: Callable[[], Refusal] | None = None

    def asked(self, room: RoomState, command: Command, n_seats: int, now: datetime) -> Asked[BodyT]:
        """Return the command with its body read; raise Refusal when it can't be."""
        try:
            body = read_mapping(self.body, command.body or {})
        except Refusal as refusal:
            raise (self.unreadable() if self.unreadable else refusal) from refusal
        return Asked(room, command.activity, body, n_seats, now)


def about_activity(
    activity: ActivityState, kind: str, body: Mapping[str, Any] | None = None
) -> Draft:
    """Return a facilitator's entry about an activity."""
    return Draft(activity.sheet.id, kind, body or {}, author=FACILITATOR)


def about_meeting(kind: str, body: Mapping[str, Any] | None = None) -> Draft:
    """Return a facilitator's entry about the whole meeting."""
    return Draft("", kind, body or {}, author=FACILITATOR)


def activity_of(room: RoomState, slug: str) -> ActivityState:
    """Return one of the room's activities; raise Refusal when it has none of that id."""
    activity = room.activities.get(slug)
    if activity is None:
        raise Refusal(text("Cette séquence n'existe pas dans ce conducteur."), code="unknown")
    return activity


def check_current(room: RoomState, activity: ActivityState) -> None:
    """Raise Refusal unless the activity is the one going on."""
    if room.current != activity.sheet.id:
        raise Refusal(
            text("« %(title)s » n'est pas la séquence en cours.", title=activity.sheet.title),
            code="not_current",
        )


def check_nothing_open(room: RoomState) -> None:
    """Raise Refusal while answers are open."""
    for activity in room.activities.values():
        if activity.phase in (Phase.OPEN, Phase.CLOSING):
            raise Refusal(
                text(
                    "Les réponses de « %(title)s » sont encore ouvertes : il faut d'abord "
                    "clore la question.",
                    title=activity.sheet.title,
                ),
                code="still_open",
            )


def check_not_frozen(room: RoomState) -> None:
    """Raise Refusal for a frozen sheet: it is printed, and keeps until the meeting starts."""
    if room.frozen_at is not None and room.started_at is None:
        raise Refusal(
            text(
                "Le conducteur est figé, ses feuilles sont peut-être imprimées : libérez-le "
                "d'abord."
            ),
            code="frozen",
        )
