"""Method cards, and reviews of them."""

from django.db import models

from mire.programme.cases.models import Case
from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Person
from mire.programme.programmes.models import Programme


class Method(models.Model):
    """A method card. ``technique``: the one of Mire's that it is played with, "" for none.

    A row of a technique whose ``aim`` is "" says what the technique's own card says: the group
    has only reviewed it. ``steps``: one a line. ``version`` counts its changes.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="methods")
    technique = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=120, blank=True)
    aim = models.TextField(blank=True)
    avoid = models.TextField(blank=True)
    minutes_low = models.PositiveSmallIntegerField(null=True)
    minutes_high = models.PositiveSmallIntegerField(null=True)
    people_low = models.PositiveSmallIntegerField(null=True)
    people_high = models.PositiveSmallIntegerField(null=True)
    steps = models.TextField(blank=True)
    material = models.TextField(blank=True)
    sources = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return self.title or self.technique


class Review(models.Model):
    """What somebody who used a method says of it; ``meeting`` or ``case``: where they used it."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    method = models.ForeignKey(Method, on_delete=models.CASCADE, related_name="reviews")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="method_reviews")
    meeting = models.ForeignKey(
        Meeting, null=True, on_delete=models.SET_NULL, related_name="method_reviews"
    )
    case = models.ForeignKey(
        Case, null=True, on_delete=models.SET_NULL, related_name="method_reviews"
    )
    on = models.DateField()
    ease = models.PositiveSmallIntegerField()
    effect = models.PositiveSmallIntegerField()
    would_again = models.BooleanField()
    recommended_for = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.method}, {self.on}"
