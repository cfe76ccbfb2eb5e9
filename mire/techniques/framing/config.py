"""Settings of a framing: speakers, a text, items, and where people should be now."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

import msgspec

from mire.technique_api.reading import read_mapping
from mire.technique_api.settings import setting
from mire.technique_api.text import text

Minutes: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=600)]
Paragraph: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=600)]


# Said here: a field named "text" hides the function within its class.
Role: TypeAlias = Annotated[
    str,
    setting(text("Rôle"), text("Un rôle, pas un nom."), pattern=r"\S", max_length=120),
]
Label: TypeAlias = Annotated[str, setting(text("Intitulé"), pattern=r"\S", max_length=120)]
Note: TypeAlias = Annotated[str, setting(text("Texte"), max_length=400)]
Paragraphs: TypeAlias = Annotated[
    tuple[Paragraph, ...],
    setting(text("Texte à l'écran"), text("Un paragraphe par ligne."), max_length=8),
]
Phone: TypeAlias = Annotated[
    str,
    setting(text("Sur les téléphones"), text("Vide : le premier paragraphe."), max_length=240),
]
SPEAKERS = setting(text("Qui parle"), max_length=12)
ITEMS = setting(text("Points à montrer"), max_length=12)


class Speaker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role, never a name."""

    role: Role
    minutes: Annotated[Minutes | None, setting(text("Minutes"))] = None


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A station, a heading, an open question: a label to read from afar, and a text."""

    label: Label
    text: Note = ""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``phone`` says on a phone what happens now or where to go; empty: the first paragraph."""

    text: Paragraphs = ()
    speakers: Annotated[tuple[Speaker, ...], SPEAKERS] = ()
    items: Annotated[tuple[Item, ...], ITEMS] = ()
    phone: Phone = ""


def read_config(given: Mapping[str, Any]) -> Config:
    return read_mapping(Config, given)
