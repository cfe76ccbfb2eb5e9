"""Verbatims and figures of ended meetings: made from the log, never written by anybody."""

from django.db import models

from mire.programme.meetings.models import Meeting
from mire.programme.thread.rules import State

STATES = [(each.value, each.value) for each in State]


class MeetingRead(models.Model):
    """How far a meeting's log was read: ``head`` is the number of its last entry then."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="read")
    head = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.meeting}, {self.head}"


class Verbatim(models.Model):
    """A text that was said. ``text`` and ``searched`` are "" unless it can be read.

    ``searched``: its words without accents, in lower case. ``about`` and ``beside`` are JSON
    primitives of a Text.
    """

    key = models.CharField(max_length=11, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="verbatims")
    place = models.PositiveIntegerField()
    activity = models.CharField(max_length=40)
    activity_title = models.CharField(max_length=200)
    regime = models.CharField(max_length=10)
    about = models.JSONField(null=True)
    beside = models.JSONField(null=True)
    table = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(blank=True)
    searched = models.TextField(blank=True)
    medium = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=STATES)
    reason = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=32)

    class Meta:
        ordering = ("-meeting__planned_at", "meeting", "place")
        indexes = (models.Index(fields=("meeting", "place"), name="verbatims_in_order"),)

    def __str__(self) -> str:
        return self.text or self.state


class Figure(models.Model):
    """A sentence with figures. ``rests_on``: keys of the verbatims that it counts, in order."""

    key = models.CharField(max_length=11, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="figures")
    place = models.PositiveIntegerField()
    activity = models.CharField(max_length=40)
    activity_title = models.CharField(max_length=200)
    name = models.CharField(max_length=80)
    sentence = models.JSONField()
    n_answers = models.PositiveIntegerField()
    n_entries = models.PositiveIntegerField()
    rests_on = models.JSONField()
    state = models.CharField(max_length=10, choices=STATES)
    digest = models.CharField(max_length=32)

    class Meta:
        ordering = ("-meeting__planned_at", "meeting", "place")
        indexes = (models.Index(fields=("meeting", "place"), name="figures_in_order"),)

    def __str__(self) -> str:
        return self.name
