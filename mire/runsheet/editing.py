"""Changing a run sheet: each change is a pure function from a sheet to a sheet.

A sheet being written may be one that the checks refuse (too long, a setting that lacks): it is
kept all the same, and ``problems_of`` says what stands in the way of opening it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec

from mire.runsheet.checks import overrun, sheet_from
from mire.runsheet.clocks import on_the_clock
from mire.runsheet.sheet import Activity, Meeting, Problem, Sheet, SheetRefused
from mire.technique_api import registry
from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MOST_ACTIVITIES = 60


def draft_from(values: Mapping[str, Any]) -> Sheet:
    """Return the sheet that plain values describe, whether or not the checks accept it.

    Raises ``SheetRefused`` for values that are no sheet at all.
    """
    try:
        return read_mapping(Sheet, values)
    except Refusal as refusal:
        raise SheetRefused([Problem(None, refusal.path, refusal.text)]) from refusal


def problems_of(sheet: Sheet) -> list[Problem]:
    """Return what stands in the way of opening a sheet, an end that may move included."""
    try:
        checked = on_the_clock(sheet_from(sheet.primitive()))
    except SheetRefused as refused:
        return list(refused.problems)
    return list(overrun(checked))


def place_of(sheet: Sheet, activity: str) -> int:
    """Return the 0-based place of an activity; raise a Refusal when it isn't there any more."""
    for place, each in enumerate(sheet.activity):
        if each.id == activity:
            return place
    raise Refusal(
        text("Cette séquence n'est plus dans le conducteur : quelqu'un l'a retirée."),
        code="gone",
    )


Limits: TypeAlias = tuple[int | None, int | None]
"""The least and the most minutes of an activity, as somebody chose them."""


def with_minutes(sheet: Sheet, activity: str, minutes: int, limits: Limits) -> Sheet:
    """Set an activity's minutes; its limits are those chosen, widened by no more than it takes."""
    least, most = limits
    values = {
        "planned": minutes,
        "least": None if least is None else min(least, minutes),
        "most": None if most is None else max(most, minutes),
    }
    return change_activity(sheet, activity, values)


def keeps_limits(before: Activity | None, after: Activity) -> bool:
    """Say whether a change left the limits that were chosen: it touched nothing, or minutes alone.

    Minutes typed outside of the limits widen them; minutes typed next give them back.
    """
    if before is None:
        return False
    minutes = {"planned": after.planned, "least": after.least, "most": after.most}
    if msgspec.structs.replace(before, **minutes) != after:
        return False
    is_low = _is_widened(before.least, before.planned, after.least, after.planned, low=True)
    is_high = _is_widened(before.most, before.planned, after.most, after.planned, low=False)
    return is_low and is_high


def _is_widened(
    before: int | None, was: int, after: int | None, planned: int, *, low: bool
) -> bool:
    """Say whether a limit is the same, was widened by the minutes typed, or is given back."""
    if before == after:
        return True
    if before is None or after is None or was == planned:
        return False
    is_wider = after < before if low else after > before
    return after == planned if is_wider else before == was


def move_activity(sheet: Sheet, activity: str, place: int) -> Sheet:
    """Put an activity at a 0-based place among the others; past an end counts as that end."""
    at = place_of(sheet, activity)
    others = [*sheet.activity[:at], *sheet.activity[at + 1 :]]
    others.insert(max(0, min(place, len(others))), sheet.activity[at])
    return _with(sheet, others)


def remove_activity(sheet: Sheet, activity: str) -> Sheet:
    """Take an activity out. A sheet keeps at least one."""
    at = place_of(sheet, activity)
    if len(sheet.activity) == 1:
        raise Refusal(text("Un conducteur garde au moins une séquence."), code="last")
    return _with(sheet, [*sheet.activity[:at], *sheet.activity[at + 1 :]])


def add_activity(
    sheet: Sheet, technique: str, *, title: str, minutes: int, after: str | None
) -> Sheet:
    """Add an activity of a technique after another one, or at the end.

    Its settings are empty: what lacks is said by ``problems_of``. Raises a Refusal for a technique
    that isn't there, or when the sheet is full.
    """
    registry.technique(technique)
    _leave_room(sheet)
    at = len(sheet.activity) if after is None else place_of(sheet, after) + 1
    new = _read_activity(
        {
            "id": free_id(sheet, title),
            "technique": technique,
            "title": title,
            "planned": minutes,
        }
    )
    return _with(sheet, [*sheet.activity[:at], new, *sheet.activity[at:]])


