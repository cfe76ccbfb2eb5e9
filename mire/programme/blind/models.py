"""Readings that are made blind beside others."""

from django.db import models

from mire.programme.reading.models import Reading


class BlindReading(models.Model):
    """That ``reading`` is made blind by ``reader`` (a key) beside another one, which goes on.

    Until ``opened_at``, its board is for its reader alone, who does not see the other's. The
    numbers are those of the last acts at the opening: what is compared is what was done apart.
    """

    reading = models.OneToOneField(Reading, on_delete=models.CASCADE, related_name="blind")
    beside = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="blind_readings")
    reader = models.CharField(max_length=11)
    done_at = models.DateTimeField(null=True)
    beside_done_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    number = models.PositiveIntegerField(default=0)
    beside_number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.reading} | {self.beside}"
