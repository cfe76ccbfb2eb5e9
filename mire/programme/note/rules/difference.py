"""What changed between two versions of a text, word by word."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_WORDS = re.compile(r"\s+|[^\s\w]|\w+")


class Piece(NamedTuple):
    """Words that stay (""), come ("+") or go ("-")."""

    sign: str
    words: str


def difference(before: str, after: str) -> list[Piece]:
    """Return a text as it was and as it is in one line of pieces, in order.

    Those without "+" make the text as it was; those without "-", as it is.
    """
    was, now = _WORDS.findall(before), _WORDS.findall(after)
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


def is_same(pieces: Sequence[Piece]) -> bool:
    """Say whether nothing comes and nothing goes."""
    return all(not piece.sign for piece in pieces)
