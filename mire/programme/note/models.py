"""The note of a programme: its sections, their passages and versions, remarks on them."""

from django.db import models

from mire.programme.keys import new_key
from mire.programme.note.rules.kinds import RemarkKind, RemarkState
from mire.programme.people.models import Person
from mire.programme.programmes.models import Programme


class PrefigurationNote(models.Model):
    """A programme's note, once it was begun."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="note")
    title = models.CharField(max_length=120)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """A section: ``hint`` is what it should say; ``owners`` see that it gets written."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    note = models.ForeignKey(PrefigurationNote, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField(max_length=120)
    hint = models.CharField(max_length=400, blank=True)
    owners = models.ManyToManyField(Person, related_name="sections", blank=True)
    place = models.PositiveIntegerField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """A passage: ``words`` as its last version has them (``rules.marks``).

    What it cites is in the thread; ``shown`` names the sources that stand under its words, as
    "kind/key"; ``in_summary``: it stands in the two pages too. ``writing_by``, ``writing_at``: who
    opened its form last.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="passages")
    place = models.PositiveIntegerField()
    words = models.TextField()
    shown = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    in_summary = models.BooleanField(default=False)
    writing_by = models.CharField(max_length=120, blank=True)
    writing_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.words[:60]


class PassageVersion(models.Model):
    """A passage's words, as somebody saved them. Never changed, but for what is erased."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.TextField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("passage", "number"), name="version_of_passage"),
        )

    def __str__(self) -> str:
        return f"{self.passage_id} v{self.number}"


class PassageRemark(models.Model):
    """What somebody says of a passage as it was at ``on_version``: a remark, or other words.

    ``state``: what became of it, by ``reply_by``, who may say why in ``reply``.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in RemarkKind]
    )
    on_version = models.PositiveIntegerField()
    words = models.TextField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    state = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in RemarkState],
        default=RemarkState.OPEN,
    )
    reply = models.CharField(max_length=400, blank=True)
    reply_by = models.CharField(max_length=120, blank=True)
    reply_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.words[:60]
