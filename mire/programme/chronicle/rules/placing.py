"""Where pictures and voices stand in an episode: a line « [image 1] », or at its end."""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mire.programme.note.rules.marks import Block, read_marks


class PartKind(enum.StrEnum):
    """What a part of an episode is."""

    WORDS = "words"
    PICTURE = "picture"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an episode: blocks of its text, or a picture, or a voice (``piece``)."""

    kind: PartKind
    blocks: tuple[Block, ...] = ()
    piece: Any = None


_LINE = re.compile(
    r"^[ \t]*\[[ \t]*(?P<what>image|picture|parole|voice)[ \t\u00a0]*(?P<number>[0-9]{1,3})"
    r"[ \t]*\][ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_PICTURES = frozenset(("image", "picture"))


def placed(body: str, pictures: Mapping[int, Any], voices: Mapping[int, Any]) -> list[Part]:
    """Return the parts of an episode in order; each piece once, those that no line places last.

    ``pictures``, ``voices``: by number. A line that names none that is there says nothing.
    """
    left = {PartKind.PICTURE: dict(pictures), PartKind.VOICE: dict(voices)}
    parts: list[Part] = []
    at = 0
    text = body.replace("\r\n", "\n")
    for found in _LINE.finditer(text):
        _add_words(parts, text[at : found.start()])
        at = found.end()
        is_picture = found["what"].lower() in _PICTURES
        kind = PartKind.PICTURE if is_picture else PartKind.VOICE
        number = int(found["number"])
        if number in left[kind]:
            parts.append(Part(kind, piece=left[kind].pop(number)))
    _add_words(parts, text[at:])
    for kind, pieces in left.items():
        parts += [Part(kind, piece=pieces[number]) for number in sorted(pieces)]
    return parts


def without_lines(body: str) -> str:
    """Return the words of an episode without the lines that place pictures and voices."""
    return _LINE.sub("", body)


def _add_words(parts: list[Part], written: str) -> None:
    if blocks := tuple(read_marks(written)):
        parts.append(Part(PartKind.WORDS, blocks))
