"""Frozen versions of a note, the steps of its circuit, what was said at each."""

from django.db import models

from mire.programme.approvals.rules.circuit import (
    MOST_PROOF,
    MOST_REMARKS,
    MOST_TITLE,
    Verdict,
)
from mire.programme.keys import new_key
from mire.programme.note.models import PrefigurationNote
from mire.programme.people.models import Person


class FrozenNote(models.Model):
    """A version of a note: ``content`` as its file has it (``rules.frozen``), in canonical JSON.

    Never changed, but for a name that must go: its digest stays. ``why``: what it is frozen for.
    ``published_at``: since when everybody reads it; None: nobody without a right does.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    note = models.ForeignKey(PrefigurationNote, on_delete=models.CASCADE, related_name="frozen")
    number = models.PositiveIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    why = models.CharField(max_length=MOST_PROOF, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("note", "number"), name="version_of_note"),)

    def __str__(self) -> str:
        return f"{self.note} v{self.number}"


class ApprovalStep(models.Model):
    """A step of the circuit: ``title`` is a function, not a name; steps of one rank go together.

    ``holder`` answers for it, ``delegate`` from ``away_from`` until ``away_until`` (None: without
    end); both None: the secretary records what came on paper. ``covers``: the keys of the sections
    that it bears on, empty for all.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    note = models.ForeignKey(PrefigurationNote, on_delete=models.CASCADE, related_name="steps")
    rank = models.PositiveIntegerField()
    title = models.CharField(max_length=MOST_TITLE)
    holder = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="approval_steps"
    )
    delegate = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="delegated_steps"
    )
    away_from = models.DateField(null=True)
    away_until = models.DateField(null=True)
    covers = models.JSONField(default=list, blank=True)
    due_on = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("rank", "pk")

    def __str__(self) -> str:
        return self.title


class Approval(models.Model):
    """What was said of a version at a step, on ``given_on``.

    ``by``, ``person``: who answered; ``is_delegate``: standing in for the holder. ``recorded_by``:
    who wrote down what came otherwise, with its ``proof``; "" for somebody who answered here.
    ``withdrawn_at``: taken back, by whom and why; it stays in view.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    step = models.ForeignKey(ApprovalStep, on_delete=models.CASCADE, related_name="approvals")
    version = models.ForeignKey(FrozenNote, on_delete=models.CASCADE, related_name="approvals")
    verdict = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Verdict]
    )
    remarks = models.CharField(max_length=MOST_REMARKS, blank=True)
    n_remarks = models.PositiveIntegerField(default=0)
    given_on = models.DateField()
    by = models.CharField(max_length=120)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="approvals"
    )
    is_delegate = models.BooleanField(default=False)
    recorded_by = models.CharField(max_length=120, blank=True)
    proof = models.CharField(max_length=MOST_PROOF, blank=True)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_why = models.CharField(max_length=MOST_PROOF, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.step}: {self.verdict}"
