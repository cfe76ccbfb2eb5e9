"""What changed between two versions of a text, word by word."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_WORDS = re.compile(r"\S+\s*|\s+")
MOST_PAIRS = 20_000
"""Pairs of equal words that are compared: a text that repeats itself has more, and would take
seconds; it is compared by lines, then as a whole."""


class Piece(NamedTuple):
    """Words that stay (""), come ("+") or go ("-")."""

    sign: str
    words: str


def difference(before: str, after: str) -> list[Piece]:
    """Return a text as it was and as it is in one line of pieces, in order.

    Those without "+" make the text as it was; those without "-", as it is.
    """
    for cut in (_WORDS.findall, _lines):
        was, now = cut(before), cut(after)
        counts = Counter(now)
        if sum(counts[each] for each in was) <= MOST_PAIRS:
            return _pieces(was, now)
    return [piece for piece in (Piece("-", before), Piece("+", after)) if piece.words]


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _pieces(was: Sequence[str], now: Sequence[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("", "".join(was[a:b])))
            continue
        if a < b:
            pieces.append(Piece("-", "".join(was[a:b])))
        if c < d:
            pieces.append(Piece("+", "".join(now[c:d])))
    return pieces
