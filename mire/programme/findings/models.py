"""Findings, and what they said when they were released."""

from django.db import models

from mire.programme.findings.rules import FindingKind, Status
from mire.programme.keys import new_key
from mire.programme.programmes.models import Programme


class Finding(models.Model):
    """A sentence that somebody concluded; what it cites is in the thread.

    ``version`` counts from 1, and goes up when a released one is changed. ``status_by``: who gave
    it its status, "" for the one it began with.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in FindingKind]
    )
    sentence = models.TextField()
    detail = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Status], default=Status.DRAFT
    )
    status_by = models.CharField(max_length=120, blank=True)
    status_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return self.sentence


class ReleasedFinding(models.Model):
    """What a finding said when it was released: never changed, never deleted."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="released")
    version = models.PositiveIntegerField()
    sentence = models.TextField()
    detail = models.TextField(blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(fields=("finding", "version"), name="version_of_finding"),
        )

    def __str__(self) -> str:
        return f"{self.finding}, {self.version}"
