"""An authority, its programmes, and their phases."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from mire.programme.keys import new_key


class Authority(models.Model):
    """A public authority: its departments and persons are shared by its programmes."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    name = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """A programme: from the first conversation with managers to the lab's own life.

    ``words`` are the authority's own: lists by name ("axes", "poles", "profiles", "headings",
    "criteria", "mentions"), in order; a list that is missing or empty leaves Mire's.
    ``shows_topics``: anybody may read which topics were asked for, and what became of each.
    ``threshold``: under so many answers, nothing is shown (invariant 4).
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    aims = models.TextField(blank=True)
    threshold = models.PositiveSmallIntegerField(
        default=5, validators=(MinValueValidator(5), MaxValueValidator(50))
    )
    retention_months = models.PositiveSmallIntegerField(
        default=36, validators=(MinValueValidator(1), MaxValueValidator(600))
    )
    language = models.CharField(max_length=5, default="fr")
    words = models.JSONField(default=dict, blank=True)
    shows_topics = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-starts_on", "name", "pk")

    def __str__(self) -> str:
        return self.name


class Phase(models.Model):
    """A stretch of a programme on one of its two tracks (``rules.TRACKS``), both days included.

    ``place`` orders those that start on the same day.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="phases")
    name = models.CharField(max_length=80)
    track = models.CharField(max_length=8)
    starts_on = models.DateField()
    ends_on = models.DateField()
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("starts_on", "place", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="phase_ends_after_its_start",
            ),
        )

    def __str__(self) -> str:
        return self.name
