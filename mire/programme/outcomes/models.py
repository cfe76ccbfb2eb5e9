"""Outcomes, and the corrections that stand beside them."""

from django.db import models

from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.rules.kinds import End, OutcomeKind, Stance
from mire.programme.programmes.models import Programme


class Outcome(models.Model):
    """One line: ``what``, and by its kind why, who decided or does it, what was not decided.

    ``number`` counts those of a kind in a programme, from 1. ``due``: until when an action.
    ``version`` counts its changes before it was settled. ``end`` says how it ended, with the day,
    who said so and why; ``superseded_by``: the decision in its place. ``struck_at``: taken out
    before it was settled. ``meeting`` None: concluded outside of one.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="outcomes")
    meeting = models.ForeignKey(
        Meeting, null=True, on_delete=models.PROTECT, related_name="outcomes"
    )
    kind = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in OutcomeKind]
    )
    number = models.PositiveIntegerField()
    what = models.TextField()
    why = models.TextField(blank=True)
    who = models.CharField(max_length=160, blank=True)
    left = models.TextField(blank=True)
    due = models.DateField(null=True)
    stance = models.CharField(
        max_length=8, blank=True, choices=[(each.value, each.value) for each in Stance]
    )
    on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    """When it was written, changed, taken out or put back last."""
    shared_at = models.DateTimeField(null=True)
    """Since when whoever has a right in the programme reads it; None: its minutes are a draft."""
    settled_at = models.DateTimeField(null=True)
    struck_at = models.DateTimeField(null=True)
    superseded_by = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    end = models.CharField(
        max_length=10, blank=True, choices=[(each.value, each.value) for each in End]
    )
    ended_on = models.DateField(null=True)
    ended_why = models.TextField(blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    masked_at = models.DateTimeField(null=True)
    """When a passage was taken out of it, the last time; ``masked_why``: for what reason."""
    masked_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("on", "made_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "kind", "number"), name="number_of_outcome"
            ),
        )

    def __str__(self) -> str:
        return self.what


class Correction(models.Model):
    """Words that stand beside a settled outcome: it says what it said, and this since."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="corrections")
    words = models.TextField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.words
