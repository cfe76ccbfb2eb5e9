"""A criterion."""

from django.db import models

from mire.programme.keys import new_key
from mire.programme.programmes.models import Programme


class Criterion(models.Model):
    """A criterion: its name, what it means. ``retired_at``: no longer used, kept with its grades.

    ``place`` orders those of a programme, from 0.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(max_length=80)
    meaning = models.TextField(blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.name
