"""Where pictures and voices stand in an episode: a line « [image 1] », or at its end."""

import enum
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mire.programme.note.rules.marks import Block, Items, Line, Quotation, Table, read_marks


class PartKind(enum.StrEnum):
    """What a part of an episode is. ``WITHHELD``: it names somebody, nothing of it is left."""

    WORDS = "words"
    PICTURE = "picture"
    VOICE = "voice"
    WITHHELD = "withheld"


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


def withheld(
    parts: Sequence[Part], names: Callable[[list[str]], bool], said: Callable[[Any], list[str]]
) -> list[Part]:
    """Return parts with those that name somebody withheld, once where they follow one another.

    ``names``: whether words name somebody; ``said``: the words of a picture or a voice. Of a text,
    the blocks that do go alone; all of it where a name only stands across several.
    """
    kept: list[Part] = []
    for part in parts:
        if part.kind is not PartKind.WORDS:
            told = [Part(PartKind.WITHHELD) if names(said(part.piece)) else part]
        else:
            told = _withheld_blocks(part, names)
        for each in told:
            if each.kind is not PartKind.WITHHELD or not kept or kept[-1].kind is not each.kind:
                kept.append(each)
    return kept


def _withheld_blocks(part: Part, names: Callable[[list[str]], bool]) -> list[Part]:
    told: list[Part] = []
    for block in part.blocks:
        if names([words_of_block(block)]):
            told.append(Part(PartKind.WITHHELD))
        elif told and told[-1].kind is PartKind.WORDS:
            told[-1] = Part(PartKind.WORDS, (*told[-1].blocks, block))
        else:
            told.append(Part(PartKind.WORDS, (block,)))
    for at, each in enumerate(told):
        if names([" ".join(words_of_block(block) for block in each.blocks)]):
            told[at] = Part(PartKind.WITHHELD)
    return told


def words_of_block(block: Block) -> str:
    """Return the words of a block in one line."""
    match block:
        case Line(spans):
            return "".join(each.words for each in spans)
        case Items(items):
            return " ".join("".join(each.words for each in spans) for spans in items)
        case Table(titles, rows):
            return " ".join([*titles, *(cell for row in rows for cell in row)])
        case Quotation(words):
            return words


def without_lines(body: str) -> str:
    """Return the words of an episode without the lines that place pictures and voices."""
    return _LINE.sub("", body)


def _add_words(parts: list[Part], written: str) -> None:
    if blocks := tuple(read_marks(written)):
        parts.append(Part(PartKind.WORDS, blocks))
