"""Links by which topics are asked, topics, questions back, grades, choices and what was amended."""

from django.db import models

from mire.programme.cases.models import Case
from mire.programme.criteria.models import Criterion
from mire.programme.keys import new_key
from mire.programme.people.models import Department
from mire.programme.programmes.models import Programme
from mire.programme.topics.rules.states import TopicState


class Call(models.Model):
    """A link by which departments ask for topics, until ``ends_on``; ``digest``: its secret's."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="calls")
    lead = models.TextField(blank=True)
    ends_on = models.DateField()
    digest = models.BinaryField(max_length=32, unique=True)
    closed_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at", "pk")

    def __str__(self) -> str:
        return f"{self.programme}, {self.ends_on:%Y-%m-%d}"


class Topic(models.Model):
    """A topic; ``number`` counts those of a programme, from 1.

    ``aim``: what for; ``audience``: for whom; ``freed``: which agents would have time for it;
    ``asked_by``: who asks, with their post. ``cost``: agent-days, as the group reckons them, None
    for not yet. ``is_must``, ``is_aside``: decided before any ballot. ``digest``: of the secret of
    the page where who asked follows it, None for one that the group wrote itself. ``reason``: why
    it stands where it does. ``case``: what it became, once it was taken.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="topics")
    call = models.ForeignKey(Call, null=True, on_delete=models.SET_NULL, related_name="topics")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    aim = models.TextField()
    audience = models.TextField(blank=True)
    stakes = models.TextField(blank=True)
    deadline = models.DateField(null=True)
    freed = models.CharField(max_length=160, blank=True)
    asked_by = models.CharField(max_length=160)
    department = models.ForeignKey(
        Department, null=True, on_delete=models.SET_NULL, related_name="topics"
    )
    theme = models.CharField(max_length=60, blank=True)
    cost = models.PositiveSmallIntegerField(null=True)
    is_must = models.BooleanField(default=False)
    is_aside = models.BooleanField(default=False)
    state = models.CharField(
        max_length=9,
        choices=[(each.value, each.value) for each in TopicState],
        default=TopicState.ASKED,
    )
    reason = models.TextField(blank=True)
    state_by = models.CharField(max_length=120, blank=True)
    state_on = models.DateField(null=True)
    case = models.OneToOneField(Case, null=True, on_delete=models.SET_NULL, related_name="topic")
    digest = models.BinaryField(max_length=32, null=True, unique=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("programme", "number"), name="number_of_topic"),
        )

    def __str__(self) -> str:
        return self.title


class QuestionBack(models.Model):
    """A question to who asked for a topic, and their answer ("": none yet)."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="questions")
    words = models.TextField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.words


class TopicTally(models.Model):
    """How many voices gave a topic each grade by one criterion: [of 0, of 1, … of 4]; not who."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="tallies")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="topics")
    on = models.DateField()
    counts = models.JSONField()

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.topic}, {self.criterion}"


class Selection(models.Model):
    """A choice among topics: what was to choose from, the terms, the ballots, what is proposed.

    ``wanted``, ``terms``, ``proposal``: as ``rules.selecting`` has them, as JSON, as they were when
    it was made; ``ballots``: (topics' numbers, how many), sorted: in no order of arrival.
    ``decided_on`` None: the group may still amend it.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="selections")
    title = models.CharField(max_length=120)
    wanted = models.JSONField()
    terms = models.JSONField()
    ballots = models.JSONField()
    proposal = models.JSONField()
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at", "pk")

    def __str__(self) -> str:
        return self.title


class SelectionAmendment(models.Model):
    """The group takes a topic that is not proposed, or leaves one that is, and writes why."""

    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveIntegerField()
    is_taken = models.BooleanField()
    reason = models.TextField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("selection", "number"), name="amended_once"),
        )

    def __str__(self) -> str:
        return self.reason
