"""How a run sheet is laid out as TOML; what is promised stands in :func:`write_sheet`."""

import tomllib
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

import msgspec
import tomlkit
from tomlkit.exceptions import TOMLKitError

from mire.runsheet.checks import settings_to_write
from mire.runsheet.sheet import Activity, Meeting, Sheet
from mire.runsheet.toml_blocks import Block, cut
from mire.runsheet.toml_values import is_same, render_key, render_table, update_table

_Values = dict[str, Any]


def render_sheet(sheet: Sheet, previous: str | None) -> str:
    """Do what :func:`mire.runsheet.toml_writing.write_sheet` says."""
    if previous is None:
        return _plain(_values(sheet, {}))
    source = previous.removeprefix("\ufeff").replace("\r\n", "\n")
    before = tomllib.loads(source)
    values = _values(sheet, before)
    if is_same(before, values):
        return previous
    written = _updated(source, before, values)
    if "\r\n" in previous.partition("\n")[0] + "\n":
        written = written.replace("\n", "\r\n")
    return "\ufeff" + written if previous.startswith("\ufeff") else written


def _values(sheet: Sheet, before: _Values) -> _Values:
    """Return what the file must hold: what differs from a default, or was written already."""
    earlier = _by_id(before)
    activities: list[_Values] = []
    for index, activity in enumerate(sheet.activity):
        old = earlier.get(activity.id, {})
        values = _fields(activity, old)
        values.pop("settings", None)
        settings = _settings(sheet, index, old.get("settings", {}))
        if settings or old.get("settings") == {}:
            values["settings"] = settings
        activities.append(values)
    meeting = _fields(sheet.meeting, before.get("meeting", {}))
    return {"format": sheet.format, "meeting": meeting, "activity": activities}


def _by_id(before: _Values) -> dict[str, _Values]:
    tables = before.get("activity", [])
    return {each["id"]: each for each in reversed(tables) if isinstance(each.get("id"), str)}


def _fields(model: Meeting | Activity, old: Mapping[str, Any]) -> _Values:
    values: _Values = {}
    for field in msgspec.structs.fields(model):
        value = getattr(model, field.name)
        name = field.encode_name
        if value is not None and (name in old or value != field.default):
            values[name] = list(value) if isinstance(value, tuple) else value
    return values


def _settings(sheet: Sheet, index: int, old: Mapping[str, Any]) -> _Values:
    activity = sheet.activity[index]
    whole: _Values = _without_none(activity.settings)
    if is_same(old, whole):
        return whole
    needed = settings_to_write(sheet, index)
    if activity.again is not None:  # all of them, or none
        return _without_none(needed) if needed else {}
    return {name: value for name, value in whole.items() if name in needed or name in old}


