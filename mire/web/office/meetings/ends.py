"""Noting in the office that a meeting has ended: the live room never waits for the office."""

import logging

from django.db import DatabaseError
from django.utils import timezone

from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import UnknownRoom
from mire.programme.journal.rules import NOBODY
from mire.programme.meetings.actions import note_ended
from mire.technique_api.refusal import Refusal

logger = logging.getLogger(__name__)


def note_end_of(code: str) -> bool:
    """Note that a room's meeting has ended, if it has; say whether it was noted now.

    When the room can't be read or the office written, the log says so and the page is shown all
    the same.
    """
    try:
        state = current_engine().room(code).state
        if state.ended_at is not None and not state.is_rehearsal:
            note_ended(code=code, ended_at=state.ended_at, by=NOBODY, now=timezone.now())
            return True
    except UnknownRoom:
        return False
    except (DatabaseError, Refusal):
        logger.exception("the end of a meeting is not yet in the office")
    return False
