"""Settings of a framing: speakers, a text, items, and where people should be now."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

import msgspec

from mire.technique_api.reading import read_mapping

Minutes: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=600)]
Paragraph: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=600)]


class Speaker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role, never a name."""

    role: Annotated[str, msgspec.Meta(pattern=r"\S", max_length=120)]
    minutes: Minutes | None = None


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A station, a heading, an open question: a label to read from afar, and a text."""

    label: Annotated[str, msgspec.Meta(pattern=r"\S", max_length=120)]
    text: Annotated[str, msgspec.Meta(max_length=400)] = ""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``phone`` says on a phone what happens now or where to go; empty: the first paragraph."""

    text: Annotated[tuple[Paragraph, ...], msgspec.Meta(max_length=8)] = ()
    speakers: Annotated[tuple[Speaker, ...], msgspec.Meta(max_length=12)] = ()
    items: Annotated[tuple[Item, ...], msgspec.Meta(max_length=12)] = ()
    phone: Annotated[str, msgspec.Meta(max_length=240)] = ""


def read_config(given: Mapping[str, Any]) -> Config:
    return read_mapping(Config, given)
