"""One act of the office."""

from django.db import models


class Entry(models.Model):
    """One act: who, what, about what, what changed. Never altered but by erasure and purge.

    ``programme`` and ``actor`` are keys, "" for what concerns the whole installation and for what
    Mire or a terminal did. ``act`` is a dotted slug ("person.added"). ``before`` and ``after``
    hold the fields that changed; None where there is no before, or no after.
    """

    programme = models.CharField(max_length=11, blank=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=11, blank=True)
    actor_name = models.CharField(max_length=120, blank=True)
    act = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=30, blank=True)
    about_key = models.CharField(max_length=64, blank=True)
    about_name = models.CharField(max_length=200, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("programme", "-id"), name="journal_of_programme"),
            models.Index(fields=("about_kind", "about_key"), name="journal_of_thing"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.act} {self.about_name}"
