"""Strict reading of what comes from outside, with refusals that people understand.

msgspec does the decoding; its English messages (stable words, tested here against the
pinned version) are turned into :class:`~mire.technique_api.refusal.Refusal`.
"""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from mire.technique_api.refusal import Path, Refusal
from mire.technique_api.text import Text, text

T = TypeVar("T")
StructT = TypeVar("StructT", bound=msgspec.Struct)

_WHERE = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>[^`]*)`)?$", re.DOTALL)
_STEP = re.compile(r"\.(?P<key>[^.\[\]]+)|\[(?P<index>\d+|\.\.\.)\]")

_TYPES = {
    "int": text("un nombre entier"),
    "float": text("un nombre"),
    "str": text("du texte"),
    "bool": text("vrai ou faux"),
    "array": text("une liste"),
    "object": text("un groupe de réglages"),
    "null": text("rien"),
    "datetime": text("une date et une heure"),
}


def read_json(kind: type[T], raw: bytes) -> T:
    """Decode JSON bytes into ``kind``; raise :class:`Refusal` naming the field."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        raise _refusal(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(text("Ce contenu n'est pas du JSON lisible."), code="unreadable") from error


def read_mapping(kind: type[T], given: Mapping[str, Any]) -> T:
    """Convert plain values into ``kind``; raise :class:`Refusal` naming the field."""
    try:
        return msgspec.convert(given, type=kind)
    except msgspec.ValidationError as error:
        raise _refusal(error) from error


def read_kind(kinds: Mapping[str, type[T]], kind: str, body: Mapping[str, Any]) -> T:
    """Convert a log's piece into what its kind stands for; raise :class:`Refusal` for another."""
    if kind not in kinds:
        raise Refusal(
            text("« %(kind)s » n'est pas une réponse de cette technique.", kind=kind),
            path=("kind",),
            code="unknown",
        )
    return read_mapping(kinds[kind], body)


def read_fields(kind: type[StructT], given: Mapping[str, str]) -> StructT:
    """Convert the fields of a plain HTML form into the struct ``kind``.

    Numbers come as digits; an empty field counts as left out; names that ``kind`` does not
    have are the form's own (its token, its revision). Raise :class:`Refusal` naming the field.
    """
    names = {field.encode_name for field in msgspec.structs.fields(kind)}
    filled = {name: value for name, value in given.items() if name in names and value != ""}
    try:
        return msgspec.convert(filled, type=kind, strict=False)
    except msgspec.ValidationError as error:
        raise _refusal(error) from error


def _refusal(error: msgspec.ValidationError) -> Refusal:
    found = _WHERE.match(str(error))
    what = found["what"] if found else str(error)
    return _explained(what, _path(found["path"] if found else None))


def _path(written: str | None) -> Path:
    steps: list[str | int] = []
    for step in _STEP.finditer(written or ""):
        if step["key"] is not None:
            steps.append(step["key"])
        elif step["index"] != "...":
            steps.append(int(step["index"]))
    return tuple(steps)


def _explained(what: str, path: Path) -> Refusal:
    if found := re.match(r"Object contains unknown field `(.*)`$", what):
        return Refusal(text("réglage inconnu"), path=(*path, found[1]), code="unknown")
    if found := re.match(r"Object missing required field `(.*)`$", what):
        return Refusal(text("ce réglage manque"), path=(*path, found[1]), code="missing")
    if found := re.match(r"Expected `(.*)`, got `(.*)`$", what):
        params = {"wanted": _type(found[1]), "got": _type(found[2])}
        return Refusal(
            text("il faut %(wanted)s, et c'est %(got)s", **params), path=path, code="type"
        )
    if found := re.match(r"Expected `(int|float)` (>=|<=|>|<) (\S+)$", what):
        said: dict[str, Text] = {
            ">=": text("il faut un nombre d'au moins %(bound)s", bound=found[3]),
            "<=": text("il faut un nombre d'au plus %(bound)s", bound=found[3]),
            ">": text("il faut un nombre supérieur à %(bound)s", bound=found[3]),
            "<": text("il faut un nombre inférieur à %(bound)s", bound=found[3]),
        }
        return Refusal(said[found[2]], path=path, code="range")
    if found := re.match(r"Expected `(?:str|array)` of length (>=|<=) (\d+)$", what):
        bound = int(found[2])
        short = text("c'est trop court : il en faut au moins %(bound)s", bound=bound)
        long = text("c'est trop long : %(bound)s au plus", bound=bound)
        return Refusal(short if found[1] == ">=" else long, path=path, code="length")
    if what == r"Expected `str` matching regex '\\S'":
        return Refusal(text("ce texte est vide"), path=path, code="blank")
    return Refusal(text("cette valeur n'est pas acceptée"), path=path, code="value")


def _type(names: str) -> Text | str:
    wanted = [name for name in names.split(" | ") if name != "null"] or ["null"]
    return _TYPES.get(wanted[0], wanted[0])
