"""Settings of the weather: a question, a scale with its words, a word asked or not."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.settings import setting
from mire.technique_api.text import Text, text

WORD_LIMIT = 60

Label: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=40)]

WEATHERS: tuple[Text, ...] = (
    text("Orage"),
    text("Pluie"),
    text("Nuages"),
    text("Éclaircies"),
    text("Grand soleil"),
)
"""From grade 1 to grade 5."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``weathers`` renames the five weathers, from grade 1 (storm) to grade 5 (sun).

    ``low`` and ``high`` say what 1 and 10 mean; they are for the scale "ten".
    """

    question: Annotated[str, setting(text("Question"), pattern=r"\S", max_length=240)]
    scale: Annotated[
        Literal["weather", "ten"],
        setting(
            text("Échelle"), choices={"weather": text("cinq météos"), "ten": text("de 1 à 10")}
        ),
    ] = "weather"
    weathers: (
        Annotated[
            tuple[Label, ...],
            setting(
                text("Les cinq météos"),
                text("Une par ligne, de l'orage au soleil. Vide : celles de Mire."),
                min_length=5,
                max_length=5,
            ),
        ]
        | None
    ) = None
    low: Annotated[
        Label | None, setting(text("Ce que veut dire 1"), text("Pour l'échelle de 1 à 10."))
    ] = None
    high: Annotated[Label | None, setting(text("Ce que veut dire 10"))] = None
    word: Annotated[bool, setting(text("Demander aussi un mot"))] = True
    word_label: Annotated[
        str,
        setting(
            text("Comment on demande le mot"), text("Vide : les mots de Mire."), max_length=120
        ),
    ] = ""
    """What is asked beside the mark; empty: the program's own words."""


def read_config(given: Mapping[str, Any]) -> Config:
    config = read_mapping(Config, given)
    misplaced = ("weathers",) if config.scale == "ten" else ("low", "high")
    for name in misplaced:
        if getattr(config, name) is not None:
            raise Refusal(
                text(
                    "« %(name)s » ne va pas avec l'échelle « %(scale)s »",
                    name=name,
                    scale=config.scale,
                ),
                path=(name,),
                code="unknown",
            )
    if config.weathers and len({label.strip().casefold() for label in config.weathers}) < 5:
        raise Refusal(text("deux météos portent le même nom"), path=("weathers",), code="value")
    return config


def grades(config: Config) -> range:
    """Return the grades, from the darkest to the brightest."""
    return range(1, 6) if config.scale == "weather" else range(1, 11)


def grade_words(config: Config, grade: int) -> Text | str:
    """Return how a grade is said: a weather's name, or its number."""
    if config.scale == "ten":
        return str(grade)
    if config.weathers:
        return config.weathers[grade - 1].strip()
    return WEATHERS[grade - 1]


def end_words(config: Config) -> tuple[Text | str, Text | str]:
    """Return what the lowest and the highest grade mean."""
    if config.scale == "weather":
        return grade_words(config, 1), grade_words(config, 5)
    return (
        config.low.strip() if config.low else text("au plus bas"),
        config.high.strip() if config.high else text("au plus haut"),
    )