def _without_none(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_none(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_without_none(each) for each in value]
    return value


def _plain(values: _Values) -> str:
    parts = [render_table({"format": values["format"]}), _plain_meeting(values["meeting"])]
    return "\n".join([*parts, *map(_plain_activity, values["activity"])])


def _plain_meeting(values: _Values) -> str:
    return f"[meeting]\n{render_table(values)}"


def _plain_activity(values: _Values) -> str:
    own = {name: value for name, value in values.items() if name != "settings"}
    written = f"[[activity]]\n{render_table(own)}"
    return written + _plain_settings(values["settings"]) if "settings" in values else written


def _plain_settings(settings: _Values) -> str:
    """Write settings as a table, and each setting that is itself a table as another."""
    tables = {key: value for key, value in settings.items() if isinstance(value, dict) and value}
    pairs = {key: value for key, value in settings.items() if key not in tables}
    parts = [f"\n[activity.settings]\n{render_table(pairs)}"] if pairs or not tables else []
    parts += [
        f"\n[activity.settings.{render_key(key)}]\n{render_table(value)}"
        for key, value in tables.items()
    ]
    return "".join(parts)


def _updated(source: str, before: _Values, values: _Values) -> str:
    """Return the text of ``source`` with ``values`` in it."""
    source = source if source.endswith("\n") else f"{source}\n"
    blocks = cut(source)
    if len(blocks.activities) != len(before.get("activity", [])) or not blocks.activities:
        # its activities are one list of inline tables: a plain value of the document
        return _updated_text(source, values) or _plain(values)
    head, foot = "".join(blocks.head), "".join(blocks.foot)
    in_foot = tomllib.loads(foot) if foot else {}
    rest = {name: value for name, value in values.items() if name != "activity"}
    foot_values = {name: value for name, value in rest.items() if name in in_foot}
    head_values = {name: value for name, value in rest.items() if name not in in_foot}
    new_head = _updated_head(head, head_values)
    new_foot = (_updated_text(foot, foot_values) or "") if foot_values else ""
    texts, waiting = _updated_activities(blocks.activities, before["activity"], values["activity"])
    whole = "".join((new_head, *texts, new_foot, *_joined(waiting, blocks.tail)))
    return whole if _holds(whole, values) else _plain(values)


def _updated_head(head: str, values: _Values) -> str:
    if "meeting" in values and "meeting" not in tomllib.loads(head):
        rest = {name: value for name, value in values.items() if name != "meeting"}
        return f"{_updated_head(head, rest)}\n{_plain_meeting(values['meeting'])}"
    return _updated_text(head, values) or "".join(
        _plain_meeting(value) if name == "meeting" else render_table({name: value})
        for name, value in values.items()
    )


def _updated_activities(
    blocks: list[Block], before: list[_Values], values: list[_Values]
) -> tuple[list[str], list[str]]:
    """Return the texts of the activities in their new order, and titles left without a place."""
    pairs = _matches(before, values)
    stay = _those_that_stay(len(blocks), pairs)
    loose: dict[int, list[str]] = {}
    waiting: list[str] = []
    for index, block in enumerate(blocks):
        if index in stay:
            loose[index] = _joined(waiting, block.loose)
            waiting = []
        elif any(line.strip() for line in block.loose):
            waiting = _joined(waiting, block.loose)
            loose[index] = ["\n"]
        else:
            loose[index] = block.loose
    texts: list[str] = []
    for new, old in zip(values, pairs, strict=True):
        if old is None:
            texts.append(f"\n{_plain_activity(new)}")
            continue
        texts += [*loose[old], _updated_activity("".join(blocks[old].lines), new)]
    return texts, waiting


def _joined(above: list[str], below: list[str]) -> list[str]:
    """Put comments together, without the blank lines of both where they meet."""
    if above and not above[-1].strip():
        while below and not below[0].strip():
            below = below[1:]
    return [*above, *below]


def _matches(before: list[_Values], values: list[_Values]) -> list[int | None]:
    """Say which earlier activity each one is: by id, else by technique and title."""
    ids: dict[Any, int] = {}
    for index, each in enumerate(before):
        ids.setdefault(each.get("id"), index)
    pairs = [ids.pop(each["id"], None) for each in values]  # an id twice takes its text once
    left = set(range(len(before))) - set(pairs)
    for position, each in enumerate(values):
        if pairs[position] is None:
            names = (each["technique"], each["title"])
            alike = (
                index
                for index in sorted(left)
                if (before[index].get("technique"), before[index].get("title")) == names
            )
            pairs[position] = next(alike, None)
            left.discard(pairs[position])
    return pairs


def _those_that_stay(n_before: int, pairs: list[int | None]) -> set[int]:
    """Return the earlier activities whose order among themselves is as it was."""
    kept = [old for old in pairs if old is not None]
    runs = SequenceMatcher(None, range(n_before), kept, autojunk=False).get_matching_blocks()
    return {old for run in runs for old in range(run.a, run.a + run.size)}


def _updated_activity(written: str, values: _Values) -> str:
    before = tomllib.loads(written)["activity"][0]
    if is_same(before, values):
        return written
    is_new_table = "settings" in values and "settings" not in before
    rest = {name: value for name, value in values.items() if name != "settings"}
    updated = _updated_text(written, {"activity": [rest if is_new_table else values]})
    if updated is None:
        return _plain_activity(values)
    return updated + _plain_settings(values["settings"]) if is_new_table else updated


def _updated_text(written: str, values: _Values) -> str | None:
    """Return part of a file with ``values`` in it; None where its layout can't take them."""
    try:
        document = tomlkit.parse(written)
        update_table(document, values)
        text = tomlkit.dumps(document)
    except (TOMLKitError, ValueError):
        return None
    return text if _holds(text, values) else None


def _holds(written: str, values: _Values) -> bool:
    try:
        return is_same(tomllib.loads(written), values)
    except ValueError:
        return False
