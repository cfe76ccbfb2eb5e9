"""Restitutions, what they said when they were released, remarks on their sentences."""

from django.db import models

from mire.programme.findings.rules import Status
from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.programmes.models import Programme
from mire.programme.restitutions.rules import RemarkState


class Restitution(models.Model):
    """What is told of a meeting.

    ``sections``: those of the full one, in order (``rules.Section``). The findings that it tells
    are what it cites in the thread, in order. ``version`` counts from 1 and goes up when a
    released one is changed. ``heard_digest``: of the secret of the link by which people answer,
    None until it is made; ``n_readers``: how many browsers opened it.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="restitutions")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="restitution")
    lead = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    sections = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Status], default=Status.DRAFT
    )
    status_by = models.CharField(max_length=120, blank=True)
    status_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    """When everybody could read it first; None: nobody without an account can."""
    heard_digest = models.BinaryField(max_length=32, null=True, unique=True)
    heard_ends_on = models.DateField(null=True)
    n_readers = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-made_at", "pk")

    def __str__(self) -> str:
        return self.meeting.title


class ReleasedRestitution(models.Model):
    """A restitution as it was released: its documents by length, as JSON.

    Never changed, but for the quotes of texts that were masked or erased since. ``why``: what
    changed since the version before, "" for the first; ``seen``: the digest of what it told, so
    that it is known when that has changed since.
    """

    restitution = models.ForeignKey(Restitution, on_delete=models.CASCADE, related_name="released")
    version = models.PositiveIntegerField()
    documents = models.JSONField()
    why = models.TextField(blank=True)
    seen = models.CharField(max_length=32)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(
                fields=("restitution", "version"), name="version_of_restitution"
            ),
        )

    def __str__(self) -> str:
        return f"{self.restitution}, {self.version}"


class Remark(models.Model):
    """What somebody who was there answers: nothing tells who, nor when but for the day.

    ``finding``: the key of the one that it is about, "" for something that is missing. ``sentence``
    is what it said then.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    restitution = models.ForeignKey(Restitution, on_delete=models.CASCADE, related_name="remarks")
    finding = models.CharField(max_length=11, blank=True)
    sentence = models.TextField(blank=True)
    words = models.TextField(blank=True)
    on = models.DateField()
    state = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in RemarkState],
        default=RemarkState.WAITING,
    )
    reply = models.TextField(blank=True)
    reply_by = models.CharField(max_length=120, blank=True)
    reply_on = models.DateField(null=True)

    class Meta:
        # In the order of random keys: that of arrival would tell who wrote after whom.
        ordering = ("on", "key")

    def __str__(self) -> str:
        return self.words
