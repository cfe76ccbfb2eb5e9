"""Settings of work tables: the canvas, the tables, who comes, the minutes."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.settings import setting
from mire.technique_api.text import text

NOTE_LIMIT = 2000
MOST_TABLES = 40
MOST_HEADINGS = 8

Label: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=60)]


class Heading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the canvas, and what it asks."""

    label: Annotated[
        str, setting(text("Rubrique"), words_of="headings", pattern=r"\S", max_length=40)
    ]
    question: Annotated[str, setting(text("Question"), max_length=160)] = ""


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tables that work on one thing (a profile), each with its seats."""

    label: Annotated[Label, setting(text("Sujet"), words_of="profiles")]
    tables: Annotated[int, setting(text("Tables"), ge=1, le=20)] = 1
    seats: Annotated[int, setting(text("Places par table"), ge=1, le=30)] = 6


class Badge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who comes: a role, a department if tables are to mix them."""

    label: Annotated[Label, setting(text("Rôle"))]
    department: Annotated[str, setting(text("Direction"), max_length=60)] = ""


STORY = (
    Heading(
        "Mode de fonctionnement", "Qui y travaille, à quel rythme, avec quelles directions\u202f?"
    ),
    Heading("Objectifs", "Qu’aura-t-il changé dans deux ans\u202f?"),
    Heading("Gouvernance", "Qui décide, qui arbitre, qui en répond\u202f?"),
    Heading("Moyens", "Quel temps d’agent, quel lieu, quel budget\u202f?"),
    Heading("Types de sujets", "Lesquels accepte-t-il, lesquels refuse-t-il\u202f?"),
)
"""The headings under which a lab's profile was deepened in 2018; data, like any others."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: Annotated[str, setting(text("Question"), pattern=r"\S", max_length=240)]
    tables: Annotated[tuple[Tables, ...], setting(text("Tables, par sujet"), max_length=12)] = ()
    signup: Annotated[bool, setting(text("Les tables viennent d'une inscription"))] = False
    """Whether people come from a sign-up; the sheet sets it, by ``from``."""
    headings: Annotated[
        tuple[Heading, ...], setting(text("Rubriques du canevas"), min_length=1, max_length=8)
    ] = STORY
    people: Annotated[int, setting(text("Personnes attendues"), ge=0, le=500)] = 0
    """How many badges, numbered from 1, where ``badges`` does not say who comes."""
    badges: Annotated[
        tuple[Badge, ...],
        setting(
            text("Badges"), text("Qui vient, par rôle ; à la place du nombre."), max_length=500
        ),
    ] = ()
    settle: Annotated[int, setting(text("Minutes pour s'installer"), ge=0, le=15)] = 2
    """Minutes to find one's table."""
    minutes: Annotated[
        int,
        setting(
            text("Minutes par rubrique"), text("0 : chaque table partage son temps."), ge=0, le=60
        ),
    ] = 5
    """Of one heading; 0: tables share their time as they like."""
    turn_seconds: Annotated[
        int,
        setting(
            text("Secondes de restitution par table"), text("0 : pas de restitution."), ge=0, le=900
        ),
    ] = 90
    """Of one table's restitution; 0: there is none here."""
    order: Annotated[
        Literal["tables", "drawn"],
        setting(
            text("Ordre des restitutions"),
            choices={"tables": text("par numéro de table"), "drawn": text("tiré au sort")},
        ),
    ] = "tables"
    """In which order tables tell the room: by their number, or drawn by lot."""
    projector: Annotated[
        Literal["names", "none"],
        setting(
            text("Qui est à quelle table, à l'écran"),
            choices={"names": text("montré"), "none": text("non montré")},
        ),
    ] = "names"
    """Whether the wall and the phones show who sits where."""


def read_config(given: Mapping[str, Any]) -> Config:
    config = read_mapping(Config, given)
    if not config.tables:
        raise Refusal(
            text(
                "il faut des tables : ajoutez « tables », ou « from » pour celles d'une inscription"
            ),
            path=("tables",),
            code="missing",
        )
    for name, labels in (
        ("tables", [each.label for each in config.tables]),
        ("headings", [each.label for each in config.headings]),
        ("badges", [each.label for each in config.badges]),
    ):
        if len({label.strip().casefold() for label in labels}) < len(labels):
            raise Refusal(text("deux entrées portent le même nom"), path=(name,), code="value")
    if n_tables(config) > MOST_TABLES:
        raise Refusal(
            text("il y a plus de %(most)s tables", most=MOST_TABLES),
            path=("tables",),
            code="value",
        )
    seats = sum(each.tables * each.seats for each in config.tables)
    if n_people(config) > seats:
        raise Refusal(
            text(
                "%(people)s personnes pour %(seats)s places : ajoutez une table ou des places",
                people=n_people(config),
                seats=seats,
            ),
            path=("badges",) if config.badges else ("people",),
            code="value",
        )
    return config


def n_people(config: Config) -> int:
    """Return how many badges there are; 0 where people come from elsewhere."""
    return 0 if config.signup else len(config.badges) or config.people


def n_tables(config: Config) -> int:
    """Return how many tables there may be."""
    return sum(each.tables for each in config.tables)


def is_planned(config: Config) -> bool:
    """Whether people are seated at one press; else the facilitator names them one by one."""
    return config.signup or n_people(config) > 0


def badge_words(config: Config, number: int) -> str:
    """Return how a badge (from 1) is called: its role, or its number."""
    if 1 <= number <= len(config.badges):
        return config.badges[number - 1].label.strip()
    return str(number)


def least_tables(config: Config) -> int:
    """Return how few tables may be used: one a subject, and as many as hold the people."""
    largest = max(each.seats for each in config.tables)
    if not n_people(config):
        return len(config.tables)
    return max(min(len(config.tables), n_people(config)), -(-n_people(config) // largest))


def needs_minutes(config: Config) -> int:
    """Return what the headings and the restitution take at the least, rounded up."""
    told = -(-config.turn_seconds * least_tables(config) // 60)
    return config.settle + config.minutes * len(config.headings) + told
