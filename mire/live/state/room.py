"""A room as its log tells it: where each activity stands, the clock, who has the hand."""

import enum
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from mire.live.state import entries
from mire.live.state.entries import LogEntry
from mire.runsheet.checks import sheet_from
from mire.runsheet.sheet import Activity, Sheet
from mire.technique_api import registry
from mire.technique_api.registry import AnyTechnique
from mire.technique_api.technique import Regime, Signature, Verbatim

CLOSING_GRACE = timedelta(seconds=float(os.environ.get("MIRE_CLOSING_GRACE", "10")))
"""How long a closing can be called off. It says when one is due, nothing of what a log means."""

MOST_SEATS = 10_000
"""How many phones a meeting takes."""


class Phase(enum.StrEnum):
    """Where an activity stands. Only ballots and other collections go past READY."""

    WAITING = "waiting"  # not reached yet
    READY = "ready"  # reached; answers not open
    OPEN = "open"
    CLOSING = "closing"  # still open, for a few seconds, unless kept open
    CLOSED = "closed"


class ActivityState(msgspec.Struct, frozen=True):
    """One activity in the fold; ``state`` is the technique's own.

    ``allotted`` is the minutes it may take in all: those of the sheet, then what facilitators
    made of them. It may be visited again: ``entered_at`` is when it was first reached,
    ``visit_at`` when the present visit began (None: not going on), ``spent`` what earlier
    visits took and ``paused`` how long the clock stood still in the present one.
    """

    sheet: Activity
    number: int
    technique: AnyTechnique
    config: Any
    regime: Regime
    state: Any
    phase: Phase = Phase.WAITING
    allotted: int = 0
    entered_at: datetime | None = None
    left_at: datetime | None = None
    visit_at: datetime | None = None
    spent: timedelta = timedelta()
    paused: timedelta = timedelta()
    is_skipped: bool = False
    opened_at: datetime | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    is_shown: bool = False
    keeps_medium: bool = False
    n_pieces: int = 0
    n_directed: int = 0
    """How many pieces facilitators asked of the technique itself."""
    n_destroyed: int = 0
    n_joined: int = 0
    """How many phones had joined when a ballot closed; 0 where the log does not say."""
    shown_texts: frozenset[str] = frozenset()
    masked_texts: Mapping[str, str] = msgspec.field(default_factory=dict)

    @property
    def extra_minutes(self) -> int:
        """Minutes given (or, negative, taken) since the sheet was written."""
        return self.allotted - self.sheet.planned

    @property
    def is_collecting(self) -> bool:
        """Whether phones answer it: a promise is made on a page of its own."""
        return self.regime.is_sealed or self.regime is Regime.GROUP

    @property
    def n_answers(self) -> int:
        """How many people answered, as far as the log says (0 while a ballot is open).

        Those who were too few for their answers to be kept are counted.
        """
        fold = self.technique.fold
        return self.n_destroyed if fold is None else fold.n_answers(self.state) + self.n_destroyed

    def verbatims(self) -> list[Verbatim]:
        """Free texts that may be read: none that is masked."""
        fold = self.technique.fold
        if fold is None:
            return []
        return [
            verbatim
            for verbatim in fold.verbatims(self.state)
            if verbatim.id not in self.masked_texts
        ]

    def withdrawn(self) -> list[Verbatim]:
        """Free texts that were struck or corrected, and are in the log all the same: none that
        is masked.
        """  # noqa: D205
        fold = self.technique.fold
        if fold is None or fold.withdrawn is None:
            return []
        return [each for each in fold.withdrawn(self.state) if each.id not in self.masked_texts]

    def signatures(self) -> Sequence[Signature]:
        """Return who signed an answer, in the regimes that bear names."""
        fold = self.technique.fold
        return () if fold is None or fold.signatures is None else fold.signatures(self.state)


@dataclass(frozen=True, slots=True)
class Hand:
    """The console that leads, for now. ``desk`` says which, ``name`` what to call it."""

    desk: str
    name: str


@dataclass(frozen=True, slots=True)
class Act:
    """What a facilitator did, for the others to see; ``activity`` is "" for the whole meeting."""

    kind: str
    activity: str
    at: datetime


