"""What a technique's settings are, read off their type: for a form, and for reading it back.

A field's words stand in its type, beside its limits: ``Annotated[int, setting(text("Tours"),
ge=1)]``. A form is therefore made for any technique, and what it sends is checked by the same
``read_config`` as a run sheet's file.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_type_hints

import msgspec
from msgspec import inspect

from mire.technique_api.text import Text

Kind: TypeAlias = Literal["line", "text", "number", "yes", "choice", "lines", "group", "list"]
"""``lines``: a list of plain values, one a line; ``list``: a list of groups."""

LONG = 160
"""Words that may be longer than this get several lines."""


def setting(
    label: Text,
    help: Text | None = None,  # noqa: A002 - what it is
    *,
    choices: Mapping[str, Text] | None = None,
    words_of: str = "",
    **limits: Any,
) -> msgspec.Meta:
    """Return what a field's type says of it: its words for people, its limits for both.

    ``choices``: the words of the values of a ``Literal``. ``words_of``: the list of an authority's
    own words that may be meant here ("axes", "poles", "profiles", "headings"…).
    """
    said: dict[str, Any] = {"label": label, "words_of": words_of}
    if help is not None:
        said["help"] = help
    if choices is not None:
        said["choices"] = choices
    return msgspec.Meta(extra=said, **limits)


@dataclass(frozen=True, slots=True)
class Setting:
    """One field of a technique's settings.

    ``low``, ``high``: bounds of a number; ``longest``: characters of words; ``least``, ``most``:
    how many values of a list. ``parts``: the fields of a group, or of each group of a list.
    ``default`` is the plain value that counts when the field is left out, None: there is none.
    """

    name: str
    label: Text | None
    help: Text | None
    kind: Kind
    is_required: bool
    default: Any = None
    low: int | None = None
    high: int | None = None
    longest: int | None = None
    least: int = 0
    most: int | None = None
    choices: tuple[tuple[str, Text | None], ...] = ()
    parts: tuple["Setting", ...] = ()
    words_of: str = ""
    width: int = 1
    """How many numbers stand on a line of ``lines``; 0: each line is words."""


def settings_type(read_config: Callable[..., Any]) -> type[msgspec.Struct]:
    """Return the type of the settings that a technique reads."""
    kind = get_type_hints(read_config)["return"]
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        raise TypeError(read_config)
    return kind


def settings_of(kind: type[msgspec.Struct]) -> tuple[Setting, ...]:
    """Return the fields of a settings' type, in its order."""
    told = inspect.type_info(kind)
    if not isinstance(told, inspect.StructType):
        raise TypeError(kind)
    return tuple(_fields(told))


def _fields(struct: inspect.StructType) -> Iterator[Setting]:
    for field in struct.fields:
        default = None if field.default is msgspec.NODEFAULT else field.default
        if field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        yield _setting(
            field.encode_name,
            field.type,
            is_required=field.required,
            default=msgspec.to_builtins(default),
        )


def _bare(kind: inspect.Type) -> tuple[inspect.Type, dict[str, Any]]:
    """Return a type without None and without what is said of it, and what was said of it."""
    said: dict[str, Any] = {}
    while True:
        if isinstance(kind, inspect.Metadata):
            said = {**(kind.extra or {}), **said}
            kind = kind.type
        elif isinstance(kind, inspect.UnionType):
            (kind,) = (each for each in kind.types if not isinstance(each, inspect.NoneType))
        else:
            return kind, said


