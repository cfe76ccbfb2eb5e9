"""Meetings made, their run sheets changed, their rooms opened."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import ProtectedError

from mire.live.engine.engine import Engine
from mire.live.engine.keeping import TakeBack
from mire.live.engine.requests import CreateRoom
from mire.live.engine.tokens import RenewTokens
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import NOBODY, About, Actor, Values
from mire.programme.meetings.models import Meeting, SheetTemplate, SheetVersion
from mire.programme.meetings.rules import days_of
from mire.programme.people.models import Person, Presence
from mire.programme.programmes.models import Programme
from mire.programme.programmes.queries import sole_programme
from mire.runsheet.editing import Merged, change_meeting, merge
from mire.runsheet.sheet import Sheet
from mire.runsheet.toml_file import read_draft, read_sheet
from mire.runsheet.toml_writing import write_sheet
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MOST_VERSIONS = 500
"""Older versions of a sheet are dropped: as many changes can be undone."""


@dataclass(frozen=True, slots=True)
class OpenedMeeting:
    """A new room: its code, and the two secrets that are shown once, in hexadecimal."""

    code: str
    console: str
    projector: str


@dataclass(frozen=True, slots=True)
class SheetChange:
    """What became of a change: the meeting as it is now, and what two people changed otherwise.

    ``mine`` is the sheet as the change alone would have made it; ``was_behind``: somebody else
    had saved since.
    """

    meeting: Meeting
    mine: Sheet
    was_behind: bool
    clashes: tuple[str, ...]


@journalled
def make_meeting(
    *,
    programme: Programme,
    key: str,
    source: str,
    title: str,
    starts: datetime,
    kind: str = "",
    by: Actor,
    now: datetime,
) -> Meeting:
    """Make a meeting from the TOML of another sheet, under its own title and start.

    ``starts`` is local time, without zone, in the sheet's own zone. Once for a key. Raises
    ``SheetRefused`` for a source that is no sheet, a ``Refusal`` naming the field otherwise.
    """
    done = Meeting.objects.filter(programme=programme, key=key).first()
    if done is not None:
        nothing_done()
        return done
    first, _ = read_draft(source.encode())
    values: dict[str, Any] = {"title": title, "starts": starts}
    if kind:
        values["kind"] = kind
    sheet = change_meeting(first, values)
    meeting = Meeting(programme=programme, key=key, version=1)
    take_sheet(meeting, sheet, write_sheet(sheet, source))
    meeting.save()
    _keep_version(meeting, undo_to=0, by=by, now=now)
    note_on_meeting(
        meeting,
        "meeting.made",
        by=by,
        after={"planned_at": meeting.planned_at, "kind": meeting.kind},
        now=now,
    )
    return meeting


@journalled
def change_sheet(
    *,
    meeting: Meeting,
    version: int,
    change: Callable[[Sheet], Sheet],
    by: Actor,
    now: datetime,
    written: str = "",
) -> SheetChange:
    """Change the run sheet that somebody saw at a version; put it together with later changes.

    Where two people changed one activity otherwise, what was saved first stays, and the clash is
    told. ``written`` is the TOML that makes the change, kept as written when nobody else saved.
    Raises a ``Refusal`` when the room is open, or what ``change`` raises.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    _refuse_if_open(meeting)
    saved, _ = read_draft(meeting.sheet.encode())
    was_behind = version != meeting.version
    base = saved
    if was_behind:
        seen = meeting.versions.filter(number=version).first()
        if seen is None:
            raise Refusal(
                text("Cette page est trop ancienne : rechargez-la, puis recommencez."), code="stale"
            )
        base, _ = read_draft(seen.text.encode())
    mine = change(base)
    merged: Merged = merge(base, saved, mine) if was_behind else Merged(mine, ())
    is_as_written = bool(written) and not was_behind
    if merged.sheet == saved and not is_as_written:
        nothing_done()
        return SheetChange(meeting, mine, was_behind, merged.clashes)
    made = written if is_as_written else write_sheet(merged.sheet, meeting.sheet)
    save_version(meeting, merged.sheet, made, undo_to=meeting.version, by=by, now=now)
    return SheetChange(meeting, mine, was_behind, merged.clashes)


