"""Bringing in the log of a meeting that another installation led."""

from datetime import datetime

from mire.live.engine.engine import Engine
from mire.live.engine.keeping import BringIn
from mire.live.replay import replayed
from mire.programme.journal.actions import journalled
from mire.programme.journal.rules import Actor
from mire.programme.meetings.actions import note_on_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.programmes.models import Programme
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text


@journalled
def bring_in_log(
    *, raw: bytes, programme: Programme | None, engine: Engine, by: Actor, now: datetime
) -> Meeting:
    """Check a log file whole, and make an ended meeting of it under a new code: both or neither.

    Raises ``DamagedLog`` with the line, a ``Refusal`` for a rehearsal, a meeting that goes on or
    one that is here already, ``StorageUnavailable``.
    """
    found = replayed(raw)
    facts = found.room.sheet.meeting
    meeting = Meeting(
        programme=programme,
        title=facts.title,
        kind=facts.kind,
        planned_at=facts.starts_at,
        minutes=facts.slot,
        opened_at=found.log[0].at,
        ended_at=found.room.ended_at,
        brought_in_at=now,
    )
    meeting.save()
    note_on_meeting(
        meeting,
        "meeting.brought_in",
        by=by,
        after={"planned_at": meeting.planned_at, "n": len(found.log)},
        now=now,
    )
    try:
        meeting.code = engine.ask(BringIn(found.log, found.room))
    except Refusal as refusal:
        if refusal.code != "known":
            raise
        raise _already_here(str(refusal.path[0]), programme) from refusal
    meeting.save(update_fields=["code"])
    return meeting


def _already_here(code: str, programme: Programme | None) -> Refusal:
    """Return what to say of a meeting that is here; its title to its own programme alone."""
    known = Meeting.objects.filter(code=code).first()
    if known is None or known.programme != programme:
        return Refusal(
            text("Cette réunion est déjà ici, sous le code %(code)s.", code=code), code="known"
        )
    return Refusal(
        text(
            "Cette réunion est déjà ici : « %(title)s », sous le code %(code)s.",
            title=known.title,
            code=code,
        ),
        code="known",
    )