def _setting(name: str, kind: inspect.Type, *, is_required: bool, default: Any) -> Setting:
    kind, said = _bare(kind)
    plain: dict[str, Any] = {
        "name": name,
        "label": said.get("label"),
        "help": said.get("help"),
        "is_required": is_required,
        "default": default,
    }
    if isinstance(kind, inspect.VarTupleType):
        return _list(kind, plain)
    if isinstance(kind, inspect.BoolType):
        return Setting(**plain, kind="yes")
    if isinstance(kind, inspect.IntType):
        return Setting(**plain, kind="number", low=kind.ge, high=kind.le)
    if isinstance(kind, inspect.StrType):
        longest = kind.max_length
        is_long = longest is None or longest > LONG
        return Setting(
            **plain,
            kind="text" if is_long else "line",
            longest=longest,
            words_of=said.get("words_of", ""),
        )
    if isinstance(kind, inspect.LiteralType):
        words = said.get("choices", {})
        values = [str(each) for each in kind.values]  # msgspec sorts them: ours come in our order
        values.sort(key=lambda value: list(words).index(value) if value in words else len(words))
        named = tuple((value, words.get(value)) for value in values)
        return Setting(**plain, kind="choice", choices=named)
    if isinstance(kind, inspect.StructType):
        return Setting(**plain, kind="group", parts=tuple(_fields(kind)))
    raise TypeError(name, kind)


def _list(kind: inspect.VarTupleType, plain: Mapping[str, Any]) -> Setting:
    item, _ = _bare(kind.item_type)
    limits: dict[str, Any] = {"least": kind.min_length or 0, "most": kind.max_length}
    if isinstance(item, inspect.StructType):
        return Setting(**plain, **limits, kind="list", parts=tuple(_fields(item)))
    if isinstance(item, inspect.TupleType):
        return Setting(**plain, **limits, kind="lines", width=len(item.item_types))
    is_words = isinstance(item, inspect.StrType)
    return Setting(**plain, **limits, kind="lines", width=0 if is_words else 1)


def read_settings(settings: Sequence[Setting], sent: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that a form sent, as a run sheet's file would hold them.

    A field of a group is named "group.field", of the third of a list "list.2.field". What is
    empty is left out, and so is what has its default value; a whole group of a list that is empty
    is dropped. What can't be a number is kept as it was typed, for ``read_config`` to refuse.
    """
    return _read(settings, sent, "")


def _read(settings: Sequence[Setting], sent: Mapping[str, str], before: str) -> dict[str, Any]:
    values = {}
    for each in settings:
        value = _read_one(each, sent, before + each.name)
        if value is not None and (each.is_required or value != each.default):
            values[each.name] = value
    return values


def _read_one(each: Setting, sent: Mapping[str, str], name: str) -> Any:
    if each.kind == "yes":
        return name in sent
    if each.kind == "group":
        return _read(each.parts, sent, f"{name}.") or None
    if each.kind == "list":
        return _read_list(each, sent, name) or None
    written = sent.get(name, "").replace("\r\n", "\n")
    if each.kind == "lines":
        return _read_lines(each, written) or None
    if not written.strip():
        return None
    return _number(written) if each.kind == "number" else written.strip()


def _read_list(each: Setting, sent: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    of_item = re.compile(rf"{re.escape(name)}\.([0-9]{{1,4}})\.(.+)")
    places = set()
    for key, value in sent.items():
        found = of_item.fullmatch(key)
        if found and value.strip() and not _fills_itself(each, found[2]):
            places.add(int(found[1]))
    return [_read(each.parts, sent, f"{name}.{place}.") for place in sorted(places)]


def _fills_itself(each: Setting, name: str) -> bool:
    """Say whether a field of a list's group holds something before anybody writes in it."""
    part = next((part for part in each.parts if part.name == name), None)
    if part is None:
        return False
    return part.kind in ("yes", "choice") or (part.kind == "number" and part.default is not None)


def _read_lines(each: Setting, written: str) -> list[Any]:
    lines = [line.strip() for line in written.split("\n") if line.strip()]
    if not each.width:
        return list(lines)
    numbers = [[_number(part) for part in re.split(r"[\s,;]+", line)] for line in lines]
    return [one if each.width > 1 else one[0] for one in numbers]


def _number(written: str) -> int | str:
    plain = written.strip()
    return int(plain) if re.fullmatch(r"-?[0-9]{1,9}", plain) else plain


def unlabelled(settings: Sequence[Setting], before: str = "") -> list[str]:
    """Return the names of the fields, groups' and choices' included, that have no words."""
    found = []
    for each in settings:
        if each.label is None:
            found.append(before + each.name)
        found += [f"{before}{each.name}={value}" for value, words in each.choices if words is None]
        found += unlabelled(each.parts, f"{before}{each.name}.")
    return found