@journalled
def undo_sheet(*, meeting: Meeting, by: Actor, now: datetime) -> Meeting:
    """Give a run sheet back as it was before its last change; again, before the one before.

    Raises a ``Refusal`` when nothing is left to undo, or when the room is open.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    _refuse_if_open(meeting)
    numbers = {each.number: each for each in meeting.versions.all()}
    current = numbers.get(meeting.version)
    earlier = numbers.get(current.undo_to) if current else None
    if earlier is None:
        raise Refusal(text("Il n'y a rien à défaire."), code="nothing_to_undo")
    sheet, _ = read_draft(earlier.text.encode())
    save_version(
        meeting, sheet, earlier.text, undo_to=earlier.undo_to, by=by, now=now, act="sheet.undone"
    )
    return meeting


@journalled
def change_place(*, meeting: Meeting, place: str, by: Actor, now: datetime) -> None:
    """Say where a meeting takes place."""
    if meeting.place == place:
        nothing_done()
        return
    before, meeting.place = meeting.place, place
    meeting.revision += 1
    meeting.save(update_fields=["place", "revision"])
    note_on_meeting(
        meeting,
        "meeting.place",
        by=by,
        before={"place": before},
        after={"place": place},
        now=now,
    )


@journalled
def remove_meeting(*, meeting: Meeting, by: Actor, now: datetime) -> None:
    """Remove a meeting whose room was never opened. Raises a ``Refusal`` otherwise."""
    _refuse_if_open(meeting)
    note_on_meeting(
        meeting,
        "meeting.removed",
        by=by,
        before={"planned_at": meeting.planned_at},
        now=now,
    )
    try:
        meeting.delete()
    except ProtectedError:
        raise Refusal(
            text("Des décisions ou un relevé viennent de cette réunion : elle reste au registre."),
            code="protected",
        ) from None


@journalled
def keep_as_template(*, meeting: Meeting, name: str, key: str, by: Actor, now: datetime) -> None:
    """Keep a meeting's run sheet for others of its programme; once for a key."""
    if meeting.programme is None or SheetTemplate.objects.filter(key=key).exists():
        nothing_done()
        return
    SheetTemplate.objects.create(
        programme=meeting.programme,
        key=key,
        name=name,
        kind=meeting.kind,
        text=meeting.sheet,
        made_at=now,
    )
    note_on_meeting(
        meeting,
        "template.kept",
        by=by,
        after={"name": name},
        now=now,
    )


@journalled
def open_prepared_meeting(
    *, meeting: Meeting, engine: Engine, by: Actor, now: datetime
) -> OpenedMeeting | None:
    """Open the room of a prepared meeting; None when it is open already.

    The room comes last: what fails before it leaves none behind. Raises ``SheetRefused`` for a
    sheet that the checks refuse, ``StorageUnavailable``.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.code is not None:
        nothing_done()
        return None
    sheet = read_sheet(meeting.sheet.encode())
    # One that came in a pack goes back by that id; one that left is another meeting here.
    opening = meeting.first_entry if meeting.carried_at is None else ""
    return open_now(meeting, sheet, engine=engine, by=by, now=now, opening=opening)


@journalled
def take_room_back(*, meeting: Meeting, engine: Engine, by: Actor, now: datetime) -> None:
    """Close the room of a meeting that has not begun: its run sheet is prepared again.

    Its code, its secret addresses and what was set in its console are gone. Nothing happens where
    no room is open. Raises a ``Refusal`` once it has begun, ``StorageUnavailable``.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    code = meeting.code
    if code is None:
        nothing_done()
        return
    if not meeting.sheet:
        raise Refusal(
            text("Cette réunion n'a pas de conducteur ici : sa salle ne se referme pas."),
            code="no_sheet",
        )
    meeting.code = meeting.opened_at = None
    meeting.save(update_fields=["code", "opened_at"])
    note_on_meeting(
        meeting,
        "meeting.taken_back",
        by=by,
        now=now,
    )
    engine.ask(TakeBack(code))


@journalled
def open_meeting(
    *, sheet: Sheet, engine: Engine, now: datetime, by: Actor = NOBODY
) -> OpenedMeeting:
    """Note a meeting in the office and open a room for its sheet: both or neither.

    It belongs to the installation's programme where there is one alone. Raises
    ``StorageUnavailable`` when the live log can't be written.
    """
    meeting = Meeting(programme=sole_programme())
    take_sheet(meeting, sheet, "")
    meeting.save()
    return open_now(meeting, sheet, engine=engine, by=by, now=now)


@journalled
def adopt_meetings(*, by: Actor, now: datetime) -> None:
    """Give the installation's one programme the meetings that a terminal opened before it."""
    programme = sole_programme()
    orphans = list(Meeting.objects.filter(programme=None)) if programme else []
    if not orphans:
        nothing_done()
    for meeting in orphans:
        meeting.programme = programme
        meeting.save(update_fields=["programme"])
        note_on_meeting(meeting, "meeting.adopted", by=by, now=now)


@journalled
def note_rehearsed(*, meeting: Meeting, by: Actor, now: datetime) -> None:
    """Note that a meeting's run sheet was rehearsed as it stands."""
    meeting.rehearsed_at = now
    meeting.save(update_fields=["rehearsed_at"])
    note_on_meeting(
        meeting,
        "meeting.rehearsed",
        by=by,
        now=now,
    )


