"""Bringing in the log of a meeting that another installation led; carrying one to a laptop."""

import secrets
from datetime import datetime

import msgspec

from mire import __version__
from mire.live.engine.engine import Engine
from mire.live.engine.keeping import Apart, BringIn, ReadApart
from mire.live.engine.readers import ReadLog
from mire.live.replay import Replay, replayed, written_log
from mire.live.state.commitments import activity_apart
from mire.live.state.room import opened
from mire.programme.journal.actions import journalled
from mire.programme.journal.rules import Actor
from mire.programme.meetings.actions import (
    OpenedMeeting,
    note_on_meeting,
    open_now,
    save_version,
    take_sheet,
)
from mire.programme.meetings.models import Meeting
from mire.programme.meetings.queries import end_of_room
from mire.programme.programmes.models import Programme
from mire.programme.programmes.queries import sole_programme
from mire.programme.transfer.rules import Held, ToHold, write_pack
from mire.runsheet.sheet import Sheet
from mire.runsheet.toml_file import read_draft, read_sheet
from mire.runsheet.toml_writing import write_sheet
from mire.technique_api.refusal import Refusal
from mire.technique_api.registry import technique
from mire.technique_api.text import text

NOTHING = Apart()


@journalled
def bring_in_log(
    *,
    raw: bytes,
    programme: Programme | None,
    engine: Engine,
    by: Actor,
    now: datetime,
) -> Meeting:
    """Check a log file whole, and make an ended meeting of it under a new code: both or neither.

    The log of a meeting that was carried from here fills that meeting, unless its room was opened
    here meanwhile. Raises ``DamagedLog`` with the line, a ``Refusal`` for a rehearsal, a meeting
    that goes on or one that is here already, ``StorageUnavailable``.
    """
    found = replayed(raw)
    left = _left_here(found)
    if left is not None and (left.code is None or left.brought_in_at is not None):
        return _fill(left, found, NOTHING, "", programme=programme, engine=engine, by=by, now=now)
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


@journalled
def pack_meeting(*, meeting: Meeting, engine: Engine, by: Actor, now: datetime) -> bytes:
    """Return the file that carries a meeting: to where it is held, or back once it has ended.

    It leaves with its run sheet and its place: nobody's name is among what a room needs. It comes
    back with its log, its register of commitments and its facilitators' notes. Packed again, it
    is the same meeting. Raises a ``Refusal`` for one whose room was opened here, or that has not
    ended where it is held; ``SheetRefused``, ``StorageUnavailable``.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.code is not None:
        raw, n = _held(meeting, meeting.code, engine)
    else:
        sheet = read_sheet(meeting.sheet.encode())
        meeting.first_entry = meeting.first_entry or secrets.token_hex(16)
        meeting.carried_at = now
        meeting.save(update_fields=["first_entry", "carried_at"])
        slugs = {each.technique for each in sheet.activity}
        raw, n = (
            write_pack(
                ToHold(
                    version=__version__,
                    meeting=meeting.key,
                    first_entry=meeting.first_entry,
                    sheet=meeting.sheet,
                    place=meeting.place,
                    techniques={slug: technique(slug).version for slug in sorted(slugs)},
                )
            ),
            0,
        )
    note_on_meeting(meeting, "meeting.carried", by=by, after={"n": n}, now=now)
    return raw


def _held(meeting: Meeting, code: str, engine: Engine) -> tuple[bytes, int]:
    """Return the file of a meeting that came in a pack and has ended, and its entries' number."""
    if not meeting.first_entry or meeting.carried_at is not None:
        raise Refusal(
            text(
                "La salle de « %(title)s » a été ouverte ici, sous le code %(code)s : elle ne "
                "s'emporte plus.",
                title=meeting.title,
                code=code,
            ),
            code="open",
        )
    if end_of_room(code, engine=engine) is None:
        raise Refusal(
            text(
                "« %(title)s » n'est pas terminée : terminez-la dans la régie, puis recommencez.",
                title=meeting.title,
            ),
            code="not_ended",
        )
    log = engine.read(ReadLog(code))
    held = Held(
        version=__version__,
        meeting=meeting.key,
        first_entry=meeting.first_entry,
        code=code,
        apart=engine.read(ReadApart(code)),
    )
    return write_pack(held, written_log(log)), len(log)


