"""Files of scenarios, and what belongs to each."""

from django.db import models

from mire.programme.choices.rules.kinds import ArgumentKind, Effect, How, Origin, Way
from mire.programme.criteria.models import Criterion
from mire.programme.keys import new_key
from mire.programme.programmes.models import Programme


class Choice(models.Model):
    """A file of scenarios. ``version`` is that of the next copy that is sent, from 1.

    ``sent_at``: when the last copy was; None before any.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="choices")
    title = models.CharField(max_length=120)
    lead = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    sent_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return self.title


class Scenario(models.Model):
    """One way to do it, in the words of the group. ``place`` orders those of a file, from 0."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="scenarios")
    place = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=120)
    what = models.TextField(blank=True)
    hosts = models.TextField(blank=True)
    decides = models.TextField(blank=True)
    means = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    first_days = models.TextField(blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.title


class Argument(models.Model):
    """What is argued of a scenario, by a circle; what it cites is in the thread."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="arguments")
    kind = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in ArgumentKind]
    )
    sentence = models.TextField()
    origin = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Origin])
    reply = models.TextField(blank=True)
    reply_by = models.CharField(max_length=120, blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return self.sentence


class Yardstick(models.Model):
    """How a criterion of the programme is known in a file; where from is in the thread.

    ``low``, ``high``: the ends of a figure's scale, both None for those that scenarios reach.
    ``mentions``: those of a judgment, from the worst to the best, in the programme's language.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="yardsticks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="yardsticks")
    how = models.CharField(max_length=8, choices=[(each.value, each.value) for each in How])
    direction = models.CharField(max_length=4, choices=[(each.value, each.value) for each in Way])
    unit = models.CharField(max_length=24, blank=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    mentions = models.JSONField(default=list)
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("criterion__place", "pk")
        constraints = (
            models.UniqueConstraint(fields=("choice", "criterion"), name="yardstick_of_criterion"),
        )

    def __str__(self) -> str:
        return self.criterion.name


class Measure(models.Model):
    """What is known of a scenario by a yardstick: see ``rules.told.Scenario.measures``."""

    yardstick = models.ForeignKey(Yardstick, on_delete=models.CASCADE, related_name="measures")
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="measures")
    figures = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("yardstick", "scenario"), name="measure_of_scenario"),
        )

    def __str__(self) -> str:
        return str(self.figures)


class Bearing(models.Model):
    """What a scenario does to some people: a circle or a post, never a name."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="bearings")
    who = models.CharField(max_length=120)
    effect = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Effect])
    what = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return self.who


class SentChoice(models.Model):
    """A file as it was sent: its values and its document as JSON. ``why``: in the sender's words.

    Never changed, but for the quotes of texts that were masked or erased since.
    """

    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="sent")
    version = models.PositiveIntegerField()
    told = models.JSONField()
    document = models.JSONField()
    why = models.TextField(blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(fields=("choice", "version"), name="version_of_choice"),
        )

    def __str__(self) -> str:
        return f"{self.choice}, {self.version}"
