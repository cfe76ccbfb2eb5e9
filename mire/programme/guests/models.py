"""Links that open one page to a guest."""

from django.db import models

from mire.programme.keys import new_key
from mire.programme.programmes.models import Programme


class GuestLink(models.Model):
    """Opens ``path`` to whoever holds its secret, up to ``ends_on``, the last day included.

    ``whom`` is for whom it was made, as who made it wrote it; ``made_by`` their name then.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="guest_links")
    digest = models.BinaryField(max_length=32, unique=True)
    path = models.CharField(max_length=200)
    whom = models.CharField(max_length=120)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    ends_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "pk")

    def __str__(self) -> str:
        return self.whom
