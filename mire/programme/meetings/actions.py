"""Opening a meeting: its line in the office, and its room in the live log."""

from dataclasses import dataclass
from datetime import datetime

from mire.live.engine.engine import Engine
from mire.live.engine.requests import CreateRoom
from mire.live.engine.tokens import RenewTokens
from mire.programme.journal.actions import journalled, note
from mire.programme.journal.rules import NOBODY, About, Actor
from mire.programme.meetings.models import Meeting
from mire.runsheet.sheet import Sheet


@dataclass(frozen=True, slots=True)
class OpenedMeeting:
    """A new room: its code, and the two secrets that are shown once, in hexadecimal."""

    code: str
    console: str
    projector: str


def renew_addresses(*, code: str, engine: Engine) -> OpenedMeeting:
    """Give a meeting new secret addresses; the old ones, and who holds them, may nothing more.

    Raises ``UnknownRoom``, or ``StorageUnavailable``.
    """
    console, projector = engine.ask(RenewTokens(code))
    engine.drop_renewed_rooms()
    return OpenedMeeting(code, console.hex(), projector.hex())


@journalled
def open_meeting(
    *, sheet: Sheet, engine: Engine, now: datetime, by: Actor = NOBODY
) -> OpenedMeeting:
    """Note a meeting in the office and open a room for its sheet: both or neither.

    The room comes last: a meeting can't be taken back from the live log, its line can. Raises
    ``StorageUnavailable`` when the live log can't be written.
    """
    meeting = Meeting.objects.create(
        title=sheet.meeting.title,
        kind=sheet.meeting.kind,
        planned_at=sheet.meeting.starts_at,
        opened_at=now,
    )
    note(
        by=by,
        act="meeting.opened",
        about=About("meeting", str(meeting.pk), meeting.title),
        now=now,
    )
    code, console, projector = engine.ask(CreateRoom(sheet))
    meeting.code = code
    meeting.save(update_fields=["code"])
    return OpenedMeeting(code, console.hex(), projector.hex())
