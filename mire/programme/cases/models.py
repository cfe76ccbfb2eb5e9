"""Cases, and what belongs to each: moves, days, grades, learnt points."""

from django.db import models

from mire.programme.cases.rules import HowGraded, Status
from mire.programme.criteria.models import Criterion
from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Department
from mire.programme.programmes.models import Programme


class Case(models.Model):
    """A practice case; what it cites is in the thread.

    ``asked_by``, ``carried_by``: a service or a post, in the group's words. ``version`` counts the
    changes of its texts. The story (``done``, ``outputs``, ``became``, learnt points) is a draft
    until ``read_at``: somebody who read it said so.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cases")
    title = models.CharField(max_length=120)
    asked_by = models.CharField(max_length=200, blank=True)
    carried_by = models.CharField(max_length=200, blank=True)
    departments = models.ManyToManyField(Department, related_name="cases", blank=True)
    ask = models.TextField()
    done = models.TextField(blank=True)
    outputs = models.TextField(blank=True)
    became = models.TextField(blank=True)
    became_on = models.DateField(null=True)
    status = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in Status],
        default=Status.PROPOSED,
    )
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    read_by = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    asked_on = models.DateField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_on", "pk")

    def __str__(self) -> str:
        return self.title


class CaseMove(models.Model):
    """A status given to a case, on a day, and why: never changed, never deleted."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="moves")
    was = models.CharField(max_length=10)
    to = models.CharField(max_length=10)
    on = models.DateField()
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.case}, {self.to}"


class CaseDays(models.Model):
    """Days that a case took, all people together, for something: never beside a person."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    half_days = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=200)

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return self.what


class Tally(models.Model):
    """How many voices gave a case each grade by one criterion, once: [of 0, of 1, … of 4].

    Nothing tells who. ``meeting``: where it was, None for elsewhere.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tallies")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="tallies")
    meeting = models.ForeignKey(
        Meeting, null=True, on_delete=models.SET_NULL, related_name="tallies"
    )
    on = models.DateField()
    how = models.CharField(max_length=6, choices=[(each.value, each.value) for each in HowGraded])
    counts = models.JSONField()

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.case}, {self.criterion}"


class Learnt(models.Model):
    """What the lab keeps of a case (« brique de labo »), in one sentence that can be cited.

    ``read_at``: since when it is no draft; None again once it says something else.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="learnt")
    sentence = models.TextField()
    read_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return self.sentence
