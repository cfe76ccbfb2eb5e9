"""Readings, the acts of those who read, lines taken from older meetings."""

from django.db import models

from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.programmes.models import Programme


class Reading(models.Model):
    """Cards of some meetings that people read together. ``number`` is that of its last act.

    ``lines_of``: another reading, whose added lines are cards of this one. ``is_apart``: what it
    makes of its cards is not told elsewhere yet, since somebody reads them blind. ``projected``:
    the key of the card that somebody showed to a group that reads together, "" for none.
    ``rewrites``: how many times words were taken out of its acts; whoever does it adds one
    (``actions.tell_rewritten``).
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="readings")
    title = models.CharField(max_length=120)
    meetings = models.ManyToManyField(Meeting, related_name="readings")
    number = models.PositiveIntegerField(default=0)
    lines_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="read_again"
    )
    is_apart = models.BooleanField(default=False)
    projected = models.CharField(max_length=11, blank=True, default="")
    rewrites = models.PositiveIntegerField(default=0)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at", "pk")

    def __str__(self) -> str:
        return self.title


class ReadingAct(models.Model):
    """An act, as it was accepted (``rules.ActKind``): never deleted, never changed.

    But for words about a text that was masked or erased since: they are emptied.
    """

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="acts")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    body = models.JSONField()
    by = models.CharField(max_length=11)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("reading", "number"), name="number_of_reading_act"),
        )

    def __str__(self) -> str:
        return f"{self.reading}, {self.number}: {self.kind}"


class ThemeKey(models.Model):
    """In which reading a theme was made: what it is now is in the acts."""

    key = models.CharField(max_length=11, unique=True)
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="theme_keys")

    def __str__(self) -> str:
        return self.key


class Line(models.Model):
    """A text of before Mire, typed or pasted into a reading; ``source``: where it comes from."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="lines")
    text = models.TextField()
    source = models.CharField(max_length=160)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text


class Slip(models.Model):
    """The number of a card on paper: given when it is first printed, and for ever."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="slips")
    number = models.PositiveIntegerField()
    card = models.CharField(max_length=11)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("reading", "number"), name="number_of_slip"),
            models.UniqueConstraint(fields=("reading", "card"), name="slip_of_card"),
        )

    def __str__(self) -> str:
        return f"{self.reading}, {self.number}"
