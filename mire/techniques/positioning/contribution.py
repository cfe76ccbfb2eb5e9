"""What an answer on the grid is, how it is read, cut for the log, and shown to its author."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

import msgspec
import numpy as np

from mire.technique_api.free_text import tidy
from mire.technique_api.reading import read_fields, read_json, read_kind
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Primitives
from mire.technique_api.text import Text, text
from mire.techniques.positioning.config import LIMIT, REASON_LIMIT, Config

Coordinate: TypeAlias = Annotated[int, msgspec.Meta(ge=-LIMIT, le=LIMIT)]

LETTERS = "ABCDEFGHIJKLMNOPQRSTU"
"""Columns of the paper grid, from left to right; its rows are 1 to 21, from the bottom up."""

_LINE = re.compile(
    r"(?:(?P<abstain>[-–—])|(?P<column>[A-Za-z])\s?(?P<row>\d{1,3}))(?:\s+(?P<reason>.*))?",
    re.DOTALL,
)


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Flat, as the form is: ``x`` and ``y`` are None when ``stance`` is "abstain"."""

    stance: Literal["placed", "abstain"] | None = None
    x: Coordinate | None = None
    y: Coordinate | None = None
    reason: str | None = None


class Placement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    x: Coordinate
    y: Coordinate


class Abstention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str


class Shift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where one person placed a point in each of two linked rounds."""

    first: Placement
    second: Placement


AnyPiece: TypeAlias = Placement | Abstention | Reason | Shift


def read_contribution(config: Config, raw: bytes) -> Answer:
    return _settled(config, read_json(Answer, raw))


def read_form(config: Config, fields: Mapping[str, str]) -> Answer:
    return _settled(config, read_fields(Answer, fields))


def read_line(config: Config, line: str) -> Answer:
    """Read ``F14 reason`` (column, row from the bottom) or ``-`` for who prefers not to."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise Refusal(
            text(
                "Ligne illisible : il faut une lettre de A à U et un nombre de 1 à 21, "
                "puis la raison (« F14 parce que… »), ou « - »."
            ),
            path=("stance",),
            code="line",
        )
    if found["abstain"]:
        return _settled(config, Answer(stance="abstain", reason=found["reason"]))
    column = LETTERS.find(found["column"].upper())
    row = int(found["row"])
    if column < 0:
        raise Refusal(
            text("La colonne « %(column)s » n'existe pas : de A à U.", column=found["column"]),
            path=("x",),
            code="range",
        )
    if not 1 <= row <= 2 * LIMIT + 1:
        raise Refusal(
            text("La ligne %(row)s n'existe pas : de 1 (en bas) à 21 (en haut).", row=row),
            path=("y",),
            code="range",
        )
    answer = Answer(stance="placed", x=column - LIMIT, y=row - LIMIT - 1, reason=found["reason"])
    return _settled(config, answer)


def line_help(config: Config) -> Text:
    if config.reason:
        return text(
            "Une réponse par ligne : colonne et ligne du point, puis la raison "
            "(« F14 parce que… ») ; « - » pour qui préfère ne pas se positionner."
        )
    return text(
        "Une réponse par ligne : colonne et ligne du point (« F14 ») ; "
        "« - » pour qui préfère ne pas se positionner."
    )


def _settled(config: Config, given: Answer) -> Answer:
    """Return the answer as it counts; a plain form sends its sliders even with an abstention."""
    if given.stance is None:
        raise Refusal(
            text(
                "Placez votre point sur la grille, "
                "ou choisissez « Je préfère ne pas me positionner »."
            ),
            path=("stance",),
            code="missing",
        )
    reason = tidy(given.reason, limit=REASON_LIMIT, path=("reason",))
    if reason is not None and not config.reason:
        raise Refusal(
            text("Cette question ne demande pas de raison."), path=("reason",), code="unknown"
        )
    if given.stance == "abstain":
        return Answer(stance="abstain", reason=reason)
    for name, value in (("x", given.x), ("y", given.y)):
        if value is None:
            raise Refusal(
                text("Votre point n'est placé que sur un axe : placez-le sur les deux."),
                path=(name,),
                code="missing",
            )
    return Answer(stance="placed", x=given.x, y=given.y, reason=reason)


