"""A meeting as the office knows it; what was said there lies in its room's log."""

from django.db import models


class Meeting(models.Model):
    """One meeting. ``code`` leads to its room; ``planned_at`` is when its sheet starts it.

    ``code`` is None while the room is being opened, in the transaction that opens it.
    """

    # null, not "": a code is unique, and several rooms may be opened at once.
    code = models.CharField(max_length=6, unique=True, null=True)  # noqa: DJ001
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    planned_at = models.DateTimeField()
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ("-opened_at", "code")

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"
