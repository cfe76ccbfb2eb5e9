"""Cycles of residencies, and the plans that were asked for them."""

from django.db import models

from mire.programme.keys import new_key
from mire.programme.programmes.models import Programme
from mire.programme.residencies.rules.plans import PlanState


class ResidencyCycle(models.Model):
    """A cycle: ``tables`` are its facts, in the form of its file (``rules.file``).

    ``withdrawn``: departments that gave up, [{"row": their table, "on", "why"}].
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cycles")
    title = models.CharField(max_length=120)
    tables = models.JSONField()
    withdrawn = models.JSONField(default=list, blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return self.title


class ResidencyPlan(models.Model):
    """A plan that was asked for, from ``tables`` as they were.

    ``reached``: the last better plan's figures; ``found``: the plan; ``clash``: the rules that
    don't hold together; ``lengths``: the shortest cycles for other numbers at once. All as the
    worker tells them (``planning.residency.worker``), None until it does.
    ``version``: None until it is kept; kept, it never changes. The last one is in force.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    cycle = models.ForeignKey(ResidencyCycle, on_delete=models.CASCADE, related_name="plans")
    tables = models.JSONField()
    is_mended = models.BooleanField(default=False)
    seconds = models.PositiveIntegerField()
    state = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in PlanState]
    )
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    reached = models.JSONField(null=True)
    found = models.JSONField(null=True)
    clash = models.JSONField(null=True)
    lengths = models.JSONField(default=list, blank=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(null=True)
    kept_at = models.DateTimeField(null=True)
    kept_by = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("cycle", "version"), name="version_of_cycle"),
        )

    def __str__(self) -> str:
        return f"{self.cycle} · {self.version or '—'}"
