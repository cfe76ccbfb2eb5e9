"""The limits of an activity's minutes, as somebody chose them before typed minutes widened them."""

from mire.programme.meetings.models import Meeting
from mire.runsheet.editing import Limits, keeps_limits
from mire.runsheet.sheet import Activity
from mire.runsheet.toml_file import read_draft

FURTHEST = 40
"""Changes that are looked through: each is a sheet to read."""


def limits_chosen(meeting: Meeting, activity: str) -> Limits:
    """Return the (least, most) minutes chosen for an activity, None where they can't change.

    (None, None) for one that is not there. One query, where its minutes may have widened a limit.
    """
    now = _in(meeting.sheet, activity)
    if now is None:
        return None, None
    if now.planned not in (now.least, now.most):
        return now.least, now.most
    numbers = {each.number: each for each in meeting.versions.all()}
    at = numbers.get(meeting.version)
    for _step in range(FURTHEST):
        earlier = numbers.get(at.undo_to) if at else None
        before = None if earlier is None else _in(earlier.text, activity)
        if before is None or not keeps_limits(before, now):
            break
        at, now = earlier, before
    return now.least, now.most


def _in(text: str, activity: str) -> Activity | None:
    sheet, _problems = read_draft(text.encode())
    return next((each for each in sheet.activity if each.id == activity), None)
