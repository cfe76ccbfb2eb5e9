"""Who brought a meeting's log in."""

from mire.programme.journal.models import Entry
from mire.programme.meetings.models import Meeting


def who_brought_in(meeting: Meeting) -> str:
    """Return the name of who brought a meeting's log in, "" for a terminal. One query at most."""
    if meeting.brought_in_at is None:
        return ""
    line = Entry.objects.filter(
        act__in=("meeting.brought_in", "meeting.brought_back"),
        about_kind="meeting",
        about_key=meeting.key,
    ).first()
    return "" if line is None else line.actor_name
