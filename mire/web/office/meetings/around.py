"""What surrounds a meeting on its page: to prepare it, to lead it, to give it back."""

from typing import Any

from mire.programme.meetings.queries import Meeting
from mire.programme.people.queries import Member
from mire.programme.preparation.queries import expected_at
from mire.programme.preparation.rules import against_sheet, expected_sentence, n_tables
from mire.runsheet.sheet import Sheet
from mire.words import words


def around(member: Member, meeting: Meeting, sheet: Sheet, *, fits: bool) -> dict[str, Any]:
    """Return what a meeting's page says of it beside its sheet. Two queries."""
    known = expected_at(meeting)
    n = known.n_named + known.n_counted
    said = [
        expected_sentence(known.n_named, known.n_counted),
        *against_sheet(n, sheet.meeting.participants, n_tables(sheet)),
    ]
    return {"expected": [words.translate(each) for each in said]}