@journalled
def open_packed(*, carried: ToHold, engine: Engine, by: Actor, now: datetime) -> OpenedMeeting:
    """Make a meeting of a pack and open its room, with secret addresses of its own: or neither.

    Raises a ``Refusal`` where that meeting is here already, ``SheetRefused``,
    ``StorageUnavailable``.
    """
    known = Meeting.objects.filter(key=carried.meeting).first()
    if known is not None and known.code is not None and known.carried_at is None:
        raise Refusal(
            text(
                "Ce paquet est déjà ouvert ici, sous le code %(code)s : « mire meetings %(code)s "
                "--new-addresses » en refait les adresses.",
                code=known.code,
            ),
            code="known",
        )
    if known is not None:
        raise Refusal(
            text(
                "« %(title)s » est préparée ici même : ce paquet s'ouvre sur l'ordinateur de la "
                "salle.",
                title=known.title,
            ),
            code="known",
        )
    sheet = read_sheet(carried.sheet.encode())
    meeting = Meeting(
        programme=sole_programme(),
        key=carried.meeting,
        place=carried.place,
        first_entry=carried.first_entry,
        version=1,
    )
    take_sheet(meeting, sheet, carried.sheet)
    meeting.save()
    note_on_meeting(meeting, "meeting.unpacked", by=by, now=now)
    return open_now(meeting, sheet, engine=engine, by=by, now=now, opening=carried.first_entry)


@journalled
def bring_back(*, held: Held, log: bytes, engine: Engine, by: Actor, now: datetime) -> Meeting:
    """Fill the meeting that was carried from here with what was held elsewhere: all, or nothing.

    Raises ``DamagedLog`` with the line; a ``Refusal`` for a meeting that never left from here,
    whose room was opened here, or that is back already; ``StorageUnavailable``.
    """
    found = replayed(log)
    left = _left_here(found)
    if left is None or left.key != held.meeting or held.first_entry != left.first_entry:
        raise Refusal(
            text(
                "Cette réunion n'a pas été emportée d'ici : son journal s'apporte par « mire "
                "import-log »."
            ),
            code="unknown",
        )
    if left.code is not None and left.brought_in_at is None:
        raise Refusal(
            text(
                "La salle de « %(title)s » a aussi été ouverte ici, sous le code %(code)s : ce "
                "qui a été tenu ailleurs s'apporte à part, par « mire import-log » et son journal.",
                title=left.title,
                code=left.code,
            ),
            code="open",
        )
    _check_offers(found, held.apart)
    return _fill(left, found, held.apart, held.code, programme=None, engine=engine, by=by, now=now)


def _left_here(found: Replay) -> Meeting | None:
    """Return the meeting that was carried from here to be held with this log, None for none."""
    first = found.log[0].id
    rows = Meeting.objects.select_for_update().filter(first_entry=first)
    return rows.exclude(carried_at=None).first()


def _check_offers(found: Replay, apart: Apart) -> None:
    """See that each commitment is one that this meeting asks for. Raises a ``Refusal``."""
    for each in apart.commitments:
        asked = activity_apart(found.room)
        if each.name:
            asked.technique.expect_answers().read_contribution(asked.config, each.offered)


def _fill(
    meeting: Meeting,
    found: Replay,
    apart: Apart,
    wished: str,
    *,
    programme: Programme | None,
    engine: Engine,
    by: Actor,
    now: datetime,
) -> Meeting:
    """Make a meeting that left from here one that was held: its sheet as it was played, its log.

    ``programme``: the one in which it is brought back, None from a terminal.
    """
    if programme is not None and meeting.programme != programme:
        raise Refusal(
            text("Cette réunion a été emportée d'un autre programme : c'est là qu'elle s'apporte."),
            code="other",
        )
    if meeting.code is not None:
        raise _already_here(meeting.code, meeting.programme)
    _take_played(meeting, opened(found.log[0]).sheet, by=by, now=now)
    meeting.opened_at, meeting.ended_at = found.log[0].at, found.room.ended_at
    meeting.brought_in_at = now
    note_on_meeting(meeting, "meeting.brought_back", by=by, after={"n": len(found.log)}, now=now)
    try:
        meeting.code = engine.ask(BringIn(found.log, found.room, apart, wished))
    except Refusal as refusal:
        # A process that ended between the two databases: the room is there, and only it.
        if refusal.code != "known" or _is_taken(str(refusal.path[0])):
            raise
        meeting.code = str(refusal.path[0])
    meeting.save()
    return meeting


def _is_taken(code: str) -> bool:
    return Meeting.objects.filter(code=code).exists()


def _take_played(meeting: Meeting, played: Sheet, *, by: Actor, now: datetime) -> None:
    """Keep the sheet that was played as a version, where it was changed here since it left.

    A log holds no private notes: those of the sheet here stay.
    """
    here, _ = read_draft(meeting.sheet.encode())
    notes = {each.id: each.notes for each in here.activity}
    kept = tuple(
        msgspec.structs.replace(each, notes=notes.get(each.id, "")) for each in played.activity
    )
    played = msgspec.structs.replace(played, activity=kept)
    if played != here:
        made = write_sheet(played, meeting.sheet)
        save_version(meeting, played, made, undo_to=meeting.version, by=by, now=now)


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
