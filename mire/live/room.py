"""A room as its log tells it: the pure fold of entries into phase, clock and answers."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

from mire.live import entries
from mire.live.entries import LogEntry
from mire.technique_api import registry
from mire.technique_api.registry import AnyTechnique
from mire.technique_api.sheet import Activity, Sheet, sheet_from
from mire.technique_api.technique import Entry, Regime, Verbatim

CLOSING_GRACE = timedelta(seconds=10)


class Phase(enum.StrEnum):
    """Where an activity stands. Only ballots and other collections go past READY."""

    WAITING = "waiting"  # not reached yet
    READY = "ready"  # reached; answers not open
    OPEN = "open"
    CLOSING = "closing"  # still open, for a few seconds, unless kept open
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ActivityState:
    """One activity in the fold; ``state`` is the technique's own."""

    sheet: Activity
    number: int
    technique: AnyTechnique
    config: Any
    regime: Regime
    state: Any
    phase: Phase = Phase.WAITING
    entered_at: datetime | None = None
    left_at: datetime | None = None
    extra_minutes: int = 0
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    is_shown: bool = False
    keeps_medium: bool = False
    n_pieces: int = 0
    n_destroyed: int = 0
    shown_texts: frozenset[str] = frozenset()
    masked_texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def n_answers(self) -> int:
        """How many people answered, as far as the log says (0 while a ballot is open).

        Those who were too few for their answers to be kept are counted.
        """
        return self.technique.n_answers(self.state) + self.n_destroyed

    def verbatims(self) -> list[Verbatim]:
        """Free texts that may be read: none that is masked."""
        return [
            verbatim
            for verbatim in self.technique.verbatims(self.state)
            if verbatim.id not in self.masked_texts
        ]


@dataclass(frozen=True, slots=True)
class RoomState:
    """Everything the log says. ``version`` is the last entry that changed the phase."""

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

    @property
    def activity(self) -> ActivityState | None:
        """The activity that is going on, None before the first one."""
        return None if self.current is None else self.activities[self.current]

    @property
    def next_activity(self) -> ActivityState | None:
        """The activity that comes after the present one, None after the last."""
        order = list(self.activities.values())
        at = 0 if self.current is None else self.activities[self.current].number
        return order[at] if at < len(order) else None


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
    )


def folded(log: Iterable[LogEntry]) -> RoomState:
    """Return the room that a whole log describes; raise :class:`NotALog`."""
    tail = iter(log)
    first = next(tail, None)
    if first is None:
        msg = "the log is empty"
        raise NotALog(msg)
    return reduce(step, tail, opened(first))


def step(room: RoomState, entry: LogEntry) -> RoomState:
    """Fold one entry. Never raises on an entry that was accepted."""
    if entry.seq != room.head + 1:
        msg = f"entry {entry.seq} follows {room.head}"
        raise NotALog(msg)
    if entry.at < room.last_at:
        msg = f"entry {entry.seq} is older than the one before it"
        raise NotALog(msg)
    room = replace(
        room,
        head=entry.seq,
        last_at=entry.at,
        version=entry.seq if entry.kind in entries.PHASE_CONTROLS else room.version,
    )
    if entry.kind not in entries.CONTROLS:
        return _with(room, entry.activity, **_piece(room.activities[entry.activity], entry))
    if entry.kind == entries.ENTERED:
        return _entered(room, entry)
    if entry.kind == entries.MEETING_ENDED:
        return _left(replace(room, ended_at=entry.at), entry.at)
    if entry.kind == entries.HEADCOUNT:
        return replace(room, headcount=int(entry.body["n"]))
    if not entry.activity:
        return room
    return _with(room, entry.activity, **_changes(room.activities[entry.activity], entry))


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
        state=technique.start(config),
    )


def _with(room: RoomState, activity: str, **changes: Any) -> RoomState:
    changed = replace(room.activities[activity], **changes)
    return replace(room, activities={**room.activities, activity: changed})


def _left(room: RoomState, at: datetime) -> RoomState:
    return room if room.current is None else _with(room, room.current, left_at=at)


def _entered(room: RoomState, entry: LogEntry) -> RoomState:
    room = _with(
        _left(room, entry.at), entry.activity, phase=Phase.READY, entered_at=entry.at, left_at=None
    )
    return replace(room, current=entry.activity, started_at=room.started_at or entry.at)


def _piece(activity: ActivityState, entry: LogEntry) -> dict[str, Any]:
    piece: Entry[Any] = Entry(
        id=entry.id,
        kind=entry.kind,
        body=activity.technique.read_piece(entry.kind, entry.body),
        author=entry.author,
        medium=entry.medium,
        at=entry.at,
    )
    return {
        "state": activity.technique.step(activity.config, activity.state, piece),
        "n_pieces": activity.n_pieces + 1,
    }


def _changes(activity: ActivityState, entry: LogEntry) -> dict[str, Any]:
    text = str(entry.body.get("entry", ""))
    match entry.kind:
        case entries.EXTENDED:
            return {"extra_minutes": activity.extra_minutes + int(entry.body["minutes"])}
        case entries.OPENED | entries.KEPT_OPEN:
            return {"phase": Phase.OPEN, "closes_at": None}
        case entries.CLOSING:
            return {"phase": Phase.CLOSING, "closes_at": entry.at + CLOSING_GRACE}
        case entries.CLOSED:
            return {
                "phase": Phase.CLOSED,
                "closes_at": None,
                "closed_at": entry.at,
                "keeps_medium": bool(entry.body.get("keeps_medium", False)),
                "n_destroyed": 0 if entry.body.get("kept", True) else int(entry.body["n"]),
            }
        case entries.SHOWN:
            return {"is_shown": True}
        case entries.HIDDEN:
            return {"is_shown": False}
        case entries.TEXT_SHOWN:
            return {"shown_texts": activity.shown_texts | {text}}
        case entries.TEXT_HIDDEN:
            return {"shown_texts": activity.shown_texts - {text}}
        case entries.TEXT_MASKED:
            return {
                "shown_texts": activity.shown_texts - {text},
                "masked_texts": {**activity.masked_texts, text: str(entry.body["reason"])},
            }
    return {}
