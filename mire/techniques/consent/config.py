"""Settings of a decision by consent: the proposal, who speaks."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.settings import setting
from mire.technique_api.text import Text, text

NOTE_LIMIT = 2000
PROPOSAL_LIMIT = 800
"""Letters of a proposal, amended or not: what a wall has room for."""
MOST_TABLES = 20

CLARIFY, REACT, OBJECT = 1, 2, 3
STEPS: Mapping[int, Text] = {
    CLARIFY: text("Clarifications"),
    REACT: text("Réactions"),
    OBJECT: text("Objections"),
}
"""What is said once the proposal is read, in order."""

ASKS: Mapping[int, Text] = {
    CLARIFY: text("Ce qu'il faut comprendre avant d'en parler."),
    REACT: text("Ce que la proposition fait dire, sans débat."),
    OBJECT: text("Le risque qu'elle fait courir, et ce qui lèverait l'objection."),
}


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who speaks: a table, or one person by their role."""

    label: Annotated[
        str,
        setting(text("Table ou fonction"), pattern=r"\S", max_length=60),
    ]


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: Annotated[str, setting(text("Question"), pattern=r"\S", max_length=240)]
    proposal: Annotated[
        str,
        setting(
            text("La proposition"),
            text("Telle qu'elle sera lue."),
            pattern=r"\S",
            max_length=PROPOSAL_LIMIT,
        ),
    ]
    tables: Annotated[
        tuple[Table, ...],
        setting(
            text("Qui parle"),
            text("Des tables, ou des personnes par leur fonction. Vide : la salle entière."),
            max_length=MOST_TABLES,
        ),
    ] = ()


def read_config(given: Mapping[str, Any]) -> Config:
    config = read_mapping(Config, given)
    if len({each.label.strip().casefold() for each in config.tables}) < len(config.tables):
        raise Refusal(text("deux entrées portent le même nom"), path=("tables",), code="value")
    return config


def n_tables(config: Config) -> int:
    return len(config.tables) or 1


def needs_minutes(_config: Config) -> int:
    """Reading, three steps: a minute each at the least."""
    return 1 + len(STEPS)


def label(config: Config, table: int) -> Text | str:
    """Return what a table (from 1) is called."""
    if not config.tables:
        return text("La salle")
    return config.tables[table - 1].label.strip() if table <= len(config.tables) else str(table)