def split(answer: Answer) -> Sequence[Piece]:
    """Cut the reason apart from the point: together they would say too much about who wrote."""
    pieces = [
        Piece("abstention", {})
        if answer.stance == "abstain"
        else Piece("placement", {"x": answer.x, "y": answer.y})
    ]
    if answer.reason is not None:
        pieces.append(Piece("reason", {"text": answer.reason}))
    return pieces


def without_words(answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, reason=None)


def pair(_config: Config, first: Answer, second: Answer) -> Sequence[Piece]:
    """Return both points; [] when one of the rounds has none."""
    if first.stance != "placed" or second.stance != "placed":
        return []
    points = [{"x": each.x, "y": each.y} for each in (first, second)]
    return [Piece("shift", {"first": points[0], "second": points[1]})]


_KINDS: Mapping[str, type[AnyPiece]] = {
    "placement": Placement,
    "abstention": Abstention,
    "reason": Reason,
    "shift": Shift,
}


def read_piece(kind: str, body: Primitives) -> AnyPiece:
    return read_kind(_KINDS, kind, body)


def own(_config: Config, answer: Answer | None) -> Primitives:
    if answer is None:
        return {}
    return {"stance": answer.stance, "x": answer.x, "y": answer.y, "reason": answer.reason}


def told(config: Config, answer: Answer) -> Sequence[Text]:
    """Return where the point stands on each axis, then the reason, for a scribe to compare."""
    reason = [text("« %(name)s »", name=answer.reason)] if answer.reason else []
    if answer.stance != "placed":
        return [text("préfère ne pas se positionner"), *reason]
    middles = text("au milieu de gauche à droite"), text("au milieu de bas en haut")
    places = [
        text(
            "%(n)s sur %(all)s vers « %(pole)s »",
            n=abs(value),
            all=LIMIT,
            pole=(axis.high if value > 0 else axis.low).label,
        )
        if value
        else middle
        for value, axis, middle in zip(
            (answer.x, answer.y), (config.x, config.y), middles, strict=True
        )
    ]
    return [*places, *reason]


# A room as one may meet it: centre and spread of a group on each axis, and its weight.
_GROUPS: tuple[tuple[float, float, float, float], ...] = (
    (-4.0, -3.0, 2.6, 0.56),
    (-2.5, 3.5, 2.8, 0.20),
    (5.0, 5.0, 2.2, 0.14),
    (3.5, -4.5, 2.4, 0.10),
)

_REASONS = (
    "Il faut d'abord aider les projets en cours à aboutir.",
    "Un appui concret convaincra mieux qu'un rapport.",
    "Nos façons de travailler entre directions sont le premier chantier.",
    "Sans résultats rapides, les équipes ne suivront pas.",
    "Les habitants doivent sentir la différence au guichet.",
    "Regarder à cinq ans éviterait de refaire les mêmes erreurs.",
    "Commençons modestement, puis ouvrons vers l'extérieur.",
    "La prospective existe déjà ailleurs, l'accompagnement non.",
    "Cela dépendra surtout des moyens et du temps des agents.",
    "Les deux approches se complètent, il faudra doser.",
    "Il manque un lieu où essayer avant de généraliser.",
    "Le terrain d'abord : aller voir comment le service est vécu.",
)


def simulate(config: Config, rng: np.random.Generator, n: int) -> Iterator[Answer]:
    """Answers of a believable room: a lean, a minority opposed, a few who prefer not to."""
    weights = [weight for *_, weight in _GROUPS]
    for _ in range(n):
        reason = None
        if config.reason and rng.random() < 0.45:
            reason = _REASONS[int(rng.integers(len(_REASONS)))]
        if rng.random() < 0.07:
            yield Answer(stance="abstain", reason=reason if rng.random() < 0.3 else None)
            continue
        x, y, spread, _ = _GROUPS[int(rng.choice(len(_GROUPS), p=weights))]
        place = [int(np.clip(round(rng.normal(at, spread)), -LIMIT, LIMIT)) for at in (x, y)]
        yield Answer(stance="placed", x=place[0], y=place[1], reason=reason)
