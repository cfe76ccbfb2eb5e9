"""What an answer to an allotment is, how it is read, kept in the log, and shown to its author."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, TypeAlias

import msgspec
import numpy as np

from mire.technique_api.reading import read_fields, read_json, read_kind
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Primitives
from mire.technique_api.text import Text, text, text_n
from mire.techniques.allotment.config import (
    MOST_RANKED,
    MOST_TOPICS,
    Config,
    label,
    n_ranked,
)

YES = "yes"

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=MOST_TOPICS)]
"""Topics are numbered from 1, in their order."""
Value: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=10)]


Ticked: TypeAlias = bool | str
"""A box: a phone sends true, a plain form "on" or "yes"; kept as "yes"."""


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Flat, as the form is.

    ``t1``…: "yes", or points in digits, for a topic; ``r1``…: the topic that one ranks first,
    second, third, by its number; ``none``: "yes" for who supports none of them.
    """

    t1: Ticked | None = None
    t2: Ticked | None = None
    t3: Ticked | None = None
    t4: Ticked | None = None
    t5: Ticked | None = None
    t6: Ticked | None = None
    t7: Ticked | None = None
    t8: Ticked | None = None
    t9: Ticked | None = None
    t10: Ticked | None = None
    t11: Ticked | None = None
    t12: Ticked | None = None
    t13: Ticked | None = None
    t14: Ticked | None = None
    t15: Ticked | None = None
    t16: Ticked | None = None
    t17: Ticked | None = None
    t18: Ticked | None = None
    t19: Ticked | None = None
    t20: Ticked | None = None
    r1: str | None = None
    r2: str | None = None
    r3: str | None = None
    none: Ticked | None = None


class Ballot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole ballot: topics with 1, their points, or their rank; in the order of the topics.

    Its marks stay together, as the phone announces: who is represented by what is taken can't
    be known of marks that were cut apart.
    """

    marks: tuple[tuple[Number, Value], ...]


def topic_field(number: int) -> str:
    """Return the form's field of a topic."""
    return f"t{number}"


def rank_field(rank: int) -> str:
    """Return the form's field of a rank."""
    return f"r{rank}"


def read_contribution(config: Config, raw: bytes) -> Answer:
    return _settled(config, read_json(Answer, raw))


def read_form(config: Config, fields: Mapping[str, str]) -> Answer:
    return _settled(config, read_fields(Answer, fields))


_NOTHING = {"-", "–", "—", "0"}
_POINTS = re.compile(r"([0-9]{1,2})[:=]([0-9]{1,2})")


def read_line(config: Config, line: str) -> Answer:
    """Read ``1 4 7`` (topics; by rank, the first is preferred), ``1:3 4:2``, or ``-``."""
    said = [each for each in re.split(r"[\s,;]+", line.strip()) if each]
    if len(said) == 1 and said[0] in _NOTHING:
        return _settled(config, Answer(none=YES))
    given: dict[str, str] = {}
    for place, each in enumerate(said, start=1):
        found = _POINTS.fullmatch(each)
        is_points = config.mode == "points"
        number = found[1] if found and is_points else each
        if (is_points and found is None) or not re.fullmatch(r"[0-9]{1,2}", number):
            raise Refusal(line_help(config), path=("none",), code="line")
        if config.mode == "ranking":
            field, value = rank_field(place), str(int(number))
        else:
            field, value = topic_field(int(number)), found[2] if found and is_points else YES
        if field in given or field not in Answer.__struct_fields__:
            raise Refusal(line_help(config), path=("none",), code="line")
        given[field] = value
    return _settled(config, Answer(**given))


def line_help(config: Config) -> Text:
    match config.mode:
        case "approval":
            return text(
                "Une personne par ligne : les numéros des sujets cochés, de 1 à %(last)s, séparés "
                "par des espaces (« 1 2 ») ; « - » pour aucun.",
                last=len(config.topics),
            )
        case "points":
            return text(
                "Une personne par ligne : pour chaque sujet qui a des points, son numéro, deux "
                "points, puis leur nombre (« 1:3 2:2 »), %(points)s points au plus ; « - » pour "
                "aucun.",
                points=config.points,
            )
        case "ranking":
            return text_n(
                "Une personne par ligne : le numéro du sujet préféré ; « - » pour aucun.",
                "Une personne par ligne : les numéros de %(count)s sujets au plus, le préféré "
                "d'abord (« 2 1 ») ; « - » pour aucun.",
                n_ranked(config),
            )


def _ticked(value: Ticked | None) -> str | None:
    """Return how a field is kept: "yes" for a box that is ticked, None for one that is not."""
    if isinstance(value, str):
        return YES if value == "on" else value
    return YES if value else None


def _settled(config: Config, sent: Answer) -> Answer:
    """Return the answer as it counts: marks of this ballot's kind, or none said."""
    given = Answer(**{name: _ticked(getattr(sent, name)) for name in Answer.__struct_fields__})
    _refuse_others(config, given)
    read = _read_ranks if config.mode == "ranking" else _read_marks
    marks = read(config, given)
    if given.none is not None and given.none != YES:
        raise Refusal(text("Cette réponse n'est pas proposée."), path=("none",), code="value")
    if given.none and marks:
        raise Refusal(
            text("Vous soutenez un sujet et dites n'en soutenir aucun : gardez l'un ou l'autre."),
            path=("none",),
            code="both",
        )
    if not given.none and not marks:
        raise Refusal(
            text("Choisissez un sujet au moins, ou « Aucun de ces sujets »."),
            path=("none",),
            code="missing",
        )
    return Answer(**marks) if marks else Answer(none=YES)


