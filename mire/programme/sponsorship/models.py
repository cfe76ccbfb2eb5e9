"""The path to the council, what sponsors did, the deliberation and its vote."""

from django.db import models

from mire.programme.keys import new_key
from mire.programme.programmes.models import Programme
from mire.programme.sponsorship.rules.days import Count
from mire.programme.sponsorship.rules.deliberation import DeliberationState
from mire.programme.sponsorship.rules.kinds import SponsorRole
from mire.programme.sponsorship.rules.path import Side


class SponsorshipPath(models.Model):
    """A programme's path, once it was begun. ``council_on`` None: no date was chosen.

    ``version`` counts what moves its days, so that a calendar takes the newest. ``facts``: what a
    sponsor may have done, in the programme's words.
    """

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="path")
    council_on = models.DateField(null=True)
    is_alsace_moselle = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    facts = models.JSONField(default=list)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.programme_id} {self.council_on}"


class Body(models.Model):
    """A body that sits on known days: ``sessions``, ISO days in their order."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    path = models.ForeignKey(SponsorshipPath, on_delete=models.CASCADE, related_name="bodies")
    name = models.CharField(max_length=120)
    sessions = models.JSONField(default=list)
    is_council = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-is_council", "pk")

    def __str__(self) -> str:
        return self.name


class PathStep(models.Model):
    """A step (``rules.path.Step``); ``anchors``: keys of steps. ``source``: what sets its delay.

    ``visa``: how the deliberation cites it, ``{day}`` for its day. ``done_by`` noted ``done_on``.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    path = models.ForeignKey(SponsorshipPath, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    side = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Side])
    anchors = models.JSONField(default=list)
    delay = models.PositiveIntegerField(default=0)
    count = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Count])
    body = models.ForeignKey(Body, null=True, on_delete=models.RESTRICT, related_name="steps")
    is_law = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    source = models.CharField(max_length=600, blank=True)
    visa = models.CharField(max_length=300, blank=True)
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=120, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.title


class RestraintPeriod(models.Model):
    """A period before an election, both days included; ``source``: the text that sets it."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    path = models.ForeignKey(SponsorshipPath, on_delete=models.CASCADE, related_name="periods")
    title = models.CharField(max_length=160)
    first = models.DateField()
    last = models.DateField()
    source = models.CharField(max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("first", "pk")

    def __str__(self) -> str:
        return self.title


class SponsorFact(models.Model):
    """What somebody did in a capacity, from a day on; ``until`` None: it still holds.

    ``function`` words the capacity; nobody is named, and nothing is counted or weighed. A fact
    that was wrong is withdrawn in sight, by ``withdrawn_by``, with why.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    path = models.ForeignKey(SponsorshipPath, on_delete=models.CASCADE, related_name="facts_noted")
    role = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in SponsorRole]
    )
    function = models.CharField(max_length=160)
    what = models.CharField(max_length=160)
    words = models.CharField(max_length=400, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("since", "pk")

    def __str__(self) -> str:
        return f"{self.function} : {self.what}"


class Deliberation(models.Model):
    """The text that goes to the council (``rules.deliberation``), and what the vote made of it.

    ``version`` counts its changes. ``document``: the text as it was voted, None before. ``act``:
    its line of the national schema (``rules.scdl``), as far as it is known.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    path = models.OneToOneField(
        SponsorshipPath, on_delete=models.CASCADE, related_name="deliberation"
    )
    title = models.CharField(max_length=300)
    rapporteur = models.CharField(max_length=160, blank=True)
    visas = models.JSONField(default=list)
    considering = models.JSONField(default=list)
    reasons = models.TextField(blank=True)
    articles = models.JSONField(default=list)
    signatory = models.CharField(max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=8,
        choices=[(each.value, each.value) for each in DeliberationState],
        default=DeliberationState.DRAFT,
    )
    document = models.JSONField(null=True)
    act = models.JSONField(default=dict)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()
    voted_by = models.CharField(max_length=120, blank=True)
    """Who noted the vote."""

    def __str__(self) -> str:
        return self.title
