"""Telling the office that a meeting has ended, without the meeting ever depending on it."""

import logging

from django.db import DatabaseError
from django.utils import timezone

from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import UnknownRoom
from mire.programme.journal.rules import NOBODY
from mire.programme.meetings.actions import note_ended

logger = logging.getLogger(__name__)


def tell_the_office(code: str) -> None:
    """Note in the office that a room's meeting has ended, if it has; once, rehearsals never.

    When the office can't be written, the log says so and the meeting goes on: the meeting's page
    in the office notes it later.
    """
    try:
        state = current_engine().room(code).state
        if state.ended_at is not None and not state.is_rehearsal:
            note_ended(code=code, ended_at=state.ended_at, by=NOBODY, now=timezone.now())
    except UnknownRoom:
        return
    except DatabaseError:
        logger.exception("the end of a meeting is not yet in the office")
