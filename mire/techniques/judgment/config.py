"""Settings of a judgment: a question, two to seven options, the mentions that they may get."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.settings import setting
from mire.technique_api.text import Text, text

MOST_OPTIONS = 7
MOST_MENTIONS = 7

Scale: TypeAlias = Literal["seven", "six"]

SIX: tuple[Text, ...] = (
    text("À rejeter"),
    text("Insuffisant"),
    text("Passable"),
    text("Assez bien"),
    text("Bien"),
    text("Très bien"),
)
MENTIONS: Mapping[Scale, tuple[Text, ...]] = {"seven": (*SIX, text("Excellent")), "six": SIX}
"""The usual mentions, from mention 1, the worst, to the best."""


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is judged: its name, and what it is in a sentence."""

    label: Annotated[str, setting(text("Nom"), words_of="profiles", pattern=r"\S", max_length=60)]
    gloss: Annotated[str, setting(text("En une phrase"), max_length=240)] = ""


class Mention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mention of the programme's own."""

    label: Annotated[
        str, setting(text("Mention"), words_of="mentions", pattern=r"\S", max_length=24)
    ]


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``mentions`` are the programme's own, from the worst to the best, in place of the scale's."""

    question: Annotated[str, setting(text("Question"), pattern=r"\S", max_length=240)]
    options: Annotated[
        tuple[Option, ...],
        setting(text("Options à juger"), min_length=2, max_length=MOST_OPTIONS),
    ]
    scale: Annotated[
        Scale,
        setting(
            text("Mentions usuelles"),
            choices={
                "seven": text("sept, de « À rejeter » à « Excellent »"),
                "six": text("six, de « À rejeter » à « Très bien »"),
            },
        ),
    ] = "seven"
    mentions: Annotated[
        tuple[Mention, ...],
        setting(
            text("Mentions du programme"),
            text("De la pire à la meilleure, de trois à sept. Vide : les mentions usuelles."),
            max_length=MOST_MENTIONS,
        ),
    ] = ()


def read_config(given: Mapping[str, Any]) -> Config:
    config = read_mapping(Config, given)
    for name, labels in (
        ("options", [each.label for each in config.options]),
        ("mentions", [each.label for each in config.mentions]),
    ):
        if len({label.strip().casefold() for label in labels}) < len(labels):
            raise Refusal(text("deux entrées portent le même nom"), path=(name,), code="value")
    if config.mentions and len(config.mentions) < 3:
        raise Refusal(
            text(
                "il faut au moins trois mentions, de la pire à la meilleure ; sans aucune, ce "
                "seront les mentions usuelles"
            ),
            path=("mentions",),
            code="length",
        )
    return config


def mentions(config: Config) -> range:
    """Return the mentions by number, from the worst to the best."""
    return range(1, len(config.mentions or MENTIONS[config.scale]) + 1)


def mention_words(config: Config, mention: int) -> Text | str:
    """Return what a mention is called."""
    if config.mentions:
        return config.mentions[mention - 1].label.strip()
    return MENTIONS[config.scale][mention - 1]


def label(config: Config, number: int) -> str:
    """Return what an option (from 1) is called."""
    return config.options[number - 1].label.strip()