@journalled
def note_ended(*, code: str, ended_at: datetime, by: Actor, now: datetime) -> None:
    """Note that a meeting has ended, once."""
    meeting = Meeting.objects.filter(code=code, ended_at=None).first()
    if meeting is None:
        nothing_done()
        return
    meeting.ended_at = ended_at
    meeting.save(update_fields=["ended_at"])
    note_on_meeting(
        meeting,
        "meeting.ended",
        by=by,
        now=now,
    )


@journalled
def note_who_came(
    *, meeting: Meeting, persons: Collection[Person], on: date, by: Actor, now: datetime
) -> None:
    """Note who came to a meeting, held on a day: these persons, and no one else.

    The journal holds how many came, not who: presence is read by few.
    """
    programme = meeting.programme
    noted = {each.person_id: each for each in Presence.objects.filter(meeting=meeting.key)}
    wanted = {each.pk for each in persons}
    if programme is None or set(noted) == wanted:
        nothing_done()
        return
    Presence.objects.filter(meeting=meeting.key).exclude(person__in=wanted).delete()
    Presence.objects.bulk_create(
        Presence(
            programme=programme,
            person=each,
            on=on,
            days=days_of(meeting.minutes),
            meeting=meeting.key,
            what=meeting.title[:120],
        )
        for each in persons
        if each.pk not in noted
    )
    note_on_meeting(
        meeting,
        "meeting.presences",
        by=by,
        before={"n": len(noted)},
        after={"n": len(wanted)},
        now=now,
    )


@journalled
def renew_meeting_addresses(
    *, meeting: Meeting, engine: Engine, by: Actor, now: datetime
) -> OpenedMeeting:
    """Give a meeting new secret addresses; who holds the old ones may nothing more.

    Raises ``UnknownRoom``, or ``StorageUnavailable``.
    """
    note_on_meeting(
        meeting,
        "meeting.addresses_renewed",
        by=by,
        now=now,
    )
    return renew_addresses(code=meeting.code or "", engine=engine)


def renew_addresses(*, code: str, engine: Engine) -> OpenedMeeting:
    """Give a room new secret addresses; the old ones, and who holds them, may nothing more.

    Raises ``UnknownRoom``, or ``StorageUnavailable``.
    """
    console, projector = engine.ask(RenewTokens(code))
    engine.drop_renewed_rooms()
    return OpenedMeeting(code, console.hex(), projector.hex())


@journalled
def open_now(
    meeting: Meeting,
    sheet: Sheet,
    *,
    engine: Engine,
    by: Actor,
    now: datetime,
    opening: str = "",
) -> OpenedMeeting:
    """Open the room of a meeting that has none; ``opening`` as in ``CreateRoom``."""
    note_on_meeting(
        meeting,
        "meeting.opened",
        by=by,
        now=now,
    )
    meeting.opened_at = now
    code, console, projector = engine.ask(CreateRoom(sheet, opening=opening))
    meeting.code = code
    meeting.save(update_fields=["code", "opened_at"])
    return OpenedMeeting(code, console.hex(), projector.hex())


def take_sheet(meeting: Meeting, sheet: Sheet, made: str) -> None:
    """Have a meeting's row say what its sheet says."""
    meeting.sheet = made
    meeting.title = sheet.meeting.title
    meeting.kind = sheet.meeting.kind
    meeting.planned_at = sheet.meeting.starts_at
    meeting.minutes = sheet.meeting.slot


@journalled
def save_version(
    meeting: Meeting,
    sheet: Sheet,
    made: str,
    *,
    undo_to: int,
    by: Actor,
    now: datetime,
    act: str = "sheet.changed",
) -> None:
    """Keep a changed sheet as a new version, whatever became of its room."""
    take_sheet(meeting, sheet, made)
    meeting.version += 1
    meeting.save()
    _keep_version(meeting, undo_to=undo_to, by=by, now=now)
    note_on_meeting(meeting, act, by=by, after={"version": meeting.version}, now=now)


def _keep_version(meeting: Meeting, *, undo_to: int, by: Actor, now: datetime) -> None:
    SheetVersion.objects.create(
        meeting=meeting,
        number=meeting.version,
        text=meeting.sheet,
        undo_to=undo_to,
        by=by.name[:120],
        at=now,
    )
    meeting.versions.filter(number__lte=meeting.version - MOST_VERSIONS).delete()


def _refuse_if_open(meeting: Meeting) -> None:
    if meeting.code is not None:
        raise Refusal(
            text(
                "La salle est ouverte : son conducteur ne change plus ici. Les minutes et l'ordre "
                "se changent depuis la régie."
            ),
            code="open",
        )


@journalled
def note_on_meeting(
    meeting: Meeting,
    act: str,
    *,
    by: Actor,
    now: datetime,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Write a line of the journal about a meeting, in the action that calls it."""
    note(
        by=by,
        act=act,
        about=About("meeting", meeting.key, meeting.title),
        programme="" if meeting.programme is None else meeting.programme.key,
        before=before,
        after=after,
        now=now,
    )
