"""What a plain ballot asks and what is answered: settings, answer, pieces of the log."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import msgspec
import numpy

from mire.technique_api.free_text import tidy
from mire.technique_api.reading import read_fields, read_json, read_kind, read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.settings import setting
from mire.technique_api.technique import Piece, Primitives
from mire.technique_api.text import Text, text

_LINE = re.compile(r"(?P<number>[0-9]{1,2})(?:\s+(?P<words>.*))?", re.DOTALL)


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings."""

    question: Annotated[str, setting(text("Question"), pattern=r"\S", max_length=240)]


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Flat, as the form is."""

    choice: str | None = None
    words: str | None = None


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    choice: str


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str


AnyPiece: TypeAlias = Choice | Words

_KINDS: Mapping[str, type[AnyPiece]] = {"choice": Choice, "words": Words}


def read_question(given: Mapping[str, Any]) -> Question:
    return read_mapping(Question, given)


@dataclass(frozen=True, slots=True)
class Form:
    """How an answer is read: ``choices`` by the value that the log keeps; ``words``: the most
    characters of a free text, 0 for none. ``examples`` are what a rehearsal's crew writes.
    """  # noqa: D205

    choices: Mapping[str, Text]
    words: int
    examples: Sequence[str]

    def read_contribution(self, _question: Question, raw: bytes) -> Answer:
        return self._settled(read_json(Answer, raw))

    def read_form(self, _question: Question, fields: Mapping[str, str]) -> Answer:
        return self._settled(read_fields(Answer, fields))

    def read_line(self, _question: Question, line: str) -> Answer:
        """Read ``2 words``, where 2 is the second choice; words alone where nothing is chosen."""
        if not self.choices:
            return self._settled(Answer(words=line))
        found = _LINE.fullmatch(line.strip())
        number = int(found["number"]) if found else 0
        if found is None or not 1 <= number <= len(self.choices):
            raise Refusal(
                text(
                    "Ligne illisible : elle doit commencer par le numéro de la réponse, "
                    "de 1 à %(last)s.",
                    last=len(self.choices),
                ),
                path=("choice",),
                code="line",
            )
        return self._settled(Answer(choice=list(self.choices)[number - 1], words=found["words"]))

    def line_help(self, _question: Question) -> Text:
        if not self.choices:
            return text("Une réponse par ligne, telle qu'elle est écrite.")
        if not self.words:
            return text(
                "Une réponse par ligne : son numéro sur la feuille, de 1 à %(last)s.",
                last=len(self.choices),
            )
        return text(
            "Une réponse par ligne : son numéro sur la feuille, de 1 à %(last)s, puis ce qui est "
            "écrit à côté.",
            last=len(self.choices),
        )

    def _settled(self, given: Answer) -> Answer:
        if self.choices and given.choice is None:
            raise Refusal(text("Choisissez une réponse."), path=("choice",), code="missing")
        if given.choice is not None and given.choice not in self.choices:
            raise Refusal(text("Cette réponse n'est pas proposée."), path=("choice",), code="value")
        if given.words and not self.words:
            raise Refusal(
                text("Cette question ne demande pas de texte."), path=("words",), code="unknown"
            )
        words = tidy(given.words, limit=self.words, path=("words",)) if self.words else None
        if words is None and not self.choices:
            raise Refusal(text("Écrivez une réponse."), path=("words",), code="missing")
        return Answer(choice=given.choice, words=words)

    def read_piece(self, kind: str, body: Primitives) -> AnyPiece:
        piece = read_kind(_KINDS, kind, body)
        if isinstance(piece, Choice) and piece.choice not in self.choices:
            raise Refusal(text("Cette réponse n'est pas proposée."), path=("choice",), code="value")
        return piece

    def own(self, _question: Question, answer: Answer | None) -> Primitives:
        return {} if answer is None else {"choice": answer.choice, "words": answer.words}

    def told(self, _question: Question, answer: Answer) -> Sequence[Text]:
        """Return what is chosen, then what is written, for a scribe to compare."""
        chosen = [self.choices[answer.choice]] if answer.choice else []
        return [*chosen, *([text("« %(name)s »", name=answer.words)] if answer.words else ())]

    def simulate(
        self, _question: Question, rng: numpy.random.Generator, n: int
    ) -> Iterator[Answer]:
        """Answers of a believable group: one choice is liked more than another; half write."""
        values = list(self.choices)
        liked = rng.dirichlet([3.0] * len(values)) if values else None
        for _ in range(n):
            choice = values[int(rng.choice(len(values), p=liked))] if values else None
            is_written = self.words and (not values or rng.random() < 0.5)
            words = self.examples[int(rng.integers(len(self.examples)))] if is_written else None
            yield Answer(choice=choice, words=words)


def split(answer: Answer) -> Sequence[Piece]:
    """Cut words apart from the choice: together they would say too much about who wrote."""
    pieces = []
    if answer.choice is not None:
        pieces.append(Piece("choice", {"choice": answer.choice}))
    if answer.words is not None:
        pieces.append(Piece("words", {"text": answer.words}))
    return pieces
