"""One person's promise: how it is read, and shown again to them alone.

It leaves no piece: nothing of it ever enters a log.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec
import numpy as np

from mire.technique_api.free_text import tidy
from mire.technique_api.reading import read_fields, read_json
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Primitives
from mire.technique_api.text import Text, text
from mire.techniques.commitments.config import (
    DETAIL_LIMIT,
    MOST_DAYS,
    NAME_LIMIT,
    Config,
    offers_of,
)

_PART = re.compile(r"(?P<number>\d{1,2})\s*(?:[=:]\s*(?P<detail>.*))?", re.DOTALL)


Ticked: TypeAlias = Literal["yes"] | None


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Flat, as the form is: the offers by number from 1, ticked or not, and what comes with."""

    name: str | None = None
    offer_1: Ticked = None
    offer_2: Ticked = None
    offer_3: Ticked = None
    offer_4: Ticked = None
    offer_5: Ticked = None
    offer_6: Ticked = None
    offer_7: Ticked = None
    offer_8: Ticked = None
    detail_1: str | None = None
    detail_2: str | None = None
    detail_3: str | None = None
    detail_4: str | None = None
    detail_5: str | None = None
    detail_6: str | None = None
    detail_7: str | None = None
    detail_8: str | None = None

    def given(self) -> dict[int, str]:
        """Return what is offered: number from 1 → what comes with it, "" for nothing."""
        return {
            number: getattr(self, f"detail_{number}") or ""
            for number in range(1, 9)
            if getattr(self, f"offer_{number}")
        }


def read_contribution(config: Config, raw: bytes) -> Answer:
    return _settled(config, read_json(Answer, raw))


def read_form(config: Config, fields: Mapping[str, str]) -> Answer:
    return _settled(config, read_fields(Answer, fields))


def read_line(config: Config, line: str) -> Answer:
    """Read ``name ; 1 ; 2 = 8``: who, then what is offered by number, with what comes with it."""
    name, *parts = line.strip().split(";")
    if not parts:
        raise Refusal(
            text("il manque ce qui est proposé : au moins un numéro de la carte, après le nom."),
            path=("offer_1",),
            code="line",
        )
    fields: dict[str, str] = {"name": name.strip()}
    for part in parts:
        found = _PART.fullmatch(part.strip())
        if found is None:
            raise Refusal(
                text(
                    "« %(part)s » est illisible : il faut un numéro, puis « = » et une précision.",
                    part=part.strip(),
                ),
                path=("offer_1",),
                code="line",
            )
        number = int(found["number"])
        if not 1 <= number <= len(offers_of(config)):
            raise Refusal(
                text("La proposition %(number)s n'est pas sur la carte.", number=number),
                path=("offer_1",),
                code="range",
            )
        fields[f"offer_{number}"] = "yes"
        if found["detail"]:
            fields[f"detail_{number}"] = found["detail"]
    return read_form(config, fields)


def line_help(_config: Config) -> Text:
    return text(
        "Une carte par ligne : son numéro, le nom, puis ce qui est proposé, séparés par des "
        "points-virgules (« 4821 ; Direction de l'habitat ; 1 = le guichet unique ; 2 = 8 ; 5 »)."
    )


def _settled(config: Config, given: Answer) -> Answer:
    """Return the promise as it counts: tidy, with no detail of what is not ticked."""
    name = " ".join((tidy(given.name, limit=NAME_LIMIT, path=("name",)) or "").split())
    offers = offers_of(config)
    settled: dict[str, str] = {}
    for number in range(1, 9):
        field = f"detail_{number}"
        if not getattr(given, f"offer_{number}"):
            continue
        if number > len(offers):
            raise Refusal(
                text("La proposition %(number)s n'est pas sur la carte.", number=number),
                path=(f"offer_{number}",),
                code="range",
            )
        settled[f"offer_{number}"] = "yes"
        asked = offers[number - 1].asks
        detail = tidy(getattr(given, field), limit=DETAIL_LIMIT, path=(field,)) or ""
        if asked == "days":
            settled[field] = _days(detail, field)
        elif asked == "text" and detail:
            settled[field] = detail
    if not settled:
        raise Refusal(
            text("Cochez ce que vous proposez, ou choisissez « Rien pour l'instant »."),
            path=("offer_1",),
            code="missing",
        )
    if not name:
        raise Refusal(
            text("Dites qui propose : votre nom ou votre fonction."), path=("name",), code="missing"
        )
    return Answer(name=name, **settled)  # type: ignore[arg-type]


def _days(written: str, field: str) -> str:
    days = int(written) if written.isascii() and written.isdecimal() and len(written) < 5 else 0
    if not 1 <= days <= MOST_DAYS:
        raise Refusal(
            text("Combien de jours par an ? Un nombre de 1 à %(most)s.", most=MOST_DAYS),
            path=(field,),
            code="range",
        )
    return str(days)


def split(_answer: Answer) -> Sequence[Piece]:
    """Nothing: a promise is kept apart from the log."""
    return ()


def author(answer: Answer) -> str:
    return answer.name or ""


def own(_config: Config, answer: Answer | None) -> Primitives:
    if answer is None:
        return {}
    fields: dict[str, str | None] = {"name": answer.name}
    for number, detail in answer.given().items():
        fields[f"offer_{number}"] = "yes"
        fields[f"detail_{number}"] = detail or None
    return fields


def simulate(config: Config, rng: np.random.Generator, n: int) -> Iterator[Answer]:
    """Promises of a believable room: one or two things each."""
    offers = offers_of(config)
    for _ in range(n):
        chosen = rng.permutation(len(offers))[: int(rng.integers(1, 3))]
        fields = {"name": f"Direction · D{int(rng.integers(1, 100)):02}"}
        for index in sorted(int(i) for i in chosen):
            fields[f"offer_{index + 1}"] = "yes"
            asked = offers[index].asks
            if asked == "days":
                fields[f"detail_{index + 1}"] = str(int(rng.integers(2, 25)))
            elif asked == "text" and rng.random() < 0.7:
                fields[f"detail_{index + 1}"] = "à préciser avec l'équipe"
        yield read_form(config, fields)
