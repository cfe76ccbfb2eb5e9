"""Vectors of texts, without the texts."""

from django.db import models


class Vector(models.Model):
    """The vector of a text: ``key`` is the text's hash (``rules.hash_of``), and all that tells it.

    ``values``: ``rules.DIMENSIONS`` little-endian halves, of length 1.
    """

    key = models.CharField(max_length=32, unique=True)
    values = models.BinaryField()

    def __str__(self) -> str:
        return self.key
