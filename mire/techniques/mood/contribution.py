"""What a weather answer is, how it is read, cut for the log, and shown to its author."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, TypeAlias

import msgspec
import numpy as np

from mire.technique_api.free_text import tidy
from mire.technique_api.reading import read_fields, read_json, read_kind
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Primitives
from mire.technique_api.text import Text, text
from mire.techniques.mood.config import WORD_LIMIT, Config, grade_words, grades

DECLINE = "decline"

_LINE = re.compile(r"(?P<mood>[-–—]|\d{1,3})(?:\s+(?P<word>.*))?", re.DOTALL)


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Flat, as the form is: ``mood`` is a grade in digits, or "decline"."""

    mood: str | None = None
    word: str | None = None


class Mood(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    grade: Annotated[int, msgspec.Meta(ge=1, le=10)]


class Decline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str


AnyPiece: TypeAlias = Mood | Decline | Word


def read_contribution(config: Config, raw: bytes) -> Answer:
    return _settled(config, read_json(Answer, raw))


def read_form(config: Config, fields: Mapping[str, str]) -> Answer:
    return _settled(config, read_fields(Answer, fields))


def read_line(config: Config, line: str) -> Answer:
    """Read ``3 word``, or ``-`` for who prefers not to answer."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise Refusal(
            text(
                "Ligne illisible : il faut un nombre de 1 à %(last)s, puis un mot "
                "(« 3 curieux »), ou « - ».",
                last=grades(config)[-1],
            ),
            path=("mood",),
            code="line",
        )
    mood = str(int(found["mood"])) if found["mood"].isdecimal() else DECLINE
    return _settled(config, Answer(mood=mood, word=found["word"]))


def line_help(config: Config) -> Text:
    last = grades(config)[-1]
    if config.word:
        return text(
            "Une réponse par ligne : un nombre de 1 à %(last)s, puis un mot (« 3 curieux ») ; "
            "« - » pour qui préfère ne pas répondre.",
            last=last,
        )
    return text(
        "Une réponse par ligne : un nombre de 1 à %(last)s ; "
        "« - » pour qui préfère ne pas répondre.",
        last=last,
    )


def _settled(config: Config, given: Answer) -> Answer:
    if given.mood is None:
        raise Refusal(
            text("Choisissez une réponse, ou « Je préfère ne pas répondre »."),
            path=("mood",),
            code="missing",
        )
    if given.mood != DECLINE and given.mood not in {str(grade) for grade in grades(config)}:
        raise Refusal(
            text(
                "Cette réponse n'est pas sur l'échelle : de 1 à %(last)s.", last=grades(config)[-1]
            ),
            path=("mood",),
            code="range",
        )
    word = tidy(given.word, limit=WORD_LIMIT, path=("word",))
    if word is not None and not config.word:
        raise Refusal(text("Cette question ne demande pas de mot."), path=("word",), code="unknown")
    return Answer(mood=given.mood, word=word)


def split(answer: Answer) -> Sequence[Piece]:
    """Cut the word apart from the mark: together they would say too much about who wrote."""
    pieces = [
        Piece("decline", {})
        if answer.mood == DECLINE
        else Piece("mood", {"grade": int(answer.mood or 0)})
    ]
    if answer.word is not None:
        pieces.append(Piece("word", {"text": answer.word}))
    return pieces


_KINDS: Mapping[str, type[AnyPiece]] = {"mood": Mood, "decline": Decline, "word": Word}


def read_piece(kind: str, body: Primitives) -> AnyPiece:
    return read_kind(_KINDS, kind, body)


def own(_config: Config, answer: Answer | None) -> Primitives:
    if answer is None:
        return {}
    return {"mood": answer.mood, "word": answer.word}


def told(config: Config, answer: Answer) -> Sequence[Text]:
    """Return the mark, then the word, as a scribe compares them with the sheet."""
    if answer.mood is None or answer.mood == DECLINE:
        mark = text("préfère ne pas répondre")
    elif config.scale == "ten":
        mark = text("%(n)s sur %(all)s", n=int(answer.mood), all=grades(config)[-1])
    else:
        grade = int(answer.mood)
        mark = text("%(n)s : %(label)s", n=grade, label=grade_words(config, grade))
    return [mark, *([text("« %(name)s »", name=answer.word)] if answer.word else ())]


_WORDS = (
    "curiosité",
    "un peu d'élan",
    "prudence",
    "à suivre",
    "besoin de soutien",
    "fatigue",
    "des questions",
    "confiance",
    "le plus dur commence",
    "envie de continuer",
    "partagé",
    "on nous a écoutés",
)


def simulate(config: Config, rng: np.random.Generator, n: int) -> Iterator[Answer]:
    """Answers of a believable group: a mixed weather, a little brighter than dark."""
    last = grades(config)[-1]
    for _ in range(n):
        word = None
        if config.word and rng.random() < 0.5:
            word = _WORDS[int(rng.integers(len(_WORDS)))]
        if rng.random() < 0.06:
            yield Answer(mood=DECLINE, word=word)
            continue
        place = float(np.clip(rng.normal(0.55, 0.24), 0.0, 1.0))
        yield Answer(mood=str(1 + round(place * (last - 1))), word=word)
