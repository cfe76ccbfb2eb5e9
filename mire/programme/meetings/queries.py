"""Meetings of this installation, read."""

from collections.abc import Sequence

from mire.programme.meetings.models import Meeting


def recent_meetings(*, most: int = 50) -> Sequence[Meeting]:
    """Return meetings, the last opened first. One query."""
    return list(Meeting.objects.all()[:most])
