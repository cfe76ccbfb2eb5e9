"""The log's entries: their shape, the words for their kinds, their canonical bytes.

Kinds with a dot are what facilitators and the program do; kinds without one are pieces of
answers, whose meaning belongs to the activity's technique.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

MEETING_OPENED = "meeting.opened"
MEETING_ENDED = "meeting.ended"
PAPERS_IN = "papers.in"
HEADCOUNT = "headcount.declared"
ENTERED = "activity.entered"
EXTENDED = "activity.extended"
SKIPPED = "activity.skipped"
RESTORED = "activity.restored"
INSERTED = "activity.inserted"
ACTIVITY_MOVED = "activity.moved"
PAUSED = "clock.paused"
RESUMED = "clock.resumed"
SOUND = "clock.sound"
QR = "screen.qr"
PLAN_APPLIED = "plan.applied"
PLAN_UNDONE = "plan.undone"
SLOT_MOVED = "slot.moved"
SHEET_FROZEN = "sheet.frozen"
SHEET_RELEASED = "sheet.released"
HELPER = "helper.named"
HAND_TAKEN = "hand.taken"
HAND_FREED = "hand.freed"
OPENED = "answers.opened"
CLOSING = "answers.closing"
KEPT_OPEN = "answers.kept_open"
REOPENED = "answers.reopened"
CLOSED = "answers.closed"
PAPER = "answers.paper"
SHOWN = "result.shown"
HIDDEN = "result.hidden"
TEXT_SHOWN = "text.shown"
TEXT_HIDDEN = "text.hidden"
TEXT_MASKED = "text.masked"
ERASED = "entry.erased"
STUB = "entry.stub"
"""What stands in place of a text that was erased, or masked in an export."""

CONTROLS = frozenset(
    {
        MEETING_OPENED,
        MEETING_ENDED,
        PAPERS_IN,
        HEADCOUNT,
        ENTERED,
        EXTENDED,
        SKIPPED,
        RESTORED,
        INSERTED,
        ACTIVITY_MOVED,
        PAUSED,
        RESUMED,
        SOUND,
        QR,
        PLAN_APPLIED,
        PLAN_UNDONE,
        SLOT_MOVED,
        SHEET_FROZEN,
        SHEET_RELEASED,
        HELPER,
        HAND_TAKEN,
        HAND_FREED,
        OPENED,
        CLOSING,
        KEPT_OPEN,
        REOPENED,
        CLOSED,
        PAPER,
        SHOWN,
        HIDDEN,
        TEXT_SHOWN,
        TEXT_HIDDEN,
        TEXT_MASKED,
        ERASED,
        STUB,
    }
)
"""What is no piece of an answer: what facilitators do, and what the program does itself."""


class LogEntry(msgspec.Struct, frozen=True, gc=False):
    """One entry of a room's log. ``activity`` is "" for what concerns the whole meeting.

    ``author`` is None for anonymous answers and for the program itself; ``medium`` is
    "phone", "paper" or None where unknown or blanked; ``at`` is in UTC.
    """

    seq: int
    id: str
    activity: str
    kind: str
    author: str | None
    medium: str | None
    body: Mapping[str, Any]
    at: datetime

    def primitive(self) -> dict[str, Any]:
        """Return the entry as JSON primitives, its time written as the log writes it."""
        return {
            "seq": self.seq,
            "id": self.id,
            "activity": self.activity,
            "kind": self.kind,
            "author": self.author,
            "medium": self.medium,
            "body": self.body,
            "at": written_time(self.at),
        }


class Draft(msgspec.Struct, frozen=True):
    """An entry that is decided but not yet numbered; ``id`` None: the writer makes one."""

    activity: str
    kind: str
    body: Mapping[str, Any]
    author: str | None = None
    medium: str | None = None
    id: str | None = None


def canonical(value: object) -> bytes:
    """Return the one JSON writing of ``value``: sorted keys, no spaces, UTF-8."""
    return msgspec.json.encode(value, order="deterministic")


def written_time(at: datetime) -> str:
    """Write a time as the log does: UTC, milliseconds, 24 characters (sorts as text)."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"


def read_time(written: str) -> datetime:
    """Read a time that :func:`written_time` wrote; raise ValueError for any other writing of it."""
    if len(written) != 24 or written[4:20:3] != "--T::." or written[5] == "W" or written[-1] != "Z":
        raise ValueError(written)
    return datetime.fromisoformat(written)
