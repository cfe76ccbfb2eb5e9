"""Settings of the grid: a question, two axes, four corners that may bear a name."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from mire.technique_api.reading import read_mapping
from mire.technique_api.settings import setting
from mire.technique_api.text import text

LIMIT = 10
"""Positions are whole numbers from -LIMIT to LIMIT on both axes."""

REASON_LIMIT = 280

Label: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=40)]
Sentence: TypeAlias = Annotated[str, msgspec.Meta(max_length=240)]
Corner: TypeAlias = Literal["top_left", "top_right", "bottom_left", "bottom_right"]

CORNERS: tuple[Corner, ...] = ("top_left", "top_right", "bottom_left", "bottom_right")
"""In the order in which they are read; left is x < 0, top is y > 0."""


class Pole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One end of an axis: a short label, and what it means."""

    label: Annotated[Label, setting(text("Pôle"), words_of="poles")]
    gloss: Annotated[Sentence, setting(text("Ce qu'il veut dire"))] = ""


class Axis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``low`` lies left or at the bottom, ``high`` right or at the top."""

    low: Annotated[Pole, setting(text("À gauche ou en bas"))]
    high: Annotated[Pole, setting(text("À droite ou en haut"))]


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a corner is called; an empty name leaves it to its two poles."""

    name: Annotated[str, setting(text("Nom"), words_of="profiles", max_length=40)] = ""
    gloss: Annotated[Sentence, setting(text("En une phrase"))] = ""


class Profiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    top_left: Annotated[Profile, setting(text("En haut à gauche"))] = Profile()
    top_right: Annotated[Profile, setting(text("En haut à droite"))] = Profile()
    bottom_left: Annotated[Profile, setting(text("En bas à gauche"))] = Profile()
    bottom_right: Annotated[Profile, setting(text("En bas à droite"))] = Profile()

    def at(self, corner: Corner) -> Profile:
        profile: Profile = getattr(self, corner)
        return profile


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``x`` runs from left to right, ``y`` from bottom to top."""

    question: Annotated[str, setting(text("Question"), pattern=r"\S", max_length=240)]
    x: Annotated[Axis, setting(text("De gauche à droite"))]
    y: Annotated[Axis, setting(text("De bas en haut"))]
    corners: Annotated[
        Profiles,
        setting(text("Profils des coins"), text("Vides : le coin porte le nom de ses deux pôles.")),
    ] = Profiles()
    reason: Annotated[bool, setting(text("Demander aussi pourquoi"))] = True
    reason_label: Annotated[
        str,
        setting(
            text("Comment on demande pourquoi"), text("Vide : les mots de Mire."), max_length=120
        ),
    ] = ""
    """What is asked beside the point; empty: the program's own words."""


def read_config(given: Mapping[str, Any]) -> Config:
    return read_mapping(Config, given)


def poles_of(config: Config, corner: Corner) -> tuple[Pole, Pole]:
    """Return the corner's pole on x, then its pole on y."""
    x = config.x.high if corner.endswith("right") else config.x.low
    y = config.y.high if corner.startswith("top") else config.y.low
    return x, y


def corner_of(x: int, y: int) -> Corner | None:
    """Return the corner that a position lies in; None when it lies on an axis."""
    if x == 0 or y == 0:
        return None
    if y > 0:
        return "top_right" if x > 0 else "top_left"
    return "bottom_right" if x > 0 else "bottom_left"
