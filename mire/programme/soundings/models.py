"""Soundings, their waves, and answers for as long as a wave is open."""

from django.db import models

from mire.programme.keys import new_key
from mire.programme.programmes.models import Programme


class Sounding(models.Model):
    """Statements put to a circle, told in words: they are fixed once the first wave is open."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="soundings")
    title = models.CharField(max_length=120)
    circle = models.CharField(max_length=120)
    statements = models.JSONField()
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return self.title


class Wave(models.Model):
    """One time that a sounding was put; ``number`` counts from 1.

    By a link: ``ends_on`` is its last day, ``digest`` that of the link's secret. In a meeting: both
    None, and it is closed from the first. ``counts``: once closed, for each statement how many gave
    each value, or None where fewer than the threshold did; ``n_answers``: how many people answered.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    sounding = models.ForeignKey(Sounding, on_delete=models.CASCADE, related_name="waves")
    number = models.PositiveIntegerField()
    opened_on = models.DateField()
    ends_on = models.DateField(null=True)
    n_asked = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32, null=True, unique=True)
    closed_on = models.DateField(null=True)
    n_answers = models.PositiveIntegerField(default=0)
    counts = models.JSONField(null=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("sounding", "number"), name="number_of_wave"),
        )

    def __str__(self) -> str:
        return f"{self.sounding}, {self.number}"


class WaveAnswer(models.Model):
    """What somebody answers while a wave is open: gone at its closing, once it is counted.

    No person, no address, no day, no order: its random key is all that tells it from another, and
    only the browser that sent it knows it.
    """

    key = models.CharField(max_length=22, primary_key=True)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="answers")
    values = models.JSONField()

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key
