"""The office follows its rooms: ends, what was said, masks. The live room never waits for it."""

import logging
from collections.abc import Iterable

from django.db import DatabaseError
from django.utils import timezone

from mire.documents.makings import makings
from mire.live.engine.engine import current_engine
from mire.programme.choices.actions import forget_quotes_in_choices
from mire.programme.evidence.actions import take_in
from mire.programme.evidence.queries import meetings_behind, read_log
from mire.programme.journal.rules import NOBODY
from mire.programme.meetings.actions import note_ended
from mire.programme.meetings.queries import (
    Meeting,
    end_of_room,
    meeting_in_room,
    meetings_with_room,
)
from mire.programme.programmes.queries import Programme
from mire.programme.reading.actions import forget_words_about
from mire.programme.restitutions.actions import forget_quotes_of
from mire.programme.steering.actions import forget_quotes_in_dossiers
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
