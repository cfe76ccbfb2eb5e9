"""Values as TOML: written anew, or put where others stood without a loss to what is around."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeAlias

import tomlkit
import tree_sitter
from tomlkit.container import Container, OutOfOrderTableProxy
from tomlkit.items import AbstractTable, AoT, Array, InlineTable, Item, String, Table

from mire.runsheet.toml_lines import parser

_Table: TypeAlias = Container | AbstractTable | OutOfOrderTableProxy
_WIDTH = 100
_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_LITERAL = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f']*\Z")


def is_same(one: Any, other: Any) -> bool:
    """Whether TOML tells no difference between two plain values (1 is neither 1.0 nor true)."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if _is_list(one) and _is_list(other):
        return len(one) == len(other) and all(map(is_same, one, other))
    return type(one) is type(other) and repr(one) == repr(other)


def render_table(values: Mapping[str, Any]) -> str:
    """Write a table's pairs, one a line; a long list takes a line for each of its items."""
    return "".join(f"{render_key(key)} = {render_value(value)}\n" for key, value in values.items())


def render_key(key: str) -> str:
    """Write a key, between quotes where it needs them."""
    return key if _BARE.match(key) else render_text(key)


def render_text(value: str) -> str:
    """Write a text on one line."""
    return tomlkit.string(value).as_string()


def render_value(value: Any, *, indent: str = "", may_break: bool = True) -> str:
    """Write a value; on one line unless it may break. None can't be written: ``ValueError``."""
    if isinstance(value, str):
        if may_break and not indent and "\n" in value:
            return _render_paragraphs(value)
        return render_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = (
            f"{render_key(key)} = {render_value(each, may_break=False)}"
            for key, each in value.items()
        )
        return f"{{ {', '.join(inner)} }}" if value else "{}"
    if not _is_list(value):
        message = f"no value of TOML: {value!r}"
        raise ValueError(message)
    line = f"[{', '.join(render_value(each, may_break=False) for each in value)}]"
    is_short = len(line) <= _WIDTH // 2 and not any(isinstance(each, Mapping) for each in value)
    if is_short or not may_break or not value:
        return line
    inside = indent + "  "
    items = "".join(f"{inside}{render_value(each, indent=inside)},\n" for each in value)
    return f"[\n{items}{indent}]"


def _render_paragraphs(value: str) -> str:
    is_quoted = value.endswith('"')  # four quotes in a row would end it, but be hard to read
    # tomlkit puts a line feed of its own before one that begins the text: it is given a letter.
    whole = tomlkit.string(f"x{value[:-1] if is_quoted else value}", multiline=True).as_string()
    body = whole[4:-3] + ('\\"' if is_quoted else "")
    body = body.replace("\r", "\\r")  # a bare one would be taken for the end of a line
    return f'"""\n{body}"""'


def update_table(table: _Table, values: Mapping[str, Any]) -> None:
    """Make a table of a parsed document hold ``values``, and touch only what differs."""
    for key in [key for key in table if key not in values]:
        del table[key]
    for key, value in values.items():
        if key not in table:
            table[key] = tomlkit.value(render_value(value))
            continue
        current: Any = table[key]
        plain = current.unwrap() if hasattr(current, "unwrap") else current  # booleans are plain
        if is_same(plain, value):
            continue
        if isinstance(value, Mapping) and isinstance(current, _Table):
            update_table(current, value)
        elif isinstance(current, AoT) and _is_list(value) and value:
            table[key] = _updated_tables(current, value)
        elif isinstance(current, AoT | Table):
            del table[key]
            table[key] = tomlkit.value(render_value(value))
        else:
            table[key] = tomlkit.value(_rewritten(current, value))


def _rewritten(current: Item, value: Any) -> str:
    """Return the TOML of a value that takes another's place, written as that was."""
    if isinstance(current, Array) and _is_list(value):
        return _rewritten_list(current.as_string(), value)
    if isinstance(current, InlineTable) and isinstance(value, Mapping):
        copy: Any = tomlkit.value(current.as_string())
        update_table(copy, value)
        return str(copy.as_string())
    if isinstance(current, String) and isinstance(value, str):
        written = current.as_string()
        if written.startswith('"""'):
            return _render_paragraphs(value)
        if written.startswith("'") and _LITERAL.match(value):
            return f"'{value}'"
        return render_text(value) if "\n" not in value else render_value(value)
    return render_value(value)


