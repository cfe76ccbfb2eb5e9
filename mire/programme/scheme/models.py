"""Lines of an operating scheme, whose headings it answers, aims and what serves them."""

from django.db import models

from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Department
from mire.programme.programmes.models import Programme
from mire.programme.scheme.rules import Section


class Scheme(models.Model):
    """What a programme's scheme is compared with: ``activity`` (its id) of ``meeting``."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="scheme")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.SET_NULL, related_name="+")
    activity = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return str(self.programme)


class SchemeLine(models.Model):
    """One line: ``what`` it is, ``values`` by its section (``rules.FIELDS``).

    ``department``: which one brings it, None for none; ``is_gap``: what is wanted, and isn't there
    yet. ``heading``: the heading of the directors' tables that it answers, "" for none. ``place``
    orders those of a section. ``removed_at``: taken out; who cites it still finds that.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="scheme_lines")
    section = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Section]
    )
    what = models.CharField(max_length=200)
    values = models.JSONField(default=dict, blank=True)
    department = models.ForeignKey(
        Department, null=True, on_delete=models.SET_NULL, related_name="scheme_lines"
    )
    is_gap = models.BooleanField(default=False)
    heading = models.CharField(max_length=200, blank=True)
    place = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.what


class PlanAim(models.Model):
    """An aim of the authority's own plan, as it is written there; ``place`` orders them."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="plan_aims")
    words = models.CharField(max_length=200)
    place = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.words


class AimServed(models.Model):
    """Something that serves an aim: what can be cited (a topic, a scenario, a line), and how."""

    aim = models.ForeignKey(PlanAim, on_delete=models.CASCADE, related_name="served")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=11)
    how = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("aim", "kind", "key"), name="served_once"),)

    def __str__(self) -> str:
        return f"{self.aim} < {self.kind} {self.key}"
