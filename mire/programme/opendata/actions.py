"""Opening a meeting to everybody, closing it, handing an archive out."""

from datetime import datetime

from mire.live.engine.engine import Engine
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor
from mire.programme.meetings.actions import note_on_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.opendata.models import Opening
from mire.programme.opendata.queries.package import as_if_open
from mire.programme.opendata.rules.opening import LICENCES, REASONS
from mire.programme.programmes.models import Programme
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text


@journalled
def open_data(
    *,
    meeting: Meeting,
    reason: str,
    licence: str,
    salt: str,
    engine: Engine,
    by: Actor,
    now: datetime,
) -> Opening:
    """Open a meeting to everybody, for a reason, under a licence; what was said is up to date.

    Opened again, it keeps what was settled the first time. Raises a ``Refusal`` naming the field,
    or for a meeting that has not ended, and ``StorageUnavailable``.
    """
    if reason not in REASONS:
        raise Refusal(text("Choisissez une raison."), path=("reason",), code="value")
    if licence not in LICENCES:
        raise Refusal(text("Choisissez une licence."), path=("licence",), code="value")
    if meeting.programme is None or meeting.code is None or meeting.ended_at is None:
        raise Refusal(text("Cette réunion n'est pas terminée : rien n'est encore à ouvrir."))
    found = Opening.objects.select_for_update().filter(meeting=meeting).first()
    if found is not None and found.closed_at is None:
        nothing_done()
        return found
    if found is None:
        found = as_if_open(meeting, engine=engine)
        found.salt = salt
    found.reason, found.licence = reason, licence
    found.opened_at, found.closed_at = now, None
    found.save()
    after = {"licence": licence, "reason": reason}
    note_on_meeting(meeting, "opendata.opened", by=by, after=after, now=now)
    return found


@journalled
def close_data(*, meeting: Meeting, by: Actor, now: datetime) -> None:
    """Close a meeting to everybody; its address gives nothing any more."""
    found = Opening.objects.select_for_update().filter(meeting=meeting, closed_at=None).first()
    if found is None:
        nothing_done()
        return
    found.closed_at = now
    found.save(update_fields=["closed_at"])
    note_on_meeting(meeting, "opendata.closed", by=by, now=now)


@journalled
def note_archive(
    *, programme: Programme, meeting: Meeting | None, n: int, by: Actor, now: datetime
) -> None:
    """Note that an archive of ``n`` meetings was handed out, of a programme or of one meeting."""
    if meeting is not None:
        note_on_meeting(meeting, "archive.handed_out", by=by, after={"n": n}, now=now)
        return
    about = About("programme", programme.key, programme.name)
    act = "archive.handed_out"
    note(by=by, act=act, about=about, programme=programme.key, after={"n": n}, now=now)
