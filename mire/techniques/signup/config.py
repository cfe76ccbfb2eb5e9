"""Settings of a sign-up: a question, the profiles with their tables, departments if asked."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

import msgspec

from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.settings import setting
from mire.technique_api.text import text

NAME_LIMIT = 60

Label: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=60)]


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one may sign up for. It may have ``tables`` tables of ``seats`` people."""

    label: Annotated[Label, setting(text("Nom"), words_of="profiles")]
    gloss: Annotated[str, setting(text("En une phrase"), max_length=240)] = ""
    tables: Annotated[int, setting(text("Tables"), ge=1, le=20)] = 1
    seats: Annotated[int, setting(text("Places par table"), ge=1, le=30)] = 6


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: Annotated[str, setting(text("Question"), pattern=r"\S", max_length=240)]
    profiles: Annotated[tuple[Profile, ...], setting(text("Profils"), min_length=2, max_length=8)]
    second: Annotated[bool, setting(text("Demander un second vœu"))] = True
    """Whether a second wish is asked."""
    departments: Annotated[
        tuple[Label, ...],
        setting(
            text("Directions"),
            text("Une par ligne, pour que les tables les mêlent. Vide : on ne le demande pas."),
            max_length=200,
        ),
    ] = ()
    """Where people may come from, for tables to mix them; none: it is not asked."""
    name_label: Annotated[
        str,
        setting(
            text("Comment on demande de se nommer"),
            text("Vide : les mots de Mire."),
            max_length=120,
        ),
    ] = ""
    """How one is asked to name oneself; empty: the program's own words."""


def read_config(given: Mapping[str, Any]) -> Config:
    config = read_mapping(Config, given)
    for name, labels in (
        ("profiles", [each.label for each in config.profiles]),
        ("departments", list(config.departments)),
    ):
        if len({label.strip().casefold() for label in labels}) < len(labels):
            raise Refusal(text("deux entrées portent le même nom"), path=(name,), code="value")
    return config


def department_of(config: Config, given: str) -> str | None:
    """Return the department that ``given`` names, as the settings write it; None: there is none."""
    wanted = given.strip().casefold()
    return next((each for each in config.departments if each.strip().casefold() == wanted), None)


def offers(config: Config) -> Mapping[str, Any]:
    """Return the tables that are proposed, as settings of who goes on from them."""
    return {
        "signup": True,
        "tables": [
            {"label": each.label.strip(), "tables": each.tables, "seats": each.seats}
            for each in config.profiles
        ],
    }
