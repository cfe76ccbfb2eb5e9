"""Opening a meeting: a room in the live log, and its line in the office."""

from dataclasses import dataclass
from datetime import datetime

from mire.live.engine.engine import Engine
from mire.live.engine.requests import CreateRoom
from mire.programme.models import Meeting
from mire.runsheet.sheet import Sheet


@dataclass(frozen=True, slots=True)
class OpenedMeeting:
    """A new room: its code, and the two secrets that are shown once, in hexadecimal."""

    code: str
    console: str
    projector: str


def open_meeting(*, sheet: Sheet, engine: Engine, now: datetime) -> OpenedMeeting:
    """Open a room for ``sheet`` and note it in the office."""
    code, console, projector = engine.ask(CreateRoom(sheet))
    Meeting.objects.create(
        code=code,
        title=sheet.meeting.title,
        kind=sheet.meeting.kind,
        planned_at=sheet.meeting.starts_at,
        opened_at=now,
    )
    return OpenedMeeting(code, console.hex(), projector.hex())
