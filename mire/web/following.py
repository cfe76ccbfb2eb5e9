"""The office follows its rooms: ends, what was said, masks. The live room never waits for it."""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from mire.documents.makings import makings
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import UnknownRoom
from mire.programme.choices.actions import forget_quotes_in_choices
from mire.programme.evidence.actions import take_in
from mire.programme.evidence.queries import meetings_behind, read_log
from mire.programme.journal.rules import NOBODY
from mire.programme.meetings.actions import note_ended, note_rehearsed
from mire.programme.meetings.queries import (
    Meeting,
    end_of_room,
    meeting_in_room,
    meeting_of_key,
    meetings_with_room,
)
from mire.programme.programmes.queries import Programme
from mire.programme.reading.actions import forget_words_about
from mire.programme.restitutions.actions import forget_quotes_of
from mire.programme.steering.actions import forget_quotes_in_dossiers
from mire.runsheet.sheet import Sheet
from mire.runsheet.toml_file import read_draft
from mire.technique_api.refusal import Refusal
from mire.web.kept import forget_parts

logger = logging.getLogger(__name__)


def note_end_of(code: str) -> bool:
    """Note that a room's meeting has ended, if it has; say whether it was noted now.

    When the room can't be read or the office written, the log says so and the page is shown all
    the same.
    """
    try:
        ended_at = end_of_room(code, engine=current_engine())
        if ended_at is None:
            return False
        note_ended(code=code, ended_at=ended_at, by=NOBODY, now=timezone.now())
    except (DatabaseError, Refusal):
        logger.exception("the end of a meeting is not yet in the office")
        return False
    return True


def key_of_meeting(code: str) -> str:
    """Return the key of the meeting that was opened under a code; "" when the office has none."""
    try:
        meeting = meeting_in_room(code)
    except DatabaseError:
        logger.exception("the meeting of a room can't be read in the office")
        return ""
    return "" if meeting is None else meeting.key


def page_of_meeting(request: HttpRequest, code: str) -> str:
    """Return the address of a room's meeting in the office, for a browser that is signed in.

    "" for any other, and where the office has no such meeting. One query where it is signed in.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    try:
        meeting = meeting_in_room(code)
    except DatabaseError:
        logger.exception("the meeting of a room can't be read in the office")
        return ""
    if meeting is None or meeting.programme is None:
        return ""
    named = {"programme": meeting.programme.key, "meeting": meeting.key}
    return reverse("office_meeting", kwargs=named)


def note_rehearsal_of(key: str, sheet: Sheet) -> None:
    """Note that a meeting was rehearsed to its end on a sheet, unless it has changed meanwhile."""
    try:
        meeting = meeting_of_key(key)
        if meeting is None:
            return
        if meeting.code is None and read_draft(meeting.sheet.encode())[0] != sheet:
            return
        note_rehearsed(meeting=meeting, by=NOBODY, now=timezone.now())
    except (DatabaseError, Refusal):
        logger.exception("a rehearsal is not yet in the office")


def note_rehearsal_in(code: str, key: str) -> None:
    """Note that a meeting was rehearsed, if the rehearsal under a code was led to its end."""
    try:
        room = current_engine().room(code)
    except UnknownRoom:
        return
    if room.state.was_led_through:
        note_rehearsal_of(key, room.state.sheet)


def follow_programme(programme: Programme) -> None:
    """Bring what was said in a programme's meetings up to date, before it is shown.

    Two queries, and one in the live tables, when nothing changed. Raises Refusal when the rooms
    can't be read: a text that was masked meanwhile would be shown.
    """
    meetings = meetings_with_room(programme)
    if sum(note_end_of(each.code) for each in meetings if each.code and each.ended_at is None):
        meetings = meetings_with_room(programme)
    _take_in(meetings)


def follow_room(code: str) -> None:
    """Bring what was said in one room up to date: a text of it was masked or erased.

    When the office can't be written, the log says so: it is brought up to date before it is shown.
    """
    try:
        meeting = meeting_in_room(code)
        if meeting is not None:
            _take_in([meeting])
    except (DatabaseError, Refusal):
        logger.exception("what was masked is not yet masked in the office")


def _take_in(meetings: Iterable[Meeting]) -> None:
    engine = current_engine()
    for each in meetings_behind(meetings, engine=engine):
        take_in(meeting=each, read=read_log(each, engine=engine), now=timezone.now())
        forget_parts()
        makings.forget()
        forget_words_about(meeting=each, now=timezone.now())
        forget_quotes_of(meeting=each, now=timezone.now())
        forget_quotes_in_dossiers(meeting=each, now=timezone.now())
        forget_quotes_in_choices(meeting=each, now=timezone.now())
