"""What surrounds a meeting on its page: to prepare it, to lead it, to give it back."""

import logging
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import UnknownRoom
from mire.live.state.room import RoomState
from mire.live.views.schedule import unwritten
from mire.programme.meetings.queries import Meeting, n_came, rehearsed_since_change
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.preparation.queries import (
    duties_of,
    expected_at,
    name_of,
    preparation_of,
)
from mire.programme.preparation.rules import (
    against_sheet,
    expected_sentence,
    n_tables,
    slots_of,
    steps_of,
)
from mire.runsheet.sheet import Sheet
from mire.technique_api.refusal import Refusal
from mire.web.rehearsing import rehearsal_of
from mire.words import words

logger = logging.getLogger(__name__)

LEADS_TO = {
    "expected": "office_expected",
    "duties": "office_duties",
    "invited": "office_invitation",
    "printed": "office_console",
    "frozen": "office_console",
}
"""The page where a step is done, by the step's key."""


IN_THE_ROOM = {"printed": "pack", "frozen": "day_before"}
"""The page of the room where a step is done, once it is open."""


@dataclass(frozen=True, slots=True)
class Line:
    """A step as the page says it; ``press``: it is said done or not by a press of this name.

    ``page``: the page of the room that ``href`` leads to, "" for one of the office.
    """

    words: str
    is_done: bool
    href: str
    press: str
    page: str = ""


def around(member: Member, meeting: Meeting, sheet: Sheet | None, *, fits: bool) -> dict[str, Any]:
    """Return what a meeting's page says of it beside its sheet. Six queries at most."""
    state = _state_of(meeting)
    shown = {
        "has_rehearsal": rehearsal_of(meeting=meeting.key) is not None,
        "may_take_back": _may_take_back(meeting, state),
        "unwritten": [] if state is None else unwritten(state),
        "n_came": n_came(meeting) if member.may(Right.FACILITATOR) else None,
    }
    shown["is_past"] = is_past = (
        meeting.code is None
        and timezone.localtime(meeting.planned_at).date() < timezone.localdate()
    )
    if sheet is None or is_past:
        return shown
    known = expected_at(meeting)
    said = [
        expected_sentence(known.n_named, known.n_counted),
        *against_sheet(
            known.n_named + known.n_counted, sheet.meeting.participants, n_tables(sheet)
        ),
    ]
    return {
        **shown,
        "expected": [words.translate(each) for each in said],
        "steps": _steps(meeting, sheet, state, fits=fits, n=known.n_named + known.n_counted),
    }


def _steps(
    meeting: Meeting, sheet: Sheet, state: RoomState | None, *, fits: bool, n: int
) -> list[Line]:
    preparation = preparation_of(meeting)
    duties = duties_of(meeting)
    slots = slots_of(sheet)
    facts = {
        "fits": fits,
        "rehearsed": rehearsed_since_change(meeting),
        "expected": n > 0,
        "invited": preparation.invited_at is not None,
        "printed": preparation.printed_at is not None,
        "frozen": state is not None and (state.frozen_at or state.started_at) is not None,
    }
    n_filled = sum(bool(name_of(duties.get(each.key))) for each in slots)
    return [
        Line(
            words.translate(each.words),
            each.is_done,
            LEADS_TO.get(each.key, "") if meeting.code or each.key not in IN_THE_ROOM else "",
            each.key if each.key in ("invited", "printed") else "",
            IN_THE_ROOM.get(each.key, ""),
        )
        for each in steps_of(facts, len(slots), n_filled)
    ]


def _may_take_back(meeting: Meeting, state: RoomState | None) -> bool:
    """Say whether the room may be closed before it begins; one that is gone, to begin again."""
    if not meeting.sheet or meeting.ended_at is not None:
        return False
    return state is None or (
        state.started_at is None and state.ended_at is None and state.frozen_at is None
    )


def _state_of(meeting: Meeting) -> RoomState | None:
    """Return the room as its log says it; None while it isn't open, or can't be read now."""
    if meeting.code is None:
        return None
    try:
        return current_engine().room(meeting.code).state
    except UnknownRoom:
        return None
    except (DatabaseError, Refusal):
        logger.exception("a meeting's room can't be read for its page in the office")
        return None
