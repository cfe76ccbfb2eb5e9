"""Meetings of this installation."""

from collections.abc import Sequence

from mire.programme.models import Meeting


def recent_meetings(*, most: int = 50) -> Sequence[Meeting]:
    """Return meetings, the last opened first."""
    return list(Meeting.objects.all()[:most])
