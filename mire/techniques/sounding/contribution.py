"""What an answer to a sounding is, how it is read, cut for the log, and shown to its author."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
import numpy as np

from mire.technique_api.reading import read_fields, read_json, read_kind
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Primitives
from mire.technique_api.text import Text, text, text_n
from mire.techniques.sounding.config import MOST_STATEMENTS, Config, grade_words, grades

UNKNOWN, DECLINE = "unknown", "decline"

Grade: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=7)]
Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=MOST_STATEMENTS)]
"""Statements are numbered from 1, in their order."""

_MARKS = {"0": UNKNOWN, "?": UNKNOWN, "-": DECLINE, "–": DECLINE, "—": DECLINE}


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Flat, as the form is: for each statement a grade in digits, "unknown" or "decline"."""

    s1: str | None = None
    s2: str | None = None
    s3: str | None = None
    s4: str | None = None
    s5: str | None = None
    s6: str | None = None
    s7: str | None = None
    s8: str | None = None
    s9: str | None = None
    s10: str | None = None

    def marks(self) -> list[str]:
        """Return the answers to the statements, in their order."""
        said = (getattr(self, field_of(number)) for number in range(1, MOST_STATEMENTS + 1))
        return [mark for mark in said if mark is not None]


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person's answer to one statement: a grade, or why there is none."""

    statement: Number
    mark: Grade | Literal["unknown", "decline"]


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person's grades of one statement in two linked rounds."""

    statement: Number
    first: Grade
    second: Grade


AnyPiece: TypeAlias = Mark | Move


def field_of(number: int) -> str:
    """Return the form's field of a statement."""
    return f"s{number}"


def read_contribution(config: Config, raw: bytes) -> Answer:
    return _settled(config, read_json(Answer, raw))


def read_form(config: Config, fields: Mapping[str, str]) -> Answer:
    return _settled(config, read_fields(Answer, fields))


def read_line(config: Config, line: str) -> Answer:
    """Read ``4 2 5 0 -``: one mark a statement, 0 for « je ne sais pas », - for a refusal."""
    said = [each for each in re.split(r"[\s,;]+", line.strip()) if each]
    wanted = len(config.statements)
    if len(said) != wanted:
        raise Refusal(
            text_n(
                "Il faut %(count)s réponse sur la ligne, et il y en a %(given)s.",
                "Il faut %(count)s réponses sur la ligne, et il y en a %(given)s.",
                wanted,
                given=len(said),
            ),
            path=(field_of(min(len(said) + 1, wanted)),),
            code="line",
        )
    marks = {field_of(i): _MARKS.get(each, each) for i, each in enumerate(said, start=1)}
    return _settled(config, Answer(**marks))


def line_help(config: Config) -> Text:
    return text_n(
        "Une personne par ligne : un nombre de 1 à %(last)s ; « 0 » pour « je ne sais pas », "
        "« - » pour « je ne veux pas répondre ».",
        "Une personne par ligne, %(count)s réponses séparées par des espaces (« %(example)s ») : "
        "un nombre de 1 à %(last)s ; « 0 » pour « je ne sais pas », « - » pour « je ne veux pas "
        "répondre ».",
        len(config.statements),
        last=grades(config)[-1],
        example=_example(config),
    )


def _example(config: Config) -> str:
    marks = ("4", "2", "5", "0", "-", "3", "4", "1", "5", "4")
    return " ".join(marks[: len(config.statements)])


def _settled(config: Config, given: Answer) -> Answer:
    """Return the answer as it counts: every statement has one, and no more than there are."""
    known = {str(grade) for grade in grades(config)} | {UNKNOWN, DECLINE}
    for number in range(1, MOST_STATEMENTS + 1):
        mark, path = getattr(given, field_of(number)), (field_of(number),)
        if number > len(config.statements):
            if mark is not None:
                raise Refusal(
                    text("Il n'y a pas d'affirmation %(number)s.", number=number),
                    path=path,
                    code="unknown",
                )
        elif mark is None:
            raise Refusal(
                text(
                    "Il manque votre réponse à l'affirmation %(number)s ; « Je ne sais pas » en "
                    "est une.",
                    number=number,
                ),
                path=path,
                code="missing",
            )
        elif mark not in known:
            raise Refusal(
                text(
                    "Affirmation %(number)s : cette réponse n'est pas sur l'échelle, de 1 à "
                    "%(last)s.",
                    number=number,
                    last=grades(config)[-1],
                ),
                path=path,
                code="range",
            )
    return given


def split(answer: Answer) -> Sequence[Piece]:
    """Cut the statements apart: together, ten answers would tell who gave them."""
    return [
        Piece("mark", {"statement": number, "mark": int(mark) if mark.isdecimal() else mark})
        for number, mark in enumerate(answer.marks(), start=1)
    ]


def pair(_config: Config, first: Answer, second: Answer) -> Sequence[Piece]:
    """Return the two grades of each statement graded in both rounds, statement by statement."""
    return [
        Piece("move", {"statement": number, "first": int(before), "second": int(after)})
        for number, (before, after) in enumerate(
            zip(first.marks(), second.marks(), strict=True), start=1
        )
        if before.isdecimal() and after.isdecimal()
    ]


_KINDS: Mapping[str, type[AnyPiece]] = {"mark": Mark, "move": Move}


def read_piece(kind: str, body: Primitives) -> AnyPiece:
    return read_kind(_KINDS, kind, body)


def own(_config: Config, answer: Answer | None) -> Primitives:
    if answer is None:
        return {}
    made: dict[str, Any] = {
        field_of(number): mark for number, mark in enumerate(answer.marks(), start=1)
    }
    return made


def told(config: Config, answer: Answer) -> Sequence[Text]:
    """Return what is answered to each statement, by its number, for a scribe to compare."""
    aside = {UNKNOWN: text("ne sait pas"), DECLINE: text("ne veut pas répondre")}
    return [
        text("%(n)s : %(label)s", n=n, label=aside.get(mark) or grade_words(config, int(mark)))
        for n, mark in enumerate(answer.marks(), start=1)
    ]


# Where a room may stand on its statements, and how wide: agreed, split, cool, …
_LEANINGS = ((0.85, 0.12), (0.5, 0.42), (0.3, 0.18), (0.65, 0.2), (0.5, 0.15))


def simulate(config: Config, rng: np.random.Generator, n: int) -> Iterator[Answer]:
    """Answers of a believable room: some statements agreed on, one that parts it."""
    last = grades(config)[-1]
    for _ in range(n):
        marks = {}
        for number in range(1, len(config.statements) + 1):
            at, spread = _LEANINGS[(number - 1) % len(_LEANINGS)]
            drawn = rng.random()
            if drawn < 0.08:
                marks[field_of(number)] = UNKNOWN if drawn < 0.05 else DECLINE
                continue
            place = float(np.clip(rng.normal(at, spread), 0.0, 1.0))
            marks[field_of(number)] = str(1 + round(place * (last - 1)))
        yield Answer(**marks)