def copy_activity(sheet: Sheet, activity: str) -> Sheet:
    """Put a copy of an activity right after it, under an id of its own."""
    _leave_room(sheet)
    at = place_of(sheet, activity)
    first = sheet.activity[at]
    copy = msgspec.structs.replace(first, id=free_id(sheet, first.id), again=None)
    return _with(sheet, [*sheet.activity[: at + 1], copy, *sheet.activity[at + 1 :]])


def change_activity(sheet: Sheet, activity: str, values: Mapping[str, Any]) -> Sheet:
    """Change some fields of an activity, "settings" among them; raise a Refusal naming one."""
    at = place_of(sheet, activity)
    kept = msgspec.to_builtins(sheet.activity[at])
    changed = _read_activity({**kept, **values})
    return _with(sheet, [*sheet.activity[:at], changed, *sheet.activity[at + 1 :]])


def change_meeting(sheet: Sheet, values: Mapping[str, Any]) -> Sheet:
    """Change some facts of the meeting; raise a Refusal naming one."""
    kept = {**msgspec.to_builtins(sheet.meeting), "starts": sheet.meeting.starts}
    meeting = read_mapping(Meeting, {**kept, **values})
    return msgspec.structs.replace(sheet, meeting=meeting)


@dataclass(frozen=True, slots=True)
class Merged:
    """Two changes of one sheet put together; ``clashes`` lists the activities changed by both."""

    sheet: Sheet
    clashes: tuple[str, ...]
    """Ids of activities that both changed otherwise; "" stands for the meeting's own facts. The
    sheet holds what was saved first."""


def merge(base: Sheet, saved: Sheet, mine: Sheet) -> Merged:
    """Put two changes of one sheet together, activity by activity.

    ``base`` is what both began from, ``saved`` what was saved first. The order is that of who
    moved something, of ``saved`` when both did. What one removed is gone unless the other changed
    it.
    """
    clashes = []
    meeting = saved.meeting
    if mine.meeting != base.meeting:
        if saved.meeting not in (base.meeting, mine.meeting):
            clashes.append("")
        else:
            meeting = mine.meeting
    was, theirs, ours = (_by_id(each) for each in (base, saved, mine))
    merged: dict[str, Activity] = {}
    for each in {**theirs, **ours}:
        first, saved_one, my_one = was.get(each), theirs.get(each), ours.get(each)
        if my_one == first:
            chosen = saved_one
        elif saved_one in (first, my_one):
            chosen = my_one
        else:
            clashes.append(each)
            chosen = saved_one or my_one
        if chosen is not None:
            merged[each] = chosen
    order = _order(base, saved, mine)
    activities = [merged[each] for each in order if each in merged]
    if not activities:
        return Merged(saved, tuple(sorted({*clashes, *was, *theirs})))
    return Merged(Sheet(base.format, meeting, tuple(activities)), tuple(clashes))


def free_id(sheet: Sheet, title: str) -> str:
    """Return an id made of a title that no activity of the sheet has."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:34].rstrip("-") or "sequence"
    taken = {each.id for each in sheet.activity}
    if stem not in taken:
        return stem
    return next(candidate for n in range(2, 100) if (candidate := f"{stem}-{n}") not in taken)


def _order(base: Sheet, saved: Sheet, mine: Sheet) -> list[str]:
    """Return the ids of both sheets in one order."""
    was, theirs, ours = ([each.id for each in sheet.activity] for sheet in (base, saved, mine))
    kept = [each for each in was if each in theirs and each in ours]
    moved = [each for each in theirs if each in kept] != kept
    first, second = (theirs, ours) if moved else (ours, theirs)
    order = list(first)
    for place, each in enumerate(second):
        if each not in order:
            before = second[place - 1] if place else None
            order.insert(order.index(before) + 1 if before in order else 0, each)
    return order


def _by_id(sheet: Sheet) -> dict[str, Activity]:
    return {each.id: each for each in sheet.activity}


def _with(sheet: Sheet, activities: Sequence[Activity]) -> Sheet:
    return msgspec.structs.replace(sheet, activity=tuple(activities))


def _read_activity(values: Mapping[str, Any]) -> Activity:
    return read_mapping(Activity, values)


def _leave_room(sheet: Sheet) -> None:
    if len(sheet.activity) >= MOST_ACTIVITIES:
        raise Refusal(
            text("Un conducteur a %(most)s séquences au plus.", most=MOST_ACTIVITIES), code="full"
        )
