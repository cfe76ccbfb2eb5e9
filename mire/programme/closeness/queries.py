"""Vectors, read."""

from collections.abc import Iterable

from mire.programme.closeness.encoder import Encoder
from mire.programme.closeness.models import Vector
from mire.programme.closeness.rules import Vectors, unpacked

MOST_ASKED = 500
"""How many a query asks for: SQLite takes no more than some thousand values."""

_encoder = Encoder()


def current_encoder() -> Encoder:
    """Return the encoder of this process; its own process begins with the first text."""
    return _encoder


def vectors_of(keys: Iterable[str]) -> dict[str, Vectors]:
    """Return the vectors that are kept, by hash. One query for 500 hashes."""
    asked = list(dict.fromkeys(keys))
    found: dict[str, Vectors] = {}
    for start in range(0, len(asked), MOST_ASKED):
        rows = Vector.objects.filter(key__in=asked[start : start + MOST_ASKED])
        found |= {key: unpacked(bytes(values)) for key, values in rows.values_list("key", "values")}
    return found
