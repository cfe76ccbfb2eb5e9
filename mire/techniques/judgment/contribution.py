"""What an answer to a judgment is, how it is read, cut for the log, and shown to its author."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
import numpy as np

from mire.technique_api.reading import read_fields, read_json, read_kind
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Primitives
from mire.technique_api.text import Text, text
from mire.techniques.judgment.config import (
    MOST_MENTIONS,
    MOST_OPTIONS,
    Config,
    label,
    mention_words,
    mentions,
)

SILENT = "none"
"""« Je ne me prononce pas » : an answer, no mention."""

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=MOST_OPTIONS)]
"""Options are numbered from 1, in their order."""

_MARKS = {"-": SILENT, "–": SILENT, "—": SILENT, "0": SILENT}


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Flat, as the form is: for each option a mention in digits (1: the worst), or "none"."""

    o1: str | None = None
    o2: str | None = None
    o3: str | None = None
    o4: str | None = None
    o5: str | None = None
    o6: str | None = None
    o7: str | None = None

    def marks(self) -> list[str]:
        """Return the answers about the options, in their order."""
        said = (getattr(self, field_of(number)) for number in range(1, MOST_OPTIONS + 1))
        return [mark for mark in said if mark is not None]


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person's mention of one option, or that they gave none."""

    option: Number
    mention: Annotated[int, msgspec.Meta(ge=1, le=MOST_MENTIONS)] | Literal["none"]


def field_of(number: int) -> str:
    """Return the form's field of an option."""
    return f"o{number}"


def read_contribution(config: Config, raw: bytes) -> Answer:
    return _settled(config, read_json(Answer, raw))


def read_form(config: Config, fields: Mapping[str, str]) -> Answer:
    return _settled(config, read_fields(Answer, fields))


def read_line(config: Config, line: str) -> Answer:
    """Read ``5 3 -``: one mention an option, - for who gives none."""
    said = [each for each in re.split(r"[\s,;]+", line.strip()) if each]
    wanted = len(config.options)
    if len(said) != wanted:
        raise Refusal(
            text(
                "Il faut %(wanted)s réponses sur la ligne, une par option, et il y en a %(given)s.",
                wanted=wanted,
                given=len(said),
            ),
            path=(field_of(min(len(said) + 1, wanted)),),
            code="line",
        )
    marks = {field_of(i): _MARKS.get(each, each) for i, each in enumerate(said, start=1)}
    return _settled(config, Answer(**marks))


def line_help(config: Config) -> Text:
    last = mentions(config)[-1]
    return text(
        "Une personne par ligne, une réponse par option, séparées par des espaces "
        "(« %(example)s ») : le numéro d'une mention, de 1 (la pire) à %(last)s (la meilleure), "
        "ou « - » pour qui ne se prononce pas.",
        last=last,
        example=_example(config),
    )


def _example(config: Config) -> str:
    last = mentions(config)[-1]
    marks = (str(last - 1), "2", "-", str(last), "1", "3", "2")
    return " ".join(marks[: len(config.options)])


def _settled(config: Config, given: Answer) -> Answer:
    """Return the answer as it counts: every option has one, and no more than there are."""
    known = {str(mention) for mention in mentions(config)} | {SILENT}
    for number in range(1, MOST_OPTIONS + 1):
        mark, path = getattr(given, field_of(number)), (field_of(number),)
        if number > len(config.options):
            if mark is not None:
                raise Refusal(
                    text("Il n'y a pas d'option %(number)s.", number=number),
                    path=path,
                    code="unknown",
                )
        elif mark is None:
            raise Refusal(
                text(
                    "Il manque votre réponse sur « %(option)s » ; « Je ne me prononce pas » en "
                    "est une.",
                    option=label(config, number),
                ),
                path=path,
                code="missing",
            )
        elif mark not in known:
            raise Refusal(
                text(
                    "« %(option)s » : cette mention n'existe pas ; elles vont de 1 à %(last)s.",
                    option=label(config, number),
                    last=mentions(config)[-1],
                ),
                path=path,
                code="range",
            )
    return given


def split(answer: Answer) -> Sequence[Piece]:
    """Cut the options apart: together, seven mentions would tell who gave them."""
    return [
        Piece("mention", {"option": number, "mention": int(mark) if mark.isdecimal() else mark})
        for number, mark in enumerate(answer.marks(), start=1)
    ]


_KINDS: Mapping[str, type[Mark]] = {"mention": Mark}


def read_piece(kind: str, body: Primitives) -> Mark:
    return read_kind(_KINDS, kind, body)


def own(_config: Config, answer: Answer | None) -> Primitives:
    if answer is None:
        return {}
    made: dict[str, Any] = {
        field_of(number): mark for number, mark in enumerate(answer.marks(), start=1)
    }
    return made


def told(config: Config, answer: Answer) -> Sequence[Text]:
    """Return the mention of each option, for a scribe to compare with the sheet."""
    return [
        text(
            "%(option)s : %(mention)s",
            option=label(config, number),
            mention=text("ne se prononce pas") if mark == SILENT
            else mention_words(config, int(mark)),
        )
        for number, mark in enumerate(answer.marks(), start=1)
    ]  # fmt: skip


# Where a room may stand on its options, and how wide: liked, torn, liked a little less, …
_LEANINGS = ((0.68, 0.18), (0.5, 0.38), (0.62, 0.22), (0.3, 0.2), (0.55, 0.25), (0.45, 0.2))


def simulate(config: Config, rng: np.random.Generator, n: int) -> Iterator[Answer]:
    """Answers of a believable room: two options come near each other, one parts it."""
    last = mentions(config)[-1]
    for _ in range(n):
        marks = {}
        for number in range(1, len(config.options) + 1):
            at, spread = _LEANINGS[(number - 1) % len(_LEANINGS)]
            if rng.random() < 0.05:
                marks[field_of(number)] = SILENT
                continue
            place = float(np.clip(rng.normal(at, spread), 0.0, 1.0))
            marks[field_of(number)] = str(1 + round(place * (last - 1)))
        yield Answer(**marks)