def _refuse_others(config: Config, given: Answer) -> None:
    """Refuse fields of another kind of ballot, or of a topic that there is not."""
    is_ranking = config.mode == "ranking"
    last = 0 if is_ranking else len(config.topics)
    known = {topic_field(number) for number in range(1, last + 1)}
    known |= {rank_field(rank) for rank in range(1, n_ranked(config) + 1)} if is_ranking else set()
    for name in Answer.__struct_fields__:
        if name not in known and name != "none" and getattr(given, name) is not None:
            raise Refusal(text("Ce bulletin ne demande pas cela."), path=(name,), code="unknown")


def _read_marks(config: Config, given: Answer) -> dict[str, str]:
    marks, total = {}, 0
    for number in range(1, len(config.topics) + 1):
        name = topic_field(number)
        value = getattr(given, name)
        if value is None or (config.mode == "points" and value == "0"):
            continue
        if config.mode == "approval":
            is_known = value == YES
        else:
            is_known = value in {str(each) for each in range(1, config.points + 1)}
            total += int(value) if is_known else 0
        if not is_known:
            raise Refusal(
                text(
                    "« %(topic)s » : cette réponse n'est pas proposée.", topic=label(config, number)
                ),
                path=(name,),
                code="value",
            )
        marks[name] = value
    if total > config.points:
        raise Refusal(
            text_n(
                "Vous donnez %(given)s points et vous en avez %(all)s : retirez-en %(count)s.",
                "Vous donnez %(given)s points et vous en avez %(all)s : retirez-en %(count)s.",
                total - config.points,
                given=total,
                all=config.points,
            ),
            path=("none",),
            code="range",
        )
    return marks


def _read_ranks(config: Config, given: Answer) -> dict[str, str]:
    chosen: list[str] = []
    known = {str(number) for number in range(1, len(config.topics) + 1)}
    for rank in range(1, n_ranked(config) + 1):
        name = rank_field(rank)
        value = getattr(given, name)
        if value is None:
            continue
        if value not in known:
            raise Refusal(text("Ce sujet n'existe pas."), path=(name,), code="value")
        if value in chosen:
            raise Refusal(
                text("« %(topic)s » est déjà choisi plus haut.", topic=label(config, int(value))),
                path=(name,),
                code="twice",
            )
        chosen.append(value)
    return {rank_field(rank): value for rank, value in enumerate(chosen, start=1)}


def marks_of(answer: Answer) -> list[tuple[int, int]]:
    """Return a ballot's marks by topic: 1, the points, or the rank."""
    marks = []
    for number in range(1, MOST_TOPICS + 1):
        value = getattr(answer, topic_field(number))
        if value is not None:
            marks.append((number, 1 if value == YES else int(value)))
    for rank in range(1, MOST_RANKED + 1):
        value = getattr(answer, rank_field(rank))
        if value is not None:
            marks.append((int(value), rank))
    return sorted(marks)


def split(answer: Answer) -> Sequence[Piece]:
    """Keep the ballot whole, as it is announced; an empty one is a ballot too."""
    return [Piece("ballot", {"marks": [list(each) for each in marks_of(answer)]})]


_KINDS: Mapping[str, type[Ballot]] = {"ballot": Ballot}


def read_piece(kind: str, body: Primitives) -> Ballot:
    return read_kind(_KINDS, kind, body)


def own(_config: Config, answer: Answer | None) -> Primitives:
    if answer is None:
        return {}
    return {
        name: value
        for name in Answer.__struct_fields__
        if (value := getattr(answer, name)) is not None
    }


def told(config: Config, answer: Answer) -> Sequence[Text]:
    """Return what is supported, and how, for a scribe to compare with the sheet."""
    marks = marks_of(answer)
    if not marks:
        return [text("aucun de ces sujets")]
    if config.mode == "points":
        return [
            text_n(
                "« %(topic)s » : %(count)s point",
                "« %(topic)s » : %(count)s points",
                value,
                topic=label(config, number),
            )
            for number, value in marks
        ]
    if config.mode == "ranking":
        return [
            text("%(rank)s : « %(topic)s »", rank=rank, topic=label(config, number))
            for number, rank in sorted(marks, key=lambda mark: mark[1])
        ]
    return [text("« %(name)s »", name=label(config, number)) for number, _ in marks]


def simulate(config: Config, rng: np.random.Generator, n: int) -> Iterator[Answer]:
    """Answers of a believable room: two groups with their own topics, some liked by both."""
    numbers = np.arange(1, len(config.topics) + 1)
    likings = [rng.dirichlet(np.full(len(numbers), 0.7)) for _ in range(2)]
    both = rng.dirichlet(np.full(len(numbers), 0.7))
    for _ in range(n):
        if rng.random() < 0.04:
            yield Answer(none=YES)
            continue
        liking = 0.55 * likings[int(rng.random() < 0.35)] + 0.35 * both + 0.1 / len(numbers)
        n_chosen = min(len(numbers), int(rng.integers(1, 5)))
        chosen = [int(each) for each in rng.choice(numbers, n_chosen, replace=False, p=liking)]
        if config.mode == "ranking":
            ranked = chosen[: n_ranked(config)]
            yield Answer(**{rank_field(i): str(each) for i, each in enumerate(ranked, start=1)})
        elif config.mode == "approval":
            yield Answer(**{topic_field(each): YES for each in chosen})
        else:
            shares = rng.multinomial(config.points, np.full(n_chosen, 1 / n_chosen))
            given = {
                topic_field(each): str(share)
                for each, share in zip(chosen, shares.tolist(), strict=True)
                if share
            }
            yield Answer(**given)
