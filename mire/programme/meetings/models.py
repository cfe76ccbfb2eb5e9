"""A meeting as the office knows it; what was said there lies in its room's log."""

from datetime import datetime, timedelta

from django.db import models

from mire.programme.keys import new_key
from mire.programme.programmes.models import Programme
from mire.words import words


class Meeting(models.Model):
    """One meeting, from its run sheet to its room. ``planned_at`` is when its sheet starts it.

    ``programme`` is None for a room opened from a terminal where there are several programmes.
    ``code`` leads to its room; None until it is opened (``opened_at``). ``sheet`` is the run sheet
    as TOML, "" for a room opened from a terminal; ``version`` counts its changes, from 1, and
    ``revision`` those of what else an invitation says (place, purpose, contact).
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(
        Programme, null=True, on_delete=models.PROTECT, related_name="meetings"
    )
    # null, not "": a code is unique, and several rooms may be opened at once.
    code = models.CharField(max_length=6, unique=True, null=True)  # noqa: DJ001
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    planned_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=90)
    place = models.CharField(max_length=160, blank=True)
    sheet = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    rehearsed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    brought_in_at = models.DateTimeField(null=True)
    """When its log came from another installation; None: it was led here."""
    first_entry = models.CharField(max_length=32, blank=True, db_index=True)
    """The id that its room's first entry has, or will have, wherever it is held; "": any."""
    carried_at = models.DateTimeField(null=True)
    """When it last left in a pack; None with a ``first_entry``: it came in one."""

    class Meta:
        ordering = ("-planned_at", "pk")
        indexes = (models.Index(fields=("programme", "-planned_at"), name="meetings_by_day"),)

    def __str__(self) -> str:
        return self.title

    @property
    def held_at(self) -> datetime:
        """When it was held: as planned, or when its room ended where that was another day."""
        if self.ended_at is None:
            return self.planned_at
        is_as_planned = words.local(self.ended_at).date() == words.local(self.planned_at).date()
        return self.planned_at if is_as_planned else self.ended_at

    @property
    def ends_at(self) -> datetime:
        """When its sheet ends it."""
        return self.planned_at + timedelta(minutes=self.minutes)


class SheetVersion(models.Model):
    """A run sheet as it was after one change; ``undo_to`` is the version that undoing gives back.

    ``undo_to`` 0: nothing is left to undo.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    undo_to = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("meeting", "number"), name="number_of_sheet_version"),
        )

    def __str__(self) -> str:
        return f"{self.meeting}, {self.number}"


class SheetTemplate(models.Model):
    """A run sheet that a programme keeps to begin others from."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="sheet_templates"
    )
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    text = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name