def _updated_tables(current: AoT, values: Sequence[Any]) -> Any:
    if not all(isinstance(each, Mapping) for each in values):
        raise ValueError("tables can't hold a list of something else")
    made = tomlkit.aot()
    tables = list(current)
    for value, old in zip(values, _paired([each.unwrap() for each in tables], values), strict=True):
        table = tomlkit.table() if old is None else tables[old]
        update_table(table, value)
        made.append(table)
    return made


@dataclass(frozen=True, slots=True)
class _Place:
    """An item of a written list: the comments above it, its text, the comment at its right."""

    above: tuple[str, ...]
    text: str
    right: str
    begins_line: bool


def _rewritten_list(written: str, values: Sequence[Any]) -> str:
    places, below, indent = _places(written)
    old_values = [tomlkit.value(place.text).unwrap() for place in places]
    is_broken = "\n" in written
    rows: list[str] = []
    for value, old in zip(values, _paired(old_values, values), strict=True):
        if old is None:
            place = _Place((), render_value(value, may_break=False), "", begins_line=is_broken)
        else:
            place = places[old]
        text = place.text
        if old is not None and not is_same(old_values[old], value):
            text = _rewritten(tomlkit.value(place.text), value)
        if place.begins_line or place.above or not rows or rows[-1].startswith("\0"):
            rows += [f"\0{comment}" for comment in place.above] + [f"{text},"]
        else:
            rows[-1] += f" {text},"
        if place.right:
            rows[-1] += f"  {place.right}"
            rows.append("\0")
    rows = [row.removeprefix("\0") for row in (*rows, *below)]
    rows = [row for row in rows if row]
    if not is_broken:
        return f"[{' '.join(rows).removesuffix(',')}]"
    return "[\n" + "".join(f"{indent}{row}\n" for row in rows) + "]"


def _places(written: str) -> tuple[list[_Place], list[str], str]:
    """Return the items of a list with their comments, the comments below, and the indent."""
    source = f"x = {written}\n".encode()
    array = parser().parse(source).root_node.named_children[0].named_children[-1]
    places: list[_Place] = []
    above: list[str] = []
    row, indent = array.start_point[0], "  "
    for node in array.named_children:
        text = (node.text or b"").decode()
        if node.type != "comment":
            begins_line = node.start_point[0] > row
            places.append(_Place(tuple(above), text, "", begins_line))
            above = []
            if begins_line:
                indent = _indent(source, node)
        elif places and node.start_point[0] == row:
            last = places[-1]
            places[-1] = _Place(last.above, last.text, text, last.begins_line)
        else:
            above.append(text)
        row = node.end_point[0]
    return places, above, indent


def _indent(source: bytes, node: tree_sitter.Node) -> str:
    line = source[: node.start_byte].rpartition(b"\n")[2].decode()
    return line if not line.strip() else "  "


def _paired(old: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    """Say which old item each new one was: the same, else one named alike, else in its place."""
    pairs: list[int | None] = [None] * len(new)
    left = dict.fromkeys(range(len(old)))
    for is_alike in _likenesses(old, new):
        for index in range(len(new)):
            if pairs[index] is not None:
                continue
            nearest = sorted(left, key=lambda each, index=index: (abs(each - index), each))  # type: ignore[misc]
            pairs[index] = next((each for each in nearest if is_alike(each, index)), None)
            left.pop(pairs[index], None)  # type: ignore[arg-type]
    return pairs


def _likenesses(old: Sequence[Any], new: Sequence[Any]) -> Iterator[Callable[[int, int], bool]]:
    yield lambda one, other: is_same(old[one], new[other])
    yield lambda one, other: _name(old[one]) is not None and _name(old[one]) == _name(new[other])
    yield lambda one, other: one == other and type(old[one]) is type(new[other])


def _name(value: Any) -> Any:
    """Return what an item of a list is called: the value of its first key, a text."""
    first = next(iter(value.values()), None) if isinstance(value, Mapping) else None
    return first if isinstance(first, str) else None


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)
