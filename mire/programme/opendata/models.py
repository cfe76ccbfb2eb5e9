"""Which meetings were opened to everybody."""

from django.db import models

from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting


class Opening(models.Model):
    """A meeting that somebody opened; the journal says who.

    ``key`` stands in its public address. ``salt`` makes the keys of its texts, so that they lead
    back to no log. ``settled``: its figures by activity, as they were at the first opening; they
    never change. ``texts``: keys of the verbatims that there were then. ``closed_at``: None while
    it is open; a meeting that is opened again keeps what was settled.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="opening")
    reason = models.CharField(max_length=20)
    licence = models.CharField(max_length=20)
    salt = models.CharField(max_length=32)
    threshold = models.PositiveSmallIntegerField()
    settled = models.JSONField()
    texts = models.JSONField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("meeting__planned_at", "pk")

    def __str__(self) -> str:
        return self.meeting.title
