"""Keeping vectors, and dropping those whose text may not be read any more."""

from collections.abc import Collection, Mapping

from mire.programme.closeness.models import Vector
from mire.programme.closeness.queries import current_encoder
from mire.programme.journal.actions import journalled, nothing_done


@journalled
def keep_vectors(vectors: Mapping[str, bytes]) -> None:
    """Keep vectors by hash, once each. One query for 500."""
    nothing_done()
    rows = [Vector(key=key, values=values) for key, values in vectors.items()]
    Vector.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


@journalled
def drop_vectors(*, in_use: Collection[str]) -> int:
    """Drop all vectors but those of texts that can be read; return how many.

    What the encoder has in hand goes as well: the pages ask again for what they show. A vector
    says nothing to read, but something of what its text was about.
    """
    nothing_done()
    current_encoder().forget()
    kept = set(in_use)
    gone = [key for key in Vector.objects.values_list("key", flat=True) if key not in kept]
    for start in range(0, len(gone), 500):
        Vector.objects.filter(key__in=gone[start : start + 500]).delete()
    return len(gone)
