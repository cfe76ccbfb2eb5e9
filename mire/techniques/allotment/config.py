"""Settings of an allotment: topics with what each takes, the capacity, the kind of ballot."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.settings import setting
from mire.technique_api.text import text

MOST_TOPICS = 20
MOST_RANKED = 3
"""How many topics one ranks: a longer order would be its author's signature."""

Mode: TypeAlias = Literal["approval", "points", "ranking"]


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be taken on, and the agent-days that it takes."""

    label: Annotated[str, setting(text("Sujet"), pattern=r"\S", max_length=80)]
    days: Annotated[int, setting(text("Jours d'agent"), ge=1, le=10_000)]
    gloss: Annotated[str, setting(text("En une phrase"), max_length=240)] = ""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: Annotated[str, setting(text("Question"), pattern=r"\S", max_length=240)]
    topics: Annotated[
        tuple[Topic, ...], setting(text("Sujets"), min_length=2, max_length=MOST_TOPICS)
    ]
    capacity: Annotated[
        int,
        setting(
            text("Capacité, en jours d'agent"),
            text("Ce que le laboratoire peut donner en tout."),
            ge=0,
            le=100_000,
        ),
    ]
    mode: Annotated[
        Mode,
        setting(
            text("Bulletin"),
            choices={
                "approval": text("cocher les sujets que l'on soutient"),
                "points": text("répartir quelques points"),
                "ranking": text("classer trois sujets au plus"),
            },
        ),
    ] = "approval"
    points: Annotated[
        int, setting(text("Points par personne"), text("Pour le bulletin par points."), ge=2, le=10)
    ] = 5


def read_config(given: Mapping[str, Any]) -> Config:
    config = read_mapping(Config, given)
    labels = {each.label.strip().casefold() for each in config.topics}
    if len(labels) < len(config.topics):
        raise Refusal(text("deux entrées portent le même nom"), path=("topics",), code="value")
    return config


def label(config: Config, number: int) -> str:
    """Return what a topic (from 1) is called."""
    return config.topics[number - 1].label.strip()


def n_ranked(config: Config) -> int:
    """Return how many topics one may rank."""
    return min(MOST_RANKED, len(config.topics))
