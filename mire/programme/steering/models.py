"""Files of steering meetings, their minutes, amendments asked for, copies as they were sent."""

from django.db import models

from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.programmes.models import Programme
from mire.programme.steering.rules import AmendmentState, MinutesState


class Dossier(models.Model):
    """What is sent before a meeting: ``lead``, what each activity asks, what it submits.

    ``asks``: by the activity's id (``rules.Ask``). What it submits is what it cites in the thread,
    in order. ``version`` is that of the next copy that is sent, from 1.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="dossiers")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="dossier")
    lead = models.TextField(blank=True)
    asks = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return self.meeting.title


class SentDossier(models.Model):
    """A file as it was sent: its document as JSON. ``why``: what changed since the one before.

    Never changed, but for the quotes of texts that were masked or erased since.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="sent")
    version = models.PositiveIntegerField()
    document = models.JSONField()
    why = models.TextField(blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(fields=("dossier", "version"), name="version_of_dossier"),
        )

    def __str__(self) -> str:
        return f"{self.dossier}, {self.version}"


class Minutes(models.Model):
    """The minutes of a meeting; their lines are its outcomes.

    ``amend_until``: the last day on which those who were there may ask for an amendment.
    ``document``: as they were when they became final, as JSON; None before.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="minutes")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes_taken")
    state = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in MinutesState],
        default=MinutesState.TAKING,
    )
    state_by = models.CharField(max_length=120, blank=True)
    state_at = models.DateTimeField(null=True)
    amend_until = models.DateField(null=True)
    document = models.JSONField(null=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return self.meeting.title


class Amendment(models.Model):
    """A change that somebody who was there asks for: on one outcome (its key), or on none ("").

    ``on_behalf_of``: who asked aloud or on paper, where somebody else typed it.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="amendments")
    outcome = models.CharField(max_length=11, blank=True)
    said = models.TextField(blank=True)
    """What the line said when the amendment was asked for."""
    words = models.TextField()
    by = models.CharField(max_length=120)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    state = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in AmendmentState],
        default=AmendmentState.WAITING,
    )
    reply = models.TextField(blank=True)
    reply_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.words
