"""Citations: who cites what."""

from django.db import models

from mire.programme.programmes.models import Programme


class Citation(models.Model):
    """``citing`` cites ``cited``, each by kind and key; ``place`` is its order, from 1.

    ``digest`` is of what was cited, as it was then; ``is_contrary``: it says the contrary.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="citations")
    citing_kind = models.CharField(max_length=20)
    citing_key = models.CharField(max_length=11)
    cited_kind = models.CharField(max_length=20)
    cited_key = models.CharField(max_length=11)
    digest = models.CharField(max_length=32)
    is_contrary = models.BooleanField(default=False)
    place = models.PositiveIntegerField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("place", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "citing_kind", "citing_key", "cited_kind", "cited_key"),
                name="cited_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.citing_kind} {self.citing_key} > {self.cited_kind} {self.cited_key}"
