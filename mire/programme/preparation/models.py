"""What is written of a meeting before it: a row for its texts, rows for people and duties."""

from django.db import models

from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Department, Person


class Preparation(models.Model):
    """What only people know of a meeting: what it is for, whom to ask, why a slot is needed.

    ``printed_at``, ``invited_at``: when somebody said that it was done; None: not yet.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="preparation")
    purpose = models.TextField(blank=True)
    contact = models.CharField(max_length=200, blank=True)
    why = models.TextField(blank=True)
    asked = models.TextField(blank=True)
    comes_back = models.TextField(blank=True)
    signed_by = models.CharField(max_length=160, blank=True)
    printed_at = models.DateTimeField(null=True)
    invited_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.meeting)


class ExpectedPerson(models.Model):
    """Somebody who is expected by name."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="expected_persons")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="expected_at")

    class Meta:
        ordering = ("person__family_name", "person__given_name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "person"), name="person_expected_once"),
        )

    def __str__(self) -> str:
        return str(self.person)


class ExpectedCount(models.Model):
    """How many are expected of a department, besides those expected by name."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="expected_counts")
    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="expected_counts"
    )
    n = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("department__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "department"), name="department_expected_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.department}, {self.n}"


class Duty(models.Model):
    """What somebody does at a meeting; ``slot`` is a key of ``rules.slots_of``.

    Who does it is a person, or a typed ``name``; with neither, nobody yet. ``say``: what to say.
    ``notes`` are for facilitators alone.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="duties")
    slot = models.CharField(max_length=60)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="duties")
    name = models.CharField(max_length=120, blank=True)
    say = models.TextField(blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("meeting", "slot"), name="one_duty_a_slot"),)

    def __str__(self) -> str:
        return f"{self.slot}: {self.person or self.name}"