Agenda = Mapping[str, tuple[int, bool]]
"""Of each activity: the minutes allotted, and whether it is skipped."""


class RoomState(msgspec.Struct, frozen=True):
    """Everything the log says. ``version`` is the last entry that changed the phase.

    ``slot_minute`` is where the promised slot was moved to, in minutes after the start that
    the sheet gives. ``before_plan`` is the agenda as it was before the re-plan that may
    still be undone. ``acts`` are the latest, oldest first.
    """

    sheet: Sheet
    opening_id: str
    is_rehearsal: bool
    activities: Mapping[str, ActivityState]
    head: int
    version: int
    last_at: datetime
    headcount: int
    current: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    papers_in_at: datetime | None = None
    """When a facilitator said that every sheet of paper is typed in; None: some may come."""
    slot_minute: int = 0
    paused_at: datetime | None = None
    before_plan: Agenda | None = None
    hand: Hand | None = None
    frozen_at: datetime | None = None
    helper: str = ""
    has_sound: bool = False
    has_qr: bool = False
    """Whether the projector shows how to join, whatever goes on."""
    acts: tuple[Act, ...] = ()

    @property
    def activity(self) -> ActivityState | None:
        """The activity that is going on, None before the first one."""
        return None if self.current is None else self.activities[self.current]

    @property
    def reached(self) -> int:
        """The number of the furthest activity that was entered; 0 before the first."""
        return max(
            (each.number for each in self.activities.values() if each.entered_at is not None),
            default=0,
        )

    @property
    def coming(self) -> list[ActivityState]:
        """The activities that are still to come, in order; none that is skipped."""
        reached = self.reached
        return [
            each
            for each in self.activities.values()
            if each.number > reached and not each.is_skipped
        ]

    @property
    def unfinished(self) -> ActivityState | None:
        """The activity that was left to go back to an earlier one; None when none was."""
        if self.activity is None or self.activity.number == self.reached:
            return None
        return next(each for each in self.activities.values() if each.number == self.reached)

    @property
    def was_led_through(self) -> bool:
        """Whether it was led to its last activity; one that was skipped counts as led."""
        return self.reached > 0 and not self.coming

    @property
    def next_activity(self) -> ActivityState | None:
        """The activity that comes next, the unfinished one first; None after the last."""
        return self.unfinished or next(iter(self.coming), None)


class NotALog(ValueError):
    """These entries can't be the log of a room; the message says why, in English."""


def opening_body(sheet: Sheet, *, is_rehearsal: bool) -> dict[str, Any]:
    """Return what the first entry carries, so that a log replays alone."""
    slugs = sorted({activity.technique for activity in sheet.activity})
    return {
        "format": 1,
        "sheet": sheet.primitive(),
        "techniques": {slug: registry.technique(slug).version for slug in slugs},
        "rehearsal": is_rehearsal,
    }


def opened(entry: LogEntry) -> RoomState:
    """Return the room that an opening entry describes."""
    if entry.kind != entries.MEETING_OPENED or entry.seq != 1:
        msg = "the first entry must open the meeting"
        raise NotALog(msg)
    if entry.body.get("format") != 1 or not isinstance(entry.body.get("sheet"), Mapping):
        raise NotALog("the opening entry is not of a format that is known here")
    sheet = sheet_from(entry.body["sheet"])
    return RoomState(
        sheet=sheet,
        opening_id=entry.id,
        is_rehearsal=bool(entry.body.get("rehearsal", False)),
        activities={
            each.id: started_activity(each, number) for number, each in enumerate(sheet.activity, 1)
        },
        head=1,
        version=1,
        last_at=entry.at,
        headcount=sheet.meeting.participants,
        helper=sheet.meeting.helper,
    )


def started_activity(sheet: Activity, number: int = 1) -> ActivityState:
    """Return an activity as it stands before anyone reached it."""
    technique = registry.technique(sheet.technique)
    config = technique.read_config(sheet.settings)
    return ActivityState(
        sheet=sheet,
        number=number,
        technique=technique,
        config=config,
        regime=technique.regime(config),
        state=technique.first_state(config),
        allotted=sheet.planned,
    )
