"""A sequence that only grows, cheap to extend and never changed in place.

States of techniques are values: a frame may be drawn from one while the next is folded.
A tuple copied at each entry would cost the square of their number; here an append copies
at most one chunk and one pointer a full chunk.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

ItemT = TypeVar("ItemT")

CHUNK = 256


class Series(msgspec.Struct, Generic[ItemT], frozen=True):
    """Items in the order in which they came."""

    chunks: tuple[tuple[ItemT, ...], ...] = ()
    tail: tuple[ItemT, ...] = ()

    def appended(self, item: ItemT) -> "Series[ItemT]":
        """Return the series with one more item at its end."""
        tail = (*self.tail, item)
        if len(tail) < CHUNK:
            return Series(self.chunks, tail)
        return Series((*self.chunks, tail), ())

    def __iter__(self) -> Iterator[ItemT]:
        for chunk in self.chunks:
            yield from chunk
        yield from self.tail

    def __len__(self) -> int:
        return len(self.chunks) * CHUNK + len(self.tail)
